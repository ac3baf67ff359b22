"""What stops a dispute from being published, rule by rule; nobody stops it by silence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from register.core.content import Withheld
from register.core.findings import Yardsticks
from register.disputes.content import Account, Engaged, Party, PrincipleEngaged
from register.disputes.rules import rules, warnings
from tests.disputes.builders import (
    HALLS,
    REDACTED,
    TODAY,
    context,
    dispute,
    engaged,
    informal,
    lesson,
    letter,
    opened,
    remedy,
    stopped_at,
)

TOMORROW = TODAY + timedelta(days=1)


def test_a_dispute_told_as_it_should_be_is_published() -> None:
    assert rules(dispute(), context()) == []
    assert rules(opened(), context()) == []
    assert warnings(dispute()) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": None}, "title"),
        ({"summary": " "}, "summary"),
        ({"summary": "x" * 601}, "summary"),
        ({"body": None}, "body"),
        ({"raised_by": None}, "raised_by"),
        ({"issue": None}, "issue"),
        ({"asked_for": None}, "asked_for"),
        ({"raised_on": None}, "raised_on"),
        ({"raised_on": date(2026, 5, 10)}, "closed_on"),
        ({"closed_on": TOMORROW}, "closed_on"),
        ({"happened_on": date(2026, 3, 11)}, "happened_on"),
        ({"outcome": None}, "outcome"),
        ({"party": None}, "party.described_as"),
        ({"party": Party(organisation=HALLS)}, "party.organisation"),
        ({"party": Party(organisation=HALLS, named_with_consent=False)}, "party.organisation"),
        ({"engaged": None}, "engaged"),
        ({"principles": (PrincipleEngaged(principle="speed"),)}, "principles.0.principle"),
        ({"informal_skipped": "N/A", "stages": (letter(),)}, "informal_skipped"),
        ({"stages": (letter(),)}, "informal_skipped"),
        ({"stages": None}, "informal_skipped"),
        ({"stages": (informal(), letter(stage=None))}, "stages.1.stage"),
        ({"stages": (informal(began_on=None),)}, "stages.0.began_on"),
        ({"stages": (informal(summary="see report"),)}, "stages.0.summary"),
        ({"stages": (letter(), informal())}, "stages.1.began_on"),
        ({"stages": (informal(ended_on=date(2026, 3, 9)),)}, "stages.0.ended_on"),
        ({"stages": (informal(), letter(replied_on=date(2026, 3, 31)))}, "stages.1.replied_on"),
        ({"stages": (informal(), letter(replied_on=TOMORROW))}, "stages.1.replied_on"),
        ({"stages": (informal(), letter(began_on=date(2026, 5, 10), replied_on=None))}, "stages.1.began_on"),
        ({"remedies": (remedy(what=None),)}, "remedies.0.what"),
        ({"remedies": (remedy(due_on=None, done_on=None, verified_on=None),)}, "remedies.0.due_on"),
        ({"remedies": (remedy(done_on=None),)}, "remedies.0.verified_on"),
        ({"remedies": (remedy(verified_on=date(2026, 5, 19)),)}, "remedies.0.verified_on"),
        ({"remedies": (remedy(done_on=TOMORROW, verified_on=None),)}, "remedies.0.done_on"),
        ({"lessons": (lesson(lesson=" "),)}, "lessons.0.lesson"),
        ({"lessons": (lesson(owner=None),)}, "lessons.0.owner"),
        ({"lessons": (lesson(due_on=None, done_on=None),)}, "lessons.0.due_on"),
        ({"lessons": (lesson(done_on=TOMORROW),)}, "lessons.0.done_on"),
    ],
)
def test_each_rule_stops_publication_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert stopped_at(dispute(**changes)) == {field}


def test_a_dispute_is_not_raised_tomorrow() -> None:
    assert "raised_on" in stopped_at(opened(raised_on=TOMORROW))


def test_why_talks_were_skipped_is_enough() -> None:
    assert not stopped_at(dispute(stages=(letter(),), informal_skipped="The bus stopped the next day."))


def test_a_principle_is_enough_where_no_undertaking_covers_it() -> None:
    assert not stopped_at(dispute(engaged=None, principles=(PrincipleEngaged(principle="respect"),)))


# --- found, and explained


@pytest.mark.parametrize(
    ("one", "field"),
    [
        (engaged("9.9"), "undertaking"),
        (Engaged(undertaking="4.2"), "judgement"),
        (engaged(judgement=None), "judgement"),
        (engaged(found_by=None), "found_by"),
        (engaged(found_by="one_party"), "said_by"),
        (engaged(explanation=None), "explanation"),
        (engaged(explanation="N/A", judgement="partly", found_by="independent"), "explanation"),
        (engaged(explanation=None, found_by="court"), "explanation"),
    ],
)
def test_what_was_found_is_told_whole(one: Engaged, field: str) -> None:
    assert stopped_at(dispute(engaged=(one,))) == {f"engaged.0.{field}"}


@pytest.mark.parametrize(
    "one",
    [
        engaged(explanation=None, unstated=True),
        engaged(explanation=None, found_by="one_party", said_by="vcs"),
        engaged(explanation=None, judgement="kept"),
        engaged(explanation=None, judgement="not_determined"),
    ],
)
def test_an_explanation_is_owed_only_for_what_was_found_and_may_be_stated_to_be_missing(one: Engaged) -> None:
    assert not stopped_at(dispute(engaged=(one,)))


def test_of_one_undertaking_one_thing_is_found_and_each_side_may_have_its_word() -> None:
    words = (engaged(found_by="one_party", said_by="vcs"), engaged(found_by="one_party", said_by="public_sector"))
    assert not stopped_at(dispute(engaged=(engaged(), *words)))
    assert stopped_at(dispute(engaged=(engaged(), engaged(judgement="kept", found_by="independent")))) == {
        "engaged.1.judgement"
    }


# --- when it may be shown


def test_an_outcome_without_the_day_of_closing_is_not_an_end() -> None:
    assert stopped_at(opened(outcome="upheld")) == {"closed_on"}


def test_an_open_dispute_is_shown_from_the_yardsticks_day_on_with_the_raisers_agreement() -> None:
    raised = TODAY - timedelta(days=180)
    told = {"happened_on": None, "stages": (informal(began_on=raised),)}
    assert not stopped_at(opened(raised_on=raised, **told))
    assert stopped_at(opened(raised_on=raised + timedelta(days=1), **told)) == {"closed_on"}
    stricter = context(yardsticks=Yardsticks(dispute_days=181))
    assert stopped_at(opened(raised_on=raised, **told), stricter) == {"closed_on"}
    assert stopped_at(opened(raised_on=raised, **told, raiser_agrees_on=None)) == {"raiser_agrees_on"}
    assert stopped_at(opened(raised_on=raised, **told, raiser_agrees_on=TOMORROW)) == {"raiser_agrees_on"}


def test_a_closed_dispute_needs_nobodys_agreement() -> None:
    assert not stopped_at(dispute(raiser_agrees_on=None))


# --- what each side says


def test_an_agreed_statement_stands_for_both_accounts_once_it_is_closed() -> None:
    none = {"account_of_party": None, "account_of_body": None}
    both = {"account_of_party.words", "account_of_body.words"}
    assert stopped_at(dispute(**none)) == both
    assert not stopped_at(dispute(**none, agreed_statement="We settled it."))
    assert stopped_at(opened(**none, agreed_statement="We settled it.")) == both


@pytest.mark.parametrize("field", ["account_of_party", "account_of_body"])
@pytest.mark.parametrize("content", [dispute, opened])
def test_nobody_stops_publication_by_silence(field: str, content: Any) -> None:
    invited, by = date(2026, 7, 1), date(2026, 7, 29)
    assert not stopped_at(content(**{field: Account(invited_on=invited, answer_by=by)}))
    assert not stopped_at(content(**{field: Account(invited_on=invited, declined=True)}))


@pytest.mark.parametrize(
    ("account", "at"),
    [
        (None, "words"),
        (Account(answer_by=date(2026, 7, 29)), "words"),
        (Account(invited_on=date(2026, 7, 1)), "answer_by"),
        (Account(invited_on=date(2026, 7, 1), answer_by=date(2026, 7, 28)), "answer_by"),
        (Account(invited_on=date(2026, 8, 1), answer_by=TODAY), "words"),
        (Account(words="N/A"), "words"),
    ],
)
def test_silence_is_told_only_after_a_fair_invitation(account: Account | None, at: str) -> None:
    assert stopped_at(dispute(account_of_party=account)) == {f"account_of_party.{at}"}


def test_how_long_a_side_has_is_a_yardstick() -> None:
    content = dispute(account_of_body=Account(invited_on=date(2026, 7, 1), answer_by=date(2026, 7, 29)))
    assert not stopped_at(content)
    assert stopped_at(content, context(yardsticks=Yardsticks(account_days=29))) == {"account_of_body.answer_by"}


# --- anonymity


def test_a_description_takes_the_place_of_a_name() -> None:
    assert not stopped_at(dispute(party=Party(described_as="a charity in the west of the county")))


@pytest.mark.parametrize("before", [Party(described_as="a charity"), None, REDACTED])
def test_a_correction_never_names_who_was_not_named(before: Any) -> None:
    assert stopped_at(dispute(), context(base=dispute(party=before))) == {"party.organisation"}


def test_a_correction_may_keep_a_name_or_take_it_away() -> None:
    assert not stopped_at(dispute(), context(base=dispute()))
    assert not stopped_at(dispute(party=Party(described_as="a charity")), context(base=dispute()))


def test_a_correction_never_tells_a_description_that_was_withheld() -> None:
    withheld = Withheld(field="party", category="identity", legal_basis="consent", decided_by="Monitoring Officer")
    before = dispute(party=None, withheld=(withheld,))
    assert not stopped_at(before)
    after = dispute(party=Party(described_as="a charity in Esh Vale"))
    assert stopped_at(after, context(base=before)) == {"party.described_as"}


@pytest.mark.parametrize(
    ("said", "stopped"),
    [
        ("A charity, in the west", False),
        ("a charity", False),
        ("a charity in the west, at Mill Lane", True),
        ("Wear Vale Halls", True),
    ],
)
def test_a_correction_never_describes_a_party_more_closely(said: str, stopped: bool) -> None:
    before = dispute(party=Party(described_as="a charity in the west of the county"))
    after = dispute(party=Party(described_as=said))
    assert stopped_at(after, context(base=before)) == ({"party.described_as"} if stopped else set())


# --- what to look at again


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contact": None}, "contact"),
        ({"got": None}, "got"),
        ({"engaged": (engaged(judgement="kept"),)}, "outcome"),
        ({"outcome": "not_upheld"}, "outcome"),
        ({"lessons": (lesson(owner="Jane Miller"),)}, "lessons.0.owner"),
        ({"stages": (informal(who="Mr Miller"),)}, "stages.0.who"),
        ({"engaged": (engaged(found_by="court", finder="Judge Jane Miller"),)}, "engaged.0.finder"),
    ],
)
def test_warnings_name_what_to_look_at_again(changes: dict[str, Any], field: str) -> None:
    assert [one.field for one in warnings(dispute(**changes))] == [field]
    assert not stopped_at(dispute(**changes))
