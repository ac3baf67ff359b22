"""Bring a register that came from an older copy into accord with what is known to have been removed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from register.core.removal import Removal
from register.core.units import covers
from register.entries.tables import head
from register.extensions import reading, writing
from register.finding import index
from register.log import mark
from register.log.replaying import Line, Story, beyond, not_in_ledger, story_of
from register.log.standing import complaint
from register.publishing import requests
from register.publishing.purging import clear
from register.publishing.removal_act import RemovalAct, stored_revisions
from register.settings import Settings

NOBODY = 0
"""Who asked for a hold whose request was lost: no account has this number, so anybody may decide."""


def replay_removals(settings: Settings) -> int:
    """Remove again what the ledger says was removed; return how many entries that changed.

    To be called before anything is served. Removals of a sound log that the ledger lacks are added to it.
    """
    with reading() as connection:
        if complaint(connection, settings) is None and (late := not_in_ledger(connection, settings)):
            mark.keep_in_ledger(settings, late)
        if not beyond(connection, settings):
            return 0
    with writing() as connection:
        changed = [
            key for key, lines in beyond(connection, settings).items() if settle(connection, settings, key, lines)
        ]
    if changed:
        clear()
        index.reindex(settings)
    return len(changed)


def settle(
    connection: Connection, settings: Settings, entry_id: int, lines: Sequence[Line] = (), *, acted: bool = False
) -> bool:
    """Make an entry what the log, and after it lines of the ledger, say it is; tell whether that changed anything.

    With `acted` its projections are made anew in any case: they tell of its last act.
    """
    told = story_of(connection, entry_id, lines)
    act = RemovalAct(connection, entry_id, "", "", settings)
    changed = False
    for removal, removes in _cuts(act, told).items():
        act.cut(removes, removal)
        act.revisions = stored_revisions(connection, entry_id)
        changed = True
    for held in act.revisions:
        said = told.revisions.get(held.number)
        if said is not None and set(held.removed) != set(said.removed):
            act.put(held, said.removed)
            changed = True
    if act.whole != told.whole:
        act.put_whole(told.whole)
        act.let_files_go()
        changed = True
    if changed or acted:
        act.show()
    _ask_for_holds(connection, entry_id, told)
    return changed


def _cuts(act: RemovalAct, told: Story) -> dict[Removal, dict[int, list[str]]]:
    """Return what must leave the revisions for good: by act (with no unit), the names by revision."""
    found: dict[Removal, dict[int, list[str]]] = {}
    for held in act.revisions:
        said = told.revisions.get(held.number)
        for one in said.removed if said else ():
            if one.kind == "redact" and one.unit in held.salts:
                found.setdefault(replace(one, unit=""), {}).setdefault(held.number, []).append(one.unit)
    return found


def _ask_for_holds(connection: Connection, entry_id: int, told: Story) -> None:
    """Write down a request for each hold in force that has none, so that somebody can decide on it.

    Those that the acts have ended are closed: by whom the log does not say.
    """
    known = set()
    for one in requests.in_force(connection, entry_id):
        if one.n in told.holds:
            known.add(one.n)
        elif one.asked_by == NOBODY:  # the database asks for two people
            requests.decide(connection, one, state=requests.REFUSED)
        else:
            requests.decide(connection, one, state=requests.LIFTED, decided_by=NOBODY)
    for n, body in told.holds.items():
        if n not in known:
            requests.add(
                connection,
                entry_id=entry_id,
                action="hold",
                removes=_named(told, body.get("units", ())),
                category=body["reason"],
                legal_basis=None,
                note="",
                state=requests.IN_FORCE,
                asked_by=NOBODY,
                asked_at=body["at"],
                n=n,
            )


def _named(told: Story, names: Iterable[str]) -> dict[int, list[str]]:
    wanted = list(names)
    found = {
        number: sorted(unit for unit in said.units if any(covers(name, unit) for name in wanted))
        for number, said in told.revisions.items()
    }
    left = {number: held for number, held in found.items() if held}
    return left if left or not wanted else {max(told.revisions): wanted}  # never mistaken for the whole entry


def is_behind(connection: Connection, settings: Settings) -> bool:
    """Tell whether the log is known to have reached further than this database."""
    held = mark.read(settings)
    n, epoch = connection.execute(select(head.c.n, head.c.epoch)).one()
    return held is not None and (epoch, n + 1) < (held.epoch, held.size)
