"""What holds of every decision, however it is filled in, and of the calendar against another way of counting."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from register.core.calendar import add_months, day_after, days_inclusive, months_and_days
from register.core.canonical import canonical, parse
from register.core.content import Redacted
from register.core.findings import Context, Outcome
from register.decisions.checks import checks
from register.decisions.content import DecisionContent, Notice, Term
from register.decisions.facts import facts
from register.decisions.headline import headline
from register.decisions.rules import rules, warnings
from tests.decisions.builders import contents, context, decision, ending, projected

DAYS = st.dates(date(1995, 1, 1), date(2100, 12, 31))
ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
CONTEXTS = st.builds(
    Context,
    today=DAYS,
    party_from=st.none() | DAYS,
    party_until=st.none() | DAYS,
    imported=st.booleans(),
    published_on=st.none() | DAYS,
)


def stepped(day: date, months: int) -> date:
    """Add months one at a time, by the almanac: the independent way."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@given(DAYS, st.integers(0, 60))
def test_months_are_added_as_by_the_almanac(day: date, months: int) -> None:
    assert add_months(day, months) == stepped(day, months)


@given(DAYS, DAYS)
def test_months_and_days_reconstruct_the_end(one: date, other: date) -> None:
    start, end = sorted((one, other))
    months, days = months_and_days(start, end)
    assert stepped(start, months) + timedelta(days=days) == end
    assert stepped(start, months + 1) > end


@given(DAYS, st.integers(0, 400))
def test_days_are_counted_at_both_ends(start: date, more: int) -> None:
    assert days_inclusive(start, start + timedelta(days=more)) == len(
        [start + timedelta(days=n) for n in range(more + 1)]
    )


def test_the_calendar_ends_without_an_accident() -> None:
    assert add_months(date.max, 3) == date.max == day_after(date.max)
    assert add_months(date.min, -3) == date.min


@given(DAYS, st.integers(-40, 140))
def test_notice_is_kept_from_the_day_three_calendar_months_on(written: date, days: int) -> None:
    effective = written + timedelta(days=days)
    notice = Notice(written_on=written, effective_on=effective, unconditional=True)
    content = ending({"notice": notice}, decided_on=written)
    found = next(one for one in checks(content, context(party_from=date.min)) if one.check == "notice")
    assert (found.outcome is Outcome.KEPT) == (effective >= stepped(written, 3))


def test_notice_is_clamped_to_the_end_of_the_month() -> None:
    for written, effective in (
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 5, 31), date(2026, 8, 31)),
    ):
        for late, outcome in ((0, Outcome.KEPT), (1, Outcome.NOT_KEPT)):
            day = effective - timedelta(days=late)
            notice = Notice(written_on=written, effective_on=day, unconditional=True)
            found = checks(ending({"notice": notice}, decided_on=written), context())
            assert next(one for one in found if one.check == "notice").outcome is outcome


@given(DAYS, st.integers(0, 1200))
def test_multi_year_is_twenty_four_months_with_both_ends(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    content = decision(term=Term(start=start, end=end), decided_on=start)
    found = next(one for one in checks(content, context(party_from=date.min)) if one.check == "term")
    assert (found.outcome is Outcome.KEPT) == (end + timedelta(days=1) >= stepped(start, 24))


def test_multi_year_in_leap_years() -> None:
    for start, last in (
        (date(2024, 2, 29), date(2026, 2, 27)),
        (date(2026, 3, 1), date(2028, 2, 29)),
        (date(2026, 4, 1), date(2028, 3, 31)),
    ):
        for short, outcome in ((0, Outcome.KEPT), (1, Outcome.NOT_KEPT)):
            content = decision(term=Term(start=start, end=last - timedelta(days=short)))
            assert next(one for one in checks(content, context()) if one.check == "term").outcome is outcome


@ANY
@given(contents(), CONTEXTS)
def test_nothing_raises_and_everything_reads_as_sentences(content: DecisionContent, where: Context) -> None:
    for found in checks(content, where):
        assert found.sentence.endswith(".")
        assert not found.sentence.endswith("..")
        assert "None" not in found.sentence
        assert "\n" not in found.sentence
    for breach in [*rules(content, where), *warnings(content)]:
        assert breach.message.endswith(".")
        assert breach.remedy.endswith((".", "”."))
    told = headline(content, where)
    assert all(told.lines)
    shown = projected(content, where)
    assert len(set(shown.facets)) == len(shown.facets)
    assert len({one.undertaking for one in shown.citations}) == len(shown.citations)
    for fact in facts(content, where):
        assert fact.number is not True
        assert fact.sentence is None or (fact.sentence.endswith(".") and "None" not in fact.sentence)


@ANY
@given(contents(), CONTEXTS)
def test_only_a_party_is_judged(content: DecisionContent, where: Context) -> None:
    assume(not isinstance(content.body, Redacted))  # of whom nobody can tell
    assume(not where.judges(content.decided_on if isinstance(content.decided_on, date) else None))
    assert {one.outcome for one in checks(content, where)} == {Outcome.NOT_APPLICABLE}
    assert facts(content, where) == ()
    assert projected(content, where).dues == ()


@ANY
@given(contents())
def test_unknown_days_are_never_kept(content: DecisionContent) -> None:
    found = {one.check: one.outcome for one in checks(content, context(party_from=date.min))}
    change = content.change
    notice: Any = getattr(change, "notice", None)
    if getattr(notice, "written_on", None) is None or getattr(notice, "effective_on", None) is None:
        assert found.get("notice") not in (Outcome.KEPT, Outcome.EXPLAINED)
    if getattr(notice, "unconditional", None) is not True:
        assert found.get("notice") is not Outcome.KEPT
    if getattr(content.equality, "done_on", None) is None:
        assert found.get("equality_analysis") is not Outcome.KEPT


@ANY
@given(contents())
def test_every_content_can_be_stored_and_read_again(content: DecisionContent) -> None:
    stored = canonical(content.model_dump(mode="json", exclude_none=True))
    assert DecisionContent.model_validate(parse(stored)) == content
