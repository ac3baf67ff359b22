"""Every field of a consultation as its page asks for it: nothing recorded is without a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from register.common.questions import (
    AREAS,
    BODY,
    COMPACT,
    DOCUMENTS,
    EQUALITY,
    GROUPS_AFFECTED,
    IN_SHORT,
    RECORD,
    STATEMENT,
    THEMES,
    capital,
    joined,
    organisation,
    organisations,
)
from register.consultations.words import DISPOSITIONS, METHODS, PROGRESS, RESPONDERS, STAGES, time_in_words
from register.core.questions import Question, choice, day, if_so


def clock(value: str) -> str:
    """Write an ISO time of day for readers: 5pm; what is no time is given back as it stands."""
    try:
        at = time.fromisoformat(value)
    except ValueError:
        return value
    return time_in_words(at) if at != time() else "midnight, as that day begins"


def period(one: Mapping[str, Any]) -> str:
    """Write one period: from when until when, and what its end was before it was extended."""
    opens, closes, at = one.get("opens_on"), one.get("closes_on"), one.get("closes_at")
    said = [f"from {day(opens)}"] if opens else []
    if closes:
        said.append(f"{'to' if opens else 'until'} {day(closes)}")
    words = " ".join(said) + (f", {clock(at)}" if at else "")
    missing = "" if opens and closes else f" ({'closing' if opens else 'opening'} day not stated)" if said else ""
    extended = f"extended from {day(one['extended_from'])}" if one.get("extended_from") else ""
    return ", ".join(part for part in (words.removeprefix(", ") + missing, extended) if part)


def commitment(value: Mapping[str, Any]) -> str:
    """Write what was promised: what, by when, and how far it is."""
    state = choice(PROGRESS)(value["progress"]) if value.get("progress") else ""
    due = f"due {day(value['due_on'])}" if value.get("due_on") else ""
    done = f"done {day(value['done_on'])}" if value.get("done_on") else ""
    return ", ".join(part for part in (str(value.get("what") or ""), due, state, done) if part)


def _periods(items: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(words for one in items if (words := period(one)))


def _counts(items: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{choice(RESPONDERS)(one.get('type'))}: {one.get('number', 0):,}" for one in items)


def _organisations(items: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        organisation(one.get("organisation") or {})
        + (f", representing {one['represents']}" if one.get("represents") else "")
        for one in items
    )


def _view(one: Mapping[str, Any]) -> str:
    disposition = capital(DISPOSITIONS)(one["disposition"]) if one.get("disposition") else ""
    parts = (
        f"View {one['number']}" if one.get("number") else "A view",
        one.get("theme"),
        one.get("said"),
        f"said by {one['how_many']:,}" if one.get("how_many") is not None else "",
        f"raised by {organisations(one['raised_by'])}" if one.get("raised_by") else "",
        one.get("raised_by_words"),
        disposition,
        one.get("change"),
        f"because: {one['reason']}" if one.get("reason") else "",
        f"to be decided by {day(one['decide_by'])}" if one.get("decide_by") else "",
        f"promised: {commitment(one['commitment'])}" if one.get("commitment") else "",
    )
    return " · ".join(str(part) for part in parts if part)


def _views(items: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(_view(one) for one in items)


ASKED = (
    Question("what", "What is asked", show="prose", wanted=True),
    Question("why", "Why", show="prose", wanted=True),
    Question("informs", "The decision it informs", wanted=True),
    Question("decision_due_on", "That decision is due by", day, wanted=True),
    Question("stage", "How far the plans were", capital(STAGES), wanted=True),
)
HOW_TO_RESPOND = (
    Question("survey_url", "Respond online", show="link"),
    Question("ways", "Ways to respond", joined("way", "url"), show="ways"),
)
SAID = (
    Question("responses.total", "Responses", lambda value: f"{value:,}", wanted=True),
    Question("responses.by_type", "By who responded", _counts, show="counts"),
    Question("responses.words", "More about who responded", show="prose"),
    Question("said", "What people said", show="prose", wanted=True),
)
DONE = (Question("did", "What was done", show="prose", wanted=True),)
NOT_DONE = (Question("did_not", "What was not done, and why", show="prose", wanted=True),)
VIEWS = (Question("views", "Views, and what became of each", _views, show="views"),)
INVOLVED = (
    Question("responses.organisations", "Organisations that responded", _organisations, show="represented"),
    GROUPS_AFFECTED,
    Question("groups_consulted", "How organisations of these groups were asked", show="prose"),
    *EQUALITY,
)
DATES = (
    Question("announced_on", "Announced on", day, wanted=True),
    Question("periods", "When people could respond", _periods, show="periods", wanted=True),
    Question("dates_words", "What was said of the dates"),
    Question("feedback_promised_by", "Feedback promised by", day),
    Question("feedback_published_on", "Feedback published on", day),
    Question("decided_on", "Decided on", day),
    Question("outcome_published_on", "Outcome published on", day),
    Question("outcome", "Outcome", show="prose"),
    Question("abandoned_on", "Abandoned on", day),
    Question("abandoned_why", "Why it was abandoned", show="prose"),
)
METHOD = (Question("method", "Method", capital(METHODS), wanted=True),)
FIRST_CONTACT = (
    Question("first_contact.first_on", "First contact with charities and community groups", day, wanted=True),
    Question("first_contact.how", "How they were contacted", show="prose"),
    Question("first_contact.barriers_removed", "What was done so that everybody could take part", show="prose"),
)
SHORT = (
    Question("short_reason", "Why it was shorter than 12 weeks, or not a formal written one", show="prose"),
    Question("short_unstated", "The public body states that no reason was given", if_so),
)
VALUE = (
    Question("value.assessed_on", "Value looked at on", day),
    Question("value.words", "What was found of the value", show="prose"),
    Question("value.mitigation", "What followed from it", show="prose"),
)
SOCIAL_IMPACT = (
    Question("social_impact.assessed_on", "Social impact looked at on", day),
    Question("social_impact.words", "What the social impact may be", show="prose"),
    Question("social_impact.mitigation", "What lessens harm", show="prose"),
)
BURDEN = (
    Question("burden.assessed_on", "Burden on small organisations looked at on", day),
    Question("burden.words", "What the burden may be", show="prose"),
    Question("burden.mitigation", "What lessens the burden", show="prose"),
)
TOGETHER = (
    ("First contact with charities and community groups", FIRST_CONTACT),
    ("Value", VALUE),
    ("Social impact", SOCIAL_IMPACT),
    ("Burden on small organisations", BURDEN),
    ("Equality analysis", EQUALITY),
)
"""Questions whose answers are shown in one row."""
HOW_IT_WAS_RUN = (*METHOD, *FIRST_CONTACT, *SHORT, *VALUE, *SOCIAL_IMPACT, *BURDEN)
PUBLIC_BODY = (*BODY, AREAS, THEMES)

SECTIONS = (IN_SHORT, ASKED, HOW_TO_RESPOND, SAID, DONE, NOT_DONE, VIEWS, DATES, HOW_IT_WAS_RUN, INVOLVED, DOCUMENTS)
QUESTIONS: tuple[Question, ...] = tuple(
    question for group in (*SECTIONS, STATEMENT, COMPACT, PUBLIC_BODY, RECORD) for question in group
)

VIEW_COLUMNS = (
    Question("number", "Number"),
    Question("theme", "Theme"),
    Question("said", "What people said"),
    Question("how_many", "How many said so"),
    Question("raised_by", "Raised by", organisations),
    Question("raised_by_words", "Raised by, described"),
    Question("disposition", "What became of it", capital(DISPOSITIONS)),
    Question("change", "What was done"),
    Question("reason", "Why it was not done"),
    Question("decide_by", "To be decided by"),
    Question("commitment.what", "What was promised"),
    Question("commitment.due_on", "Promise due by"),
    Question("commitment.done_on", "Promise kept on"),
    Question("commitment.progress", "How far the promise is", capital(PROGRESS)),
)
"""The columns of a file of views, one row a view; dates stay ISO for machines."""
