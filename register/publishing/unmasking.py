"""Find what tells readers who somebody is that an entry only describes: the entries it names, which name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from register.core.content import known
from register.core.findings import Breach
from register.core.projection import Relation
from register.entries.reading import current
from register.organisations.reading import organisations_in


def unmasked(connection: Connection, relations: Iterable[Relation]) -> list[Breach]:
    """Warn of each organisation that an entry named here is about: who reads both may guess who is described."""
    return [
        breach
        for reference in dict.fromkeys(one.reference for one in relations)
        for breach in _of(connection, reference)
    ]


def _of(connection: Connection, reference: str) -> Iterator[Breach]:
    record = current(connection, reference)
    if record is None:
        return
    body = known(record.content().body)
    for one in organisations_in(connection, record.entry_id):
        if not one.public and not (body and body.identifier == one.identifier):
            yield Breach(
                None,
                "related",
                f"{reference}, which this entry names, is about {one.name}: readers may guess that it is who is "
                "described here.",
                f"Take {reference} out, unless {one.name} has agreed to be known or has no part in this.",
            )
