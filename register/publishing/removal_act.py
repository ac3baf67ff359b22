"""One act of removal as it is written: the log, what readers see of each revision, and what leaves it for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select, update

from register.core.calendar import local_day, now_utc
from register.core.canonical import canonical, parse
from register.core.removal import Removal
from register.core.units import members_of, value_of, without
from register.documents.writing import erasing, let_go
from register.entries import writing as record
from register.entries.labels import name_again, values_named_by
from register.entries.revisions import in_row, removals_in, revisions, whole_removal
from register.entries.tables import entry, revision
from register.extensions import after_commit
from register.log.appending import append
from register.publishing.acts import write_projections
from register.publishing.context import Contexts
from register.publishing.erasing import erase_copies, tidy
from register.publishing.rebuild import projected_of
from register.publishing.requests import Removes, Request
from register.settings import Settings


@dataclass(frozen=True)
class Stored:
    """A revision as it is stored."""

    number: int
    content: dict[str, Any]
    salts: dict[str, str]
    removed: list[Removal]


class RemovalAct:
    """One act of removal: the entry under the register's lock, its revisions, and what is written of them."""

    def __init__(self, connection: Connection, entry_id: int, at: str, role: str, settings: Settings) -> None:
        self._connection, self._entry_id, self._settings = connection, entry_id, settings
        self._n = record.lock_head(connection) + 1
        self._at = max(at, record.last_moment(connection))
        self._role = role
        self.day = local_day(self._at).isoformat()
        self.revisions = stored_revisions(connection, entry_id)
        self.whole = whole_of(connection, entry_id)
        reference = connection.scalar(select(entry.c.reference).where(entry.c.id == entry_id))
        self.common: dict[str, Any] = {"at": self._at, "by": role, "reference": reference}

    def enter(self, body: Callable[[int], bytes]) -> int:
        """Enter the act in the register and in its log; return its number."""
        raw = body(self._n)
        row = {
            "n": self._n,
            "kind": parse(raw)["kind"],
            "entry_id": self._entry_id,
            "revision": None,
            "at": self._at,
            "role": self._role,
        }
        record.insert_truth(self._connection, last_n=self._n, acts=[row], entries=[], revisions=[], aliases=[])
        append(self._connection, [raw], first=self._n, settings=self._settings)
        return self._n

    def put(self, held: Stored, removed: Sequence[Removal], **content: bytes) -> None:
        """Write what readers do not see of a revision, with its content and salts where they changed."""
        if list(removed) == held.removed and not content:
            return
        same = (revision.c.entry_id == self._entry_id) & (revision.c.number == held.number)
        self._connection.execute(update(revision).where(same).values(removed=in_row(list(removed)), **content))

    def put_whole(self, removal: Removal | None) -> None:
        """Write why readers see nothing of the entry."""
        stored = in_row([removal]) if removal else None
        value = stored[1:-1] if stored else None
        self._connection.execute(update(entry).where(entry.c.id == self._entry_id).values(removed=value))
        self.whole = removal

    def settle(self, holds: Sequence[Request]) -> None:
        """Show again what holds hid."""
        ended = {one.n for one in holds}
        if not ended:
            return
        for held in self.revisions:
            self.put(held, [one for one in held.removed if one.n not in ended])
        if self.whole and self.whole.n in ended:
            self.put_whole(None)
        self.revisions = stored_revisions(self._connection, self._entry_id)

    def cut(self, removes: Removes, removal: Removal) -> list[int]:
        """Take units out of the entry for good: out of its revisions, its projections and every other copy.

        Returns the open drafts about something else in which the words still stand.
        """
        values = values_of(self.revisions, removes)
        for held in self.revisions:
            names = list(removes.get(held.number, ()))
            if names:
                still = [one for one in held.removed if one.unit not in names]
                self.put(
                    held,
                    [*still, *(replace(removal, unit=name) for name in names)],
                    content=canonical(without(held.content, names)),
                    salts=canonical({name: salt for name, salt in held.salts.items() if name not in names}),
                )
        paths = {path for names in removes.values() for name in names for path in _paths(name)}
        said_in = erase_copies(self._connection, self._entry_id, values, paths)
        self.show()
        tidy(self._connection, self._entry_id, values)
        self.let_files_go()
        return said_in

    def forget(self) -> None:
        """Forget the organisations and filter values that only this entry, all of which is hidden, made known."""
        tidy(self._connection, self._entry_id, [one.content for one in self.revisions])
        self.let_files_go()

    def let_files_go(self) -> None:
        """Have the files that no revision shows any more erased, as soon as this is committed."""
        gone = let_go(self._connection, self._entry_id, now_utc())
        if gone:
            after_commit(self._connection, erasing(self._settings, gone))

    def show(self) -> None:
        """Make the entry's projections anew from what readers may see now, and what filters call its values."""
        named = values_named_by(self._connection, self._entry_id)
        self._project()
        name_again(self._connection, named, self._label)

    def _label(self, entry_id: int, name: str, value: str) -> str | None:
        row = self._connection.execute(revisions().where(entry.c.id == entry_id)).mappings().one()
        projected = projected_of(Contexts(self._connection, self._settings.yardsticks), row)
        return next((f.label for f in projected.projection.facets if (f.name, f.value) == (name, value)), None)

    def _project(self) -> None:
        row = self._connection.execute(revisions().where(entry.c.id == self._entry_id)).mappings().one()
        if row["entry_removed"] is not None:
            record.clear(self._connection, [self._entry_id])
            return
        projected = projected_of(Contexts(self._connection, self._settings.yardsticks), row)
        write_projections(
            self._connection,
            [projected],
            on=projected.published_at[:10],
            organisation_prefix=self._settings.organisation_prefix,
            replace=[self._entry_id],
        )


def stored_revisions(connection: Connection, entry_id: int) -> list[Stored]:
    """Return an entry's revisions as they are stored, the first one first."""
    query = select(revision).where(revision.c.entry_id == entry_id).order_by(revision.c.number)
    return [
        Stored(row["number"], parse(row["content"]), parse(row["salts"]), removals_in(row["removed"]))
        for row in connection.execute(query).mappings()
    ]


def whole_of(connection: Connection, entry_id: int) -> Removal | None:
    """Return why readers see nothing of an entry, or None."""
    return whole_removal(connection.scalar(select(entry.c.removed).where(entry.c.id == entry_id)))


def values_of(held: Sequence[Stored], removes: Removes) -> list[Any]:
    """Return what stands in units of revisions."""
    return [value_of(one.content, name) for one in held for name in removes.get(one.number, ())]


def _paths(name: str) -> list[str]:
    return [name] if "/" in name else members_of(name)
