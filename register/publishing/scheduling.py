"""Publish later: a second person approves now, and the draft goes out by itself when its time has come.

Exactly the version that was approved goes out, by the same path as at once, and what must hold then is looked at then:
where it no longer holds, the draft waits for a second person again, with a remark that says why.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from register.accounts import audit
from register.accounts.service import PUBLISHER, active_holders, bodies_of, names_of
from register.core.calendar import LONDON, instant
from register.entries.writing import lock_head
from register.extensions import reading, writing
from register.log.standing import ReadOnly
from register.publishing import drafts
from register.publishing.acts import Published
from register.publishing.drafts import Draft, Stale, State, WrongState
from register.publishing.ownership import Bodies
from register.publishing.review import NotLookedAt, Overtaken, Reworded, RulesBroken, approvable, publish_draft
from register.settings import Settings

FURTHEST = timedelta(days=366)
"""How far ahead a publication may be approved."""
ROLE = "Publisher"
LOOK_AGAIN = "Since it was approved there is something new to look at again before publishing: see below."
REWORDED = "It no longer says what was approved: its programme round, or its public body’s name, was changed since."

_LOG = logging.getLogger("register")


class BadMoment(ValueError):
    """A time at which nothing can be published; its text says what to do."""


class NotNow(Exception):
    """Something that must hold when a draft goes out does not; its text says what, for staff."""


def moment_in_london(day: date, at: time) -> datetime:
    """Return the moment of a day and time as London's clocks show them; the first, where they show it twice.

    Raises BadMoment for a time that the clocks leave out.
    """
    moment = datetime.combine(day, at, LONDON).astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != datetime.combine(day, at):
        raise BadMoment("The clocks go forward that night and leave this time out: choose another")
    return moment


def schedule_draft(
    connection: Connection,
    *,
    draft_id: int,
    version: int,
    approver_id: int,
    publish_at: datetime,
    now: datetime,
    settings: Settings,
    looked_at: Collection[str],
    reasons: Mapping[str, str] | None = None,
    by: audit.By | None = None,
    bodies: Bodies = None,
) -> Draft:
    """Approve exactly the version that a second person read, to go out at a moment.

    The rules must hold at that moment: what may be told by then need not be told yet. What its approver says of it,
    as in `publish_draft`, holds for that version until then. Raises BadMoment, and what `publish_draft` raises.
    """
    if publish_at <= now:
        raise BadMoment("Choose a day and time in the future, or publish now")
    if publish_at > now + FURTHEST:
        raise BadMoment("Choose a day within a year from today")
    lock_head(connection)
    draft = drafts.in_review(connection, draft_id=draft_id, version=version, approver_id=approver_id, bodies=bodies)
    proposal = approvable(
        connection,
        draft,
        now=publish_at,
        settings=settings,
        approver_id=approver_id,
        at=instant(now),
        looked_at=looked_at,
        reasons=reasons,
        by=by,
    )
    return drafts.mark_scheduled(
        connection,
        draft,
        approver_id=approver_id,
        publish_at=instant(publish_at),
        looked_at=[proposal.mark, *proposal.warned],
        at=instant(now),
    )


def unschedule_draft(connection: Connection, *, draft_id: int, user_id: int, at: str, bodies: Bodies = None) -> Draft:
    """Let a second person, whoever approved it, stop a draft that was to go out; it waits for review again.

    Raises Unknown, SamePerson (its author takes it back instead) and WrongState.
    """
    draft = drafts.get_visible(connection, draft_id, user_id=user_id, may_review=True, bodies=bodies)
    if draft.author_id == user_id:
        raise drafts.SamePerson("its author takes it back instead")
    if draft.state is not State.SCHEDULED:
        raise WrongState(draft)
    return drafts.back_in_review(connection, draft, at=at)


def publish_due(settings: Settings, now: datetime) -> list[Published]:
    """Publish every draft whose time has come, each in a transaction of its own, and return what was made.

    What may not be published any more waits for review again. Any number of processes may call it at once, and it may
    be killed at any moment: a draft goes out once.
    """
    with reading() as connection:
        due = drafts.due(connection, instant(now))
    return [made for draft_id in due if (made := _publish(draft_id, settings, now)) is not None]


def _publish(draft_id: int, settings: Settings, now: datetime) -> Published | None:
    try:
        with writing() as connection:
            return _publish_in(connection, draft_id, settings, now)
    except (Stale, drafts.Unknown):
        return None  # somebody took it back, or another process published it
    except OperationalError:
        raise  # the database is busy or away: the draft keeps its time, and is tried again
    except Exception as failure:
        remark, reason = _why(failure)
        if reason == "failed":
            _LOG.exception("draft %s could not be published when its time had come", draft_id)
    with writing() as connection:
        draft = drafts.get(connection, draft_id)
        if _is_due(draft, now):
            drafts.back_in_review(connection, draft, at=instant(now), remark=remark)
            about = f"draft {draft_id}"
            audit.record(connection, audit.BY_ITSELF, "unscheduled", about, at=instant(now), reason=reason)
    return None


def _publish_in(connection: Connection, draft_id: int, settings: Settings, now: datetime) -> Published | None:
    lock_head(connection)
    draft = drafts.get(connection, draft_id)
    if not _is_due(draft, now) or draft.approver_id is None:
        return None
    at = instant(now)
    _require_people(connection, draft)
    drafts.back_in_review(connection, draft, at=at)
    made = publish_draft(
        connection,
        draft_id=draft_id,
        version=draft.version,
        approver_id=draft.approver_id,
        role=ROLE,
        now=now,
        at=at,
        settings=settings,
        looked_at=draft.looked_at,
        bodies=bodies_of(connection, draft.approver_id),
    )
    by = audit.By(draft.approver_id, names_of(connection, [draft.approver_id])[draft.approver_id])
    done = "corrected" if draft.is_correction else "published"
    audit.record(connection, by, done, made.reference, at=at, draft=draft_id, n=made.n, scheduled=True)
    return made


def _is_due(draft: Draft, now: datetime) -> bool:
    return draft.state is State.SCHEDULED and draft.publish_at is not None and draft.publish_at <= instant(now)


def _require_people(connection: Connection, draft: Draft) -> None:
    """Raise NotNow where its author has left, or its approver may approve no more."""
    assert draft.approver_id is not None  # noqa: S101 - the database holds that too
    if draft.author_id not in active_holders(connection, [draft.author_id]):
        raise NotNow("The account of its author was disabled meanwhile. Another publisher can still publish it.")
    approver = drafts.acts_for(connection, draft, bodies_of(connection, draft.approver_id))
    if not approver or draft.approver_id not in active_holders(connection, [draft.approver_id], PUBLISHER):
        raise NotNow("Who approved it may not publish it any more: another publisher must approve it.")


def _why(failure: Exception) -> tuple[str, str]:
    """Return why a draft did not go out: for staff, and for the audit."""
    begin = "This was to be published by itself, and was not."
    if isinstance(failure, NotLookedAt):
        failure = NotNow(LOOK_AGAIN)
    if isinstance(failure, Reworded):
        failure = NotNow(REWORDED)
    if isinstance(failure, NotNow):
        return f"{begin} {failure}", "not_now"
    if isinstance(failure, RulesBroken):
        return f"{begin} Something that stops publication came up since it was approved: see what is missing.", "rules"
    if isinstance(failure, Overtaken):
        newest = f"its newest revision is {failure.newest}"
        return f"{begin} The entry was corrected meanwhile: {newest}. Send this back.", "overtaken"
    if isinstance(failure, ReadOnly):
        return f"{begin} {failure}", "read_only"
    return f"{begin} The register could not do it; its log says why. Try to publish it now.", "failed"
