"""The verifier with what was kept from before, and at a register's address: whole, single records, as a witness."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from register.commands.keeping import witness
from register.log import verify
from tests.log.made_up import MadeUp, MadeUpKey, packed, unpacked
from tests.log.made_up_site import served
from tests.log.test_verify import Capture, history, told

OTHER = bytes(31) + b"\x07"


# --- Checkpoints and keys kept from before ---------------------------------------------------------------------------


def checked(made: MadeUp, folder: Path, kept: str, *keys: str, capsys: Capture) -> tuple[int, str]:
    (folder / "kept").write_text(kept)
    given = [one for key in keys for one in ("--key", key)]
    return told(capsys, unpacked(made.files(), folder / "export"), "--checkpoint", folder / "kept", *given)


def test_a_log_that_was_written_anew_does_not_fit_an_older_checkpoint(tmp_path: Path, capsys: Capture) -> None:
    kept = history().checkpoint(7)
    anew = MadeUp()
    for _ in range(9):
        anew.publish()
    status, said = checked(anew, tmp_path, kept, anew.key.vkey, capsys=capsys)
    assert (status, "The earlier checkpoint of 7 acts does not fit" in said) == (1, True), said


def test_a_shorter_log_does_not_fit_an_older_checkpoint(tmp_path: Path, capsys: Capture) -> None:
    made = history()
    kept = made.checkpoint()
    shorter = MadeUp()
    shorter.publish()
    assert checked(shorter, tmp_path, kept, capsys=capsys)[0] == 1


def test_one_wrong_checkpoint_among_several_is_told(tmp_path: Path, capsys: Capture) -> None:
    made = history()
    wrong = made.key.note([*made.entries[:4], b"{}"])
    kept = f"# kept\n{made.checkpoint(3)}\n{wrong}\n\n# kept\n{made.checkpoint(9)}"
    status, said = checked(made, tmp_path, kept, made.key.vkey, capsys=capsys)
    assert (status, said.count("does not fit"), "of 5 acts does not fit" in said) == (1, 1, True), said


def test_a_spoilt_file_of_checkpoints_is_not_passed_over(tmp_path: Path, capsys: Capture) -> None:
    made = history()
    kept = made.checkpoint(3) + made.checkpoint(5).replace("\n5\n", "\nfive\n")
    assert checked(made, tmp_path, kept, capsys=capsys)[0] == 2


def test_a_forged_checkpoint_is_told(tmp_path: Path, capsys: Capture) -> None:
    made = history()
    status, said = checked(made, tmp_path, MadeUpKey(seed=OTHER).note(made.entries[:3]), made.key.vkey, capsys=capsys)
    assert (status, "is signed with a key that is not known here" in said) == (1, True), said


def test_a_key_that_an_act_changed_is_accepted_with_a_checkpoint_of_the_key_before(
    tmp_path: Path, capsys: Capture
) -> None:
    made = history()
    first, kept = made.key.vkey, made.checkpoint()
    made.change_key(OTHER)
    made.publish()
    status, said = checked(made, tmp_path, kept, first, capsys=capsys)
    assert (status, "another than you kept" in said) == (0, True), said
    assert checked(made, tmp_path, kept, capsys=capsys)[0] == 2  # without the first key nobody knows who signed it
    assert checked(made, tmp_path, kept, first, made.key.vkey, capsys=capsys)[0] == 0
    made.key = MadeUpKey(seed=bytes(32))
    assert checked(made, tmp_path, kept, first, capsys=capsys)[0] == 1  # not the key that the act put in force


def test_a_log_that_was_written_anew_does_not_vouch_for_its_own_key(tmp_path: Path, capsys: Capture) -> None:
    first = history().key.vkey
    made = MadeUp()  # whoever wrote it anew has not the key that was kept: it names another
    made.publish()
    made.change_key(OTHER)
    made.publish()
    status, said = told(capsys, unpacked(made.files(), tmp_path / "export"), "--key", first, "--quiet")
    assert (status, "No checkpoint that you kept bears out the act that names another key." in said) == (2, True), said
    for kept in (made.checkpoint(), made.checkpoint(2)):  # signed with the key that is in question
        assert checked(made, tmp_path, kept, first, capsys=capsys)[0] == 2
    assert told(capsys, tmp_path / "export", "--key", first, "--key", made.key.vkey)[0] == 0
    with served([made]) as address:
        assert told(capsys, address, "--key", first)[0] == 2
        assert verify.witness(address, tmp_path / "new", key=first, say=lambda words: None) == 2
    assert not (tmp_path / "new").exists()


def test_acts_that_a_new_epoch_says_were_lost_are_no_sound_log(tmp_path: Path, capsys: Capture) -> None:
    made = history()
    first, early = made.key.vkey, made.checkpoint(5)
    lost = copy.deepcopy(made)
    for _ in range(5):
        lost.publish()
    late, later = lost.checkpoint(), lost.key.note([*lost.entries, *lost.entries])
    made.recover(2, OTHER, lost=lost.entries)
    for _ in range(9):
        made.publish()
    assert checked(made, tmp_path, early, first, capsys=capsys)[0] == 0
    status, said = checked(made, tmp_path, early + late, first, capsys=capsys)
    assert (status, "The earlier checkpoint of 19 acts is of acts that were lost, as act 14 says" in said) == (
        2,
        True,
    ), said
    assert checked(made, tmp_path, later, first, capsys=capsys)[0] == 1  # more acts than the register admits it lost
    assert checked(made, tmp_path, early + made.checkpoint(20), first, capsys=capsys)[0] == 0
    assert checked(made, tmp_path, made.checkpoint(20), made.key.vkey, capsys=capsys)[0] == 0
    wrong = made.key.note([*made.entries[:19], b"{}"])
    assert checked(made, tmp_path, wrong, first, capsys=capsys)[0] == 1


def test_a_log_that_was_cut_short_is_not_excused_by_a_recovery(tmp_path: Path, capsys: Capture) -> None:
    made = history()
    (tmp_path / "kept").write_text(made.checkpoint())
    cut = MadeUp()
    cut.publish()
    cut.recover(2, OTHER)  # how many acts were lost it does not say
    folder = unpacked(cut.files(), tmp_path / "export")
    status, said = told(capsys, folder, "--key", made.key.vkey, "--checkpoint", tmp_path / "kept", "--quiet")
    assert (status, "is of acts that were lost, as act 2 says" in said) == (2, True), said


# --- A register at its address -------------------------------------------------------------------------------------


def test_a_live_register_is_sound(capsys: Capture) -> None:
    made = history()
    with served([made]) as address:
        for where in (address, address + "/"):
            status, said = told(capsys, where, "--key", made.key.vkey)
            assert status == 0, said
        assert f"Compared with the log: {address}/decisions.json" in said


CHANGED: dict[str, tuple[str, Callable[[MadeUp], bytes], str]] = {
    "other words": (
        "/decisions.json",
        lambda made: made.public("decision").replace(b"Because FD-2026-0002", b"For friends"),
        "FD-2026-0002 is not shown at",
    ),
    "another title in the list": (
        "/decisions.json",
        lambda made: canonical_title(made.public("decision")),
        "FD-2026-0002 is not shown at",
    ),
    "a mark in the place of words": (
        "/consultations.json",
        lambda made: made.public("consultation").replace(b'"summary":"', b'"summary":{"redacted":true},"other":"'),
        "CO-2026-0001 is not shown at",
    ),
    "one left out": (
        "/consultations.json",
        lambda made: MadeUp().public("consultation").replace(b'"version":0', b'"version":13'),
        "CO-2026-0001 is missing at",
    ),
    "one too many": ("/disputes.json", lambda made: made.public("decision"), "FD-2026-0001 is not shown at"),
    "an older register": (
        "/log/export.zip",
        lambda made: packed(MadeUp().files()),
        "The earlier checkpoint of 14 acts does not fit",
    ),
    "another key": (
        "/log/key",
        lambda made: MadeUpKey(seed=OTHER).vkey.encode(),
        "The register's key is not the one in its export.",
    ),
}


def canonical_title(raw: bytes) -> bytes:
    """Change the title of a row, not of its content."""
    head, middle, tail = raw.rpartition(b'"title":"Invented grant for FD-2026-0002')
    return head + b'"title":"Lovely grant for FD-2026-0002' + tail if middle else raw


@pytest.mark.parametrize("name", CHANGED)
def test_what_a_live_register_shows_otherwise_is_told(name: str, capsys: Capture) -> None:
    path, change, sentence = CHANGED[name]
    made = history()
    with served([made], {path: change(made)}) as address:
        status, said = told(capsys, address)
    assert (status, sentence in said) == (1, True), said


def test_a_register_that_goes_on_meanwhile_is_not_suspected(capsys: Capture) -> None:
    made = history()
    later = copy.deepcopy(made)
    later.correct("FD-2026-0002")
    with served([made], {"/decisions.json": later.public("decision")}) as address:
        assert told(capsys, address)[0] == 2


def test_what_cannot_be_reached_cannot_be_told(capsys: Capture, tmp_path: Path) -> None:
    with served([MadeUp()]) as address:
        pass
    assert told(capsys, address)[0] == 2
    assert told(capsys, address, "--keep", tmp_path / "kept")[0] == 2
    assert not (tmp_path / "kept").exists()


def test_a_single_record_is_checked(capsys: Capture) -> None:
    made = history()
    with served([made]) as address:
        for what in (
            (address, "--record", "FD-2026-0002"),
            (address, "--record", "FD-2026-0001"),
            (address, "--record", "CO-2026-0001"),
            (f"{address}/disputes/DI-2026-0001",),
            (f"{address}/decisions/FD-2026-0003/history?x=1#y",),
            (address, "--act", "6"),
            (address, "--act", "0"),
        ):
            status, said = told(capsys, *what, "--key", made.key.vkey)
            assert status == 0, said
        assert told(capsys, address, "--record", "FD-2026-0099")[0] == 2
        assert told(capsys, address, "--act", "99")[0] == 2
        assert told(capsys, address, "--act", "six")[0] == 2
        assert told(capsys, address, "--act", "6", "--key", MadeUpKey(seed=OTHER).vkey)[0] == 1


def test_a_single_record_that_was_changed_is_told(capsys: Capture) -> None:
    made = history()
    line = made.line(6)
    assert line is not None
    search = made.public("", only="FD-2026-0002")
    for changed in (
        {"/log/content/6": line.replace(b"Because", b"For friends")},
        {"/log/entry/6": made.entries[6].replace(b"publisher", b"author")},
        {"/log/proof/6": b"c2sp.org/tlog-proof@v1\nindex 6\n\n" + made.checkpoint().encode()},
        {"/search.json?q=FD-2026-0002": search.replace(b"Because", b"For friends")},
        {"/search.json?q=FD-2026-0002": search.replace(b'"revision":2', b'"revision":1')},
    ):
        with served([made], changed) as address:
            status, said = told(capsys, address, "--record", "FD-2026-0002")
            assert status == 1, said


# --- A witness ------------------------------------------------------------------------------------------------------


def keep(address: str, file: Path) -> tuple[int, str]:
    said: list[str] = []
    return verify.witness(address, file, say=said.append), "\n".join(said)


def test_a_witness_keeps_what_follows_and_refuses_what_does_not(tmp_path: Path) -> None:
    made, file = history(), tmp_path / "kept"
    holder = [made]
    with served(holder) as address:
        assert keep(address, file)[0] == 0
        assert keep(address, file)[0] == 0
        for _ in range(5):
            made.publish()
            assert keep(address, file)[0] == 0
        assert [note.size for note in verify.notes_in(file.read_text())] == [14, 14, 15, 16, 17, 18, 19]
        before = file.read_text()

        holder[0] = history()  # a backup of last week
        status, said = keep(address, file)
        assert (status, "The log of 14 acts does not begin with the 19 that you kept." in said) == (1, True), said
        for _ in range(8):
            holder[0].publish(type="dispute")  # … and it goes on from there
        assert keep(address, file)[0] == 1
        holder[0] = copy.deepcopy(made)
        holder[0].key = MadeUpKey(seed=OTHER)
        status, said = keep(address, file)
        assert (status, "no act changed it" in said) == (1, True), said
        assert file.read_text() == before

        made.change_key(OTHER)
        holder[0] = made
        assert keep(address, file)[0] == 0
        made.publish()
        assert keep(address, file)[0] == 0


def test_a_witness_stops_at_a_register_that_says_it_lost_acts(tmp_path: Path) -> None:
    made, file = history(), tmp_path / "kept"
    holder = [copy.deepcopy(made)]
    with served(holder) as address:
        holder[0].publish()
        assert keep(address, file)[0] == 0
        before = file.read_text()
        lost, holder[0] = holder[0], made
        made.recover(2, OTHER, lost=lost.entries)
        for _ in range(2):
            status, said = keep(address, file)
            assert (status, "The earlier checkpoint of 15 acts is of acts that were lost" in said) == (2, True), said
            assert file.read_text() == before
            made.publish()
        assert keep(address, tmp_path / "anew")[0] == 0, "whoever was told what was lost begins a new file"


def test_a_witness_trusts_the_key_it_was_given(tmp_path: Path) -> None:
    with served([history()]) as address:
        assert verify.witness(address, tmp_path / "kept", key=MadeUpKey(seed=OTHER).vkey, say=lambda words: None) == 1
        assert verify.witness(address, tmp_path / "kept", key=MadeUpKey().vkey, say=lambda words: None) == 0


def test_a_witness_does_not_lose_a_file_it_cannot_read(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    file.write_text("my shopping list\n")
    with served([history()]) as address:
        assert keep(address, file)[0] == 2
    assert file.read_text() == "my shopping list\n"


def test_the_command_keeps_checkpoints_and_ends_with_what_the_verifier_says(tmp_path: Path) -> None:
    made, file = history(), tmp_path / "kept"
    holder = [made]
    with served(holder) as address:
        for _ in range(2):
            result = CliRunner().invoke(witness, [address, "--keep", str(file)])
            assert result.exit_code == 0, result.output
        assert len(verify.notes_in(file.read_text())) == 2
        made.publish()
        assert CliRunner().invoke(witness, [address, "--keep", str(file)]).exit_code == 0
        holder[0] = history()
        result = CliRunner().invoke(witness, [address, "--keep", str(file)])
        assert (result.exit_code, "does not begin with" in result.output) == (1, True), result.output
    assert CliRunner().invoke(witness, [address, "--keep", str(file)]).exit_code == 2, "nobody answers"
