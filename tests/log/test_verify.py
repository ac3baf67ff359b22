"""The verifier that anybody can run, on invented exports: clean ones pass, and whatever was changed is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.log import verify
from tests.log.made_up import (
    MadeUp,
    MadeUpKey,
    b64,
    canonical,
    joined,
    made_up_content,
    packed,
    unpacked,
)

Capture = pytest.CaptureFixture[str]
OTHER = bytes(31) + b"\x07"


def told(capsys: Capture, *arguments: str | Path) -> tuple[int, str]:
    status = verify.main([str(one) for one in arguments])
    return status, capsys.readouterr().out


def history() -> MadeUp:
    """Return a register with something of every kind; FD-2026-0002 is whole, and corrected once."""
    made = MadeUp()
    for kind in ("decision", "decision", "consultation", "dispute", "decision"):
        made.publish(type=kind)
    made.correct("FD-2026-0002")
    hold = made.hold("CO-2026-0001", "views/2")
    made.redact("CO-2026-0001", {1: ["views/2", "rationale.reasons"]}, settles=[hold])
    made.hold("DI-2026-0001")
    made.withdraw("FD-2026-0003")
    made.hold("FD-2026-0001", "amounts:amount_awarded,amount_applied_for", "title")
    made.lift("FD-2026-0001", made.hold("FD-2026-0001", "summary"))
    return made


# --- Clean ones -----------------------------------------------------------------------------------------------------

KINDS = ("publish", "correct", "hold", "part", "lift", "redact", "withdraw", "key", "recover")
steps = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 10**6)), min_size=1, max_size=25)


def played(story: list[tuple[str, int]]) -> MadeUp:
    """Play random acts, each about something that is there."""
    made = MadeUp()
    for step, chance in story:
        names = [name for name, one in made.records.items() if not one.withdrawn]
        name = names[chance % len(names)] if names else made.publish(type=("decision", "consultation")[chance % 2])
        record = made.records[name]
        number = chance % len(record.revisions) + 1
        units = [unit for unit in record.revisions[number][2] if not unit.startswith("marks")]
        part = units[chance // 7 % len(units)]
        if step == "publish":
            made.publish(type=("decision", "consultation", "dispute")[chance % 3])
        elif step == "correct":
            made.correct(name)
        elif step in ("hold", "part"):
            made.hold(name, *([part] if step == "part" else []))
        elif step == "lift" and record.holds:
            made.lift(name, *list(record.holds)[: 1 + chance % 2])
        elif step == "redact":
            made.redact(name, {number: [part]}, settles=[n for n, names in record.holds.items() if names == (part,)])
        elif step == "withdraw":
            made.withdraw(name)
        elif step == "key":
            made.change_key(chance.to_bytes(32, "big"))
        elif step == "recover":
            epoch = sum(b'"recovery"' in entry for entry in made.entries) + 2
            made.recover(epoch, chance.to_bytes(32, "little"), lost=[*made.entries, b"{}"] if chance % 2 else ())
    return made


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps)
def test_no_clean_history_is_suspected(story: list[tuple[str, int]], tmp_path: Path, capsys: Capture) -> None:
    made = played(story)
    old = tmp_path / "old"
    old.write_text(made.checkpoint(1 + len(made.entries) // 2) + "\n" + made.checkpoint())
    folder = unpacked(made.files(), tmp_path / "export")
    status, said = told(capsys, folder, "--key", made.key.vkey, "--checkpoint", old)
    assert status == 0, said
    assert "SOUND" in said


def test_a_history_of_every_kind_of_act_is_sound_as_a_zip_and_as_a_folder(tmp_path: Path, capsys: Capture) -> None:
    made = history()
    file = tmp_path / "export.zip"
    file.write_bytes(packed(made.files()))
    status, said = told(capsys, file)
    assert (status, "14 acts" in said, "trusted on first use" in said) == (0, True, True), said
    status, said = told(capsys, unpacked(made.files(), tmp_path / "export"), "--quiet")
    assert (status, said) == (0, "")


def test_every_item_of_a_list_can_be_held_at_once(tmp_path: Path, capsys: Capture) -> None:
    made = MadeUp()
    name = made.publish()
    made.hold(name, "stages/*")
    made.correct(name, *made_up_content("more", stages=4))
    assert told(capsys, unpacked(made.files(), tmp_path / "export"))[0] == 0
    files = made.files()
    made.records[name].holds.clear()
    files["revisions.jsonl"] = made.files()["revisions.jsonl"]
    status, said = told(capsys, unpacked(files, tmp_path / "export"))
    assert (status, "its stages 1 was redacted, or is on hold, and is shown" in said) == (1, True), said


def test_items_without_numbers_keep_their_places_when_one_is_removed(tmp_path: Path, capsys: Capture) -> None:
    made = MadeUp()
    name = made.publish(*made_up_content("places", stages=3))
    made.redact(name, {1: ["stages/1", "stages/3", "views/1", "views/2", "views/4"]})
    assert told(capsys, unpacked(made.files(), tmp_path / "export"))[0] == 0


# --- Tampering --------------------------------------------------------------------------------------------------------

Files = dict[str, bytes]


def lines(files: Files, name: str) -> list[Any]:
    return [json.loads(line) for line in files[name].splitlines()]


def put(files: Files, name: str, rows: list[Any]) -> None:
    files[name] = joined([row if isinstance(row, bytes) else canonical(row) for row in rows])


def change(name: str, place: int, edit: Callable[[Any], object]) -> Callable[[Files, MadeUp], None]:
    def tamper(files: Files, made: MadeUp) -> None:
        rows = lines(files, name)
        edit(rows[place])
        put(files, name, rows)

    return tamper


def rearrange(name: str, edit: Callable[[list[bytes]], object]) -> Callable[[Files, MadeUp], None]:
    def tamper(files: Files, made: MadeUp) -> None:
        rows = files[name].splitlines()
        edit(rows)
        files[name] = joined(rows)

    return tamper


def swap(rows: list[bytes]) -> None:
    rows[1], rows[2] = rows[2], rows[1]


def signed_again(
    edit: Callable[[Files, MadeUp], None], key: MadeUpKey | None = None
) -> Callable[[Files, MadeUp], None]:
    """Return a tampering whose log is then signed, as whoever holds the register's key could."""

    def tamper(files: Files, made: MadeUp) -> None:
        edit(files, made)
        files["checkpoint"] = made.key.note(files["entries.jsonl"].splitlines()).encode()

    return tamper


