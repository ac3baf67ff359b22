"""One question: what an address asks of the register, in one canonical form."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from register.compact.document import load
from register.core.findings import Outcome
from register.kinds import KINDS

Pair = tuple[str, str]
Pairs = list[Pair]

SORTS = ("newest", "oldest", "amount", "updated", "best")
PAGING = frozenset({"after", "before"})
"""Parameters that say where in a list a page begins."""
MOST_CHARACTERS = 200
MOST_VALUES = 40
LONGEST = 20_000
"""Characters of a search that are looked at before it is cut: beyond, it is refused."""
NO_SUCH_PAGE = "This page of the list cannot be found. Start from its first page."

FACETS = frozenset(spec.name for kind in KINDS for spec in kind.facets)
_PATTERNS = {
    name: re.compile(
        "|".join(spec.pattern or ".*" for kind in KINDS for spec in kind.facets if spec.name == name), re.ASCII
    )
    for name in FACETS
}
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PLACE_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})?", re.ASCII)
_AMOUNT = re.compile(r"£?\s*(\d{1,3}(,\d{3}){1,3}|\d{1,12})", re.ASCII)
_LARGEST = 2**62


class BadQuery(ValueError):
    """An address asks something that has no meaning; the message is for the reader."""


@dataclass(frozen=True)
class Query:
    """What is asked: words, filters, order and place; amounts in whole pounds, dates as ISO text."""

    words: str = ""
    kind: str | None = None
    facets: tuple[Pair, ...] = ()
    organisation: str | None = None
    undertaking: str | None = None
    findings: tuple[Outcome, ...] = ()
    """What a check found: any of these."""
    since: str | None = None
    until: str | None = None
    at_least: int | None = None
    at_most: int | None = None
    sort: str = "newest"
    after: str | None = None
    before: str | None = None
    shortened: bool = field(default=False, compare=False)
    """True where more words were given than are looked for."""

    def pairs(self, **changes: Any) -> Pairs:
        """Return the canonical name/value pairs, sorted; `parse` of them gives the same query."""
        asked = replace(self, **changes)
        implied = ("best",) if asked.words else ("newest", "best")  # without words nothing is a better match
        named = {
            "q": asked.words,
            "kind": asked.kind,
            "organisation": asked.organisation,
            "undertaking": asked.undertaking,
            "from": asked.since,
            "to": asked.until,
            "min": asked.at_least,
            "max": asked.at_most,
            "sort": None if asked.sort in implied else asked.sort,
            "after": asked.after,
            "before": asked.before,
        }
        pairs = [(name, str(value)) for name, value in named.items() if value not in (None, "")]
        return sorted([*pairs, *asked.facets, *(("finding", outcome.value) for outcome in asked.findings)])

    def address(self, path: str, **changes: Any) -> str:
        """Return the canonical address of this query at a path."""
        return address(path, self.pairs(**changes))


def address(path: str, pairs: Iterable[Pair]) -> str:
    """Return the address of a path with pairs in their canonical order."""
    asked = urlencode(sorted(pairs))
    return f"{path}?{asked}" if asked else path


def default_sort(words: str) -> str:
    """Return the order used where none is asked for: best match for words, else newest first."""
    return "best" if words else "newest"


def parse(args: MultiDict[str, str] | Iterable[Pair], kind: str | None = None) -> Query:
    """Read the parameters of an address; unknown ones are dropped. Raises BadQuery.

    `kind` is the kind's name where the path says it already.
    """
    given = args if isinstance(args, MultiDict) else MultiDict(list(args))
    words, shortened = _words(given.get("q", ""))
    after, before = given.get("after") or None, given.get("before") or None
    if after and before:
        raise BadQuery("A list cannot be read forwards and backwards at once.")
    sort = _sort(given, words)
    if cursor := after or before:
        _refuse_foreign(read_cursor(cursor), sort)
    since, until = _day(given, "from"), _day(given, "to")
    if since and until and since > until:
        raise BadQuery("The list cannot begin after the day it ends: change the dates.")
    at_least, at_most = _amount(given, "min"), _amount(given, "max")
    if at_least is not None and at_most is not None and at_least > at_most:
        raise BadQuery("The least amount cannot be more than the largest: change the amounts.")
    return Query(
        words=words,
        kind=kind or _one_of(given, "kind", {k.name for k in KINDS}, "There is no such kind of entry."),
        facets=_facets(given),
        organisation=_text(given, "organisation"),
        undertaking=_one_of(given, "undertaking", _undertakings(), "The Compact has no undertaking of that number."),
        findings=_findings(given),
        since=since,
        until=until,
        at_least=at_least,
        at_most=at_most,
        sort=sort,
        after=after,
        before=before,
        shortened=shortened,
    )


def write_cursor(place: list[Any]) -> str:
    """Write a place in a list for an address."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> list[Any]:
    """Read a place in a list: the value sorted by, and the entry; raises BadQuery."""
    try:
        value, entry_id = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (ValueError, TypeError, RecursionError) as problem:
        raise BadQuery(NO_SUCH_PAGE) from problem
    fits = _PLACE_DAY.fullmatch(value) if isinstance(value, str) else type(value) is int and abs(value) < _LARGEST
    if not fits or type(entry_id) is not int or not 0 <= entry_id < _LARGEST:
        raise BadQuery(NO_SUCH_PAGE)
    return [value, entry_id]


def _refuse_foreign(place: list[Any], sort: str) -> None:
    if isinstance(place[0], str) != (sort in ("newest", "oldest")):
        raise BadQuery(NO_SUCH_PAGE)


def _words(text: str) -> tuple[str, bool]:
    """Return the words, and whether there were more than are looked for."""
    if len(text) > LONGEST:
        raise BadQuery("That is too much to search for. Use a few words.")
    words = " ".join(_UNPRINTABLE.sub(" ", text).split())
    if len(words) <= MOST_CHARACTERS:
        return words, False
    return words[: MOST_CHARACTERS + 1].rpartition(" ")[0] or words[:MOST_CHARACTERS], True


def _findings(given: MultiDict[str, str]) -> tuple[Outcome, ...]:
    try:
        return tuple(sorted({Outcome(value) for value in given.getlist("finding") if value}))
    except ValueError as problem:
        raise BadQuery("There is no check result of that name.") from problem


def _facets(given: MultiDict[str, str]) -> tuple[Pair, ...]:
    chosen = {(name, value) for name in FACETS for value in given.getlist(name) if value}
    if len(chosen) > MOST_VALUES:
        raise BadQuery(f"Choose at most {MOST_VALUES} filters at once.")
    if any(not _can_be(name, value) for name, value in chosen):
        raise BadQuery("There is no such filter.")
    return tuple(sorted(chosen))


def _can_be(name: str, value: str) -> bool:
    """Tell whether a filter can have a value, though no entry has it now."""
    printable = len(value) <= MOST_CHARACTERS and not _UNPRINTABLE.search(value.replace(" ", ""))
    return printable and _PATTERNS[name].fullmatch(value) is not None


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
