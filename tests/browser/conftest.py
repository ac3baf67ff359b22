"""A real register for each file, one real Chromium for all; what cannot be tested says so, and fails under CI."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.serving import Made, Site, made, served

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 15_000
"""Milliseconds: both cores may be busy with other tests."""
WIDE, PHONE, NARROWEST = 1280, 390, 320

Opener = Callable[..., Page]
"""Opens a page: `open_page(width=1280, scripts=True)`."""


def needed(found: str | None, what: str) -> str:
    """Return the path of a tool; without it the test is skipped in the open, and fails where CI is set."""
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{what} is not installed")
    if found is None:
        pytest.skip(f"NOT TESTED: {what} is not installed, so no real browser or checker has seen the pages")
    return found


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the demonstration register, to be copied."""
    return made(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="module")
def site(demonstration: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a demonstration register for one file's tests, served: what they publish, no other file sees."""
    with served(demonstration.copied(tmp_path_factory.mktemp("served") / "home")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the machine's Chromium."""
    path = needed(shutil.which("chromium") or shutil.which("chromium-browser"), "Chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def vnu() -> tuple[str, ...]:
    """Return the command that runs the Nu HTML checker."""
    java = needed(shutil.which("java"), "Java")
    beside_python = Path(sys.prefix, "vnu/node_modules/vnu-jar/build/dist/vnu.jar")
    jar = Path(os.environ.get("VNU_JAR") or beside_python)
    return java, "-jar", needed(str(jar) if jar.exists() else None, "vnu-jar")


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Opener]:
    """Open pages of the register; at the end no console may have had anything to say."""
    messages: list[str] = []
    contexts = []

    def opened(*, width: int = WIDE, scripts: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 900 if width == WIDE else 844},
            java_script_enabled=scripts,
            locale="en-GB",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        listen(page, messages)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not messages


def listen(page: Page, messages: list[str]) -> None:
    """Note what the console says, scripts that fail, and requests to anywhere but the register itself."""
    page.on("console", lambda message: None if _is_expected(message, page) else messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: None if _is_own(request.url) else messages.append(f"asked for {request.url}"))


def _is_expected(message: ConsoleMessage, page: Page) -> bool:
    """Tell whether it is no fault that Chromium or htmx speaks of.

    Chromium says that the page, or a save by itself, was not answered 200; htmx says that a newer request ended an
    older.
    """
    place = message.location["url"]
    signed_out = "401" in message.text and "/checks" in place + message.text
    status = message.text.startswith("Failed to load resource") and (place == page.url or place.endswith("/autosave"))
    status = status or signed_out
    return status or message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))


def _is_own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:"))
