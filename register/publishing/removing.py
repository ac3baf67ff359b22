"""Hold, lift, redact and withdraw what was published: each an act in the log, all but the hold by a second person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from register.core.canonical import canonical
from register.core.removal import (
    CATEGORIES,
    FINDINGS,
    HELD_TITLE,
    HOLD_REASONS,
    KEPT,
    LEGAL_BASES,
    TELLS_ITSELF,
    WITHDRAWAL_REASONS,
    Removal,
    held_of,
)
from register.core.units import covers, label_of, texts_of, value_of
from register.entries.writing import lock_head
from register.log import entries as logged
from register.publishing import requests
from register.publishing.drafts import SamePerson
from register.publishing.ownership import Bodies, require_entry
from register.publishing.removal_act import RemovalAct, Stored, stored_revisions, values_of, whole_of
from register.publishing.requests import DONE, IN_FORCE, LIFTED, REFUSED, WAITING, Removes, Request
from register.settings import Settings

TELLING = 20
"""Characters from which a text is looked for in other parts: shorter ones stand everywhere by chance."""


class Refused(Exception):
    """What was asked for cannot be done; its text says why, for staff."""


class NotWaiting(Exception):
    """The request was decided already."""


@dataclass(frozen=True)
class Part:
    """A part of an entry that can be removed: its unit in each revision that carries the same, and what it says."""

    key: str
    revisions: Mapping[int, str]
    value: Any

    @property
    def unit(self) -> str:
        """Return its name in the newest of these revisions."""
        return self.revisions[max(self.revisions)]


def parts(connection: Connection, entry_id: int) -> list[Part]:
    """Return what can be removed of an entry, in the order of its newest revision; what is redacted already is not."""
    found: dict[str, tuple[dict[int, str], Any]] = {}
    for held in reversed(stored_revisions(connection, entry_id)):
        for name in held.salts:
            if label_of(name) != KEPT:
                value = value_of(held.content, name)
                key = _key(name, value)
                while held.number in found.get(key, ({}, None))[0]:  # the same twice in one list
                    key += "+"
                found.setdefault(key, ({}, value))[0][held.number] = name
    return [Part(key, numbers, value) for key, (numbers, value) in found.items()]


def elsewhere(connection: Connection, entry_id: int, removes: Removes) -> dict[int, list[str]]:
    """Return the other units of an entry, by revision, in which a removed text stands as well."""
    held = stored_revisions(connection, entry_id)
    texts = _texts(values_of(held, removes))
    found: dict[int, list[str]] = {}
    for one in held:
        for name in one.salts:
            if name not in removes.get(one.number, ()) and label_of(name) != KEPT:
                said = " ".join(texts_of(value_of(one.content, name)))
                if any(text in said for text in texts):
                    found.setdefault(one.number, []).append(name)
    return found


def hold(
    connection: Connection,
    *,
    entry_id: int,
    names: Sequence[str],
    reason: str,
    note: str,
    by_id: int,
    role: str,
    at: str,
    settings: Settings,
    bodies: Bodies = None,
) -> Request:
    """Hide units of an entry, or (without names) all of it, at once and everywhere, until a second person decides.

    `bodies` are those that the person acts for, here and below. Raises NotYours, and Refused for what is hidden
    already or was never there.
    """
    require_entry(connection, entry_id, bodies)
    _require(reason, HOLD_REASONS, "reason")
    act = RemovalAct(connection, entry_id, at, role, settings)
    units = sorted({_as_held(act.revisions, name) for name in names})
    units = sorted({*units, *([FINDINGS] if may_be_repeated(units) else [])})
    hit = {one.number: held_of(one.salts, units, ()) for one in act.revisions}
    removes = {one.number: _covered(one, hit[one.number]) for one in act.revisions if hit[one.number]}
    fresh = any({*hit[one.number]} - {gone.unit for gone in one.removed} - {FINDINGS} for one in act.revisions)
    if act.whole is not None or (names and not fresh):
        raise Refused("This is on hold already, or was removed.")
    n = act.enter(lambda n: logged.of_hold(n, units=units, reason=reason, **act.common))
    removal = Removal("", n, "hold", reason, None, act.day)
    if names:
        for one in act.revisions:
            act.put(one, [*one.removed, *(replace(removal, unit=name) for name in hit[one.number])])
    else:
        act.put_whole(removal)
    act.show()
    values = {"category": reason, "legal_basis": None, "note": note, "asked_by": by_id, "asked_at": at, "n": n}
    return requests.add(connection, entry_id=entry_id, action="hold", removes=removes, state=IN_FORCE, **values)


def lift(
    connection: Connection,
    *,
    request_id: int,
    by_id: int,
    role: str,
    at: str,
    settings: Settings,
    bodies: Bodies = None,
) -> Request:
    """End a hold and show again what it hid. Raises NotYours, SamePerson, NotWaiting and Unknown (of `requests`)."""
    lock_head(connection)
    held = requests.get(connection, request_id)
    require_entry(connection, held.entry_id, bodies)
    _require_second(held, by_id, IN_FORCE)
    act = RemovalAct(connection, held.entry_id, at, role, settings)
    act.enter(lambda n: logged.of_lift(n, settles=[held.n or 0], **act.common))
    act.settle([held])
    act.show()
    return requests.decide(connection, held, state=LIFTED, decided_by=by_id, decided_at=at)


def ask(
    connection: Connection,
    *,
    entry_id: int,
    action: str,
    removes: Removes,
    category: str,
    legal_basis: str | None,
    note: str,
    by_id: int,
    at: str,
    bodies: Bodies = None,
) -> Request:
    """Ask a second person for a redaction of units, or for the withdrawal of an entry. Raises NotYours and Refused."""
    require_entry(connection, entry_id, bodies)
    if action == "redact":
        _require(category, CATEGORIES, "category")
        _require(legal_basis or "", LEGAL_BASES, "legal basis")
    else:
        _require(category, WITHDRAWAL_REASONS, "reason")
    stored = stored_revisions(connection, entry_id)
    _require_possible(stored, whole_of(connection, entry_id), action, removes)
    removes = {number: _with_findings(stored, number, names) for number, names in removes.items()}
    values = {"category": category, "legal_basis": legal_basis, "note": note, "asked_by": by_id, "asked_at": at}
    return requests.add(connection, entry_id=entry_id, action=action, removes=removes, state=WAITING, **values)


def refuse(connection: Connection, *, request_id: int, approver_id: int, at: str, bodies: Bodies = None) -> Request:
    """Decide that nothing is removed; who asked may take it back so, too. Raises NotYours, NotWaiting and Unknown."""
    lock_head(connection)
    held = requests.get(connection, request_id)
    require_entry(connection, held.entry_id, bodies)
    if held.state != WAITING:
        raise NotWaiting(held.state)
    second = approver_id if approver_id != held.asked_by else None
    return requests.decide(connection, held, state=REFUSED, decided_by=second, decided_at=at)


def approve(
    connection: Connection,
    *,
    request_id: int,
    approver_id: int,
    role: str,
    at: str,
    settings: Settings,
    bodies: Bodies = None,
) -> Request:
    """Redact or withdraw what another person asked for. Raises NotYours, SamePerson, NotWaiting, Refused and Unknown.

    Redacted text leaves the database with this transaction; `purging.purge` then clears its bytes off the disk. What
    is returned names in `said_in` the drafts of others that still say it.
    """
    lock_head(connection)
    asked = requests.get(connection, request_id)
    require_entry(connection, asked.entry_id, bodies)
    _require_second(asked, approver_id, WAITING)
    act = RemovalAct(connection, asked.entry_id, at, role, settings)
    _require_possible(act.revisions, act.whole, asked.action, asked.removes)
    holds = requests.in_force(connection, asked.entry_id)
    settled = [one for one in holds if asked.action == "withdraw" or _leaves_nothing_of(one, asked, act.revisions)]
    said_in: list[int] = []
    if asked.action == "withdraw":
        n = act.enter(lambda n: logged.of_withdrawal(n, reason=asked.category, settles=_acts(settled), **act.common))
        # What was on hold stays hidden: the rows of its revisions do not change.
        hidden = HELD_TITLE if act.whole is not None else ""
        act.put_whole(Removal(hidden, n, "withdraw", asked.category, None, act.day))
        act.show()
        act.forget()
    else:
        n, said_in = _redact(act, asked, settled)
    for one in settled:
        second = approver_id if approver_id != one.asked_by else asked.asked_by
        requests.decide(connection, one, state=DONE, decided_by=second, decided_at=at)
    done = requests.decide(connection, asked, state=DONE, decided_by=approver_id, decided_at=at, n=n)
    return replace(done, said_in=tuple(said_in))


def _redact(act: RemovalAct, asked: Request, settled: Sequence[Request]) -> tuple[int, list[int]]:
    n = act.enter(
        lambda n: logged.of_redaction(
            n,
            category=asked.category,
            legal_basis=asked.legal_basis or "",
            removes=asked.removes,
            settles=_acts(settled),
            **act.common,
        )
    )
    act.settle(settled)
    removal = Removal("", n, "redact", asked.category, asked.legal_basis, act.day)
    return n, act.cut(asked.removes, removal)


def _require(code: str, known: Mapping[str, str], what: str) -> None:
    if code not in known:
        raise Refused(f"Choose a {what} from the list.")


def _require_second(request: Request, person: int, state: str) -> None:
    if request.state != state:
        raise NotWaiting(request.state)
    if request.asked_by == person:
        raise SamePerson("a second person must decide")


def _require_possible(held: Sequence[Stored], whole: Removal | None, action: str, removes: Removes) -> None:
    if not held:
        raise Refused("There is no such entry.")
    if action == "withdraw":
        if whole is not None and whole.kind == "withdraw":
            raise Refused("This entry was withdrawn already.")
        return
    salts = {one.number: set(one.salts) for one in held}
    if not any(removes.values()):
        raise Refused("Choose what to redact.")
    for number, names in removes.items():
        if not set(names) <= salts.get(number, set()) or any(label_of(name) == KEPT for name in names):
            raise Refused("Something chosen is not there any more, or cannot be redacted. Choose again.")


def _as_held(stored: Sequence[Stored], name: str) -> str:
    """Return the name under which a unit is held in every revision, later ones too.

    An item without a number of its own may stand elsewhere in the next revision: its whole list is held.
    """
    path, _, place = name.partition("/")
    values = [value_of(one.content, name) for one in stored if name in one.salts]
    numbered = all(isinstance(value, dict) and isinstance(value.get("number"), int) for value in values)
    return f"{path}/*" if place and not numbered else name


def may_be_repeated(units: Sequence[str]) -> bool:
    """Tell whether the findings of a revision, which quote days, sums and words, may repeat what units say."""
    return any(label_of(name) not in TELLS_ITSELF for name in units)


def _with_findings(stored: Sequence[Stored], number: int, names: Sequence[str]) -> list[str]:
    there = any(one.number == number and FINDINGS in one.salts for one in stored)
    return [*names, FINDINGS] if there and may_be_repeated(names) and FINDINGS not in names else list(names)


def _covered(held: Stored, names: Sequence[str]) -> list[str]:
    return sorted(unit for unit in held.salts if any(covers(name, unit) for name in names))


def _leaves_nothing_of(held: Request, asked: Request, stored: Sequence[Stored]) -> bool:
    """Tell whether all that a hold of units hides is gone once a redaction is done."""
    if held.is_whole:
        return False
    hidden = {label_of(name) for names in held.removes.values() for name in names}
    return not any(
        label_of(name) in hidden and name not in asked.removes.get(one.number, ())
        for one in stored
        for name in one.salts
    )


def _acts(settled: Sequence[Request]) -> list[int]:
    return [one.n for one in settled if one.n is not None]


def _texts(values: Sequence[Any]) -> set[str]:
    return {text for value in values for text in texts_of(value) if len(text) >= TELLING}


def _key(name: str, value: Any) -> str:
    """Return what tells parts apart: fields and numbered items by name, other items by what they say."""
    path, _, place = name.partition("/")
    if place and not (isinstance(value, dict) and isinstance(value.get("number"), int)):
        return f"{path}/{hashlib.sha256(canonical(value)).hexdigest()}"
    return label_of(name)
