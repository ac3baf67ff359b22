"""Where each feed stands: its title, its canonical address and its page; for the feeds and for the pages alike."""

from __future__ import annotations

from register.core.kind import Kind
from register.feeds.frame import Place
from register.finding.query import PAGING, Query, address
from register.finding.wording import Wording
from register.organisations.reading import Organisation

NOT_OF_A_FEED = PAGING | {"sort"}
"""Parts of a query that choose no entries: every feed has the same order, and pages of its own."""

EVERYTHING = Place("Everything", "All that is published, newest first.", "/everything.atom", "/")


def of_kind(kind: Kind, query: Query, wording: Wording) -> Place:
    """Return the place of the feed of a kind's list with its filters."""
    return _place(kind.label_plural, kind.feed_summary, f"/{kind.plural}", "/", query, "kind", wording)


def of_search(query: Query, wording: Wording) -> Place:
    """Return the place of the feed of a search with its filters."""
    return _place("Search", "What answers this search, newest first.", "/search", "", query, "", wording)


def of_organisation(organisation: Organisation, query: Query, wording: Wording) -> Place:
    """Return the place of the feed of all that an organisation appears in."""
    subtitle = f"Everything {organisation.name} appears in, newest first."
    return _place(organisation.name, subtitle, organisation.path, "", query, "organisation", wording)


def of_undertaking(number: str, query: Query, wording: Wording) -> Place:
    """Return the place of the feed of the entries that speak to an undertaking of the Compact."""
    subtitle = f"Entries that speak to undertaking {number} of the Compact, newest first."
    return _place(f"Undertaking {number}", subtitle, f"/compact/{number}", "", query, "undertaking", wording)


def _place(title: str, subtitle: str, path: str, slash: str, query: Query, implied: str, wording: Wording) -> Place:
    pairs = [pair for pair in query.pairs() if pair[0] not in NOT_OF_A_FEED and pair[0] != implied]
    words = ", ".join(wording[pair] for pair in pairs)
    return Place(
        title=f"{title}: {words}" if words else title,
        subtitle=subtitle,
        address=address(f"{path}.atom", pairs),
        page=address(f"{path}{slash}", pairs),
    )
