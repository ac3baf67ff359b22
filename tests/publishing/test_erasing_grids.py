"""What is redacted leaves the grid that it came from; whatever is rewritten is cleared off; nobody is waited for."""

from __future__ import annotations

import ast
import inspect
from datetime import date

import pytest
from sqlalchemy import Table, text

from register.entries.tables import draft
from register.entries.writing import lock_head
from register.extensions import reading, writing
from register.kinds import kind_named
from register.programmes.writing import put_round
from register.publishing import batches, erasing, purging, statements
from register.publishing.erasing import erase_copies
from register.settings import Settings
from tests.desk.browser import BODY, award_pairs
from tests.publishing import test_erasing
from tests.publishing.test_erasing import ADA, AT, NAME, REASONS, Pairs, over_the_desk, redact, told, typed

pytestmark = pytest.mark.record

council = test_erasing.council


def in_a_grid(code: str, shared: Pairs) -> int:
    """Begin a grid of a round of the council's, with what is typed once for all its rows."""
    with writing() as connection:
        chosen = put_round(
            connection, body_identifier=BODY["identifier"], code=code, title="Halls", round="2026", words={}
        )
        return batches.create(connection, round_id=chosen, author_id=ADA, pairs=shared, at=AT).id


def kept_beside(settings: Settings, entry_id: int, pairs: Pairs, words: str) -> None:
    """Let the entry's draft be a row of a grid, and receive the other side's words, which stand in no draft yet."""
    grid = in_a_grid("warm", [pair for pair in pairs if pair[0].startswith("maker")])
    with writing() as connection:
        connection.execute(draft.update().where(draft.c.n == entry_id).values(batch_id=grid))
        invited, _ = statements.invite(
            connection,
            kind=kind_named("decision"),
            field="statement",
            entry_id=entry_id,
            organisation=None,
            answer_by=date(2026, 12, 24),
            by_id=ADA,
            on=date(2026, 11, 22),
        )
        statements.receive(connection, invited, words=words, declined=False, at=AT, settings=settings)


def test_what_a_grid_says_once_for_all_its_rows_goes_too(settings: Settings) -> None:
    pairs = award_pairs(maker={"kind": "officer", "name": NAME})
    shared = [pair for pair in pairs if pair[0].startswith(("maker", "decided_on"))]
    key, other = in_a_grid("warm", shared), in_a_grid("cold", shared)
    made = over_the_desk(settings, pairs)
    with writing() as connection:
        connection.execute(draft.update().values(batch_id=key))

    redact(settings, made.entry_id)

    with reading() as connection:
        grid = batches.get(connection, key)
        assert grid.pairs == tuple(pair for pair in shared if not pair[0].startswith("maker"))
        assert grid.version == 2, "a grid that is open is stale"
        assert batches.get(connection, other).pairs == tuple(shared), "another grid is about something else"


def test_it_waits_for_nobody_who_is_saving_a_draft_about_something_else(settings: Settings) -> None:
    """Who saves a dispute holds its row and waits for the head; who redacts holds the head, and waits for no row."""
    made = over_the_desk(settings, award_pairs(rationale=told(REASONS)))
    other = typed(award_pairs(title="Another"))
    with writing() as saving:
        if saving.dialect.name == "sqlite":
            return  # one writes at a time
        saving.execute(draft.update().where(draft.c.id == other.id).values(updated_at=AT))
        with writing() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            lock_head(connection)
            erase_copies(connection, made.entry_id, [REASONS], ["rationale.reasons"])


def test_every_table_that_is_rewritten_is_cleared_off_the_disk_too() -> None:
    called = [one for one in ast.walk(ast.parse(inspect.getsource(erasing))) if isinstance(one, ast.Call)]
    words = [one for one in called if isinstance(one.func, ast.Name) and one.func.id in ("update", "_replace", "_rows")]
    named = {part.id for one in words for part in one.args if isinstance(part, ast.Name)}
    tables = {found.name for name in named if isinstance(found := getattr(erasing, name, None), Table)}
    assert {"draft", "draft_batch", "statement_invitation", "case_fact"} <= tables
    assert tables <= {table.name for table in purging._TABLES}
