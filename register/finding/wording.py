"""A query in words: each of its filters as pages and feeds name it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest

from register.core.findings import Outcome
from register.core.questions import day
from register.core.text import pounds
from register.entries.reading import facet_labels
from register.finding.query import Pair, Query
from register.kinds import kind_named
from register.organisations.reading import find_organisation

Wording = Mapping[Pair, str]


def in_words(connection: Connection, query: Query) -> Wording:
    """Return the words for each pair of a query's address; raise BadRequest for an organisation that is not known."""
    known: dict[Pair, str] = facet_labels(connection, query.facets)
    if query.organisation:
        found = find_organisation(connection, query.organisation)
        if found is None:
            raise BadRequest("There is no such organisation here.")
        known["organisation", query.organisation] = found.name
    return {pair: known.get(pair) or _words(*pair) for pair in query.pairs()}


def _words(name: str, value: str) -> str:
    match name:
        case "q":
            return f"“{value}”"
        case "kind":
            return kind_named(value).label_plural
        case "undertaking":
            return f"Undertaking {value}"
        case "finding":
            return Outcome(value).words
        case "from":
            return f"From {day(value)}"
        case "to":
            return f"Until {day(value)}"
        case "min":
            return f"At least {pounds(int(value) * 100)}"
        case "max":
            return f"At most {pounds(int(value) * 100)}"
        case "organisation":
            return value
        case _:
            return f"{name.capitalize()}: {value}"
