"""Malformed addresses are answered 400 or 404 in house style, never with a server error."""

from __future__ import annotations

import random

import pytest

from register.core.calendar import now_utc
from tests.public.reading import HTMX, Reader

YEAR = now_utc()[:4]
NASTY = (
    "%00",
    "%ff%fe",
    "..%2f..%2fetc%2fpasswd",
    "'%20OR%201=1--",
    "%22%3E%3Cscript%3E",
    "%F0%9F%92%A9",
    "9" * 400,
    "-1",
    "%ED%A0%80",
    "a" * 3000,
    "%0d%0aSet-Cookie:%20a=b",
    "{{7*7}}",
    "%25",
    "*",
    "[" * 3000,
    "~9",
    "%5B%5D",
    "null",
    "NaN",
    "1e309",
    "%E2%80%AE",
    "=",
    "&",
    ";",
    "%09",
)
PLACES = (
    "/{}",
    "/decisions/{}",
    "/decisions/{}/history",
    f"/decisions/FD-{YEAR}-0001/revisions/{{}}",
    "/consultations/{}",
    "/consultations/{}/notice",
    "/consultations/{}/text",
    "/disputes/{}",
    "/consultations/?state={}",
    "/consultations/?awaited={}",
    "/disputes/?outcome={}",
    "/organisations/{}",
    "/compact/{}",
    "/sitemap-{}.xml",
    "/log/act/{}",
    "/log/entry/{}",
    "/log/content/{}",
    "/log/proof/{}",
    "/log/proof/1?size={}",
    "/log/consistency/{}/2",
    "/log/consistency/1/{}",
    "/search?q={}",
    "/decisions/?from={}",
    "/decisions/?type={}",
    "/decisions/?{}",
    "/decisions/?after={}",
    "/decisions/?before={}",
    "/decisions/?min={}",
    "/decisions/?sort={}",
    "/search?undertaking={}",
    "/search?finding={}",
    "/organisations/?after={}",
    "/organisations/?q={}",
    "/organisations/?role={}",
    "/organisations/?role=recipient&after={}",
    "/decisions/?organisation={}",
    "/search?kind={}",
    f"/decisions/FD-{YEAR}-0001/history?before={{}}",
    "/compact/4.4?after={}",
    "/compact/4.4?sort={}",
    "/organisations/XI-CHC-0000001?after={}",
)


@pytest.mark.parametrize("place", PLACES)
def test_no_address_is_a_server_error(reader: Reader, place: str) -> None:
    for nasty in NASTY:
        address = place.format(nasty)
        for headers in ({}, HTMX):
            response = reader.client.get(address, headers=headers)
            assert response.status_code < 500, address
            assert "Set-Cookie" not in response.headers, address
            if response.status_code >= 400:
                assert response.mimetype == "text/html"


def test_random_addresses_are_no_server_errors(reader: Reader) -> None:
    chance = random.Random(20261122)
    letters = "abcFD-0123456789/?&=%.:;+*<>\"'()[]{}~|\\^ é\u202e"
    for _ in range(300):
        address = "/" + "".join(chance.choice(letters) for _ in range(chance.randint(1, 60))).lstrip("/")
        assert reader.client.get(address).status_code < 500, address


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/decisions/?from=31/03/2026", "Write dates as year, month and day"),
        ("/decisions/?min=lots", "Write amounts in whole pounds"),
        ("/search?undertaking=9.9", "no undertaking of that number"),
        ("/decisions/?after=xyz", "Start from its first page"),
        ("/search?sort=sideways", "cannot be sorted"),
    ],
)
def test_a_bad_question_is_answered_in_words(reader: Reader, address: str, words: str) -> None:
    assert words in reader.read(address, 400).words


def test_words_from_the_address_come_out_as_words(reader: Reader) -> None:
    page = reader.read("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    scripts = [one for one in page.tree.iter("script") if "alert" in "".join(one.itertext())]
    assert not scripts
    assert "<script>alert(1)</script>" in page.words
