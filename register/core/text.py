"""Words and sums as readers see them, and as addresses carry them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

_SAYS_NOTHING = frozenset(
    {
        "as above",
        "as agreed",
        "as per report",
        "as report",
        "attached",
        "na",
        "n a",
        "nil",
        "no",
        "no comment",
        "no reason",
        "no reason given",
        "no reasons",
        "no reasons given",
        "none",
        "none given",
        "not applicable",
        "not given",
        "not known",
        "not stated",
        "nothing",
        "null",
        "ok",
        "per report",
        "see above",
        "see attached",
        "see below",
        "see minutes",
        "see papers",
        "see report",
        "see the report",
        "tba",
        "tbc",
        "tbd",
        "test",
        "to be confirmed",
        "to follow",
        "unknown",
        "various",
        "x",
        "xx",
        "xxx",
        "yes",
    }
)

# Each of these takes time in proportion to the text, whatever the text: no run is looked at twice.
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\((?:[^()\n]++|\([^()\n]*+\))*+\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+", re.MULTILINE)
_ITEM = re.compile(r"[ \t]*(?:[-*+•·▪◦●○■]|\d{1,9}[.)])[ \t]+")
_BLOCKS = re.compile(rf"\n\s*\n|\n(?={_ITEM.pattern})")
_ENDED = tuple(".:;,!?…”’")
_MARKS = re.compile(r"[\[#>\-*+.)`~_]")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,255}")  # bounded: a long word must not take seconds
_WEB = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)
_EMPHASIS = re.compile(r"[*`~]+|(?<!\w)_+|(?<!_)_++(?!\w)")


def fold(text: str) -> str:
    """Write a name so that spellings of it compare equal: no case, accents, punctuation or doubled spaces; & is and."""
    words = re.sub(r"['’]", "", text.replace("&", " and "))
    letters = (one for one in unicodedata.normalize("NFKD", words).casefold() if not unicodedata.combining(one))
    return " ".join(re.sub(r"[\W_]+", " ", "".join(letters)).split())


def slug(text: str, limit: int = 80) -> str:
    """Write a name for an address: lower-case ASCII letters, digits and hyphens, never empty and always the same."""
    words = re.sub(r"['’]", "", text.replace("&", " and "))
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", ascii_words).strip("-")[:limit].strip("-")
    # A name without one ASCII letter must still have an address of its own.
    return short or "x-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def pounds(amount: Decimal | int) -> str:
    """Write a sum of pounds (Decimal) or of pence (int) as readers see it: £12,000, or £12,000.50."""
    value = amount if isinstance(amount, Decimal) else Decimal(amount) / 100
    digits = f"{abs(value):,.2f}"
    sign = "-" if value < 0 and digits.strip("0.,") else ""
    return f"{sign}£{digits.removesuffix('.00')}"


def pence(amount: Decimal) -> int:
    """Return a sum of pounds in pence."""
    return int(amount.scaleb(2))


def web_address(text: object) -> str | None:
    """Return an address that may become a link: http or https, nothing else."""
    return text if isinstance(text, str) and _WEB.fullmatch(text) else None


def email_in(text: str) -> str | None:
    """Return the first e-mail address that stands in a text, if any does."""
    found = _EMAIL.search(text) if "@" in text else None
    return found[0] if found else None


def plain(markdown: str) -> str:
    """Strip Markdown's marks, simply, and put the words on one line: for the index and for lines of a list."""
    words = markdown
    if _MARKS.search(words):
        words = _EMPHASIS.sub("", _LINE_MARK.sub("", _LINK.sub(r"\1", words)))
    return " ".join(words.split())


def on_one_line(markdown: str) -> str:
    """Put prose on one line that reads on: a paragraph or an item that ends without a mark gets one."""
    said, before = "", False
    for block in _BLOCKS.split(markdown.strip()):
        item = _ITEM.match(block)
        words = plain(block[item.end() :] if item else block)
        if said and words and not said.endswith(_ENDED):
            said += ";" if item and before else "."
        said, before = f"{said} {words}".strip(), bool(item)
    return said


def cut(words: str, most: int) -> str:
    """Shorten words for a place that holds no more: at a space, with a mark that they go on."""
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def listed(words: Sequence[str]) -> str:
    """Join words as one says them: "decisions, consultations and disputes"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def says_something(text: str | None) -> bool:
    """Tell written words from none, and from words that say nothing: "N/A", "see report", "-"."""
    words = " ".join(re.findall(r"[^\W_]+", (text or "").casefold()))
    return any(character.isalpha() for character in words) and words not in _SAYS_NOTHING


def fingerprint(text: str) -> str:
    """Return the mark that the same words always leave, whatever their case, punctuation and spacing (32 digits)."""
    return hashlib.sha256(fold(plain(text)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
