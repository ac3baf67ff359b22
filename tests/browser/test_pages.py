"""Every type of page is accessible, fits a narrow screen, keeps quiet, sets no cookie for readers and is valid HTML."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Response

from register.accounts.service import ADMINISTRATOR, AUTHOR, PUBLISHER, ROLES
from tests.browser.conftest import NARROWEST, PATIENCE, WIDE, listen
from tests.browser.looking import FAULTS, SHOTS
from tests.browser.officer import Officer
from tests.browser.page_types import PAGES, Examples, make_examples
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

HEIGHT = 900


@dataclass(frozen=True)
class Visit:
    """A page as it was seen: its HTML as sent, and what was wrong with it."""

    html: str
    faults: list[str]
    """What axe finds, at both widths."""
    sideways: int
    """Pixels that stand out of the narrowest screen."""
    messages: list[str]
    cookies: list[str]


class Visits:
    """Visits each page once, whichever test asks first."""

    def __init__(self, contexts: dict[str, BrowserContext], examples: Examples) -> None:
        self._contexts = contexts
        self._examples = examples
        self._made: dict[str, Visit] = {}

    def __call__(self, name: str) -> Visit:
        if name not in self._made:
            self._made[name] = self._visit(name)
        return self._made[name]

    def _visit(self, name: str) -> Visit:
        role, reach = PAGES[name]
        context = self._contexts[role]
        page, messages, answers = context.new_page(), list[str](), list[Response]()
        listen(page, messages)
        page.on("response", lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None)
        reach(page, self._examples)
        page.wait_for_load_state()
        html = answers[-1].text()
        page.evaluate(AXE_SCRIPT)
        faults = []
        for width in (WIDE, NARROWEST):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            faults += [f"at {width}: {fault}" for fault in page.evaluate(FAULTS)]
            if SHOTS:
                page.screenshot(path=Path(SHOTS, f"{re.sub('[^a-z]+', '-', name.lower())}-{width}.png"), full_page=True)
        sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        page.close()
        return Visit(html, faults, sideways, messages, [cookie["name"] for cookie in context.cookies()])


@pytest.fixture(scope="module")
def visits(chromium: Browser, site: Site) -> Iterator[Visits]:
    contexts = {}
    for role in ("", *ROLES):
        contexts[role] = chromium.new_context(
            base_url=site.address, viewport={"width": WIDE, "height": HEIGHT}, locale="en-GB", reduced_motion="reduce"
        )
        contexts[role].set_default_timeout(PATIENCE)
    officers = {role: Officer(contexts[role].new_page(), site) for role in ROLES}
    for role, officer in officers.items():
        officer.sign_in(role)
    yield Visits(contexts, make_examples(*(officers[role] for role in (AUTHOR, PUBLISHER, ADMINISTRATOR))))
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_every_page_owes(visits: Visits, name: str) -> None:
    visit = visits(name)
    assert not visit.faults
    assert not visit.messages
    assert visit.sideways <= 0
    if not PAGES[name][0] and "sign-in" not in name:
        assert not visit.cookies


def test_every_page_is_valid_html(visits: Visits, vnu: tuple[str, ...], tmp_path: Path) -> None:
    for name in PAGES:
        (tmp_path / f"{name}.html").write_text(visits(name).html, encoding="utf-8")
    files = sorted(str(path) for path in tmp_path.iterdir())
    checked = subprocess.run([*vnu, "--format", "json", *files], capture_output=True, text=True, check=False)
    found = json.loads(checked.stderr)["messages"]
    assert [f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')}" for one in found] == []
