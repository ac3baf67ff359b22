"""A round's decisions as a grid: the cells of a row, what is said once for all of them, and the draft each row is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar, cast

from pydantic import BaseModel

from register.common.numbers import charity_identifier, company_identifier
from register.core.content import known
from register.core.findings import Context
from register.decisions.content import DecisionContent
from register.decisions.form import SUGGESTED, DecisionForm, mark_of
from register.decisions.headline import recipient_name, sums
from register.decisions.reading import Reading
from register.decisions.suggested import suggested
from register.decisions.words import TAGS, sum_in_words
from register.web.choices import OneOfMany, Tick
from register.web.fields import Day, Group, Typed, Words
from register.web.forms import DraftForm, Lists, Pairs, Part
from register.web.sections import Section
from register.web.widgets import DATE_BOXES

MOST_ROWS = 200
OFFERED = ("award", "part_award", "refusal", "renewal")
"""What a row may be; anything else asks for more than a row has room for."""
ANSWERS = tuple((value, TAGS[value]) for value in OFFERED)
_MEANT = {
    "award": ("awarded", "approved", "approve", "granted", "grant", "funded", "yes", "full award"),
    "part_award": ("part awarded", "partly awarded", "partial award", "part approved", "part funded", "part"),
    "refusal": ("refused", "refuse", "rejected", "reject", "declined", "decline", "not awarded", "not funded", "no"),
    "renewal": ("renewed", "renew"),
}

CELLS = {
    "applicant": "recipient.organisation",
    "numbers": "recipient.organisation.identifiers",
    "described": "recipient.described_as",
    "named": "refusal.named_with_consent",
    "decision": "decision_type",
    "asked": "amount_applied_for",
    "awarded": "amount_awarded",
    "reasons": "rationale.reasons",
    "told": "recipient_told_on",
}
"""The boxes of a row, and the part of a decision that each is."""
_NAMES = {
    "applicant": "recipient-organisation-name",
    "numbers": "recipient-organisation-identifiers",
    "described": "recipient-described_as",
    "named": "refusal-named_with_consent",
    "decision": "decision_type",
    "asked": "amount_applied_for",
    "awarded": "amount_awarded",
    "reasons": "rationale-reasons",
}
_TOLD = "recipient_told_on"
LABELS = {
    "applicant": "Applicant",
    "numbers": "Charity or company number",
    "described": "Description instead of a name",
    "named": "Agreed to be named",
    "decision": "Decision",
    "asked": "Asked for",
    "awarded": "Awarded",
    "reasons": "Reasons",
    "told": "Told on",
}
"""What the boxes of a row are called."""
REMEMBERED = ("body", "maker", "regime", "instrument", "amount_period", "contact", "areas")
"""The answers of an officer's last decision that are offered for the next one: none that is about this one alone."""
_MARKS = ("inherited", "suggested")

SHARED = (
    Section(
        "shared",
        "The same for every row",
        ("decided_on", _TOLD, "maker", "regime", "term.start", "term.end", "contact", "invented"),
        "Leave blank what the round says already. A row that says another day, here or in its full form, keeps it.",
    ),
)
"""What is asked once above the rows."""


class _Charity(Words):
    """The number of a charity."""

    def typed_in_cell(self, text: str) -> Typed:
        """Return its identifier; what is no such number stays as it is."""
        return [("", charity_identifier(text) or text)]


class _Company(Words):
    """The number of a company."""

    def typed_in_cell(self, text: str) -> Typed:
        """Return its identifier, with the leading zeros that a spreadsheet takes away; else what it says."""
        return [("", company_identifier(text) or text)]


class RowPart(Part):
    """One decision, as a row."""

    applicant = Words("Applicant")
    numbers = Words("Organisation’s numbers")
    charity = _Charity("Charity number")
    company = _Company("Company number")
    described = Words("Description instead of a name")
    named = Tick("Agreed to be named")
    decision = OneOfMany("Decision", ANSWERS, meant=_MEANT)
    asked = Words("Amount asked for")
    awarded = Words("Amount awarded")
    reasons = Words("Reasons", lines=3)
    told = Words("Told on")


