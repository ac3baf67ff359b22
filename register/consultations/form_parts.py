"""The questions of a consultation that belong together, part by part, as the content holds them."""

from __future__ import annotations

from wtforms import FormField

from register.common.form_parts import OrganisationPart, StatementPart, choices
from register.common.questions import SIDES
from register.consultations.naming import Organisations
from register.consultations.words import DISPOSITIONS, DISPOSITIONS_MEANT, PROGRESS, RESPONDERS
from register.web.choices import OneOfMany
from register.web.clock import TimeOfDay
from register.web.fields import LONGEST_NAME, Day, Group, WebAddress, Whole, Words
from register.web.forms import Part

MOST_PEOPLE = 9_999_999


class PeriodPart(Part):
    """A time in which people can answer."""

    opens_on = Day("Opens on")
    closes_on = Day("Closes on", "The last day on which people can answer.")
    closes_at = TimeOfDay(
        "Closing time",
        "Such as 17:00, 5pm or noon. Leave it blank, or write midnight, where it closes at the end of that day.",
    )
    extended_from = Day("Extended from", "The closing day you had announced, if you have given people longer since.")


class WayPart(Part):
    """A way to respond."""

    needed = {"way": "Say how people can respond, or remove the row"}
    way = Words("How", "Such as “Come to the drop-in at Coalmoor library” or “Write to …”.", longest=500)
    url = WebAddress("Web address", "If there is one.")


class FirstContactPart(Part):
    """The first contact with charities, community groups and social enterprises."""

    first_on = Day("First contact on", "When you first spoke with charities, community groups or social enterprises.")
    how = Words("How you contacted them", lines=2)
    barriers_removed = Words(
        "What you did so that everybody could take part",
        "Such as times and places, plain language, interpreters, costs paid.",
        lines=3,
    )


class ValuePart(Part):
    """The value of what the sector does (2.1)."""

    assessed_on = Day("Value looked at on")
    words = Words("What you found of the value", lines=3)
    mitigation = Words("What followed from it", lines=2)


class SocialImpactPart(Part):
    """The social impact of what is planned (2.2)."""

    assessed_on = Day("Social impact looked at on")
    words = Words("What the social impact may be", lines=3)
    mitigation = Words("What will lessen harm", lines=2)


class BurdenPart(Part):
    """The burden on small organisations (2.6)."""

    assessed_on = Day("Burden on small organisations looked at on")
    words = Words("What the burden may be", lines=3)
    mitigation = Words("What will lessen that burden", lines=2)


class CountPart(Part):
    """How many responses came from one type of responder."""

    needed = {"type": "Choose who responded, or remove the row", "number": "Give the number, or remove the row"}
    type = OneOfMany("Who responded", choices(RESPONDERS))
    number = Whole("How many", most=MOST_PEOPLE)


class RepresentedPart(Part):
    """An organisation that responded, and whom it represents."""

    organisation = FormField(OrganisationPart)
    represents = Words(
        "Whom it represents",
        "Such as “its 40 members”, or “people who use the hall”.",
        longest=LONGEST_NAME,
    )


class ResponsesPart(Part):
    """Who responded."""

    total = Whole("How many responses there were", most=MOST_PEOPLE)
    by_type = Group(CountPart, "Responses by who responded", row="type of responder")
    organisations = Group(
        RepresentedPart,
        "Organisations that responded",
        "Only those that agreed to be named.",
        row="organisation",
    )
    words = Words("More about who responded", lines=3)


class RespondentsStatementPart(StatementPart):
    """The statement of those who responded."""

    assumed = {"side": "respondents"}
    side = OneOfMany("Whose statement it is", choices(SIDES), "Left open, it is that of those who responded.")


class CommitmentPart(Part):
    """What is promised in answer to a view."""

    what = Words("What you promise", lines=2)
    due_on = Day("Promised by")
    progress = OneOfMany("How far it is", choices(PROGRESS))
    done_on = Day("Done on")


class ViewPart(Part):
    """A view that people gave, and what became of it."""

    theme = Words("Theme", "Such as “Opening hours”. Readers can filter by it.", longest=LONGEST_NAME)
    said = Words("What people said", "One view, in plain words.", lines=3)
    how_many = Whole("How many people said so", "If you counted.", most=MOST_PEOPLE)
    raised_by = Organisations(
        "Organisations that raised it",
        "Only those that agreed to be named, one on each line; numbers in brackets: Wear Vale Halls (GB-CHC-1234567).",
        lines=2,
        longest=5_000,
    )
    raised_by_words = Words(
        "Who else raised it",
        "Described, never a person’s name: such as “parents at two drop-ins”.",
        longest=LONGEST_NAME,
    )
    disposition = OneOfMany("What became of it", choices(DISPOSITIONS), meant=DISPOSITIONS_MEANT)
    change = Words("What was done because of it", lines=3)
    reason = Words("Why it was not done, or not all of it", lines=3)
    decide_by = Day("To be decided by", "The day by which people can expect the answer.")
    commitment = FormField(CommitmentPart)


# Not "No.", which may be how many or which row, nor "Response", which may be theirs or ours: that is not guessed.
_HEADINGS = {
    "theme": ("theme", "themes", "topic", "subject", "issue"),
    "said": (
        *("what people said", "what was said", "what they said", "you said", "said", "comment", "comments"),
        *("view", "views"),
    ),
    "how_many": (
        *("how many", "how many people", "how many said so", "how many people said so", "number of people"),
        *("number of responses", "number of comments", "no of people", "no of responses", "no of comments"),
        "count",
    ),
    "raised_by": ("raised by", "organisations that raised it", "organisation", "organisations"),
    "raised_by_words": ("who else raised it", "raised by others", "who raised it", "who said it", "who said so"),
    "disposition": (
        *("disposition", "what became of it", "outcome", "result", "decision", "status", "acted on"),
        *("accepted", "agreed"),
    ),
    "change": (
        *("change", "changes", "what we did", "we did", "what was done", "what was done because of it"),
        *("what changed", "action", "actions", "action taken"),
    ),
    "reason": (
        *("reason", "reasons", "why", "why not", "reason not acted on", "reason for not acting on it"),
        *("why it was not done", "why it was not done or not all of it"),
    ),
    "decide_by": ("decide by", "to be decided by", "decision by"),
    "commitment.what": ("commitment", "what you promise", "what we promise", "promise"),
    "commitment.due_on": ("due", "due by", "promised by"),
}
VIEW_COLUMNS = {heading: question for question, headings in _HEADINGS.items() for heading in headings}
"""The headings of a table of views, and the question that each column answers: of each the first is what we call it."""
