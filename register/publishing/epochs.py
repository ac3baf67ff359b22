"""Declare in public that acts were lost, and go on in a new epoch; or name a new key."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from register.core.calendar import instant, now_utc
from register.core.canonical import parse
from register.entries import writing as record
from register.entries.tables import entry, head
from register.extensions import after_commit, writing
from register.finding import index
from register.log import entries as logged
from register.log import keys, mark
from register.log.appending import enter
from register.log.mark import Mark
from register.log.notes import Signer
from register.log.replaying import Body, Line, Story, beyond, story_of
from register.log.standing import complaint, known
from register.publishing.purging import purge
from register.publishing.restoring import settle
from register.settings import Settings

THE_REGISTER = "The register"
"""Who acts where no person does."""


class NotNeeded(Exception):
    """Nothing is lost, or something else must be put right first; its text says what."""


@dataclass(frozen=True)
class Epoch:
    """A new epoch: its number, the acts that were kept and lost, and how many removals were entered again."""

    number: int
    after: int
    lost: int | None
    removals: int


def open_epoch(settings: Settings, *, last_act: int | None = None) -> Epoch:
    """Enter that acts were lost, under a new name of the log; removals that were lost are entered anew.

    `last_act` is the last one that was ever published, where somebody knows and this machine does not. Holds that were
    lifted in the lost acts stay: showing again what was hidden is for people to decide. Raises NotNeeded.
    """
    with writing() as connection:
        made = _open(connection, settings, last_act)
    purge(settings)
    index.reindex(settings)
    return made


def change_key(settings: Settings) -> str:
    """Make a new key, name it in the log and sign with it from now on; return its public line. Raises NotNeeded."""
    with writing() as connection:
        n = record.lock_head(connection) + 1
        fresh = Signer(_origin(settings, _epoch(connection)), secrets.token_bytes(32))
        if (why := _complaint(connection, settings, fresh)) is not None:
            raise NotNeeded(why)
        act = {"n": n, "kind": "key", "entry_id": None, "revision": None}
        at = max(now_utc(), record.last_moment(connection))
        _enter(connection, [(act, logged.of_key(n, at=at, key=fresh.vkey))])
        keys.keep(settings, fresh, over=True)
        reached = known(connection)
        after_commit(connection, lambda: mark.raise_to(settings, reached))
    return fresh.vkey


def _open(connection: Connection, settings: Settings, last_act: int | None) -> Epoch:
    after, before = record.lock_head(connection), _epoch(connection)
    reached = _mark(settings)
    stand_in = Signer(_origin(settings, before), secrets.token_bytes(32))
    if reached and (last_act or 0) <= after and _complaint(connection, settings, stand_in) is None:
        raise NotNeeded("No act is lost. If the key is, name a new one with “register log new-key”.")
    lines = beyond(connection, settings)
    lost, root = (reached.size - 1, reached.root) if reached else (None, None)
    if last_act is not None and last_act > (lost or 0):
        lost, root = last_act, None
    epoch = max(before, reached.epoch if reached else 0) + 1
    at = _later(max(now_utc(), record.last_moment(connection), *_moments(settings)))
    key = Signer(_origin(settings, epoch), _secret(settings))
    n = after + 1
    recovery = logged.of_recovery(
        n,
        at=at,
        epoch=epoch,
        origin=key.name,
        key=key.vkey,
        after=after,
        lost=lost,
        lost_root=base64.b64encode(bytes.fromhex(root)).decode() if root else None,
    )
    acts: list[tuple[dict[str, Any], bytes]] = [({"n": n, "kind": "recovery", "entry_id": None}, recovery)]
    for entry_id, held in lines.items():
        story = story_of(connection, entry_id)
        reference = connection.execute(select(entry.c.reference).where(entry.c.id == entry_id)).scalar_one()
        common = {"at": at, "by": THE_REGISTER, "reference": reference}
        for line in _lasting(held):
            n += 1
            raw = _again(line, story, n, after, common)
            if raw is None:
                n -= 1
                continue
            story.take(parse(raw))
            acts.append(({"n": n, "kind": parse(raw)["kind"], "entry_id": entry_id}, raw))
    _enter(connection, acts)
    connection.execute(update(head).values(epoch=epoch))
    for entry_id in lines:
        settle(connection, settings, entry_id, acted=True)
    record.touch(connection)
    keys.keep(settings, key, over=True)
    now = known(connection)
    after_commit(connection, lambda: mark.keep_in_ledger(settings, [raw for _, raw in acts]))
    after_commit(connection, lambda: mark.raise_to(settings, now))
    return Epoch(epoch, after, lost, len(acts) - 1)


def _again(line: Line, story: Story, n: int, after: int, common: Mapping[str, Any]) -> bytes | None:
    """Return the entry that removes again what a lost act removed, or None where nothing of it is here."""
    body = line.body
    about = {number: said for number, said in story.revisions.items() if line.upto is None or said.n <= line.upto}
    settled = [held for held in body.get("settles", ()) if held <= after and held in story.holds]
    withdrawn = story.whole is not None and story.whole.kind == "withdraw"
    if not about or body["kind"] == "lift" or (withdrawn and body["kind"] != "redact"):
        return None
    if body["kind"] == "withdraw":
        return logged.of_withdrawal(n, reason=body["reason"], settles=sorted(story.holds), **common)
    gone = {number: {one.unit for one in said.removed if one.kind == "redact"} for number, said in about.items()}
    if body["kind"] == "hold":
        left = {name for number, said in about.items() for name in said.units.keys() - gone[number]}
        names = [name for name in body.get("units", ()) if name in left]
        if ("units" in body and not names) or story.whole is not None:
            return None
        return logged.of_hold(n, reason=body["reason"], units=names, **common)
    removes = {
        number: [name for name in body["removes"].get(str(number), ()) if name in said.units.keys() - gone[number]]
        for number, said in about.items()
    }
    removes = {number: names for number, names in removes.items() if names}
    if not removes:
        return None
    ground = {"category": body["category"], "legal_basis": body["legal_basis"]}
    return logged.of_redaction(n, removes=removes, settles=settled, **ground, **common)


def _lasting(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lost removals without the holds that were settled later."""
    for place, line in enumerate(lines):
        later = {n for other in lines[place + 1 :] for n in other.body.get("settles", ())}
        if line.body["kind"] != "hold" or line.body["n"] not in later:
            yield line


