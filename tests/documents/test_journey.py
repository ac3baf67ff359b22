"""A document from the form to its readers, and away again: kept, shown, held, redacted, gone from every byte."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from register.core.attached import KEY, size_in_words
from register.documents import storing
from register.documents.tables import uploaded_document
from register.documents.tidying import tidy
from register.entries.reading import current
from register.extensions import reading
from register.settings import Settings
from tests.desk.browser import Officer, award_pairs
from tests.desk.conftest import administrator, author, publisher, signed_in
from tests.desk.removing import approved, asked, held
from tests.documents.files import pdf, png
from tests.documents.hostile import HOSTILE

__all__ = ["administrator", "author", "publisher"]

SECRET = b"What the caretaker earns (invented secret)"
FILE = pdf(b"(" + SECRET + b")")
DESCRIBED = [("documents-0-title", "The report"), ("documents-0-accessible", "yes")]
"""What stands beside the file."""

Files = Sequence[tuple[str, str, bytes]]
"""The row of the form, the name of the file, and its bytes."""


def send(officer: Officer, path: str, pairs: Sequence[tuple[str, str]], files: Files = ()) -> TestResponse:
    data: dict[str, Any] = {"csrf_token": officer.token}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    for row, name, content in files:
        data[f"documents-{row}-file-upload"] = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart(MultiDict(data))
    return officer.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def sent(officer: Officer, place: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Save a draft and send it for review."""
    version = officer.get(place).partition('name="version" value="')[2].partition('"')[0]
    response = send(officer, place, [*pairs, ("version", version), ("send", "1")])
    assert response.status_code == 303, response.text
    officer.checked(response.location)


def fetched(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """Fetch a file, whole, and let go of it."""
    response = client.get(path, headers=headers, buffered=True)
    response.close()
    return response


def written(
    officer: Officer, pairs: Sequence[tuple[str, str]], files: Files, button: str = "update"
) -> tuple[str, str]:
    """Save a new draft with files; return its address and the key of the first one."""
    officer.get("/desk/decisions/new")
    response = send(officer, "/desk/decisions/new", [*pairs, (button, "1")], files)
    assert response.status_code == 303, response.text[:2000]
    place = response.location.partition("#")[0]
    return place, key_in(officer.get(place))


def key_in(page: str) -> str:
    found = page.partition('name="documents-0-file" value="')[2].partition('"')[0]
    assert KEY.fullmatch(found)
    return found


def published(author: Officer, publisher: Officer, files: Files = (("0", "report.pdf", FILE),)) -> tuple[str, str]:
    """Publish an award with a document; return its reference and the file's key."""
    place, key = written(author, [*award_pairs(), *DESCRIBED], files)
    sent(author, place, [*award_pairs(), *DESCRIBED, ("documents-0-file", key), ("documents-0-language", "en")])
    return decided(publisher, place), key


def decided(publisher: Officer, place: str) -> str:
    publisher.publish(place)
    found = re.search(r"FD-\d{4}-\d{4}", publisher.get(f"{place}/published"))
    assert found
    return found[0]


def address(app: Flask, key: str) -> str:
    with app.app_context(), reading() as connection:
        name = connection.scalar(select(uploaded_document.c.file_name).where(uploaded_document.c.key == key))
    return f"/documents/{key}/{name}"


def bytes_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and SECRET in path.read_bytes()]


def looks_safe(response: TestResponse, media_type: str) -> None:
    headers = response.headers
    assert response.mimetype == media_type
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-cache" in headers["Cache-Control"] or "no-store" in headers["Cache-Control"]
    assert "public" not in headers["Cache-Control"]


