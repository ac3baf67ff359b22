"""Chains: every entry connected with one, however many hops away and in whichever direction, each told once."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from register.core.projection import Relation
from register.core.removal import Removal
from register.entries.chains import MOST, chain
from register.entries.revisions import in_row
from register.entries.tables import entry, relation
from register.entries.writing import clear
from register.extensions import reading, writing
from tests.entries.stated import Stated

pytestmark = pytest.mark.record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def told(reference: str) -> list[tuple[str, str, str | None]]:
    with reading() as connection:
        return [(link.row.title, link.words, link.of) for link in chain(connection, reference, NOW)]


@pytest.fixture
def whole(states: Stated) -> dict[str, str]:
    """Publish a consultation that informs a decision, a dispute about it, and what followed; return the references."""
    days = {"Consultation": 1, "Decision": 2, "Dispute": 3, "New decision": 4}
    references: dict[str, str] = {}
    order = ["Decision", "Consultation", "Dispute", "New decision"]
    named = {
        "Consultation": ("informs", "Decision"),
        "Dispute": ("disputes", "Decision"),
        "New decision": ("follows", "Dispute"),
    }
    for title in order:
        relations = [Relation(what, references[to]) for one, (what, to) in named.items() if one == title]
        made = states.publish(title, relations=relations, decided_on=date(2026, 1, days[title]))
        references[title] = made.reference
    states.publish("Of no concern", decided_on=date(2026, 1, 2))
    return references


def test_a_chain_is_told_from_each_readers_side(whole: dict[str, str], database: str) -> None:
    decision, dispute = whole["Decision"], whole["Dispute"]
    assert told(whole["Consultation"]) == [
        ("Consultation", "", None),
        ("Decision", "Led to", None),
        ("Dispute", "Disputed in", decision),
        ("New decision", "Followed by", dispute),
    ]
    assert told(decision) == [
        ("Consultation", "Informed by", None),
        ("Decision", "", None),
        ("Dispute", "Disputed in", None),
        ("New decision", "Followed by", dispute),
    ]
    assert told(whole["New decision"]) == [
        ("Consultation", "Informed by", decision),
        ("Decision", "Disputes", dispute),
        ("Dispute", "Follows", None),
        ("New decision", "", None),
    ]


def test_the_entry_the_reader_is_at_is_marked(whole: dict[str, str], database: str) -> None:
    with reading() as connection:
        links = chain(connection, whole["Dispute"], NOW)
    assert [link.row.title for link in links if link.here] == ["Dispute"]


def test_cycles_and_entries_that_name_themselves_or_nothing_end(states: Stated, database: str) -> None:
    one = states.publish("One")
    two = states.publish("Two", relations=[Relation("follows", one.reference), Relation("informs", "FD-1999-0001")])
    for made, to in ((one, two), (two, two)):
        with writing() as connection:
            row = {"entry_id": made.entry_id, "reference": to.reference, "relation": "follows"}
            connection.execute(insert(relation), [row])
    assert [title for title, _, _ in told(one.reference)] == ["One", "Two"]
    assert [title for title, _, _ in told(two.reference)] == ["One", "Two"]


def test_an_entry_alone_has_no_chain(states: Stated, database: str) -> None:
    alone = states.publish("Alone", relations=[Relation("follows", "FD-1999-0001")])
    assert told(alone.reference) == []
    assert told("FD-1999-0001") == []


def test_an_undated_entry_stands_at_the_day_it_was_published(states: Stated, database: str) -> None:
    first = states.publish("Undated", decided_on=None)
    follows = [Relation("follows", first.reference)]
    states.publish("Later", relations=follows, decided_on=date(2098, 7, 1))
    states.publish("Earlier", relations=follows, decided_on=date(2001, 5, 1))
    assert [title for title, _, _ in told(first.reference)] == ["Earlier", "Undated", "Later"]


def test_a_long_chain_shows_the_nearest_entries(states: Stated, database: str) -> None:
    made = [states.publish("0", decided_on=date(2020, 1, 1))]
    for number in range(1, 2 * MOST):
        day = date(2020, 1, 1) + timedelta(days=number)
        made.append(states.publish(str(number), relations=[Relation("follows", made[-1].reference)], decided_on=day))
    middle = made[MOST]
    shown = [int(title) for title, _, _ in told(middle.reference)]
    assert len(shown) == MOST
    assert shown == list(range(shown[0], shown[0] + MOST)), "no gaps"
    assert abs((MOST - shown[0]) - (shown[-1] - MOST)) <= 1, "as far forwards as backwards"


def test_any_web_of_relations_is_found_whole_from_everywhere(states: Stated, context: Any, database: str) -> None:
    """Chains of random graphs are their connected parts."""
    chance = random.Random(5)
    made = [states.publish(str(number)) for number in range(14)]
    for _ in range(12):
        pairs = {tuple(chance.sample(range(14), 2)) for _ in range(chance.randrange(14))}
        with writing() as connection:
            connection.execute(delete(relation))
            for a, b in pairs:
                row = {"entry_id": made[a].entry_id, "reference": made[b].reference, "relation": "informs"}
                connection.execute(insert(relation), [row])
        parts = {number: {number} for number in range(14)}
        for a, b in pairs:
            joined = parts[a] | parts[b]
            for one in joined:
                parts[one] = joined
        for number in range(14):
            expected = parts[number] if len(parts[number]) > 1 else set()
            assert {int(title) for title, _, _ in told(made[number].reference)} == expected


def test_nothing_leads_over_an_entry_that_readers_do_not_see(
    whole: dict[str, str], states: Stated, database: str
) -> None:
    with writing() as connection:
        key = connection.scalar(select(entry.c.id).where(entry.c.reference == whole["Dispute"]))
        clear(connection, [int(key or 0)])
        hidden = in_row([Removal("", 9, "hold", "mistake", None, "2026-11-22")])
        connection.execute(update(entry).where(entry.c.id == key).values(removed=str(hidden)[1:-1]))
    assert told(whole["Dispute"]) == []
    assert told(whole["New decision"]) == []
    assert [title for title, _, _ in told(whole["Decision"])] == ["Consultation", "Decision"]