def _enter(connection: Connection, acts: Sequence[tuple[dict[str, Any], bytes]]) -> None:
    rows = [{"revision": None, "at": parse(raw)["at"], "role": THE_REGISTER, **row} for row, raw in acts]
    first, last = acts[0][0]["n"], acts[-1][0]["n"]
    record.insert_truth(connection, last_n=last, acts=rows, entries=[], revisions=[], aliases=[])
    enter(connection, [raw for _, raw in acts], first=first)


def _complaint(connection: Connection, settings: Settings, stand_in: Signer) -> str | None:
    """Return what is wrong apart from a key that is missing or cannot be read: such a one is moved out of the way."""
    try:
        keys.signer(settings)
        return complaint(connection, settings)
    except keys.KeyMissing:
        path = keys.path_of(settings)
        if path.exists():
            path.replace(path.with_name(f"{path.name}-unreadable"))
        keys.keep(settings, stand_in, over=False)
        try:
            return complaint(connection, settings)
        finally:
            path.unlink()


def _mark(settings: Settings) -> Mark | None:
    """Return how far the log was known to reach; a mark that cannot be read is moved out of the way."""
    try:
        return mark.read(settings)
    except mark.Unreadable:
        held = mark.folder(settings) / "high-water"
        held.replace(held.with_name("high-water-unreadable"))
        return None


def _moments(settings: Settings) -> Iterator[str]:
    """Yield when each removal in the ledger was: the new epoch begins after them all."""
    for raw in mark.ledger(settings):
        try:
            body: Body = parse(raw)
            yield body["at"]
        except (ValueError, TypeError, LookupError):
            continue


def _later(at: str) -> str:
    return instant(datetime.fromisoformat(at) + timedelta(microseconds=1))


def _secret(settings: Settings) -> bytes:
    try:
        return keys.signer(settings).seed
    except keys.KeyMissing:
        return secrets.token_bytes(32)


def _epoch(connection: Connection) -> int:
    return int(connection.execute(select(head.c.epoch)).scalar_one())


def _origin(settings: Settings, epoch: int) -> str:
    first = keys.first_origin(settings)
    return first if epoch == 1 else f"{first}/epoch-{epoch}"
