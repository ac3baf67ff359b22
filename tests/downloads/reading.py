"""Read lists, feeds and files as their readers do: from the first page to the last."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient

from tests.feeds.standard import ids, link

HOST = "https://register.test"
_RESULT = re.compile(r'<h3 class="register-result__title"><a class="govuk-link" href="/[a-z]+/([^"]+)"')
_NEXT = re.compile(r'href="([^"]+)"[^>]* rel="next"')


def listed(client: FlaskClient, path: str, query: Any) -> list[str]:
    """Return the references on all pages of a list."""
    page = client.get(path, query_string=query)
    found: list[str] = []
    while True:
        assert page.status_code == 200, (path, query, page.status_code)
        found += _RESULT.findall(page.text)
        address = _NEXT.search(page.text)
        if address is None:
            return found
        page = client.get(unescape(address[1]))


def fed(client: FlaskClient, path: str, query: Any) -> list[str]:
    """Return the references on all pages of a feed."""
    answer = client.get(path, query_string=query)
    found: list[str] = []
    while True:
        assert answer.status_code == 200, (path, query, answer.status_code)
        found += [one.rpartition(":")[2] for one in ids(answer.data)]
        address = link(answer.data, "next")
        if address is None:
            return found
        answer = client.get(address.removeprefix(HOST))


def table(client: FlaskClient, path: str, query: Any = None) -> list[dict[str, str]]:
    """Return the rows of a CSV file by its headings, as a program reads it that knows nothing of us."""
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200, (path, query, answer.text[:300])
    assert answer.content_type == "text/csv; charset=utf-8"
    text = answer.data.decode("utf-8-sig")
    assert answer.data[3:].decode() == text, "one byte order mark, and only at the beginning"
    headings, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(set(headings)) == len(headings)
    assert {len(row) for row in rows} <= {len(headings)}
    return [dict(zip(headings, row, strict=True)) for row in rows]


def whole(client: FlaskClient, path: str, query: Any = None) -> dict[str, Any]:
    """Return a JSON file."""
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200, (path, query, answer.text[:300])
    assert answer.content_type == "application/json; charset=utf-8"
    document: dict[str, Any] = json.loads(answer.data)
    return document
