"""A consultation in a browser: its views filter with and without JavaScript, and a permalink is always found."""

from __future__ import annotations

import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from register.settings import Settings
from tests.browser.conftest import NARROWEST, PHONE, WIDE, listen
from tests.consultations.builders import consultation, view
from tests.consultations.publishing import published

DISPOSITIONS = ("acted_on", "not_acted_on", "partly", "already_planned", "out_of_scope", "still_considering")
VIEWS = tuple(view(n, DISPOSITIONS[n % 6], theme=("Stops", "Times")[n % 2], how_many=n) for n in range(1, 31))


@pytest.fixture
def address(app: Flask, settings: Settings) -> Iterator[str]:
    """Serve a register with one consultation of thirty views; return where it is."""
    [path] = published(app, settings, consultation(views=VIEWS))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def open_at(chromium: Browser) -> Iterator[object]:
    """Open an address; at the end no console may have had anything to say."""
    messages: list[str] = []
    contexts = []

    def opened(address: str, *, width: int = WIDE, scripts: bool = True) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 844}, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        listen(page, messages)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not messages


@pytest.mark.parametrize("scripts", [True, False])
def test_views_are_filtered_with_and_without_scripts(address: str, open_at, scripts: bool) -> None:  # type: ignore[no-untyped-def]
    page = open_at(address, scripts=scripts)
    expect(page.locator(".register-view")).to_have_count(30)
    page.get_by_role("link", name="Not acted on").click()
    expect(page.locator(".register-view")).to_have_count(5)
    expect(page.locator(".register-view-count")).to_contain_text("5 of 30 views shown")
    assert "disposition=not_acted_on" in page.url
    if scripts:
        expect(page.get_by_role("link", name="Not acted on")).to_be_focused()
        expect(page.locator("#views-status")).to_have_text("5 of 30 views shown")
    page.go_back()
    expect(page.locator(".register-view")).to_have_count(30)


def test_taking_the_last_filter_off_keeps_the_keyboards_place(address: str, open_at) -> None:  # type: ignore[no-untyped-def]
    page = open_at(f"{address}?theme=stops")
    page.get_by_role("link", name="Stops (remove this filter)").click()
    expect(page.locator(".register-view")).to_have_count(30)
    expect(page.locator("#views-heading")).to_be_focused()


@pytest.mark.parametrize("query", ["", "?disposition=acted_on"])
def test_a_permalink_is_found_whatever_is_filtered(address: str, open_at, query: str) -> None:  # type: ignore[no-untyped-def]
    page = open_at(f"{address}{query}#view-7", width=PHONE)
    expect(page.locator("#view-7")).to_be_in_viewport()
    if query:
        page.locator("#view-7 a").click()
        expect(page.locator(".register-view")).to_have_count(30)
        expect(page.locator("#view-7")).to_be_in_viewport()


@pytest.mark.parametrize("width", [WIDE, PHONE, NARROWEST])
def test_thirty_views_never_scroll_sideways(address: str, open_at, width: int) -> None:  # type: ignore[no-untyped-def]
    page = open_at(address, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_text_for_a_newsletter_is_copied(address: str, open_at) -> None:  # type: ignore[no-untyped-def]
    page = open_at(address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Copy the newsletter text").click()
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#newsletter").input_value()


@pytest.mark.parametrize("more", ["", "?disposition=not_acted_on", "/notice"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_axe_finds_nothing(address: str, open_at, more: str, width: int) -> None:  # type: ignore[no-untyped-def]
    page = open_at(address + more, width=width)
    for folded in page.locator("main details").all():
        folded.evaluate("one => one.open = true")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_the_html_checker_finds_nothing(address: str, open_at, vnu: tuple[str, ...], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    sheet = tmp_path / "page.html"
    for more in ("", "?disposition=not_acted_on", "/notice"):
        with urllib.request.urlopen(address + more) as answer:
            sheet.write_bytes(answer.read())
        checked = subprocess.run([*vnu, str(sheet)], capture_output=True, text=True, check=False)
        assert checked.stderr == ""
