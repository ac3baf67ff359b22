"""The public log at its addresses: exact bytes, proofs that verify, pages that say in words what was done."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.acts import done, part_in_words, reasons, why_hidden
from register.core.removal import Removal
from register.core.units import commitment, value_of
from register.extensions import reading
from register.kinds import kind_named
from register.log import keys, mark, tree
from register.log.export import VERIFIER
from register.log.notes import Checkpoint, Verifier, open_note
from register.log.tables import log_entry
from register.settings import Settings
from tests.log.proving import consistent, included
from tests.public.reading import Reader
from tests.publishing.test_acts import publication, publish_now
from tests.publishing.test_removing import approved, asked, held

LAST = 6
"""Acts of the register below."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Do without the page cache on PostgreSQL: its connection would outlive the test."""
    kept = 64 if settings.database.startswith("sqlite") else 0
    return settings.model_copy(update={"page_cache_megabytes": kept})


@pytest.fixture
def log(app: Flask, settings: Settings, database: str) -> FlaskClient:
    """Return a reader of a register whose first entry was corrected and then redacted in part."""
    with app.app_context():
        made = publish_now(settings, *(publication(title=f"Decision {n}") for n in range(1, 5)))
        correction = publication(title="Corrected", entry_id=made[0].entry_id, change_note="The title was wrong.")
        publish_now(settings, correction)
        approved(settings, asked(made[0].entry_id, {1: ["title"]}))
    return app.test_client()


def entries(log: FlaskClient) -> list[bytes]:
    return [log.get(f"/log/entry/{n}").data for n in range(LAST + 1)]


def root_of(leaves: list[bytes]) -> bytes:
    nodes = {(level, place): hash_ for level, place, hash_ in tree.grown(0, lambda *_: b"", leaves)}
    return tree.root(len(leaves), lambda level, place: nodes[level, place])


def signed(log: FlaskClient, note: str) -> Checkpoint:
    key = log.get("/log/key").text
    assert key.endswith("\n")
    return Checkpoint.parse(open_note(note, Verifier.parse(key.strip())))


def hashes(lines: list[str]) -> list[bytes]:
    return [base64.b64decode(line, validate=True) for line in lines]


@pytest.mark.record
def test_entries_are_the_very_bytes_that_are_hashed(log: FlaskClient, app: Flask) -> None:
    with app.app_context(), reading() as connection:
        stored = [bytes(raw) for raw in connection.scalars(select(log_entry.c.entry).order_by(log_entry.c.n))]
    assert entries(log) == stored
    answer = log.get("/log/checkpoint")
    assert answer.mimetype == "text/plain"
    leaves = [tree.leaf_hash(raw) for raw in stored]
    assert signed(log, answer.text) == Checkpoint("register.test/compact-register", LAST + 1, root_of(leaves))


@pytest.mark.record
def test_every_proof_leads_to_the_checkpoint_it_carries(log: FlaskClient) -> None:
    raw = entries(log)
    leaves = [tree.leaf_hash(one) for one in raw]
    for n in range(LAST + 1):
        for size in (None, *range(n + 1, LAST + 2)):
            answer = log.get(f"/log/proof/{n}{'' if size is None else f'?size={size}'}")
            assert answer.mimetype == "text/plain"
            proof, _, note = answer.text.partition("\n\n")
            first, index, *path = proof.split("\n")
            assert (first, index) == ("c2sp.org/tlog-proof@v1", f"index {n}")
            checkpoint = signed(log, note)
            assert checkpoint.size == (size or LAST + 1)
            assert checkpoint.root == root_of(leaves[: checkpoint.size])
            assert included(n, checkpoint.size, raw[n], hashes(path), checkpoint.root)


@pytest.mark.record
def test_every_log_is_the_beginning_of_every_later_one(log: FlaskClient) -> None:
    leaves = [tree.leaf_hash(raw) for raw in entries(log)]
    for new in range(1, LAST + 2):
        for old in range(1, new + 1):
            answer = log.get(f"/log/consistency/{old}/{new}")
            assert answer.mimetype == "text/plain"
            path = hashes(answer.text.split())
            assert consistent(old, new, root_of(leaves[:old]), root_of(leaves[:new]), path)


