"""The real register for browsers to read: made, filled and served by its own commands."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REGISTER = (sys.executable, "-m", "register.commands.main")
SECONDS_TO_START = 30


@dataclass(frozen=True)
class Site:
    """A register that is being served: where, and how its staff sign in."""

    address: str
    passwords: dict[str, str]
    """Password by e-mail address."""

    def email(self, role: str) -> str:
        return next(email for email in self.passwords if email.startswith(role))


@contextmanager
def served(home: Path) -> Iterator[Site]:
    """Make the demonstration register in a folder and serve it until the block ends."""
    with running(home) as (site, _):
        yield site


@contextmanager
def running(
    home: Path, *, host: str = "127.0.0.1", commands: tuple[str, ...] = ("upgrade", "demo")
) -> Iterator[tuple[Site, dict[str, str]]]:
    """Make a register in a folder with some commands, and serve it until the block ends; also give its settings."""
    port = _free_port()
    address = f"http://{host}:{port}"
    environment = {
        **os.environ,
        "REGISTER_HOME": str(home),
        "SEARCH_INDEX": str(home / "index"),
        "DATABASE_URL": "",
        "PUBLIC_URL": address,
        "PORT": str(port),
    }
    for command in commands:
        subprocess.run([*REGISTER, command], env=environment, check=True, capture_output=True)
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen([*REGISTER, "serve"], env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_until_it_answers(server, address)
        yield Site(address, _passwords(home / "demonstration-sign-in.txt")), environment
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(server: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(SECONDS_TO_START * 10):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            try:
                server.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
    raise RuntimeError(f"the register did not answer at {address}")


def _passwords(written: Path) -> dict[str, str]:
    if not written.exists():
        return {}
    found = re.findall(r"^\w+: (\S+@\S+)\npassword: (\S+)$", written.read_text(encoding="utf-8"), re.M)
    return dict(found)
