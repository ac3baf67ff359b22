"""The one module around feedgen: every fault of it cured, and any text survives."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from register.feeds.atom import CHECKPOINT, TOMBSTONES, Category, Feed, Item, Link, Tombstone, clean, write
from tests.feeds.standard import ATOM, HISTORY, faults, ids

MOMENT = datetime(2026, 11, 22, 18, 53, 47, 123456, tzinfo=UTC)
ITEM = Item(
    id="tag:register.test,2026:FD-2026-0001",
    title="Village hall rent support ends",
    summary="£12,000 a year, to end on 30 June 2026",
    link=Link("https://register.test/decisions/FD-2026-0001", type="text/html", title="The decision"),
    published=MOMENT,
    updated=MOMENT,
    categories=(Category("ending", "https://register.test/decisions/", "Ending"),),
)
FEED = Feed(
    id="tag:register.test,2026:feed:/everything.atom",
    title="Everything",
    subtitle="All that was published",
    author="The Partnership",
    author_url="https://register.test/",
    rights="Open Government Licence v3.0",
    updated=MOMENT,
    links=(
        Link("https://register.test/everything.atom", rel="self", type="application/atom+xml"),
        Link("https://register.test/", type="text/html"),
    ),
    items=(ITEM,),
)


def any_text(**limits: int) -> st.SearchStrategy[str]:
    """Return any text at all: control characters and lone surrogates too."""
    return st.text(st.characters(exclude_categories=()), **limits)


def test_a_feed_is_as_the_standard_asks() -> None:
    assert faults(write(FEED)) == []


def test_an_entrys_link_keeps_all_its_attributes() -> None:
    shown = etree.fromstring(write(FEED)).find(f"{ATOM}entry/{ATOM}link")
    assert shown is not None
    assert dict(shown.attrib) == {
        "href": "https://register.test/decisions/FD-2026-0001",
        "rel": "alternate",
        "type": "text/html",
        "title": "The decision",
    }


def test_entries_keep_the_order_they_came_in() -> None:
    items = tuple(replace(ITEM, id=f"tag:register.test,2026:{n}") for n in range(9))
    assert ids(write(replace(FEED, items=items))) == [item.id for item in items]


def test_nothing_is_dated_by_the_clock() -> None:
    moments = re.findall(rb"<(?:updated|published)>([^<]+)<", write(FEED))
    assert moments == [b"2026-11-22T18:53:47.123456+00:00"] * 3


def test_the_same_feed_gives_the_same_bytes_and_names_no_generator() -> None:
    assert write(FEED) == write(replace(FEED))
    assert b"generator" not in write(FEED)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone"):
        write(replace(FEED, items=(replace(ITEM, updated=MOMENT.replace(tzinfo=None)),)))


def test_titles_are_text_and_never_html() -> None:
    title = "<script>alert(1)</script> & <b>bold</b> &amp; ]]> "
    document = write(replace(FEED, items=(replace(ITEM, title=title),)))
    assert etree.fromstring(document).findtext(f"{ATOM}entry/{ATOM}title") == title
    read = feedparser.parse(document)
    assert read.entries[0].title_detail.type == "text/plain"
    assert read.entries[0].title == title.strip()


def test_a_title_of_control_characters_alone_is_replaced_by_the_id() -> None:
    document = write(replace(FEED, title="\x00", items=(replace(ITEM, title="\x01\x02"),)))
    assert faults(document) == []
    assert etree.fromstring(document).findtext(f"{ATOM}entry/{ATOM}title") == ITEM.id


@pytest.mark.parametrize("mark", ["complete", "archive"])
def test_feed_history_is_marked_only_where_it_holds(mark: str) -> None:
    assert etree.fromstring(write(FEED)).find(f"{HISTORY}{mark}") is None
    marked = write(replace(FEED, complete=mark == "complete", archive=mark == "archive"))
    assert etree.fromstring(marked).find(f"{HISTORY}{mark}") is not None
    assert not feedparser.parse(marked).bozo


def test_tombstones_and_checkpoint_are_named_only_where_there_are_any() -> None:
    plain = write(FEED)
    assert TOMBSTONES.encode() not in plain and CHECKPOINT.encode() not in plain
    gone = Tombstone("tag:register.test,2026:FD-2026-0002", MOMENT, "Withdrawn: <why> & how\x00.")
    note = "register.test/log\n3\nAAAA\n\n— register.test/log BBBB\n"
    document = write(replace(FEED, tombstones=(gone,), checkpoint=note))
    root = etree.fromstring(document)
    grave = root.find(f"{{{TOMBSTONES}}}deleted-entry")
    assert grave is not None
    assert dict(grave.attrib) == {"ref": gone.id, "when": MOMENT.isoformat()}
    assert grave.findtext(f"{{{TOMBSTONES}}}comment") == "Withdrawn: <why> & how."
    assert root.findtext(f"{{{CHECKPOINT}}}checkpoint") == note
    assert faults(document) == []
    read = feedparser.parse(document)
    assert not read.bozo
    assert [entry.id for entry in read.entries] == [ITEM.id]
    assert read.feed.title == FEED.title


@given(title=any_text(), summary=any_text(), label=any_text())
@example(title="]]>", summary="\ud800\udfff\ufffe\uffff\x00\x0b\x1f", label="\x7f\x85\u2028")
@example(title="\r\n\t ", summary="👩‍👩‍👧‍👦 \U0010ffff", label="\"'<>&")
@example(title="x" * 10_000, summary="]]>" * 10_000, label="\x08" * 10_000)
def test_any_text_stays_well_formed_and_comes_back(title: str, summary: str, label: str) -> None:
    category = replace(ITEM.categories[0], label=label)
    item = replace(ITEM, title=title, summary=summary, categories=(category,))
    document = write(replace(FEED, title=title, subtitle=summary, rights=label, items=(item,)))
    root = etree.fromstring(document)
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert root.findtext(f"{ATOM}title") == (clean(title) or FEED.id)
    assert entry.findtext(f"{ATOM}title") == (clean(title) or ITEM.id)
    assert entry.findtext(f"{ATOM}summary", "") == clean(summary)
    shown = entry.find(f"{ATOM}category")
    assert shown is not None and shown.get("label", "") == clean(label)
    assert not feedparser.parse(document).bozo


@given(any_text())
def test_cleaning_takes_only_what_xml_cannot_hold(text: str) -> None:
    def held(character: str) -> bool:
        code = ord(character)
        return code in (9, 10, 13) or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000

    assert clean(text) == "".join(character for character in text if held(character))
