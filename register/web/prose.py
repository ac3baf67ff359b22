"""Prose as people type it: Markdown to clean HTML (its plain words: `register.core.text.plain`).

No HTML is let through from the text, and what Markdown makes is cleaned again. Text that is unusually long or
bracketed is shown as plain paragraphs: 20,000 nested brackets would keep a processor busy for most of a second.
"""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

LONGEST = 20_000
"""Characters that are read as Markdown."""
MOST_BRACKETS = 400
DEEPEST = 12
"""Levels of lists, quotations and emphasis inside one another."""

_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_TAGS = {"p", "br", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "a", "hr"} | _TABLES
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
# Prose stands under a heading of the second level, so its own headings start at the third.
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}

# A line that was ended stays ended: Word's plain words have nothing else between two paragraphs.
_OPTIONS = {"html": False, "breaks": True, "maxNesting": DEEPEST}
_markdown = MarkdownIt("commonmark", _OPTIONS).enable("table").disable("image")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def render(text: str | None) -> Markup:
    """Turn prose into HTML that can do no harm."""
    if not text or not text.strip():
        return Markup("")
    if not _reasonable(text):
        return Markup("").join(
            Markup("<p>{}</p>").format(_with_breaks(part)) for part in _PARAGRAPHS.split(text.strip())
        )
    tokens = _markdown.parse(text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return Markup(  # noqa: S704 - cleaned by nh3 in the same expression
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="nofollow noopener")
    )


def _reasonable(text: str) -> bool:
    return len(text) <= LONGEST and text.count("[") + text.count("]") <= MOST_BRACKETS


def _with_breaks(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.splitlines())
