"""Forms that keep what was typed: a draft is its name/value pairs, read again whenever asked.

How a desk view uses a form (`DecisionForm` of `register/decisions/form.py`, or `kind.form`):

    pairs = list(request.form.items(multi=True))          # or the draft's stored pairs, or pairs_of(document)
    moved = DecisionForm.rearranged(pairs)                # a row's add/remove/up/down button was pressed: the pairs
    form = DecisionForm(moved or pairs, lists=lists)      # after it; None for every other button
    form.pairs        # store these: known names only, safe for any database, errors come back when read again
    form.document(round_words)   # content JSON of all that can be read; what cannot is left out and is in the errors
    form.failures     # [Failure(name, message, link)] for the error summary; empty when the shape is right
    DecisionForm(pairs, lists=lists, base=document)   # a correction of what was published: asks for its note too
    form.round_id     # id of the chosen programme round, or None: `round_words = round_by_id(…).words`
    form.put_at("change.notice.exceptional_reason", "…")  # a rule's message (`Breach.field`) at its field
    form.fieldsets(round_words)  # drives `templates/common/form.html`
    DecisionForm.pairs_of(document)                       # to correct what was published

A post that moves rows, or presses `update` ("Update the questions"), is saved as typed and answers 200 (htmx swaps
nothing on a 422). Any other post with `form.failures` is saved as typed too, and answers 422.

In a template (context: `form`, `fieldsets`, `action`):

    {% include "desk/fields/error_summary.html" %}
    <form method="post" action="{{ action }}" novalidate> csrf, version …
      {% include "common/form.html" %}
      <button name="save" value="1" class="govuk-button govuk-button--secondary">Save and come back later</button> …
    </form>

The first button of the form is an invisible `update` printed by the template, so that Enter in a box never
publishes. Names are the content's names joined by hyphens: `change-notice-written_on-day`, `risks-0-risk`; buttons
`add-risks`, `remove-risks-1`, `up-risks-1`, `down-risks-1`, `clear-views`, `fill-views`. Call `init_forms(app)` once.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, Form, FormField

from register.core.attached import files_in
from register.web.choices import Listed
from register.web.fields import Group
from register.web.fields import leaves as leaves
from register.web.files import files_of
from register.web.parts import Part as Part
from register.web.parts import missing, written
from register.web.rows import Filled, Pressed, after_button, after_table, pressed
from register.web.rows import Pairs as Pairs
from register.web.widgets import link_id, printable

_ROW = re.compile(r"-(?:0|[1-9][0-9]{0,2})-")


def init_forms(app: Flask) -> None:
    """Let the application find the templates of the GOV.UK components."""
    packages = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    loader = PrefixLoader({package: PackageLoader(package) for package in packages})
    app.jinja_loader = ChoiceLoader([*([app.jinja_loader] if app.jinja_loader else []), loader])


@dataclass(frozen=True)
class Lists:
    """What only the request knows: (value, label) of the public bodies, and of the programme rounds, to choose from.

    None where nothing is known: then any value is taken as it is. A body's name in the content is its label.
    """

    bodies: Sequence[tuple[str, str]] | None = None
    rounds: Sequence[tuple[str, str]] | None = None
    departments: Sequence[tuple[str, str]] = ()
    """Names of departments with their bodies': suggested, as areas and themes are; what else is typed is taken, too."""
    areas: Sequence[tuple[str, str]] = ()
    """Names of areas with their codes."""
    themes: Sequence[str] = ()
    short_form_below: int = 5_000
    """Pounds under which an award may use the short form."""
    files: Mapping[str, Mapping[str, Any]] | None = None
    """The uploaded files that may be named here, by their keys."""
    now: datetime | None = None
    """The present moment, as the register knows it."""


@dataclass(frozen=True)
class Failure:
    """One message of the error summary: the field's name, what to do, and the id of the box to put it right in."""

    name: str
    message: str
    link: str | None


