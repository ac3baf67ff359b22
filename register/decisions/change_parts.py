"""The questions that a reduction, an ending, a variation or a non-renewal adds."""

from __future__ import annotations

from wtforms import FormField

from register.common.form_parts import choices
from register.decisions.questions import CAUSES, END_KINDS
from register.web.choices import OneOf, OneOfMany, Tick, YesNo
from register.web.fields import Day, Words
from register.web.forms import Part


class PlanPart(Part):
    """The improvement plan."""

    agreed_on = Day("Improvement plan agreed on")
    actions = Words("Actions of the plan", "With their timetable.", lines=5)
    review_on = Day("Plan reviewed on")
    result = Words("Result of the review", lines=3)


class ImpactPart(Part):
    """What was assessed."""

    assessed_on = Day("Impact assessed on")
    beneficiaries = Words("Effect on beneficiaries", lines=3)
    service_users = Words("Effect on service users", lines=3)
    volunteers = Words("Effect on volunteers", lines=3)
    reallocation = Words("Whether the money should go to another organisation serving the same people", lines=3)


class DialoguePart(Part):
    """What was discussed."""

    discussed_on = Day("Discussed with the recipient on")
    response_opened_on = Day("Responses taken from")
    response_closed_on = Day("Responses taken until")
    considered = Words("How the responses were considered", lines=5)


class NoticePart(Part):
    """Notice in writing."""

    written_on = Day("Written notice given on", "On or after the final decision.")
    unconditional = YesNo("The notice was unconditional")
    effective_on = Day("Takes effect on", "The first day of the new state.")
    with_rationale = YesNo("The reasons were sent with the notice")
    exceptional = YesNo("There were exceptional circumstances")
    exceptional_reason = Words(
        "What the exceptional circumstances were", "Where notice was shorter than three months.", lines=5
    )
    unstated = Tick("State that no reason was given for short notice")


class RecipientsPartPart(Part):
    """What the recipient did."""

    early_notice_on = Day("The recipient told you of the problem on")
    exit_plan = Words("The recipient’s plan for the end of funding", lines=3)
    advice_on_impact = Words("The recipient’s advice on the impact", lines=3)


class ChangePart(Part):
    """What a change adds."""

    what_happens_now = Words(
        "What happens to the service now", "The first thing readers see: say it to the people who use it.", lines=5
    )
    decision = Words("Reference of the decision it changes", "Such as FD-2026-0042.", longest=40)
    cause = OneOf("Cause", choices(CAUSES))
    end_kind = OneOfMany(
        "Kind of change",
        choices(END_KINDS),
        "An agreed expiry is one set in writing beforehand, with no renewal before it and none sought.",
    )
    end_set_in_writing_on = Day("The end was set in writing on")
    renewed_before = YesNo("It had been renewed before")
    renewal_sought = YesNo("A renewal was sought")
    notice = FormField(NoticePart)
    impact = FormField(ImpactPart)
    dialogue = FormField(DialoguePart)
    plan = FormField(PlanPart)
    recipients_part = FormField(RecipientsPartPart)
