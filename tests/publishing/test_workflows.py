"""Random workflows of three people at drafts: nobody approves their own, no text is lost, no rule is passed by."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import hypothesis.strategies as st
import pytest
from flask import Flask
from hypothesis import settings as hypothesis
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from register.core.calendar import now_utc
from register.core.canonical import parse
from register.entries.reading import current, reference_of_act
from register.entries.tables import draft as table
from register.entries.tables import revision
from register.extensions import reading, writing
from register.kinds import kind_named
from register.publishing import drafts, unfinished
from register.publishing.drafts import WITH_ITS_AUTHOR, Draft, SamePerson, Stale, State, Unknown, WrongState
from register.publishing.review import NotLookedAt, Overtaken, RulesBroken, publish_draft
from register.publishing.scheduling import publish_due, schedule_draft, unschedule_draft
from register.settings import Settings
from tests.desk.browser import add_coalmoor, add_staff, award_pairs, with_pair
from tests.publishing.approving import everything_on

pytestmark = pytest.mark.record

KIND = kind_named("decision")
ADA, PAT, SAL = 1, 2, 3
"""An author and two publishers; each may write."""
PEOPLE = st.sampled_from([ADA, ADA, PAT, SAL])
RIGHTLY = st.sampled_from([True] * 4 + [False])
"""Mostly people do what they may: else hardly anything would ever be published."""
REFUSALS = (SamePerson, Stale, Unknown, WrongState, NotLookedAt, Overtaken, RulesBroken)
FAR = timedelta(days=30)

Pairs = tuple[tuple[str, str], ...]


class Workflows(RuleBasedStateMachine):
    """One example: some drafts, each known by the text that was last acknowledged for it."""

    app: ClassVar[Flask]
    register: ClassVar[Settings]

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        self.said: dict[int, Pairs] = {}
        """The text of each draft, as somebody was told that it is kept."""
        self.read: dict[int, int] = {}
        """The version of each draft that the second person has before them."""
        self.out: dict[int, bytes] = {}
        """What each published draft became, byte for byte."""
        self.words = 0

    def teardown(self) -> None:
        """Close the example."""
        self.context.pop()

    # --- what people do ----------------------------------------------------------------------------------------

    @initialize(who=PEOPLE, whole=RIGHTLY)
    def begin(self, who: int, whole: bool) -> None:
        """Begin with a draft."""
        self._create(who, whole)

    @rule(who=PEOPLE, whole=RIGHTLY)
    def another(self, who: int, whole: bool) -> None:
        """Begin another draft, unless there are some."""
        if len(self.said) < 2:  # no precondition: what a race leaves is not the same twice
            self._create(who, whole)

    @rule(who=PEOPLE, which=st.integers(0, 9), whole=RIGHTLY)
    def correct(self, who: int, which: int, whole: bool) -> None:
        """Begin the correction of something published, if anything is."""
        if not self.out:
            return
        published = self._now(list(self.out)[which % len(self.out)])
        with reading() as connection:
            record = current(connection, str(reference_of_act(connection, published.n or 0)))
        assert record is not None
        self._create(who, whole, entry_id=record.entry_id, base_revision=record.revision)

    @rule(own=RIGHTLY, which=st.integers(0, 9), whole=RIGHTLY, fresh=RIGHTLY)
    def save(self, own: bool, which: int, whole: bool, fresh: bool) -> None:
        """Save over the version that one sees, or over an older one: then it is put aside, and nothing is lost."""
        draft, text = self._pick(which), self._text(whole)
        who = self._who(draft, own=own)
        try:
            with writing() as connection:
                drafts.save(
                    connection,
                    draft_id=draft.id,
                    version=draft.version - (not fresh),
                    author_id=who,
                    pairs=text,
                    at=now_utc(),
                )
            self.said[draft.id] = text
            assert who == draft.author_id and fresh and draft.state in WITH_ITS_AUTHOR
        except (Stale, WrongState) as refused:
            with writing() as connection:
                aside = unfinished.put_aside(
                    connection, refused.current, author_id=who, pairs=text, at=now_utc(), over=None
                )
            self.said[aside.id] = text
        except Unknown:
            assert who != draft.author_id

    @rule(own=RIGHTLY, which=st.integers(0, 9), fresh=RIGHTLY)
    def send(self, own: bool, which: int, fresh: bool) -> None:
        """Send a draft for review."""
        draft = self._pick(which)
        who = self._who(draft, own=own)

        def act(connection: Any) -> object:
            version = draft.version - (not fresh)
            return drafts.send_for_review(connection, draft_id=draft.id, version=version, author_id=who, at=now_utc())

        if self._try(act):
            assert who == draft.author_id and fresh
            self.read[draft.id] = draft.version

    @rule(second=RIGHTLY, which=st.integers(0, 9), remark=st.sampled_from(["", "Which wards?"]))
    def send_back(self, second: bool, which: int, remark: str) -> None:
        """Send a draft back, with or (which is refused) without a remark."""
        draft = self._pick(which)
        who = self._who(draft, own=not second)
        try:
            done = self._try(lambda connection: self._send_back(connection, draft, who, remark))
        except ValueError:
            assert not remark
        else:
            assert not done or (who != draft.author_id and remark)

    @rule(own=RIGHTLY, which=st.integers(0, 9))
    def take_back(self, own: bool, which: int) -> None:
        """Take a draft out of review, or stop that it goes out."""
        draft = self._pick(which)
        who = self._who(draft, own=own)
        if self._try(lambda connection: self._take_back(connection, draft, who)):
            assert who == draft.author_id

    @rule(second=RIGHTLY, which=st.integers(0, 9), fresh=RIGHTLY)
    def publish(self, second: bool, which: int, fresh: bool) -> None:
        """Publish what one read, which may be an older version."""
        draft = self._pick(which)
        who = self._who(draft, own=not second)
        if self._try(lambda connection: self._publish(connection, draft, who, draft.version - (not fresh))):
            assert who != draft.author_id and fresh and draft.state is State.IN_REVIEW

    @rule(second=RIGHTLY, which=st.integers(0, 9))
    def schedule(self, second: bool, which: int) -> None:
        """Approve a draft for a later time."""
        draft = self._pick(which)
        who = self._who(draft, own=not second)
        now = datetime.now(UTC)

        def act(connection: Any) -> object:
            return schedule_draft(
                connection,
                draft_id=draft.id,
                version=draft.version,
                approver_id=who,
                publish_at=now + timedelta(days=1),
                now=now,
                settings=self.register,
                looked_at=everything_on(connection, draft.id, now=now, settings=self.register),
            )

        assert not self._try(act) or who != draft.author_id

    @rule(second=RIGHTLY, which=st.integers(0, 9))
    def unschedule(self, second: bool, which: int) -> None:
        """Stop what was to go out."""
        draft = self._pick(which)
        who = self._who(draft, own=not second)
        done = self._try(lambda c: unschedule_draft(c, draft_id=draft.id, user_id=who, at=now_utc()))
        assert not done or (who != draft.author_id and draft.state is State.SCHEDULED)

    @rule()
    def time_passes(self) -> None:
        """Publish what is due."""
        publish_due(self.register, datetime.now(UTC) + FAR)

    @rule(own=RIGHTLY, which=st.integers(0, 9))
    def discard(self, own: bool, which: int) -> None:
        """Discard a draft of one's own."""
        draft = self._pick(which)
        who = self._who(draft, own=own)
        if len(self.said) > 1 and self._try(lambda c: unfinished.discard(c, draft_id=draft.id, author_id=who)):
            assert who == draft.author_id and draft.state in WITH_ITS_AUTHOR
            del self.said[draft.id]

    @rule(which=st.integers(0, 9))
    def see_through(self, which: int) -> None:
        """Send a draft for review and have it published, as on most days."""
        if self._pick(which).state in WITH_ITS_AUTHOR:
            self.send(own=True, which=which, fresh=True)
        if self._pick(which).state is State.IN_REVIEW:
            self.publish(second=True, which=which, fresh=True)

    @rule(which=st.integers(0, 9), kind=st.integers(0, 4))
    def race(self, which: int, kind: int) -> None:
        """Do two things at one draft at once: whoever comes first, nothing contradicts itself."""
        draft = self._pick(which)
        others = [one for one in (PAT, SAL) if one != draft.author_id]
        one, two = self._text(True), self._text(True)
        pairs: list[tuple[Callable[[Any], object], Callable[[Any], object]]] = [
            (
                lambda c: self._publish(c, draft, others[0], draft.version),
                lambda c: self._take_back(c, draft, draft.author_id),
            ),
            (
                lambda c: self._publish(c, draft, others[0], draft.version),
                lambda c: self._publish(c, draft, others[-1], draft.version),
            ),
            (lambda c: self._save(c, draft, one), lambda c: self._save(c, draft, two)),
            (
                lambda c: self._publish(c, draft, others[0], draft.version),
                lambda c: self._send_back(c, draft, others[-1], "Which wards?"),
            ),
            (
                lambda c: self._save(c, draft, one),
                lambda c: drafts.send_for_review(
                    c, draft_id=draft.id, version=draft.version, author_id=draft.author_id, at=now_utc()
                ),
            ),
        ]
        done = self._at_once(*pairs[kind])
        if kind in (1, 2):
            assert sum(done) <= 1
        if kind == 2 and any(done):
            self.said[draft.id] = one if done[0] else two
        if kind == 4 and done[0]:
            self.said[draft.id] = one

    # --- what must hold ----------------------------------------------------------------------------------------

    @invariant()
    def holds(self) -> None:
        """Look at every draft: its text, who approved it, and what it became."""
        with reading() as connection:
            rows = connection.execute(select(table).where(table.c.id.in_(self.said))).mappings().all()
            assert {row["id"] for row in rows} == set(self.said), "a draft is gone"
            for row in rows:
                draft = drafts.get(connection, row["id"])
                assert draft.pairs == self.said[draft.id], "a text is lost"
                assert draft.approver_id != draft.author_id
                if draft.state is State.PUBLISHED:
                    self._look_at(connection, draft)
                elif draft.state is State.SCHEDULED:
                    assert draft.approver_id is not None and draft.publish_at

    def _look_at(self, connection: Any, draft: Draft) -> None:
        held = connection.execute(select(revision.c.content).where(revision.c.n == draft.n)).scalar_one()
        assert self.out.setdefault(draft.id, bytes(held)) == bytes(held), "a published revision was edited"
        content = parse(bytes(held))
        typed = KIND.form(draft.pairs).document()
        assert content["title"] == typed["title"] and content["rationale"] == typed["rationale"]
        assert content["rationale"]["reasons"], "a failing rule was passed by"
        assert draft.approver_id in (PAT, SAL, ADA)

    # --- how it is done ----------------------------------------------------------------------------------------

    def _text(self, whole: bool) -> Pairs:
        self.words += 1
        pairs = award_pairs(title=f"Warm rooms, version {self.words}")
        if not whole:
            pairs = [pair for pair in pairs if pair[0] != "rationale-reasons"]
        return tuple(KIND.form(with_pair(pairs, "change_note", "A word was wrong.")).pairs)

    def _create(self, who: int, whole: bool, **correcting: int) -> None:
        text = self._text(whole)
        with writing() as connection:
            made = drafts.create(connection, kind=KIND, author_id=who, pairs=text, at=now_utc(), **correcting)
        self.said[made.id] = text

    def _who(self, draft: Draft, *, own: bool) -> int:
        return draft.author_id if own else next(one for one in (PAT, SAL) if one != draft.author_id)

    def _pick(self, which: int) -> Draft:
        return self._now(list(self.said)[which % len(self.said)])

    def _now(self, draft_id: int) -> Draft:
        with reading() as connection:
            return drafts.get(connection, draft_id)

    def _publish(self, connection: Any, draft: Draft, who: int, version: int) -> object:
        now = datetime.now(UTC)
        return publish_draft(
            connection,
            draft_id=draft.id,
            version=version,
            approver_id=who,
            role="Publisher",
            now=now,
            at=now_utc(),
            settings=self.register,
            looked_at=everything_on(connection, draft.id, now=now, settings=self.register),
        )

    def _save(self, connection: Any, draft: Draft, text: Pairs) -> object:
        return drafts.save(
            connection, draft_id=draft.id, version=draft.version, author_id=draft.author_id, pairs=text, at=now_utc()
        )

    def _send_back(self, connection: Any, draft: Draft, who: int, remark: str) -> object:
        return drafts.send_back(
            connection, draft_id=draft.id, version=draft.version, approver_id=who, remark=remark, at=now_utc()
        )

    def _take_back(self, connection: Any, draft: Draft, who: int) -> object:
        return drafts.take_back(connection, draft_id=draft.id, author_id=who, at=now_utc())

    def _try(self, act: Callable[[Any], object]) -> bool:
        """Do something in a transaction; tell whether it was done, or refused as such things are."""
        try:
            with writing() as connection:
                act(connection)
        except REFUSALS:
            return False
        return True

    def _at_once(self, *acts: Callable[[Any], object]) -> list[bool]:
        together = threading.Barrier(len(acts))
        done = [False] * len(acts)
        broken: list[BaseException] = []

        def do(number: int) -> None:
            with self.app.app_context():
                together.wait(30)
                try:
                    done[number] = self._try(acts[number])
                except BaseException as error:
                    broken.append(error)

        threads = [threading.Thread(target=do, args=[number]) for number in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not broken, broken
        return done


@pytest.mark.parametrize("examples", [25, pytest.param(500, marks=pytest.mark.long)])
def test_random_workflows(app: Flask, settings: Settings, examples: int) -> None:
    add_coalmoor(app)
    for name, role in (("ada", "author"), ("pat", "publisher"), ("sal", "publisher")):
        add_staff(app, name, role)
    machine: Any = type("OfThisRegister", (Workflows,), {"app": app, "register": settings})
    run_state_machine_as_test(machine, settings=hypothesis(max_examples=examples, stateful_step_count=30))


def test_the_database_itself_refuses_an_author_as_approver(app: Flask, settings: Settings) -> None:
    add_coalmoor(app)
    add_staff(app, "ada", "author")
    with app.app_context():
        with writing() as connection:
            made = drafts.create(connection, kind=KIND, author_id=ADA, pairs=award_pairs(), at=now_utc())
        with pytest.raises(IntegrityError), writing() as connection:
            connection.execute(table.update().where(table.c.id == made.id).values(approver_id=ADA))
