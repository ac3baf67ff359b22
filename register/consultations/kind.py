"""Consultations, registered."""

from __future__ import annotations

from register.consultations.checks import checks
from register.consultations.content import ConsultationContent
from register.consultations.facts_file import FACTS
from register.consultations.form import ConsultationForm
from register.consultations.indexed import words
from register.consultations.occasions import occasions
from register.consultations.page import page
from register.consultations.project import project
from register.consultations.questions import QUESTIONS, VIEW_COLUMNS
from register.consultations.rules import rules, warnings
from register.consultations.upgrades import SCHEMA, upgrade
from register.consultations.words import AWAITED, DISPOSITIONS, STATES, TAGS
from register.core.kind import Door, Duty, FacetSpec, Kind, PartFile, Sheet, Shelf, Turn

OUR_RESPONSE = """\
Choose your organisation. Its page shows each view that is recorded under its name, and what became of it: what was \
done, or why it was not.

Not listed? Organisations are named only where they agreed to it, and several may stand behind one view. Find the \
[consultation](/consultations/) itself: it shows every view, whoever raised it. If feedback is overdue, it says so. \
Nothing there either? Ask the contact on its page."""
"""What the page says that lists the organisations whose views are recorded."""

CONSULTATION = Kind(
    name="consultation",
    plural="consultations",
    prefix="CO",
    label="Consultation",
    label_plural="Consultations",
    doors=(Door("What happened to our response?", "/organisations/?role=author+of+a+view", OUR_RESPONSE),),
    schema=SCHEMA,
    content=ConsultationContent,
    upgrade=upgrade,
    checks=checks,
    rules=rules,
    warnings=warnings,
    project=project,
    words=words,
    questions=QUESTIONS,
    page=page,
    facets=(
        FacetSpec("type", "Kind of consultation", pattern="|".join(TAGS)),
        FacetSpec("state", "Where it stands", order=tuple(STATES), pattern="|".join(STATES)),
        FacetSpec("awaited", "Awaited or overdue", pattern="|".join(AWAITED)),
        FacetSpec("year", "Year", newest_first=True, pattern=r"\d{4}"),
        FacetSpec("body", "Public body"),
        FacetSpec("department", "Department"),
        FacetSpec("disposition", "What became of views", order=tuple(DISPOSITIONS), pattern="|".join(DISPOSITIONS)),
        FacetSpec("area", "Area"),
        FacetSpec("theme", "Theme"),
    ),
    form=ConsultationForm,
    round_form=None,
    file=FACTS,
    statements={"statement": "The statement of those who responded"},
    duties=(
        Duty(
            "feedback",
            "Feedback owed",
            "feedback_published_on",
            "Write the feedback",
            begins="Feedback",
            not_while=("announced", "open"),
        ),
        Duty("reasons", "Reasons owed for views not acted on", "views", "Give the reasons", awaited="reason"),
        Duty("commitments", "Commitments, and views to decide on", "views", "Write what was done"),
    ),
    templates="consultation",
    feed_summary="What public bodies ask people, what they heard, what they did about it, and what not and why.",
    shelf=Shelf("Open for your views now", "open", "No consultation is open at the moment."),
    turns=(Turn("open", "closes"), Turn("announced", "opens", begins=True)),
    sheets=(
        Sheet("notice", "A notice to print, with a QR code", "consultation/notice.html"),
        Sheet("text", "Text for a newsletter", "consultation/newsletter.txt", "text/plain"),
    ),
    parts=(PartFile("views", "Views, and what became of each", VIEW_COLUMNS, fragment="view"),),
    occasions=occasions,
)
