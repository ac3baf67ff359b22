"""Prose comes out as HTML that can do no harm, quickly, with nothing of the text lost."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.web.prose import LONGEST, render
from tests.timing import seconds

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#x73;cript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "![a](https://example.org/track.png)",
    "<svg onload=alert(1)>",
    '[a](https://e.org "onmouseover=alert(1)")',
    '[a](https://e.org"onmouseover="alert(1))',
    '<https://e.org/"onclick=alert(1)>',
    "<a href='javascript:alert(1)'>a</a>",
    "```html\n<script>alert(1)</script>\n```",
    "<style>body{display:none}</style>",
    "| a |\n|---|\n| <iframe src=//e.org> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<form action=//e.org><input name=password>",
)
ALLOWED = {"href", "start", "rel"}
FORBIDDEN = {"script", "img", "svg", "style", "iframe", "form", "input", "object", "embed", "base", "link"}
HOSTILE = ("[" * 20_000, "> " * 10_000, "- " * 10_000, "*a_ " * 5_000, "`" * 20_000, "[a](" * 5_000, "<" * 100_000)


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [(element.tag, dict(element.attrib)) for element in tree.iter() if isinstance(element.tag, str)]


def assert_harmless(html: str) -> None:
    for tag, attributes in elements(html):
        assert tag not in FORBIDDEN
        assert set(attributes) <= ALLOWED
        assert attributes.get("href", "https://").partition(":")[0].lower() in {"https", "http", "mailto"} or (
            ":" not in attributes["href"]
        )


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_out_inert(attack: str) -> None:
    assert_harmless(render(attack))
    assert_harmless(render(attack + " [" * LONGEST))


@given(st.text(alphabet="<>[]()*_`#|!&;:/\"' \nabjavscript=", max_size=200))
def test_any_text_is_harmless(text: str) -> None:
    assert_harmless(render(text))


@pytest.mark.parametrize("text", (*HOSTILE, "a\n" * 50_000), ids=lambda text: text[:4])
def test_hostile_text_is_quick(text: str) -> None:
    assert seconds(lambda: render(text)) < 0.8


def test_what_people_type_is_kept() -> None:
    html = render("# Why\n\nIt is **good**.\n\n- one\n- two\n\n[More](https://example.org)")
    assert "<h3>Why</h3>" in html
    assert "<strong>good</strong>" in html
    assert html.count("<li>") == 2
    assert 'href="https://example.org"' in html


def test_lines_stay_lines() -> None:
    """Word's plain words have one line end between paragraphs, and none between them must run them together."""
    html = render("Why it was refused\nThe panel scored nine bids:\n·\treach: 9 of 30\n\nThe next.")
    assert html.count("<br>") == 2
    assert html.count("<p>") == 2
    assert "<br>" not in render("- one\n- two\n\n1. first\n2. second\n\nA paragraph.")


def test_long_text_is_plain_paragraphs_with_every_word() -> None:
    text = "A line.\nAnother <b>line</b>.\n\n" * 1_000
    html = render(text)
    assert html.count("<p>") == 1_000
    assert "A line.<br>Another &lt;b&gt;line&lt;/b&gt;." in html


@pytest.mark.parametrize("nothing", [None, "", "  \n "])
def test_nothing_is_nothing(nothing: str | None) -> None:
    assert render(nothing) == ""
