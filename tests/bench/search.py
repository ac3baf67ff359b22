"""Measure searching in generated decisions: `python -m tests.bench.search [--entries 20000] [--folder DIR]`.

Every question is asked as a page of 25 with facet counts, exact total and snippets, in one thread of one process.
"First" is a question not asked before at this state of the index; "again" is the same one asked again.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from werkzeug.datastructures import MultiDict

from register.core.calendar import now_utc
from register.extensions import reading, writing
from register.factory import create_app
from register.finding import index
from register.finding.answer import find
from register.finding.query import parse
from register.migrations.run import upgrade
from register.settings import Settings
from tests.finding.conftest import NOW, TODAY
from tests.finding.generated import PHRASE, THEMES, decisions, publish_all, vocabulary

BATCH = 1000
PUBLISHED = 40
WORDS = 200
Pairs = tuple[tuple[str, str], ...]


def questions(chance: random.Random) -> Iterator[tuple[str, list[Pairs]]]:
    """Yield each kind of question with many examples of it, no two alike where there are so many."""
    known, _ = vocabulary()
    common, middling, rare = known[:40], known[100:600], known[3000:]
    pick = chance.sample
    types = ("award", "refusal", "renewal")
    yield "rare word", [(("q", word),) for word in pick(rare, 30)]
    yield "middling word", [(("q", word),) for word in pick(middling, 30)]
    yield "common word", [(("q", word),) for word in ("community", *pick(common, 29))]
    yield "two common words", [(("q", " ".join(pick(common, 2))),) for _ in range(30)]
    yield "four words", [(("q", " ".join((*pick(common, 2), *pick(middling, 2)))),) for _ in range(30)]
    yield "phrase", [(("q", f'"{PHRASE}"'),), *((("q", f'"{theme}"'),) for theme in THEMES)]
    yield "common phrase", [(("q", f'"{" ".join(pick(common[:12], 2))}"'),) for _ in range(15)]
    yield "beginning", [(("q", f"{word[:4]}*"),) for word in pick(middling, 15)]
    yield (
        "words, type and year",
        [
            (("q", chance.choice(common)), ("type", chance.choice(types)), ("year", str(year)))
            for year in range(2015, 2025)
        ],
    )
    yield "common word, newest first", [(("q", word), ("sort", "newest")) for word in common[:30]]
    yield "reference", [(("q", f"FD-{TODAY.year}-{number:04}"),) for number in pick(range(1, 600), 20)]
    yield "misspelt", [(("q", f"{word[:3]}x{word[3:]}"),) for word in pick([w for w in middling if len(w) > 6], 15)]
    yield "no words", [()]
    yield "filters alone", [(("type", one), ("year", str(year))) for one in types for year in range(2016, 2024)]
    yield "check result", [(("finding", "not_kept"),), (("finding", "kept"),), (("undertaking", "4.4"),)]


def make(folder: Path, entries: int) -> Flask:
    """Make a register with so many entries in an empty folder, or open the one that is there."""
    settings = Settings(register_home=folder, search_index=folder / "index")
    fresh = not (folder / "register.db").exists()
    if fresh:
        upgrade(settings.database)
    app = create_app(settings)
    with app.app_context():
        if fresh:
            _timed("publish", entries, lambda: _publish(settings, entries))
            _timed("index", entries, lambda: index.reindex(settings))
    return app


def _publish(settings: Settings, entries: int) -> None:
    publications = list(decisions(entries, words=WORDS))
    for start in range(0, entries, BATCH):
        with writing() as connection:
            publish_all(connection, publications[start : start + BATCH], settings, at=now_utc())


def _timed(what: str, entries: int, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
    print(f"{what}: {entries} entries in {taken:.1f} s, {entries / taken:.0f} a second", flush=True)


@dataclass(frozen=True)
class Taken:
    """What one question took: milliseconds by the clock and of the processor, and how many entries it found."""

    clock: float
    processor: float
    found: int


def ask(pairs: Pairs) -> Taken:
    """Ask one question as a page asks it."""
    clock, processor = time.perf_counter(), time.process_time()
    with reading() as connection:
        answer = find(connection, parse(MultiDict(list(pairs))), NOW, 25)
    return Taken((time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000, answer.total)


def measure() -> None:
    """Print p50 and p95 in milliseconds of every kind of question, by the clock and of the processor."""
    print(f"first question of the process: {ask(()).clock:.0f} ms")
    ask((("q", "warming"),))
    heads = (f"{when} {what}" for when in ("first", "again") for what in ("clock", "cpu"))
    print(f"{'':26}{'asked':>6}{'found':>7}" + "".join(f"{head:>15}" for head in heads))
    every: list[Taken] = []
    for name, examples in questions(random.Random(3)):
        first = [ask(pairs) for pairs in examples]
        again = [ask(pairs) for pairs in examples for _ in range(3)]
        every += first
        found = statistics.median(one.found for one in first)
        print(f"{name:26}{len(examples):6}{found:7.0f}{_figures(first)}{_figures(again)}", flush=True)
    print(f"{'all of these':26}{len(every):6}{'':7}{_figures(every)}")
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def measure_publishing(settings: Settings) -> None:
    """Print p50 and p95 of publishing one decision and of everything until its own word finds it.

    The server's follower looks every quarter of a second: on average an eighth comes on top.
    """
    published, followed, found = [], [], []
    for number, one in enumerate(decisions(PUBLISHED, words=WORDS, seed=99)):
        word = f"needle{time.time_ns()}"
        fresh = replace(one, document={**one.document, "title": f"{number} {word}"}, aliases=())
        start = time.perf_counter()
        with writing() as connection:
            publish_all(connection, [fresh], settings, at=now_utc())
        published.append((time.perf_counter() - start) * 1000)
        index.follow(settings)
        followed.append((time.perf_counter() - start) * 1000)
        assert ask((("q", word),)).found == 1
        found.append((time.perf_counter() - start) * 1000)
    for name, times in (("published", published), ("in the index", followed), ("found by its word", found)):
        print(f"{name:26}{len(times):6}{'':7}{f'{_at(times, 0.5):.1f} /{_at(times, 0.95):6.1f}':>15}", flush=True)


def _figures(taken: list[Taken]) -> str:
    columns = ([one.clock for one in taken], [one.processor for one in taken])
    return "".join(f"{f'{_at(times, 0.5):.1f} /{_at(times, 0.95):6.1f}':>15}" for times in columns)


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    """Make the register and measure it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--entries", type=int, default=20_000)
    options.add_argument("--folder", type=Path, help="keep the register here, and use the one that is there")
    chosen = options.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="search-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        app = make(folder, chosen.entries)
        with app.app_context():
            measure()
            measure_publishing(app.config["SETTINGS"])
    finally:
        if chosen.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