class _Anything(BaseModel):
    """The grid has no content of its own: each of its rows is a draft."""


class GridForm(DraftForm):
    """The rows of a grid, as tables fill them."""

    content: ClassVar[type[BaseModel]] = _Anything
    rows = Group(
        RowPart,
        "Decisions",
        row="decision",
        most=MOST_ROWS,
        columns={
            "Applicant": "applicant",
            "Charity number": "charity",
            "Company number": "company",
            "Decision": "decision",
            "Amount asked": "asked",
            "Amount awarded": "awarded",
            "Reasons": "reasons",
            "Told on": "told",
            "Description": "described",
            "Agreed to be named": "named",
            "Number": "numbers",
            "Organisation": "applicant",
            "Organisation name": "applicant",
            "Applicant name": "applicant",
            "Recipient": "applicant",
            "Name": "applicant",
            "Outcome": "decision",
            "Asked": "asked",
            "Requested": "asked",
            "Amount requested": "asked",
            "Amount applied for": "asked",
            "Awarded": "awarded",
            "Award": "awarded",
            "Reason": "reasons",
            "Rationale": "reasons",
            "Reasons for the decision": "reasons",
            "Date told": "told",
            "Recipient told on": "told",
        },
    )


HEADINGS = ("Applicant", "Charity number", "Decision", "Amount asked", "Amount awarded", "Reasons", "Told on")
"""The headings to give a table, in the order of the grid; others are known too."""


def blank(cells: Mapping[str, str]) -> bool:
    """Tell whether nothing is typed in a row."""
    return not any(cells.get(name, "").strip() for name in CELLS)


