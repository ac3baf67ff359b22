"""Uploaded documents at the desk: those of drafts, seen by nobody but who may see the draft."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.desk.routing import APPROVERS, WRITERS, desk, for_roles, officer
from register.documents import reading as documents
from register.documents.reading import Standing, Uploaded
from register.documents.serving import served
from register.documents.writing import drafts_naming
from register.extensions import reading
from register.publishing import drafts
from register.publishing.ownership import acts_for_entry
from register.web.current import settings_now


@desk.get("/documents/<key>")
@for_roles(WRITERS)
def document(key: str) -> ResponseReturnValue:
    """Give a document to who uploaded it, to who may see a draft that names it, and once it is published to staff.

    One that is on hold is given to those who act for its entry's public body only.
    """
    with reading() as connection:
        held = documents.find(connection, key)
        if held is None or not _may_see(connection, held):
            abort(404)
    return served(settings_now(), held)


def _may_see(connection: Connection, held: Uploaded) -> bool:
    if held.erased_at is not None:
        return False
    person = officer()
    if held.entry_id is not None:
        standing = documents.standing(connection, held)[0]
        ours = standing is Standing.ON_HOLD and acts_for_entry(connection, held.entry_id, person.bodies)
        return ours or standing is Standing.SHOWN
    return held.uploaded_by == person.id or any(
        _visible(connection, draft_id) for draft_id in drafts_naming(connection, held.key)
    )


def _visible(connection: Connection, draft_id: int) -> bool:
    person = officer()
    try:
        drafts.get_visible(
            connection,
            draft_id,
            user_id=person.id,
            may_review=person.is_one_of(APPROVERS),
            bodies=person.bodies,
        )
    except drafts.Unknown:
        return False
    return True
