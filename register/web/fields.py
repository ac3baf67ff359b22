"""Form fields that check shape only, keep what was typed, and say in plain English what is wrong.

A field's `data` is what the content document holds (text, "12000.50", "2026-03-03", True, a list), or None where the
field is blank or cannot be read. What was typed stays in the boxes either way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from wtforms import Field, FieldList, Form, FormField
from wtforms.utils import unset_value
from wtforms.widgets import HiddenInput

from register.core.calendar import day_in_words
from register.core.text import pounds
from register.web.widgets import (
    DATE_BOXES,
    UNPRINTABLE,
    CharacterCount,
    DateInput,
    TextArea,
    TextInput,
    printable,
)

LONGEST_TEXT = 20_000
"""Characters of prose in one box."""
LONGEST_NAME = 300
"""Characters of a name, or of another answer on one line."""

MOST_ROWS = 100
"""Rows of one repeating group."""
MOST_NUMBERED_ROWS = 400
"""Rows of one whose rows are numbered: a consultation may well hear hundreds of views."""
HIGHEST_NUMBER = 9_999

Typed = list[tuple[str, str]]
"""The ends of a field's names with the text in each: `[("", "…")]`, or a date's three boxes."""

_COUNTED_UP_TO = 2_000
_MONEY = re.compile(r"£?\s*((?:0|[1-9][0-9]{0,2}(?:[, ][0-9]{3})*|[0-9]+)(?:\.[0-9]{1,2})?)")
_WEB = re.compile(r"https?://[^\s/?#\\]+([/?#]\S*)?", re.IGNORECASE)
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[T ][0:.]+Z?)?")
_WRITTEN_DAY = re.compile(r"(?P<day>[0-9]{1,2})[ /.-](?P<month>[0-9]{1,2}|[^\W\d_]{3,9}\.?)[ /.-](?P<year>[0-9]{4})")
_MONTHS = tuple(date(2000, number, 1).strftime("%B").casefold() for number in range(1, 13))


class Leaf:
    """What every field of a draft can do besides WTForms' own."""

    endings: ClassVar[tuple[str, ...]] = ("",)
    looks_up: ClassVar[bool] = False
    """It names an organisation, which may be known: the form looks it up."""
    label: Any
    process_errors: Any

    def typed(self, value: Any) -> Typed:
        """Return what one would type to give this value of a content document."""
        return [("", str(value))]

    def in_words(self, value: Any) -> str:
        """Return the value of a content document as readers see it."""
        return str(value)

    def typed_in_cell(self, text: str) -> Typed:
        """Return what one would type to say what a cell of a table says; what cannot be read stays as it is."""
        return [("", text)]

    def only(self, texts: Sequence[str]) -> str:
        """Return the one text sent, with its line ends as the document has them; raise ValueError for two."""
        if len(texts) > 1:
            raise ValueError(f"‘{self.label.text}’ was sent twice: keep one answer")
        text = texts[0].replace("\r\n", "\n").replace("\r", "\n").strip()
        if UNPRINTABLE.search(text):
            raise ValueError(
                f"‘{self.label.text}’ has a character that cannot be shown: delete the \N{REPLACEMENT CHARACTER}"
            )
        return text


class Words(Leaf, Field):
    """Text: one line, or several where `lines` says how many to show."""

    def __init__(
        self, label: str, hint: str = "", *, longest: int = LONGEST_TEXT, lines: int = 0, **kwargs: Any
    ) -> None:
        """Make the field; `longest` counts characters."""
        super().__init__(label, description=hint, **kwargs)
        self.longest, self.lines = longest, lines
        self.params: dict[str, Any] = {"rows": lines} if lines else {}
        if lines and longest <= _COUNTED_UP_TO:
            self.widget: Any = CharacterCount()
            self.params["maxlength"] = longest
        else:
            self.widget = TextArea() if lines else TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        self.data = None
        if valuelist:
            self.data = self.read(self.only(valuelist)) or None

    def read(self, text: str) -> Any:
        """Return the value, or raise ValueError with what to do."""
        if not self.lines:
            text = " ".join(text.splitlines())
        if len(text) > self.longest:
            raise ValueError(f"‘{self.label.text}’ must be {self.longest:,} characters or fewer; it has {len(text):,}")
        return text

    def _value(self) -> str:
        texts = self.raw_data or [self.data or ""]
        return printable(("\n\n" if self.lines else " ").join(texts)).removeprefix("\n")


class WebAddress(Words):
    """The address of a page on the web, which readers can follow."""

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, hint, longest=2_000, **kwargs)
        self.params = {"inputmode": "url", "spellcheck": False}

    def read(self, text: str) -> Any:
        """Return the address."""
        if text and not _WEB.fullmatch(text):
            raise ValueError(f"‘{self.label.text}’ must begin with https:// or http://, and have no spaces")
        return super().read(text)


