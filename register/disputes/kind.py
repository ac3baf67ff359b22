"""Disputes, registered."""

from __future__ import annotations

from register.compact.document import load
from register.core.kind import Door, Duty, FacetSpec, Kind, PartFile, Shelf
from register.disputes import questions
from register.disputes.checks import checks
from register.disputes.content import DisputeContent
from register.disputes.form import DisputeForm
from register.disputes.indexed import words
from register.disputes.page import page
from register.disputes.pending import pending_since
from register.disputes.project import project
from register.disputes.rules import conceals, rules, warnings
from register.disputes.states import OVERDUE
from register.disputes.upgrades import SCHEMA, upgrade
from register.disputes.words import OUTCOMES, RAISED_BY, REMEDY_STATES, STATES

NUMBERS = tuple(one.number for one in load().undertakings)

DISPUTE = Kind(
    name="dispute",
    plural="disputes",
    prefix="DI",
    label="Dispute",
    label_plural="Disputes",
    doors=(Door("How was a disagreement settled?", "/disputes/"),),
    schema=SCHEMA,
    content=DisputeContent,
    upgrade=upgrade,
    checks=checks,
    rules=rules,
    warnings=warnings,
    conceals=conceals,
    project=project,
    words=words,
    questions=questions.QUESTIONS,
    page=page,
    facets=(
        FacetSpec("state", "Where it stands", order=tuple(STATES), pattern="|".join(STATES)),
        FacetSpec("outcome", "How it ended", pattern="|".join(OUTCOMES)),
        FacetSpec("year", "Year", newest_first=True, pattern=r"\d{4}"),
        FacetSpec("raised_by", "Who raised it", pattern="|".join(RAISED_BY)),
        FacetSpec("engaged", "Promise in dispute", order=NUMBERS, pattern=r"[1-5]\.[0-9]{1,2}"),
        FacetSpec("remedy", "What was promised to put it right", pattern="|".join(REMEDY_STATES)),
        FacetSpec("body", "Public body"),
        FacetSpec("department", "Department"),
        FacetSpec("area", "Area"),
        FacetSpec("theme", "Theme"),
        FacetSpec("awaited", "Awaited or overdue", pattern="|".join(OVERDUE)),
    ),
    form=DisputeForm,
    round_form=None,
    templates="dispute",
    feed_summary="How disagreements over the Compact were settled, what was found and what changed.",
    parts=(
        PartFile("stages", "Steps towards resolving disputes", questions.STAGE_COLUMNS, "stage"),
        PartFile("engaged", "What was found of each promise in dispute", questions.ENGAGED_COLUMNS),
        PartFile("remedies", "What is done to put it right", questions.REMEDY_COLUMNS, "remedy"),
        PartFile("lessons", "What is done differently", questions.LESSON_COLUMNS, "lesson"),
    ),
    shelf=Shelf("Disputes closed", "ended", "No dispute has been closed yet."),
    statements={
        "account_of_party": "The account of the voluntary or community organisation",
        "account_of_body": "The account of the public body",
    },
    duties=(
        Duty("remedies", "Remedies promised", "remedies", "Write what was done", begins="Remedy"),
        Duty("lessons", "Lessons to act on", "lessons", "Write what was done", begins="Lesson"),
    ),
    pending_since=pending_since,
    pending="open disputes",
    pending_state="open",
)
