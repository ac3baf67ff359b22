"""Themes and areas: what the forms suggest, looked after by administrators."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from register.extensions import reading
from register.vocabulary.reading import AREA, THEME, offered
from tests.desk.browser import Officer, add_coalmoor, award_pairs
from tests.desk.conftest import signed_in
from tests.desk.test_administration import version_in


@pytest.fixture(autouse=True)
def body(app: Flask) -> None:
    add_coalmoor(app)


@pytest.mark.parametrize("kind", ["theme", "area"])
def test_a_theme_or_an_area_is_added_renamed_and_offered_no_more(app: Flask, administrator: Officer, kind: str) -> None:
    new = f"/desk/administration/{kind}s/new"
    administrator.get(new)
    administrator.post(new, [("name", "Weardale (invented)"), ("code", "E05000001")])
    assert "of this name already" in administrator.post(new, [("name", "weardale (invented)")], 422)
    author = signed_in(app, "ada", "author")
    assert "Weardale (invented)" in author.get("/desk/consultations/new")
    place = "/desk/administration/terms/1"
    opened = version_in(administrator.get(place))
    administrator.post(place, [("name", "The dale"), ("offered", "yes"), opened])
    assert "Changed since" in administrator.post(place, [("name", "Dale"), ("offered", "yes"), opened], 422)
    administrator.post(place, [("name", "The dale"), version_in(administrator.get(place))])
    assert "Not suggested" in administrator.get(f"/desk/administration/{kind}s")
    assert "The dale" not in author.get("/desk/consultations/new")
    with app.app_context(), reading() as connection:
        assert offered(connection, AREA) == offered(connection, THEME) == []


@pytest.mark.parametrize("code", ["E0500000", "05000001", "X05000001", "E05000001x", "e05000001"])
def test_the_code_of_an_area_is_checked(administrator: Officer, code: str) -> None:
    administrator.get("/desk/administration/areas/new")
    sent = [("name", "Weardale (invented)"), ("code", code)]
    page = administrator.post("/desk/administration/areas/new", sent, 422)
    assert 'href="#code"' in page and f'value="{code}"' in page and "Weardale (invented)" in page


def test_themes_are_ticked_or_typed_and_both_are_kept(app: Flask, administrator: Officer) -> None:
    for name in ("Village halls", "Advice"):
        administrator.get("/desk/administration/themes/new")
        administrator.post("/desk/administration/themes/new", [("name", name)])
    author = signed_in(app, "ada", "author")
    author.get("/desk/decisions/new")
    themes = [("themes", "Village halls"), ("themes", "Warmth\nVillage halls")]
    author.post("/desk/decisions/new", [*award_pairs(), *themes, ("save", "1")])
    page = author.get("/desk/drafts/1")
    assert re.search(r'value="Village halls" checked', page)
    assert re.search(r'value="Advice">', page)
    assert re.search(r">\s*Warmth</textarea>", page)
    author.post("/desk/drafts/1", [*award_pairs(), *themes, ("version", "1"), ("preview", "1")])
    assert "Village halls, Warmth" in " ".join(author.get("/desk/drafts/1/preview").split())
