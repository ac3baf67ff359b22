"""Check grants against the 360Giving standard and against what this register can record, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from jsonschema import ValidationError

from register.core.files import Listed, Table
from register.core.problems import LONGEST_HEADING, Problem, date_remedy, shown, text_problem
from register.core.text import fold
from register.exchange.days import day_of
from register.exchange.headings import Grant, Layout, heading_of, leaves, tidy
from register.exchange.schema import Path, full_validator, quick_test

_REQUIRED = ("id", "title", "description", "currency", "amountAwarded", "awardDate")
_AMOUNTS = ("amountAwarded", "amountAppliedFor", "amountDisbursed")
_LARGEST = Decimal(10) ** 13
_MOST_MONTHS = 1_200
"""The longest duration, as a decision's form takes it."""
_LONGEST: dict[str, dict[str, int]] = {
    "": {"id": 300, "dateModified": 40},
    "fundingOrganization": {"id": 100, "name": 200, "department": 200},
    "recipientOrganization": {"id": 100, "name": 300},
    "grantProgramme": {"code": 200, "title": 200},
    "fundingType": {"title": 300},
    "beneficiaryLocation": {"name": 300, "geoCode": 40, "geoCodeType": 40},
    "relatedDocument": {"title": 300},
}
"""Characters that a field may have, in every place of a list: as long as a decision's form takes it."""
_GENERIC = re.compile(r"\b(individual|recipient|anonymous|applicant|person|withheld|redacted)\b")
_NEEDED = "The standard asks for it in every row."


@dataclass(frozen=True)
class Row:
    """One grant of a file; `extra` is what stands in columns that are no field of the standard."""

    number: int
    grant: Grant
    extra: dict[str, str]


@dataclass(frozen=True)
class Source:
    """A file as grants; `unit` says what its numbers count."""

    unit: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def grants_of(found: Table | Listed) -> Source:
    """Read a table or a list into grants; what cannot be read is among the problems."""
    return _from_table(found) if isinstance(found, Table) else _from_objects(found.items)


def refusals(row: Row) -> Iterator[Problem]:
    """Say what in a row must be mended before the file can be imported."""
    grant = row.grant
    yield from _missing(row)
    if not quick_test()(grant):
        for error in full_validator().iter_errors(grant):
            yield from _in_words(row.number, error)
        return
    yield from _amounts(row)
    yield from _durations(row)
    yield from _one_each(row)
    if grant.get("currency") not in (None, "GBP"):
        yield Problem(
            row.number,
            "Currency",
            f"The amount is in {grant['currency']}; this register records pounds sterling.",
            "Give the amount in GBP, or leave the row out.",
        )
    if "awardDate" in grant and day_of(grant["awardDate"]) is None:
        message = f"{shown(grant['awardDate'])} is not a day of the calendar."
        yield Problem(row.number, "Award Date", message, "Write a real date, year first: 2026-03-31.")
    yield from _named_individual(row)
    yield from _too_long(row)


def _from_table(table: Table) -> Source:
    layout = Layout(table.headings)
    problems = [*_doubled(layout), *table.problems]
    if not table.rows:
        problems.append(
            Problem(None, None, "The file has headings and no awards.", "Add the awards under the headings.")
        )
    problems += [
        Problem(1, name, "This column is no field of the standard; it is kept and not shown.", "", refuses=False)
        for _, name in layout.unknown
    ]
    rows = (Row(number, layout.grant(cells), layout.unknown_cells(cells)) for number, cells in table.rows)
    return Source("Row", tuple(rows), tuple(problems))


def _from_objects(objects: Iterable[Any]) -> Source:
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, raw in enumerate(objects, 1):
        if not isinstance(raw, dict):
            problems.append(
                Problem(number, None, f"{shown(raw)} is not a grant.", "Write each grant as an object: { … }.")
            )
            continue
        try:
            grant, extra = tidy(raw)
        except ValueError as problem:
            problems.append(Problem(number, None, f"The grant cannot be kept: {problem}.", "Make it flatter."))
            continue
        problems += _bad_text(number, grant, extra)
        rows.append(Row(number, grant, extra))
    if not rows and not problems:
        problems.append(Problem(None, None, "The list of grants is empty.", "Add the awards to it."))
    return Source("Grant", tuple(rows), tuple(problems))


def _bad_text(number: int, grant: Grant, extra: dict[str, str]) -> Iterator[Problem]:
    texts = [(heading_of(path), value) for path, value in leaves(grant) if isinstance(value, str | list)]
    for heading, value in [*texts, *extra.items(), *(("a name", name) for name in extra)]:
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (problem := text_problem(number, heading, text)):
                yield problem
    for name in extra:
        if len(name) > LONGEST_HEADING:
            yield Problem(number, shown(name), f"A name is longer than {LONGEST_HEADING} characters.", "Shorten it.")


def _doubled(layout: Layout) -> Iterator[Problem]:
    seen: dict[Path, int] = {}
    for column in layout.columns:
        if seen.setdefault(column.path, column.position) != column.position:
            columns = f"{seen[column.path] + 1} and {column.position + 1}"
            yield Problem(1, heading_of(column.path), f"Columns {columns} are the same field.", "Remove one of them.")


