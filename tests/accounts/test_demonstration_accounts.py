"""The demonstration's accounts and the file of their passwords come together or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from register.accounts.people import add_person
from register.commands import demo
from register.extensions import writing
from register.organisations.writing import put_body, put_department
from register.settings import Settings
from tests.desk.browser import Officer


@pytest.fixture(autouse=True)
def body(app: Flask) -> None:
    """Have the public body for which one of the accounts acts."""
    with app.app_context(), writing() as connection:
        put_body(connection, identifier="XI-BODY-coalmoor", name="Coalmoor District Council (invented)", invented=True)
        put_department(connection, body_identifier="XI-BODY-coalmoor", name="Communities")


class Died(Exception):
    """Stands for a process that was killed."""


@pytest.mark.parametrize("dies_at", ["add_account", "file"])
def test_a_demonstration_that_died_half_way_is_made_again(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    def die(*given: object, **options: object) -> int:
        if dies_at == "file" or getattr(given[1], "roles", None) == ("publisher",):
            raise Died
        return add_person(*given, **options)  # type: ignore[arg-type]

    with app.app_context(), monkeypatch.context() as patch:
        if dies_at == "file":
            patch.setattr(Path, "write_text", die)
        else:
            patch.setattr(demo, "add_person", die)
        with pytest.raises(Died):
            demo._staff(settings)

    with app.app_context():
        path = demo._staff(settings)
        written = path.read_text()
        assert demo._staff(settings) == path
    assert path.read_text() == written
    assert path.stat().st_mode & 0o077 == 0
    for email, password in accounts_in(written, len(demo.STAFF)):
        officer = Officer(app)
        officer.get("/desk/sign-in")
        officer.post("/desk/sign-in", [("email", f"{email}@register.example"), ("password", password)], 302)


def test_a_demonstration_made_before_gets_the_account_it_lacks(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), monkeypatch.context() as patch:
        patch.setattr(demo, "STAFF", demo.STAFF[:2])
        before = demo._staff(settings).read_text()
    with app.app_context():
        after = demo._staff(settings).read_text()
    assert accounts_in(after, len(demo.STAFF))[:2] == accounts_in(before, 2)
    assert [role for role in re.findall(r"^(\w+): ", after, re.M) if role == "publisher"] == ["publisher"] * 2


def accounts_in(written: str, count: int) -> list[tuple[str, str]]:
    found = re.findall(r": (\S+)@register\.example\npassword: (\S+)", written)
    assert len(found) == count
    return found
