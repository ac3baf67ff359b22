"""What is approved for later goes out once, exactly as it was approved, or waits for a second person again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from register.accounts.models import Account, audit_record
from register.accounts.service import disable_account
from register.core.calendar import instant
from register.entries.reading import changes, current
from register.entries.tables import draft as table
from register.extensions import reading, writing
from register.kinds import kind_named
from register.log import mark
from register.log.mark import Mark
from register.programmes.writing import put_round
from register.publishing import drafts, scheduling
from register.publishing.acts import publish as publish_acts
from register.publishing.drafts import Draft, SamePerson, Stale, State, WrongState
from register.publishing.review import NotLookedAt, RulesBroken, publish_draft
from register.publishing.scheduling import (
    BadMoment,
    moment_in_london,
    publish_due,
    schedule_draft,
    unschedule_draft,
)
from register.settings import ROOT, Settings
from tests.desk.browser import AWARD, BODY, add_coalmoor, add_staff, award_pairs
from tests.publishing.approving import everything_on
from tests.publishing.test_acts import publication

pytestmark = pytest.mark.record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
ADA, PAT, SAL = 1, 2, 3


@pytest.fixture
def office(app: Flask) -> Flask:
    """An author and two publishers of an invented council."""
    add_coalmoor(app)
    assert [
        add_staff(app, "ada", "author"),
        add_staff(app, "pat", "publisher"),
        add_staff(app, "sal", "publisher"),
    ] == [
        ADA,
        PAT,
        SAL,
    ]
    return app


def in_review(app: Flask, **changes: Any) -> Draft:
    kind = kind_named("decision")
    with app.app_context(), writing() as connection:
        made = drafts.create(
            connection, kind=kind, author_id=ADA, pairs=award_pairs(**changes), at=instant(NOW), entry_id=None
        )
        return drafts.send_for_review(connection, draft_id=made.id, version=1, author_id=ADA, at=instant(NOW))


def scheduled(
    app: Flask,
    settings: Settings,
    draft: Draft | None = None,
    at: datetime = NINE,
    looked_at: Sequence[str] | None = None,
) -> Draft:
    one = draft or in_review(app)
    with app.app_context(), writing() as connection:
        if looked_at is None:
            looked_at = everything_on(connection, one.id, now=at, settings=settings)
        return schedule_draft(
            connection,
            draft_id=one.id,
            version=one.version,
            approver_id=PAT,
            publish_at=at,
            now=NOW,
            settings=settings,
            looked_at=looked_at,
        )


def due(app: Flask, settings: Settings, now: datetime = NINE) -> list[str]:
    with app.app_context():
        return [made.reference for made in publish_due(settings, now)]


def now_of(app: Flask, draft: Draft) -> Draft:
    with app.app_context(), reading() as connection:
        return drafts.get(connection, draft.id)


def acts(app: Flask) -> int:
    with app.app_context(), reading() as connection:
        return len(changes(connection, limit=100))


def audited(app: Flask) -> list[tuple[str, str, int | None]]:
    with app.app_context(), reading() as connection:
        rows = connection.execute(select(audit_record).order_by(audit_record.c.id)).all()
    return [(row.action, row.about, row.account_id) for row in rows]


def stays_in_review(app: Flask, draft: Draft, words: str) -> None:
    now = now_of(app, draft)
    assert (now.state, now.approver_id, now.publish_at) == (State.IN_REVIEW, None, instant(NINE))
    assert now.remark is not None
    assert words in now.remark
    assert now.version == draft.version
    assert acts(app) == 0 or now.is_correction


def test_it_goes_out_when_its_time_has_come_and_not_before(office: Flask, settings: Settings) -> None:
    draft = scheduled(office, settings)
    assert (draft.state, draft.approver_id, draft.publish_at) == (State.SCHEDULED, PAT, "2026-11-24T09:00:00.000000Z")
    assert due(office, settings, NINE - timedelta(microseconds=1)) == []
    assert due(office, settings) == ["FD-2026-0001"]
    assert due(office, settings) == []
    after = now_of(office, draft)
    assert (after.state, after.approver_id, after.remark) == (State.PUBLISHED, PAT, None)
    assert audited(office)[-1] == ("published", "FD-2026-0001", PAT)
    with office.app_context(), reading() as connection:
        record = current(connection, "FD-2026-0001")
        assert record is not None
        assert record.document["title"] == AWARD["title"]


def test_what_is_told_by_then_may_be_approved_before(office: Flask, settings: Settings) -> None:
    told_on = in_review(office, recipient_told_on="2026-11-23")
    with office.app_context(), writing() as connection, pytest.raises(RulesBroken):
        publish_draft(
            connection,
            draft_id=told_on.id,
            version=1,
            approver_id=PAT,
            role="Publisher",
            now=NOW,
            at=instant(NOW),
            settings=settings,
            looked_at=[],
        )
    scheduled(office, settings, told_on)
    assert due(office, settings) == ["FD-2026-0001"]
    with pytest.raises(RulesBroken):
        scheduled(office, settings, in_review(office, recipient_told_on="2026-11-25"))


@pytest.mark.parametrize("at", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=367)])
def test_the_time_is_to_come_and_within_a_year(office: Flask, settings: Settings, at: datetime) -> None:
    with pytest.raises(BadMoment):
        scheduled(office, settings, at=at)
    assert due(office, settings, at + timedelta(days=800)) == []


def test_only_a_second_person_approves_exactly_what_they_read(office: Flask, settings: Settings) -> None:
    draft = in_review(office)
    asked: dict[str, Any] = {"draft_id": draft.id, "publish_at": NINE, "now": NOW, "settings": settings}
    with office.app_context(), writing() as connection:
        asked["looked_at"] = everything_on(connection, draft.id, now=NINE, settings=settings)
        with pytest.raises(SamePerson):
            schedule_draft(connection, version=1, approver_id=ADA, **asked)
        with pytest.raises(Stale):
            schedule_draft(connection, version=7, approver_id=PAT, **asked)
        schedule_draft(connection, version=1, approver_id=PAT, **asked)
        with pytest.raises(WrongState):
            schedule_draft(connection, version=1, approver_id=SAL, **asked)
        with pytest.raises(WrongState):
            drafts.save(connection, draft_id=draft.id, version=1, author_id=ADA, pairs=[], at=instant(NOW))
    for wrong in ({"approver_id": ADA}, {"approver_id": None}, {"publish_at": None}):
        with office.app_context(), pytest.raises(IntegrityError), writing() as connection:
            connection.execute(update(table).values(**wrong))


def test_its_author_takes_it_back_and_a_publisher_stops_it(office: Flask, settings: Settings) -> None:
    taken, stopped = scheduled(office, settings), scheduled(office, settings)
    with office.app_context(), writing() as connection:
        with pytest.raises(SamePerson):
            unschedule_draft(connection, draft_id=stopped.id, user_id=ADA, at=instant(NOW))
        drafts.take_back(connection, draft_id=taken.id, author_id=ADA, at=instant(NOW))
        unschedule_draft(connection, draft_id=stopped.id, user_id=SAL, at=instant(NOW))
        with pytest.raises(WrongState):
            unschedule_draft(connection, draft_id=stopped.id, user_id=SAL, at=instant(NOW))
    states = [(one.state, one.approver_id, one.publish_at) for one in (now_of(office, taken), now_of(office, stopped))]
    assert states == [(State.DRAFT, None, None), (State.IN_REVIEW, None, None)]
    assert due(office, settings) == []


def test_a_rule_that_no_longer_holds_stops_it(office: Flask, settings: Settings) -> None:
    draft = scheduled(office, settings)
    pairs = [pair for pair in award_pairs() if pair[0] != "rationale-reasons"]
    with office.app_context(), writing() as connection:  # as if a newer version of the register asked for more
        connection.execute(update(table).values(pairs=json.dumps(pairs)))
    assert due(office, settings) == []
    stays_in_review(office, draft, "stops publication")
    assert audited(office)[-1] == ("unscheduled", f"draft {draft.id}", None)


def test_something_new_to_look_at_stops_it(office: Flask, settings: Settings) -> None:
    draft = scheduled(office, settings)
    same = publication(**{**AWARD, "title": "The very same reasons"})
    with office.app_context(), writing() as connection:
        publish_acts(connection, [same], at=instant(NOW), settings=settings)
    before = acts(office)
    assert due(office, settings) == []
    now = now_of(office, draft)
    assert now.state is State.IN_REVIEW
    assert "something new to look at" in (now.remark or "")
    assert acts(office) == before
    with pytest.raises(NotLookedAt):
        scheduled(office, settings, now, looked_at=draft.looked_at)
    scheduled(office, settings, now)
    assert len(due(office, settings)) == 1, "what was looked at is known again"


def test_words_of_its_round_that_were_changed_since_stop_it(office: Flask, settings: Settings) -> None:
    """One publisher wrote it and may change its round; another approved what stood there."""
    made = in_review(office)
    with office.app_context(), writing() as connection:
        connection.execute(update(table).values(pairs=json.dumps([*award_pairs(), ("round", "1")])))
    draft = scheduled(office, settings, made)
    with office.app_context(), writing() as connection:
        programme = {"code": "warm-rooms", "title": "Warm rooms (invented)", "round": "2026"}
        put_round(
            connection,
            body_identifier=BODY["identifier"],
            code=programme["code"],
            title=programme["title"],
            round=programme["round"],
            words={
                "programme": programme,
                "rationale": {"criteria": [{"criterion": "Whatever the council asks for."}]},
            },
            replacing=(1, 1),
        )
    assert due(office, settings) == []
    stays_in_review(office, draft, "no longer says what was approved")
    scheduled(office, settings, now_of(office, draft))
    assert due(office, settings) == ["FD-2026-0001"]


def test_an_entry_corrected_meanwhile_stops_it(office: Flask, settings: Settings) -> None:
    scheduled(office, settings)
    assert due(office, settings) == ["FD-2026-0001"]
    with office.app_context(), reading() as connection:
        record = current(connection, "FD-2026-0001")
        assert record is not None
    pairs = [*award_pairs(title="Warmer rooms"), ("change_note", "The title.")]
    with office.app_context(), writing() as connection:
        made = drafts.create(
            connection,
            kind=record.kind,
            author_id=ADA,
            pairs=pairs,
            at=instant(NOW),
            entry_id=record.entry_id,
            base_revision=1,
        )
        drafts.send_for_review(connection, draft_id=made.id, version=1, author_id=ADA, at=instant(NOW))
    draft = scheduled(office, settings, made)
    changed = {**AWARD, "title": "Meanwhile", "entry_id": record.entry_id, "change_note": "The title, too."}
    with office.app_context(), writing() as connection:
        publish_acts(connection, [publication(**changed)], at=instant(NOW), settings=settings)
    assert due(office, settings) == []
    stays_in_review(office, draft, "newest revision is 2")


@pytest.mark.parametrize("who", [ADA, PAT])
def test_a_disabled_account_stops_it(office: Flask, settings: Settings, who: int) -> None:
    draft = scheduled(office, settings)
    with office.app_context(), writing() as connection:
        disable_account(connection, who)
    assert due(office, settings) == []
    stays_in_review(office, draft, "account of its author" if who == ADA else "may not publish it any more")


def test_who_no_longer_acts_for_its_body_approves_no_more(office: Flask, settings: Settings) -> None:
    draft = scheduled(office, settings)
    with office.app_context(), writing() as connection:
        connection.execute(update(Account).where(Account.id == PAT).values(every_body=False))
    assert due(office, settings) == []
    stays_in_review(office, draft, "may not publish it any more")


def test_a_register_that_may_not_publish_stops_it(office: Flask, settings: Settings) -> None:
    draft = scheduled(office, settings)
    with office.app_context():
        mark.raise_to(settings, Mark(1, 1_000, "00" * 32))
    assert due(office, settings) == []
    stays_in_review(office, draft, "restored from an old copy")


def test_a_fault_keeps_nothing_else_back(
    office: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    faulty, sound = scheduled(office, settings), scheduled(office, settings, in_review(office, title="Sound"))
    real = publish_draft

    def fails_once(connection: Any, **asked: Any) -> Any:
        if asked["draft_id"] == faulty.id:
            raise RuntimeError("a fault of the register")
        return real(connection, **asked)

    monkeypatch.setattr(scheduling, "publish_draft", fails_once)
    assert due(office, settings) == ["FD-2026-0001"]
    stays_in_review_with_fault = now_of(office, faulty)
    assert stays_in_review_with_fault.state is State.IN_REVIEW
    assert "its log says why" in (stays_in_review_with_fault.remark or "")
    assert now_of(office, sound).state is State.PUBLISHED
    assert f"draft {faulty.id} could not be published" in caplog.text


def follower(settings: Settings, dies: str) -> subprocess.Popen[str]:
    environment = os.environ | {
        "REGISTER_HOME": str(settings.register_home),
        "DATABASE_URL": settings.database_url,
        "SEARCH_INDEX": str(settings.search_index),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.publishing.publish_due", NINE.isoformat(), dies]
    started = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


def let_go(followers: Sequence[subprocess.Popen[str]]) -> list[str]:
    for one in followers:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    return [one.communicate(timeout=60)[0].strip() for one in followers]


@pytest.mark.parametrize(("dies", "acts_after"), [("before the commit", 0), ("after the commit", 1)])
def test_killed_half_way_it_goes_out_once(office: Flask, settings: Settings, dies: str, acts_after: int) -> None:
    draft = scheduled(office, settings)
    killed = follower(settings, dies)
    let_go([killed])
    assert killed.returncode == -signal.SIGKILL
    assert acts(office) == acts_after
    assert (now_of(office, draft).state is State.PUBLISHED) is bool(acts_after)
    assert len(due(office, settings)) == 1 - acts_after
    assert acts(office) == 1
    assert now_of(office, draft).state is State.PUBLISHED


def test_two_followers_publish_once(office: Flask, settings: Settings) -> None:
    for number in range(5):
        hall = f"Hall {number} (invented)"
        own = {
            "title": f"A warm room in {hall}",
            "recipient": {"organisation": {"name": hall, "identifiers": [f"XI-ORG-hall-{number}"]}},
            "amount_awarded": f"{1_000 + number}.00",
            "rationale": {
                "reasons": f"{hall} alone opens a heated room for its ward: no other is within a mile of it."
            },
        }
        scheduled(office, settings, in_review(office, **own))
    counts = let_go([follower(settings, "not at all"), follower(settings, "not at all")])
    assert sum(map(int, counts)) == 5
    assert acts(office) == 5


def test_the_clocks_of_london_are_meant() -> None:
    assert moment_in_london(date(2027, 7, 1), time(9)) == datetime(2027, 7, 1, 8, tzinfo=UTC)
    assert moment_in_london(date(2027, 1, 1), time(9)) == datetime(2027, 1, 1, 9, tzinfo=UTC)
    assert moment_in_london(date(2027, 3, 28), time(2)) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    for gone in (time(1), time(1, 30), time(1, 59)):
        with pytest.raises(BadMoment, match="clocks go forward"):
            moment_in_london(date(2027, 3, 28), gone)
    assert moment_in_london(date(2027, 10, 31), time(1, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
