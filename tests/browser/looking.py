"""What every page of a journey owes to whoever passes: it fits the screen, is accessible, and can be looked at."""

from __future__ import annotations

import os
import re
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SHOTS = os.environ.get("SHOTS")
"""Folder for a picture of each page, to look at; nothing is kept where it is not set."""
FAULTS = """axe.run({resultTypes: ["violations"]}).then(({violations}) =>
    violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`)))"""


class Look:
    """Looks at the pages of one journey, each with a name."""

    def __init__(self, journey: str, *, scripts: bool, width: int) -> None:
        self._journey = f"{journey}-{width}-{'with' if scripts else 'without'}"
        self.scripts = scripts
        self._steps = 0

    def at(self, page: Page, what: str) -> None:
        """Hold the open page to what every page owes; axe runs only where scripts do."""
        self._steps += 1
        page.wait_for_load_state()  # a page that has only just begun to arrive has nothing to measure
        if SHOTS:
            name = re.sub("[^a-z]+", "-", what.lower())
            page.screenshot(
                path=Path(SHOTS, f"{self._journey}-{self._steps:02}-{name}.png"), full_page=True, caret="initial"
            )
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, f"{what}: too wide"
        if self.scripts:
            page.evaluate(AXE_SCRIPT)
            assert page.evaluate(FAULTS) == [], what
