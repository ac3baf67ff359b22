"""Each act as an entry of the changes: what it is called, what it did in words, and where to read on."""

from __future__ import annotations

from register.core.acts import DONE, done, reasons
from register.core.kind import Kind
from register.entries.reading import ChangeRow
from register.feeds.atom import Category, Item, Link
from register.feeds.frame import moment, sentences, tag
from register.kinds import kind_named
from register.settings import Settings
from register.web.current import own_address

THE_LOG = "the public log"
"""The title of an act that is on no entry."""


def item(settings: Settings, row: ChangeRow, epoch: int) -> Item:
    """Return an act as an entry of the changes; its title names the entry only where readers may see its title."""
    at, kind = moment(row.at), kind_named(row.entry_kind) if row.entry_kind else None
    why = " ".join(reasons(kind, row.logged))
    key = f"The key: {row.logged['key']}" if "key" in row.logged else ""
    return Item(
        id=tag(settings, f"act/{row.n}" if epoch == 1 else f"act/{epoch}/{row.n}"),
        title=f"{done(row.kind, row.logged)}: {row.title or THE_LOG}",
        summary=sentences("Invented example" if row.invented else "", row.note or "", why, key, _facts(row, kind)),
        link=_link(row, kind),
        published=at,
        updated=at,
        categories=_categories(settings, row, kind),
    )


def _categories(settings: Settings, row: ChangeRow, kind: Kind | None) -> tuple[Category, ...]:
    act = Category(row.kind, tag(settings, "act"), DONE[row.kind])
    return (act, Category(kind.name, tag(settings, "kind"), kind.label)) if kind else (act,)


def _link(row: ChangeRow, kind: Kind | None) -> Link:
    if kind is None:
        return Link(own_address(f"/log/act/{row.n}"), type="text/html", title=f"Act {row.n}")
    page, title = f"/{kind.plural}/{row.reference}", row.reference or ""
    if row.revision is not None:
        page, title = f"{page}/revisions/{row.revision}", f"{title} as {DONE[row.kind].lower()}"
    return Link(own_address(page), type="text/html", title=title)


def _facts(row: ChangeRow, kind: Kind | None) -> str:
    act = f"Act {row.n}, by {row.role}." if row.role else f"Act {row.n}."
    revision = f", revision {row.revision}" if row.revision is not None else ""
    return f"{kind.label} {row.reference}{revision}. {act}" if kind else act
