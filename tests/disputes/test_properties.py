"""What holds of every dispute, however it is filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.core.canonical import canonical, parse
from register.core.findings import Context, Outcome
from register.core.questions import replies
from register.disputes.checks import checks, one_sided
from register.disputes.content import COUNTED, DisputeContent, Party
from register.disputes.facts import facts
from register.disputes.indexed import words
from register.disputes.page import page
from register.disputes.questions import QUESTIONS
from register.disputes.rules import rules, warnings
from tests.decisions.builders import contents
from tests.disputes.builders import HALLS, context, dispute, projected

DAYS = st.dates(date(1995, 1, 1), date(2100, 12, 31))
ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
DISPUTES = contents(DisputeContent)
CONTEXTS = st.builds(
    Context,
    today=DAYS,
    base=st.none() | DISPUTES,
    party_from=st.none() | DAYS,
    party_until=st.none() | DAYS,
    published_on=st.none() | DAYS,
)


@ANY
@given(DISPUTES, CONTEXTS)
def test_nothing_raises_and_everything_reads_as_sentences(content: DisputeContent, where: Context) -> None:
    findings = checks(content, where)
    sentences = [one.sentence for one in findings] + [one.sentence for one in facts(content, where)]
    assert not any("\n" in sentence for sentence in sentences)
    sentences += [words for one in [*rules(content, where), *warnings(content)] for words in (one.message, one.remedy)]
    for sentence in sentences:
        assert sentence.endswith((".", "”.")) and not sentence.endswith("..")
        assert "None" not in sentence
    document = content.model_dump(mode="json", exclude_none=True)
    shown = page(document, content, findings, where, {})
    assert all(line.words and "None" not in line.words for line in shown["short"])
    assert all(reply.words or reply.missing for reply in replies(document, QUESTIONS).values())
    words(content)


@ANY
@given(DISPUTES, CONTEXTS, st.integers(-40_000, 40_000))
def test_rows_are_the_same_whatever_the_day(content: DisputeContent, where: Context, days: int) -> None:
    other = replace(where, today=where.today + timedelta(days=days % 20_000))
    shown = projected(content, where)
    assert shown == projected(content, other)
    assert len(set(shown.facets)) == len(shown.facets)
    assert len({one.undertaking for one in shown.citations}) == len(shown.citations)


@ANY
@given(DISPUTES, CONTEXTS)
def test_it_stands_somewhere_at_every_moment(content: DisputeContent, where: Context) -> None:
    states = [one for one in projected(content, where).spells if one.name == "state"]
    assert states[0].since is None and states[-1].until is None
    assert [one.until for one in states[:-1]] == [one.since for one in states[1:]]
    keys = [(one.name, one.value, one.since) for one in projected(content, where).spells]
    assert len(set(keys)) == len(keys)


@ANY
@given(DISPUTES)
def test_one_sides_word_is_never_a_finding(content: DisputeContent) -> None:
    everywhere = context(party_from=date.min)
    engaged: Any = getattr(content, "engaged", None)
    rows = engaged if isinstance(engaged, tuple) else ()
    found = {one.undertaking for one in checks(content, everywhere) if one.outcome is not Outcome.NOT_APPLICABLE}
    may_be = {one.undertaking for one in rows if one.judgement is None or one.found_by in COUNTED}
    assert found <= may_be
    judged = (Outcome.KEPT, Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED)
    sure = {one.undertaking for one in checks(content, everywhere) if one.outcome in judged}
    assert sure <= {one.undertaking for one in rows if one.found_by in COUNTED and one.judgement}
    cited = {one.undertaking: one.outcome for one in projected(content, everywhere).citations}
    for one in rows:
        if one_sided(one) and one.undertaking not in found:
            assert cited.get(one.undertaking, "contested").startswith(("claimed_", "alleged_", "contested"))


@ANY
@given(DISPUTES, DISPUTES)
def test_anonymity_is_never_loosened(before: DisputeContent, after: DisputeContent) -> None:
    party: Any = before.party
    named = isinstance(party, Party) and party.organisation is not None
    now = isinstance(after.party, Party) and after.party.organisation is not None
    stopped = {one.field for one in rules(after, context(base=before))}
    if now and not named:
        assert "party.organisation" in stopped


@ANY
@given(DISPUTES)
def test_an_organisation_appears_only_with_its_consent(content: DisputeContent) -> None:
    shown = [one.organisation for one in projected(content).appearances if one.role.startswith("party")]
    party: Any = content.party
    assert not shown or party.named_with_consent is True
    assert HALLS in [one.organisation for one in projected(dispute()).appearances]


@ANY
@given(DISPUTES)
def test_a_document_survives_the_record(content: DisputeContent) -> None:
    written = canonical(content.model_dump(mode="json", exclude_none=True))
    assert DisputeContent.model_validate(parse(written)) == content
