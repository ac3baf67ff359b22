"""The first page: what this is, the doors by what people come for, and what is open, new and unresolved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.core.findings import Outcome
from register.core.kind import Door, Kind, Shelf
from register.core.projection import STATE
from register.core.text import listed
from register.entries.news import news
from register.entries.reading import Row, count, in_state
from register.extensions import reading
from register.finding.query import Query
from register.kinds import KINDS
from register.public.matters import matters
from register.web.current import now, own_address

NEWEST = 6
ON_A_SHELF = 3
NOT_KEPT = Query(findings=(Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED))
"""Both are the Compact not kept, whether or not the public body says why."""


@dataclass(frozen=True)
class Shelved:
    """A shelf of a kind, and the entries that stand on it."""

    kind: Kind
    shelf: Shelf
    rows: list[Row]

    @property
    def href(self) -> str | None:
        """Return where all that belongs on the shelf is listed; None where it may stand here whole."""
        whole = len(self.rows) < ON_A_SHELF
        return None if whole else f"/{self.kind.plural}/?{STATE}={self.shelf.state}"


def home() -> ResponseReturnValue:
    """Show the doors, the shelves, the newest and the feeds."""
    with reading() as connection:
        shelves = [_shelved(connection, kind, kind.shelf) for kind in KINDS if kind.shelf]
        shown = {row.entry_id for shelf in shelves for row in shelf.rows}
        newest = news(connection, now=now(), limit=NEWEST, without=shown)
        totals = [(kind, count(connection, kind.name)) for kind in KINDS]
        open_matters = [found for kind in KINDS if (found := matters(connection, kind))]
    feeds = [
        {"title": "Everything", "href": "/everything.atom"},
        *({"title": kind.label_plural, "href": f"/{kind.plural}.atom"} for kind in KINDS),
        {"title": "Every change", "href": "/changes.atom"},
    ]
    return render_template(
        "home.html",
        kinds_in_words=listed([kind.plural for kind in KINDS]),
        doors=_doors(),
        shelves=shelves,
        newest=newest,
        totals=totals,
        matters=open_matters,
        feeds=feeds,
        canonical=own_address("/"),
    )


def _shelved(connection: Connection, kind: Kind, shelf: Shelf) -> Shelved:
    return Shelved(kind, shelf, in_state(connection, kind.name, shelf.state, now=now(), limit=ON_A_SHELF))


def _doors() -> list[Door]:
    """Return the questions that readers come with, and where each is answered."""
    return [
        *(door for kind in KINDS for door in kind.doors),
        Door("Where was the Compact not kept?", NOT_KEPT.address("/search")),
    ]
