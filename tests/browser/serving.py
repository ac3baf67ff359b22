"""The real register for browsers to read: made, filled and served by its own commands."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Made:
    """A register as some commands left it, and the address it believes to have."""

    home: Path
    address: str
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings its commands run with."""
        return {
            **os.environ,
            "REGISTER_HOME": str(self.home),
            "SEARCH_INDEX": str(self.home / "index"),
            "DATABASE_URL": "",
            "PUBLIC_URL": self.address,
            "PORT": str(self.port),
        }

    def copied(self, home: Path) -> Made:
        """Return the same register in another folder."""
        shutil.copytree(self.home, home)
        return replace(self, home=home)


def made(home: Path, *, host: str = "127.0.0.1", commands: tuple[str, ...] = ("upgrade", "demo")) -> Made:
    """Make a register in a folder with some commands."""
    port = free_port()
    register = Made(home, f"http://{host}:{port}", port)
    for command in commands:
        subprocess.run([*REGISTER, command], env=register.environment, check=True, capture_output=True)
    return register


@contextmanager
def served(register: Made) -> Iterator[Site]:
    """Serve a register until the block ends."""
    home, environment = register.home, register.environment
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen([*REGISTER, "serve"], env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_until_it_answers(server, register.address)
        yield Site(register.address, _passwords(home / "demonstration-sign-in.txt"))
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
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
