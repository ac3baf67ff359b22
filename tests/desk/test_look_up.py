"""Known organisations are offered at their boxes, with scripts and without; numbers of the wrong shape are told."""

from __future__ import annotations

import pytest
from flask import Flask

from register.extensions import writing
from tests.desk.browser import Officer, award_pairs, saved, with_pair
from tests.organisations.test_matching import KNOWN, put

BOX = "recipient-organisation"
NEW = "/desk/decisions/new"


def known(app: Flask, author: Officer) -> None:
    with app.app_context(), writing() as connection:
        put(connection, KNOWN)
    author.get(NEW)


def typed(name: str, numbers: str = "") -> list[tuple[str, str]]:
    return with_pair(with_pair(award_pairs(), f"{BOX}-name", name), f"{BOX}-identifiers", numbers)


def test_the_page_finds_by_name_and_number(app: Flask, author: Officer) -> None:
    known(app, author)
    assert "Wear Vale Halls Ltd" in author.get("/desk/organisations?q=vale+wear")
    assert "GB-CHC-1164883" in author.get("/desk/organisations?q=1164883")
    assert "No organisation is known" in author.get("/desk/organisations?q=zzzz")
    assert "No organisation" not in author.get("/desk/organisations")


def test_the_box_is_told_what_is_known_and_nothing_is_saved(app: Flask, author: Officer) -> None:
    known(app, author)

    def told(name: str, numbers: str = "") -> str:
        asked = [("box", BOX), (f"{BOX}-name", name), (f"{BOX}-identifiers", numbers)]
        return author.post("/desk/organisations", asked, 200)

    assert "is it the same?" in told("Wear Vale Halls")
    assert 'value="GB-CHC-1164883"' in told("Wear Vale Halls")
    assert "It is known here" in told("wear vale halls ltd", "GB-CHC-1164883")
    assert "This number is that of ‘Wear Vale Halls Ltd’" in told("Wrong name", "GB-CHC-1164883")
    assert "GB-COH-01234567" in told("New one", "GB-COH-1234567")
    assert "it will be a new one" in told("Something else entirely")
    assert "<script" not in told("<script>alert(1)</script>", "<script>")
    assert "You have no drafts" in author.get("/desk/")
    author.post("/desk/organisations", [("box", '"><script>')], 404)


def test_without_scripts_a_button_saves_and_offers_and_another_takes_over(app: Flask, author: Officer) -> None:
    known(app, author)
    where = author.post(NEW, [*typed("Wear Vale Halls", "GB-XYZ-77"), (f"look-{BOX}", "1")])
    assert where == f"/desk/drafts/1?look={BOX}#{BOX}-name"
    page = author.get(where)
    assert "There is already ‘Wear Vale Halls Ltd’: is it the same?" in page
    sent = [*typed("Wear Vale Halls", "GB-XYZ-77"), ("version", "1"), (f"take-{BOX}", "GB-CHC-1164883")]
    author.get(author.post("/desk/drafts/1", sent))
    kept = saved(app, 1)
    assert kept[f"{BOX}-name"] == "Wear Vale Halls Ltd"
    assert kept[f"{BOX}-identifiers"] == "GB-CHC-1164883\nGB-XYZ-77"


def test_a_number_of_the_wrong_shape_stops_publication_at_its_box(app: Flask, author: Officer) -> None:
    known(app, author)
    page = author.post(NEW, [*typed("A new one (invented)", "GB-CHC-12"), ("save", "1")])
    page = author.get("/desk/drafts/1")
    assert "6 or 7 figures" in page
    page = author.post(
        "/desk/drafts/1", [*typed("A new one (invented)", "GB-CHC-12"), ("version", "1"), ("send", "1")], 422
    )
    assert f'href="#{BOX}-identifiers"' in page


def test_nonsense_at_a_box_does_no_harm(app: Flask, author: Officer) -> None:
    known(app, author)
    for button in ("look-", "look-<x>", "take-nothing", f"take-{BOX}"):
        author.get(NEW)
        author.post(NEW, [*award_pairs(), (button, "GB-CHC-0")])
    for look in ("", "x", "responses-organisations-7-organisation", "a-1-b", "'"):
        author.get(f"/desk/drafts/1?look={look}")


@pytest.mark.record
def test_characters_that_no_database_holds_find_nothing(app: Flask, author: Officer) -> None:
    known(app, author)
    for name, numbers in [("Wear\0 Vale", ""), ("Wear Vale", "GB-CHC-\x001")]:
        asked = [("box", BOX), (f"{BOX}-name", name), (f"{BOX}-identifiers", numbers)]
        author.post("/desk/organisations", asked, 200)
    author.post(NEW, [*typed("Wear\0 Vale", "GB-CHC-\x001"), (f"take-{BOX}", "GB-CHC-\x001")])
    author.get(f"/desk/drafts/1?look={BOX}")
