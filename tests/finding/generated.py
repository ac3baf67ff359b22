"""Generated decisions of invented bodies: as many as asked for, always the same for the same seed.

Words follow a Zipf-like law over a made-up vocabulary; a few words and one phrase have a known share of the entries.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from register.core.content import Area, OrganisationRef, PublicBody
from register.decisions.content import Programme, Rationale, Recipient
from register.kinds import kind_named
from register.organisations.writing import put_body
from register.publishing.acts import Publication, publish
from register.settings import Settings
from tests.decisions.builders import decision, refusal

BODIES = (
    ("XI-BODY-coalmoor", "Coalmoor District Council (invented)", ("Communities", "Parks and Leisure", "Housing")),
    ("XI-BODY-wearfell", "Wearfell County Council (invented)", ("Adult Care", "Children’s Services")),
)
ROUTES = ("open_call", "direct", None)
TYPES = ("award", "award", "award", "part_award", "renewal", "refusal", "support_in_kind")
THEMES = ("Village halls", "Young people", "Transport", "Food", "Arts")
AREAS = tuple(f"Ward {letter} (invented)" for letter in "ABCDEFGHIJKLMNOPQRST")
SHARES = {"lighthouse": 0.001, "allotments": 0.02, "minibus": 0.1, "volunteers": 0.3, "community": 0.7}
"""The share of entries whose reasons hold a word that no other text holds."""
PHRASE, PHRASE_SHARE = "hearing loop", 0.05
_SYLLABLES = ("ba", "den", "fi", "gor", "hal", "ki", "lum", "mer", "nos", "pel", "quo", "ris", "tan", "ul", "vex", "wy")


def vocabulary(size: int = 6000) -> tuple[list[str], list[float]]:
    """Return made-up words, and their accumulated weights: the commonest is in nearly every text."""
    chance = random.Random(7)
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(words), list(accumulate(1 / (rank + 3) for rank in range(size)))


def decisions(count: int, *, words: int, seed: int = 1) -> Iterator[Publication]:
    """Yield publications of generated decisions whose reasons are about so many words long."""
    chance = random.Random(seed)
    known, weights = vocabulary()
    kind = kind_named("decision")
    for number in range(count):
        document = _content(chance, number, known, weights, words).model_dump(mode="json", exclude_none=True)
        yield Publication(
            kind=kind,
            document=document,
            origin="authored",
            role="Publisher",
            aliases=(f"360G-coalmoor-VSG{number:05}",),
        )


def publish_all(connection: Any, publications: list[Publication], settings: Settings, *, at: str) -> list[int]:
    """Publish in the caller's transaction, as of bodies that are party to the Compact; return the entries' ids."""
    for identifier, name, _ in BODIES:
        put_body(connection, identifier=identifier, name=name, party_from="2012-01-01", invented=True)
    made = publish(
        connection,
        publications,
        at=at,
        settings=settings,
    )
    return [one.entry_id for one in made]


def _content(chance: random.Random, number: int, known: list[str], weights: list[float], words: int) -> Any:
    identifier, name, departments = chance.choice(BODIES)
    decided = date(2015, 1, 1) + timedelta(days=chance.randrange(4000))
    decision_type = chance.choice(TYPES)
    pounds = Decimal(chance.choice((500, 2_000, 9_999, 12_000, 75_000, 250_000)) + chance.randrange(100))
    programme = chance.randrange(12)
    changes: dict[str, Any] = {
        "title": f"{chance.choice(THEMES)} support number {number}",
        "summary": " ".join(chance.choices(known, cum_weights=weights, k=14)).capitalize() + ".",
        "body": PublicBody(identifier=identifier, name=name, department=chance.choice(departments)),
        "areas": tuple(Area(name=area) for area in chance.sample(AREAS, chance.randint(0, 2))),
        "themes": tuple(chance.sample(THEMES, chance.randint(1, 2))),
        "decided_on": decided if chance.random() > 0.03 else None,
        "recipient_told_on": decided + timedelta(days=chance.choice((2, 40))),
        "route": ROUTES[number % len(ROUTES)],
        "programme": Programme(code=f"P{programme}", title=f"Fund number {programme} (invented)"),
        "rationale": Rationale(reasons=_reasons(chance, known, weights, words)),
    }
    if decision_type == "refusal":
        return refusal(**{**changes, "amount_applied_for": pounds})
    group = chance.randrange(300)
    held = OrganisationRef(name=f"Group {group} (invented)", identifiers=(f"GB-CHC-{1_000_000 + group}",))
    return decision(
        **changes, decision_type=decision_type, amount_awarded=pounds, recipient=Recipient(organisation=held)
    )


def _reasons(chance: random.Random, known: list[str], weights: list[float], words: int) -> str:
    text = chance.choices(known, cum_weights=weights, k=words)
    for word, share in (*SHARES.items(), (PHRASE, PHRASE_SHARE)):
        if chance.random() < share:
            text.insert(chance.randrange(len(text)), word)
    return " ".join(text)
