"""Each act as an entry of the changes: what it is called, what it did in words, and where to read on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from register.core.removal import CATEGORIES, HOLD_REASONS, LEGAL_BASES, WITHDRAWAL_REASONS
from register.entries.reading import ChangeRow
from register.feeds.atom import Category, Item, Link
from register.feeds.frame import moment, sentences, tag
from register.kinds import kind_named
from register.settings import Settings
from register.web.current import own_address

VERBS = {
    "publish": "Published",
    "correct": "Corrected",
    "hold": "On hold",
    "lift": "Shown again",
    "redact": "Part removed for good",
    "withdraw": "Withdrawn",
    "key": "New key",
    "recovery": "Recovered",
}
THE_LOG = "the public log"
"""The title of an act that is on no entry."""


def item(settings: Settings, row: ChangeRow, epoch: int) -> Item:
    """Return an act as an entry of the changes; its title names the entry only where readers may see its title."""
    at, verb = moment(row.at), VERBS[row.kind]
    return Item(
        id=tag(settings, f"act/{row.n}" if epoch == 1 else f"act/{epoch}/{row.n}"),
        title=f"{verb}: {row.title or THE_LOG}",
        summary=sentences("Invented example" if row.invented else "", row.note or "", _done(row), _facts(row)),
        link=_link(row, verb),
        published=at,
        updated=at,
        categories=_categories(settings, row, verb),
    )


def why_withdrawn(logged: Mapping[str, Any]) -> str:
    """Say why an entry was withdrawn, from what the log says of the act."""
    return _words(WITHDRAWAL_REASONS, logged["reason"])


def _categories(settings: Settings, row: ChangeRow, verb: str) -> tuple[Category, ...]:
    done = Category(row.kind, tag(settings, "act"), verb)
    if row.entry_kind is None:
        return (done,)
    kind = kind_named(row.entry_kind)
    return done, Category(kind.name, tag(settings, "kind"), kind.label)


def _link(row: ChangeRow, verb: str) -> Link:
    if row.entry_kind is None:
        return Link(own_address(f"/log/act/{row.n}"), type="text/html", title=f"Act {row.n}")
    page = f"/{kind_named(row.entry_kind).plural}/{row.reference}"
    if row.revision is None:
        return Link(own_address(page), type="text/html", title=row.reference or "")
    return Link(
        own_address(f"{page}/revisions/{row.revision}"), type="text/html", title=f"{row.reference} as {verb.lower()}"
    )


def _facts(row: ChangeRow) -> str:
    act = f"Act {row.n}, by {row.role}." if row.role else f"Act {row.n}."
    if row.entry_kind is None:
        return act
    revision = f", revision {row.revision}" if row.revision is not None else ""
    return f"{kind_named(row.entry_kind).label} {row.reference}{revision}. {act}"


def _done(row: ChangeRow) -> str:
    """Say what an act did that published nothing."""
    said = _SAID.get(row.kind)
    return said(row.logged) if said else ""


def _hold(logged: Mapping[str, Any]) -> str:
    units = len(logged.get("units", ()))
    what = "The whole entry was" if not units else "One part of the entry was" if units == 1 else f"{units} parts were"
    return f"{what} put on hold: {_words(HOLD_REASONS, logged['reason'])}"


def _lift(logged: Mapping[str, Any]) -> str:
    held = logged["settles"]
    return f"The hold of act {held[0]} has ended" if len(held) == 1 else f"The holds of acts {_listed(held)} have ended"


def _redact(logged: Mapping[str, Any]) -> str:
    revisions = sorted(int(number) for number in logged["removes"])
    where = f"revision{'s' if len(revisions) > 1 else ''} {_listed(revisions)}"
    category, basis = _words(CATEGORIES, logged["category"]), _words(LEGAL_BASES, logged["legal_basis"])
    return f"Removed for good from {where}: {category}. Legal basis: {basis}"


def _withdraw(logged: Mapping[str, Any]) -> str:
    return f"The entry was withdrawn: {why_withdrawn(logged)}"


def _key(logged: Mapping[str, Any]) -> str:
    return f"From here on this key signs the public log: {logged['key']}"


def _recovery(logged: Mapping[str, Any]) -> str:
    after, lost = logged["after"], logged["lost"]
    known = lost is not None and lost > after
    gone = f"after act {after}, up to act {lost}, were lost" if known else f"after act {after} may be lost"
    return f"Acts {gone}. The public log goes on as {logged['origin']}, signed with this key: {logged['key']}"


_SAID: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "hold": _hold,
    "lift": _lift,
    "redact": _redact,
    "withdraw": _withdraw,
    "key": _key,
    "recovery": _recovery,
}


def _words(known: Mapping[str, str], code: str) -> str:
    return known.get(code, code)


def _listed(numbers: Sequence[int]) -> str:
    return " and ".join(filter(None, (", ".join(map(str, numbers[:-1])), str(numbers[-1]))))
