"""What is found of an undertaking, in force from one day until another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from register.common.project import citations
from register.common.reading import EntryReading
from register.core.content import Claim, EntryContent
from register.core.findings import Context, Finding, Outcome
from register.core.projection import Citation

FIRST = date(2026, 3, 1)
OUTCOMES = [None, *(one for one in Outcome)]


def reading(*claims: Claim) -> EntryReading:
    return EntryReading(EntryContent(claims=claims or None), Context(today=FIRST))


def found(outcome: Outcome | None, undertaking: str = "2.5") -> list[Finding]:
    return [] if outcome is None else [Finding(undertaking, outcome, "Because.", "feedback")]


def turning_late(day: date) -> list[Finding]:
    return found(Outcome.NOT_KEPT if day >= FIRST else Outcome.NOT_KNOWN)


def test_a_finding_that_turns_has_two_segments() -> None:
    assert citations(turning_late, [FIRST], reading()) == [
        Citation("2.5", "not_known", None, "2026-03-01"),
        Citation("2.5", "not_kept", "2026-03-01", None),
    ]


def test_neighbours_with_one_outcome_are_one_segment() -> None:
    days = [FIRST, FIRST + timedelta(days=1), FIRST - timedelta(days=9)]
    assert citations(turning_late, days, reading()) == citations(turning_late, [FIRST], reading())


def test_what_does_not_apply_is_no_citation() -> None:
    def closes(day: date) -> list[Finding]:
        return found(Outcome.KEPT if day >= FIRST else Outcome.NOT_APPLICABLE)

    assert citations(closes, [FIRST], reading()) == [Citation("2.5", "kept", "2026-03-01", None)]


def test_nothing_counts_before_its_first_day() -> None:
    since = FIRST - timedelta(days=5)
    told = citations(turning_late, [FIRST, since - timedelta(days=1), since], reading(), since=since)
    assert told == [
        Citation("2.5", "not_known", "2026-02-24", "2026-03-01"),
        Citation("2.5", "not_kept", "2026-03-01", None),
    ]


def test_a_claim_counts_only_where_no_check_speaks() -> None:
    said = reading(
        Claim(undertaking="2.5", claim="kept"),
        Claim(undertaking="1.9", claim="partly"),
        Claim(undertaking="1.8", claim="not_applicable"),
        Claim(undertaking="9.9", claim="kept"),
    )
    told = citations(lambda day: found(Outcome.NOT_KEPT), (), said)
    assert told == [Citation("2.5", "not_kept"), Citation("1.9", "claimed_partly")]


@given(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=8), st.data())
def test_on_every_day_the_segment_in_force_is_what_the_checks_find(
    outcomes: Sequence[Outcome | None], data: st.DataObject
) -> None:
    days = sorted(
        data.draw(
            st.lists(
                st.dates(date(2026, 1, 1), date(2026, 3, 1)),
                min_size=len(outcomes) - 1,
                max_size=len(outcomes) - 1,
                unique=True,
            )
        )
    )
    on: Callable[[date], Outcome | None] = lambda day: outcomes[sum(one <= day for one in days)]  # noqa: E731
    told = citations(lambda day: found(on(day)), days, reading())

    for offset in range(70):
        day = date(2025, 12, 30) + timedelta(days=offset)
        iso = day.isoformat()
        force = [one.outcome for one in told if (one.since or "") <= iso < (one.until or "9999-12-31")]
        expected = on(day)
        assert force == ([] if expected in (None, Outcome.NOT_APPLICABLE) else [expected])
    assert len({one.since for one in told}) == len(told)
    assert all(one.until != two.since or one.outcome != two.outcome for one, two in pairwise(told))
