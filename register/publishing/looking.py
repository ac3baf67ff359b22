"""What may be personal data in a draft: each place is decided on by who publishes it, and the decision written down.

What was decided is known again by a keyed mark of the words, the field and the kind, never by the words themselves: who
decided once is not asked again of the same words in the same entry.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, or_, select

from register.accounts import audit
from register.common.people import looks_like_a_person
from register.core.findings import Breach
from register.core.personal.finding import Find, found
from register.core.personal.spots import KINDS
from register.entries.tables import draft as draft_table
from register.publishing.drafts import Draft
from register.settings import Settings

ACTION = "looked_again"
REASONS = {
    "role": "it is a role’s or an organisation’s, not a person’s",
    "public": "it is already lawfully public",
    "agreed": "the person agreed to it",
    "not_personal": "it is something else: no personal data",
}
"""Why something found may be published."""
_AROUND = 70
"""Characters of the passage that are shown on either side."""


@dataclass(frozen=True)
class Asked:
    """A find as staff see it: where it stands, in which passage, and what was decided."""

    find: Find
    mark: str
    """By which the same words in the same field are known again."""
    label: str
    """The question that it answers."""
    link: str | None
    """The id of its box in the form."""
    reason: str | None = None
    """Why it may be published, where the person who is asked has said so before."""

    @property
    def possible(self) -> str:
        """Name what it may be: "e-mail address"."""
        return re.sub(r"^an? ", "", KINDS[self.find.kind])

    @property
    def before(self) -> str:
        """Return the words before it."""
        start = max(0, self.find.start - _AROUND)
        words = self.find.text[start : self.find.start]
        return f"… {words.partition(' ')[2]}" if start else words

    @property
    def after(self) -> str:
        """Return the words after it."""
        end = self.find.end + _AROUND
        words = self.find.text[self.find.end : end]
        return f"{words.rpartition(' ')[0]} …" if end < len(self.find.text) else words


def places_in(document: Mapping[str, Any], form: Any, settings: Settings) -> tuple[Asked, ...]:
    """Return what may be personal data in a document, names included: the same words of a field once."""
    finds = found(document, looks_like_a_person)
    key = settings.secret("finds").encode() if finds else b""
    made: dict[str, Asked] = {}
    for find in finds:
        mark = mark_of(find, key)
        if mark not in made:
            label, link = _place(form, find.path)
            made[mark] = Asked(find, mark, label, link)
    return tuple(made.values())


def with_decisions(connection: Connection, places: Sequence[Asked], draft: Draft, account_id: int) -> list[Asked]:
    """Return the places with what a person decided of them before."""
    before = decided_before(connection, draft, account_id) if places else {}
    return [replace(one, reason=before.get(one.mark)) for one in places]


def mark_of(find: Find, key: bytes) -> str:
    """Return the keyed mark of what was found: no row's place is in it, for rows move."""
    field = ".".join(step for step in find.path.split(".") if not step.isdecimal())
    said = json.dumps([find.kind, field, find.excerpt])
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:32]


def decided_before(connection: Connection, draft: Draft, account_id: int) -> dict[str, str]:
    """Return what a person decided of this draft, or of an earlier one of the same entry: reasons by mark."""
    same = [draft_table.c.id == draft.id]
    if draft.entry_id is not None:
        same += [draft_table.c.entry_id == draft.entry_id, draft_table.c.n == draft.entry_id]
    abouts = [f"draft {key}" for key in connection.scalars(select(draft_table.c.id).where(or_(*same)))]
    details = audit.details_of(connection, ACTION, abouts, account_id)
    return {one["mark"]: one["reason"] for detail in details for one in detail.get("finds", ())}


def undecided(places: Iterable[Asked], reasons: Mapping[str, str]) -> list[Asked]:
    """Return the finds for which no reason is given that counts."""
    return [one for one in places if one.reason is None and reasons.get(one.mark) not in REASONS]


def write_down(
    connection: Connection,
    by: audit.By,
    draft: Draft,
    *,
    warnings: Sequence[Breach],
    places: Sequence[Asked],
    reasons: Mapping[str, str],
    at: str,
) -> None:
    """Write in the audit what was looked at and decided: fields, kinds and reasons, never the words."""
    if not warnings and not places:
        return
    finds = [
        {"kind": one.find.kind, "field": one.find.path, "reason": one.reason or reasons[one.mark], "mark": one.mark}
        for one in places
    ]
    audit.record(
        connection,
        by,
        ACTION,
        f"draft {draft.id}",
        at=at,
        version=draft.version,
        warnings=[warning.field for warning in warnings],
        finds=finds,
    )


def _place(form: Any, path: str) -> tuple[str, str | None]:
    """Return what the form calls a field, with the row it stands in, and the id of its box."""
    way = path.split(".")
    labels: list[str] = []
    box = None
    for length in range(1, len(way) + 1):
        field = form.field_at(".".join(way[:length]))
        if field is None or field is box:
            break
        box = field
        step = way[length - 1]
        if step.isdecimal():
            group = form.field_at(".".join(way[: length - 1]))
            labels[-1:] = [f"{getattr(group, 'row', 'row').capitalize()} {int(step) + 1}"]
        elif label := str(getattr(field.label, "text", "") or ""):
            labels.append(label)
    if box is None:
        return way[0].replace("_", " ").capitalize(), None
    return ": ".join(labels[-2:]) or "Text", str(box.id)