class DraftForm(Part):
    """A form built from pairs as typed; nothing about it ever raises."""

    content: ClassVar[type[BaseModel]]
    aside: ClassVar[frozenset[str]] = frozenset()
    """Fields that steer the form and are no part of the content."""
    private: ClassVar[frozenset[str]] = frozenset()
    """Fields whose answers are kept in the case and never published."""

    def __init__(
        self,
        pairs: Iterable[tuple[str, str]] = (),
        *,
        lists: Lists | None = None,
        base: Mapping[str, Any] | None = None,
    ) -> None:
        """Read the pairs; unknown names are dropped.

        `base` is the document that a correction corrects. What is redacted there stays so, and nothing else becomes
        so: no pair can make or lift a redaction.
        """
        self.lists = lists or Lists()
        self.is_correction = base is not None
        self.redactions = dict(_redacted(_blank(type(self)), base or {}, ""))
        known = _known_names(type(self))
        asked = [(name, value) for name, value in pairs if "*" not in name and _ROW.sub("-*-", name) in known]
        super().__init__(formdata=MultiDict(asked))
        self.validate()
        self.pairs = [(name, printable(value)) for name, value in asked]
        self.unplaced: list[str] = []
        for group in _groups(self):
            if group.too_many:
                self.put_at(group.name.replace("-", "."), f"‘{group.label.text}’ takes at most {group.most} rows")
        self._number_rows(base or {})
        self._look_files_up(base)
        self.prepare()
        self._check_needed(self)
        self._document = self._shaped()

    def prepare(self) -> None:
        """Do what must be done after reading and before checking: a form with lists offers them here."""

    def offer(self, dotted: str, choices: Sequence[tuple[str, str]]) -> None:
        """Give a list to the field that was waiting for it."""
        field = self.field_at(dotted)
        if not isinstance(field, Listed):
            raise LookupError(f"{dotted} waits for no list")
        field.offer(choices)

    def offer_bodies(self) -> None:
        """Offer the public bodies; the name written into the content is the list's."""
        bodies, name = self.lists.bodies, self.field_at("body.name")
        if bodies is not None and name is not None:
            self.offer("body.identifier", bodies)
            chosen = self.field_at("body.identifier")
            name.data = dict(bodies).get(chosen.data if chosen else "")

    def document(self) -> dict[str, Any]:
        """Return the content JSON of everything that could be read."""
        return copy.deepcopy(self._document)

    @property
    def failures(self) -> list[Failure]:
        """Return every message, in the order of the form."""
        found = [Failure("", message, None) for message in self.unplaced]
        found += [Failure(group.name, one, f"fill-{group.id}") for group in _groups(self) for one in group.problems]
        return found + [
            Failure(field.name, str(message), link_id(field)) for field in leaves(self) for message in field.errors
        ]

    def put_at(self, dotted: str, message: str) -> None:
        """Say something at a field named as the content names it; where there is none, above the form."""
        field = self.field_at(dotted)
        if field is None:
            self.unplaced.append(message)
        else:
            _say(_first_leaf(field), message)

    def field_at(self, dotted: str) -> Field | None:
        """Find a field by its dotted name ("risks.0.holder"), or the deepest one on the way to it."""
        found: Field | None = None
        here: Any = self
        for step in dotted.split("."):
            if isinstance(here, FieldList):
                step_field = here.entries[int(step)] if step.isdecimal() and int(step) < len(here.entries) else None
            else:
                step_field = here._fields.get(step) if isinstance(here, Form) else None
            if step_field is None:
                break
            found = step_field
            here = step_field.form if isinstance(step_field, FormField) else step_field
        return found

    @classmethod
    def pairs_of(cls, document: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the pairs one would have typed to write this content."""
        return list(
            _typed(
                _blank(cls), {name: said for name, said in document.items() if name not in cls.aside | cls.private}, ""
            )
        )

    @classmethod
    def pressed(cls, pairs: Pairs) -> Pressed | None:
        """Return which row button was pressed, if one was."""
        return pressed(pairs, (group.name for group in _groups(_blank(cls))))

    @classmethod
    def rearranged(cls, pairs: Pairs) -> list[tuple[str, str]] | None:
        """Return the pairs after the row button that was pressed; None where none was."""
        button = cls.pressed(pairs)
        return None if button is None else cls._after(pairs, button)[0]

    @classmethod
    def fillable(cls) -> list[str]:
        """Return the names of the groups that can be filled from a table."""
        return [group.name for group in _groups(_blank(cls)) if group.columns]

    @classmethod
    def taking_files(cls) -> list[str]:
        """Return the names of the groups in whose rows a file can be chosen."""
        return [group.name for group in _groups(_blank(cls)) if group.files]

    @classmethod
    def filled(
        cls, pairs: Pairs, group: str, headings: Sequence[str], rows: Iterable[tuple[int, Mapping[str, str]]]
    ) -> Filled:
        """Return the pairs with a table's rows appended to a group, and what could not be taken over."""
        return after_table(pairs, _blank_group(cls, group), headings, rows)

    def go_on_at(self, button: Pressed, pairs: Pairs) -> None:
        """Remember where one goes on after a row button; `pairs` are those before it."""
        group = self.group(button.group)
        group.moved = (button.action, self._after(pairs, button)[1])

    def group(self, name: str) -> Group:
        """Return a group by its name; raises LookupError."""
        found = next((group for group in _groups(self) if group.name == name), None)
        if found is None:
            raise LookupError(f"the form has no group {name}")
        return found

    def heed(self, kept: Mapping[str, str]) -> None:
        """Hear what the case keeps privately of what a correction corrects; a kind that hides names looks for them."""

    def private_facts(self) -> dict[str, str]:
        """Return what is kept privately, as typed, by the names of the boxes: it is published nowhere."""
        return {name: value for name, value in self.pairs if value and name.partition("-")[0] in self.private}

    @classmethod
    def _after(cls, pairs: Pairs, button: Pressed) -> tuple[list[tuple[str, str]], int]:
        rest = [pair for pair in pairs if pressed([pair], [button.group]) != button]
        return after_button(rest, _blank_group(cls, button.group), button)

    def written(self) -> dict[str, Any]:
        """Return what the fields say, blank ones left out, before the content's own check."""
        said = {name: value for name, value in written(self).items() if name not in self.aside | self.private}
        if self._numbered:
            said["numbered"] = dict(self._numbered)
        for dotted, marker in self.redactions.items():
            *way, last = dotted.split("-")
            place = said
            for step in way:
                place = place.setdefault(step, {})
            place[last] = marker
        return said

    def _look_files_up(self, base: Mapping[str, Any] | None) -> None:
        """Learn of the files that are named: those of what is corrected are known from there."""
        told = {one["file"]: one for one in files_in(base or {})}
        known = None if base is None and self.lists.files is None else {**told, **(self.lists.files or {})}
        for field in files_of(self):
            field.look_up(known)

    def _number_rows(self, base: Mapping[str, Any]) -> None:
        """Give every new row of a numbered group its number, and remember the highest ever given."""
        self._numbered: dict[str, int] = dict(base.get("numbered") or {})
        for group in _groups(self):
            if group.numbered:
                given = group.give_numbers(base)
                self.pairs = [pair for pair in self.pairs if pair[0] not in given]
                self.pairs += [(name, str(number)) for name, number in given.items()]
                if group.highest:
                    self._numbered[group.name] = group.highest

    def _shaped(self) -> dict[str, Any]:
        said = self.written()
        for _ in range(100):
            try:
                return self.content.model_validate(said).model_dump(mode="json", exclude_none=True)
            except ValidationError as problem:
                for error in problem.errors(include_url=False, include_input=False):
                    place = _drop(said, error["loc"])
                    if place is not None:
                        self.put_at(place, error["msg"])
        return self.content().model_dump(mode="json", exclude_none=True)

    def _check_needed(self, part: Part) -> None:
        for field in part._fields.values():
            for inner in field.entries if isinstance(field, FieldList) else [field]:
                if isinstance(inner, FormField):
                    self._check_needed(inner.form)
        said = written(part, whole=False)
        if not said or part is self:
            return
        for names, message in missing(part, said):
            if not any(part[name].errors for name in names):
                _say(_first_leaf(part[names[0]]), message)


def _say(field: Field, message: str) -> None:
    field.errors = (*field.errors, message)


def _first_leaf(field: Field) -> Field:
    while isinstance(field, FormField | FieldList):
        if isinstance(field, FieldList):
            field = field.entries[0] if field.entries else field.append_entry()
        else:
            field = next(leaves(field.form))
    return field


def _groups(part: Form) -> Iterator[Group]:
    for field in part._fields.values():
        if isinstance(field, Group):
            yield field
        elif isinstance(field, FormField):
            yield from _groups(field.form)


@cache
def _blank(form: type[DraftForm]) -> Form:
    """Return the form's fields with one blank row in each group, to learn names from; never written to."""
    make: Any = type(form)
    blank: Form = make("Blank", (form,), {"__init__": Form.__init__})()
    for group in _groups(blank):
        if not group.entries:
            group.append_entry()
    return blank


def _blank_group(form: type[DraftForm], name: str) -> Group:
    return next(group for group in _groups(_blank(form)) if group.name == name)


@cache
def _known_names(form: type[DraftForm]) -> frozenset[str]:
    return frozenset(
        _ROW.sub("-*-", field.name) + ending
        for field in leaves(_blank(form))
        for ending in field.endings  # type: ignore[attr-defined]
    )


def _redacted(part: Form, document: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each field that is redacted in a document, with the marker that stands there."""
    for name, field in part._fields.items():
        value = document.get(name)
        if isinstance(value, Mapping) and value.get("redacted") is True:
            yield prefix + name, dict(value)
        elif isinstance(value, Mapping) and isinstance(field, FormField):
            yield from _redacted(field.form, value, f"{prefix}{name}-")


def _typed(part: Form, document: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, field in part._fields.items():
        value, path = document.get(name), prefix + name
        if value is None or (isinstance(value, Mapping) and value.get("redacted") is True):
            continue
        if isinstance(field, FormField):
            yield from _typed(field.form, value, f"{path}-")
        elif isinstance(field, FieldList):
            for number, row in enumerate(value):
                yield from _typed(field.entries[0].form, row, f"{path}-{number}-")
        else:
            yield from ((path + ending, text) for ending, text in field.typed(value))  # type: ignore[attr-defined]


def _drop(said: Any, loc: Sequence[int | str]) -> str | None:
    """Take out the deepest value that a validation error points at; return its dotted name, None if there is none."""
    way: list[tuple[Any, int | str]] = []
    here = said
    for step in loc:  # steps that name a branch of a union are not in the document
        if (isinstance(here, dict) and step in here) or (
            isinstance(here, list) and isinstance(step, int) and step < len(here)
        ):
            way.append((here, step))
            here = here[step]  # type: ignore[index]
    if not way:
        return None
    place, step = way[-1]
    del place[step]
    return ".".join(str(part) for _, part in way)
