"""Commands that run the register: the web server, and the follower beside it."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import logging.config
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import click
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import Interfaces

from register.accounts.audited import Clearing
from register.documents.tidying import Tidier
from register.extensions import reading
from register.finding import index
from register.migrations.run import is_current
from register.publishing.purging import Purger
from register.publishing.restoring import replay_removals
from register.publishing.scheduling import publish_due
from register.settings import ROOT, Settings
from register.web.current import now, settings_now
from register.web.logs import LOGGING

POLL_SECONDS = 0.25
BLOCKING_THREADS = 4


@click.command()
@click.option("--host", help="Address to listen on, instead of HOST.")
@click.option("--port", type=int, help="Port to listen on, instead of PORT.")
@with_appcontext
def serve(host: str | None, port: int | None) -> None:
    """Serve the register."""
    settings = settings_now()
    address = host or settings.host
    if settings.demonstration and not _is_this_machine(address):
        raise click.ClickException("A demonstration listens on this machine only: its sign-in is for trying things.")
    with reading() as connection:
        current = is_current(connection)
    if not current:
        raise click.ClickException("The database has an older schema. Run: register upgrade")
    logging.config.dictConfig(LOGGING)
    replay_removals(settings)  # an older copy may have been put in place
    with _follower():
        Granian(
            "register.factory:create_app",
            factory=True,
            address=address,
            port=port or settings.port,
            interface=Interfaces.WSGI,
            workers=settings.workers,
            blocking_threads=BLOCKING_THREADS,
            log_level="warning",  # type: ignore[arg-type]
            log_dictconfig=LOGGING,
            respawn_failed_workers=True,
            working_dir=ROOT,
        ).serve()


@click.command()
@with_appcontext
def follow() -> None:
    """Publish what is due, keep the index up to date and clear up after removals, until stopped or left alone."""
    logging.config.dictConfig(LOGGING)
    purger = Purger(settings_now())
    clearing, tidier = Clearing(), Tidier()
    parent = os.getppid()
    while os.getppid() == parent:  # a follower outlives no server, not even one that was killed
        settings = settings_now()
        _publish_due(settings)
        _catch_up(settings)
        _clear_up(purger)
        _clear_audit(clearing, settings)
        _tidy_files(tidier, settings)
        time.sleep(POLL_SECONDS)


def _publish_due(settings: Settings) -> None:
    try:
        publish_due(settings, now())
    except Exception:
        logging.getLogger("register").exception("what was due could not be published; trying again")
        time.sleep(POLL_SECONDS * 20)


def _catch_up(settings: Settings) -> None:
    try:
        index.follow(settings)
    except Exception:
        logging.getLogger("register").exception("the index could not follow; trying again")
        time.sleep(POLL_SECONDS * 20)


def _clear_up(purger: Purger) -> None:
    try:
        purger.follow()
    except Exception:
        logging.getLogger("register").exception("what was removed could not be cleared away; trying again")
        time.sleep(POLL_SECONDS * 20)


def _clear_audit(clearing: Clearing, settings: Settings) -> None:
    try:
        clearing.follow(settings.audit_days)
    except Exception:
        logging.getLogger("register").exception("old rows of the audit could not be cleared; trying again")
        time.sleep(POLL_SECONDS * 20)


def _tidy_files(tidier: Tidier, settings: Settings) -> None:
    try:
        tidier.follow(settings, now())
    except Exception:
        logging.getLogger("register").exception("files that nobody needs could not be taken away; trying again")


@contextlib.contextmanager
def _follower() -> Iterator[None]:
    """Run the follower beside the server and start it again whenever it ends."""
    stopping = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def supervise() -> None:
        while not stopping.is_set():
            running[:] = [subprocess.Popen([sys.executable, "-m", "register.commands.main", "follow"])]
            running[0].wait()
            stopping.wait(1)

    threading.Thread(target=supervise, daemon=True).start()
    try:
        yield
    finally:
        stopping.set()
        for process in running:
            process.terminate()


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
