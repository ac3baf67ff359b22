"""Hostile uploads: each is refused in a plain sentence, or taken under a safe name; no time is lost on any."""

from __future__ import annotations

import random
import re
import time

import pytest

from register.core.attached import TYPES
from register.documents.checking import examine
from register.documents.refusing import Refused
from tests.documents.files import GOOD, docx, jpeg, open_document, png
from tests.documents.hostile import HOSTILE

SENTENCES = re.compile(r"(?:[A-ZÀ-Ý“].*?[.])+", re.DOTALL)
SAFE = re.compile(r"[^\\/:*?\"<>|%\x00-\x1f\x7f\u202a-\u202e.][^\\/:*?\"<>|%\x00-\x1f\x7f\u202a-\u202e]*\.[a-z]{3,4}")


@pytest.mark.parametrize(("name", "held"), GOOD.items())
def test_a_good_file_of_each_type_is_taken(name: str, held: tuple[bytes, str]) -> None:
    data, media_type = held
    assert examine(name, data, megabytes=10).media_type == media_type


@pytest.mark.parametrize(("name", "data", "why"), [one[1:] for one in HOSTILE], ids=[one[0] for one in HOSTILE])
def test_a_hostile_file_is_refused_or_harmless(name: str, data: bytes, why: str | None) -> None:
    began = time.process_time()
    if why is None:
        taken = examine(name, data, megabytes=10)
        assert taken.media_type in TYPES
        assert SAFE.fullmatch(taken.file_name)
        assert len(taken.file_name) <= 85
        assert taken.file_name.casefold().partition(".")[0] not in ("con", "prn", "aux", "nul")
    else:
        with pytest.raises(Refused, match=re.escape(why)) as refused:
            examine(name, data, megabytes=10)
        assert SENTENCES.fullmatch(str(refused.value))
    assert time.process_time() - began < 2


@pytest.mark.parametrize("text", [b"<" * 800_000, b"<a href" * 120_000, b"<a " + b"href " * 180_000, b"<dde" * 200_000])
def test_no_time_is_lost_on_xml_that_is_none(text: bytes) -> None:
    began = time.process_time()
    assert examine("a.docx", docx(body=text), megabytes=10)
    assert examine("a.odt", open_document(more={"styles.xml": text}), megabytes=10)
    assert examine("a.odt", open_document(more={"styles.xml": b"<a href='" + b"&#65;" * 180_000}), megabytes=10)
    assert time.process_time() - began < 2


def test_what_stands_by_chance_in_a_packed_picture_refuses_no_photograph() -> None:
    chance = random.Random(7)
    for _ in range(3):
        packed = chance.randbytes(4_000_000) + b"<?=<svg<?php"
        assert examine("hall.png", png(packed=packed), megabytes=10)
        assert examine("hall.jpg", jpeg(packed=packed.replace(b"\xff", b"\xff\0")), megabytes=10)
        assert examine("hall.jpg", jpeg(comment=packed[:60_000] + b"<?="), megabytes=10)


def test_there_are_thirty_and_more() -> None:
    assert len({what for what, *_ in HOSTILE}) == len(HOSTILE) >= 30


@pytest.mark.parametrize("name", [one for one in GOOD if one.endswith((".docx", ".xlsx", ".odt", ".png", ".pdf"))])
def test_a_file_that_is_cut_or_changed_anywhere_is_never_a_surprise(name: str) -> None:
    data, media_type = GOOD[name]
    for place in range(0, len(data), max(1, len(data) // 60)):
        for broken in (data[:place], data[:place] + b"\xff" + data[place + 1 :]):
            try:
                assert examine(name, broken, megabytes=10).media_type == media_type
            except Refused:
                continue
