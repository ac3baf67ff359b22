"""Find known organisations while one is being typed: by words of the name, by number, and those nearly the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from register.core.text import fold
from register.organisations.reading import Organisation, find_organisation, is_shown
from register.organisations.tables import organisation, organisation_identifier

MOST = 10
"""How many are offered."""
_MOST_COMPARED = 2_000
_MOST_READ = 60
"""Names that are compared letter by letter, which is slow."""
_ALIKE_WORDS = 0.74
_ALIKE_LETTERS = 0.88
_PROBE = 5
"""Letters of a word by which names are found that may be alike: a slip is seldom among the first."""
_SAYS_LITTLE = frozenset(
    {"the", "of", "and", "for", "in", "a", "at", "ltd", "limited", "cic", "cio", "plc", "llp", "company", "co"}
)
_NUMBER = re.compile(r"[0-9A-Z:./-]*[0-9]{4,}[0-9A-Z:./-]*")


@dataclass(frozen=True)
class LookUp:
    """What is known of a name and its numbers."""

    known: Organisation | None = None
    """Whose number it is, whatever name was typed."""
    alike: Sequence[Organisation] = ()
    """Those with nearly this name."""
    others: Sequence[Organisation] = ()
    """Those with these words in their names, or this in a number."""

    @property
    def offered(self) -> list[Organisation]:
        """Return all that can be taken over, the likeliest first, each once."""
        found = {one.id: one for one in (*self.alike, *self.others)}
        return list(found.values())[:MOST]


def look_up(connection: Connection, name: str, identifiers: Collection[str] = ()) -> LookUp:
    """Return what is known of an organisation that is being typed."""
    known = [found for one in identifiers if (found := find_organisation(connection, one))]
    if known:
        return LookUp(known=known[0])
    others = matching(connection, name)
    alike_ = alike(connection, name)
    for identifier in identifiers:
        others += [one for one in matching(connection, identifier) if one not in others]
    return LookUp(alike=alike_, others=others)


def matching(connection: Connection, words: str, *, limit: int = MOST) -> list[Organisation]:
    """Return organisations with all these words in the name, or with this number, with or without its prefix."""
    folded = fold(words)
    if len(folded) < 2:
        return []
    wanted = _table.c.match.contains
    named = and_(*(wanted(word, autoescape=True) for word in folded.split()[:8]))
    asked: ColumnElement[bool] = named
    if (number := _NUMBER.search(words.upper())) is not None:
        numbers = select(organisation_identifier.c.organisation_id).where(
            organisation_identifier.c.identifier.contains(number[0].strip("-./:"), autoescape=True)
        )
        asked = or_(named, _table.c.id.in_(numbers))
    first = _table.c.match.startswith(folded, autoescape=True)
    query = _query().where(asked, is_shown()).order_by(first.desc(), _table.c.match)
    return _read(connection, query.limit(limit))


def alike(connection: Connection, name: str, *, limit: int = 3) -> list[Organisation]:
    """Return organisations whose names are nearly this one: the same words, or only a few letters otherwise."""
    words = _telling(fold(name))
    probes = sorted((word for word in words if len(word) > 2), key=len, reverse=True)[:4]
    if not probes:
        return []
    like = or_(*(_table.c.match.contains(word[:_PROBE], autoescape=True) for word in probes))
    query = select(_table.c.id, _table.c.match).where(like, is_shown()).limit(_MOST_COMPARED)
    scored = [(_shared(words, found := _telling(row.match)), found, row.id) for row in connection.execute(query)]
    scored.sort(key=lambda one: one[0], reverse=True)
    near = [key for share, found, key in scored[:_MOST_READ] if share > _ALIKE_WORDS or _same_letters(words, found)]
    found_ = {one.id: one for one in _read(connection, _query().where(_table.c.id.in_(near[:limit])))}
    return [found_[key] for key in near[:limit]]


_table = organisation


def _query() -> Select[tuple[int, str, str]]:
    return select(_table.c.id, _table.c.identifier, _table.c.name)


def _read(connection: Connection, query: Select[tuple[int, str, str]]) -> list[Organisation]:
    return [Organisation(row.id, row.identifier, row.name) for row in connection.execute(query)]


def _telling(folded: str) -> tuple[str, ...]:
    """Return the words of a folded name that tell it from others; all of them where none does."""
    words = folded.split()
    return tuple(word for word in words if word not in _SAYS_LITTLE) or tuple(words)


def _shared(one: Collection[str], other: Collection[str]) -> float:
    first, second = set(one), set(other)
    return len(first & second) / len(first | second)


def _same_letters(one: Sequence[str], other: Sequence[str]) -> bool:
    matcher = SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False)
    return matcher.real_quick_ratio() > _ALIKE_LETTERS and matcher.ratio() > _ALIKE_LETTERS
