"""What the page of a consultation shows, in its reading order: where it stands, asked, said, done, not done and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from register.common import page as parts
from register.common.page import Line, Section, section
from register.common.questions import DOCUMENTS, RECORD, STATEMENT, TOLD_ELSEWHERE
from register.consultations import questions as ask
from register.consultations.content import ConsultationContent
from register.consultations.newsletter import newsletter
from register.consultations.periods import start_of
from register.consultations.reading import TWELVE_WEEKS, ConsultationReading
from register.consultations.standing import Standing, standing
from register.consultations.states import spells
from register.consultations.timeline import timeline
from register.consultations.views import Views, keys_of, views
from register.consultations.words import RESPONDERS, TAGS
from register.core.calendar import day_in_words, days_in_words, instant
from register.core.content import known
from register.core.findings import Context, Finding
from register.core.questions import Reply
from register.core.text import cut, plain

AFTERWARDS = frozenset({"closed", "unanswered", "feedback_published", "outcome_published"})
"""The states in which a reader may ask what became of it."""
TO_RESPOND = frozenset({"announced", "open"})

MOST_ON_PAPER, MOST_OF_A_WAY, WAYS_ON_PAPER = 600, 110, 4
LONG_TITLE, ROOMY = 80, 700
"""Characters and lines that leave a notice on one sheet, whatever its consultation says."""

_TOLD_ABOVE = frozenset({"what", "why"})
"""Of what is asked: told in prose of its own."""
_UNREMARKED = frozenset({"decision_due_on", "body.department", "contact.role"})
"""Of what a source does not state: not worth a remark."""
_TOLD_OTHERWISE = {
    "responses.total": ("responses.by_type", "responses.words"),
    "periods": ("dates_words",),
    "said": ("views",),
    "did": ("views",),
    "did_not": ("views",),
}
"""Fields, and the others that say the same in another way: where one of these is stated, nothing is missing."""


@dataclass(frozen=True)
class Figure:
    """A sum of the register's and the rule it is held against."""

    label: str
    words: str
    rule: str


@dataclass(frozen=True)
class ByType:
    """How many responses came from one type of responder."""

    label: str
    number: int


@dataclass(frozen=True)
class Row:
    """A row of facts that belong together."""

    label: str
    facts: tuple[Reply, ...]

    @property
    def labelled(self) -> bool:
        """Tell whether each needs a label of its own: not where the row is one fact."""
        return len(self.facts) > 1


@dataclass(frozen=True)
class Respondent:
    """An organisation that responded, whom it represents, and the keys that find its page."""

    name: str
    keys: tuple[str, ...]
    represents: str


