"""The queue's lists: what each is called, whose it is, and its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import Connection

from register.accounts.service import Officer, names_of
from register.core.calendar import today_in_london
from register.core.kind import Duty, Kind
from register.core.units import label_of
from register.desk.routing import APPROVERS, WRITERS
from register.entries.owing import PAGE, Owed, Tally, Wanted, owed, tallies
from register.entries.reading import current, reference_of_entry
from register.kinds import KINDS, kind_named
from register.publishing import drafts, queueing, requests, statements
from register.publishing.drafts import State
from register.publishing.ownership import bodies_of_entries
from register.publishing.queueing import Waiting
from register.publishing.requests import Request
from register.publishing.statements import Invitation
from register.web.words import day, moment

SOMEBODY = "somebody"
REMOVALS = {"hold": "Hold", "redact": "Redaction", "withdraw": "Withdrawal"}


@dataclass(frozen=True)
class ToDo:
    """The button that opens the form of a correction at what is owed."""

    label: str
    reference: str
    duty: str
    what: str
    on: str


@dataclass(frozen=True)
class Item:
    """A line of a list: `urgent` is a tag for what is late, `todo` the way to mend it."""

    title: str
    href: str
    caption: str
    detail: str = ""
    remark: str | None = None
    urgent: str = ""
    todo: ToDo | None = None


@dataclass(frozen=True)
class Asked:
    """Who asks for which part of a list, and when."""

    connection: Connection
    officer: Officer
    wanted: Wanted
    now: datetime


Fetched = tuple[int, list[Item]]


@dataclass(frozen=True)
class Queue:
    """One list of the queue; `filters` names those that make sense for it."""

    name: str
    heading: str
    one: str
    many: str
    empty: str
    roles: frozenset[str]
    fetch: Callable[[Asked], Fetched]
    filters: frozenset[str] = frozenset({"kind", "body"})
    duty: Duty | None = None
    on_front: bool = True
    """Its first lines stand on the desk's front page."""
    first: str = ""
    """In which order they do; the oldest first, unless this says another."""

    def count(self, number: int) -> str:
        """Return how many, in words."""
        return f"{number:,} {self.one if number == 1 else self.many}"


def _drafts(state: State) -> Callable[[Asked], Fetched]:
    def fetch(asked: Asked) -> Fetched:
        person = asked.officer
        total, held = queueing.in_state(asked.connection, state, asked.wanted, of=person.id, bodies=person.bodies)
        return total, [_own(one) for one in held]

    return fetch


def _own(one: Waiting) -> Item:
    caption = f"{_what(one)}, saved {moment(one.updated_at)}"
    return Item(one.title, url_for("desk.edit", draft_id=one.id), caption, remark=one.remark)


def _approval(asked: Asked) -> Fetched:
    person = asked.officer
    total, held = queueing.for_approval(asked.connection, asked.wanted, user_id=person.id, bodies=person.bodies)
    names = names_of(asked.connection, {one.author_id for one in held})
    return total, [_to_approve(one, names) for one in held]


def _to_approve(one: Waiting, names: Mapping[int, str]) -> Item:
    caption = f"{_what(one)}, written by {names.get(one.author_id, SOMEBODY)}, saved {moment(one.updated_at)}"
    missed = f"Not published on {moment(one.publish_at)}" if one.publish_at else ""
    return Item(one.title, url_for("desk.review", draft_id=one.id), caption, remark=one.remark, urgent=missed)


def _scheduled(asked: Asked) -> Fetched:
    person = asked.officer
    of = person.id if asked.wanted.mine or not person.is_one_of(APPROVERS) else None
    total, held = queueing.in_state(asked.connection, State.SCHEDULED, asked.wanted, of=of, bodies=person.bodies)
    names = names_of(asked.connection, {key for one in held for key in (one.author_id, one.approver_id) if key})
    return total, [_going_out(one, names, person.id) for one in held]


def _going_out(one: Waiting, names: Mapping[int, str], own: int) -> Item:
    people = f"written by {names.get(one.author_id, SOMEBODY)}, approved by {names.get(one.approver_id or 0, SOMEBODY)}"
    where = "desk.edit" if one.author_id == own else "desk.review"
    detail = f"Goes out on {moment(one.publish_at)}"
    return Item(one.title, url_for(where, draft_id=one.id), f"{_what(one)}, {people}", detail)


