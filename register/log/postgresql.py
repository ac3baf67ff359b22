"""PostgreSQL's own programs for saving a database and bringing it back, wherever they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from register.settings import Settings

ASIDE = "before_restore_"
"""How the schema begins in which a restore keeps what was there before."""


class NoTools(Exception):
    """A program of PostgreSQL is missing or failed; its text says what to do."""


class InUse(Exception):
    """Somebody else is connected to the database."""


def dump(connection: Connection, settings: Settings, file: Path) -> None:
    """Save what a connection of `reading()` sees, in PostgreSQL's custom format; raises NoTools."""
    snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    options = ["--format=custom", "--schema=public", f"--snapshot={snapshot}", f"--file={file}"]
    _run(settings, "pg_dump", *options)
    file.chmod(0o600)


def put_aside(settings: Settings, name: str) -> None:
    """Rename the schema that holds everything, and make an empty one in its place; raises InUse."""
    with _alone(settings) as connection:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        if connection.execute(text(others)).scalar_one():
            raise InUse("The register is running: stop it first, then restore.")
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {name}"))
        connection.execute(text("CREATE SCHEMA public"))


def bring_back(settings: Settings, name: str) -> None:
    """Undo `put_aside`."""
    with _alone(settings) as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        connection.execute(text(f"ALTER SCHEMA {name} RENAME TO public"))


def drop(settings: Settings, name: str) -> None:
    """Delete what was put aside."""
    with _alone(settings) as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))


@contextmanager
def _alone(settings: Settings) -> Iterator[Connection]:
    engine = create_engine(settings.database, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def load(settings: Settings, file: Path) -> None:
    """Bring a saved database back into an empty schema; raises NoTools."""
    options = ["--no-owner", "--no-privileges", "--clean", "--if-exists", "--single-transaction"]
    _run(settings, "pg_restore", *options, str(file))


def kept(connection: Connection) -> list[str]:
    """Return the schemas that restores kept."""
    query = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE :start ORDER BY nspname")
    return list(connection.scalars(query, {"start": ASIDE.replace("_", r"\_") + "%"}))


def _run(settings: Settings, program: str, *options: str) -> None:
    url = make_url(settings.database).set(drivername="postgresql")
    # The password must not stand in the list of processes.
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    target = url._replace(password=None).render_as_string(hide_password=False)
    command = [_program(settings, program), f"--dbname={target}", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NoTools(f"{program} failed: {done.stderr.strip()}")


def _program(settings: Settings, name: str) -> str:
    """Find a program: in PG_BIN, beside the server where it runs on this machine (the same version), or on PATH."""
    places = [os.environ.get("PG_BIN"), _beside_the_server(settings), os.environ.get("PATH")]
    for place in filter(None, places):
        if (found := shutil.which(name, path=place)) is not None:
            return found
    raise NoTools(
        f"{name} is not installed here. Install PostgreSQL’s client programs, or name their folder in PG_BIN."
    )


def _beside_the_server(settings: Settings) -> str | None:
    engine = create_engine(settings.database, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            return str(connection.execute(text("SELECT setting FROM pg_config WHERE name = 'BINDIR'")).scalar_one())
    except SQLAlchemyError:  # only a superuser may ask
        return None
    finally:
        engine.dispose()