def page(
    document: Mapping[str, Any],
    content: ConsultationContent,
    findings: Sequence[Finding],
    context: Context,
    asked: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the templates of a consultation show; the content is the document's, the findings are to be shown."""
    reading, now = ConsultationReading(content, context), standing(content, context)
    moment = context.now or start_of(context.today)
    shown = views(reading.views, asked, context.today, reading.gone("views"))
    base = parts.facts_part(document, ask.QUESTIONS)
    facts: dict[str, Reply] = base["facts"]
    return {
        **base,
        "tag": TAGS.get(reading.method or "", "Consultation"),
        "now": now,
        "short": _short(facts, shown, now, cut_short=reading.cut_short),
        "respond": now.state in TO_RESPOND,
        "open": now.state == "open",
        "asked": section("What is asked" if now.state in TO_RESPOND else "What was asked", ask.ASKED, facts),
        "asked_rows": _rows(section("", [one for one in ask.ASKED if one.name not in _TOLD_ABOVE], facts), context),
        "afterwards": now.state in AFTERWARDS,
        "by_type": _by_type(reading),
        "any_responses": section("", ask.SAID, facts).stated,
        "any_feedback": any(facts[name].stated for name in ("did", "did_not")) or facts["views"].stated,
        "views": shown,
        "uses_htmx": bool(shown.filters),
        "timeline": timeline(reading, moment),
        "figures_of_time": _figures(reading),
        "awaited": _awaited(reading, moment),
        "run": _together(_run(facts, to_respond=now.state in TO_RESPOND), context),
        "involved": _together(section("Who was involved", ask.INVOLVED, facts), context),
        "respondents": _respondents(reading),
        "documents": section("Documents", DOCUMENTS, facts),
        "groups": _groups(facts, context),
        "not_stated": _not_stated(facts, now) if context.imported else [],
        "newsletter": newsletter(reading, now),
        "notice": _notice(reading),
        **parts.statement_part(
            "What those who responded say",
            shown=section("", STATEMENT, facts).stated or (not context.imported and now.state in AFTERWARDS),
            who="those who responded were",
        ),
        **parts.compact_part(document, findings, plural="consultations"),
        "data": _linked_data(facts, reading),
    }


def _short(facts: Mapping[str, Reply], shown: Views, now: Standing, *, cut_short: bool) -> list[Line]:
    """Return the lines of the box at the top: who asks, what for, and what came of it so far."""
    body = facts["body.name"]
    dated = any(one.get("opens_on") for one in facts["periods"].value or ())
    lines = [
        Line("Asked by", body.words or body.missing),
        Line("Was to be open" if cut_short else "Open", facts["periods"].words) if dated else None,
        Line("Responses", facts["responses.total"].words) if facts["responses.total"].words else None,
        Line("Views", f"{shown.short}.", href="#views", more="Every view, one by one")
        if shown.total or shown.gone
        else None,
        Line("Why", facts["abandoned_why"].words, prose=True)
        if now.state == "abandoned" and facts["abandoned_why"].words
        else None,
    ]
    return [line for line in lines if line]


def _rows(one: Section, context: Context) -> Section:
    """Leave out what an imported consultation does not state: the page says so once, in a list."""
    return Section(one.heading, tuple(fact for fact in one.facts if fact.stated)) if context.imported else one


def _together(one: Section, context: Context) -> list[Row]:
    """Return the rows of a section; what belongs together (a day, words, what lessens harm) shares one."""
    rows: dict[str, list[Reply]] = {}
    for fact in _rows(one, context).shown:
        rows.setdefault(_row_label(fact), []).append(fact)
    return [Row(label, tuple(_once(facts))) for label, facts in rows.items()]


def _row_label(fact: Reply) -> str:
    return next((label for label, asked in ask.TOGETHER if fact.question in asked), fact.label)


def _once(facts: Sequence[Reply]) -> Iterator[Reply]:
    """Yield what is stated; of what is missing for the same reason, the first."""
    missing: set[str] = set()
    stated = any(fact.words for fact in facts)
    for fact in facts:
        if fact.words or (fact.missing not in missing and not (stated and not fact.stated)):
            yield fact
        missing.add(fact.missing)


def _awaited(reading: ConsultationReading, moment: datetime) -> list[str]:
    """Return what is missing or overdue at a moment, in words."""
    asked = instant(moment)
    held = (one for one in spells(reading) if one.name == "awaited" and (one.since or "") <= asked)
    return [one.label for one in held if one.until is None or asked < one.until]


def _run(facts: Mapping[str, Reply], *, to_respond: bool) -> Section:
    """Return how it was run; how one could respond is told above as long as one can."""
    more = () if to_respond else ask.HOW_TO_RESPOND
    return section("How it was run", (*ask.HOW_IT_WAS_RUN, *more), facts)


def _groups(facts: Mapping[str, Reply], context: Context) -> list[Section]:
    groups = (
        (section("Dates", ask.DATES, facts), True),
        (section("Public body", ask.PUBLIC_BODY, facts), True),
        (section("This record", [one for one in RECORD if one.name not in TOLD_ELSEWHERE], facts), False),
    )
    return parts.fact_groups((_rows(one, context), applies) for one, applies in groups)


def _not_stated(facts: Mapping[str, Reply], now: Standing) -> list[str]:
    """Return the labels of what a reader would ask for by now, and the source does not say."""
    told = {name for name, others in _TOLD_OTHERWISE.items() if any(facts[other].stated for other in others)}
    if now.state == "dates_not_stated":
        told.add("periods")
    if now.state in TO_RESPOND:
        told |= {one.name for one in (*ask.SAID, *ask.DONE, *ask.NOT_DONE)}
    asked = (fact for fact in facts.values() if fact.question.wanted and fact.name not in _UNREMARKED | told)
    return list(dict.fromkeys(_row_label(fact) for fact in asked if not fact.stated))


def _by_type(reading: ConsultationReading) -> list[ByType]:
    counts: dict[str, int] = {}
    for one in known(reading.responses.by_type) or ():
        counts[one.type] = counts.get(one.type, 0) + one.number
    return [ByType(label, counts[value]) for value, label in RESPONDERS.items() if value in counts]


def _respondents(reading: ConsultationReading) -> list[Respondent]:
    return [
        Respondent(one.organisation.name, keys_of(one.organisation), one.represents or "")
        for one in reading.organisations
    ]


def _figures(reading: ConsultationReading) -> list[Figure]:
    """Return the sums of its length and of how long ahead it was announced, each with its rule."""
    found = []
    if (longest := reading.longest) and not reading.cut_short:
        days = f"{day_in_words(longest.opens_on)} to {day_in_words(longest.last_day)}: {days_in_words(longest.days)}"
        found.append(
            Figure(
                "Longest time open without a break",
                f"{days}, the first and the last counted",
                f"The Compact asks for {TWELVE_WEEKS} days (12 weeks) in one go for a formal written consultation, "
                "or for the reason why not.",
            )
        )
    announced, opened = known(reading.content.announced_on), reading.opened
    if announced and opened:
        found.append(
            Figure(
                "Announced ahead",
                _ahead(announced, opened),
                f"The register’s yardstick is {days_in_words(reading.context.yardsticks.announcement_days)}.",
            )
        )
    return found


def _ahead(announced: date, opened: date) -> str:
    days = (opened - announced).days
    if days < 0:
        return f"Announced {days_in_words(-days)} after it opened"
    return f"Announced {days_in_words(days)} before it opened" if days else "Announced on the day it opened"


def _notice(reading: ConsultationReading) -> dict[str, Any]:
    """Return what fits on one sheet of paper: what is asked, cut where it is long, and the first ways to respond."""
    content, contact = reading.content, reading.contact
    survey, what = known(content.survey_url) or "", plain(known(content.what) or "")
    asked = [cut(reading.summary or what, MOST_ON_PAPER)]
    if what and len(asked[0]) + len(what) <= MOST_ON_PAPER and what not in asked:
        asked.append(what)
    ways = [_way(plain(one.way), one.url or "") for one in (known(content.ways) or ())[:WAYS_ON_PAPER]]
    return {
        "who": cut(reading.body.name, MOST_OF_A_WAY) if reading.body else "",
        "asked": asked,
        "ways": ways,
        "survey": survey if len(survey) <= MOST_OF_A_WAY else "",
        "contact": cut(", ".join(filter(None, (contact.role, contact.email))), MOST_OF_A_WAY) if contact else "",
        "full": len(reading.title) > LONG_TITLE or len("".join(asked + ways)) > ROOMY,
    }


def _way(words: str, url: str) -> str:
    """Write a way to respond on one or two lines; an address that does not fit whole would be of no use."""
    address = f" {url}" if url and len(url) <= MOST_OF_A_WAY // 2 else ""
    return cut(words, MOST_OF_A_WAY - len(address)) + address


def _linked_data(facts: Mapping[str, Reply], reading: ConsultationReading) -> dict[str, Any]:
    data = parts.linked_data(facts, of_type="Event", by="organizer")
    if reading.opened:
        data["startDate"] = reading.opened.isoformat()
    if reading.last_closed:
        data["endDate"] = reading.last_closed.isoformat()
    return data
