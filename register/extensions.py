"""The extensions, and the two ways to the database: reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import Connection, Delete, Engine, Insert, Update, event
from sqlalchemy.engine import make_url

from register.settings import Settings

READING = "reading"
_LATER = "after commit"


class RoutingSession(Session):
    """An ORM session that reads on the reading engine and takes the write lock only when it writes."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **others: Any) -> Any:
        """Choose the engine: writing from the first write of a transaction until its end."""
        if bind is not None:
            return bind
        if self._flushing or isinstance(clause, Insert | Update | Delete):
            self.info["writing"] = True
        return db.engine if self.info.get("writing") else db.engines[READING]


db: SQLAlchemy = SQLAlchemy(session_options={"class_": RoutingSession})
csrf = CSRFProtect()
htmx = Htmx()


def database_config(settings: Settings) -> dict[str, Any]:
    """Return Flask-SQLAlchemy's configuration: the same database twice, for writing and for reading."""
    # What is sent to the database never stands in an error's words, and so in no log.
    options: dict[str, Any] = {"url": settings.database, "hide_parameters": True}
    if make_url(settings.database).get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": 15, "check_same_thread": False}
    else:
        options["pool_pre_ping"] = True
    return {"SQLALCHEMY_BINDS": {None: dict(options), READING: dict(options)}}


def init_engines(app: Flask) -> None:
    """Give each engine its manners: the writer locks at once, the reader cannot write."""
    with app.app_context():
        _prepare(db.engine, reading=False)
        _prepare(db.engines[READING], reading=True)

    @event.listens_for(RoutingSession, "after_transaction_end")
    def forget_writing(session: Any, transaction: Any) -> None:
        if transaction.parent is None:
            session.info.pop("writing", None)


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a connection that sees one moment of the database and cannot write."""
    with db.engines[READING].connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """Open the one transaction that may write; it commits at the end and rolls back on any error."""
    later: list[Callable[[], None]] = []
    with db.engine.begin() as connection:
        connection.info[_LATER] = later
        try:
            yield connection
        finally:
            connection.info.pop(_LATER, None)
    for do in later:
        do()


def after_commit(connection: Connection, do: Callable[[], None]) -> None:
    """Do something once the transaction of `writing` is committed, and never where it is rolled back."""
    connection.info[_LATER].append(do)


def _prepare(engine: Engine, *, reading: bool) -> None:
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, reading=reading)
    elif reading:

        @event.listens_for(engine, "begin")
        def read_one_moment(connection: Connection) -> None:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _lower(said: Any) -> Any:
    return said.lower() if isinstance(said, str) else said


def _prepare_sqlite(engine: Engine, *, reading: bool) -> None:
    database = engine.url.database
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions behind our back
        connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows ASCII only
        cursor = connection.cursor()
        if not reading:
            cursor.execute("PRAGMA journal_mode=WAL")
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "cache_size=-32000",
            "mmap_size=1073741824",
            f"query_only={'ON' if reading else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
