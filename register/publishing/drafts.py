"""Drafts: the pairs of a form exactly as typed, on their way from an author to a second person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from register.core.kind import Kind
from register.entries.tables import draft as table
from register.entries.writing import put_pending
from register.kinds import kind_named
from register.publishing.ownership import Bodies, NotYours, about_entries_of, acts_for_entry

Pairs = Sequence[tuple[str, str]]
HIGHEST_ID = 2**31 - 1
"""The highest number that the databases' integer columns hold."""
LONGEST_TITLE = 300
"""Characters of a draft's title in the lists of drafts."""


class State(StrEnum):
    """Where a draft is on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


WITH_ITS_AUTHOR = (State.DRAFT, State.SENT_BACK)
WITH_OTHERS = (State.IN_REVIEW, State.SCHEDULED)
SEEN_BY_OTHERS = (*WITH_OTHERS, State.PUBLISHED)


@dataclass(frozen=True)
class Draft:
    """One draft as last saved; `entry_id` and `base_revision` say what a correction corrects."""

    id: int
    kind: Kind
    entry_id: int | None
    base_revision: int | None
    state: State
    version: int
    pairs: tuple[tuple[str, str], ...]
    title: str
    body: str | None
    """Identifier of the public body whose entry it is, once chosen."""
    batch_id: int | None
    """The grid it is a row of, where many are written together."""
    publish_at: str | None
    """When a draft that is approved goes out."""
    author_id: int
    approver_id: int | None
    remark: str | None
    reviewed: tuple[tuple[str, str], ...] | None
    """What a second person last had before them, since it went back to its author."""
    looked_at: tuple[str, ...]
    """Marks of the warnings that its approver looked at."""
    created_at: str
    updated_at: str
    n: int | None

    @property
    def is_correction(self) -> bool:
        """Tell whether it corrects a published entry."""
        return self.entry_id is not None


class Unknown(LookupError):
    """There is no such draft, or not for this person."""


class Stale(Exception):
    """Somebody saved the draft since it was opened; `current` is what is saved now."""

    def __init__(self, current: Draft) -> None:
        super().__init__("the draft was changed since it was opened")
        self.current = current


class WrongState(Exception):
    """The draft is not where this can be done to it; `current` is the draft."""

    def __init__(self, current: Draft) -> None:
        super().__init__(f"the draft is {current.state}")
        self.current = current


class SamePerson(Exception):
    """The author may not decide on their own draft: a second person must."""


def create(
    connection: Connection,
    *,
    kind: Kind,
    author_id: int,
    pairs: Pairs,
    at: str,
    entry_id: int | None = None,
    base_revision: int | None = None,
) -> Draft:
    """Keep what was typed as a new draft."""
    row = {
        "kind": kind.name,
        "entry_id": entry_id,
        "base_revision": base_revision,
        "state": State.DRAFT,
        "version": 1,
        "pairs": written(pairs),
        "title": _title(kind, pairs),
        "body": _body(pairs),
        "author_id": author_id,
        "created_at": at,
        "updated_at": at,
    }
    key = connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()
    return _count_while_open(connection, get(connection, int(key)))


def get(connection: Connection, draft_id: int) -> Draft:
    """Return a draft; raises Unknown."""
    found = connection.execute(select(table).where(table.c.id == draft_id)) if draft_id <= HIGHEST_ID else None
    row = found.mappings().first() if found else None
    if row is None:
        raise Unknown(f"there is no draft {draft_id}")
    return _draft(row)


def get_visible(
    connection: Connection, draft_id: int, *, user_id: int, may_review: bool, bodies: Bodies = None
) -> Draft:
    """Return a draft to its author, or to a reviewer once it was sent for review; raises Unknown to all others.

    A correction is for those who act for its entry's body, and a reviewer acts for the body chosen, too. What an author
    typed of a new entry stays theirs to read, whatever body it names.
    """
    draft = get(connection, draft_id)
    own = draft.author_id == user_id
    reviewed = may_review and draft.state in SEEN_BY_OTHERS and _names_one_of(draft, bodies)
    if (own or reviewed) and _is_about_one_of(connection, draft, bodies):
        return draft
    raise Unknown(f"draft {draft_id} is not for account {user_id}")


def mine(connection: Connection, author_id: int, bodies: Bodies = None) -> list[Draft]:
    """Return an author's drafts that are not yet published, newest first; corrections only of these bodies' entries."""
    query = select(table).where(table.c.author_id == author_id, table.c.state != State.PUBLISHED)
    found = _drafts(connection, query.order_by(table.c.updated_at.desc(), table.c.id.desc()))
    return about_entries_of(connection, found, bodies)


def of_batch(connection: Connection, batch_id: int) -> list[Draft]:
    """Return the drafts that are the rows of a grid, in their order."""
    return _drafts(connection, select(table).where(table.c.batch_id == batch_id).order_by(table.c.id))


def correcting(connection: Connection, entry_id: int, author_id: int) -> Draft | None:
    """Return the author's open correction of an entry, if there is one; what was put aside of it came later."""
    query = select(table).where(
        table.c.entry_id == entry_id, table.c.author_id == author_id, table.c.state != State.PUBLISHED
    )
    return next(iter(_drafts(connection, query.order_by(table.c.id).limit(1))), None)


