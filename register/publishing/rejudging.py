"""Judge a public body's entries again when the dates change from and to which it is a party to the Compact."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from register.entries import writing as record
from register.entries.revisions import revisions
from register.entries.tables import entry, facet, facet_value
from register.publishing.acts import write_projections
from register.publishing.context import Contexts
from register.publishing.rebuild import BATCH, projected_of
from register.settings import Settings


def judge_again(connection: Connection, body: str, settings: Settings) -> int:
    """Make the projections of a body's entries again, in the caller's transaction, and return how many.

    What is found changes, and with it every list, count and measure; what was found at first publication stays in
    the log. It is done at once and under the register's lock, so that no page can show half of it.
    """
    record.lock_head(connection)
    named = select(facet.c.entry_id).join(facet_value, facet_value.c.id == facet.c.value_id)
    ours = named.where(facet_value.c.name == "body", facet_value.c.value == body)
    ids = sorted(connection.scalars(ours))
    labels = _labels(connection)
    contexts = Contexts(connection, settings.yardsticks)
    for start in range(0, len(ids), BATCH):
        chosen = ids[start : start + BATCH]
        rows = connection.execute(revisions().where(entry.c.id.in_(chosen))).mappings().all()
        write_projections(
            connection,
            [projected_of(contexts, row) for row in rows],
            on=rows[-1]["published_at"][:10],
            organisation_prefix=settings.organisation_prefix,
            replace=chosen,
        )
    for key, label in _labels(connection).items():  # nothing is called anything else: no entry says anything new
        if label != labels.get(key, label):
            connection.execute(update(facet_value).where(facet_value.c.id == key).values(label=labels[key]))
    record.touch(connection)
    return len(ids)


def _labels(connection: Connection) -> dict[int, str]:
    return {int(key): str(label) for key, label in connection.execute(select(facet_value.c.id, facet_value.c.label))}
