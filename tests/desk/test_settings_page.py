"""The settings page: what is set, where, and what administrators change there, for all from the next request on."""

from __future__ import annotations

import pytest
from flask import Flask

from register.accounts.audited import Asked, Line, lines
from register.entries.reading import version
from register.extensions import reading, writing
from register.factory import create_app
from register.settings import CHANGEABLE, Settings
from register.web.current import settings_now
from tests.desk.browser import Officer

SETTINGS = "/desk/administration/settings"


def change(officer: Officer, name: str, value: str, status: int = 303, **more: str) -> str:
    """Change a setting as somebody does who has opened its page."""
    page = officer.get(f"{SETTINGS}/{name}")
    was = page.partition('name="was" value="')[2].partition('"')[0]
    return officer.post(f"{SETTINGS}/{name}", list({"was": was, "value": value, **more}.items()), status)


def written(app: Flask) -> list[Line]:
    with app.app_context(), reading() as connection:
        return lines(connection, Asked(action="setting_changed"))


def test_every_setting_is_shown_with_what_it_is_and_where_it_is_set(administrator: Officer) -> None:
    page = administrator.get(SETTINGS)
    for name, field in Settings.model_fields.items():
        description = (field.description or "").removeprefix("Yardstick: ").replace("`", "")
        assert (description[:1].upper() + description[1:]).replace("'", "&#39;") in page, name
        assert (name.upper() in page) is (name not in CHANGEABLE), name
    assert "Fixed by whoever runs the machine" in page


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("register_name", "Coalmoor Compact Register (invented)", "Coalmoor Compact Register (invented)"),
        ("publisher_name", " Coalmoor Partnership ", "Coalmoor Partnership"),
        ("contact_email", "compact@coalmoor.example", "compact@coalmoor.example"),
        ("feedback_days", "90", "90"),
        ("announcement_days", "0", "0"),
        ("dispute_days", "200", "200"),
        ("account_days", "30", "30"),
        ("multi_year_months", "36", "36"),
        ("short_form_below", "10000", "10000"),
        ("page_size", "50", "50"),
        ("audit_days", "3000", "3000"),
    ],
)
def test_administrators_change_words_and_yardsticks(
    app: Flask, administrator: Officer, name: str, value: str, shown: str
) -> None:
    before = str(Settings.model_fields[name].default)
    assert change(administrator, name, value).endswith(SETTINGS)
    page = administrator.get(SETTINGS)
    assert f"{shown}" in page
    assert "Chosen by Ann (invented)" in page
    with app.app_context():
        assert str(getattr(settings_now(), name)) == shown
    (line,) = written(app)
    assert (line.about, line.name, dict(line.detail)) == (name, "Ann (invented)", {"old": before, "new": shown})


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("page_size", "many", "Enter a whole number, like 25"),
        ("page_size", "", "Enter a whole number, like 25"),
        ("page_size", "2", "Enter 5 or more"),
        ("page_size", "9" * 30, "Enter 100 or less"),
        ("page_size", "9" * 5000, "Enter"),
        ("audit_days", "364", "Enter 365 or more"),
        ("short_form_below", "-1", "Enter 0 or more"),
        ("multi_year_months", "12.5", "Enter a whole number, like 24"),
        ("register_name", "   ", "Enter a text"),
        ("register_name", "x" * 101, "Enter 100 characters or fewer"),
        ("contact_email", "nobody", "Enter an e-mail address, like register@example.org"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_kept(
    app: Flask, administrator: Officer, name: str, value: str, problem: str
) -> None:
    page = change(administrator, name, value, 422)
    assert problem in page
    assert "Error: " in page.partition("</title>")[0]
    assert f'value="{value.strip()}"' in page
    assert 'href="#value"' in page
    assert written(app) == []


def test_a_change_holds_at_once_for_readers_in_every_worker(
    app: Flask, settings: Settings, administrator: Officer
) -> None:
    worker = create_app(settings)
    readers = [app.test_client(), worker.test_client()]
    for reader in readers:
        assert "County Durham Compact Register" in reader.get("/").text
    change(administrator, "register_name", "Coalmoor Compact Register (invented)")
    for reader in readers:
        assert "Coalmoor Compact Register (invented)" in reader.get("/").text
        assert "Coalmoor Compact Register (invented)" in reader.get("/changes.atom").text
    change(administrator, "register_name", "", default="1")
    for reader in readers:
        assert "Coalmoor" not in reader.get("/").text
    assert dict(written(app)[0].detail)["new"] == "County Durham Compact Register"
    assert "Chosen by" not in administrator.get(SETTINGS)


def test_saving_what_it_is_already_changes_nothing(app: Flask, administrator: Officer) -> None:
    with app.app_context(), reading() as connection:
        before = version(connection).catalogue
    change(administrator, "page_size", "25")
    with app.app_context(), reading() as connection:
        assert version(connection).catalogue == before
    assert written(app) == []


def test_what_somebody_changed_meanwhile_is_not_overwritten_unseen(app: Flask, administrator: Officer) -> None:
    administrator.get(f"{SETTINGS}/page_size")
    change(administrator, "page_size", "40")
    page = administrator.post(f"{SETTINGS}/page_size", [("was", "25"), ("value", "60")], 422)
    assert "Somebody changed this meanwhile: it is 40 now" in page
    assert 'value="60"' in page
    administrator.post(f"{SETTINGS}/page_size", [("was", "40"), ("value", "60")])
    assert len(written(app)) == 2


def test_the_environment_wins_and_the_page_says_so(settings: Settings, app: Flask, administrator: Officer) -> None:
    change(administrator, "page_size", "40")
    fixed = create_app(Settings(**{**settings.model_dump(include=settings.model_fields_set), "page_size": 30}))
    fixed.testing = True
    with fixed.app_context():
        assert settings_now().page_size == 30
    other = Officer(fixed)
    other.sign_in("ann")
    page = other.get(SETTINGS)
    assert "PAGE_SIZE" in page
    assert 'Change<span class="govuk-visually-hidden"> Length of a page' not in page
    assert "fixed it in" in other.get(f"{SETTINGS}/page_size")
    refused = other.post(f"{SETTINGS}/page_size", [("was", "30"), ("value", "60")], 422)
    assert "nothing was changed" in refused
    assert "You typed: 60" in refused
    assert len(written(app)) == 1


@pytest.mark.parametrize("name", ["database_url", "host", "register_home", "no_such", "model_config"])
def test_what_belongs_to_the_machine_is_not_changed_here(administrator: Officer, name: str) -> None:
    administrator.get(f"{SETTINGS}/{name}", 404)
    administrator.post(f"{SETTINGS}/{name}", [("was", ""), ("value", "1")], 404)


def test_no_secret_is_shown() -> None:
    from register.desk.settings import _in_words

    told = _in_words("database_url", "postgresql+psycopg://register:hunter2@db.example/register?password=hunter3")
    assert told == "PostgreSQL, register on db.example"
    assert "hunter" not in _in_words("database_url", "no address at all hunter2")
    assert _in_words("smtp_password", "hunter2") == "Set, and not shown"
    assert _in_words("database_url", "") == "SQLite, in the register’s home"


@pytest.mark.record
def test_settings_are_kept_and_read_on_both_databases(app: Flask) -> None:
    from register.accounts.choosing import choose, chosen
    from tests.desk.browser import add_staff

    ann = add_staff(app, "ann", "administrator")
    with app.app_context():
        for value in ("40", "50"):
            with writing() as connection:
                choose(connection, "page_size", value, by_id=ann, at="2026-11-22T14:32:00.000000Z")
            assert settings_now().page_size == int(value)
        with reading() as connection:
            assert chosen(connection)["page_size"].by == "Ann (invented)"
        with pytest.raises(LookupError), writing() as connection:
            choose(connection, "host", "0.0.0.0", by_id=ann, at="2026-11-22T14:32:00.000000Z")
        with writing() as connection:
            choose(connection, "page_size", None, by_id=ann, at="2026-11-22T14:32:00.000000Z")
        assert settings_now().page_size == 25


def test_yardsticks_say_what_must_be_run(administrator: Officer) -> None:
    assert "register rebuild" in administrator.get(f"{SETTINGS}/feedback_days")
    change(administrator, "feedback_days", "90")
    assert "until somebody runs “register rebuild”" in administrator.get(SETTINGS)
