"""The addresses of a consultation: its page, filtered; its notice; its text; each sound."""

from __future__ import annotations

import re
from itertools import pairwise

import html5lib
import pytest
from flask import Flask

from register.settings import Settings
from tests.consultations.builders import LUNCH_CLUB, consultation, view
from tests.consultations.publishing import published

VIEWS = (view(1), view(2, "not_acted_on"), view(3, "partly"), view(4, "not_acted_on", theme="Stops"))


@pytest.fixture
def path(app: Flask, settings: Settings) -> str:
    return published(app, settings, consultation(views=VIEWS))[0]


def read(app: Flask, address: str) -> str:
    response = app.test_client().get(address)
    assert response.status_code == 200, address
    assert "Set-Cookie" not in response.headers
    return response.get_data(as_text=True)


@pytest.mark.parametrize("more", ["", "?disposition=not_acted_on", "?theme=stops&disposition=partly", "/notice"])
def test_each_address_is_a_sound_page(app: Flask, path: str, more: str) -> None:
    html = read(app, path + more)
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert len(list(tree.iter("h1"))) == 1
    levels = [int(one.tag[1]) for one in tree.iter() if re.fullmatch("h[1-6]", str(one.tag))]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert "style=" not in html
    assert "hx-get" not in html.replace("data-hx-get", "")


def test_a_filter_is_of_the_address(app: Flask, path: str) -> None:
    assert "2 of 4 views shown" in read(app, f"{path}?disposition=not_acted_on")
    assert "views shown" not in read(app, path)


def test_every_link_of_a_filtered_page_leads_to_what_it_names(app: Flask, path: str) -> None:
    html = read(app, f"{path}?disposition=not_acted_on")
    whole = read(app, path)
    fragments = set(re.findall(rf'href="{path}#(view-\d+)"', html))
    assert fragments == {"view-1", "view-2", "view-3", "view-4"}
    assert all(f'id="{one}"' in html and f'id="{one}"' in whole for one in fragments)


def test_the_organisation_that_raised_a_view_is_linked(app: Flask, path: str) -> None:
    identifier = LUNCH_CLUB.identifiers[0]
    assert f'<a class="govuk-link" href="/organisations/{identifier}">{LUNCH_CLUB.name}</a>' in read(app, path)
    assert "view-2" in read(app, f"/organisations/{identifier}")


def test_the_text_is_plain_and_ends_with_the_address(app: Flask, settings: Settings, path: str) -> None:
    response = app.test_client().get(f"{path}/text")
    assert response.mimetype == "text/plain"
    text = response.get_data(as_text=True)
    assert text.rstrip().endswith(f"https://register.test{path}")
    assert "WHEN SHOULD THE SHOPPING BUS RUN?" in text
    assert text.rstrip() in read(app, path)  # the box to copy from says the same


def test_what_the_text_quotes_is_not_escaped_twice(app: Flask, settings: Settings) -> None:
    [path] = published(app, settings, consultation(title="Bus & “tram” <today>"))
    assert "BUS & “TRAM” <TODAY>" in app.test_client().get(f"{path}/text").get_data(as_text=True)
    assert "BUS &amp; “TRAM” &lt;TODAY&gt;" in read(app, path)


def test_history_shows_every_view(app: Flask, path: str) -> None:
    assert read(app, f"{path}/history")
    assert read(app, f"{path}/revisions/1?disposition=partly").count('class="register-view"') == 1
