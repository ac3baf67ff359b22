"""Measure the server beside a bare Flask hello in the same run: `python -m tests.bench.serving [seconds]`.

Needs `wrk`. Makes the demonstration register in a folder of its own, serves it, and prints, for each kind of page,
requests a second (8 connections, 2 threads), the server's processor time a request, and both beside hello's;
then start-up time and memory a worker. Ratios are what travels to other machines.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from register.settings import ROOT

HELLO = """
from flask import Flask
app = Flask("hello")
@app.get("/")
def hello():
    return "hello"
"""
PAGES = {
    "home": "/",
    "list of 25": "/decisions/",
    "list, filtered": "/decisions/?type=award&year=2019",
    "one decision": "/decisions/FD-2026-0556",
    "search": "/search?q=community+choir",
    "feed": "/decisions.atom",
}
PORT = 5099


def main() -> None:
    """Run the measurements and print them."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "hello.py").write_text(HELLO, encoding="utf-8")
        with served([*_granian("hello:app"), "--working-dir", folder], {}) as hello:
            base = measure(hello, "/", seconds)
        report("hello", base, base)
        environment = {"REGISTER_HOME": folder, "SEARCH_INDEX": f"{folder}/index", "PORT": str(PORT)}
        for command in ("upgrade", "demo"):
            _register(command, environment)
        for cached in (True, False):
            sized = environment | {"PAGE_CACHE_MEGABYTES": "64" if cached else "0"}
            started = time.perf_counter()
            with served([sys.executable, "-m", "register.commands.main", "serve"], sized) as server:
                print(f"\n{'cached' if cached else 'uncached'}: started in {time.perf_counter() - started:.2f} s")
                for name, path in PAGES.items():
                    report(name, measure(server, path, seconds), base)
                if cached:
                    etag = _etag("/decisions/")
                    report("304", measure(server, "/decisions/", seconds, f"If-None-Match: {etag}"), base)
                print("memory a process, MB:", [round(p.memory_info().rss / 1e6) for p in _family(server)])


def measure(server: subprocess.Popen[bytes], path: str, seconds: int, *headers: str) -> tuple[float, float, str]:
    """Return requests a second, the server's processor time a request (microseconds), and the median latency."""
    url = f"http://127.0.0.1:{PORT}{path}"
    asked = [option for header in ("Accept-Encoding: gzip, br", *headers) for option in ("-H", header)]
    command = [shutil.which("wrk") or "wrk", "-t2", "-c8", f"-d{seconds}s", "--latency", *asked, url]
    subprocess.run([*command[:3], "-d1s", *command[4:]], check=True, capture_output=True)  # warm
    before = _processor_time(server)
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = _processor_time(server) - before
    if "Non-2xx" in out and "If-None-Match" not in " ".join(headers):
        raise RuntimeError(out)
    requests = int(re.search(r"(\d+) requests in", out).group(1))  # type: ignore[union-attr]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))  # type: ignore[union-attr]
    median = re.search(r"^\s+50%\s+(\S+)", out, re.MULTILINE).group(1)  # type: ignore[union-attr]
    return rate, spent / requests * 1e6, median


def report(name: str, measured: tuple[float, float, str], base: tuple[float, float, str]) -> None:
    """Print one line."""
    rate, cpu, median = measured
    print(f"{name:16} {rate:9.0f} /s {rate / base[0]:6.2f} × hello  {cpu:7.0f} µs {cpu / base[1]:6.2f} ×  p50 {median}")


@contextlib.contextmanager
def served(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it answers, and end it afterwards."""
    process = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT)
    try:
        for _ in range(400):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/").close()
                break
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait()


def _granian(target: str) -> list[str]:
    options = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--port", str(PORT)]
    return [sys.executable, "-m", "granian", target, *options, "--log-level", "warning"]


def _register(command: str, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "register.commands.main", command],
        env=os.environ | environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def _family(server: subprocess.Popen[bytes]) -> list[psutil.Process]:
    parent = psutil.Process(server.pid)
    return [parent, *parent.children(recursive=True)]


def _processor_time(server: subprocess.Popen[bytes]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in _family(server))


def _etag(path: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Accept-Encoding": "gzip, br"})
    with urllib.request.urlopen(request) as response:
        return str(response.headers["ETag"])


if __name__ == "__main__":
    main()
