"""A batch before its second person: what its rows have in common, and publishing those that were read and chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from register.accounts import audit
from register.core.findings import Breach
from register.publishing import drafts
from register.publishing.acts import Published
from register.publishing.ownership import Bodies, NotYours
from register.publishing.review import (
    NotLookedAt,
    Overtaken,
    Proposal,
    Reworded,
    RulesBroken,
    Undecided,
    publish_draft,
)
from register.settings import Settings

REPEATED = "rationale.reasons"
"""The field whose words should be each row's own."""


@dataclass(frozen=True)
class Chosen:
    """A row that a second person read in this version and wants to publish, with the marks of what they looked at."""

    draft_id: int
    version: int
    looked_at: frozenset[str]
    repeats: bool = False
    """Whether they saw that other rows have the same reasons: some of those are published before it."""


@dataclass(frozen=True)
class Outcome:
    """What became of a chosen row: its act, or in a sentence why there is none."""

    chosen: Chosen
    made: Published | None = None
    problem: str = ""


def same_words(proposals: Mapping[int, Proposal]) -> dict[int, tuple[int, ...]]:
    """Return, for each draft whose own words stand on other drafts of the batch too, all that share them."""
    groups: dict[str, list[int]] = {}
    for draft_id, proposal in proposals.items():
        projected = proposal.kind.project(proposal.content, proposal.setting, proposal.findings)
        if words := projected.listing.own_words:
            groups.setdefault(words.fingerprint, []).append(draft_id)
    return {one: tuple(same) for same in groups.values() if len(same) > 1 for one in same}


def repeated(count: int) -> Breach:
    """Return the warning that so many rows have the same reasons."""
    return Breach(
        "3.3",
        REPEATED,
        f"The same reasons stand on {count} rows of this grid.",
        "Write what speaks for this one, or against it, so that its words are its own.",
    )


def publish_rows(
    connection: Connection,
    chosen: Sequence[Chosen],
    *,
    approver_id: int,
    now: datetime,
    at: str,
    settings: Settings,
    by: audit.By,
    bodies: Bodies = None,
) -> list[Outcome]:
    """Publish each row as an act of its own inside the caller's writing transaction, and say of the others why not.

    A row is refused before anything of it is written, so the others stand.
    """
    found = []
    for one in chosen:
        try:
            made = publish_draft(
                connection,
                draft_id=one.draft_id,
                version=one.version,
                approver_id=approver_id,
                role="Publisher",
                now=now,
                at=at,
                settings=settings,
                looked_at=one.looked_at,
                shared=(REPEATED,) if one.repeats else (),
                by=by,
                bodies=bodies,
            )
        except tuple(_WHY_NOT) as why_not:
            problem = next(words for kind, words in _WHY_NOT.items() if isinstance(why_not, kind))
            found.append(Outcome(one, problem=problem))
        else:
            found.append(Outcome(one, made))
    return found


_WHY_NOT: dict[type[Exception], str] = {
    drafts.SamePerson: "you wrote it, so a second person must publish it",
    drafts.Stale: "its author changed it since you opened this page: read it again",
    drafts.WrongState: "it no longer waits for review",
    drafts.Unknown: "it is not there any more",
    NotYours: "it is another public body’s",
    Overtaken: "the entry was corrected meanwhile",
    Reworded: "its round or its body’s name was changed since you opened this page: read it again",
    RulesBroken: "a rule stops it: see what is missing",
    Undecided: "it may hold personal data: open it, and decide on each place",
    NotLookedAt: "say that you have looked at its warnings",
}
