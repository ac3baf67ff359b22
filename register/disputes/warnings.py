"""What stops no publication, but must be looked at again by who publishes: names, hard words, and odd outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from register.common.people import looks_like_a_person
from register.core.content import known
from register.core.findings import Breach, Context
from register.disputes.content import DisputeContent
from register.disputes.reading import DisputeReading

_ROLES = re.compile(
    r"\b(officers?|managers?|directors?|heads?|team|chair|clerk|secretary|panel|trustees?|ombudsman|committee|court)\b",
    re.IGNORECASE,
)
"""Words of roles, which look like names where two stand together: "Monitoring Officer"."""


def warn(content: DisputeContent) -> Iterator[Breach]:
    """Yield each thing to look at again."""
    reading = DisputeReading(content, Context(today=date.max))
    yield from _roles(reading)
    yield from _whom_to_ask(reading)
    yield from _ending(reading)


def _roles(reading: DisputeReading) -> Iterator[Breach]:
    """Warn where a person's name seems to stand in the place of a role."""
    named = [
        *((f"stages.{row}.who", one.who) for row, one in enumerate(reading.stages)),
        *((f"engaged.{row}.finder", one.finder) for row, one in enumerate(reading.engaged)),
        *((f"lessons.{row}.owner", one.owner) for row, one in enumerate(reading.lessons)),
    ]
    for field, name in named:
        if name and looks_like_a_person(name) and not _ROLES.search(name):
            yield Breach(
                None,
                field,
                f"{name} looks like a private person’s name.",
                "Give a role or a body, never a person’s name.",
            )


def _whom_to_ask(reading: DisputeReading) -> Iterator[Breach]:
    if reading.absent("contact"):
        yield Breach(
            None, "contact", "Readers are not told whom to ask about it.", "Give a role and its shared mailbox."
        )


def _ending(reading: DisputeReading) -> Iterator[Breach]:
    if reading.closed and known(reading.content.got) is None and reading.outcome not in ("withdrawn", "referred"):
        yield Breach(
            None,
            "got",
            "It is not said how much of what was asked for was given.",
            "Choose: people judge an outcome by what changed.",
        )
    if reading.outcome in ("upheld", "partly_upheld") and reading.engaged and not reading.breaches():
        yield Breach(
            None,
            "outcome",
            "It was upheld, and yet no undertaking was found not kept by both sides or somebody independent.",
            "Look again at the outcome, or at what was found and by whom.",
        )
    if reading.outcome == "not_upheld" and reading.breaches():
        yield Breach(
            None,
            "outcome",
            "It was not upheld, and yet an undertaking was found not kept.",
            "Look again at the outcome, or at what was found.",
        )
