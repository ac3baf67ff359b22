"""The day and time of a publication that is approved for later, as typed; and how one is stopped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Form

from register.core.calendar import now_utc
from register.desk.auditing import note
from register.desk.routing import APPROVERS, desk, for_roles, officer
from register.extensions import writing
from register.publishing import drafts
from register.publishing.scheduling import BadMoment, moment_in_london, unschedule_draft
from register.web.fields import Day, Words
from register.web.widgets import link_id

_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?\s*(?P<half>[ap])?\.?(?:m\.?)?", re.IGNORECASE)
BLANK_TIME = "09:00"


class Clock(Words):
    """A time of day: "09:00", "9.30" or "2pm"."""

    def read(self, text: str) -> str:
        """Return the time as 09:00."""
        named = {"midday": "12:00", "noon": "12:00"}.get(text.casefold(), text)
        found = _CLOCK.fullmatch(named)
        hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (99, 0)
        if found and found["half"]:
            hour = hour % 12 + (12 if found["half"].casefold() == "p" else 0) if 1 <= hour <= 12 else 99
        bare = found is not None and not found["minute"] and not found["half"]
        if hour > 23 or minute > 59 or bare:
            raise ValueError("‘Time’ must be a time of day, like 09:00 or 2pm")
        return f"{hour:02}:{minute:02}"


class LaterForm(Form):
    """When an approved draft is to go out."""

    publish_on = Day("Day", "In the next 12 months.")
    publish_time = Clock("Time", "As the clocks show it here, like 09:00 or 2pm.")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """Read what was typed."""
        sent = MultiDict(pairs)
        self.is_typed = any(sent.get(f"publish_on-{box}", "").strip() for box in ("day", "month", "year"))
        sent.setdefault("publish_time", BLANK_TIME)
        super().__init__(formdata=sent)
        self.publish_time.params = {"classes": "govuk-input--width-5", "spellcheck": False}
        self.validate()

    def moment(self) -> datetime | None:
        """Return the moment that is meant; where none is, say so at the fields."""
        if not self.publish_on.data and not self.publish_on.errors:
            self.refuse("Give the day on which it is to go out")
        if not self.publish_time.data and not self.publish_time.errors:
            self.publish_time.errors = ("Give the time at which it is to go out",)
        if self.problems:
            return None
        try:
            return moment_in_london(
                date.fromisoformat(self.publish_on.data), time.fromisoformat(self.publish_time.data)
            )
        except BadMoment as bad:
            self.refuse(str(bad), at_time=True)
            return None

    def refuse(self, message: str, *, at_time: bool = False) -> None:
        """Say at a field what is wrong with the moment."""
        field: Any = self.publish_time if at_time else self.publish_on
        field.errors = (*field.errors, message)

    @property
    def problems(self) -> list[tuple[str, str | None]]:
        """Return each message with the id of the box to put it right in."""
        return [(str(one), link_id(field)) for field in self for one in field.errors]


@desk.post("/drafts/<int:draft_id>/stop")
@for_roles(APPROVERS)
def unschedule(draft_id: int) -> ResponseReturnValue:
    """Stop what was approved for later: it waits for a second person again."""
    person = officer()
    try:
        with writing() as connection:
            draft = unschedule_draft(
                connection, draft_id=draft_id, user_id=person.id, at=now_utc(), bodies=person.bodies
            )
            note(connection, "unscheduled", f"draft {draft_id}", reason="stopped")
    except drafts.SamePerson:
        abort(403, "You wrote this: take it back instead.")
    except (drafts.WrongState, drafts.Stale):
        flash("It does not wait to go out any more: see what became of it.")
    else:
        flash(f"“{draft.title}” will not go out by itself. It waits for approval again.", "success")
    return redirect(url_for("desk.review", draft_id=draft_id), 303)
