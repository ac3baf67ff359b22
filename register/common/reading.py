"""An entry as its checks read it: an absent or redacted part is an empty one, and what is withheld is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from register.core.content import (
    Area,
    Contact,
    EntryContent,
    Gone,
    PublicBody,
    Redacted,
    Withheld,
    known,
    self_and_above,
)
from register.core.findings import Context
from register.core.gone import ground_in_words, item_in_words
from register.core.text import plain, says_something


@dataclass(frozen=True)
class EntryReading:
    """What an entry says, in a context; no property of it ever raises. A kind adds its own parts."""

    content: EntryContent
    context: Context
    judged_by: ClassVar[tuple[str, ...]] = ()
    """The fields that say on which day the body must have been a party; the first that is stated counts."""

    @property
    def title(self) -> str:
        """Return the title in plain words."""
        title = self.content.title
        return "Title withheld" if isinstance(title, Redacted) else plain(title or "")

    @property
    def summary(self) -> str:
        """Return the summary in plain words."""
        return plain(known(self.content.summary) or "")

    @property
    def body(self) -> PublicBody | None:
        """Return the public body."""
        body: PublicBody | None = known(self.content.body)
        return body

    @property
    def contact(self) -> Contact | None:
        """Return whom to ask: who owes what the entry promises."""
        contact: Contact | None = known(self.content.contact)
        return contact

    @property
    def areas(self) -> tuple[Area, ...]:
        """Return the areas the entry is about."""
        return known(self.content.areas) or ()

    @property
    def themes(self) -> tuple[str, ...]:
        """Return what the entry is about."""
        return known(self.content.themes) or ()

    @property
    def judged_on(self) -> date | None:
        """Return the day on which the body must have been a party; None: today."""
        return None

    @property
    def judged(self) -> bool:
        """Tell whether the body was a party to the Compact on the day that counts."""
        return self.unplaced is None and self.context.judges(self.judged_on)

    @property
    def unplaced(self) -> Redacted | None:
        """Return why nobody can tell whether the body was a party: it, or the day that counts, was removed."""
        if not self.content.removed and not isinstance(self.content.body, Redacted):
            return None
        for field in ("body", *self.judged_by):
            marker = self.removed(field) or next(map(_marker, self.gone(field)), None)
            if marker is not None:
                return marker
            if field != "body" and self.value(field) not in (None, ()):
                return None
        return None

    def inherits(self, field: str) -> bool:
        """Tell whether a field's words came from elsewhere and are not looked at again."""
        return False

    def written(self, text: str | None, field: str) -> bool:
        """Tell whether words are written that say something."""
        return bool(text) if self.inherits(field) else says_something(text)

    def value(self, field: str) -> Any:
        """Return what stands at a dotted name: a value, a `Redacted` marker at or above it, or None."""
        here: Any = self.content
        for name in field.split("."):
            if isinstance(here, tuple):
                here = here[int(name)] if name.isdecimal() and int(name) < len(here) else None
            else:
                here = getattr(here, name, None)
            if here is None or isinstance(here, Redacted):
                return here
        return here

    def withheld(self, field: str) -> Withheld | Redacted | None:
        """Return why a field, or what it belongs to, is not shown: withheld at publication or redacted since."""
        if removed := self.removed(field):
            return removed
        listed = known(self.content.withheld) or ()
        names = self_and_above(field)
        return next((part for part in listed if part.field in names), None)

    def removed(self, field: str) -> Redacted | None:
        """Return the marker of a field that was removed, or of a list of which nothing is left."""
        value = self.value(field)
        if isinstance(value, Redacted):
            return value
        gone = self.gone(field) if value in (None, ()) else ()
        return _marker(gone[0]) if gone else None

    def gone(self, field: str) -> tuple[Gone, ...]:
        """Return the items of a list that are no longer shown."""
        return tuple(one for one in self.content.removed if one.path == field and one.key is not None)

    def unseen(self, field: str) -> Withheld | Redacted | None:
        """Return why a field cannot be seen; what has no words, or few, may be withheld in a row that was removed."""
        found, value = self.withheld(field), self.value(field)
        if found is None and self.content.removed and (value in (None, ()) or isinstance(value, str)):
            gone = self.gone("withheld")
            return _marker(gone[0]) if gone else self.removed("withheld")
        return found

    def hides(self, field: str) -> bool:
        """Tell whether something of a list is not shown: all of it, or an item."""
        return bool(self.gone(field)) or self.withheld(field) is not None

    def absent(self, field: str) -> bool:
        """Tell whether a field is empty although nothing says that it is withheld."""
        return self.value(field) in (None, "", ()) and self.withheld(field) is None

    def blank(self, field: str) -> bool:
        """Tell whether a field of words is empty, or holds nothing but marks."""
        value = self.value(field)
        return self.absent(field) or (isinstance(value, str) and not plain(value))


def withheld_in_words(part: Withheld | Redacted) -> str:
    """Say that a part has been withheld, and on what ground."""
    ground = ground_in_words(part.category, part.legal_basis)
    return "This part has been withheld" + (f": {ground}." if ground else ".")


def gone_in_words(what: str, one: Gone) -> str:
    """Say that an item is no longer shown, and why; `what` begins the sentence ("View 17")."""
    return item_in_words(what, one.kind, one.category, one.legal_basis, one.on)


def in_place(items: Sequence[Any], gone: Sequence[Gone]) -> list[tuple[int, Any]]:
    """Return the items of a list and what is gone of it, in order; each with its place, counting what is gone.

    Items that carry numbers have no other places: what is gone stands before the first with a greater number.
    """
    left = sorted((one for one in gone if one.key is not None), key=lambda one: one.key or 0)
    numbers = [getattr(item, "number", None) for item in items]
    numbered = all(number is not None for number in numbers)
    found: list[tuple[int, Any]] = []
    for item, number in zip(items, numbers, strict=True):
        while left and (left[0].key or 0) <= (number if numbered and number is not None else len(found) + 1):
            found.append((left[0].key or 0, left.pop(0)))
        found.append((len(found) + 1, item))
    return [*found, *((one.key or 0, one) for one in left)]


def _marker(one: Gone) -> Redacted:
    return Redacted(redacted=True, category=one.category, legal_basis=one.legal_basis or "", on=one.on)