@pytest.mark.record
def test_content_opens_the_commitments_of_what_is_shown(log: FlaskClient) -> None:
    for n in range(1, LAST):
        answer = log.get(f"/log/content/{n}")
        assert answer.mimetype == "application/json"
        line, units = json.loads(answer.data), json.loads(log.get(f"/log/entry/{n}").data)["units"]
        assert (line["n"], line["reference"][-4:], line["revision"]) == (n, f"000{n % 5 or 1}", 1 + n // 5)
        assert set(units) - set(line["salts"]) == ({"title"} if n == 1 else set())
        assert ("title" in line["content"]) is (n != 1)
        for name, salt in line["salts"].items():
            assert commitment(salt, name, value_of(line["content"], name)) == units[name]
    for n in (0, LAST):
        assert log.get(f"/log/content/{n}").status_code == 404, "the act published nothing"


@pytest.mark.parametrize("number", ["7", "-1", "01", "+1", "1.0", "x", "9" * 30, "%31%00", "1 "])
@pytest.mark.parametrize("place", ["entry", "proof", "content", "act"])
def test_an_act_that_is_not_there_is_not_found(log: FlaskClient, place: str, number: str) -> None:
    answer = log.get(f"/log/{place}/{number}")
    assert answer.status_code == (400 if "%00" in number else 404)
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    "address",
    [
        "/log/proof/3?size=3",
        "/log/proof/3?size=8",
        "/log/proof/3?size=x",
        "/log/proof/3?size=",
        "/log/proof/3?size=0",
        "/log/consistency/0/3",
        "/log/consistency/4/3",
        "/log/consistency/3/8",
        "/log/consistency/-1/3",
        "/log/consistency/x/y",
        f"/log/consistency/1/{'9' * 40}",
    ],
)
def test_a_size_that_the_log_never_had_is_answered_in_words(log: FlaskClient, address: str) -> None:
    page = Reader(log).read(address, 400)
    assert "Ask for a size of the log between" in page.words


def test_the_program_that_checks_is_served_as_it_is(log: FlaskClient) -> None:
    answer = log.get("/log/verify.py")
    assert answer.data == VERIFIER.read_bytes()
    assert answer.mimetype == "text/x-python"
    assert "verify.py" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("address", ["entry/3", "content/3", "consistency/2/5", "act/3", ""])
