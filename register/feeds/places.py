"""Where each feed stands: its title, its canonical address and its page; for the feeds and for the pages alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

from register.core.findings import Outcome
from register.core.kind import Kind
from register.core.questions import day
from register.core.text import pounds
from register.feeds.frame import Place
from register.finding.query import Query
from register.kinds import kind_named
from register.organisations.reading import Organisation

Labels = Mapping[tuple[str, str], str]

NOT_OF_A_FEED = frozenset({"sort", "after", "before"})
"""Parts of a query that choose no entries: every feed has the same order, and pages of its own."""

EVERYTHING = Place("Everything", "All that is published, newest first.", "/everything.atom", "/")


def of_kind(kind: Kind, query: Query, labels: Labels) -> Place:
    """Return the place of the feed of a kind's list with its filters."""
    return _place(kind.label_plural, kind.feed_summary, f"/{kind.plural}", "/", query, "kind", labels)


def of_search(query: Query, labels: Labels) -> Place:
    """Return the place of the feed of a search with its filters."""
    return _place("Search", "What answers this search, newest first.", "/search", "", query, "", labels)


def of_organisation(organisation: Organisation, query: Query, labels: Labels) -> Place:
    """Return the place of the feed of all that an organisation appears in."""
    subtitle = f"Everything {organisation.name} appears in, newest first."
    path = f"/organisations/{quote(organisation.identifier)}"
    return _place(organisation.name, subtitle, path, "", query, "organisation", labels)


def of_undertaking(number: str, query: Query, labels: Labels) -> Place:
    """Return the place of the feed of the entries that speak to an undertaking of the Compact."""
    subtitle = f"Entries that speak to undertaking {number} of the Compact, newest first."
    return _place(f"Undertaking {number}", subtitle, f"/compact/{number}", "", query, "undertaking", labels)


def _place(title: str, subtitle: str, path: str, slash: str, query: Query, implied: str, labels: Labels) -> Place:
    pairs = [pair for pair in query.pairs() if pair[0] not in NOT_OF_A_FEED and pair[0] != implied]
    asked = f"?{urlencode(pairs)}" if pairs else ""
    words = ", ".join(_spoken(pairs, labels))
    return Place(
        title=f"{title}: {words}" if words else title,
        subtitle=subtitle,
        address=f"{path}.atom{asked}",
        page=f"{path}{slash}{asked}",
    )


def _spoken(pairs: list[tuple[str, str]], labels: Labels) -> Iterator[str]:
    """Write each filter for readers."""
    for name, value in pairs:
        match name:
            case "q":
                yield f"“{value}”"
            case "kind":
                yield kind_named(value).label_plural
            case "undertaking":
                yield f"undertaking {value}"
            case "finding":
                yield Outcome(value).words
            case "from":
                yield f"from {day(value)}"
            case "to":
                yield f"until {day(value)}"
            case "min":
                yield f"at least {pounds(int(value) * 100)}"
            case "max":
                yield f"at most {pounds(int(value) * 100)}"
            case _:
                yield labels.get((name, value), value)
