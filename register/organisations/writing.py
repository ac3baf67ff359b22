"""Put organisations, public bodies and departments into the reference data."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from register.core.content import OrganisationRef
from register.core.text import fold, slug
from register.entries.writing import lock_head, touch
from register.organisations.tables import (
    department,
    organisation,
    organisation_identifier,
    organisation_name,
    public_body,
)


def ensure(
    connection: Connection, refs: Iterable[OrganisationRef], *, on: str, prefix: str
) -> dict[OrganisationRef, int]:
    """Find or make the organisation of each reference; return its id by reference.

    An organisation is recognised by any of its identifiers, else (where it has none) by its folded name; a new one
    without identifiers gets one of this register's own: `<prefix>-<name>`. `on` is the ISO date the name was used.
    """
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        return {}
    by_identifier = _ids_by_identifier(connection, {i for ref in wanted for i in ref.identifiers})
    by_name = _ids_by_name(connection, {fold(ref.name) for ref in wanted if not ref.identifiers})
    found: dict[OrganisationRef, int] = {}
    fresh_identifiers: list[dict[str, object]] = []
    for ref in wanted:
        known = next((by_identifier[i] for i in ref.identifiers if i in by_identifier), None)
        if known is None and not ref.identifiers:
            known = by_name.get(fold(ref.name))
        if known is None:
            known = _make(connection, ref, prefix)
            by_identifier[_own_identifier(connection, known)] = known
            by_name.setdefault(fold(ref.name), known)
        for identifier in ref.identifiers:
            if identifier not in by_identifier:
                by_identifier[identifier] = known
                fresh_identifiers.append({"identifier": identifier, "organisation_id": known})
        found[ref] = known
    if fresh_identifiers:
        connection.execute(insert(organisation_identifier), fresh_identifiers)
    _remember_names(connection, found, on)
    return found


def put_body(
    connection: Connection,
    *,
    identifier: str,
    name: str,
    party_from: str | None = None,
    party_until: str | None = None,
    invented: bool = False,
    licence: str | None = None,
) -> int:
    """Make or change a public body; party dates are ISO dates, None while it is no party to the Compact."""
    values = {
        "name": name,
        "party_from": party_from,
        "party_until": party_until,
        "invented": invented,
        "licence": licence,
    }
    lock_head(connection)
    held = connection.execute(select(public_body).where(public_body.c.identifier == identifier)).mappings().first()
    if held is None:
        row = {"identifier": identifier, **values}
        touch(connection)
        return int(connection.execute(insert(public_body).values(row).returning(public_body.c.id)).scalar_one())
    if any(held[key] != value for key, value in values.items()):
        connection.execute(update(public_body).where(public_body.c.id == held["id"]).values(**values))
        touch(connection)
    return int(held["id"])


def put_department(connection: Connection, *, body_identifier: str, name: str) -> None:
    """Make a department of a body known, once; raises LookupError for an unknown body."""
    lock_head(connection)
    body_id = connection.scalar(select(public_body.c.id).where(public_body.c.identifier == body_identifier))
    if body_id is None:
        raise LookupError(f"no public body {body_identifier}")
    same = (department.c.body_id == body_id) & (department.c.name == name)
    if connection.scalar(select(department.c.id).where(same)) is None:
        connection.execute(insert(department).values(body_id=body_id, name=name))
        touch(connection)


def forget(connection: Connection, key: int, said: Collection[str] | None = None) -> bool:
    """Forget names and identifiers of an organisation, or (None) all of it, which no entry may show then.

    It goes on under the newest of its other names, or else under an identifier; the last identifier always stays.
    Returns whether anything was forgotten.
    """
    names, numbers, same = organisation_name, organisation_identifier, organisation.c.id == key
    of_name, of_number = names.c.organisation_id == key, numbers.c.organisation_id == key
    if said is None:
        for table, mine in ((names, of_name), (numbers, of_number), (organisation, same)):
            connection.execute(delete(table).where(mine))
        return True
    held = connection.execute(select(organisation).where(same)).mappings().one()
    known = connection.scalars(select(numbers.c.identifier).where(of_number).order_by(numbers.c.identifier)).all()
    identifier = next((one for one in (held["identifier"], *known) if one not in said), held["identifier"])
    gone = connection.execute(delete(names).where(of_name, names.c.name.in_(said))).rowcount
    gone += connection.execute(
        delete(numbers).where(of_number, numbers.c.identifier.in_(said), numbers.c.identifier != identifier)
    ).rowcount
    name = held["name"]
    if name in said:
        newest = select(names.c.name).where(of_name).order_by(names.c.since.desc(), names.c.name).limit(1)
        name = connection.scalar(newest) or identifier
    connection.execute(update(organisation).where(same).values(identifier=identifier, name=name, match=fold(name)))
    return bool(gone)


def _ids_by_identifier(connection: Connection, identifiers: set[str]) -> dict[str, int]:
    if not identifiers:
        return {}
    table = organisation_identifier
    query = select(table.c.identifier, table.c.organisation_id).where(table.c.identifier.in_(identifiers))
    return {identifier: int(key) for identifier, key in connection.execute(query)}


def _ids_by_name(connection: Connection, names: set[str]) -> dict[str, int]:
    if not names:
        return {}
    query = select(organisation.c.match, organisation.c.id).where(organisation.c.match.in_(names))
    return {match: int(key) for match, key in connection.execute(query.order_by(organisation.c.id.desc()))}


def _make(connection: Connection, ref: OrganisationRef, prefix: str) -> int:
    identifier = ref.identifiers[0] if ref.identifiers else _unused(connection, f"{prefix}-{slug(ref.name)}")
    row = {"identifier": identifier, "name": ref.name, "match": fold(ref.name)}
    key = int(connection.execute(insert(organisation).values(row).returning(organisation.c.id)).scalar_one())
    connection.execute(insert(organisation_identifier).values(identifier=identifier, organisation_id=key))
    return key


def _own_identifier(connection: Connection, key: int) -> str:
    return str(connection.scalar(select(organisation.c.identifier).where(organisation.c.id == key)))


def _unused(connection: Connection, identifier: str) -> str:
    table = organisation_identifier
    candidate, count = identifier, 1
    while connection.scalar(select(table.c.identifier).where(table.c.identifier == candidate)) is not None:
        count += 1
        candidate = f"{identifier}-{count}"
    return candidate


def _remember_names(connection: Connection, found: dict[OrganisationRef, int], on: str) -> None:
    table = organisation_name
    query = select(table.c.organisation_id, table.c.name).where(table.c.organisation_id.in_(set(found.values())))
    held = {(int(key), name) for key, name in connection.execute(query)}
    fresh = {(key, ref.name): None for ref, key in found.items() if (key, ref.name) not in held}
    if not fresh:
        return
    connection.execute(insert(table), [{"organisation_id": key, "name": name, "since": on} for key, name in fresh])
    connection.execute(
        update(organisation)
        .where(organisation.c.id == bindparam("key"))
        .values(name=bindparam("new"), match=bindparam("folded")),
        [{"key": key, "new": name, "folded": fold(name)} for key, name in fresh],
    )
