"""The questions of a funding decision that belong together, part by part, as the content holds them."""

from __future__ import annotations

from wtforms import FormField

from register.common.form_parts import OrganisationPart, StatementPart, choices
from register.common.questions import SIDES
from register.decisions.questions import PAYMENTS
from register.decisions.words import INDIVIDUAL_REASONS, MAKERS, SIZES, TERM_REASONS
from register.web.choices import OneOf, OneOfMany, Tick, YesNo
from register.web.fields import LONGEST_NAME, Day, Group, Lines, Pounds, WebAddress, Whole, Words
from register.web.forms import Part


class MakerPart(Part):
    """Who decided."""

    kind = OneOf("Decided by", choices(MAKERS))
    name = Words(
        "Name of the committee, name of the councillor, or post of the officer",
        "An officer’s post, such as Head of Communities, never the officer’s name.",
        longest=LONGEST_NAME,
    )


class RecipientsStatementPart(StatementPart):
    """The recipient's statement."""

    assumed = {"side": "recipient"}
    side = OneOfMany("Whose statement it is", choices(SIDES), "Left open, it is the recipient’s.")


class RecipientPart(Part):
    """Who applied or receives."""

    organisation = FormField(OrganisationPart)
    described_as = Words(
        "Description instead of a name",
        "Where the organisation may not be named: such as “A youth charity in Weardale”. "
        "Describe a refused applicant unless it agrees to be named or its name is already lawfully public.",
        longest=LONGEST_NAME,
    )
    size_band = OneOfMany("Organisation’s yearly income", choices(SIZES, not_known="Not known"))
    equality_led = YesNo("Led by people it serves: an equality-led organisation")


class ToIndividualsPart(Part):
    """Why and for what an individual was given a grant."""

    primary_reason = OneOfMany("Why the individual was given it", choices(INDIVIDUAL_REASONS))
    secondary_reason = OneOfMany("And also because of", choices(INDIVIDUAL_REASONS))
    purposes = Lines("What it was given to the individual for", "Codes of the 360Giving standard, one on each line.")


class ProgrammePart(Part):
    """The programme and round."""

    title = Words("Programme", longest=LONGEST_NAME)
    code = Words("Programme’s code", longest=60)
    round = Words("Round’s name", longest=60)
    url = WebAddress("Programme’s web address")
    criteria_version = Words("Version of the published criteria", longest=LONGEST_NAME)
    call_opened_on = Day("Call opened on")
    call_closed_on = Day("Call closed on")
    application_hours = Whole("Hours an application takes")


class CriterionPart(Part):
    """One published criterion."""

    needed = {"criterion": "Give the criterion, or remove the row"}
    criterion = Words("Criterion", longest=LONGEST_NAME)
    weight = Words("Weight", "Such as 30%.", longest=60)
    how_met = Words("How it was met", lines=3)


class AlternativePart(Part):
    """An option that was considered."""

    needed = {"option": "Say what the alternative was, or remove the row"}
    option = Words("Alternative", longest=2_000)
    why_rejected = Words("Why it was rejected", lines=3)


class RationalePart(Part):
    """Why it was decided."""

    reasons = Words(
        "Reasons for the decision",
        "In plain English, for this decision: what the people who decided weighed, and why they decided so.",
        lines=10,
    )
    criteria = Group(CriterionPart, "Reasons by criterion", "Where there were published criteria.", row="criterion")
    alternatives = Group(AlternativePart, "Alternatives considered and rejected", row="alternative")


class TermPart(Part):
    """How long."""

    start = Day("Starts on")
    end = Day("Ends on", "The last day.")
    duration_months = Whole("Length in months", "Where there are no dates.", most=1_200)
    multi_year = YesNo("Multi-year funding")
    reason = OneOfMany("Reason for a shorter term", choices(TERM_REASONS, other="Another reason"))
    reason_words = Words("Reason for the term in your words", lines=3)
    unstated = Tick("State that no reason was given for the term")
    agreement_signed_on = Day("Agreement signed on")


class MonitoringPart(Part):
    """One thing asked for."""

    needed = {"what": "Say what is asked for, or remove the row"}
    what = Words("What is asked for", longest=2_000)
    why = Words("Why it is asked for", longest=2_000)
    how_used = Words("How it will be used", longest=2_000)


class TermsPart(Part):
    """The terms of the support."""

    outcomes_agreed_on = Day("Outcomes agreed on")
    monitoring = Group(MonitoringPart, "Monitoring", row="monitoring item")
    same_terms = YesNo("Same terms for every sector")
    same_terms_why_not = Words("Why terms differ", lines=3)
    overheads_asked = Pounds("Overheads asked for")
    overheads_allowed = Pounds("Overheads allowed")
    overheads_rule = Words("Rule on overheads", lines=3)
    overheads_why_disallowed = Words("Why overheads were not allowed", lines=3)
    payment_timing = OneOfMany("Payment is made", choices(PAYMENTS))
    advance_considered = YesNo("Payment in advance was considered")
    payment_words = Words("More on payment", lines=3)
    onward_distribution = YesNo("The recipient hands money on to others")
    terms_passed_down = YesNo("The Compact’s terms are passed down with it")
    european_funding = YesNo("European funding is part of it")
    european_conflict = Words("Conflict with European rules, and how it was settled", lines=3)
    social_value = Words("Social value shown", lines=3)
    acknowledgement_asked = Words("Acknowledgement asked for", lines=2)


class RiskPart(Part):
    """A risk."""

    needed = {"risk": "Name the risk, or remove the row"}
    risk = Words("Risk", longest=2_000)
    holder = Words("Held by", longest=LONGEST_NAME)
    why_best_placed = Words("Why they are best placed", longest=2_000)
    discussed_on = Day("Risk discussed on")


class RefusalPart(Part):
    """What a refusal adds."""

    funded_before = YesNo(
        "You were funding this work until now", "If so, choose Ending above: it is not refused, it is not renewed."
    )
    review_route = Words("How to ask for a review", lines=3)
    review_by = Day("Last day to ask for a review")
    feedback_given_on = Day("Feedback given to the applicant on")
    named_with_consent = YesNo("The applicant agreed to be named")
    already_public = YesNo("The applicant’s name is already lawfully public in this matter")


class DeclarationPart(Part):
    """A conflict of interest declared."""

    needed = {"who": "Say who declared it, or remove the row"}
    who = Words("Declared by", "A councillor by name, an officer by post.", longest=LONGEST_NAME)
    interest = Words("Interest", longest=2_000)
    dispensation = Words("Dispensation", "If there was one.", longest=2_000)
