"""Short forms of the desk: a few questions on one page, what was typed kept, each message at its box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form
from wtforms.fields.choices import Choice, SelectFieldBase  # type: ignore[attr-defined]

from register.web.choices import Answers
from register.web.fields import Leaf, Typed, leaves
from register.web.forms import Failure
from register.web.widgets import Cured, link_id, printable


class Checkboxes(Cured, GovCheckboxesInput):  # type: ignore[misc]
    """Any of some answers, each with a box to tick."""


class SeveralOf(Leaf, SelectFieldBase):
    """Any of some answers; one that was not offered is refused and named in the message."""

    widget = Checkboxes()

    def __init__(self, label: str, answers: Answers = (), hint: str = "", **kwargs: Any) -> None:
        """Make the field."""
        super().__init__(label, description=hint, **kwargs)
        self.answers = answers
        self.params: dict[str, Any] = {"classes": "govuk-checkboxes--small"}

    def offer(self, answers: Answers) -> None:
        """Set the answers, and read again what was sent."""
        self.answers, self.process_errors = answers, []
        try:
            self.process_formdata(self.raw_data or [])
        except ValueError as problem:
            self.process_errors.append(str(problem))
        self.errors = tuple(self.process_errors)

    def iter_choices(self) -> Iterator[Any]:
        """Yield the answers as WTForms' widgets take them."""
        for value, label in self.answers:
            yield Choice(value, label, value in (self.data or ()), {})

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent, in the order of the answers."""
        sent = {value for value in valuelist if value}
        self.data = [value for value, _ in self.answers if value in sent] or None
        if foreign := sorted(sent - {value for value, _ in self.answers}):
            named = " and ".join(f"“{printable(value)}”" for value in foreign)
            raise ValueError(f"‘{self.label.text}’ has no answer {named}: choose from those shown")

    def typed(self, value: Any) -> Typed:
        """Return what one would tick."""
        return [("", one) for one in value]

    def in_words(self, value: Any) -> str:
        """Return the labels of the answers."""
        return ", ".join(str(dict(self.answers).get(one, one)) for one in value)


class PlainForm(Form):
    """A few questions; reading what was sent never raises, and everything typed stays in the boxes."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """Read the pairs; unknown names are dropped."""
        sent = list(pairs)
        super().__init__(formdata=MultiDict(sent))
        known = {field.name + ending for field in leaves(self) for ending in field.endings}  # type: ignore[attr-defined]
        self.pairs = [(name, printable(value)) for name, value in sent if name in known]
        self.validate()

    @property
    def failures(self) -> list[Failure]:
        """Return every message, in the order of the form."""
        return [Failure(field.name, str(message), link_id(field)) for field in leaves(self) for message in field.errors]

    @property
    def said(self) -> dict[str, Any]:
        """Return what each question was answered; None where it was not."""
        return {name: field.data for name, field in self._fields.items()}

    def put_at(self, name: str, message: str) -> None:
        """Say something at a box."""
        field: Field = self[name]
        field.errors = (*field.errors, message)

    def want(self, **messages: str) -> None:
        """Say at each of these boxes what to do where it is blank."""
        for name, message in messages.items():
            if self[name].data is None and not self[name].errors:
                self.put_at(name, message)

    @classmethod
    def pairs_of(cls, said: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the pairs one would have typed to say this."""
        return [
            (name + ending, text)
            for name, field in cls()._fields.items()
            if said.get(name) is not None
            for ending, text in field.typed(said[name])  # type: ignore[attr-defined]
        ]