class Lines(Words):
    """A list of short texts, one on each line."""

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field; `longest` counts the characters of all lines together."""
        super().__init__(label, hint, lines=kwargs.pop("lines", 3), **kwargs)
        self.params["attributes"] = {"data-lines": ""}  # what is pasted stays as it is: it is no prose

    def read(self, text: str) -> list[str]:
        """Return the lines that say something."""
        return [line.strip() for line in str(super().read(text)).split("\n") if line.strip()]

    def typed(self, value: Any) -> Typed:
        """Return what one would type."""
        return [("", "\n".join(value))]

    def typed_in_cell(self, text: str) -> Typed:
        """Return one line for each thing in the cell, whether lines or semicolons part them."""
        return [("", text if "\n" in text else text.replace(";", "\n"))]

    def in_words(self, value: Any) -> str:
        """Return the lines as readers see them."""
        return ", ".join(value)


class Pounds(Words):
    """Money in pounds sterling: "£12,000" or "12000.50"."""

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, hint, **kwargs)
        self.params = {
            "prefix": {"text": "£"},
            "classes": "govuk-input--width-10",
            "inputmode": "decimal",
            "spellcheck": False,
        }

    def read(self, text: str) -> str:
        """Return the sum with two decimals."""
        found = _MONEY.fullmatch(text)
        if text and not found:
            raise ValueError(
                f"‘{self.label.text}’ must be an amount in pounds in figures, like 12,000 or 12000.50: "
                "no “k”, no minus."
            )
        whole, _, pence = (found[1] if found else "").replace(",", "").replace(" ", "").partition(".")
        if len(whole.lstrip("0")) > 13:
            raise ValueError(f"‘{self.label.text}’ must be less than ten million million pounds.")
        return f"{whole.lstrip('0') or '0'}.{pence:0<2}" if whole else ""

    def in_words(self, value: Any) -> str:
        """Return the sum as readers see it."""
        return pounds(Decimal(value))


class Whole(Words):
    """A whole number from 0 up to `most`."""

    def __init__(self, label: str, hint: str = "", *, most: int = 9_999, **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, hint, **kwargs)
        self.most = most
        self.params = {"classes": "govuk-input--width-4", "inputmode": "numeric", "spellcheck": False}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent; 0 is an answer."""
        text = self.only(valuelist) if valuelist else ""
        self.data = None
        if text and not (re.fullmatch("[0-9]{1,9}", text) and int(text) <= self.most):
            raise ValueError(f"‘{self.label.text}’ must be a whole number from 0 to {self.most:,}.")
        self.data = int(text) if text else None


class Day(Leaf, Field):
    """A date in three boxes; the month may be its name."""

    widget = DateInput()
    endings = tuple(f"-{box}" for box, _ in DATE_BOXES)

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, description=hint, **kwargs)
        self.typed_parts = {box: "" for box, _ in DATE_BOXES}
        self.broken_parts: frozenset[str] = frozenset()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three boxes, whichever of them came."""
        self.process_errors, self.data, self.object_data, self.raw_data = [], None, None, None
        sent = {box: formdata.getlist(f"{self.name}-{box}") if formdata else [] for box, _ in DATE_BOXES}
        self.typed_parts = {box: printable(" ".join(texts)).replace("\n", " ") for box, texts in sent.items()}
        try:
            parts = {box: self.only(texts) if texts else "" for box, texts in sent.items()}
            self.data = self._read(parts)
        except ValueError as problem:
            self.broken_parts = self.broken_parts or frozenset(self.typed_parts)
            self.process_errors.append(str(problem))

    def typed(self, value: Any) -> Typed:
        """Return what one would type."""
        day = date.fromisoformat(value)
        return [("-day", str(day.day)), ("-month", str(day.month)), ("-year", f"{day.year:04}")]

    def typed_in_cell(self, text: str) -> Typed:
        """Return the three boxes of a date written 2026-03-03, 3/3/2026 or 3 March 2026; else all of it in the first.

        A workbook’s own dates come with a time, which is midnight.
        """
        found = _ISO_DAY.fullmatch(text) or _WRITTEN_DAY.fullmatch(text)
        boxes = found.groupdict() if found else {"day": text, "month": "", "year": ""}
        return [(f"-{box}", boxes[box]) for box, _ in DATE_BOXES]

    def in_words(self, value: Any) -> str:
        """Return the date as readers see it."""
        return day_in_words(date.fromisoformat(value))

    def _value(self) -> str:
        return ""  # the boxes show `typed_parts`

    def _read(self, parts: dict[str, str]) -> str | None:
        blank = [box for box, text in parts.items() if not text]
        if len(blank) == len(parts):
            return None
        if blank:
            self.broken_parts = frozenset(blank)
            raise ValueError(f"‘{self.label.text}’ must include a {' and a '.join(blank)}")
        if not re.fullmatch("(19|2[01])[0-9]{2}", parts["year"]):
            self.broken_parts = frozenset({"year"})
            raise ValueError(f"‘{self.label.text}’ must have a year in four figures, like 2026")
        try:
            if not re.fullmatch("[0-9]{1,2}", parts["day"]):
                raise ValueError
            return date(int(parts["year"]), _month(parts["month"]), int(parts["day"])).isoformat()
        except ValueError:
            raise ValueError(f"‘{self.label.text}’ must be a real date, like 3 March 2026 or 3 3 2026") from None


def _month(text: str) -> int:
    if re.fullmatch("[0-9]{1,2}", text):
        return int(text)
    name = text.casefold().rstrip(".")
    for number, month in enumerate(_MONTHS, 1):
        if len(name) >= 3 and (month.startswith(name) or (name == "sept" and number == 9)):
            return number
    raise ValueError(text)


class Number(Leaf, Field):
    """The number of a row, part of its permanent address: kept as it is, never typed by hand."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent; what is no number is as if nothing were."""
        text = valuelist[0] if valuelist else ""
        fits = text.isascii() and text.isdecimal() and len(text) <= len(str(HIGHEST_NUMBER))
        self.data = int(text) or None if fits else None

    def _value(self) -> str:
        return str(self.data or "")


