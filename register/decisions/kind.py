"""Funding decisions, registered."""

from __future__ import annotations

from register.core.kind import Door, Duty, FacetSpec, Kind
from register.decisions import grid
from register.decisions.checks import checks
from register.decisions.content import DecisionContent
from register.decisions.form import DecisionForm
from register.decisions.indexed import words
from register.decisions.page import page
from register.decisions.project import RATIONALE_AWAITED, project
from register.decisions.questions import QUESTIONS
from register.decisions.round_form import RoundForm
from register.decisions.rules import conceals, rules, warnings
from register.decisions.upgrades import SCHEMA, upgrade
from register.decisions.words import BANDS, INSTRUMENTS, ROUTES, TAGS, TOP_BAND

AMOUNTS = (*(value for _, value, _ in BANDS), TOP_BAND[0])

DECISION = Kind(
    name="decision",
    plural="decisions",
    prefix="FD",
    label="Funding decision",
    label_plural="Funding decisions",
    doors=(Door("Why was this grant awarded, refused or ended?", "/decisions/"),),
    schema=SCHEMA,
    content=DecisionContent,
    upgrade=upgrade,
    checks=checks,
    rules=rules,
    warnings=warnings,
    conceals=conceals,
    project=project,
    words=words,
    questions=QUESTIONS,
    page=page,
    facets=(
        FacetSpec("type", "What was decided", pattern="|".join(TAGS)),
        FacetSpec("year", "Year", newest_first=True, pattern=r"\d{4}"),
        FacetSpec("body", "Public body"),
        FacetSpec("department", "Department"),
        FacetSpec("programme", "Programme"),
        FacetSpec("area", "Area"),
        FacetSpec("theme", "Theme"),
        FacetSpec("instrument", "Kind of support", pattern="|".join(INSTRUMENTS)),
        FacetSpec("route", "How recipients were found", pattern="|".join(ROUTES)),
        FacetSpec("amount", "Amount", order=AMOUNTS, pattern="|".join(AMOUNTS)),
        FacetSpec("awaited", "Awaited or overdue", pattern=RATIONALE_AWAITED.value),
    ),
    form=DecisionForm,
    round_form=RoundForm,
    grid=grid,
    statements={"statement": "The recipient’s statement"},
    duties=(
        Duty(
            "rationales",
            "Rationale awaited",
            "rationale.reasons",
            "Give the rationale",
            note="The rationale was added.",
            awaited="rationale",
        ),
        Duty(
            "reviews",
            "Improvement plans to review",
            "change.plan.result",
            "Write the result",
            begins="Review of the improvement plan",
        ),
    ),
    templates="decision",
    feed_summary="What public bodies decided to fund, refuse, change or end, and why.",
    sums=True,
)