def save(connection: Connection, *, draft_id: int, version: int, author_id: int, pairs: Pairs, at: str) -> Draft:
    """Keep what was typed over the version that was opened.

    Raises Unknown, WrongState (it is in review or published) and Stale (it was saved since).
    """
    draft = _of_author(connection, draft_id, author_id)
    if draft.state not in WITH_ITS_AUTHOR:
        raise WrongState(draft)
    if tuple(pairs) == draft.pairs:
        return draft
    if draft.version != version:
        raise Stale(draft)
    typed = {
        "pairs": written(pairs),
        "title": _title(draft.kind, pairs),
        "body": _body(pairs),
        "version": version + 1,
    }
    return _count_while_open(connection, change(connection, draft, at, **typed))


def send_for_review(
    connection: Connection, *, draft_id: int, version: int, author_id: int, at: str, bodies: Bodies = None
) -> Draft:
    """Hand the draft to a second person; raises Unknown, NotYours, WrongState and Stale."""
    draft = _of_author(connection, draft_id, author_id)
    if not (_names_one_of(draft, bodies) and _is_about_one_of(connection, draft, bodies)):
        raise NotYours
    if draft.state not in WITH_ITS_AUTHOR:
        raise WrongState(draft)
    if draft.version != version:
        raise Stale(draft)
    return change(connection, draft, at, state=State.IN_REVIEW)


def take_back(connection: Connection, *, draft_id: int, author_id: int, at: str) -> Draft:
    """Let the author take a draft out of review, or stop it before it goes out, to change it.

    Raises Unknown and WrongState.
    """
    draft = _of_author(connection, draft_id, author_id)
    if draft.state not in WITH_OTHERS:
        raise WrongState(draft)
    return change(connection, draft, at, state=State.DRAFT, remark=None, **_given_back(draft))


def send_back(
    connection: Connection,
    *,
    draft_id: int,
    version: int,
    approver_id: int,
    remark: str,
    at: str,
    bodies: Bodies = None,
) -> Draft:
    """Give the draft back to its author with a remark.

    Raises ValueError for an empty remark, and what `in_review` raises.
    """
    if not remark.strip():
        raise ValueError("a draft is sent back with a remark")
    draft = in_review(connection, draft_id=draft_id, version=version, approver_id=approver_id, bodies=bodies)
    return change(connection, draft, at, state=State.SENT_BACK, remark=remark, **_given_back(draft))


def in_review(connection: Connection, *, draft_id: int, version: int, approver_id: int, bodies: Bodies = None) -> Draft:
    """Return a draft that this person may decide on, in exactly the version they read.

    They act for the body that it names, and for that of the entry which it corrects. Raises Unknown, SamePerson,
    WrongState and Stale.
    """
    draft = get(connection, draft_id)
    if not (_names_one_of(draft, bodies) and _is_about_one_of(connection, draft, bodies)):
        raise Unknown(f"draft {draft_id} is not for account {approver_id}")
    if draft.author_id == approver_id:
        raise SamePerson("the author may not approve their own draft")
    if draft.state is not State.IN_REVIEW:
        raise WrongState(draft)
    if draft.version != version:
        raise Stale(draft)
    return draft


def mark_published(connection: Connection, draft: Draft, *, approver_id: int, n: int, at: str) -> Draft:
    """Close a draft with the act that published it and who approved it."""
    over = {"remark": None, "reviewed": None, "looked_at": None}
    closed = change(connection, draft, at, state=State.PUBLISHED, approver_id=approver_id, n=n, **over)
    return _count_while_open(connection, closed)


