"""Act on a published entry: put it on hold, or ask a second person for its redaction or withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.accounts.service import names_of
from register.core.calendar import now_utc
from register.core.removal import CATEGORIES, HOLD_REASONS, LEGAL_BASES, WITHDRAWAL_REASONS
from register.core.units import label_of
from register.desk.auditing import note
from register.desk.removable import Choice, choices, taken_along, wordings
from register.desk.reviewing import announce
from register.desk.routing import APPROVERS, WRITERS, desk, for_roles, officer
from register.entries.reading import Record, current
from register.extensions import reading, writing
from register.publishing import removing, requests
from register.publishing.ownership import require_entry
from register.publishing.removing import Refused
from register.publishing.requests import IN_FORCE, WAITING, Removes, Request
from register.web.current import settings_now
from register.web.widgets import printable

LONGEST_NOTE = 2_000
WHOLE_OR_PARTS = {"whole": "The whole entry", "parts": "Only the parts chosen below"}
BOXES = ("whole", "chosen", "category", "legal_basis", "note")
"""In the order of a page."""
ROLE = "Publisher"
"""What the log says of who decides."""
CHOSEN_MEANWHILE = "Something you chose is not there any more. Choose again."

ASKED_ALREADY = "This was asked for already, and waits for a second person. Your note was not added to it: tell them."


@dataclass
class Typed:
    """What was typed in a form of this page, and what is wrong with it, by the name of the box."""

    whole: str = ""
    """`whole` or `parts`."""
    chosen: Sequence[str] = ()
    category: str = ""
    legal_basis: str = ""
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    def require(self, name: str, known: Mapping[str, str], message: str) -> None:
        """Note a problem where nothing of a list is chosen."""
        if getattr(self, name) not in known:
            self.problems[name] = message

    def picked(self, offered: Sequence[Choice]) -> list[Choice]:
        """Return the parts that were chosen, noting a problem where there are none or one is not there any more."""
        found = [one for one in offered if one.id in self.chosen]
        if len(found) != len(set(self.chosen)):
            self.problems["chosen"] = CHOSEN_MEANWHILE
        elif not found:
            self.problems["chosen"] = "Choose at least one part."
        return found


@desk.get("/entries/<reference>")
@for_roles(WRITERS)
def entry(reference: str) -> ResponseReturnValue:
    """Show what can be done with a published entry, and what is in force or waiting on it."""
    record = published_record(reference)
    with reading() as connection:
        asked = requests.of_entry(connection, record.entry_id)
        names = names_of(connection, {one.asked_by for one in asked})
    open_ = [one for one in asked if one.state in (WAITING, IN_FORCE)]
    decided = [one for one in reversed(asked) if one not in open_]
    return render_template("desk/removal/entry.html", record=record, open=open_, decided=decided, names=names)


@desk.get("/entries/<reference>/hold")
@for_roles(APPROVERS)
def hold(reference: str) -> ResponseReturnValue:
    """Ask what to put on hold, and why."""
    return _hold_page(published_record(reference), Typed())


@desk.post("/entries/<reference>/hold")
@for_roles(APPROVERS)
def put_on_hold(reference: str) -> ResponseReturnValue:
    """Hide an entry or parts of it at once."""
    record, typed = published_record(reference), _typed()
    picked: list[Choice] = []
    typed.require("whole", WHOLE_OR_PARTS, "Say whether the whole entry goes on hold, or only parts of it.")
    if typed.whole == "parts":
        picked = typed.picked(_holdable(record))
    typed.require("category", HOLD_REASONS, "Choose a reason.")
    if typed.problems:
        return _hold_page(record, typed)
    try:
        with writing() as connection:
            made = removing.hold(
                connection,
                entry_id=record.entry_id,
                names=sorted({name for one in picked for name in one.units.values()}),
                reason=typed.category,
                note=typed.note,
                by_id=officer().id,
                role=ROLE,
                at=now_utc(),
                settings=settings_now(),
                bodies=officer().bodies,
            )
            note(connection, "held", record.reference, request=made.id, act=made.n, reason=typed.category)
    except Refused as refused:
        typed.problems["whole"] = str(refused)
        return _hold_page(record, typed)
    announce(made.n)
    return show(made)


@desk.get("/entries/<reference>/redact")
@for_roles(WRITERS)
def redact(reference: str) -> ResponseReturnValue:
    """Ask what to redact, and on which ground; `hold` names one whose parts are chosen already."""
    record = published_record(reference)
    offered, labels = _wordings(record), _labels_held(record, request.args.get("hold", type=int))
    chosen = [one.id for one in offered if any(label_of(name) in labels for name in one.units.values())]
    return _redact_page(record, Typed(chosen=chosen), offered)


@desk.post("/entries/<reference>/redact")
@for_roles(WRITERS)
def ask_for_redaction(reference: str) -> ResponseReturnValue:
    """Show once more what would be removed for good; then, from that page, ask a second person for it."""
    record, typed = published_record(reference), _typed()
    offered = _wordings(record)
    if "change" in request.form:
        return _redact_page(record, typed, offered)
    picked = typed.picked(offered)
    typed.require("category", CATEGORIES, "Choose what it is.")
    typed.require("legal_basis", LEGAL_BASES, "Choose the legal basis.")
    if typed.problems:
        return _redact_page(record, typed, offered)
    if "send" not in request.form:
        return _check_page(record, typed, offered, picked)
    made = _ask(record, "redact", _removes(picked), typed, "chosen")
    return show(made) if made else _redact_page(record, typed, offered)


@desk.get("/entries/<reference>/withdraw")
@for_roles(WRITERS)
def withdraw(reference: str) -> ResponseReturnValue:
    """Ask why an entry should be withdrawn."""
    return _withdraw_page(published_record(reference), Typed())


@desk.post("/entries/<reference>/withdraw")
@for_roles(WRITERS)
def ask_for_withdrawal(reference: str) -> ResponseReturnValue:
    """Ask a second person to withdraw an entry."""
    record, typed = published_record(reference), _typed()
    typed.require("category", WITHDRAWAL_REASONS, "Choose a reason.")
    if typed.problems:
        return _withdraw_page(record, typed)
    made = _ask(record, "withdraw", {}, typed, "category")
    return show(made) if made else _withdraw_page(record, typed)


def _ask(record: Record, action: str, removes: Removes, typed: Typed, box: str) -> Request | None:
    """Ask a second person; where that is refused, note why at a box of the form."""
    try:
        return _asked(record, action, removes, typed)
    except Refused as refused:
        typed.problems[box] = str(refused)
        return None


def _asked(record: Record, action: str, removes: Removes, typed: Typed) -> Request | None:
    """Ask once: the same asked again leads to what waits already, unless there is another note to be lost by that."""
    with writing() as connection:
        for one in requests.of_entry(connection, record.entry_id):
            if one.state == WAITING and (one.action, one.removes) == (action, removes):
                if typed.note not in ("", one.note):
                    typed.problems["note"] = ASKED_ALREADY
                    return None
                flash("This was asked for already, and waits for a second person.")
                return one
        made = removing.ask(
            connection,
            entry_id=record.entry_id,
            action=action,
            removes=removes,
            category=typed.category,
            legal_basis=typed.legal_basis or None,
            note=typed.note,
            by_id=officer().id,
            at=now_utc(),
            bodies=officer().bodies,
        )
        note(connection, "removal_asked", made.reference, request=made.id, what=action, reason=typed.category)
        return made


def _removes(picked: Sequence[Choice]) -> dict[int, list[str]]:
    numbers = sorted({number for one in picked for number in one.units})
    return {number: sorted(one.units[number] for one in picked if number in one.units) for number in numbers}


def _hold_page(record: Record, typed: Typed) -> ResponseReturnValue:
    offered = _holdable(record)
    along = taken_along(offered)
    return _page("hold", record, typed, choices=offered, along=along, what=WHOLE_OR_PARTS, reasons=HOLD_REASONS)


def _redact_page(record: Record, typed: Typed, offered: Sequence[Choice]) -> ResponseReturnValue:
    grounds = {"categories": CATEGORIES, "legal_bases": LEGAL_BASES}
    return _page("redact", record, typed, choices=offered, along=taken_along(offered), **grounds)


def _check_page(
    record: Record, typed: Typed, offered: Sequence[Choice], picked: Sequence[Choice]
) -> ResponseReturnValue:
    """Show what would go, the other parts that say the same words, and other wordings of the same parts."""
    with reading() as connection:
        found = removing.elsewhere(connection, record.entry_id, _removes(picked))
    others = [one for one in offered if one not in picked]
    same_words = [one for one in others if one.touches(found)]
    along = [one for one in others if one.is_findings and any(two.is_repeated for two in picked)]
    same_part = [one for one in others if one not in same_words and one.part in {two.part for two in picked}]
    return _page(
        "check",
        record,
        typed,
        picked=picked,
        same_words=same_words,
        same_part=same_part,
        along=next(iter(along), None),
        category=CATEGORIES[typed.category],
        legal_basis=LEGAL_BASES[typed.legal_basis],
    )


def _withdraw_page(record: Record, typed: Typed) -> ResponseReturnValue:
    return _page("withdraw", record, typed, reasons=WITHDRAWAL_REASONS)


def _page(name: str, record: Record, typed: Typed, **context: Any) -> ResponseReturnValue:
    typed.problems = {box: typed.problems[box] for box in BOXES if box in typed.problems}
    page = render_template(f"desk/removal/{name}.html", record=record, typed=typed, longest=LONGEST_NOTE, **context)
    return page, 422 if typed.problems else 200


def _typed() -> Typed:
    sent = request.form
    note = printable(sent.get("note", ""))
    typed = Typed(
        whole=sent.get("whole", ""),
        chosen=tuple(dict.fromkeys(sent.getlist("chosen"))),
        category=sent.get("category", ""),
        legal_basis=sent.get("legal_basis", ""),
        note=note.strip(),
    )
    if len(typed.note) > LONGEST_NOTE:
        typed.problems["note"] = f"The note may have up to {LONGEST_NOTE:,} characters."
    return typed


def _holdable(record: Record) -> list[Choice]:
    with reading() as connection:
        return [one for one in choices(connection, record.kind, record.entry_id) if not one.on_hold]


def _wordings(record: Record) -> list[Choice]:
    with reading() as connection:
        return wordings(connection, record.kind, record.entry_id)


def _labels_held(record: Record, request_id: int | None) -> set[str]:
    """Return the labels of what a hold hides: it hides them in every revision, also in those made since."""
    with reading() as connection:
        holds = requests.in_force(connection, record.entry_id)
    hidden = [names for one in holds if one.id == request_id for names in one.removes.values()]
    return {label_of(name) for names in hidden for name in names}


def published_record(reference: str) -> Record:
    """Return an entry of the officer's public bodies, with what is only on hold, or answer 404, or 403 for others'."""
    with reading() as connection:
        record = current(connection, reference.upper(), through_holds=True) or abort(404)
        require_entry(connection, record.entry_id, officer().bodies)
        return record


def show(made: Request) -> ResponseReturnValue:
    """Go to the page of a request."""
    return redirect(url_for("desk.removal", request_id=made.id), 303)
