"""A feed and its list are one answer: with all their pages they hold the same entries, whatever is asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from register.core.content import OrganisationRef
from register.extensions import reading
from register.factory import create_app
from register.finding.answer import find
from register.finding.query import parse
from register.settings import Settings
from register.web.current import now
from tests.beginning import begin
from tests.decisions.builders import WEAR_VALE_HALLS
from tests.feeds.publishing import OPENED, publication, publish_now
from tests.feeds.standard import ids, link

OTHER = OrganisationRef(name="Coalmoor Carers (invented)", identifiers=("XI-CHC-0000002",))
TODAY = date(2027, 6, 1)
ENTRIES = 260


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return a register of varied decisions, some corrected, published over two years."""
    home = tmp_path_factory.mktemp("same-answer")
    begin(f"sqlite:///{home / 'register.db'}")
    app = create_app(
        Settings(
            register_home=home,
            database_url=f"sqlite:///{home / 'register.db'}",
            search_index=home / "index",
            public_url="https://register.test",
            feed_authority="register.test,2026",
            page_cache_megabytes=0,
        )
    )
    app.config["TODAY"] = TODAY
    chance = random.Random(7)
    for batch in range(13):
        made = [_varied(chance, batch * 20 + n) for n in range(ENTRIES // 13)]
        publish_now(app, *(publication(**one) for one in made), at=OPENED + timedelta(days=10 * batch), indexed=False)
    corrected = chance.sample(range(1, ENTRIES + 1), 25)
    again = (publication(**_varied(chance, n), entry_id=n, change_note="Corrected.") for n in corrected)
    publish_now(app, *again, at=OPENED + timedelta(days=150))
    yield app


def _varied(chance: random.Random, number: int) -> dict[str, object]:
    recipient = chance.choice((WEAR_VALE_HALLS, OTHER))
    changes: dict[str, object] = {
        "title": f"{chance.choice(('Rent', 'Transport', 'Youth work', 'Carers'))} support {number}",
        "recipient": {"organisation": recipient.model_dump(mode="json")},
        "amount_awarded": Decimal(chance.choice((500, 4_000, 12_000, 75_000))),
        "decided_on": date(2025, 1, 1) + timedelta(days=chance.randrange(700)),
    }
    if chance.random() < 0.3:
        changes["rationale"] = None
    return changes


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["rent", "carers", "youth work", '"support"', "sup*", "nothing of the kind"]),
        "kind": st.just("decision"),
        "type": st.sampled_from(["award", "ending"]),
        "year": st.sampled_from(["2025", "2026"]),
        "organisation": st.sampled_from([WEAR_VALE_HALLS.identifiers[0], OTHER.identifiers[0]]),
        "undertaking": st.sampled_from(["3.3", "3.4", "1.1"]),
        "finding": st.sampled_from(["kept", "not_kept", "explained"]),
        "from": st.dates(date(2024, 6, 1), date(2026, 1, 1)).map(str),
        "to": st.dates(date(2026, 1, 1), date(2027, 6, 1)).map(str),
        "min": st.sampled_from(["400", "5000"]),
        "max": st.sampled_from(["5000", "80000"]),
        "sort": st.sampled_from(["newest", "oldest", "amount", "best"]),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=FILTERS)
def test_a_feed_with_all_its_pages_holds_what_its_list_with_all_its_pages_holds(
    asked: dict[str, str], register: Flask
) -> None:
    listed = _all_listed(register, asked)
    fed = _all_fed(register, asked)
    assert len(fed) == len(set(fed))
    assert set(fed) == {f"tag:register.test,2026:{reference}" for reference in listed}


def test_the_comparison_has_pages_to_compare(register: Flask) -> None:
    assert len(_all_listed(register, {})) == ENTRIES
    assert 0 < len(_all_listed(register, {"q": "rent"})) < ENTRIES
    first = register.test_client().get("/search.atom").data
    assert link(first, "next")


def _all_listed(register: Flask, asked: dict[str, str]) -> list[str]:
    found: list[str] = []
    after: str | None = None
    with register.app_context(), reading() as connection:
        while True:
            query = parse(MultiDict({**asked, **({"after": after} if after else {})}))
            answer = find(connection, query, now(), 25)
            found += [row.reference for row in answer.rows]
            after = answer.next
            if after is None:
                assert len(found) == answer.total
                return found


def _all_fed(register: Flask, asked: dict[str, str]) -> list[str]:
    client = register.test_client()
    answer = client.get("/search.atom", query_string=asked)
    found: list[str] = []
    while True:
        assert answer.status_code == 200
        found += ids(answer.data)
        address = link(answer.data, "next")
        if address is None:
            return found
        answer = client.get(address.removeprefix("https://register.test"))
