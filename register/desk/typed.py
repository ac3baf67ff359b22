"""What somebody typed in a form, in words: each question’s label, and the answer as readers would see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import FormField
from wtforms.widgets import HiddenInput

from register.kinds import KINDS, kind_of
from register.web.fields import Group
from register.web.forms import Lists

Pairs = Sequence[tuple[str, str]]
_ENTRY = re.compile(r"/desk/(?:(?P<plural>[a-z-]+)/new|drafts/[0-9]+)(?:/autosave)?")
MARKS = ("suggested", "inherited")
"""What the form itself remembers of an answer."""


def answers(address: str, pairs: Pairs, lists: Lists | None = None) -> tuple[list[tuple[str, str]], set[str]]:
    """Return the questions of an entry’s form with what was typed, and the names of the pairs that say so.

    Of the form of anything else, nothing. What cannot be read stands as it was typed: no text is lost.
    """
    place = _ENTRY.fullmatch(address)
    if place is None:
        return [], set()
    kind = kind_of(place["plural"] or "")
    forms = [one.form(pairs, lists=lists) for one in ((kind,) if kind else KINDS)]
    form: Any = max(forms, key=lambda one: len(one.pairs))
    known = {name for name, _ in form.pairs}
    said = [one for label, field in _labelled(form, "") for one in _answer(label, field, pairs)]
    return said, known | set(MARKS)


def _labelled(part: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Yield every question with its label; that of a row begins with its group’s and the row’s number."""
    for field in part:
        if isinstance(field, Group):
            for number, row in enumerate(field.entries, 1):
                yield from _labelled(row.form, f"{field.label.text} {number}: ")
        elif isinstance(field, FormField):
            yield from _labelled(field.form, before)
        else:
            yield f"{before}{field.label.text}", field


def _answer(label: str, field: Any, pairs: Pairs) -> Iterator[tuple[str, str]]:
    names = {f"{field.name}{ending}" for ending in field.endings}
    typed = [value for name, value in pairs if name in names and value.strip()]
    if not typed or isinstance(field.widget, HiddenInput):
        return
    readable = field.data not in (None, "", []) and not field.errors
    yield label, str(field.in_words(field.data)) if readable else " ".join(typed)
