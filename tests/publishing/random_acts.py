"""Random acts of two invented people: publish, correct, hold, lift, redact, withdraw, import."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from register.consultations.content import View
from register.core.calendar import now_utc
from register.core.removal import CATEGORIES, HOLD_REASONS, LEGAL_BASES, WITHDRAWAL_REASONS
from register.entries.reading import version
from register.entries.tables import entry
from register.exchange.importing import NotConfirmed, Refused, import_path
from register.extensions import reading, writing
from register.kinds import kind_named
from register.publishing import removing, requests
from register.publishing.acts import Publication, Unknown, publish
from register.publishing.drafts import SamePerson
from register.settings import Settings
from tests.consultations.builders import consultation, view
from tests.decisions.builders import decision
from tests.exchange.conftest import award, csv_of

ONE, OTHER = 1, 2
HEARD = ("publish", "publish", "correct", "correct", "hold", "hold_part", "lift", "redact", "withdraw", "import")


@dataclass
class Actor:
    """Acts at random on one register; `step` returns what was acknowledged: (act, kind), or None for nothing done."""

    settings: Settings
    chance: random.Random

    def step(self, what: str | None = None) -> list[tuple[int, str]]:
        """Do one thing and return the acts that were acknowledged."""
        chosen = what or self.chance.choice(HEARD)
        try:
            done = getattr(self, f"_{chosen}")()
        except (removing.Refused, removing.NotWaiting, SamePerson, Unknown, requests.Unknown):
            return []  # another writer came first
        return [] if done is None else [(done, chosen)] if isinstance(done, int) else done

    def _publish(self) -> int:
        return self._published(None)

    def _correct(self) -> int | None:
        entry_id = self._entry()
        return None if entry_id is None else self._published(entry_id)

    def _published(self, entry_id: int | None) -> int:
        word = f"{self.chance.getrandbits(64):016x}"
        kind = self._kind_of(entry_id) if entry_id else self.chance.choice(["decision", "decision", "consultation"])
        said = {"title": f"Hall {word} (invented)", "summary": f"It says {word}."}
        document = decision(**said) if kind == "decision" else consultation(**said, views=self._views())
        one = Publication(
            kind=kind_named(kind),
            document=document.model_dump(mode="json", exclude_none=True),
            origin="authored",
            role="Publisher",
            entry_id=entry_id,
            change_note=f"The word is now {word}." if entry_id else None,
        )
        with writing() as connection:
            return publish(connection, [one], at=now_utc(), settings=self.settings)[0].n

    def _kind_of(self, entry_id: int) -> str:
        with reading() as connection:
            return str(connection.scalar(select(entry.c.kind).where(entry.c.id == entry_id)))

    def _views(self) -> list[View]:
        """Return views of which some were moved: their numbers do not ascend."""
        return [view(number) for number in self.chance.sample(range(1, 7), k=3)]

    def _hold(self) -> int | None:
        return self._held(whole=True)

    def _hold_part(self) -> int | None:
        return self._held(whole=False)

    def _held(self, *, whole: bool) -> int | None:
        entry_id = self._entry()
        if entry_id is None:
            return None
        with writing() as connection:
            names = [] if whole else [self.chance.choice(removing.parts(connection, entry_id)).unit]
            held = removing.hold(
                connection,
                entry_id=entry_id,
                names=names,
                reason=self.chance.choice(list(HOLD_REASONS)),
                note="",
                **self._by(ONE),
            )
        return held.n

    def _lift(self) -> int | None:
        with reading() as connection:
            holds = requests.in_force(connection)
        if not holds:
            return None
        with writing() as connection:
            request = self.chance.choice(holds)
            removing.lift(connection, request_id=request.id, **self._by(OTHER))
            return self._last(connection)

    def _redact(self) -> int | None:
        entry_id = self._entry()
        if entry_id is None:
            return None
        with reading() as connection:
            parts = removing.parts(connection, entry_id)
        if not parts:
            return None
        part = self.chance.choice(parts)
        return self._asked(
            entry_id,
            action="redact",
            removes={number: [name] for number, name in part.revisions.items()},
            category=self.chance.choice(list(CATEGORIES)),
            legal_basis=self.chance.choice(list(LEGAL_BASES)),
        )

    def _withdraw(self) -> int | None:
        entry_id = self._entry()
        if entry_id is None or self.chance.random() < 0.5:
            return None
        reason = self.chance.choice(list(WITHDRAWAL_REASONS))
        return self._asked(entry_id, action="withdraw", removes={}, category=reason, legal_basis=None)

    def _asked(self, entry_id: int, **what: Any) -> int | None:
        with writing() as connection:
            request = removing.ask(connection, entry_id=entry_id, note="", by_id=ONE, at=now_utc(), **what)
        with writing() as connection:
            done = removing.approve(
                connection,
                request_id=request.id,
                approver_id=OTHER,
                role="Publisher",
                at=now_utc(),
                settings=self.settings,
            )
        return done.n

    def _import(self) -> list[tuple[int, str]]:
        first = self.chance.randrange(20)
        rows = [award(n, Amount_Awarded=str(self.chance.randrange(1, 9999))) for n in range(first, first + 3)]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "awards.csv"
            path.write_bytes(csv_of(*rows))
            try:
                import_path(path, settings=self.settings, imported_by="One (invented)", confirmed_by="Other (invented)")
            except (Refused, NotConfirmed):
                return []
        return []

    def _entry(self) -> int | None:
        with reading() as connection:
            ids = list(connection.scalars(select(entry.c.id).where(entry.c.removed.is_(None)).order_by(entry.c.id)))
        return self.chance.choice(ids) if ids else None

    def _by(self, person: int) -> dict[str, Any]:
        return {"by_id": person, "role": "Publisher", "at": now_utc(), "settings": self.settings}

    @staticmethod
    def _last(connection: Any) -> int:
        return version(connection).n