def test_what_has_not_changed_is_not_sent_again(log: FlaskClient, address: str) -> None:
    first = log.get(f"/log/{address}")
    again = log.get(f"/log/{address}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = log.head(f"/log/{address}")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


@pytest.mark.parametrize("address", ["checkpoint", "key", "proof/3"])
def test_what_is_signed_is_never_kept(log: FlaskClient, address: str) -> None:
    answer = log.get(f"/log/{address}")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "ETag" not in answer.headers
    assert log.head(f"/log/{address}").data == b""


def test_what_is_kept_moves_with_the_next_act(log: FlaskClient, app: Flask, settings: Settings) -> None:
    before = {place: log.get(f"/log/{place}") for place in ("checkpoint", "proof/2", "content/2", "entry/2")}
    with app.app_context():
        approved(settings, asked(2, {1: ["title"]}))
    after = {place: log.get(f"/log/{place}") for place in before}
    assert "Decision 2" in before["content/2"].text
    assert "Decision 2" not in after["content/2"].text
    changed = [place for place, answer in before.items() if answer.data != after[place].data]
    assert changed == ["checkpoint", "proof/2", "content/2"]


def test_an_old_copy_signs_nothing_and_says_why_on_every_page(log: FlaskClient, settings: Settings) -> None:
    assert log.get("/log/checkpoint").status_code == 200
    mark.raise_to(settings, mark.Mark(1, 100, "0" * 64))
    why = "This register was restored from an old copy that ends at act 6; acts up to 99 were published before."
    for address in ("checkpoint", "proof/2", "proof/2?size=4", "export.zip"):
        answer = log.get(f"/log/{address}")
        assert (answer.status_code, answer.mimetype) == (503, "text/plain"), address
        assert answer.text.startswith(why)
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Cache-Control"] == "no-store"
    for address in ("key", "entry/2", "content/2", "consistency/2/4", "verify.py"):
        assert log.get(f"/log/{address}").status_code == 200, address
    reader = Reader(log)
    for address, status in (("/", 200), ("/log/", 200), ("/log/act/2", 200), ("/decisions/", 200), ("/nothing", 404)):
        assert why in reader.read(address, status).words, address
    assert "Nothing is signed at the moment" in reader.read("/log/").words
    assert why in log.get("/desk/sign-in").text


def test_without_the_key_nothing_is_signed(log: FlaskClient, settings: Settings) -> None:
    keys.path_of(settings).unlink()
    for address in ("checkpoint", "proof/2", "key", "export.zip"):
        answer = log.get(f"/log/{address}")
        assert (answer.status_code, answer.mimetype) == (503, "text/plain"), address
        assert "key that signs this register’s log is missing" in answer.text
    assert "key that signs this register’s log is missing" in Reader(log).read("/").words


def test_no_banner_where_all_is_well(log: FlaskClient) -> None:
    assert "Important" not in Reader(log).read("/").words


def test_the_page_of_the_log(log: FlaskClient) -> None:
    page = Reader(log).read("/log/")
    assert page.heading == "The public log"
    assert f"{LAST} acts, and act 0, which opened the log on" in page.words
    assert f"how many acts it counts: {LAST + 1}, act 0 among them" in page.words
    assert page.links["Act 6: parts removed for good"] == "/log/act/6"
    assert page.links["Act 5: corrected"] == "/log/act/5"
    assert page.words.index("Act 6") < page.words.index("Act 5") < page.words.index("Act 4")
    assert "Act 1: published" not in page.links, "only the newest"
    checkpoint = log.get("/log/checkpoint").text
    assert checkpoint in ["".join(one.itertext()) for one in page.tree.iter("pre")]
    commands = "wget https://register.test/log/verify.py python3 verify.py https://register.test"
    assert commands in page.words
    assert page.links["take the whole register with you in one file"] == "/log/export.zip"
    assert "python3 verify.py compact-register.zip" in page.words
    assert "--checkpoint checkpoint.txt" in page.words
    [saved] = [one for one in page.tree.iter("a") if one.get("download")]
    assert (saved.get("href"), saved.get("download")) == ("/log/checkpoint", "checkpoint.txt")


def test_older_acts_are_a_page_away(log: FlaskClient) -> None:
    front = Reader(log).read("/log/")
    older = Reader(log).read(front.links["Older acts"])
    assert older.heading == "Act 1 of the public log"
    assert older.links["Act 1: published"] == "/log/act/1"
    assert "Older acts" not in older.links
    assert 'rel="canonical" href="https://register.test/log/?before=2"' in older.response.text


@pytest.mark.parametrize("before", ["0", "1", "7", "99", "x", "", "-1", "02", "9" * 30])
def test_acts_before_no_act_are_not_found(log: FlaskClient, before: str) -> None:
    assert log.get(f"/log/?before={before}").status_code == 404


@pytest.mark.parametrize("address", ["/log/", "/log/act/2"])
def test_what_the_program_does_not_read_is_said(log: FlaskClient, address: str) -> None:
    sentence = "It does not read the web page; only the check in your browser does."
    assert sentence in Reader(log).read(address).words


def test_the_pages_of_acts(log: FlaskClient) -> None:
    reader = Reader(log)
    opened = reader.read("/log/act/0")
    assert opened.heading == "Act 0: register opened"
    assert opened.links["Act 1"] == "/log/act/1"
    assert not check(opened).get("data-page")
    first = reader.read("/log/act/1")
    assert "Title. Removed for good on 23 November 2026. Reason: Personal data. Legal basis: UK GDPR" in first.words
    assert first.links["Act 6"] == "/log/act/6"
    assert check(first)["data-page"].endswith("-0001/revisions/1"), "an older revision"
    assert json.loads(check(first)["data-removed"]) == [{"unit": "title", "n": 6}]
    assert "python3 verify.py https://register.test --act 1" in first.words
    assert {"/log/entry/1", "/log/content/1", "/log/proof/1"} <= set(first.links.values())
    second = reader.read("/log/act/2")
    assert second.links["Decision 2"] == check(second)["data-page"]
    assert json.loads(check(second)["data-removed"]) == []
    assert "The title was wrong." in reader.read("/log/act/5").words
    redaction = reader.read("/log/act/6")
    assert redaction.heading == "Act 6: parts removed for good"
    for sentence in (
        "Removed for good: Title (revision 1).",
        "Reason: Personal data.",
        "Legal basis: UK GDPR, Article 17",
    ):
        assert sentence in redaction.words
    assert redaction.links["Corrected"].endswith("-0001")
    assert "data-page" not in check(redaction)
    assert "Act 7" not in redaction.links


def check(page: Any) -> dict[str, str]:
    return next(one.attrib for one in page.tree.iter("div") if "data-check-log" in one.attrib)


def test_an_act_on_a_hidden_entry_leads_to_what_is_left(log: FlaskClient, app: Flask, settings: Settings) -> None:
    with app.app_context():
        held(settings, 3)
    page = Reader(log).read("/log/act/3")
    assert "Decision 3" not in page.words
    [entry] = [href for href in page.links.values() if href.endswith("-0003/history")]
    assert log.get(entry).status_code == 200
    assert "On hold since 23 November 2026" in page.words
    assert page.words.count("FD-2026-0003") == 1, "the reference is told once"
    assert json.loads(check(page)["data-removed"]) == [{"unit": "", "n": 7}]
    assert Reader(log).read("/log/act/7").heading == "Act 7: on hold"


def test_parts_are_named_as_readers_know_them() -> None:
    decision, consultation, dispute = map(kind_named, ("decision", "consultation", "dispute"))
    assert part_in_words(consultation, "views/17") == "View 17"
    assert part_in_words(dispute, "remedies/2") == "Remedy 2"
    assert part_in_words(decision, "rationale.reasons") == "Reasons"
    assert part_in_words(decision, "rationale.criteria/2") == "Reasons by criterion, number 2"
    assert part_in_words(decision, "amounts:amount_awarded,amount_previous") == "Amount awarded, Amount before"
    assert part_in_words(decision, "change.notice") == "Notice"
    assert part_in_words(decision, "change_note") == "The note of what was changed"
    assert part_in_words(None, "first_contact") == "First contact"


@pytest.mark.parametrize(
    ("logged", "title", "sentences"),
    [
        (
            {"kind": "hold", "reason": "court_order"},
            "On hold",
            ["Reason: a court may have ordered it.", "Nothing of it is shown until a second person has looked."],
        ),
        (
            {"kind": "hold", "reason": "complaint", "units": ["summary", "title"]},
            "Parts on hold",
            [
                "On hold: Summary; Title.",
                "Reason: somebody it concerns has objected.",
                "Nothing of it is shown until a second person has looked.",
            ],
        ),
        ({"kind": "lift", "settles": [7]}, "Shown again", ["What act 7 had put on hold is shown again."]),
        (
            {
                "kind": "redact",
                "category": "confidential",
                "legal_basis": "confidence",
                "removes": {"10": ["title"], "2": ["title", "summary"]},
            },
            "Parts removed for good",
            [
                "Removed for good: Title (revisions 2 and 10); Summary (revision 2).",
                "Reason: Told in confidence.",
                "Legal basis: Common law duty of confidence.",
            ],
        ),
        (
            {"kind": "withdraw", "reason": "duplicate"},
            "Withdrawn",
            ["Reason: the same is published in another entry."],
        ),
        ({"kind": "key"}, "New signing key", ["From here on the log is signed with another key."]),
        (
            {"kind": "recovery", "after": 40, "lost": 44},
            "New beginning after a loss",
            [
                "The register was restored from a copy that ends at act 40. Acts up to 44 had been published.",
                "The log goes on under another name, with another key.",
            ],
        ),
        ({"kind": "publish"}, "Published", []),
    ],
)
def test_every_kind_of_act_is_told_in_words(logged: dict[str, Any], title: str, sentences: list[str]) -> None:
    assert done(logged["kind"], logged) == title
    assert reasons(kind_named("decision"), logged) == sentences


def test_why_an_entry_is_hidden_is_told_in_words() -> None:
    hold = Removal("", 7, "hold", "mistake", None, "2026-03-03")
    assert why_hidden(hold) == (
        "On hold since 3 March 2026: it may have been published by mistake. "
        "Nothing of it is shown until a second person has looked."
    )
    withdrawn = Removal("", 7, "withdraw", "law", None, "2026-03-03")
    assert why_hidden(withdrawn) == "It was withdrawn on 3 March 2026: the law or a court asks for it."
