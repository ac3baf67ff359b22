"""The desk's front page: what needs you, counts first; and where a correction or a removal begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.core.kind import Duty
from register.desk import drafting
from register.desk.batches import waiting_together
from register.desk.queues import Asked, Item, Queue, duty_named, owed_by_name, queues_of
from register.desk.routing import EVERYONE, WRITERS, desk, for_roles, officer
from register.entries.owing import Wanted
from register.entries.reading import Record, current
from register.extensions import reading, writing
from register.publishing.drafts import Draft
from register.publishing.ownership import require_entry
from register.web.current import now
from register.web.fields import Group
from register.web.widgets import link_id, printable

FIRST = 5
"""Lines of each list that stand on the front page."""

_REFERENCE = re.compile(r"([A-Z]{2})[\W_]*([0-9]{4})[\W_]*([0-9]{1,9})", re.ASCII)


@desk.get("/")
@for_roles(EVERYONE)
def front() -> ResponseReturnValue:
    """Show what needs the officer."""
    person = officer()
    with reading() as connection:
        asked = Asked(connection, person, Wanted(), now())
        lists = [
            Seen(queue, *queue.fetch(replace(asked, wanted=Wanted(sort=queue.first))))
            for queue in queues_of(person)
            if queue.on_front
        ]
        owing = owed_by_name(asked) if person.is_one_of(WRITERS) else {}
        grids = waiting_together(connection, person)
    owed = [(queue, owing[queue.name]) for queue in queues_of(person) if queue.name in owing]
    return render_template("desk/front.html", grids=grids, lists=lists, owed=owed, first=FIRST)


@dataclass(frozen=True)
class Seen:
    """A list of the queue as the front page shows it."""

    queue: Queue
    total: int
    items: list[Item]


@desk.get("/correct")
@for_roles(WRITERS)
def find_to_correct() -> ResponseReturnValue:
    """Ask which entry to correct or remove, and show the one that is named."""
    reference = printable(request.args.get("reference", "")).strip()
    record = _record(meant_by(reference))
    missing = bool(reference) and record is None
    page = render_template("desk/correct.html", reference=reference, record=record, missing=missing)
    return page, 422 if missing else 200


@desk.post("/correct")
@for_roles(WRITERS)
def begin_correction() -> ResponseReturnValue:
    """Begin a draft from what is published, or go on with the one already begun."""
    reference = printable(request.form.get("reference", "")).strip()
    record = _record(meant_by(reference))
    if record is None or (record.hidden and record.hidden.kind == "withdraw"):
        page = render_template("desk/correct.html", reference=reference, record=record, missing=record is None)
        return page, 422
    duty = duty_named(request.form.get("duty", ""))
    with writing() as connection:
        told = [("change_note", duty.note)] if duty and duty.note else []
        draft = drafting.begin_correction(connection, record, told)
    return redirect(url_for("desk.edit", draft_id=draft.id, _anchor=_place(draft, duty) if duty else None), 303)


def meant_by(typed: str) -> str:
    """Return the reference that somebody means: small letters, spaces, no hyphens and missing zeros are forgiven."""
    found = _REFERENCE.fullmatch(typed.upper())
    return f"{found[1]}-{found[2]}-{int(found[3]):04}" if found else typed.upper()


def _place(draft: Draft, duty: Duty) -> str | None:
    """Return where in the form a duty is answered: its box, or the row that is meant where there are several."""
    field = draft.kind.form(draft.pairs).field_at(duty.question)
    if not isinstance(field, Group):
        return link_id(field) if field else None
    number = re.search(r"\b[Vv]iew ([0-9]{1,4})\b", request.form.get("what", ""))
    day = request.form.get("on", "")
    for row in field.entries:
        said = row.form.data
        if number and field.numbered and str(said.get("number")) == number[1]:
            return str(row.id)
        if not field.numbered and day and said.get("due_on") == day:
            return str(row.id)
    return str(field.id)


def _record(reference: str) -> Record | None:
    if not reference:
        return None
    with reading() as connection:
        record = current(connection, reference, through_holds=True)
        if record is not None:
            require_entry(connection, record.entry_id, officer().bodies)
        return record