def _what(one: Waiting) -> str:
    return f"Correction of {one.reference}" if one.reference else f"New {kind_named(one.kind).label.lower()}"


def _removals(asked: Asked) -> Fetched:
    held = requests.waiting(asked.connection, asked.officer.bodies)
    if asked.wanted.mine or not asked.officer.is_one_of(APPROVERS):
        held = [one for one in held if one.asked_by == asked.officer.id]
    return _requested(asked, held)


def _holds(asked: Asked) -> Fetched:
    held = requests.in_force(asked.connection, bodies=asked.officer.bodies)
    if asked.wanted.mine:
        held = [one for one in held if one.asked_by == asked.officer.id]
    return _requested(asked, held)


def _requested(asked: Asked, held: Sequence[Request]) -> Fetched:
    """Return the requests that are wanted: there are never many, so they are sifted here."""
    wanted = asked.wanted
    owners = bodies_of_entries(asked.connection, {one.entry_id for one in held}) if wanted.body else {}
    chosen = [one for one in held if _is_wanted(wanted, one, owners.get(one.entry_id, ""))]
    if wanted.sort == "newest":
        chosen.reverse()
    if wanted.sort == "title":
        chosen.sort(key=lambda one: one.reference)
    names = names_of(asked.connection, {one.asked_by for one in chosen})
    page = chosen[wanted.offset : wanted.offset + PAGE]
    return len(chosen), [_request(asked.connection, one, names) for one in page]


def _is_wanted(wanted: Wanted, one: Request, body: str) -> bool:
    said = f"{one.reference} {REMOVALS[one.action]}".casefold()
    narrowed = (wanted.kind in ("", one.kind), wanted.body == body, *(word in said for word in wanted.each_word()))
    return all(narrowed)


def _request(connection: Connection, one: Request, names: Mapping[int, str]) -> Item:
    part = "the whole of " if one.action == "hold" and one.is_whole else ("parts of " if one.removes else "")
    done = "placed" if one.action == "hold" else "asked for"
    caption = f"{done.capitalize()} {moment(one.asked_at)} by {names.get(one.asked_by, SOMEBODY)}"
    title = f"{REMOVALS[one.action]} of {part}{one.reference}"
    if known := _title_readers_see(connection, one):
        title = f"{title}: {known}"
    return Item(title, url_for("desk.removal", request_id=one.id), caption)


def _title_readers_see(connection: Connection, one: Request) -> str:
    """Return the title of the entry that a request is about; none where it is hidden, or is itself to be redacted."""
    if any(label_of(unit) == "title" for units in one.removes.values() for unit in units):
        return ""
    record = current(connection, one.reference)
    said = record.document.get("title") if record and not record.hidden else None
    return said if isinstance(said, str) else ""


def _statements(asked: Asked) -> Fetched:
    """Return what other sides sent: about entries of the officer's bodies, and about the officer's own drafts."""
    connection, person = asked.connection, asked.officer
    held = [(one, statements.entry_of(connection, one)) for one in statements.received(connection)]
    owners = bodies_of_entries(connection, {entry_id for _, entry_id in held if entry_id is not None})
    own = {one.id for one in drafts.mine(connection, person.id)}
    theirs = [
        (one, entry_id)
        for one, entry_id in held
        if (one.draft_id in own if entry_id is None else person.bodies is None or owners.get(entry_id) in person.bodies)
    ]
    page = theirs[asked.wanted.offset :][:PAGE]
    return len(theirs), [_statement(connection, one, entry_id) for one, entry_id in page]


def _statement(connection: Connection, one: Invitation, entry_id: int | None) -> Item:
    reference = reference_of_entry(connection, entry_id) if entry_id is not None else None
    if reference is None:
        title, about = drafts.get(connection, one.draft_id or 0).title, "your draft"
        href = url_for("desk.statements_on_draft", draft_id=one.draft_id)
    else:
        record = current(connection, reference, through_holds=True)
        written = record.document.get("title") if record else None
        title, about = written if isinstance(written, str) else reference, reference
        href = url_for("desk.statements_on_entry", reference=reference)
    said = "They do not want to make a statement" if one.declined else f"{one.label}: put it into a draft"
    return Item(title, href, f"On {about}, received {moment(one.received_at)}", said)


