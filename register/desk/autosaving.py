"""Save a draft while it is written: what the form's script sends some seconds after the typing stops.

The answers are for that script: the new version, or why nothing was saved. A page without it saves by its buttons.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from register.core.calendar import LONDON, now_utc
from register.core.kind import Kind
from register.desk.drafting import begin, kind_at, own_draft
from register.desk.keeping import AUTOSAVE, posted_version
from register.desk.routing import WRITERS, desk, for_roles, officer
from register.extensions import reading, writing
from register.publishing import drafts, unfinished
from register.publishing.drafts import Draft, Pairs
from register.publishing.review import base_of
from register.web.current import sent_pairs

SOMEBODY_ELSE = "Somebody else is signed in in this browser now, so this is not saved. Sign in again as yourself."
ELSEWHERE = "Not saved: this draft was saved somewhere else meanwhile. Save to see both versions side by side."
GONE = "Not saved: this draft was sent on or published meanwhile. Save to see what you can do."


@desk.post(f"/<plural>{AUTOSAVE}")
@for_roles(WRITERS)
def autosave_new(plural: str) -> ResponseReturnValue:
    """Keep what was typed as a new draft, once however often the same is sent."""
    kind = kind_at(plural)
    if is_for_another():
        return {"problem": SOMEBODY_ELSE}, 403
    pairs = _pairs(kind, None)
    with writing() as connection:
        draft = begin(connection, kind, pairs)
    return _saved(draft)


@desk.post(f"/drafts/<int:draft_id>{AUTOSAVE}")
@for_roles(WRITERS)
def autosave(draft_id: int) -> ResponseReturnValue:
    """Save what was typed over the version that the page has; a conflict puts it aside and says so."""
    if is_for_another():
        return {"problem": SOMEBODY_ELSE}, 403
    draft = own_draft(draft_id)
    pairs = _pairs(draft.kind, draft)
    try:
        with writing() as connection:
            return _saved(
                drafts.save(
                    connection,
                    draft_id=draft_id,
                    version=posted_version(),
                    author_id=officer().id,
                    pairs=pairs,
                    at=now_utc(),
                )
            )
    except (drafts.Stale, drafts.WrongState) as changed:
        with writing() as connection:
            aside = unfinished.put_aside(connection, changed.current, author_id=officer().id, pairs=pairs, at=now_utc())
        stale = isinstance(changed, drafts.Stale)
        return {"problem": ELSEWHERE if stale else GONE, "aside": aside.id}, 409


def _saved(draft: Draft) -> dict[str, Any]:
    at = datetime.fromisoformat(draft.updated_at).astimezone(LONDON)
    return {
        "version": draft.version,
        "said": f"Draft saved {at:%H:%M}",
        "address": url_for("desk.save", draft_id=draft.id),
    }


def _pairs(kind: Kind, draft: Draft | None) -> Pairs:
    """Read the pairs as any save does: known names only, rows with their numbers."""
    with reading() as connection:
        base = base_of(connection, draft) if draft else None
    form = kind.form(sent_pairs(), base=base.document if base else None)
    pairs: Pairs = form.pairs
    return pairs


def is_for_another() -> bool:
    """Tell whether the page was opened by another officer than the one who is signed in now."""
    return request.form.get("officer") != str(officer().id)
