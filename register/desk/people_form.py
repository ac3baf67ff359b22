"""The form of a person who signs in: name, address, what they may do, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from register.accounts.people import Particulars, Unfit, UnknownBody
from register.accounts.service import ADMINISTRATOR, AUTHOR, PUBLISHER, VOLUNTARY, AccountExists, normal_email
from register.organisations.reading import Body
from register.web.choices import MustChoose
from register.web.fields import LONGEST_NAME, Words
from register.web.plain import PlainForm, SeveralOf

ROLE_WORDS = {
    AUTHOR: "Author: writes entries and corrections, and asks for redactions",
    PUBLISHER: "Publisher: approves and publishes what somebody else wrote, and puts entries on hold",
    ADMINISTRATOR: "Administrator: looks after people, public bodies, and what the forms offer",
    VOLUNTARY: "Voluntary body: speaks for a voluntary or community organisation, and for no public body",
}
EVERY, SOME, NONE = "every", "some", "none"
WHOM = (
    (EVERY, "Every public body, also those added later"),
    (SOME, "Only those ticked below"),
    (NONE, "None: they speak for a voluntary body, or only administer"),
)
PART = " | "
"""Between a body's identifier and a department of it, where only that is ticked."""


class PersonForm(PlainForm):
    """Who somebody is, what they may do, and for whom."""

    name = Words("Name", "As colleagues know them.", longest=200)
    email = Words("E-mail address", "They sign in with it.", longest=254)
    roles = SeveralOf("What they may do", tuple(ROLE_WORDS.items()))
    whom = MustChoose("Which public bodies they act for", WHOM)
    bodies = SeveralOf(
        "Public bodies and departments",
        hint="A department only says what a new form begins with: they still act for the whole body.",
    )
    organisation = Words(
        "Voluntary body they speak for",
        "Its identifier, such as GB-CHC-1234567. Only for the role “voluntary body”.",
        longest=LONGEST_NAME,
    )

    def __init__(
        self, bodies: Sequence[Body], pairs: Iterable[tuple[str, str]] = (), held: Particulars | None = None
    ) -> None:
        """Read the pairs; the bodies, with their departments, are those to choose from, and what is held already."""
        super().__init__(pairs)
        offered: list[tuple[str, str]] = []
        for body in bodies:
            offered.append((body.identifier, body.name))
            offered += [(f"{body.identifier}{PART}{name}", f"{body.name}: {name}") for name in body.departments]
        known = {value for value, _ in offered}
        gone = [_joined(one) for one in held.bodies] if held else []
        offered += [(value, f"{value.partition(PART)[2]} (closed)") for value in gone if value not in known]
        chosen: Any = self["bodies"]
        chosen.offer(offered)

    def particulars(self) -> Particulars | None:
        """Return what the form says of a person, or None after saying at its boxes what is missing."""
        self.want(
            name="Give their name",
            email="Give the e-mail address with which they sign in",
            roles="Choose at least one role",
            whom="Choose which public bodies they act for",
        )
        said, ticked = self.said, self.said["bodies"] or []
        if said["email"] and not _is_address(said["email"]):
            self.put_at("email", "Give a whole e-mail address, such as name@example.org")
        if said["whom"] == SOME and not ticked and not self["bodies"].errors:
            self.put_at("bodies", "Tick the public bodies that they act for")
        if said["whom"] in (EVERY, NONE) and ticked:
            self.put_at("bodies", "Untick these, or choose “Only those ticked below”")
        if self.failures:
            return None
        return Particulars(
            name=said["name"],
            email=said["email"],
            roles=tuple(sorted(said["roles"])),
            every_body=said["whom"] == EVERY,
            bodies=tuple(_parted(one) for one in ticked),
            organisation=said["organisation"],
        )

    def refuse(self, problem: Exception) -> None:
        """Say at its box why the register does not take what is said."""
        if isinstance(problem, AccountExists):
            self.put_at("email", "Somebody signs in with this address already")
        elif isinstance(problem, Unfit):
            self.put_at(problem.field, str(problem))
        elif isinstance(problem, UnknownBody):
            self.put_at("bodies", "One of these is not there any more: choose again")
        else:
            self.put_at("roles", "Somebody else must be an administrator first: nobody would be left to be one")

    @staticmethod
    def pairs_for(held: Particulars) -> list[tuple[str, str]]:
        """Return the pairs one would have typed to say this of a person."""
        pairs = [("name", held.name), ("email", held.email), *(("roles", role) for role in held.roles)]
        pairs.append(("whom", EVERY if held.every_body else SOME if held.bodies else NONE))
        pairs += [("bodies", _joined(one)) for one in held.bodies]
        return [*pairs, ("organisation", held.organisation)] if held.organisation else pairs


def _joined(one: tuple[str, str | None]) -> str:
    return PART.join(filter(None, one))


def _parted(ticked: str) -> tuple[str, str | None]:
    body, _, name = ticked.partition(PART)
    return body, name or None


def _is_address(text: str) -> bool:
    with suppress(ValueError):
        return bool(normal_email(text))
    return False
