"""The questions of a dispute that belong together, part by part, as the content holds them."""

from __future__ import annotations

from textwrap import shorten

from wtforms import FormField

from register.common.form_parts import OrganisationPart, choices
from register.compact.document import load
from register.disputes.words import EXTERNAL, FOUND_BY, HELP, JUDGEMENTS, REMEDIES, SIDES, STAGES
from register.web.choices import OneOfMany, Tick, YesNo
from register.web.fields import LONGEST_NAME, Day, Words
from register.web.forms import Part

_UNDERTAKINGS = [(one.number, f"{one.number} {shorten(one.text, 90)}") for one in load().undertakings]
_PRINCIPLES = choices({one.key: one.words for one in load().principles})


class PartyPart(Part):
    """The voluntary or community party."""

    organisation = FormField(OrganisationPart)
    named_with_consent = YesNo("The organisation agreed to be named", "Without its agreement, describe it instead.")
    described_as = Words(
        "Description instead of a name",
        "Such as “a lunch club in the east of the county”.",
        longest=LONGEST_NAME,
    )


class EngagedPart(Part):
    """An undertaking in dispute."""

    needed = {"undertaking": "Choose the undertaking, or remove the row"}
    undertaking = OneOfMany("Undertaking in dispute", _UNDERTAKINGS)
    judgement = OneOfMany("What was found", choices(JUDGEMENTS))
    found_by = OneOfMany("Who found it", choices(FOUND_BY))
    finder = Words(
        "Name of the independent body or court",
        "Such as “The Local Government Ombudsman”: a role or a body, never a person.",
        longest=LONGEST_NAME,
    )
    said_by = OneOfMany(
        "Which side says so", choices(SIDES), "It is shown as that side’s word, and counted in no figure."
    )
    admitted = YesNo("The side that it binds admits it")
    explanation = Words("Why it was not kept, or only in part", "In the words of the side that it binds.", lines=4)
    unstated = Tick("State that no explanation was given")


class PrinciplePart(Part):
    """A principle in dispute."""

    needed = {"principle": "Choose the principle, or remove the row"}
    principle = OneOfMany("Principle of the Compact", _PRINCIPLES)
    words = Words("How it is engaged", lines=3)


class StagePart(Part):
    """A step towards resolving it."""

    stage = OneOfMany("Kind of step", choices(STAGES))
    began_on = Day("Step began on")
    ended_on = Day("Step ended on", "Leave blank for a letter, or where it is still going on.")
    who = Words("Who took part", "Roles and bodies, never persons.", longest=LONGEST_NAME)
    summary = Words("What happened, and what came of it", lines=3)
    breach_identified = YesNo("The letter named the promises that may have been broken")
    justification_asked = YesNo("The letter asked for the decision to be investigated and justified")
    replied_on = Day("The letter was answered on")
    help = OneOfMany("Kind of help from outside", choices(HELP))
    external = OneOfMany("Ombudsman, court or regulator: which", choices(EXTERNAL))


class RemedyPart(Part):
    """What is done to put it right."""

    kind = OneOfMany("Kind of remedy", choices(REMEDIES))
    what = Words("What is done", lines=2, longest=2_000)
    by = OneOfMany("Who does it", choices(SIDES), "Left open, it is the side that the dispute was raised with.")
    due_on = Day("Remedy due on")
    done_on = Day("Remedy done on")
    verified_on = Day("Confirmed by the other side on")


class LessonPart(Part):
    """What is done differently."""

    lesson = Words("What is done differently from now on", lines=2, longest=2_000)
    owner = Words("Whose task it is", "A role, never a person’s name.", longest=LONGEST_NAME)
    due_on = Day("Lesson due on")
    done_on = Day("Lesson put into practice on")


class AccountOfParty(Part):
    """What the voluntary or community organisation says."""

    words = Words("What the voluntary or community organisation says, in its own words", lines=8)
    invited_on = Day("The organisation was invited on")
    answer_by = Day("The organisation’s last day to give its account")
    received_on = Day("The organisation’s account was received on")
    declined = YesNo("The organisation said that it would give none")


class AccountOfBody(Part):
    """What the public body says."""

    words = Words("What the public body says, in its own words", lines=8)
    invited_on = Day("The public body was invited on")
    answer_by = Day("The public body’s last day to give its account")
    received_on = Day("The public body’s account was received on")
    declined = YesNo("The public body said that it would give none")