def tidied(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row; the numbers of a table's own columns join those in their one box."""
    cells = {name: typed.get(name, "") for name in CELLS}
    more = [typed[name] for name in ("charity", "company") if typed.get(name)]
    cells["numbers"] = ", ".join([*filter(None, [cells["numbers"].strip()]), *more])
    return cells


def cells_of(pairs: Pairs, shared: Pairs) -> dict[str, str]:
    """Return the cells of a draft; the day it was told on is left blank where it is that of all rows."""
    held, above = dict(pairs), dict(shared)
    cells = {name: held.get(pair, "") for name, pair in _NAMES.items()}
    cells["numbers"] = ", ".join(_lines(cells["numbers"]))
    cells["named"] = "yes" if cells["named"] == "yes" else ""
    same = all(held.get(name, "").strip() == above.get(name, "").strip() for name in _boxes(_TOLD))
    cells["told"] = "" if same else " ".join(filter(None, (held.get(name, "").strip() for name in _boxes(_TOLD))))
    return cells


def row_pairs(
    cells: Mapping[str, str],
    *,
    held: Pairs = (),
    shared_before: Pairs = (),
    shared: Pairs = (),
    body: str,
    round_id: int,
) -> list[tuple[str, str]]:
    """Return the pairs of a row's draft: its cells, what is shared, and all else that the draft says already.

    An answer of the draft that is not the one shared before was given to this decision alone, and stays.
    """
    said, above, before = dict(held), dict(shared), dict(shared_before)
    said = said or {"body-identifier": body, "round": str(round_id), "length": "full"}
    shown = cells_of(held, shared_before)
    for names in _answers():
        own = [said.get(name, "").strip() for name in names]
        if not any(own) or own == [before.get(name, "").strip() for name in names]:
            said |= {name: above.get(name, "") for name in names}
    if cells["told"].strip() != shown["told"]:
        written = _day().typed_in_cell(cells["told"].strip()) if cells["told"].strip() else []
        boxes = {_TOLD + ending: text for ending, text in written} or above
        said |= {name: boxes.get(name, "") for name in _boxes(_TOLD)}
    for name, pair in _NAMES.items():
        if cells[name] != shown[name]:
            said[pair] = "\n".join(_lines(cells[name])) if name == "numbers" else cells[name]
    marks = [pair for pair in held if pair[0] in _MARKS]
    return [*((name, value) for name, value in said.items() if value and name not in _MARKS), *marks]


def worded(
    pairs: Pairs, *, lists: Lists, round_words: Mapping[str, Any], new: bool = False, fill: bool = True
) -> list[tuple[str, str]]:
    """Return the pairs with a title and a summary suggested by the rest; what somebody wrote stays.

    Blank ones are filled only where `fill`. A new row takes the short form where its amount allows it.
    """
    form = DecisionForm(pairs, lists=lists)
    document = form.document(round_words)
    said = dict(form.pairs)
    marks = [pair for pair in form.pairs if pair[0] == "inherited"]
    for name, fresh in zip(SUGGESTED, suggested(document), strict=True):
        if name in form.suggested or (fill and not said.get(name, "").strip()):
            said[name] = fresh or said.get(name, "")
            marks.append(("suggested", f"{name} {mark_of(said[name])}"))
    if new and form.is_small(document):
        said["length"] = "short"
    return [*((name, value) for name, value in said.items() if value and name not in _MARKS), *marks]


@dataclass(frozen=True)
class Line:
    """A decision as one line of a table."""

    whom: str
    decision: str
    money: str
    reasons: str


def line(document: Mapping[str, Any]) -> Line:
    """Return what a second person reads first of a decision."""
    reading = Reading(DecisionContent.model_validate(document), Context(today=date.max))
    return Line(
        whom=recipient_name(reading) or "Not named",
        decision=TAGS.get(reading.type or "", "Not stated"),
        money=_money(reading) or "Not stated",
        reasons=reading.reasons or "",
    )


def _money(reading: Reading) -> str | None:
    """Write the sums, each of which says what it is: what was asked for is never to be read as given."""
    content, period = reading.content, known(reading.content.amount_period)
    asked, awarded = known(content.amount_applied_for), known(content.amount_awarded)
    if asked is not None and reading.type == "refusal":
        return f"asked for {sum_in_words(asked, period)}"
    if asked is None or awarded is None or reading.changes:
        return sums(reading)
    given = sum_in_words(awarded, period)
    return f"{given}, as asked for" if awarded == asked else f"{given} of {sum_in_words(asked, period)} asked for"


def shared_pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs that are said once for all rows."""
    names = {name for answer in _answers() for name in answer}
    return [(name, value) for name, value in pairs if name in names and value.strip()]


def cell_of(field: str) -> str | None:
    """Return the cell in which something said of a part of a decision is put right, by its dotted or hyphened name."""
    dotted = field.replace("-", ".")
    near = [name for name, part in CELLS.items() if dotted == part or dotted.startswith(f"{part}.")]
    if dotted == "recipient":
        return "applicant"
    return max(near, key=lambda name: len(CELLS[name]), default=None)


def is_shared(field: str, pairs: Pairs, shared: Pairs) -> bool:
    """Tell whether a part of a decision is answered above the rows, and not by this one for itself."""
    dotted, said, above = field.replace("-", "."), dict(pairs), dict(shared)
    if not any(dotted == one or dotted.startswith(f"{one}.") for one in SHARED[0].names):
        return False
    parts = [names for names in _answers() if _dotted(names[0]).startswith(dotted)]
    return all(said.get(name, "").strip() == above.get(name, "").strip() for names in parts for name in names)


def _dotted(name: str) -> str:
    return name.replace("-", ".")


def _lines(text: str) -> list[str]:
    return [one for one in re.split(r"[\s,;]+", text) if one]


@cache
def _answers() -> Sequence[tuple[str, ...]]:
    """Return the names of the boxes of each answer that is shared."""
    form, found = DecisionForm(), []
    for dotted in SHARED[0].names:
        field: Any = form.field_at(dotted)
        parts = field.form._fields.values() if hasattr(field, "form") else [field]
        found += [tuple(part.name + ending for ending in part.endings) for part in parts]
    return found


@cache
def _day() -> Day:
    return cast(Day, DecisionForm()[_TOLD])


def _boxes(name: str) -> tuple[str, ...]:
    return tuple(f"{name}-{box}" for box, _ in DATE_BOXES)