def _of_duty(kind: Kind, duty: Duty) -> Queue:
    def fetch(asked: Asked) -> Fetched:
        connection, bodies = asked.connection, asked.officer.bodies
        total, held = owed(connection, duty.name, asked.wanted, bodies=bodies, now=asked.now)
        begun = queueing.begun(connection, [one.entry_id for one in held])
        names = names_of(connection, {key for keys in begun.values() for key in keys})
        today = today_in_london(asked.now).isoformat()
        return total, [
            _to_write(one, duty, [names.get(key, SOMEBODY) for key in begun.get(one.entry_id, ())], today)
            for one in held
        ]

    return Queue(
        name=duty.name,
        heading=duty.heading,
        one="owed",
        many="owed",
        empty=f"Nothing is owed here. What {kind.label_plural.lower()} promise stands here until it is written down.",
        roles=WRITERS,
        fetch=fetch,
        filters=frozenset({"body", "before"}),
        duty=duty,
        on_front=False,
    )


def _to_write(one: Owed, duty: Duty, writers: Sequence[str], today: str) -> Item:
    kind = kind_named(one.kind)
    said = [one.reference, day(one.on) if one.on else "date not stated", *([one.owner] if one.owner else [])]
    caption = " · ".join(said if duty.awaited else [one.reference, f"due {day(one.on)}", *said[2:]])
    if writers:
        caption += f" · being corrected by {' and '.join(writers)}"
    late = not duty.awaited and one.on < today
    return Item(
        title=one.title or one.reference,
        href=f"/{kind.plural}/{one.reference}",
        caption=caption,
        detail=one.line if duty.awaited else one.what,
        urgent="Overdue" if late else "",
        todo=ToDo(duty.act, one.reference, duty.name, one.what, one.on),
    )


QUEUES: tuple[Queue, ...] = (
    Queue(
        "sent-back",
        "Sent back to you",
        "sent back to you",
        "sent back to you",
        "Nothing was sent back to you. What is, comes with a remark that says what to look at.",
        WRITERS,
        _drafts(State.SENT_BACK),
    ),
    Queue(
        "approval",
        "Waiting for your approval",
        "waiting for your approval",
        "waiting for your approval",
        "No draft waits for your approval. What a colleague sends for review will stand here, the oldest first.",
        APPROVERS,
        _approval,
    ),
    Queue(
        "statements",
        "Statements received",
        "statement received",
        "statements received",
        "No statement waits. What another side sends by the link of an invitation will stand here.",
        WRITERS,
        _statements,
        frozenset(),
    ),
    Queue(
        "removals",
        "Redactions and withdrawals waiting for a second person",
        "to redact or withdraw",
        "to redact or withdraw",
        "No redaction or withdrawal waits.",
        WRITERS,
        _removals,
        frozenset({"kind", "body", "mine"}),
    ),
    Queue(
        "on-hold",
        "On hold: redact or lift",
        "on hold",
        "on hold",
        "Nothing is on hold.",
        APPROVERS,
        _holds,
        frozenset({"kind", "body", "mine"}),
    ),
    Queue(
        "drafts",
        "Your drafts",
        "you are writing",
        "you are writing",
        "You have no drafts. Begin one from the menu above: it is kept as you type.",
        WRITERS,
        _drafts(State.DRAFT),
        first="newest",
    ),
    Queue(
        "waiting",
        "Yours, waiting for a second person",
        "of yours in review",
        "of yours in review",
        "Nothing of yours is waiting.",
        WRITERS,
        _drafts(State.IN_REVIEW),
    ),
    Queue(
        "scheduled",
        "Approved, to go out later",
        "to go out later",
        "to go out later",
        "Nothing is approved for later. Whoever approves a draft can choose a day and time for it.",
        WRITERS,
        _scheduled,
        frozenset({"kind", "body", "mine"}),
    ),
    *(_of_duty(kind, duty) for kind in KINDS for duty in kind.duties),
)


def queues_of(officer: Officer) -> Iterator[Queue]:
    """Yield the lists that an officer has."""
    return (queue for queue in QUEUES if officer.is_one_of(queue.roles))


def queue_named(name: str) -> Queue | None:
    """Return a list by its name."""
    return next((queue for queue in QUEUES if queue.name == name), None)


def duty_named(name: str) -> Duty | None:
    """Return a duty by its name."""
    return next((queue.duty for queue in QUEUES if queue.duty and queue.name == name), None)


def owed_by_name(asked: Asked) -> Mapping[str, Tally]:
    """Return how much is owed, by the lists of it."""
    return tallies(asked.connection, bodies=asked.officer.bodies, now=asked.now)