def mark_scheduled(
    connection: Connection, draft: Draft, *, approver_id: int, publish_at: str, looked_at: Iterable[str], at: str
) -> Draft:
    """Write down who approved a draft, for when, and what they looked at."""
    marks = json.dumps(list(looked_at))
    approved = {"approver_id": approver_id, "publish_at": publish_at, "looked_at": marks, "remark": None}
    return change(connection, draft, at, state=State.SCHEDULED, **approved)


def back_in_review(connection: Connection, draft: Draft, *, at: str, remark: str | None = None) -> Draft:
    """Let a draft that was to go out wait for a second person again.

    With a remark it is one that did not go out when it should have: when that was is kept beside it.
    """
    missed = draft.publish_at if remark else None
    waits = {"approver_id": None, "publish_at": missed, "looked_at": None, "remark": remark}
    return change(connection, draft, at, state=State.IN_REVIEW, **waits)


def change(connection: Connection, draft: Draft, at: str, **values: object) -> Draft:
    """Write a change only where the draft is still as read, else raise Stale: until now it is locked by nobody."""
    as_read = (table.c.id == draft.id, table.c.version == draft.version, table.c.state == draft.state)
    done = connection.execute(update(table).where(*as_read).values(updated_at=at, **values))
    now = get(connection, draft.id)
    if done.rowcount != 1:
        raise Stale(now)
    return now


def due(connection: Connection, at: str) -> list[int]:
    """Return the numbers of the drafts that are to go out by an instant, in the order of their times."""
    query = select(table.c.id).where(table.c.state == State.SCHEDULED, table.c.publish_at <= at)
    return [int(key) for key in connection.scalars(query.order_by(table.c.publish_at, table.c.id))]


def _given_back(draft: Draft) -> dict[str, object]:
    """Return what changes about any draft that goes back to its author."""
    return {"approver_id": None, "publish_at": None, "looked_at": None, "reviewed": written(draft.pairs)}


def written(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs as the database holds them."""
    return json.dumps([[name, value] for name, value in pairs], ensure_ascii=True)


def _of_author(connection: Connection, draft_id: int, author_id: int) -> Draft:
    return get_visible(connection, draft_id, user_id=author_id, may_review=False)


def acts_for(connection: Connection, draft: Draft, bodies: Bodies) -> bool:
    """Tell whether who acts for these bodies may decide on a draft."""
    return _names_one_of(draft, bodies) and _is_about_one_of(connection, draft, bodies)


def _names_one_of(draft: Draft, bodies: Bodies) -> bool:
    return bodies is None or draft.body is None or draft.body in bodies


def _is_about_one_of(connection: Connection, draft: Draft, bodies: Bodies) -> bool:
    return draft.entry_id is None or acts_for_entry(connection, draft.entry_id, bodies)


def _count_while_open(connection: Connection, draft: Draft) -> Draft:
    """Keep since when the draft's matter is open, where its kind counts such matters before they are published.

    A correction's matter is public already, and so is that of a draft once it is published.
    """
    kind = draft.kind
    if kind.pending_since is not None and not draft.is_correction:
        open_ = draft.state is not State.PUBLISHED
        since = kind.pending_since(kind.form(draft.pairs).document()) if open_ else None
        put_pending(connection, draft.id, kind.name, since)
    return draft


def _drafts(connection: Connection, query: Any) -> list[Draft]:
    return [_draft(row) for row in connection.execute(query).mappings()]


def _draft(row: Any) -> Draft:
    fields = dict(row)
    fields["kind"] = kind_named(fields["kind"])
    fields["state"] = State(fields["state"])
    fields["pairs"] = _read(fields["pairs"])
    fields["reviewed"] = _read(fields["reviewed"]) if fields["reviewed"] else None
    fields["looked_at"] = tuple(json.loads(fields["looked_at"] or "[]"))
    return Draft(**fields)


def _read(written: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in json.loads(written))


def _title(kind: Kind, pairs: Pairs) -> str:
    typed = next((value.strip() for name, value in pairs if name == "title"), "")
    return (
        typed.encode("utf-8", "replace").decode("utf-8").replace("\0", "")[:LONGEST_TITLE]
        or f"Untitled {kind.label.lower()}"
    )


def _body(pairs: Pairs) -> str | None:
    chosen = next((value.strip() for name, value in pairs if name == "body-identifier"), "")
    return chosen.replace("\0", "") or None
