"""The questions of a funding decision that belong together, part by part, as the content holds them."""

from __future__ import annotations

from textwrap import shorten

from wtforms import FormField

from register.compact.document import load
from register.decisions.questions import CLAIMS, PAYMENTS, RELATIONS, SIDES
from register.decisions.words import INDIVIDUAL_REASONS, MAKERS, SIZES, TERM_REASONS
from register.web.choices import Listed, OneOf, OneOfMany, Tick, YesNo
from register.web.fields import LONGEST_NAME, Day, Group, Lines, Pounds, WebAddress, Whole, Words
from register.web.forms import Part


def choices(labels: dict[str, str], **more: str) -> list[tuple[str, str]]:
    """Return the answers of a question, each beginning with a capital."""
    return [(value, label[:1].upper() + label[1:]) for value, label in {**labels, **more}.items()]


class BodyPart(Part):
    """The public body."""

    needed = {"identifier": "Choose the public body", "name": "Give the public body’s name"}
    identifier = Listed("Public body")
    name = Words("Public body’s name", longest=LONGEST_NAME)
    department = Words("Department", longest=LONGEST_NAME)


class ContactPart(Part):
    """Whom to ask."""

    needed = {"role": "Give the role of the contact, such as “Grants team”"}
    role = Words("Contact", "A team or a role, never a person’s name.", longest=LONGEST_NAME)
    email = Words("Contact’s mailbox", "A shared mailbox, never a person’s own.", longest=LONGEST_NAME)


class AreaPart(Part):
    """A place."""

    needed = {"name": "Give the area’s name, or remove the row"}
    name = Words("Area", longest=LONGEST_NAME)
    code = Words("ONS code", "If you know it, such as E06000047.", longest=40)
    code_type = Words("Kind of code", "Such as UA, WD or LSOA.", longest=40)


class DocumentPart(Part):
    """A document elsewhere on the web."""

    needed = {"title": "Give the document’s title", "url": "Give the document’s web address"}
    title = Words("Document’s title", longest=LONGEST_NAME)
    url = WebAddress("Document’s web address")


class RelatedPart(Part):
    """A related entry."""

    needed = {"relation": "Choose how the entries are related", "reference": "Give the other entry’s reference"}
    relation = OneOfMany("This decision", choices(RELATIONS))
    reference = Words("Other entry’s reference", "Such as CO-2026-0007.", longest=40)


class ClaimPart(Part):
    """What the body itself says of an undertaking."""

    needed = {"undertaking": "Choose the undertaking", "claim": "Choose what you say of it"}
    undertaking = OneOfMany(
        "Undertaking", [(one.number, f"{one.number} {shorten(one.text, 90)}") for one in load().undertakings]
    )
    claim = OneOfMany("What you say of it", choices(CLAIMS))
    explanation = Words("Evidence or explanation", lines=3)


class StatementPart(Part):
    """The other side's statement."""

    assumed = {"side": "recipient"}
    invited_on = Day("Statement invited on")
    received_on = Day("Statement received on")
    words = Words("Their statement, in their own words", "It is shown as prominently as your own.", lines=6)
    side = OneOfMany("Whose statement it is", choices(SIDES), "Left open, it is the recipient’s.")


class WithheldPart(Part):
    """A part that is withheld from the start."""

    needed = {
        "field": "Choose which part is withheld",
        "category": "Say what kind of information it is",
        "legal_basis": "Give the legal basis",
        "decided_by": "Say which role decided it",
    }
    field = Listed("Part withheld")
    category = Words("Kind of information", "Such as commercially sensitive.", longest=LONGEST_NAME)
    legal_basis = Words("Legal basis", longest=LONGEST_NAME)
    decided_by = Words("Decided by", "A role, never a person’s name.", longest=LONGEST_NAME)


class MakerPart(Part):
    """Who decided."""

    kind = OneOf("Decided by", choices(MAKERS))
    name = Words(
        "Name of the committee, name of the councillor, or post of the officer",
        "An officer’s post, such as Head of Communities, never the officer’s name.",
        longest=LONGEST_NAME,
    )


class OrganisationPart(Part):
    """An organisation, named."""

    needed = {"name": "Give the organisation’s name"}
    name = Words("Organisation’s name", longest=LONGEST_NAME)
    identifiers = Lines(
        "Organisation’s numbers",
        "One on each line, such as GB-CHC-1234567 for a charity or GB-COH-01234567 for a company.",
        longest=2_000,
        lines=2,
    )


class RecipientPart(Part):
    """Who applied or receives."""

    organisation = FormField(OrganisationPart)
    described_as = Words(
        "Description instead of a name",
        "Where the organisation may not be named: such as “A youth charity in Weardale”. "
        "Describe a refused applicant unless it agrees to be named or that is already lawfully public.",
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


class EqualityDocumentPart(DocumentPart):
    """The published analysis."""

    needed = {
        "title": "Give the title of the equality analysis",
        "url": "Give the web address of the equality analysis",
    }
    title = Words("Title of the published equality analysis", longest=LONGEST_NAME)
    url = WebAddress("Web address of the published equality analysis")


class EqualityPart(Part):
    """The equality analysis."""

    done_on = Day("Equality analysis done on")
    groups = Words("Groups it looked at", lines=3)
    mitigation = Words("How harm is avoided or lessened", lines=3)
    document = FormField(EqualityDocumentPart)


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
