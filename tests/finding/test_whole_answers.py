"""Answers against counting by hand: every set, count and page, on both databases."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from register.core.findings import Context, Outcome
from register.core.text import fold
from register.entries import following
from register.entries.tables import citation, listing
from register.extensions import reading, writing
from register.finding import index
from register.finding.answer import Answer
from register.finding.query import Query, parse, write_cursor
from register.finding.words import stem
from register.publishing.rebuild import rebuild
from register.settings import Settings
from tests.finding.conftest import TODAY, Library
from tests.finding.generated import PHRASE, SHARES, decisions, publish_all

pytestmark = pytest.mark.record
QUERIES = 60
MOMENT = "2026-11-22T12:00:00.000000Z"
COMMON = {"state", "awaited", "year", "body", "department", "area", "theme"}
"""Filters that mean the same to several kinds: those of a list in which kinds are mixed."""


@dataclass(frozen=True)
class Entry:
    """What counting by hand knows of an entry."""

    id: int
    n: int
    kind: str
    date: str
    amount: int | None
    text: str
    stems: frozenset[str]
    facets: frozenset[tuple[str, str]]
    organisations: frozenset[str]
    cited: frozenset[tuple[str, str]]


@pytest.fixture
def register(app: Flask, settings: Settings) -> Library:
    """Return a register of generated decisions, some of them corrected, on either database."""
    with app.app_context():
        made = list(decisions(45, words=40))
        with writing() as connection:
            ids = publish_all(connection, made, settings, at=MOMENT)
        index.follow(settings)
        changes = [replace(made[i + 1], entry_id=ids[i], change_note="Wrong.", aliases=()) for i in range(0, 40, 9)]
        with writing() as connection:
            publish_all(connection, changes, settings, at=MOMENT)
        index.follow(settings)
    return Library(app, settings, ids)


def by_hand(library: Library) -> list[Entry]:
    """Read every entry from its document."""
    entries = []
    with library.app.app_context(), reading() as connection:
        numbers = dict(map(tuple, connection.execute(select(listing.c.entry_id, listing.c.n))))
        cited: dict[int, set[tuple[str, str]]] = {}
        day = TODAY.isoformat()
        for row in connection.execute(select(citation)):
            if row.since <= day < row.until:
                cited.setdefault(row.entry_id, set()).add((row.undertaking, row.outcome))
        for one in following.current_entries(connection, library.ids):
            content = one.kind.content.model_validate(one.document)
            rows, words = one.kind.project(content, Context(today=TODAY), []), one.kind.words(content)
            text = fold("\n".join((words.title, words.names, words.prose)))
            entries.append(
                Entry(
                    id=one.entry_id,
                    n=numbers[one.entry_id],
                    kind=one.kind.name,
                    date=rows.listing.date or "",
                    amount=rows.listing.amount,
                    text=text,
                    stems=frozenset(map(stem, text.split())),
                    facets=frozenset((facet.name, facet.value) for facet in rows.facets),
                    organisations=frozenset(i for a in rows.appearances for i in a.organisation.identifiers),
                    cited=frozenset(cited.get(one.entry_id, ())),
                )
            )
    return entries


def fits(entry: Entry, query: Query) -> bool:
    """Tell whether an entry is what a query asks for."""
    words = query.words.replace(f'"{PHRASE}"', "")
    return all(
        (
            PHRASE in entry.text or PHRASE not in query.words,
            all(stem(word) in entry.stems for word in words.split()),
            query.kind in (None, entry.kind),
            all(any((n, v) in entry.facets for n, v in query.facets if n == name) for name, _ in query.facets),
            query.organisation is None or query.organisation in entry.organisations,
            query.since is None or entry.date >= query.since,
            query.until is None or "" < entry.date <= query.until,
            query.at_least is None or (entry.amount is not None and entry.amount >= query.at_least * 100),
            query.at_most is None or (entry.amount is not None and entry.amount <= query.at_most * 100),
            (query.undertaking is None and not query.findings)
            or any(query.undertaking in (None, u) and o in (query.findings or (o,)) for u, o in entry.cited),
        )
    )


ORDERS: dict[str, Any] = {
    "newest": lambda e: (e.date, e.id),
    "oldest": lambda e: (e.date, e.id),
    "amount": lambda e: (-1 if e.amount is None else e.amount, e.id),
    "updated": lambda e: (e.n, e.id),
}


def expected(entries: list[Entry], query: Query) -> list[int]:
    """Return the ids a query finds; in order, except where the best match comes first."""
    order = ORDERS.get(query.sort, ORDERS["newest"])
    found = sorted((e for e in entries if fits(e, query)), key=order, reverse=query.sort != "oldest")
    return [entry.id for entry in found]


def queries(entries: list[Entry], seed: int) -> Iterator[Query]:
    """Yield random queries, most of which find something."""
    chance = random.Random(seed)
    facets = sorted({facet for entry in entries for facet in entry.facets})
    identifiers = sorted({i for entry in entries for i in entry.organisations})
    cited = sorted({one for entry in entries for one in entry.cited})
    for _ in range(QUERIES):
        some: list[tuple[str, str]] = []
        if chance.random() < 0.5:
            some.append(("q", " ".join(chance.sample([*SHARES, f'"{PHRASE}"', "support"], chance.choice((1, 1, 2))))))
        if chance.random() < 0.6:
            some += chance.sample(facets, chance.randint(1, 4))
        if chance.random() < 0.2:
            some.append(("organisation", chance.choice(identifiers)))
        if chance.random() < 0.2 and cited:
            (undertaking, outcome), (_, other) = chance.choice(cited), chance.choice(cited)
            either = [("finding", outcome), ("finding", other)]
            some += chance.choice(([("undertaking", undertaking)], either[:1], either))
        if chance.random() < 0.2:
            some.append((chance.choice(("from", "to")), f"{chance.randint(2015, 2025)}-07-01"))
        if chance.random() < 0.2:
            some.append((chance.choice(("min", "max")), str(chance.choice((0, 2050, 12_000)))))
        if chance.random() < 0.7:
            some.append(("sort", chance.choice(("newest", "oldest", "amount", "updated", "best"))))
        yield parse(some)


def test_sets_totals_and_counts_are_those_counted_by_hand(database: str, register: Library) -> None:
    entries = by_hand(register)
    hits = 0
    for query in queries(entries, seed=1):
        answer = register.ask(query, size=len(entries))
        found = [row.entry_id for row in answer.rows]
        wanted = expected(entries, query)
        assert (sorted(found) if query.sort == "best" else found) == (
            sorted(wanted) if query.sort == "best" else wanted
        ), query
        assert answer.total == len(wanted)
        hits += bool(wanted)
        assert_counts(answer, entries, query)
    assert hits > QUERIES / 3


def assert_counts(answer: Answer, entries: list[Entry], query: Query) -> None:
    """Each filter counts what it would leave with every other filter in force, and shows what is chosen."""
    assert [(one.value, one.count) for one in answer.facets[0].values if one.count] == [
        ("decision", answer.total)
    ] * bool(answer.total)
    assert {group.name for group in answer.facets} == {"kind"} | COMMON | {name for name, _ in query.facets}
    for group in answer.facets[1:]:
        rest = replace(query, facets=tuple(pair for pair in query.facets if pair[0] != group.name))
        counted: dict[str, int] = {}
        for entry in entries:
            if fits(entry, rest):
                for name, value in entry.facets:
                    if name == group.name:
                        counted[value] = counted.get(value, 0) + 1
        chosen = {value for name, value in query.facets if name == group.name}
        assert {v.value: v.count for v in group.values if v.count} == counted, (query, group.name)
        assert {v.value for v in group.values if v.active} == chosen, (query, group.name)
    found = {outcome: replace(query, findings=(outcome,)) for outcome in Outcome}
    counts = {outcome: sum(fits(entry, asked) for entry in entries) for outcome, asked in found.items()}
    assert {v.value: v.count for v in answer.findings if v.count} == {o: n for o, n in counts.items() if n}, query
    assert {v.value for v in answer.findings if v.active} == set(query.findings)


def test_pages_give_every_entry_once_forwards_and_backwards(database: str, register: Library) -> None:
    entries = by_hand(register)
    chance = random.Random(2)
    for query in queries(entries, seed=2):
        size = chance.choice((1, 3, 7, 20))
        whole = [row.entry_id for row in register.ask(query, size=len(entries)).rows]
        pages = [register.ask(query, size=size)]
        while pages[-1].next:
            pages.append(register.ask(replace(query, after=pages[-1].next), size=size))
        assert ids(pages) == whole, query
        assert pages[0].previous is None
        backwards = [pages[-1]]
        while backwards[-1].previous:
            backwards.append(register.ask(replace(query, after=None, before=backwards[-1].previous), size=size))
        assert [ids([page]) for page in reversed(backwards)] == [ids([page]) for page in pages], query
        assert all(page.next for page in backwards[1:])
        assert {page.total for page in (*pages, *backwards)} == {len(whole)}


def test_bands_of_amounts_read_from_small_to_large(database: str, register: Library) -> None:
    group = next(group for group in register.ask(kind="decision").facets if group.name == "amount")
    assert [value.label for value in group.values] == [
        "Under £1,000", "£1,000 to £9,999", "£10,000 to £49,999", "£50,000 to £249,999", "£250,000 and over",
    ]  # fmt: skip


def ids(pages: list[Answer]) -> list[int]:
    return [row.entry_id for page in pages for row in page.rows]


def test_a_page_beyond_the_end_leads_back(database: str, register: Library) -> None:
    last = register.ask(sort="newest", size=10)
    while last.next:
        last = register.ask(sort="newest", after=last.next, size=10)
    lowest = min(by_hand(register), key=ORDERS["newest"])
    beyond = register.ask(sort="newest", after=place(lowest), size=10)
    assert beyond.rows == () and beyond.total == len(register.ids)
    assert beyond.previous is not None
    back = register.ask(sort="newest", before=beyond.previous, size=10)
    assert len(back.rows) == 10 and back.next is not None


def place(entry: Entry) -> str:
    return write_cursor([entry.date, entry.id])


def test_a_rebuilt_register_answers_as_before(database: str, register: Library) -> None:
    some = list(queries(by_hand(register), seed=3))[:12]
    before = [shown(register.ask(query)) for query in some]
    with register.app.app_context(), writing() as connection:
        rebuild(
            connection,
            settings=register.settings,
        )
    assert [shown(register.ask(query)) for query in some] == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a thread's index closes as it ends
def test_threads_get_the_answers_that_one_alone_gets(database: str, register: Library) -> None:
    some = list(queries(by_hand(register), seed=4))[:40]
    alone = [shown(register.ask(query)) for query in some]
    different: list[object] = []

    def ask(seed: int) -> None:
        order = list(range(len(some)))
        random.Random(seed).shuffle(order)
        try:
            different.extend(some[i] for i in order if shown(register.ask(some[i])) != alone[i])
        except BaseException as problem:
            different.append(problem)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not different


def shown(answer: Answer) -> object:
    return [row.entry_id for row in answer.rows], answer.total, answer.facets, answer.next, answer.snippets
