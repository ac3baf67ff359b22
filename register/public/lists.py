"""Lists of entries: of one kind, or whatever a search finds."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from register.entries.reading import count
from register.extensions import reading
from register.finding.answer import find
from register.finding.asking import ask
from register.finding.query import Query
from register.finding.wording import in_words
from register.kinds import kind_of
from register.public.listing import Listing, listing
from register.web.current import own_address, settings_now, today, wants_fragment


def entries(plural: str) -> ResponseReturnValue:
    """List the entries of one kind."""
    kind = kind_of(plural)
    assert kind is not None  # the route knows no other kinds  # noqa: S101
    query = ask(kind=kind.name)
    return _list(
        query,
        path=f"/{plural}/",
        heading=kind.label_plural,
        nouns=(kind.label.lower(), kind.label_plural.lower()),
        feed=f"/{plural}.atom",
        implied=("kind",),
    )


def search() -> ResponseReturnValue:
    """Search entries of every kind."""
    return _list(ask(), path="/search", heading="Search", nouns=("entry", "entries"), feed="/search.atom", implied=())


def _list(
    query: Query, *, path: str, heading: str, nouns: tuple[str, str], feed: str, implied: tuple[str, ...]
) -> ResponseReturnValue:
    with reading() as connection:
        answer = find(connection, query, today(), settings_now().page_size)
        wording = in_words(connection, query)
        held = count(connection, query.kind)
    shown = listing(answer, wording, path=path, heading=heading, nouns=nouns, feed=feed, implied=implied)
    template = "includes/fragment.html" if wants_fragment() else "list.html"
    return render_template(template, listing=shown, title=_title(shown), held=held, **_frame(shown))


def _title(shown: Listing) -> str:
    """Name the page by what is asked for: "Funding decisions: “youth”, Ending"."""
    asked = ", ".join(choice.label for choice in shown.active)
    return f"{shown.heading}: {asked}" if asked else shown.heading


def _frame(shown: Listing) -> dict[str, object]:
    return {
        "feeds": [{"title": _title(shown), "href": shown.feed_url}],
        "canonical": own_address(shown.canonical),
    }
