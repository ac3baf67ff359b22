"""What undertaking 2.5 asks: feedback in time, what became of each view, reasons, and promises that are kept."""

from __future__ import annotations

from datetime import date

from register.common.verdicts import Check, Verdict, kept, not_applicable, not_kept, not_known
from register.consultations.content import Commitment
from register.consultations.reading import ConsultationReading
from register.consultations.timing import not_closed, too_early
from register.core.calendar import day_after, day_in_words, days_in_words
from register.core.content import known


def feedback_in_time(reading: ConsultationReading) -> Verdict:
    """Ask of 2.5 whether feedback was published by the day it was due."""
    today, due, published = reading.context.today, reading.feedback_due, reading.feedback_on
    out, field = published if published and published <= today else None, "feedback_published_on"
    abandoned = reading.abandoned
    if abandoned and abandoned <= today and out is None and (due is None or abandoned <= due):
        return not_applicable(f"It was abandoned on {day_in_words(abandoned)}, before feedback was due.")
    if out is None and (nothing := not_closed(reading)):
        return nothing
    if due is None:
        told = f"Feedback was published on {day_in_words(out)}" if out else "No feedback is recorded"
        return not_known(f"{told}; the day it was due is not known, for the closing day is not recorded.", "periods")
    rule = _due_in_words(reading)
    if out:
        if out <= due:
            return kept(f"Feedback was published on {day_in_words(out)}; {rule}.")
        late = days_in_words((out - due).days)
        return not_kept(f"Feedback was published on {day_in_words(out)}, {late} late; {rule}.", field)
    if due >= today:
        return too_early(rule.replace("it was due", "feedback is due"))
    early = _too_early_in_words(reading)
    return not_kept(f"No feedback is published{early}; {rule}: {days_in_words((today - due).days)} overdue.", field)


def views_settled(reading: ConsultationReading) -> Verdict:
    """Ask of 2.5 whether each view has a final answer; a view may wait for a day that is still to come."""
    if nothing := _no_feedback_yet(reading):
        return nothing
    views, today = reading.views, reading.context.today
    if not views:
        return not_known("No views are recorded.", "views")
    told = f"Views: {len(views)}; with a final answer: {len(views) - len(reading.unsettled)}"
    considered = [view for view in reading.unsettled if view.disposition]
    late = [view for view in considered if view.decide_by is None or view.decide_by < today]
    if late:
        return not_kept(
            f"{told}; still considered without a day to come by which it will be decided: {len(late)}.", "views"
        )
    if len(considered) < len(reading.unsettled):
        return not_known(f"{told}; what became of the others is not recorded.", "views")
    if considered:
        last = max(view.decide_by for view in considered if view.decide_by)
        return too_early(f"of {len(views)} views {len(considered)} will be decided by {day_in_words(last)}")
    return kept(f"{told}.")


def reasons_given(reading: ConsultationReading) -> Verdict:
    """Ask of 2.5 whether each view that was not acted on, or only in part, carries the reason."""
    undone = len(reading.undone)
    if not undone:
        # What is withheld might hold such a view: the field is named so that it is said.
        return not_applicable("No view is recorded as partly or not acted on, or out of scope.", "views")
    missing = len(reading.unreasoned)
    told = f"Views partly or not acted on, or out of scope: {undone}; with the reason: {undone - missing}"
    return not_kept(f"{told}.", "views") if missing else kept(f"{told}.")


def commitments_kept(reading: ConsultationReading) -> Verdict | None:
    """Ask of 2.5 whether what was promised in answer to views was done when it was due; silent where nothing was."""
    promised = reading.promises
    if not promised:
        return None
    today = reading.context.today
    due = [one for one in promised if one.due_on and one.due_on < today]
    if not due:
        return too_early(f"of {len(promised)} commitments none has fallen due")
    done = [one for one in due if is_done(one, today)]
    told = f"Commitments due: {len(due)}; done: {len(done)}"
    if late := sum(1 for one in done if one.done_on and one.due_on and one.done_on > one.due_on):
        told += f", {late} of them late"
    return kept(f"{told}.") if len(done) == len(due) else not_kept(f"{told}.", "views")


DATES = ("periods", "abandoned_on")
"""What decides whether anything was owed by a day."""

FEEDBACK_CHECKS = (
    Check("2.5", "feedback_in_time", feedback_in_time, DATES),
    Check("2.5", "views_settled", views_settled, DATES, counts="views"),
    Check("2.5", "reasons_given", reasons_given, counts="views"),
    Check("2.5", "commitments_kept", commitments_kept, counts="views"),
)


def is_done(commitment: Commitment, today: date) -> bool:
    """Tell whether what was promised is done on a day."""
    if commitment.done_on:
        return commitment.done_on <= today
    return commitment.progress == "done"


def undone_edges(reading: ConsultationReading) -> list[date]:
    """Return, in turn, the days from which some promise is due and not done, and those from which none is."""
    edges: list[date] = []
    for one in sorted(reading.promises, key=lambda one: one.due_on or date.max):
        due, done = one.due_on, one.done_on
        if due is None or due == date.max or (one.progress == "done" and not done) or len(edges) % 2:
            continue  # never due, never undone, or one before it is undone for ever
        since = day_after(due)
        if done and done <= since:
            continue
        last = edges.pop() if edges and since <= edges[-1] else None
        edges += [] if last else [since]
        edges += [max(done, last or done)] if done else []
    return edges


def _no_feedback_yet(reading: ConsultationReading) -> Verdict | None:
    published = known(reading.content.feedback_published_on)
    if published and published <= reading.context.today:
        return None
    return None if reading.views else not_closed(reading) or too_early("no feedback is published")


def _due_in_words(reading: ConsultationReading) -> str:
    """Say by when feedback was due and by which rule: "it was due by 22 May 2026, 84 days after …"."""
    due = reading.feedback_due
    day = f"it was due by {day_in_words(due)}" if due else "no day was set"
    if reading.promised or reading.last_closed is None:
        return f"{day}, as promised"
    days = days_in_words(reading.context.yardsticks.feedback_days)
    closed = day_in_words(reading.last_closed)
    return f"{day}, {days} after it closed on {closed}, the register’s yardstick and not the Compact’s words"


def _too_early_in_words(reading: ConsultationReading) -> str:
    published, last = known(reading.content.feedback_published_on), reading.last_closed
    if not published or not last or published >= last:
        return ""
    days = f"what came out on {day_in_words(published)} was before it closed on {day_in_words(last)}"
    return f" on all that was said ({days})"
