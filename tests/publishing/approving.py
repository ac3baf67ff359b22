"""A second person below the views, who looked at everything that the review page would show them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from register.publishing import drafts
from register.publishing.review import propose_draft
from register.settings import Settings


def everything_on(connection: Connection, draft_id: int, *, now: datetime, settings: Settings) -> list[str]:
    """Return the marks of a draft's words and of its warnings, as they are now."""
    proposal = propose_draft(connection, drafts.get(connection, draft_id), now=now, settings=settings)
    return [proposal.mark, *proposal.warned]
