"""The other side's statement: invited from the desk, received by a link or at the desk, and put into a draft.

What was received stays private until a draft with it is published, as any draft is: by two persons. Its words are
compared then with those that were received, so that nobody puts others into somebody's mouth.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from register.core.calendar import day_in_words, iso, local_day
from register.core.findings import Breach
from register.core.kind import Kind
from register.core.text import fold
from register.entries.tables import draft
from register.entries.tables import statement_invitation as table
from register.kinds import kind_named
from register.publishing.drafts import HIGHEST_ID, Draft, Pairs
from register.settings import Settings

LONGEST = 10_000
"""The most characters of a statement."""


class State(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    RECEIVED = "received"
    TAKEN = "taken"
    ENDED = "ended"


@dataclass(frozen=True)
class Invitation:
    """Somebody is invited to say, in their own words, what they think of an entry or of a draft."""

    id: int
    kind: Kind
    entry_id: int | None
    draft_id: int | None
    field: str
    organisation: str | None
    invited_by: int
    invited_on: date
    answer_by: date
    words: str | None
    mark: str | None
    declined: bool
    received_at: str | None
    taken_at: str | None
    ended_at: str | None

    @property
    def label(self) -> str:
        """Return what the statement is called."""
        return self.kind.statements.get(self.field, "The other side’s statement")

    @property
    def is_account(self) -> bool:
        """Tell whether it is one side's account of a dispute, which stands beside the other's."""
        return self.field.startswith("account_")

    @property
    def state(self) -> State:
        """Return where it stands."""
        if self.taken_at:
            return State.TAKEN
        if self.received_at:
            return State.RECEIVED
        return State.ENDED if self.ended_at else State.OPEN


class Unknown(LookupError):
    """There is no such invitation."""


class Closed(Exception):
    """The invitation takes no answer, or has none to give, any more."""


def invite(
    connection: Connection,
    *,
    kind: Kind,
    field: str,
    entry_id: int | None = None,
    draft_id: int | None = None,
    organisation: str | None,
    answer_by: date,
    by_id: int,
    on: date,
) -> tuple[Invitation, str]:
    """Invite a statement on an entry or a draft; return the invitation and the secret of its link, kept nowhere."""
    secret = secrets.token_urlsafe(24)
    row = {
        "digest": _digest(secret),
        "kind": kind.name,
        "entry_id": entry_id,
        "draft_id": draft_id,
        "field": field,
        "organisation": organisation,
        "invited_by": by_id,
        "invited_on": iso(on),
        "answer_by": iso(answer_by),
        "declined": False,
    }
    key = connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()
    return get(connection, int(key)), secret


def renew(connection: Connection, invitation: Invitation) -> str:
    """Give an open invitation a new link, in whose place the old one is void; raises Closed."""
    secret = secrets.token_urlsafe(24)
    _change(connection, invitation, State.OPEN, digest=_digest(secret))
    return secret


def end(connection: Connection, invitation: Invitation, *, at: str) -> None:
    """End an open invitation: its link takes no answer any more; raises Closed."""
    _change(connection, invitation, State.OPEN, ended_at=at)


def receive(
    connection: Connection, invitation: Invitation, *, words: str, declined: bool, at: str, settings: Settings
) -> None:
    """Keep what was said, or that nothing will be; raises Closed."""
    said = None if declined else words.strip()
    mark = _mark(said, settings) if said else None
    _change(connection, invitation, State.OPEN, words=said, mark=mark, declined=declined, received_at=at)


def take(connection: Connection, invitation: Invitation, *, at: str) -> list[tuple[str, str]]:
    """Take what was received out of the box and return it as the pairs of a form; raises Closed.

    An invitation that was never answered is taken as well, as what it is: it ends then.
    """
    said: dict[str, Any] = {"invited_on": iso(invitation.invited_on), "answer_by": iso(invitation.answer_by)}
    if invitation.received_at:
        said["received_on"] = iso(local_day(invitation.received_at))
    if invitation.declined:
        said |= {"declined": True, "received_on": None}
    if invitation.words:
        said["words"] = invitation.words
    if invitation.state not in (State.OPEN, State.RECEIVED):
        raise Closed("there is nothing to take")
    _change(connection, invitation, invitation.state, words=None, taken_at=at, ended_at=at)
    return list(invitation.kind.form.pairs_of({invitation.field: said}))


def merged(pairs: Pairs, taken: Pairs, field: str) -> list[tuple[str, str]]:
    """Return a draft's pairs with what was taken in place of what it says of the same side."""
    return [*((name, value) for name, value in pairs if not name.startswith(f"{field}-")), *taken]