class Group(FieldList):  # type: ignore[type-arg]
    """Rows of the same questions, added, removed and moved by named buttons.

    `numbered`: each row that says something has a number of its own for good. `columns`: the rows can be filled from a
    table, whose headings (in any case) name questions of a row ("commitment.what"). `steering`: the question of a row
    that decides which of those after it are asked, and these with the answers that ask for them; they stand together.
    """

    def __init__(
        self,
        part: type[Any],
        label: str,
        hint: str = "",
        *,
        row: str,
        numbered: bool = False,
        most: int | None = None,
        columns: Mapping[str, str] | None = None,
        files: bool = False,
        steering: tuple[str, Mapping[str, Collection[str]]] = ("", {}),
        **kwargs: Any,
    ) -> None:
        """Make the group: `row` names one of them; `files` tells that a file can be chosen in a row."""
        self.most = most or (MOST_NUMBERED_ROWS if numbered else MOST_ROWS)
        part = type(part.__name__, (part,), {"__doc__": part.__doc__, "number": Number("Number")}) if numbered else part
        super().__init__(FormField(part), label, max_entries=self.most, description=hint, **kwargs)
        self.row, self.numbered, self.columns, self.files = row, numbered, dict(columns or {}), files
        self.steering, self.steered = steering
        self.too_many = False
        self.highest = 0
        """The highest number ever given to a row, where they are numbered."""
        self.problems: list[str] = []
        """What is wrong with the table that was to fill it."""
        self.pasted = ""
        """The table's cells as pasted, where they could not be taken over, or not all of them."""
        self.taken = ""
        """The mark of pasted cells whose rows stand above already: they are not added again as they are."""
        self.filled = ""
        """What was taken over from a table, in a line."""
        self.unread: list[str] = []
        """Cells of it that are not read, row by row: they stand in their rows as they were."""
        self.moved: tuple[str, int] | None = None
        """The row button that was pressed, and the row that it left in its place: there the reading goes on."""

    @property
    def headings(self) -> list[str]:
        """Return what the columns of a table are called here: of each the first of its names."""
        return list({question: heading for heading, question in reversed(self.columns.items())}.values())[::-1]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the rows, and say where there are more than the group takes."""
        super().process(formdata, data, extra_filters)
        start = f"{self.name}-"
        rows = {name.removeprefix(start).partition("-")[0] for name in formdata or () if name.startswith(start)}
        self.too_many = len(rows) > self.most

    def give_numbers(self, base: Mapping[str, Any]) -> dict[str, int]:
        """Give each row that says something its number, and return those given, by the name of their field.

        A number is kept where it is in what the correction corrects, or was given since; one that was removed, or
        that another row has, is not given again.
        """
        published, highest = _published_numbers(base, self.name)
        rows = [entry.form for entry in self.entries if _says_something(entry.form)]
        taken: set[int] = set()
        for row in rows:
            number = row["number"].data
            if number in taken or (number is not None and number <= highest and number not in published):
                row["number"].data = None
            elif number is not None:
                taken.add(number)
        given = {}
        for row in rows:
            if row["number"].data is None:
                row["number"].data = max(highest, *taken, 0) + 1
                taken.add(row["number"].data)
                given[row["number"].name] = row["number"].data
        self.highest = max(highest, *taken, 0)
        return given


def leaves(part: Form) -> Iterator[Field]:
    """Yield every field that holds an answer, in the order of the form."""
    for field in part._fields.values():
        if isinstance(field, FormField):
            yield from leaves(field.form)
        elif isinstance(field, FieldList):
            for entry in field.entries:
                yield from leaves(entry.form)
        else:
            yield field


def _says_something(row: Form) -> bool:
    return any(one.data is not None and one.data != "" for one in leaves(row) if not isinstance(one, Number))


def _published_numbers(base: Mapping[str, Any], name: str) -> tuple[set[int], int]:
    """Return the numbers of a published document's rows, and the highest that was ever given."""
    rows, highest = base.get(name), (base.get("numbered") or {}).get(name, 0)
    numbers = {row["number"] for row in rows if row.get("number")} if isinstance(rows, list | tuple) else set()
    return numbers, max(highest, *numbers, 0)
