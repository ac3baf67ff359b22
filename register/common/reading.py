"""An entry as its checks read it: an absent or redacted part is an empty one, and what is withheld is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from register.core.content import Area, Contact, EntryContent, PublicBody, Redacted, Withheld, known, self_and_above
from register.core.findings import Context
from register.core.text import plain, says_something


@dataclass(frozen=True)
class EntryReading:
    """What an entry says, in a context; no property of it ever raises. A kind adds its own parts."""

    content: EntryContent
    context: Context

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
        return self.context.judges(self.judged_on)

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
        value = self.value(field)
        if isinstance(value, Redacted):
            return value
        listed = known(self.content.withheld) or ()
        names = self_and_above(field)
        return next((part for part in listed if part.field in names), None)

    def absent(self, field: str) -> bool:
        """Tell whether a field is empty although nothing says that it is withheld."""
        return self.value(field) in (None, "", ()) and self.withheld(field) is None

    def blank(self, field: str) -> bool:
        """Tell whether a field of words is empty, or holds nothing but marks."""
        value = self.value(field)
        return self.absent(field) or (isinstance(value, str) and not plain(value))


def withheld_in_words(part: Withheld | Redacted) -> str:
    """Say that a part has been withheld, and on what ground."""
    words = (" ".join(word.split()).rstrip(" .") for word in (part.category, part.legal_basis))
    ground = ", ".join(filter(None, words))
    return "This part has been withheld" + (f": {ground}." if ground else ".")