def test_a_document_is_read_at_the_desk_first_and_by_everybody_once_published(
    app: Flask, author: Officer, publisher: Officer, client: FlaskClient
) -> None:
    place, key = written(author, [*award_pairs(), *DESCRIBED], [("0", "report.pdf", FILE)])
    assert client.get(f"/documents/{key}/report.pdf").status_code == 404
    assert fetched(author.client, f"/desk/documents/{key}").data == FILE
    looks_safe(fetched(author.client, f"/desk/documents/{key}"), "application/pdf")
    other = signed_in(app, "olu", "author")
    other.get(f"/desk/documents/{key}", 404)
    publisher.get(f"/desk/documents/{key}", 404)
    assert f'href="/desk/documents/{key}"' in author.get(f"{place}/preview")
    reference, key = published(author, publisher)
    page = client.get(f"/decisions/{reference}").text
    assert f'href="/documents/{key}/report.pdf"' in page
    assert hashlib.sha256(FILE).hexdigest() in page
    assert f"PDF, {size_in_words(len(FILE))}, in English, accessible" in " ".join(page.split())
    response = fetched(client, f"/documents/{key}/report.pdf")
    assert response.data == FILE
    looks_safe(response, "application/pdf")
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["ETag"] == f'"{hashlib.sha256(FILE).hexdigest()}"'
    again = fetched(client, f"/documents/{key}/report.pdf", **{"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with client.head(f"/documents/{key}/report.pdf", buffered=True) as empty:
        assert (empty.status_code, empty.content_length, empty.data) == (200, len(FILE), b"")
    assert client.get(f"/documents/{key}/other.html").status_code == 404
    assert client.get(f"/documents/{'0' * 32}/report.pdf").status_code == 404
    record = client.get("/decisions.json").get_json()["records"][0]
    assert record["files"][0]["address"] == f"https://register.test/documents/{key}/report.pdf"
    assert record["content"]["documents"][0]["sha256"] == hashlib.sha256(FILE).hexdigest()
    table = client.get("/decisions.csv").text
    assert f"https://register.test/documents/{key}/report.pdf" in table
    assert hashlib.sha256(FILE).hexdigest() in table


def test_a_reviewer_reads_the_document_of_what_waits_for_them(author: Officer, publisher: Officer) -> None:
    place, key = written(author, [*award_pairs(), *DESCRIBED], [("0", "report.pdf", FILE)])
    publisher.get(f"/desk/documents/{key}", 404)
    sent(author, place, [*award_pairs(), *DESCRIBED, ("documents-0-file", key)])
    assert fetched(publisher.client, f"/desk/documents/{key}").data == FILE
    assert f'href="/desk/documents/{key}"' in publisher.get(f"{place}/review")


def test_a_failed_post_keeps_its_file(author: Officer) -> None:
    author.get("/desk/decisions/new")
    pairs = [("amount_awarded", "nothing"), ("documents-0-title", "The report"), ("send", "1")]
    response = send(author, "/desk/decisions/new", pairs, [("0", "report.pdf", FILE)])
    assert response.status_code == 422
    key = key_in(response.text)
    assert f"report.pdf, PDF, {size_in_words(len(FILE))}" in response.text
    assert fetched(author.client, f"/desk/documents/{key}").data == FILE


@pytest.mark.parametrize(
    ("name", "data", "why"), [one[1:] for one in HOSTILE[:40:4]], ids=[one[0] for one in HOSTILE[:40:4]]
)
def test_a_refused_file_is_told_at_its_field_and_kept_nowhere(
    author: Officer, settings: Settings, name: str, data: bytes, why: str
) -> None:
    author.get("/desk/decisions/new")
    response = send(
        author, "/desk/decisions/new", [("documents-0-title", "The report"), ("save", "1")], [("0", name, data)]
    )
    assert response.status_code == 422
    assert why in response.text
    assert 'value="The report"' in response.text
    assert "unused-" not in response.text
    assert list(storing.keys(settings)) == []


def test_whatever_is_taken_is_served_harmless(author: Officer) -> None:
    for what, name, data, why in HOSTILE:
        if why is None and "\r" not in name:  # no browser sends such a name
            _, key = written(author, [("documents-0-title", what[:40])], [("0", name, data)])
            response = fetched(author.client, f"/desk/documents/{key}")
            assert response.data == data
            looks_safe(response, response.mimetype or "")
            assert response.mimetype in ("application/pdf", "text/csv", "text/plain")
            assert "\n" not in response.headers["Content-Disposition"]


def test_eleven_megabytes_are_told_at_the_field(author: Officer, settings: Settings) -> None:
    author.get("/desk/decisions/new")
    pairs = [("documents-0-title", "The report"), ("save", "1")]
    response = send(author, "/desk/decisions/new", pairs, [("0", "a.txt", b"a" * 11_000_000)])
    assert response.status_code == 422
    assert "larger than 10 MB" in response.text
    assert list(storing.keys(settings)) == []


def test_a_file_is_taken_out_and_replaced_and_rows_move_with_theirs(author: Officer) -> None:
    place, key = written(author, [("documents-0-title", "The report")], [("0", "report.pdf", FILE)])
    both = [("documents-0-title", "The report"), ("documents-0-file", key), ("documents-1-title", "A map")]
    version = author.get(place).partition('name="version" value="')[2].partition('"')[0]
    moved = send(author, place, [*both, ("version", version), ("up-documents-1", "1")], [("1", "map.png", png())])
    assert moved.status_code == 303
    page = author.get(place)
    assert "map.png" in page.partition(key)[0]
    first = key_in(page)
    version = page.partition('name="version" value="')[2].partition('"')[0]
    kept = [("documents-0-title", "A map"), ("documents-0-file", first), ("version", version)]
    assert send(author, place, [*kept, ("documents-0-file-drop", "1")]).status_code == 303
    assert "map.png" not in author.get(place)


def test_nobody_uses_anothers_file(app: Flask, author: Officer) -> None:
    _, key = written(author, [("documents-0-title", "The report")], [("0", "report.pdf", FILE)])
    other = signed_in(app, "olu", "author")
    other.get("/desk/decisions/new")
    taken = send(other, "/desk/decisions/new", [*award_pairs(), *DESCRIBED, ("documents-0-file", key), ("send", "1")])
    assert taken.status_code == 422
    assert "no longer here" in taken.text
    assert "report.pdf" not in taken.text


def test_an_entry_needs_to_say_whether_everybody_can_read_its_document(author: Officer) -> None:
    author.get("/desk/decisions/new")
    said = [*award_pairs(), ("documents-0-title", "The report"), ("send", "1")]
    response = send(author, "/desk/decisions/new", said, [("0", "report.pdf", FILE)])
    assert response.status_code == 422
    assert "It is not said whether everybody can read" in response.text
    author.get("/desk/decisions/new")
    response = send(
        author, "/desk/decisions/new", [*said, ("documents-0-accessible", "no")], [("0", "report.pdf", FILE)]
    )
    assert response.status_code == 422
    assert "It is not said what is offered" in response.text


def test_a_hold_hides_the_document_and_a_redaction_takes_its_bytes_away(
    app: Flask, author: Officer, publisher: Officer, client: FlaskClient, settings: Settings
) -> None:
    reference, key = published(author, publisher)
    place = address(app, key)
    holding = held(publisher, reference, "documents/1")
    response = fetched(client, place)
    assert response.status_code == 403
    assert "on hold" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    second = signed_in(app, "sue", "publisher")
    second.get(holding)
    second.post(f"{holding}/lift")
    assert fetched(client, place).status_code == 200
    assert bytes_under(settings.register_home)
    approved(second, asked(publisher, reference, "1:documents/1"))
    response = fetched(client, place)
    assert response.status_code == 410
    assert "removed for good" in response.text
    assert SECRET not in response.data
    assert bytes_under(settings.register_home) == []
    assert list(storing.keys(settings)) == []
    digest = hashlib.sha256(FILE).hexdigest().encode()
    assert not [path for path in settings.register_home.rglob("*") if path.is_file() and digest in path.read_bytes()]
    author.get(f"/desk/documents/{key}", 404)


def test_a_withdrawal_takes_the_bytes_away_too(
    app: Flask, author: Officer, publisher: Officer, client: FlaskClient, settings: Settings
) -> None:
    reference, key = published(author, publisher)
    place, second = address(app, key), signed_in(app, "sue", "publisher")
    publisher.get(f"/desk/entries/{reference}/withdraw")
    approved(second, publisher.post(f"/desk/entries/{reference}/withdraw", [("category", "not_ours")]))
    assert fetched(client, place).status_code == 410
    assert bytes_under(settings.register_home) == []


def test_a_file_stays_as_long_as_one_revision_shows_it(
    app: Flask, author: Officer, publisher: Officer, client: FlaskClient, settings: Settings
) -> None:
    reference, key = published(author, publisher)
    place = address(app, key)
    author.get(f"/desk/correct?reference={reference}")
    draft = author.post("/desk/correct", [("reference", reference)])
    named = [("documents-0-title", "A report"), ("documents-0-accessible", "yes"), ("documents-0-file", key)]
    sent(author, draft, [*award_pairs(), *named, ("change_note", "A word.")])
    decided(publisher, draft)
    second = signed_in(app, "sue", "publisher")
    with app.app_context(), reading() as connection:
        record = current(connection, reference)
    assert record is not None
    assert record.document["documents"][0]["file"] == key
    approved(second, asked(publisher, reference, "2:documents/1"))
    assert fetched(client, place).data == FILE, "the first revision shows it still, under another title"
    assert bytes_under(settings.register_home)
    approved(second, asked(publisher, reference, "1:documents/1"))
    assert fetched(client, place).status_code == 410
    assert bytes_under(settings.register_home) == []


def test_uploads_that_nobody_published_go_after_thirty_days_unless_a_draft_names_them(
    app: Flask, author: Officer, settings: Settings
) -> None:
    place, key = written(author, [("documents-0-title", "The report")], [("0", "report.pdf", FILE)])
    page = author.get(place)
    version = page.partition('name="version" value="')[2].partition('"')[0]
    kept = [("documents-0-title", "The report"), ("documents-0-file", key), ("version", version), ("update", "1")]
    send(author, place, kept, [("0", "newer.pdf", pdf())])
    assert len(list(storing.keys(settings))) == 2
    with app.app_context():
        tidy(settings, datetime.now(UTC) + timedelta(days=29))
        assert len(list(storing.keys(settings))) == 2
        tidy(settings, datetime.now(UTC) + timedelta(days=31))
    assert list(storing.keys(settings)) == [key_in(author.get(place))]
    assert bytes_under(settings.register_home) == []
