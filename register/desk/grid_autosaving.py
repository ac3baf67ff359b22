"""Save a grid while it is written, as a form is: rows that are emptied stay until a button is pressed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from register.core.calendar import LONDON
from register.desk.autosaving import ELSEWHERE, SOMEBODY_ELSE, is_for_another
from register.desk.grid import own_batch
from register.desk.grid_rows import ROWS, Done, posted, save
from register.desk.keeping import AUTOSAVE
from register.desk.rounds import round_of
from register.desk.routing import WRITERS, desk, for_roles
from register.publishing.batches import Batch

SENT_ON = "A row was sent on meanwhile, so it is unchanged; what you typed over it is kept apart. Save to see where."


@desk.post(f"/rounds/<int:round_id>/decisions{AUTOSAVE}")
@for_roles(WRITERS)
def autosave_new_grid(round_id: int) -> ResponseReturnValue:
    """Keep what was typed as a new grid, once however often the same is sent."""
    return _saved(round_id, None)


@desk.post(f"/grids/<int:batch_id>{AUTOSAVE}")
@for_roles(WRITERS)
def autosave_grid(batch_id: int) -> ResponseReturnValue:
    """Save the rows that were typed, each over the version that the page has; the page says so where one is older."""
    batch = own_batch(batch_id)
    return _saved(batch.round_id, batch)


def _saved(round_id: int, batch: Batch | None) -> ResponseReturnValue:
    if is_for_another():
        return {"problem": SOMEBODY_ELSE}, 403
    done = save(round_of(round_id), batch, posted(), emptied_too=False)
    if done.sent_on:
        return {"problem": SENT_ON}, 409
    if done.failed:
        return {"problem": ELSEWHERE}, 409
    at = datetime.fromisoformat(done.batch.updated_at).astimezone(LONDON)
    return {
        "version": done.batch.version,
        "said": f"Grid saved {at:%H:%M}",
        "address": url_for("desk.save_grid", batch_id=done.batch.id),
        "boxes": _boxes(done),
    }


def _boxes(done: Done) -> dict[str, Any]:
    """Return what the hidden boxes of each row say now: which draft it is, and in which version."""
    drafts = {f"{ROWS}-{index}-draft": draft.id for index, draft in done.rows.items()}
    return drafts | {f"{ROWS}-{index}-version": draft.version for index, draft in done.rows.items()}
