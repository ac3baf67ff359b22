"""Entries that stand somewhere: awards (invented) whose kind says of each title what holds and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from register import kinds
from register.core.findings import Context, Finding
from register.core.kind import Kind
from register.core.projection import Projection, Relation, Spell
from register.decisions.content import DecisionContent
from register.decisions.kind import DECISION
from register.extensions import writing
from register.publishing.acts import Publication, Published, publish
from register.settings import Settings
from tests.decisions.builders import decision

AT = "2020-06-01T12:00:00.000000Z"


@dataclass
class Stated:
    """Publishes entries with the spells and relations that a test gives them; a rebuild gives them the same."""

    settings: Settings
    kind: Kind = field(init=False)
    spells: dict[str, Sequence[Spell]] = field(default_factory=dict)
    relations: dict[str, Sequence[Relation]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kind = replace(DECISION, project=self._project)

    def publish(
        self,
        title: str,
        spells: Sequence[Spell] = (),
        relations: Sequence[Relation] = (),
        entry_id: int | None = None,
        **changes: Any,
    ) -> Published:
        """Publish an entry of this title, or (with `entry_id`) correct one."""
        self.spells[title], self.relations[title] = spells, relations
        document = decision(title=title, **changes).model_dump(mode="json", exclude_none=True)
        with writing() as connection:
            publication = Publication(self.kind, document, origin="authored", role="Publisher", entry_id=entry_id)
            return publish(
                connection,
                [publication],
                at=AT,
                settings=self.settings,
            )[0]

    def _project(self, content: DecisionContent, context: Context, findings: Sequence[Finding]) -> Projection:
        title = str(content.title)
        made = DECISION.project(content, context, findings)
        return replace(made, spells=tuple(self.spells[title]), relations=tuple(self.relations[title]))


def stated(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Stated:
    """Register the kind in place of funding decisions for one test."""
    made = Stated(settings)
    by_name: Mapping[str, Kind] = kinds._BY_NAME
    monkeypatch.setitem(by_name, made.kind.name, made.kind)
    return made


def turns(*values: str, at: Sequence[str]) -> list[Spell]:
    """Return states that follow one another, each from one of the instants until the next."""
    return [
        Spell("state", value, value.capitalize(), since, until)
        for value, since, until in zip(values, [None, *at], [*at, None], strict=True)
    ]
