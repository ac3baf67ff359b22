"""What the log holds of each act, as canonical JSON: commitments, never content; no free text, no person's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from register.core.canonical import canonical
from register.core.units import commitment, fresh_salt, orders


def of_revision(
    n: int,
    *,
    at: str,
    by: str,
    reference: str,
    type_: str,
    revision: int,
    schema: int,
    origin: str,
    units: Mapping[str, Any],
) -> tuple[bytes, dict[str, str]]:
    """Return the entry of an act that publishes a revision, and the salts of the units it commits to.

    `units` come in the document's order.
    """
    order = orders(units)
    salts = {name: fresh_salt() for name in units}
    body = {
        "n": n,
        "kind": "publish" if revision == 1 else "correct",
        "at": at,
        "by": by,
        "reference": reference,
        "type": type_,
        "revision": revision,
        "schema": schema,
        "origin": origin,
        "units": {name: commitment(salts[name], name, value) for name, value in units.items()},
        **({"order": order} if order else {}),
    }
    return canonical(body), salts


def of_hold(n: int, *, at: str, by: str, reference: str, reason: str, units: Sequence[str]) -> bytes:
    """Return the entry that puts units of an entry, or (without units) all of it, on hold."""
    parts = {"units": sorted(units)} if units else {}
    return canonical({"n": n, "kind": "hold", "at": at, "by": by, "reference": reference, "reason": reason, **parts})


def of_lift(n: int, *, at: str, by: str, reference: str, settles: Sequence[int]) -> bytes:
    """Return the entry that ends holds and shows again what they hid."""
    return canonical({"n": n, "kind": "lift", "at": at, "by": by, "reference": reference, "settles": sorted(settles)})


def of_redaction(
    n: int,
    *,
    at: str,
    by: str,
    reference: str,
    category: str,
    legal_basis: str,
    removes: Mapping[int, Sequence[str]],
    settles: Sequence[int],
) -> bytes:
    """Return the entry that redacts units of revisions, by revision number."""
    body = {
        "n": n,
        "kind": "redact",
        "at": at,
        "by": by,
        "reference": reference,
        "category": category,
        "legal_basis": legal_basis,
        "removes": {str(revision): sorted(units) for revision, units in removes.items()},
        "settles": sorted(settles),
    }
    return canonical(body)


def of_withdrawal(n: int, *, at: str, by: str, reference: str, reason: str, settles: Sequence[int]) -> bytes:
    """Return the entry that withdraws an entry."""
    body = {"n": n, "kind": "withdraw", "at": at, "by": by, "reference": reference, "reason": reason}
    return canonical({**body, "settles": sorted(settles)})


def of_key(n: int, *, at: str, key: str) -> bytes:
    """Return the entry that names the key (a C2SP vkey) in force from here on."""
    return canonical({"n": n, "kind": "key", "at": at, "key": key})


def of_recovery(
    n: int, *, at: str, epoch: int, origin: str, key: str, after: int, lost: int | None, lost_root: str | None
) -> bytes:
    """Return the entry that opens a new epoch after acts were lost."""
    body = {"n": n, "kind": "recovery", "at": at, "epoch": epoch, "origin": origin, "key": key}
    return canonical({**body, "after": after, "lost": lost, "lost_root": lost_root})
