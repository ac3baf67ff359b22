"""A list, its feed, its files and its calendar are one answer: whatever is asked, they hold the same entries."""

from __future__ import annotations

import random
from collections.abc import Iterator

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.findings import Outcome
from register.core.projection import SPELLS
from register.entries.tables import appearance, citation, facet, facet_value, spell
from register.extensions import reading
from register.kinds import KINDS
from register.organisations.tables import organisation_identifier
from tests.downloads.reading import fed, listed, table, whole
from tests.downloads.varied import OF_EACH_KIND

Pairs = list[tuple[str, str]]
QUERIES = 300
WORDS = ("rent", "carers", '"youth work"', "support", "sup*", "criteria", "met", "nothing of the kind")


def test_whatever_is_asked_page_feed_and_files_hold_the_same_entries(varied: Flask, reader: FlaskClient) -> None:
    several, none = 0, 0
    for path, query in _queries(varied):
        entries = listed(reader, path if path == "/search" else f"{path}/", query)
        assert len(entries) == len(set(entries)), (path, query)
        assert sorted(fed(reader, f"{path}.atom", query)) == sorted(entries), (path, query)
        rows = [row["Reference"] for row in table(reader, f"{path}.csv", query)]
        document = whole(reader, f"{path}.json", query)
        assert rows == entries, (path, query)
        assert [one["reference"] for one in document["records"]] == entries, (path, query)
        assert document["entries"] == len(entries)
        several, none = several + (len(entries) > 25), none + (not entries)
    assert several > QUERIES / 10, "queries with more than one page are compared"
    assert none < QUERIES / 2


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.occasions], ids=lambda kind: kind.name)
def test_a_calendar_holds_no_day_of_an_entry_that_its_list_does_not_hold(
    kind: object, varied: Flask, reader: FlaskClient
) -> None:
    path = f"/{kind.plural}"  # type: ignore[attr-defined]
    everything = _dated(reader, f"{path}/calendar.ics", [])
    assert everything
    compared = 0
    for asked, query in _queries(varied):
        if asked == path:
            entries = set(listed(reader, f"{path}/", query))
            assert _dated(reader, f"{path}/calendar.ics", query) == everything & entries, query
            compared += 1
    assert compared > 20


@pytest.mark.parametrize("number", ["1.1", "2.5", "3.3", "4.4"])
def test_the_files_of_an_undertaking_hold_what_its_feed_holds(number: str, reader: FlaskClient) -> None:
    entries = sorted(fed(reader, f"/compact/{number}.atom", {}))
    assert sorted(row["Reference"] for row in table(reader, f"/compact/{number}.csv")) == entries
    assert sorted(one["reference"] for one in whole(reader, f"/compact/{number}.json")["records"]) == entries


def test_the_files_of_an_organisation_hold_what_its_feed_holds(reader: FlaskClient) -> None:
    path = "/organisations/XI-CHC-0000001"
    entries = sorted(fed(reader, f"{path}.atom", {}))
    assert len(entries) > 10
    assert sorted(row["Reference"] for row in table(reader, f"{path}.csv")) == entries
    assert sorted(one["reference"] for one in whole(reader, f"{path}.json")["records"]) == entries


def test_a_file_holds_all_pages_in_the_order_of_the_list(reader: FlaskClient) -> None:
    for sort in ("newest", "oldest", "amount", "updated"):
        first = listed(reader, "/search", {"sort": sort})
        assert len(first) == OF_EACH_KIND * len(KINDS)
        assert [row["Reference"] for row in table(reader, "/search.csv", {"sort": sort})] == first


def test_the_place_in_a_list_makes_no_difference_to_its_files(reader: FlaskClient) -> None:
    plain = reader.get("/search.csv?sort=oldest")
    for place in ("after=WyIyMDI1LTAxLTAxIiwgM10", "before=nonsense", "after=x&before=y"):
        answer = reader.get(f"/search.csv?sort=oldest&{place}")
        assert (answer.data, answer.headers["ETag"]) == (plain.data, plain.headers["ETag"])


def _dated(client: FlaskClient, path: str, query: Pairs) -> set[str]:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    return {"-".join(str(event["UID"]).split("@")[0].split("-")[:3]) for event in events}


def _queries(app: Flask) -> Iterator[tuple[str, Pairs]]:
    """Yield the paths of lists and what may be asked of them, always the same, from what the register holds."""
    chance = random.Random(300)
    with app.app_context(), reading() as connection:
        facets = sorted(
            (str(row.name), str(row.value))
            for row in connection.execute(
                select(facet_value.c.name, facet_value.c.value).join(facet, facet.c.value_id == facet_value.c.id)
            ).all()
        )
        spells = sorted({(str(one.name), str(one.value)) for one in connection.execute(select(spell))})
        cited = sorted({(str(one.undertaking), str(one.outcome)) for one in connection.execute(select(citation))})
        numbers = organisation_identifier
        named = select(numbers.c.identifier).join(appearance, appearance.c.organisation_id == numbers.c.organisation_id)
        identifiers = sorted(set(connection.scalars(named)))
    assert {name for name, _ in spells} <= set(SPELLS)
    cited = [one for one in cited if one[1] in set(Outcome)]
    for number in range(QUERIES):
        pairs: Pairs = []
        if chance.random() < 0.4:
            pairs.append(("q", chance.choice(WORDS)))
        if chance.random() < 0.3:
            pairs += [_askable(one) for one in chance.sample(facets, chance.choice((1, 1, 2)))]
        if chance.random() < 0.3:
            pairs += chance.sample(spells, min(len(spells), chance.choice((1, 1, 2))))
        if chance.random() < 0.15:
            pairs.append(_askable(("organisation", chance.choice(identifiers))))
        if chance.random() < 0.2:
            undertaking, outcome = chance.choice(cited)
            pairs += chance.choice(
                (
                    [("undertaking", undertaking)],
                    [("finding", outcome)],
                    [("undertaking", undertaking), ("finding", outcome)],
                )
            )
        if chance.random() < 0.15:
            pairs.append((chance.choice(("from", "to")), f"202{chance.choice('567')}-0{chance.randint(1, 9)}-15"))
        if chance.random() < 0.15:
            pairs.append((chance.choice(("min", "max")), chance.choice(("0", "501", "12000", "80000"))))
        if chance.random() < 0.5:
            pairs.append(("sort", chance.choice(("newest", "oldest", "amount", "updated", "best"))))
        path = "/search" if number % 2 else f"/{chance.choice(KINDS).plural}"
        yield path, [pair for pair in pairs if pair[1]]


def _askable(pair: tuple[str, str]) -> tuple[str, str]:
    """Leave out a value that no address may hold."""
    name, value = pair
    return (name, value) if value.isprintable() and len(value) <= 200 and value == value.strip() else (name, "")
