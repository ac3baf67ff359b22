"""The rows of a dispute: where it stands and when something is overdue, what it is filtered by, who appears."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from register.core.calendar import instant, midnight_in_london
from register.core.content import RelatedEntry
from register.core.projection import Appearance, Due, Relation, Spell
from register.disputes.content import Party
from register.disputes.pending import pending_since
from register.disputes.reading import DisputeReading
from register.disputes.states import state_sentence
from tests.disputes.builders import HALLS, REDACTED, TODAY, context, dispute, lesson, opened, projected, remedy


def moment(year: int, month: int, day: int) -> str:
    return instant(midnight_in_london(date(year, month, day)))


def test_it_is_open_until_the_day_it_is_closed() -> None:
    closing = moment(2026, 5, 9)
    assert closing == "2026-05-08T23:00:00.000000Z"  # summer time: London's day begins an hour earlier
    states = [one for one in projected(dispute()).spells if one.name == "state"]
    assert states == [Spell("state", "open", "Open", None, closing), Spell("state", "ended", "Closed", closing, None)]
    assert [one for one in projected(opened()).spells if one.name == "state"] == [Spell("state", "open", "Open")]


def test_a_closed_dispute_whose_day_is_removed_stays_closed() -> None:
    assert [one for one in projected(dispute(closed_on=REDACTED)).spells if one.name == "state"] == [
        Spell("state", "ended", "Closed")
    ]


def overdue(*remedies: object) -> list[tuple[str | None, str | None]]:
    shown = projected(dispute(remedies=remedies, lessons=None))
    return [(one.since, one.until) for one in shown.spells if one.name == "awaited" and one.value == "remedy"]


def late(due: date, done: date | None) -> object:
    return remedy(due_on=due, done_on=done, verified_on=None)


def test_a_remedy_is_overdue_from_the_day_after_until_it_is_done() -> None:
    assert overdue(late(date(2026, 6, 1), date(2026, 6, 1))) == []
    assert overdue(late(date(2026, 6, 1), None)) == [(moment(2026, 6, 2), None)]
    assert overdue(late(date(2026, 6, 1), date(2026, 6, 9))) == [(moment(2026, 6, 2), moment(2026, 6, 9))]
    assert overdue(remedy(due_on=None)) == []


def test_overlapping_delays_are_one_and_separate_ones_are_two() -> None:
    first, second = late(date(2026, 6, 1), date(2026, 6, 9)), late(date(2026, 6, 5), date(2026, 6, 20))
    assert overdue(second, first) == [(moment(2026, 6, 2), moment(2026, 6, 20))]
    third = late(date(2026, 7, 1), None)
    assert overdue(third, first) == [(moment(2026, 6, 2), moment(2026, 6, 9)), (moment(2026, 7, 2), None)]


def test_a_lesson_may_be_overdue_too() -> None:
    shown = projected(dispute(lessons=(lesson(done_on=None),))).spells
    assert Spell("awaited", "lesson", "Lesson overdue", moment(2026, 7, 2), None) in shown


def test_the_state_is_told_with_its_age() -> None:
    assert state_sentence(DisputeReading(dispute(), context())) == "Closed on 9 May 2026, 60 days after it was raised."
    assert state_sentence(DisputeReading(opened(), context())) == "Open for 212 days: raised on 1 February 2026."


def test_what_is_owed_names_who_owes_it() -> None:
    by_halls = remedy(by="vcs", what="The charity publishes its diary.", done_on=None, verified_on=None)
    assert projected(dispute(remedies=(remedy(), by_halls))).dues == (
        Due("Remedy: The council pays £3,000.", "2026-06-01", "2026-05-20", "Head of Communities"),
        Due("Remedy: The charity publishes its diary.", "2026-06-01", None, "Wear Vale Halls (invented)"),
        Due("Lesson: Ask first.", "2026-07-01", "2026-06-20", "Head of Communities"),
    )


def test_the_line_says_how_it_ended_and_between_whom() -> None:
    listing = projected(dispute()).listing
    assert listing.line == "Upheld · raised by Wear Vale Halls (invented) with Coalmoor District Council (invented)"
    assert (listing.date, listing.tag, listing.body) == ("2026-05-09", "Dispute", "XI-LAE-COALMOOR")
    assert projected(opened()).listing.date == "2026-02-01"
    turned = projected(dispute(raised_by="public_sector", outcome=None)).listing
    assert turned.line == "Raised by Coalmoor District Council (invented) with Wear Vale Halls (invented)"


@pytest.mark.parametrize(
    ("remedies", "state"),
    [
        (None, "none"),
        ((remedy(),), "confirmed"),
        ((remedy(), remedy(verified_on=None)), "done"),
        ((remedy(), remedy(done_on=None, verified_on=None)), "to_do"),
    ],
)
def test_it_is_filtered_by_what_a_reader_would_ask(remedies: object, state: str) -> None:
    shown = {(one.name, one.value) for one in projected(dispute(remedies=remedies)).facets}
    assert shown >= {
        ("outcome", "upheld"),
        ("year", "2026"),
        ("raised_by", "vcs"),
        ("engaged", "4.2"),
        ("remedy", state),
        ("body", "XI-LAE-COALMOOR"),
        ("department", "XI-LAE-COALMOOR/communities"),
    }


def test_a_party_appears_only_where_it_agreed_to_be_named() -> None:
    assert projected(dispute()).appearances[0] == Appearance(HALLS, "party that raised it")
    other = projected(dispute(raised_by="public_sector")).appearances
    assert [one.role for one in other] == ["party it was raised with", "public body"]
    for party in (Party(organisation=HALLS), Party(described_as="a charity")):
        assert [one.role for one in projected(dispute(party=party)).appearances] == ["public body"]


def test_it_leads_to_what_it_disputes() -> None:
    named = (RelatedEntry(relation="disputes", reference="FD-2026-0042"),) * 2
    assert projected(dispute(related=named)).relations == (Relation("disputes", "FD-2026-0042"),)


def test_of_a_draft_only_an_open_dispute_that_was_raised_is_counted() -> None:
    assert pending_since({"raised_on": "2026-03-10"}) == date(2026, 3, 10)
    assert pending_since({"raised_on": "2026-03-10", "closed_on": "2026-05-09"}) is None
    assert pending_since({}) is None
    assert pending_since({"raised_on": {"redacted": True}}) is None


def test_nothing_in_the_rows_depends_on_the_day() -> None:
    content = dispute(remedies=(remedy(done_on=None, verified_on=None),))
    assert projected(content, context(today=TODAY + timedelta(days=900))) == projected(content)