def get(connection: Connection, invitation_id: int) -> Invitation:
    """Return an invitation; raises Unknown."""
    found = _invitations(connection, table.c.id == invitation_id) if 0 < invitation_id <= HIGHEST_ID else []
    if not found:
        raise Unknown(f"there is no invitation {invitation_id}")
    return found[0]


def by_secret(connection: Connection, secret: str) -> Invitation:
    """Return the invitation that a link is of; raises Unknown."""
    found = _invitations(connection, table.c.digest == _digest(secret))
    if not found:
        raise Unknown("no invitation has this link")
    return found[0]


def of_entry(connection: Connection, entry_id: int) -> Sequence[Invitation]:
    """Return every invitation about an entry, those about its drafts among them, oldest first."""
    return _invitations(connection, about(entry_id))


def of_draft(connection: Connection, draft_id: int) -> Sequence[Invitation]:
    """Return the invitations about a draft, oldest first."""
    return _invitations(connection, table.c.draft_id == draft_id)


def to_organisation(connection: Connection, identifier: str) -> Sequence[Invitation]:
    """Return the invitations that the officers of a VCS body may answer at the desk, the newest first."""
    return _invitations(connection, table.c.organisation == identifier)[::-1]


def received(connection: Connection) -> Sequence[Invitation]:
    """Return what was received and stands in no draft yet, oldest first."""
    return _invitations(connection, table.c.received_at.is_not(None) & table.c.taken_at.is_(None))


def entry_of(connection: Connection, invitation: Invitation) -> int | None:
    """Return the entry that it is about; None while that is an unpublished draft."""
    if invitation.draft_id is None:
        return invitation.entry_id
    row = connection.execute(select(draft.c.entry_id, draft.c.n).where(draft.c.id == invitation.draft_id)).one()
    found = row.entry_id if row.entry_id is not None else row.n
    return None if found is None else int(found)


def altered(connection: Connection, written: Draft, document: dict[str, Any], settings: Settings) -> list[Breach]:
    """Warn where a draft says something else in another side's name than what was received."""
    here = table.c.draft_id == written.id
    if written.entry_id is not None:
        here |= about(written.entry_id)
    newest = {one.field: one for one in _invitations(connection, here & table.c.mark.is_not(None))}
    return [
        Breach(
            undertaking=None,
            field=f"{name}.words",
            message=f"{one.label} is not what was received on {_day(one)}",
            remedy="Put their own words back, or make sure that they agreed to the change.",
        )
        for name, one in newest.items()
        if (words := (document.get(name) or {}).get("words")) and _mark(words, settings) != one.mark
    ]


def about(entry_id: int) -> ColumnElement[bool]:
    """Return what picks the rows of invitations about an entry, those about its drafts among them."""
    drafts = select(draft.c.id).where((draft.c.entry_id == entry_id) | (draft.c.n == entry_id))
    return (table.c.entry_id == entry_id) | table.c.draft_id.in_(drafts)


def _change(connection: Connection, invitation: Invitation, state: State, **values: Any) -> None:
    """Write a change only where the invitation stands where it was read; raises Closed."""
    if invitation.state is not state:
        raise Closed(f"the invitation is {invitation.state}")
    as_read = [table.c.id == invitation.id, table.c.taken_at.is_(None)]
    as_read.append(table.c.received_at.is_(None) if state is State.OPEN else table.c.received_at.is_not(None))
    if state is State.OPEN:
        as_read.append(table.c.ended_at.is_(None))
    if connection.execute(update(table).where(*as_read).values(**values)).rowcount != 1:
        raise Closed("the invitation was answered or ended meanwhile")


def _invitations(connection: Connection, where: ColumnElement[bool]) -> Sequence[Invitation]:
    columns = [column for column in table.c if column.name != "digest"]
    rows = connection.execute(select(*columns).where(where).order_by(table.c.id)).mappings()
    return [
        Invitation(
            **{
                **row,
                "kind": kind_named(row["kind"]),
                "invited_on": date.fromisoformat(row["invited_on"]),
                "answer_by": date.fromisoformat(row["answer_by"]),
            }
        )
        for row in rows
    ]


def _day(invitation: Invitation) -> str:
    return day_in_words(local_day(str(invitation.received_at)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _mark(words: str, settings: Settings) -> str:
    """Return a keyed digest of words, however they are spaced and set."""
    return hmac.digest(settings.secret("statements").encode(), fold(words).encode("utf-8", "replace"), "sha256").hex()
