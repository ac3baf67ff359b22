"""The audit: who did what at the desk, when, and from where; rows are added, and go only when they are old enough.

It is for administrators, never public. What could be redacted has no place in it: references, numbers and names of
fields, never what was written in them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from register.accounts.models import audit_record as table

COMMAND_LINE = "The command line"


@dataclass(frozen=True)
class By:
    """Who does something, and where they are."""

    account_id: int | None
    name: str
    address: str = ""


BY_COMMAND = By(None, COMMAND_LINE)
BY_ITSELF = By(None, "The register itself")
"""What no person does: clearing old rows of the audit, publishing at the time that somebody approved."""


def record(connection: Connection, by: By, action: str, about: str = "", *, at: str, **detail: Any) -> None:
    """Write down what is done, inside the transaction that does it.

    `action` is one of `ACTIONS`; `about` names the thing (`FD-2026-0042`, `draft 7`, `account 3`).
    """
    if action not in ACTIONS:
        raise LookupError(f"the audit knows no action {action}")
    row = {
        "at": at,
        "account_id": by.account_id,
        "name": by.name,
        "action": action,
        "about": about,
        "detail": json.dumps(detail, ensure_ascii=True, sort_keys=True),
        "address": by.address,
    }
    connection.execute(insert(table).values(row))


def details_of(connection: Connection, action: str, abouts: Sequence[str], account_id: int) -> list[dict[str, Any]]:
    """Return the details of what a person did to some things, oldest first."""
    query = select(table.c.detail).where(table.c.about.in_(abouts), table.c.account_id == account_id)
    found = connection.scalars(query.where(table.c.action == action).order_by(table.c.id))
    return [json.loads(detail) for detail in found]


ACTIONS = {
    "signed_in": "Signed in",
    "sign_in_failed": "Failed to sign in",
    "signed_out": "Signed out everywhere",
    "password_set": "Set a password",
    "second_factor_set": "Set up a second factor",
    "second_factor_removed": "Removed a second factor",
    "recovery_codes_made": "Made recovery codes",
    "recovery_code_used": "Signed in with a recovery code",
    "passkey_added": "Added a passkey",
    "passkey_removed": "Removed a passkey",
    "account_made": "Made an account",
    "account_changed": "Changed an account",
    "account_disabled": "Disabled an account",
    "account_enabled": "Enabled an account",
    "link_made": "Made a link to set a password",
    "sessions_ended": "Ended somebody’s sessions",
    "body_changed": "Changed a public body",
    "department_changed": "Changed a department",
    "term_changed": "Changed a theme or an area",
    "round_changed": "Changed a programme round",
    "draft_made": "Began a draft",
    "draft_discarded": "Discarded a draft",
    "handed_over": "Handed a draft over to a colleague",
    "sent_for_review": "Sent a draft for review",
    "taken_back": "Took a draft back",
    "sent_back": "Sent a draft back with a remark",
    "scheduled": "Approved a draft for a later time",
    "unscheduled": "Stopped a scheduled publication",
    "published": "Published",
    "corrected": "Published a correction",
    "looked_again": "Said that they looked at what was found",
    "held": "Put on hold",
    "lifted": "Lifted a hold",
    "removal_asked": "Asked for a redaction or withdrawal",
    "removal_approved": "Approved a redaction or withdrawal",
    "removal_refused": "Refused a redaction or withdrawal",
    "statement_invited": "Invited a statement",
    "statement_ended": "Ended an invitation to make a statement",
    "statement_taken": "Put a statement received into a draft",
    "statement_opened": "Opened an invitation to answer it",
    "document_uploaded": "Uploaded a document",
    "imported": "Imported a file",
    "import_discarded": "Gave up what was left of interrupted imports",
    "setting_changed": "Changed a setting",
    "audit_exported": "Downloaded the audit",
    "audit_cleared": "Cleared old rows of the audit",
}
"""What can be done, with its words."""
