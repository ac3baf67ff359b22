"""One question: what an address asks of the register, in one canonical form."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from register.compact.document import load
from register.core.findings import Outcome
from register.kinds import KINDS

Pairs = list[tuple[str, str]]

SORTS = ("newest", "oldest", "amount", "updated", "best")
MOST_CHARACTERS = 200
MOST_VALUES = 40
LONGEST = 20_000
"""Characters of a search that are looked at before it is cut: beyond, it is refused."""

FACETS = frozenset(spec.name for kind in KINDS for spec in kind.facets)
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMOUNT = re.compile(r"£?\s*(\d{1,3}(,\d{3})+|\d{1,12})")


class BadQuery(ValueError):
    """An address asks something that has no meaning; the message is for the reader."""


@dataclass(frozen=True)
class Query:
    """What is asked: words, filters, order and place; amounts in whole pounds, dates as ISO text."""

    words: str = ""
    kind: str | None = None
    facets: tuple[tuple[str, str], ...] = ()
    organisation: str | None = None
    undertaking: str | None = None
    finding: str | None = None
    since: str | None = None
    until: str | None = None
    at_least: int | None = None
    at_most: int | None = None
    sort: str = "newest"
    after: str | None = None
    before: str | None = None

    def pairs(self, **changes: Any) -> Pairs:
        """Return the canonical name/value pairs, sorted; `parse` of them gives the same query."""
        asked = replace(self, **changes)
        named = {
            "q": asked.words,
            "kind": asked.kind,
            "organisation": asked.organisation,
            "undertaking": asked.undertaking,
            "finding": asked.finding,
            "from": asked.since,
            "to": asked.until,
            "min": asked.at_least,
            "max": asked.at_most,
            "sort": asked.sort if asked.sort != default_sort(asked.words) else None,
            "after": asked.after,
            "before": asked.before,
        }
        pairs = [(name, str(value)) for name, value in named.items() if value not in (None, "")]
        return sorted([*pairs, *asked.facets])

    def address(self, path: str, **changes: Any) -> str:
        """Return the canonical address of this query at a path."""
        asked = urlencode(self.pairs(**changes))
        return f"{path}?{asked}" if asked else path


def default_sort(words: str) -> str:
    """Return the order used where none is asked for: best match for words, else newest first."""
    return "best" if words else "newest"


def parse(args: MultiDict[str, str] | Iterable[tuple[str, str]], kind: str | None = None) -> Query:
    """Read the parameters of an address; unknown ones are dropped. Raises BadQuery.

    `kind` is the kind's name where the path says it already.
    """
    given = args if isinstance(args, MultiDict) else MultiDict(list(args))
    words = _words(given.get("q", ""))
    after, before = given.get("after") or None, given.get("before") or None
    if after and before:
        raise BadQuery("A list cannot be read forwards and backwards at once.")
    for cursor in (after, before):
        if cursor:
            read_cursor(cursor)
    return Query(
        words=words,
        kind=kind or _one_of(given, "kind", {k.name for k in KINDS}, "There is no such kind of entry."),
        facets=_facets(given),
        organisation=_text(given, "organisation"),
        undertaking=_one_of(given, "undertaking", _undertakings(), "The Compact has no undertaking of that number."),
        finding=_one_of(given, "finding", set(Outcome), "There is no check result of that name."),
        since=_day(given, "from"),
        until=_day(given, "to"),
        at_least=_amount(given, "min"),
        at_most=_amount(given, "max"),
        sort=_sort(given, words),
        after=after,
        before=before,
    )


def write_cursor(place: list[Any]) -> str:
    """Write a place in a list for an address."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> list[Any]:
    """Read a place in a list; raises BadQuery."""
    try:
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as problem:
        raise BadQuery("This page of the list cannot be found. Start from its first page.") from problem
    fits = isinstance(place, list) and len(place) == 2 and isinstance(place[0], str | int) and type(place[1]) is int
    if not fits or any(isinstance(part, int) and abs(part) >= 2**62 for part in place):
        raise BadQuery("This page of the list cannot be found. Start from its first page.")
    return place


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise BadQuery("That is too much to search for. Use a few words.")
    words = _UNPRINTABLE.sub(" ", text).strip()
    if len(words) <= MOST_CHARACTERS:
        return words
    return words[:MOST_CHARACTERS].rpartition(" ")[0] or words[:MOST_CHARACTERS]


def _facets(given: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    chosen = {(name, value) for name in FACETS for value in given.getlist(name) if value}
    if len(chosen) > MOST_VALUES:
        raise BadQuery(f"Choose at most {MOST_VALUES} filters at once.")
    if any(len(value) > MOST_CHARACTERS or _UNPRINTABLE.search(value.replace(" ", "")) for _, value in chosen):
        raise BadQuery("There is no such filter.")
    return tuple(sorted(chosen))


def _text(given: MultiDict[str, str], name: str) -> str | None:
    value = given.get(name, "").strip()
    if len(value) > MOST_CHARACTERS or _UNPRINTABLE.search(value.replace(" ", "")):
        raise BadQuery(f"That {name} is not known.")
    return value or None


def _one_of(given: MultiDict[str, str], name: str, known: Iterable[str], message: str) -> str | None:
    value = given.get(name, "")
    if value and value not in known:
        raise BadQuery(message)
    return value or None


def _day(given: MultiDict[str, str], name: str) -> str | None:
    value = given.get(name, "").strip()
    if not value:
        return None
    try:
        if not _DAY.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value).isoformat()
    except ValueError as problem:
        raise BadQuery("Write dates as year, month and day: 2026-03-31.") from problem


def _amount(given: MultiDict[str, str], name: str) -> int | None:
    value = given.get(name, "").strip()
    if not value:
        return None
    if not _AMOUNT.fullmatch(value):
        raise BadQuery("Write amounts in whole pounds: 12000.")
    return int(re.sub(r"\D", "", value))


def _sort(given: MultiDict[str, str], words: str) -> str:
    sort = given.get("sort", "")
    if sort and sort not in SORTS:
        raise BadQuery("A list cannot be sorted in that way.")
    if not sort or (sort == "best" and not words):
        return default_sort(words)
    return sort


def _undertakings() -> set[str]:
    return {undertaking.number for undertaking in load().undertakings}
