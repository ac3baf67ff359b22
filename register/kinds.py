"""The kinds of entry this register keeps, one line each."""

from __future__ import annotations

from register.consultations.kind import CONSULTATION
from register.core.kind import Kind
from register.decisions.kind import DECISION
from register.disputes.kind import DISPUTE

KINDS: tuple[Kind, ...] = (DECISION, CONSULTATION, DISPUTE)

PLURAL = f"<any({', '.join(kind.plural for kind in KINDS)}):plural>"
"""Stands for any kind's segment in the pattern of an address."""


def kind_named(name: str) -> Kind:
    """Return the kind stored under a name; raises KeyError."""
    return _BY_NAME[name]


def kind_of(plural: str) -> Kind | None:
    """Return the kind whose address segment this is, if any."""
    return _BY_PLURAL.get(plural)


def kind_of_reference(reference: str) -> Kind | None:
    """Return the kind whose prefix a reference carries, if any."""
    return _BY_PREFIX.get(reference.partition("-")[0])


_BY_NAME = {kind.name: kind for kind in KINDS}
_BY_PLURAL = {kind.plural: kind for kind in KINDS}
_BY_PREFIX = {kind.prefix: kind for kind in KINDS}
