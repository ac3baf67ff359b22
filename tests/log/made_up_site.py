"""Invented registers at an address of their own, on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.log.made_up import MadeUp, b64, consistency, inclusion, packed


@contextmanager
def served(holder: list[MadeUp], changed: Mapping[str, bytes] | None = None) -> Iterator[str]:
    """Serve the register that a list holds, with some addresses changed; yield where."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (changed or {}).get(self.path) or answer(holder[0], self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer(made: MadeUp, path: str) -> bytes | None:
    """Return what stands at an address."""
    _, first, *rest = path.split("/")
    if path in ("/log/key", "/log/checkpoint", "/log/export.zip"):
        return packed(made.files()) if path.endswith("zip") else made.files()[rest[0]]
    if first == "log":
        return _of_log(made, rest[0], [int(one) for one in rest[1:]])
    if first.startswith("search.json?q="):
        return made.public("", only=first.partition("=")[2])
    if first.endswith(".json"):
        return made.public(first.removesuffix("s.json"))
    return _history(made, first, rest[0]) if rest and rest[0] in made.records else None


def _of_log(made: MadeUp, what: str, numbers: list[int]) -> bytes | None:
    n = numbers[0]
    if what == "entry":
        return made.entries[n] if n < len(made.entries) else None
    if what == "content":
        return made.line(n)
    if what == "proof":
        path = "".join(f"{b64(one)}\n" for one in inclusion(n, made.entries))
        return f"c2sp.org/tlog-proof@v1\nindex {n}\n{path}\n{made.checkpoint()}".encode()
    return "".join(f"{b64(one)}\n" for one in consistency(n, made.entries[: numbers[1]])).encode()


def _history(made: MadeUp, plural: str, reference: str) -> bytes | None:
    acts = [n for n, entry in enumerate(made.entries) if json.loads(entry).get("reference") == reference]
    links = [f'<a href="/log/act/{n}">Act {n}</a>' for n in reversed(acts)]
    return "".join(links).encode() if f"{made.records[reference].type}s" == plural else None