def show_again(files: Files, made: MadeUp) -> None:
    record = made.records["CO-2026-0001"]
    record.redacted.clear()
    files.update({name: raw for name, raw in made.files().items() if name in ("revisions.jsonl", "lists.jsonl")})


def show_withdrawn(files: Files, made: MadeUp) -> None:
    made.records["FD-2026-0003"].withdrawn = False
    files["revisions.jsonl"] = made.files()["revisions.jsonl"]


def list_withdrawn(files: Files, made: MadeUp) -> None:
    made.records["FD-2026-0003"].withdrawn = False
    files["lists.jsonl"] = made.files()["lists.jsonl"]


def other_content(files: Files, made: MadeUp) -> None:
    """Replace what was published, and say in the log that this was it."""
    content, units = made_up_content("something else")
    n, _, _, salts = made.records["FD-2026-0002"].revisions[2]
    made.records["FD-2026-0002"].revisions[2] = (n, content, units, salts)
    files["revisions.jsonl"] = made.files()["revisions.jsonl"]


def other_key(files: Files, made: MadeUp) -> None:
    made.key = MadeUpKey(made.key.name, OTHER)
    files["key"], files["checkpoint"] = made.key.vkey.encode(), made.checkpoint().encode()


def twice_in_one_object(files: Files, made: MadeUp) -> None:
    said = b'"amount_awarded":"12000.00",'
    files["revisions.jsonl"] = files["revisions.jsonl"].replace(said, said.replace(b"12", b"99") + said, 1)


def removed_in_silence(row: Any) -> None:
    del row["content"]["rationale"]["reasons"], row["salts"]["rationale.reasons"]


