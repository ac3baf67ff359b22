"""Count what a routine award takes in a real browser: `python -m tests.bench.routine_award`.

Serves the demonstration register in a folder of its own, and publishes an award with prepared text in four ways: the
full form, the form with a round, the short form, and a grid of forty, of which one row's share is shown. Seconds are
the machine's: nobody reads or thinks in them, so they compare ways, not people.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, PATIENCE
from tests.browser.routine import HEAD, measure
from tests.browser.serving import made, served

BEFORE = """\
full form, no round                 17.0    11.0     6.0     5.53
full form, with a round             16.0    11.0     6.0     4.33
short form                          13.0    10.0     6.0     6.16
one row of a grid of 40              6.1     0.2     0.2     0.35"""
"""On 23 November 2026, before anything was remembered or suggested, on two cores that did other work besides."""


def main() -> None:
    """Measure, and print the table."""
    expect.set_options(timeout=4 * PATIENCE)
    with tempfile.TemporaryDirectory() as folder, served(made(Path(folder))) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))

        def opened(**_: Any) -> Page:
            context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 900})
            context.set_default_timeout(4 * PATIENCE)
            return context.new_page()

        print(f"before\n{HEAD}\n{BEFORE}\n\nnow\n{HEAD}")
        for one in measure(opened, site):
            print(one)
        browser.close()


if __name__ == "__main__":
    main()
