"""Funding decisions, registered."""

from __future__ import annotations

from register.core.kind import FacetSpec, Kind
from register.decisions.checks import checks
from register.decisions.content import DecisionContent
from register.decisions.form import DecisionForm
from register.decisions.indexed import words
from register.decisions.page import page
from register.decisions.project import project
from register.decisions.questions import QUESTIONS
from register.decisions.rules import rules
from register.decisions.upgrades import SCHEMA, upgrade

DECISION = Kind(
    name="decision",
    plural="decisions",
    prefix="FD",
    label="Funding decision",
    label_plural="Funding decisions",
    schema=SCHEMA,
    content=DecisionContent,
    upgrade=upgrade,
    checks=checks,
    rules=rules,
    project=project,
    words=words,
    questions=QUESTIONS,
    page=page,
    facets=(
        FacetSpec("type", "What was decided"),
        FacetSpec("year", "Year", newest_first=True),
        FacetSpec("body", "Public body"),
        FacetSpec("department", "Department"),
        FacetSpec("programme", "Programme"),
        FacetSpec("area", "Area"),
        FacetSpec("theme", "Theme"),
        FacetSpec("instrument", "Kind of support"),
        FacetSpec("amount", "Amount"),
    ),
    form=DecisionForm,
    templates="decision",
    feed_summary="What public bodies decided to fund, refuse, change or end, and why.",
)
