"""What is removed, told again from the acts alone: those of the log, and those of the ledger that this log lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from register.core.calendar import local_day
from register.core.canonical import parse
from register.core.removal import HELD_TITLE, Removal, carried, held_of
from register.entries.tables import act, entry, head
from register.log import mark
from register.log.tables import log_entry
from register.settings import Settings

Body = Mapping[str, Any]
"""An entry of the log as JSON values."""

KEPT_IN_LEDGER = ("hold", "lift", "redact", "withdraw", "recovery")
_AT_ONCE = 400


@dataclass
class Said:
    """What the log says of one revision: the act that made it, its commitments, and what was removed of it since."""

    n: int
    units: Mapping[str, str]
    removed: list[Removal]


@dataclass(frozen=True)
class Line:
    """A removal that the ledger knows and this log lacks.

    `upto` is the last act that this log shares with the one it was entered in; None: all there are.
    """

    body: Body
    upto: int | None = None


@dataclass
class Story:
    """What the acts on one entry made of it; `whole` hides all of it."""

    revisions: dict[int, Said] = field(default_factory=dict)
    whole: Removal | None = None
    holds: dict[int, Body] = field(default_factory=dict)
    """Those in force, by act."""

    def take(self, body: Body, upto: int | None = None) -> None:
        """Take in the next act on the entry; with `upto` it is about revisions up to that act only."""
        kind = body["kind"]
        if kind in ("publish", "correct"):
            self._publish(body)
            return
        about = {number: said for number, said in self.revisions.items() if upto is None or said.n <= upto}
        if not about:
            return
        # Numbers after the last shared act are of other acts here: what is hidden by mistake does less harm.
        was_on_hold = self.whole is not None
        settled = [n for n in body.get("settles", ()) if upto is None or n <= upto]
        if kind == "withdraw":  # what was on hold stays hidden
            self.holds = {n: held for n, held in self.holds.items() if n not in settled}
        else:
            self._settle(settled)
        removal = Removal("", body["n"], kind, "", None, local_day(body["at"]).isoformat())
        if kind == "hold":
            self._hold(body, replace(removal, category=body["reason"]), about)
        elif kind == "withdraw":
            self.whole = replace(removal, category=body["reason"], unit=HELD_TITLE if was_on_hold else "")
        elif kind == "redact":
            removal = replace(removal, category=body["category"], legal_basis=body["legal_basis"])
            for number, names in body["removes"].items():
                if (said := about.get(int(number))) is not None:
                    _cut(said, names, removal)

    def _publish(self, body: Body) -> None:
        before = self.revisions.get(max(self.revisions, default=0))
        removed = removed_of_next(before.removed, self.holds.values(), body["units"]) if before else []
        self.revisions[body["revision"]] = Said(body["n"], body["units"], removed)

    def _settle(self, settled: Iterable[int]) -> None:
        ended = set(settled)
        for said in self.revisions.values():
            said.removed = [one for one in said.removed if one.n not in ended]
        if self.whole and self.whole.n in ended:
            self.whole = None
        for n in ended:
            self.holds.pop(n, None)

    def _hold(self, body: Body, removal: Removal, about: Mapping[int, Said]) -> None:
        self.holds[body["n"]] = body
        if "units" not in body:
            self.whole = removal
        for said in about.values():
            names = held_of(
                said.units, body.get("units", ()), {one.unit for one in said.removed if one.kind == "redact"}
            )
            said.removed += [replace(removal, unit=name) for name in names]


def removed_of_next(before: Sequence[Removal], holds: Iterable[Body], units: Iterable[str]) -> list[Removal]:
    """Return what is hidden of an entry's next revision, from what was of the last one and from the holds in force."""
    names = list(units)
    removed = carried(before, names)
    for body in holds:
        removal = Removal("", body["n"], "hold", body["reason"], None, local_day(body["at"]).isoformat())
        hidden = {one.unit for one in removed if one.kind == "redact" or one.n == body["n"]}
        removed += [replace(removal, unit=name) for name in held_of(names, body.get("units", ()), hidden)]
    return removed


def story_of(connection: Connection, entry_id: int, lines: Sequence[Line] = ()) -> Story:
    """Return what the log, and after it lines of the ledger, made of an entry."""
    told = Story()
    query = select(log_entry.c.entry).join(act, act.c.n == log_entry.c.n).where(act.c.entry_id == entry_id)
    for raw in connection.scalars(query.order_by(act.c.n)):
        told.take(parse(raw))
    for line in lines:
        told.take(line.body, line.upto)
    return told


def beyond(connection: Connection, settings: Settings) -> dict[int, list[Line]]:
    """Return, by entry id, the removals that the ledger knows and this log lacks: an old copy must not show them.

    After a recovery, references may have been given anew: a removal is never taken to be about an act of another epoch.
    """
    ledger = mark.ledger(settings)
    bodies = [_readable(raw) for raw in _strange(connection, ledger)]
    recoveries = [_readable(raw) for raw in ledger if b'"kind":"recovery"' in raw]
    here = int(connection.execute(select(head.c.epoch)).scalar_one())
    found: dict[str, list[Line]] = {}
    for body in sorted((one for one in bodies if "reference" in one), key=lambda one: (one["at"], one["n"])):
        since = [one for one in recoveries if "epoch" in one and one["at"] <= body["at"]]
        epoch = max((one["epoch"] for one in since), default=1)
        if epoch >= here:
            upto = min((one["after"] for one in since if one["epoch"] > here), default=None)
            found.setdefault(body["reference"], []).append(Line(body, upto))
    ids: dict[int, list[Line]] = {}
    references = list(found)
    for start in range(0, len(references), _AT_ONCE):
        query = select(entry.c.id, entry.c.reference).where(entry.c.reference.in_(references[start : start + _AT_ONCE]))
        ids |= {int(key): found[reference] for key, reference in connection.execute(query)}
    return ids


def not_in_ledger(connection: Connection, settings: Settings) -> list[bytes]:
    """Return the removals of the log that the ledger lacks: whoever was killed just then had no time to add them."""
    held = set(mark.ledger(settings))
    query = select(log_entry.c.entry).join(act, act.c.n == log_entry.c.n).where(act.c.kind.in_(KEPT_IN_LEDGER))
    return [bytes(raw) for raw in connection.scalars(query.order_by(act.c.n)) if bytes(raw) not in held]


def _strange(connection: Connection, ledger: Sequence[bytes]) -> list[bytes]:
    """Return the lines of the ledger that do not stand in the log under their number."""
    numbered = [(_readable(raw).get("n", -1), raw) for raw in ledger]
    ours: set[bytes] = set()
    for start in range(0, len(numbered), _AT_ONCE):
        numbers = [n for n, _ in numbered[start : start + _AT_ONCE]]
        ours |= {bytes(raw) for raw in connection.scalars(select(log_entry.c.entry).where(log_entry.c.n.in_(numbers)))}
    return [raw for _, raw in numbered if raw not in ours]


def _readable(raw: bytes) -> Body:
    try:
        body = parse(raw)
    except ValueError:
        return {}
    return body if isinstance(body, dict) and isinstance(body.get("n"), int) else {}


def _cut(said: Said, names: Sequence[str], removal: Removal) -> None:
    still = [one for one in said.removed if one.unit not in names]
    said.removed = [*still, *(replace(removal, unit=name) for name in names)]
