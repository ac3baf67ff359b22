"""Every field of a dispute as its page asks for it: nothing recorded is without a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from register.common import questions as every
from register.core.questions import Question, choice, day, if_so, yes_or_no
from register.core.text import plain
from register.disputes.words import (
    EXTERNAL,
    FOUND_BY,
    GOT,
    HELP,
    JUDGEMENTS,
    OUTCOMES,
    RAISED_BY,
    REMEDIES,
    SIDES,
    STAGES,
)

ENGAGED_COLUMNS = (
    Question("undertaking", "Undertaking"),
    Question("judgement", "What was found", choice(JUDGEMENTS)),
    Question("found_by", "Found by", choice(FOUND_BY)),
    Question("finder", "Who found it"),
    Question("said_by", "Which side says so", choice(SIDES)),
    Question("admitted", "Admitted", yes_or_no),
    Question("explanation", "Explanation", plain),
    Question("unstated", "No explanation was given", if_so),
)
STAGE_COLUMNS = (
    Question("number", "Number"),
    Question("stage", "Stage", choice(STAGES)),
    Question("began_on", "Began on", day),
    Question("ended_on", "Ended on", day),
    Question("who", "Who took part"),
    Question("help", "Kind of help", choice(HELP)),
    Question("external", "Kind of body", choice(EXTERNAL)),
    Question("breach_identified", "The letter named the broken promises", yes_or_no),
    Question("justification_asked", "The letter asked for reasons", yes_or_no),
    Question("replied_on", "Answered on", day),
    Question("summary", "What came of it", plain),
)
REMEDY_COLUMNS = (
    Question("number", "Number"),
    Question("kind", "Kind", choice(REMEDIES)),
    Question("what", "What is done", plain),
    Question("by", "By whom", choice(SIDES)),
    Question("due_on", "Due on", day),
    Question("done_on", "Done on", day),
    Question("verified_on", "Confirmed by the other party on", day),
)
LESSON_COLUMNS = (
    Question("number", "Number"),
    Question("lesson", "What changes", plain),
    Question("owner", "Whose task"),
    Question("due_on", "Due on", day),
    Question("done_on", "Done on", day),
)


def _records(columns: Sequence[Question]) -> every.Write:
    """Return a writer of a list of records: what is answered with its label, records with semicolons."""

    def write(items: Sequence[Mapping[str, Any]]) -> str:
        return "; ".join(
            ", ".join(
                f"{column.label.lower()}: {words}"
                for column in columns
                if item.get(column.name) not in (None, "", False) and (words := column.write(item[column.name]))
            )
            for item in items
        )

    return write


def _account(value: Mapping[str, Any]) -> str:
    told = (
        f"invited on {day(value['invited_on'])}" if value.get("invited_on") else "",
        f"to answer by {day(value['answer_by'])}" if value.get("answer_by") else "",
        f"received on {day(value['received_on'])}" if value.get("received_on") else "",
        "said that it would give none" if value.get("declined") else "",
        plain(value.get("words") or ""),
    )
    return "; ".join(filter(None, told))


WHAT = (
    Question("issue", "What happened", show="prose", wanted=True),
    Question("asked_for", "What was asked for", show="prose", wanted=True),
)
PROMISED = (
    Question("engaged", "Undertakings in dispute and what was found", _records(ENGAGED_COLUMNS)),
    Question("principles", "Principles in dispute", every.joined("principle", "words")),
)
STEPS = (
    Question("stages", "Steps towards resolving it", _records(STAGE_COLUMNS)),
    Question("informal_skipped", "Why there were no informal talks", show="prose"),
)
SIDES_SAY = (
    Question("agreed_statement", "Statement that both sides agree to", show="prose"),
    Question("account_of_party", "Account of the voluntary or community organisation", _account),
    Question("account_of_body", "Account of the public body", _account),
)
CHANGES = (
    Question("remedies", "What is done to put it right", _records(REMEDY_COLUMNS)),
    Question("lessons", "What is done differently from now on", _records(LESSON_COLUMNS)),
)
DISPUTE = (
    Question("raised_by", "Raised by", choice(RAISED_BY), wanted=True),
    Question("happened_on", "What is in dispute happened on", day),
    Question("raised_on", "Raised on", day, wanted=True),
    Question("closed_on", "Closed on", day),
    Question("outcome", "Outcome", choice(OUTCOMES)),
    Question("got", "Given of what was asked for", every.capital(GOT)),
    Question("raiser_agrees_on", "Who raised it agreed to publication before the end on", day),
)
PARTY = (
    Question("party.organisation", "Voluntary or community organisation", every.organisation, show="organisation"),
    Question("party.described_as", "Organisation, described"),
    Question("party.named_with_consent", "It agreed to be named", yes_or_no),
)

OWN = (*WHAT, *PROMISED, *STEPS, *SIDES_SAY, *CHANGES, *DISPUTE, *PARTY)
QUESTIONS: tuple[Question, ...] = (*every.IN_SHORT, *OWN, *(one for one in every.EVERY if one not in every.IN_SHORT))
