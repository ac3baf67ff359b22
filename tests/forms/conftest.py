"""What the tests of the forms share: a page with a form on it, parsed as strictly as a browser may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask, render_template

from register.decisions.form import DecisionForm
from register.settings import ROOT
from register.web.forms import Lists, init_forms

Render = Callable[..., Any]

LISTS = Lists(
    bodies=[
        ("XI-BODY-coalmoor", "Coalmoor District Council (invented)"),
        ("XI-BODY-wearfell", "Wearfell County Council (invented)"),
    ],
    rounds=[("1", "Village halls fund, 2026")],
)


@pytest.fixture(scope="session")
def house() -> Iterator[Flask]:
    """Return an application that can show forms and nothing else."""
    app = Flask("register", root_path=str(ROOT))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    init_forms(app)
    app.add_url_rule("/desk/organisations/at-box", "desk.organisations_at_box")  # whom the look-up asks
    yield app


@pytest.fixture
def render(house: Flask) -> Render:
    """Return what writes a form as a page and parses it strictly, without namespaces."""

    def write(form: DecisionForm, words: dict[str, Any] | None = None) -> Any:
        with house.test_request_context():
            summary = render_template("desk/fields/error_summary.html", form=form)
            questions = render_template("common/form.html", form=form, fieldsets=form.fieldsets(words))
        page = (
            "<!DOCTYPE html><html lang='en'><head><title>A decision</title></head><body>"
            f"{summary}<form method='post' novalidate>{questions}</form></body></html>"
        )
        page.encode()  # a lone surrogate would break the answer here
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)

    return write
