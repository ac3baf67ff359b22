"""A register of entries of every kind, full of odd content: whatever the shapes of the kinds let stand."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from flask import Flask

from register.core.content import OrganisationRef
from register.core.kind import Kind
from register.extensions import writing
from register.kinds import KINDS
from register.organisations.writing import put_body
from register.publishing.acts import Publication
from tests.decisions.builders import BODY, WEAR_VALE_HALLS, Filler
from tests.feeds.publishing import OPENED, publish_now

OTHER = OrganisationRef(name="Coalmoor Carers (invented)", identifiers=("XI-CHC-0000002",))
SUBJECTS = ("Rent", "Transport", "Youth work", "Carers")
OF_EACH_KIND = 60


def publish_varied(app: Flask, seed: int = 7) -> int:
    """Publish entries of every kind over some months, some of them corrected; return how many there are."""
    chance = Random(seed)
    with app.app_context(), writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-01-01", invented=True)
    made = [_varied(chance, kind, number) for number in range(OF_EACH_KIND) for kind in KINDS]
    for start in range(0, len(made), 20):
        at = OPENED + timedelta(days=3 * start)
        publish_now(app, *made[start : start + 20], at=at, indexed=False)
    corrected = [
        _varied(chance, made[number - 1].kind, number, entry_id=number, change_note="Corrected.")
        for number in chance.sample(range(1, len(made) + 1), len(made) // 6)
    ]
    publish_now(app, *corrected, at=OPENED + timedelta(days=900))
    return len(made)


def _varied(chance: Random, kind: Kind, number: int, **options: Any) -> Publication:
    content = Filler(chance.choice((0.95, 0.8, 0.5)), chance).fill(kind.content)
    document = content.model_dump(mode="json", exclude_none=True)
    document |= {
        "title": f"{chance.choice(SUBJECTS)} support {number}",
        "body": BODY.model_dump(mode="json", exclude_none=True),
    }
    if "recipient" in kind.content.model_fields:
        named = chance.choice((WEAR_VALE_HALLS, OTHER)).model_dump(mode="json")
        day = date(2025, 1, 1) + timedelta(days=chance.randrange(700))
        document |= {"recipient": {"organisation": named}, "decided_on": day.isoformat()}
        document |= {"amount_awarded": chance.choice(("500.00", "4000.00", "12000.00", "75000.00"))}
    return Publication(kind, document, origin="authored", role="Publisher", **options)