# Of `history()`: act 2 published FD-2026-0002, act 6 corrected it, act 3 published CO-2026-0001; lists have 3 lines.
TAMPERINGS: dict[str, tuple[Callable[[Files, MadeUp], None], str]] = {
    "edit content": (
        change("revisions.jsonl", 1, lambda row: row["content"]["rationale"].update(reasons="For friends (invented)")),
        "Act 2 (FD-2026-0002, revision 1): what is shown as its reasons is not what was published.",
    ),
    "edit a sum of a group": (
        change("revisions.jsonl", 5, lambda row: row["content"].update(amount_awarded="12000.01")),
        "Act 6 (FD-2026-0002, revision 2): what is shown as its amounts is not what was published.",
    ),
    "edit a view": (
        change("revisions.jsonl", 1, lambda row: row["content"]["views"][2].update(words="I agree (invented)")),
        "what is shown as its views 4 is not what was published",
    ),
    "give a view another number": (
        change("revisions.jsonl", 1, lambda row: row["content"]["views"][2].update(number=3)),
        "its views",
    ),
    "move an item without number": (
        change("revisions.jsonl", 1, lambda row: row["content"]["stages"].reverse()),
        "what is shown as its stages 1 is not what was published",
    ),
    "edit a salt": (
        change("revisions.jsonl", 1, lambda row: row["salts"].update(title=row["salts"]["summary"])),
        "what is shown as its title is not what was published",
    ),
    "take the salt": (
        change("revisions.jsonl", 1, lambda row: row["salts"].pop("title")),
        "what is shown as its title is not what was published",
    ),
    "leave a salt": (
        change("revisions.jsonl", 1, lambda row: row["content"].pop("themes")),
        "what is shown as its themes is not what was published",
    ),
    "remove a part in silence": (
        change("revisions.jsonl", 1, removed_in_silence),
        "Act 2 (FD-2026-0002, revision 1): its reasons is missing, and no act in the log removed it.",
    ),
    "add a field": (
        change("revisions.jsonl", 1, lambda row: row["content"].update(regretted="Deeply (invented)")),
        "something is shown as its regretted, which was never published",
    ),
    "add a field that looks redacted": (
        change("revisions.jsonl", 1, lambda row: row["content"].update(regretted={"redacted": True, "on": "Deeply"})),
        "something is shown as its regretted, which was never published",
    ),
    "add an item": (
        change("revisions.jsonl", 1, lambda row: row["content"]["views"].append({"number": 7, "words": "Yes"})),
        "something is shown as its views, which was never published",
    ),
    "double an item": (
        change("revisions.jsonl", 1, lambda row: row["content"]["views"].append(row["content"]["views"][0])),
        "something is shown as its views, which was never published",
    ),
    "un-redact": (
        show_again,
        "Act 3 (CO-2026-0001, revision 1): its views 2 was redacted, or is on hold, and is shown.",
    ),
    "show what was withdrawn": (show_withdrawn, "is shown, although the entry is withdrawn"),
    "list what was withdrawn": (list_withdrawn, "Lists show FD-2026-0003, which is withdrawn."),
    "drop a content": (
        rearrange("revisions.jsonl", lambda rows: rows.pop(1)),
        "Act 2 (FD-2026-0002, revision 1): what",
    ),
    "double a content": (rearrange("revisions.jsonl", lambda rows: rows.append(rows[-1])), "stands there already"),
    "swap contents": (
        rearrange("revisions.jsonl", swap),
        "(FD-2026-0002, revision 1): what it published is missing",
    ),
    "show another entry's content": (
        other_content,
        "(FD-2026-0002, revision 2): what is shown as its title is",
    ),
    "say one thing twice": (twice_in_one_object, "Line 2 of revisions.jsonl is not as the register writes it"),
    "spell it in another way": (
        rearrange("revisions.jsonl", lambda rows: rows.insert(0, rows.pop(0).replace(b":", b": ", 1))),
        "Line 1 of revisions.jsonl is not as the register writes it",
    ),
    "no number": (
        change("revisions.jsonl", 1, lambda row: row["content"].update(regretted=float("nan"))),
        "Line 2 of revisions.jsonl is not as the register writes it",
    ),
    "edit an entry": (
        change("entries.jsonl", 1, lambda row: row.update(by="author")),
        "The log is not the one its checkpoint was signed for.",
    ),
    "edit an entry and sign again": (
        signed_again(change("entries.jsonl", 2, lambda row: row["units"].update(title=b64(bytes(32))))),
        "Act 2 (FD-2026-0002, revision 1): what is shown as its title is not what was published.",
    ),
    "change a time": (
        change("entries.jsonl", 4, lambda row: row.update(at="2026-11-22T00:00:00.000000Z")),
        "Act 4 of the log is dated before the act before it.",
    ),
    "change a time and sign again": (
        signed_again(change("entries.jsonl", 2, lambda row: row.update(at=row["at"].replace("04Z", "05Z")))),
        "Lists do not give the type, revision, act or times of FD-2026-0002 as the log does.",
    ),
    "swap entries": (rearrange("entries.jsonl", swap), "Act 1 of the log has the number 2"),
    "drop an entry": (rearrange("entries.jsonl", lambda rows: rows.pop(3)), "Act 3 of the log has the number 4"),
    "double an entry": (
        rearrange("entries.jsonl", lambda rows: rows.append(rows[-1])),
        "The log has 15 acts",
    ),
    "truncate the log": (
        rearrange("entries.jsonl", lambda rows: rows.pop()),
        "acts (or more), its checkpoint has 14.",
    ),
    "truncate and sign again": (
        signed_again(rearrange("entries.jsonl", lambda rows: rows.pop())),
        "Act 1 (FD-2026-0001, revision 1): its summary was redacted, or is on hold, and is shown.",
    ),
    "renumber": (
        signed_again(change("entries.jsonl", 6, lambda row: row.update(revision=3))),
        "Act 6 (FD-2026-0002, revision 3) does not follow",
    ),
    "say more in the log": (
        signed_again(change("entries.jsonl", 6, lambda row: row.update(note="(invented)"))),
        "Act 6 of the log says more or less than an act of its kind can.",
    ),
    "withdraw twice": (
        signed_again(rearrange("entries.jsonl", lambda rows: rows.append(rows[10].replace(b'"n":10', b'"n":14')))),
        "cannot be: of FD-2026-0003 there was nothing to withdraw",
    ),
    "take the withdrawal back": (
        signed_again(rearrange("entries.jsonl", lambda rows: rows.append(rows[5].replace(b'"n":5', b'"n":14')))),
        "Act 14 (FD-2026-0003, revision 1)",
    ),
    "lift what is not held": (
        signed_again(change("entries.jsonl", 13, lambda row: row.update(settles=[3]))),
        "Act 13 cannot be: of FD-2026-0001 there was nothing to lift.",
    ),
    "sign with another key": (other_key, "The key is not the one you kept, and no act changed it."),
    "sign with another key than that shown": (
        lambda files, made: files.update(checkpoint=MadeUpKey(seed=OTHER).note(made.entries).encode()),
        "The checkpoint is not signed with the key",
    ),
    "edit a list's title": (
        change("lists.jsonl", 1, lambda row: row.update(title="A fine grant (invented)")),
        "FD-2026-0002: its title in the lists is not what was published.",
    ),
    "take a mark out of a list's title": (
        change("lists.jsonl", 1, lambda row: row.update(title=row["title"].replace("FD-", "FD"))),
        "FD-2026-0002: its title in the lists is not what was published.",
    ),
    "take a list's amount": (
        change("lists.jsonl", 1, lambda row: row.update(amount=None)),
        "FD-2026-0002: its amount in the lists is not what was published.",
    ),
    "give a list another amount of the same entry": (
        change("lists.jsonl", 1, lambda row: row.update(amount=1_500_050)),
        "FD-2026-0002: its amount in the lists is not what was published.",
    ),
    "edit a list's amount": (
        change("lists.jsonl", 1, lambda row: row.update(amount=1_200_001)),
        "FD-2026-0002: its amount in the lists is not what was published.",
    ),
    "list an older revision": (
        change("lists.jsonl", 1, lambda row: row.update(revision=1, n=2)),
        "Lists do not give the type, revision, act or times of FD-2026-0002 as the log does.",
    ),
    "drop a line of the lists": (
        rearrange("lists.jsonl", lambda rows: rows.pop(1)),
        "FD-2026-0002 is missing from the lists, and no act in the log took it away.",
    ),
    "list what nobody published": (
        change("lists.jsonl", 1, lambda row: row.update(reference="FD-2026-0009")),
        "Lists show FD-2026-0009, which is not in the log",
    ),
    "turn round the order of the views": (
        change("revisions.jsonl", 1, lambda row: row["content"]["views"].reverse()),
        "Act 2 (FD-2026-0002, revision 1): the order of its views was changed.",
    ),
    "list twice": (rearrange("lists.jsonl", lambda rows: rows.append(rows[0])), "not in the log, or twice"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_was_changed_is_told(name: str, tmp_path: Path, capsys: Capture) -> None:
    tamper, sentence = TAMPERINGS[name]
    made = history()
    files = made.files()
    kept = made.key.vkey
    tamper(files, made)
    status, said = told(capsys, unpacked(files, tmp_path / "export"), "--key", kept)
    assert status == 1, said
    assert sentence in said
    assert "NOT SOUND" in said and "CANNOT TELL" not in said
