"""Lists of entries: of one kind, or whatever a search finds."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.core.kind import Kind
from register.entries.reading import Record, count, current
from register.extensions import reading
from register.finding.answer import Answer, find
from register.finding.asking import ask
from register.finding.wording import Wording, in_words
from register.kinds import kind_of, kind_of_reference
from register.public.listing import Listing, listing
from register.public.matters import matters
from register.web.current import now, own_address, settings_now, wants_fragment


def entries(plural: str) -> ResponseReturnValue:
    """List the entries of one kind."""
    return _list(kind_of(plural))


def search() -> ResponseReturnValue:
    """Search entries of every kind."""
    return _list(None)


def _list(kind: Kind | None) -> ResponseReturnValue:
    query = ask(kind=kind.name if kind else None)
    with reading() as connection:
        answer = find(connection, query, now(), settings_now().page_size)
        wording = in_words(connection, query)
        held = count(connection, query.kind)
        hidden = _hidden(connection, query.words)
        open_matters = matters(connection, kind) if kind else None
    shown = _of_kind(answer, wording, kind) if kind else _of_all(answer, wording)
    title = _title(shown)
    return render_template(
        "includes/fragment.html" if wants_fragment() else "list.html",
        listing=shown,
        title=title,
        held=held,
        hidden=hidden,
        open_matters=open_matters,
        feeds=[{"title": title, "href": shown.feed_url}],
        canonical=own_address(shown.canonical),
    )


def _hidden(connection: Connection, words: str) -> Record | None:
    """Return the entry that is on hold or withdrawn and whose very reference was searched for."""
    reference = words.strip().upper()
    record = current(connection, reference) if kind_of_reference(reference) else None
    return record if record and record.hidden else None


def _of_kind(answer: Answer, wording: Wording, kind: Kind) -> Listing:
    return listing(
        answer,
        wording,
        path=f"/{kind.plural}/",
        heading=kind.label_plural,
        nouns=(kind.label.lower(), kind.label_plural.lower()),
        feed=f"/{kind.plural}.atom",
        implied=("kind",),
    )


def _of_all(answer: Answer, wording: Wording) -> Listing:
    return listing(answer, wording, path="/search", heading="Search", nouns=("entry", "entries"), feed="/search.atom")


def _title(shown: Listing) -> str:
    """Name the page by what is asked for: "Funding decisions: “youth”, Ending"."""
    asked = ", ".join(choice.label for choice in shown.active)
    return f"{shown.heading}: {asked}" if asked else shown.heading
