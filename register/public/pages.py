"""The pages that say what this register is and on what terms it may be used."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from register.core.calendar import day_in_words

STATEMENT_REVIEWED = date(2026, 11, 22)
"""When the accessibility statement was last read against what was tested: the law asks for it once a year."""


def about() -> ResponseReturnValue:
    """Say what this register is and for whom."""
    return render_template("pages/about.html")


def licence() -> ResponseReturnValue:
    """Say how the register's text and data may be used."""
    return render_template("pages/licence.html")


def privacy() -> ResponseReturnValue:
    """Say what is known of readers and of the people named in entries."""
    return render_template("pages/privacy.html")


def accessibility() -> ResponseReturnValue:
    """Say what was tested, and what was not."""
    return render_template("pages/accessibility.html", review_date=day_in_words(STATEMENT_REVIEWED))
