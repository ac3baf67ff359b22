"""Names of recipients that look like a private person's: whoever approves the entry or the import accepts them."""

from __future__ import annotations

import re
from functools import cache

from register.settings import ROOT

_TITLE = re.compile(r"(mr|mrs|ms|miss|mx|dr|rev|revd|prof|sir|dame|cllr|councillor)\.? [^\W\d]", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


def looks_like_a_person(name: str) -> bool:
    """Tell whether a recipient's name has the look of a private person's: a title, or two or three names and no more.

    It errs towards asking: a club with an unusual name is asked about, a person should not slip through, so no word
    that is a common surname (Hall, Lane, Church, Young) counts as a word of organisations.
    """
    if _TITLE.match(name):
        return True
    words = name.replace(",", " ").split()
    if not 2 <= len(words) <= 3 or not all(_NAME.fullmatch(word) for word in words):
        return False
    if words[0].casefold() in {"the", "our", "all", "get", "go", "in", "on", "for", "save", "love", "level", "be"}:
        return False
    capitals = all(word[0].isupper() for word in words)
    plain = all(re.sub(r"['’.]", "", word).casefold() not in _words_of_organisations() for word in words)
    acronyms = any(len(word) > 2 and word.isupper() for word in words) and not name.isupper()
    return capitals and plain and not acronyms


@cache
def _words_of_organisations() -> frozenset[str]:
    return frozenset((ROOT / "seeds" / "organisation-words.txt").read_text(encoding="utf-8").split())