def _missing(row: Row) -> Iterator[Problem]:
    grant = row.grant
    for name in _REQUIRED:
        if name not in grant:
            yield Problem(row.number, heading_of((name,)), "This is missing.", _NEEDED)
    if "fundingOrganization" not in grant:
        yield Problem(row.number, "Funding Org:Identifier", "The funder is missing.", _NEEDED)
    recipients = [name for name in ("recipientOrganization", "recipientIndividual") if name in grant]
    if not recipients:
        yield Problem(row.number, "Recipient Org:Identifier", "The recipient is missing.", _NEEDED)
    if len(recipients) == 2:
        message = "The row has an organisation and an individual as recipient."
        yield Problem(row.number, "Recipient Ind:Identifier", message, "Keep the one that received the grant.")


def _amounts(row: Row) -> Iterator[Problem]:
    for name in _AMOUNTS:
        amount = row.grant.get(name)
        if amount is None:
            continue
        heading = heading_of((name,))
        if amount < 0 or (amount == 0 and name == "amountAwarded"):
            yield Problem(
                row.number,
                heading,
                f"The amount is {amount:f}; an award is more than zero.",
                "Refusals, reductions and endings are not awards: enter them at the desk, and leave the row out.",
            )
        elif amount >= _LARGEST:
            yield Problem(row.number, heading, "The amount is too large to be true.", "Check it.")
        elif amount != amount.quantize(Decimal("0.01")):
            yield Problem(
                row.number, heading, f"{shown(f'{amount:f}')} has more than two decimals.", "Round it to pence."
            )


def _durations(row: Row) -> Iterator[Problem]:
    for name in ("plannedDates", "actualDates"):
        for place, event in enumerate(row.grant.get(name, ())):
            if event.get("duration", 0) > _MOST_MONTHS:
                message = f"The duration is more than {_MOST_MONTHS:,} months."
                yield Problem(
                    row.number, heading_of((name, place, "duration")), message, "Check it: give whole months."
                )


def _one_each(row: Row) -> Iterator[Problem]:
    for name, words in (("recipientOrganization", "recipients"), ("fundingOrganization", "funders")):
        count = len(row.grant.get(name, ()))
        if count > 1:
            message = f"The grant names {count} {words}; a decision here has one."
            yield Problem(row.number, heading_of((name, 1, "name")), message, "Give each its own row and identifier.")


def _too_long(row: Row) -> Iterator[Problem]:
    for name, limits in _LONGEST.items():
        for place, part in enumerate(row.grant.get(name, ()) if name else (row.grant,)):
            for field, limit in limits.items():
                length = len(part.get(field, ""))
                if length > limit:
                    heading = heading_of((name, place, field) if name else (field,))
                    yield Problem(row.number, heading, f"This is {length:,} characters long.", f"Use up to {limit}.")


def _named_individual(row: Row) -> Iterator[Problem]:
    """Individuals are described, never named: their name may not stand in the words that are shown either."""
    name = fold(row.grant.get("recipientIndividual", {}).get("name", ""))
    if len(name.split()) < 2 or _GENERIC.search(name):
        return
    for field in ("title", "description"):
        if f" {name} " in f" {fold(row.grant[field])} ":
            message = "The text names the individual who received the grant."
            yield Problem(row.number, heading_of((field,)), message, "Write it without the name.")


def _in_words(number: int, error: ValidationError) -> Iterator[Problem]:
    path: Path = tuple(error.absolute_path)
    column = heading_of(path) if path else None
    value, wanted = cast(Any, error.instance), cast(Any, error.validator_value)
    if error.validator == "required":
        for name in wanted:
            if name not in value:
                yield Problem(number, heading_of((*path, name)), "This is missing.", _NEEDED)
    elif error.validator == "type":
        yield _of_wrong_type(number, column, value, wanted)
    elif error.validator == "enum":
        yield Problem(number, column, f"{shown(value)} is not one of the standard's values.", _choices(wanted))
    elif error.validator == "oneOf" and isinstance(value, str):
        yield Problem(number, column, f"{shown(value)} is not a date as the standard writes it.", date_remedy(value))
    elif error.validator == "format":
        remedy = "Write date and time like this: 2026-03-31T09:30:00Z."
        yield Problem(number, column, f"{shown(value)} is not a date with a time.", remedy)
    elif error.validator == "minimum":
        yield Problem(number, column, f"{shown(value)} is less than {wanted}.", "Check it.")
    elif error.validator != "oneOf":  # its wrong type is said once already
        yield Problem(number, column, f"{shown(value)} does not fit the standard.", "Compare it with the template.")


def _of_wrong_type(number: int, column: str | None, value: Any, wanted: Any) -> Problem:
    if "number" in wanted:
        remedy = "Write digits only, with a point before pence and no pound sign or comma: 1250.50."
        return Problem(number, column, f"{shown(value)} is not a number.", remedy)
    if "string" in wanted:
        return Problem(number, column, f"{shown(value)} is not written as text.", "Put it in quotation marks.")
    shape = "a list: [ … ]" if "array" in wanted else "an object: { … }"
    return Problem(number, column, f"{shown(value)} does not fit the standard.", f"Write it as {shape}.")


def _choices(values: list[str]) -> str:
    if len(values) > 10:
        return "Use the standard's code, such as GBP or GB."
    return f"Write {' or '.join(values)}."
