"""The forms of a public body and of a department."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from register.web.choices import Tick
from register.web.fields import LONGEST_NAME, Day, Words
from register.web.plain import PlainForm


class BodyForm(PlainForm):
    """What is said of a public body; its identifier stays, for entries carry it."""

    name = Words("Name", "As readers know it.", longest=LONGEST_NAME)
    party_from = Day("Party to the Compact from", "The first day. Blank: it is not a party, and is never judged.")
    party_until = Day("Party to the Compact until", "The last day, if it has left. Blank: it still is one.")
    licence = Words(
        "Licence of its imported records",
        "The attribution that is owed where they are shown. Blank: none is.",
        longest=600,
        lines=3,
    )

    def body(self) -> dict[str, Any] | None:
        """Return what the form says of a body, or None after saying at its boxes what is to be put right."""
        self.want(name="Give the public body’s name")
        said = self.said
        since, until = said["party_from"], said["party_until"]
        if until and not since and not self["party_from"].errors:
            self.put_at("party_from", "Give the first day, too")
        elif since and until and until < since:
            self.put_at("party_until", "The last day must not be before the first")
        return None if self.failures else said


class InventedBodyForm(BodyForm):
    """A body of the invented examples, which says so."""

    invented = Tick("This is an invented example")

    def body(self) -> dict[str, Any] | None:
        """Return what the form says of a body."""
        said = super().body()
        return said and {**said, "invented": bool(said["invented"])}


class NewBodyForm(BodyForm):
    """A public body that is not known yet."""

    identifier = Words(
        "Identifier",
        "As org-id.guide writes it, such as GB-LAE-DUR. It cannot be changed later.",
        longest=80,
    )

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """Read the pairs; the identifier is asked first."""
        super().__init__(pairs)
        self._fields = {"identifier": self._fields["identifier"], **self._fields}

    def body(self) -> dict[str, Any] | None:
        """Return what the form says of a body."""
        self.want(identifier="Give its identifier")
        return super().body()


class DepartmentForm(PlainForm):
    """A department of a public body."""

    name = Words("Name", "Entries already published keep the name they were published with.", longest=LONGEST_NAME)
    closed = Tick("This department is closed", "It is offered no more. Untick it to offer it again.")
