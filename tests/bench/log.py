"""Measure the transparency log: `python -m tests.bench.log [leaves] [revisions]` (1,000,000 and 20,000 by default).

First a log of so many leaves alone: append, proof, consistency, and the check of the whole tree, in milliseconds and
seconds. Then a register of so many decisions: how fast they are published in batches of 2,000, with the log and with
what the log costs of it, and the check of every commitment. SQLite, in a folder of its own.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import insert, update

from register.core.calendar import now_utc
from register.core.canonical import canonical
from register.core.units import units
from register.entries.tables import act, head
from register.extensions import reading, writing
from register.factory import create_app
from register.log import checking
from register.log.appending import append
from register.log.entries import of_key, of_revision
from register.log.reading import consistency, inclusion
from register.migrations.run import upgrade
from register.settings import Settings
from tests.finding.generated import decisions, publish_all

BATCH = 2_000
SAMPLES = 500


def main() -> None:
    """Run the measurements and print them."""
    leaves, revisions = (int(a) for a in (*sys.argv[1:], "1000000", "20000")[:2])
    with tempfile.TemporaryDirectory() as folder:
        measure_tree(Settings(register_home=Path(folder), search_index=Path(folder) / "index"), leaves)
    with tempfile.TemporaryDirectory() as folder:
        measure_revisions(Settings(register_home=Path(folder), search_index=Path(folder) / "index"), revisions)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def measure_tree(settings: Settings, leaves: int) -> None:
    """Fill a log, then append, prove and check."""
    upgrade(settings.database)
    chance = random.Random(1)
    with create_app(settings).app_context():
        began = time.perf_counter()
        for first in range(1, leaves, BATCH):
            _append(settings, first, min(BATCH, leaves - first))
        print(f"log of {leaves:,} leaves, filled at {leaves / (time.perf_counter() - began):,.0f} a second")
        report("append one", [_timed(partial(_append, settings, leaves + i, 1)) for i in range(SAMPLES)])
        size = leaves + SAMPLES
        with reading() as connection:
            report(
                "proof", [_timed(lambda: inclusion(connection, chance.randrange(size), size)) for _ in range(SAMPLES)]
            )
            old = [chance.randrange(1, size) for _ in range(SAMPLES)]
            report("consistency", [_timed(partial(consistency, connection, one, size)) for one in old])
            tree = _timed(lambda: list(checking.faults_of_tree(connection)))
            log = _timed(lambda: list(checking.faults_of_log(connection)))
            print(f"check of the tree: {tree:.1f} s; of tree, log and act table: {log:.1f} s")


def measure_revisions(settings: Settings, revisions: int) -> None:
    """Publish decisions with the log, measure what the log costs of it, then check every commitment."""
    upgrade(settings.database)
    with create_app(settings).app_context():
        publications = list(decisions(revisions, words=120))
        began = time.perf_counter()
        for start in range(0, revisions, BATCH):
            with writing() as connection:
                publish_all(connection, publications[start : start + BATCH], settings, at=now_utc())
        taken = time.perf_counter() - began
        content = publications[0].kind.content
        began = time.perf_counter()
        for number, one in enumerate(publications):
            parts = units(one.document, content.GROUPS, content.SPLIT)
            _, salts = of_revision(
                number, at="", by="", reference="", type_="", revision=1, schema=1, origin="", units=parts
            )
            canonical(salts)
        committing = time.perf_counter() - began
        print(f"publishing {revisions:,} decisions: {revisions / taken:,.0f} a second")
        print(f"commitments and salts are {committing / taken:.0%} of that")
        with reading() as connection:
            checked = _timed(lambda: list(checking.faults_of_content(connection, {})))
        print(f"check of every commitment: {checked:.1f} s, {revisions / checked:,.0f} revisions a second")


def _append(settings: Settings, first: int, count: int) -> None:
    at = now_utc()
    with writing() as connection:
        numbers = range(first, first + count)
        rows = [{"n": n, "kind": "key", "at": at, "role": "The register"} for n in numbers]
        connection.execute(insert(act), rows)
        connection.execute(update(head).values(n=numbers[-1]))
        append(
            connection, [of_key(n, at=at, key=f"invented {n:064}" * 8) for n in numbers], first=first, settings=settings
        )


def report(what: str, seconds: list[float]) -> None:
    """Print the median and the 95th percentile."""
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(f"{what}: p50 {statistics.median(seconds) * 1000:.2f} ms, p95 {p95 * 1000:.2f} ms")


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
