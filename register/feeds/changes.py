"""The changes family: one entry for each act, and no act alters another's but by what it takes out of sight.

Readers do not announce an entry whose `updated` has moved, so a correction is an entry of its own here. Archives
(RFC 5005) are cut by act number: once full, an archive keeps its bytes until something in it is redacted, withdrawn,
put on hold or shown again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from register.core.canonical import parse
from register.entries.reading import changes, opened_at, version
from register.entries.tables import act, head
from register.feeds.acts import item
from register.feeds.atom import MEDIA_TYPE, Feed, Link
from register.feeds.frame import MOST, Place, framed, live_size, moment
from register.log.appending import REMOVALS
from register.log.checkpoints import newest as newest_checkpoint
from register.log.tables import log_entry
from register.settings import Settings
from register.web.current import own_address

ARCHIVED = 250
"""Acts in an archive; less than `MOST`, so that the live feed always reaches back to the newest archive."""

ADDRESS = "/changes.atom"
TITLE = "Changes"


@dataclass(frozen=True)
class Epochs:
    """The acts with which the epochs after the first began, and those epochs' numbers.

    A recovery from a loss begins an epoch, whose acts may have the numbers of acts that were lost.
    """

    starts: Sequence[int] = ()
    numbers: Sequence[int] = ()

    def of(self, n: int) -> int:
        """Return the epoch of an act."""
        before = bisect_right(self.starts, n)
        return self.numbers[before - 1] if before else 1


def epochs(connection: Connection) -> Epochs:
    """Return where the register's epochs began."""
    if connection.execute(select(head.c.epoch)).scalar_one() == 1:
        return Epochs()
    query = (
        select(log_entry)
        .join(act, act.c.n == log_entry.c.n)
        .where(act.c.kind == "recovery", act.c.revision.is_(None))
        .order_by(act.c.n)
    )
    begun = [(int(n), int(parse(entry)["epoch"])) for n, entry in connection.execute(query)]
    return Epochs([n for n, _ in begun], [epoch for _, epoch in begun])


def live_changes(connection: Connection, settings: Settings) -> Feed:
    """Return the newest acts, down to the newest archive at least, with the checkpoint where one may be signed."""
    archived = version(connection).n // ARCHIVED * ARCHIVED
    newest, begun = changes(connection, limit=MOST), epochs(connection)
    size = max(live_size([row.at for row in newest]), sum(row.n > archived for row in newest))
    shown = newest[:size]
    return framed(
        settings,
        _place(TITLE),
        [item(settings, row, begun.of(row.n)) for row in shown],
        updated=moment(shown[0].at if shown else opened_at(connection)),
        links=_archive_link(begun, archived),
        checkpoint=newest_checkpoint(connection, settings),
    )


def archived_changes(connection: Connection, settings: Settings, epoch: int, first: int, last: int) -> Feed | None:
    """Return a full archive of acts, the last of them of that epoch, or None where there is none with these bounds."""
    if first % ARCHIVED != 1 or last != first + ARCHIVED - 1 or last > version(connection).n:
        return None
    begun = epochs(connection)
    if begun.of(last) != epoch:
        return None
    rows = changes(connection, before=last + 1, limit=ARCHIVED)
    return framed(
        settings,
        _place(f"{TITLE} {first} to {last}"),
        [item(settings, row, begun.of(row.n)) for row in rows],
        updated=moment(max(rows[0].at, _removed_at(connection, first, last))),
        document=_archive_address(begun, last),
        links=(
            Link(own_address(ADDRESS), rel="current", type=MEDIA_TYPE),
            *_archive_link(begun, first - 1),
        ),
        archive=True,
    )


def _removed_at(connection: Connection, first: int, last: int) -> str:
    """Return when something was last taken out of sight, or shown again, of the entries that acts are on."""
    within = select(act.c.entry_id).where(act.c.n.between(first, last), act.c.entry_id.is_not(None))
    query = select(func.max(act.c.at)).where(act.c.entry_id.in_(within), act.c.kind.in_(REMOVALS))
    return connection.scalar(query) or ""


def _place(title: str) -> Place:
    subtitle = "All that was published, corrected, put on hold, removed or withdrawn, one entry an act, newest first."
    return Place(title, subtitle, ADDRESS, "/")


def _archive_link(begun: Epochs, last: int) -> tuple[Link, ...]:
    if not last:
        return ()
    return (Link(own_address(_archive_address(begun, last)), rel="prev-archive", type=MEDIA_TYPE),)


def _archive_address(begun: Epochs, last: int) -> str:
    epoch = begun.of(last)
    return f"/changes/{f'{epoch}/' if epoch > 1 else ''}{last - ARCHIVED + 1}-{last}.atom"
