"""Fields with answers to choose from, and the box to tick; an answer that was not offered is refused at the field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

from wtforms import BooleanField
from wtforms.fields.choices import Choice, SelectFieldBase  # type: ignore[attr-defined]

from register.core.text import fold
from register.web.fields import Leaf, Typed
from register.web.widgets import UNPRINTABLE, Checkbox, Radios, Select, printable

_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"", "no", "n", "false", "0"})

Answers = Sequence[tuple[str, str]]
"""The answers to choose from: value and label."""


class _Chosen(Leaf, SelectFieldBase):
    """One answer of those offered; an answer that was not offered is refused and named in the message."""

    blank: ClassVar[tuple[str, str]]

    def __init__(
        self,
        label: str,
        answers: Answers,
        hint: str = "",
        *,
        meant: Mapping[str, Sequence[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        """Make the field; `meant` are other words of spreadsheets, folded, for each answer."""
        super().__init__(label, description=hint, **kwargs)
        self.answers = answers
        self.meant = dict(meant or {})
        self.params: dict[str, Any] = {}

    def iter_choices(self) -> Iterator[Any]:
        """Yield the answers as WTForms' widgets take them."""
        for value, label in self.shown():
            yield Choice(value, label, value != "" and value == self.chosen(), {})

    def shown(self) -> Answers:
        """Return the answers in their order, with the one that takes an answer back."""
        return [*self.answers, self.blank]

    def chosen(self) -> str | None:
        """Return the value that was chosen."""
        return str(self.data) if self.data else None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        self.data = None
        sent = list(dict.fromkeys(valuelist))
        if len(sent) > 1:
            raise ValueError(f"‘{self.label.text}’ was answered twice ({_named(sent)}): keep one answer")
        if sent and sent[0] not in dict([*self.answers, self.blank]):
            raise ValueError(f"‘{self.label.text}’ has no answer {_named(sent)}: choose one of those shown")
        self.data = sent[0] if sent and sent[0] else None

    def typed_in_cell(self, text: str) -> Typed:
        """Return the answer that a cell names, by its label, its value or other words for it; else the cell's text."""
        said = fold(text)
        named = (value for value, label in self.shown() if said in (fold(label), fold(value)))
        meant = (value for value, words in self.meant.items() if said in words)
        return [("", next(chain(named, meant), text))]

    def in_words(self, value: Any) -> str:
        """Return the answer's label."""
        return str(dict(self.answers).get(value, value))


def _named(values: Sequence[str]) -> str:
    return " and ".join(f"“{printable(value)}”" for value in values)


class OneOf(_Chosen):
    """One answer of a few, with "Not stated" to take an answer back."""

    widget = Radios()
    blank = ("", "Not stated")

    def __init__(self, label: str, answers: Answers, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, answers, hint, **kwargs)
        self.params["classes"] = "govuk-radios--small"


class MustChoose(OneOf):
    """One answer of a few that must be given: there is no taking it back."""

    def shown(self) -> Answers:
        """Return the answers in their order."""
        return self.answers


class OneOfMany(_Chosen):
    """One answer of many, in a list that opens."""

    widget = Select()
    blank = ("", "Choose")

    def shown(self) -> Answers:
        """Return the answers in their order, after the invitation to choose."""
        return [self.blank, *self.answers]


class Listed(OneOfMany):
    """One answer of a list that only the request knows; until it is offered, what was sent is taken as it is."""

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, (), hint, **kwargs)
        self.offered = False
        self.suggested: str | None = None
        """What stands in the box where nobody has answered or cleared it yet; it counts once it is sent."""

    def chosen(self) -> str | None:
        """Return the value that was chosen, or else what is suggested."""
        return super().chosen() or (None if self.raw_data else self.suggested)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        if not self.offered:
            self.answers = [(value, value) for value in valuelist if value and not UNPRINTABLE.search(value)]
        super().process_formdata(valuelist)

    def offer(self, answers: Answers) -> None:
        """Set the list, and read again what was sent."""
        self.answers, self.offered = answers, True
        self.process_errors = []
        try:
            self.process_formdata(self.raw_data or [])
        except ValueError as problem:
            self.process_errors.append(str(problem))
        self.errors = tuple(self.process_errors)


class YesNo(OneOf):
    """Yes, no, or not stated."""

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, [("yes", "Yes"), ("no", "No")], hint, **kwargs)
        self.params["classes"] = "govuk-radios--inline govuk-radios--small"

    def chosen(self) -> str | None:
        """Return the value that was chosen."""
        return None if self.data is None else "yes" if self.data else "no"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        super().process_formdata(valuelist)
        self.data = self.data == "yes" if self.data else None

    def typed(self, value: Any) -> Typed:
        """Return what one would choose."""
        return [("", "yes" if value else "no")]

    def in_words(self, value: Any) -> str:
        """Return the answer's label."""
        return "Yes" if value else "No"


class Tick(Leaf, BooleanField):
    """One box to tick: True, or None where it is not ticked."""

    widget = Checkbox()
    data: Any

    def __init__(self, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, description=hint, **kwargs)
        self.params = {"classes": "govuk-checkboxes--small"}

    def process_data(self, value: Any) -> None:
        """Start unticked."""
        self.data = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        if any(value not in ("", "yes") for value in valuelist):
            self.data = None
            raise ValueError(
                f"‘{self.label.text}’ is ticked or not: "
                f"{' and '.join(f'“{printable(value)}”' for value in valuelist)} is no answer to it"
            )
        self.data = True if "yes" in valuelist else None

    def typed_in_cell(self, text: str) -> Typed:
        """Return the tick that a cell asks for."""
        said = fold(text)
        return [] if said in _NO else [("", "yes" if said in _YES else text)]

    def _value(self) -> str:
        return "yes"

    def in_words(self, value: Any) -> str:
        """Return that it is ticked, or not."""
        return "Ticked" if value else "Not ticked"

    def typed(self, value: Any) -> Typed:
        """Return what one would send."""
        return [("", "yes")] if value else []
