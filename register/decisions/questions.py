"""Every field of a funding decision as its page asks for it: nothing recorded is without a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from register.common.questions import (
    AREAS,
    BODY,
    COMPACT,
    DOCUMENTS,
    EQUALITY,
    GROUPS_AFFECTED,
    IN_SHORT,
    INVENTED,
    RELATED,
    SOURCE,
    STATEMENT,
    THEMES,
    WITHHELD,
    capital,
    documents,
    joined,
    listed,
    money,
    organisation,
    places,
)
from register.core.questions import Question, choice, day, if_so, yes_or_no
from register.decisions.words import (
    INDIVIDUAL_PURPOSES,
    INDIVIDUAL_REASONS,
    INSTRUMENTS,
    LOCATION_SCOPES,
    MAKERS,
    REGIMES,
    REGRANT_TYPES,
    ROUTES,
    SIZES,
    TAGS,
    TERM_REASONS,
)

CAUSES = {
    "performance": "How the service performed",
    "resources": "The money available",
    "policy": "A change of policy",
    "recipient": "The recipient’s own circumstances or wish",
}
END_KINDS = {
    "agreed_expiry": "It ended when both sides had agreed that it would",
    "non_renewal": "It was not renewed",
    "early_ending": "It was ended early",
    "reduction": "It was reduced",
    "variation": "Its terms were changed",
}
PAYMENTS = {
    "advance": "In advance",
    "arrears": "In arrears",
    "instalments": "In instalments",
    "on_outcomes": "When outcomes are reached",
}
PERIODS = {"in_all": "In all", "a_year": "A year"}


def _maker(value: Mapping[str, Any]) -> str:
    kind, name = str(value.get("kind") or ""), str(value.get("name") or "")
    return ", ".join(part for part in (capital(MAKERS)(kind) if kind else "", name) if part)


def _risks(items: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        ", ".join(
            part
            for part in (
                str(item.get("risk", "")),
                f"held by {item['holder']}" if item.get("holder") else "",
                str(item.get("why_best_placed") or ""),
                f"discussed on {day(item['discussed_on'])}" if item.get("discussed_on") else "",
            )
            if part
        )
        for item in items
    )


def _purposes(value: Sequence[str]) -> str:
    return listed([choice(INDIVIDUAL_PURPOSES)(item) for item in value])


SHORT = (
    *IN_SHORT,
    Question("change.what_happens_now", "What happens now", show="prose"),
)

WHY = (
    Question("rationale.reasons", "Reasons", show="prose", wanted=True),
    Question("rationale.criteria", "Reasons by criterion", joined("criterion", "weight", "how_met"), show="criteria"),
)
ALTERNATIVES = (
    Question("rationale.alternatives", "What else was considered", joined("option", "why_rejected"), show="options"),
)
INTERESTS = (
    Question("declarations", "Interests declared", joined("who", "interest", "dispensation"), show="declarations"),
)
PLAN = (
    Question("change.plan.agreed_on", "Agreed on", day, wanted=True),
    Question("change.plan.actions", "Actions", show="prose", wanted=True),
    Question("change.plan.review_on", "To be reviewed on", day),
    Question("change.plan.result", "Result", show="prose"),
)
EFFECT = (
    Question("change.impact.assessed_on", "Assessed on", day, wanted=True),
    Question("change.impact.beneficiaries", "People who benefit", show="prose", wanted=True),
    Question("change.impact.service_users", "People who use the service", show="prose", wanted=True),
    Question("change.impact.volunteers", "Volunteers", show="prose", wanted=True),
    Question("change.impact.reallocation", "Giving the money to another organisation", show="prose", wanted=True),
)
DIALOGUE = (
    Question("change.dialogue.discussed_on", "Discussed on", day, wanted=True),
    Question("change.dialogue.response_opened_on", "Responses asked for from", day),
    Question("change.dialogue.response_closed_on", "Responses taken until", day, wanted=True),
    Question("change.dialogue.considered", "How they were weighed", show="prose", wanted=True),
)
RECIPIENTS_PART = (
    Question("change.recipients_part.early_notice_on", "It gave early notice on", day),
    Question("change.recipients_part.exit_plan", "Its plan for leaving", show="prose"),
    Question("change.recipients_part.advice_on_impact", "Its advice on the impact", show="prose"),
)
REFUSAL = (
    Question("refusal.funded_before", "Funded by the public body until now", yes_or_no),
    Question("refusal.review_route", "How to ask for a review", show="prose", wanted=True),
    Question("refusal.review_by", "Ask for a review by", day, wanted=True),
    Question("refusal.feedback_given_on", "Feedback given to the applicant on", day, wanted=True),
    Question("refusal.named_with_consent", "The applicant agreed to be named", yes_or_no),
    Question("refusal.already_public", "The refusal was already lawfully public", yes_or_no),
)
DECISION = (
    Question("decision_type", "What was decided", choice(TAGS), wanted=True),
    Question("instrument", "Kind of support", choice(INSTRUMENTS), wanted=True),
    Question("decided_on", "Decided on", day, wanted=True),
    Question("maker", "Decided by", _maker, wanted=True),
    Question("regime", "Taken", capital(REGIMES), wanted=True),
    Question("effective_not_before", "Not to take effect before", day),
    *BODY,
    Question("background_papers", "Background papers", documents, show="links"),
    *DOCUMENTS,
)
RECIPIENT = (
    Question("recipient.organisation", "Recipient", organisation, show="organisation"),
    Question("recipient.described_as", "Applicant or recipient, described"),
    Question("recipient.size_band", "Its yearly income", capital({**SIZES, "not_known": "Not known"}), wanted=True),
    Question("recipient.equality_led", "Led by an equality group", yes_or_no),
    Question("recipient_told_on", "Told of the decision on", day, wanted=True),
    Question("to_individuals.primary_reason", "Why the individual was given it", choice(INDIVIDUAL_REASONS)),
    Question("to_individuals.secondary_reason", "And also because of", choice(INDIVIDUAL_REASONS)),
    Question("to_individuals.purposes", "What it was given to the individual for", _purposes),
)
MONEY = (
    Question("amount_applied_for", "Amount applied for", money),
    Question("amount_awarded", "Amount awarded", money, wanted=True),
    Question("amount_previous", "Amount before", money),
    Question("amount_disbursed", "Amount paid so far", money),
    Question("amount_period", "Amounts are", choice(PERIODS)),
    Question("value_in_kind", "Value of the support in kind", money),
    Question("funding_type", "Type of funding in the source"),
    Question("regrant_type", "Given to be granted again", choice(REGRANT_TYPES)),
)
PROGRAMME = (
    Question("programme.title", "Programme", wanted=True),
    Question("programme.code", "Programme code"),
    Question("programme.round", "Round"),
    Question("programme.url", "Programme’s own page", show="link"),
    Question("programme.criteria_version", "Version of the criteria"),
    Question("programme.call_opened_on", "Call opened on", day),
    Question("programme.call_closed_on", "Call closed on", day),
    Question("programme.application_hours", "Hours an application takes"),
    Question("route", "How recipients were found", choice(ROUTES), wanted=True),
    Question("open_call", "From an open call", yes_or_no),
)
TERM = (
    Question("term.start", "Starts on", day, wanted=True),
    Question("term.end", "Ends on", day, wanted=True),
    Question("term.duration_months", "Length in months"),
    Question("term.multi_year", "Stated to be multi-year", yes_or_no),
    Question("term.reason", "Why not for longer", capital({**TERM_REASONS, "other": "another reason"})),
    Question("term.reason_words", "In the public body’s words", show="prose"),
    Question("term.unstated", "The public body states that no reason was given for the length", if_so),
    Question("term.agreement_signed_on", "Agreement signed on", day),
    Question("actual_start", "Actually started on", day),
    Question("actual_end", "Actually ended on", day),
)
NOTICE = (
    Question("change.decision", "Decision it changes", show="entry"),
    Question("change.cause", "Cause", choice(CAUSES), wanted=True),
    Question("change.end_kind", "How it ends or changes", choice(END_KINDS), wanted=True),
    Question("change.end_set_in_writing_on", "End set in writing on", day),
    Question("change.renewed_before", "Renewed before", yes_or_no),
    Question("change.renewal_sought", "Renewal asked for", yes_or_no),
    Question("change.notice.written_on", "Written notice given on", day, wanted=True),
    Question("change.notice.effective_on", "In effect from", day, wanted=True),
    Question("change.notice.unconditional", "Notice without conditions", yes_or_no, wanted=True),
    Question("change.notice.with_rationale", "Reasons sent with the notice", yes_or_no, wanted=True),
    Question("change.notice.exceptional", "Exceptional circumstances", yes_or_no),
    Question("change.notice.exceptional_reason", "What was exceptional", show="prose"),
    Question("change.notice.unstated", "The public body states that no reason was given for short notice", if_so),
)
TERMS = (
    Question("terms.outcomes_agreed_on", "Outcomes agreed on", day, wanted=True),
    Question("terms.monitoring", "Monitoring", joined("what", "why", "how_used"), show="monitoring"),
    Question("terms.same_terms", "Same terms for all sectors", yes_or_no),
    Question("terms.same_terms_why_not", "Why the terms differ", show="prose"),
    Question("terms.overheads_asked", "Overheads asked for", money),
    Question("terms.overheads_allowed", "Overheads allowed", money),
    Question("terms.overheads_rule", "Rule on overheads", show="prose"),
    Question("terms.overheads_why_disallowed", "Why overheads were not allowed", show="prose"),
    Question("terms.payment_timing", "Paid", choice(PAYMENTS)),
    Question("terms.advance_considered", "Payment in advance considered", yes_or_no),
    Question("terms.payment_words", "On payment", show="prose"),
    Question("terms.onward_distribution", "To be passed on to other organisations", yes_or_no),
    Question("terms.terms_passed_down", "Compact terms passed down", yes_or_no),
    Question("terms.european_funding", "European funding", yes_or_no),
    Question("terms.european_conflict", "Conflict with European rules", show="prose"),
    Question("terms.social_value", "Social value", show="prose"),
    Question("terms.acknowledgement_asked", "Acknowledgement asked for", show="prose"),
    Question("risks", "Risks and who holds them", _risks, show="risks"),
)
PEOPLE = (
    *EQUALITY,
    GROUPS_AFFECTED,
    AREAS,
    Question("location_scope", "Reach of the activity", choice(LOCATION_SCOPES)),
    Question("location_served", "Where it is delivered", places),
    THEMES,
)
RECORD = (
    RELATED,
    WITHHELD,
    SOURCE,
    Question("grant_id", "Identifier in the source"),
    Question("related_activity", "Related activities in the source", listed),
    Question("source_modified", "Last changed in the source"),
    INVENTED,
)

SECTIONS = (SHORT, WHY, ALTERNATIVES, INTERESTS, PLAN, EFFECT, DIALOGUE, RECIPIENTS_PART, REFUSAL, STATEMENT, COMPACT)
FACTS = (DECISION, RECIPIENT, MONEY, PROGRAMME, TERM, NOTICE, TERMS, PEOPLE, RECORD)
QUESTIONS: tuple[Question, ...] = tuple(question for group in (*SECTIONS, *FACTS) for question in group)
