"""Why a file is not taken: one plain sentence that says what to do."""

from __future__ import annotations

import re


class Refused(Exception):
    """The file is not taken; its text says why, and what to do."""


MARKUP = re.compile(rb"<(?:script|html|!doctype|svg|iframe|body|\?php)|%PDF-", re.IGNORECASE)
"""What begins a page, a program or another kind of file, wherever it stands beside a picture’s packed dots."""


def require(sound: bool, sentence: str) -> None:
    """Raise Refused with a sentence unless all is well."""
    if not sound:
        raise Refused(sentence)
