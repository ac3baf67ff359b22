"""Files of awards in the 360Giving standard: a format of funding decisions."""

from __future__ import annotations

from collections.abc import Iterable

from register.common.people import looks_like_a_person
from register.core.canonical import canonical
from register.core.files import Contents, FileFormat, Listed, Stated, Surroundings, Table
from register.core.problems import Problem, shown
from register.exchange.awards import document_of, private_of
from register.exchange.headings import recognise
from register.exchange.quality import notices
from register.exchange.threesixty import Row, grants_of, refusals

FIELD_WORDS = {
    "title": "title",
    "summary": "summary",
    "body": "public body or department",
    "areas": "areas",
    "documents": "documents",
    "source": "source",
    "decided_on": "date of the decision",
    "route": "route",
    "recipient": "recipient",
    "amount_applied_for": "amount applied for",
    "amount_awarded": "amount awarded",
    "amount_disbursed": "amount paid out",
    "programme": "programme",
    "term": "planned dates",
    "funding_type": "kind of funding",
    "regrant_type": "granting again",
    "location_scope": "reach",
    "related_activity": "related activities",
    "actual_start": "actual start",
    "actual_end": "actual end",
    "to_individuals": "reasons for a grant to an individual",
}


def examine(found: Table | Listed, around: Surroundings) -> Contents:
    """Check a file of awards whole: what each states, what must be mended, what is doubtful, who must be accepted."""
    source = grants_of(found)
    problems = [*source.problems, *_doubled(source.rows)]
    sound: list[Row] = []
    for row in source.rows:
        refused = list(refusals(row))
        problems += refused
        if not refused:
            sound.append(row)
    problems += notices(sound, around.today)
    stated = () if any(problem.refuses for problem in problems) else tuple(map(_stated, sound))
    return Contents(source.unit, len(source.rows), stated, tuple(problems), tuple(_people(sound)))


def _stated(row: Row) -> Stated:
    content = canonical(document_of(row.grant))
    return Stated(row.number, row.grant["id"], content, private_of(row.grant, row.extra))


def _doubled(rows: Iterable[Row]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        identifier = row.grant.get("id")
        if isinstance(identifier, str) and first.setdefault(identifier, row.number) != row.number:
            message = f"{shown(identifier)} is also the identifier of row {first[identifier]}."
            yield Problem(row.number, "Identifier", message, "Give each award an identifier of its own.")


def _people(rows: Iterable[Row]) -> Iterable[Problem]:
    where: dict[str, list[int]] = {}
    for row in rows:
        for organisation in row.grant.get("recipientOrganization", ()):
            registered = organisation.get("charityNumber") or organisation.get("companyNumber")
            if not registered and not organisation["id"].upper().startswith("GB-"):
                where.setdefault(organisation["name"], []).append(row.number)
    for name, numbers in where.items():
        if looks_like_a_person(name):
            again = f" (in {len(numbers)} rows)" if len(numbers) > 1 else ""
            message = f"{shown(name)}{again} looks like the name of a private person."
            remedy = "Accept it if it is an organisation; if not, give the award as one to an individual."
            yield Problem(numbers[0], "Recipient Org:Name", message, remedy, refuses=False)


AWARDS = FileFormat(
    kind="decision",
    one="award",
    many="awards",
    list_name="grants",
    bare=False,
    headings="Identifier, Title, Description, Currency, Amount Awarded, Award Date …",
    knows=lambda heading: recognise(heading) is not None,
    examine=examine,
    words=FIELD_WORDS,
    later="The funder’s later file",
    no_news=frozenset({"source_modified"}),
)
