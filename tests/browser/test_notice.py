"""A notice fills one sheet of A4, whatever its consultation says, and a telephone reads its code."""

from __future__ import annotations

import base64
import re
from datetime import date, time
from typing import Any

import pytest
import zxingcpp
from flask import Flask, render_template
from playwright.sync_api import Browser, Route

from register.consultations.content import ConsultationContent, Way
from register.consultations.page import page
from register.core.content import Contact, PublicBody
from register.settings import ROOT
from tests.browser.conftest import PHONE
from tests.consultations.builders import at, consultation, period

ADDRESS = "https://register.test/consultations/CO-2026-0007"
OPEN: dict[str, Any] = {
    "periods": (period(date(2026, 11, 1), date(2027, 2, 1), time(17)),),
    "views": None,
    "responses": None,
    "feedback_published_on": None,
    "outcome_published_on": None,
    "survey_url": "https://coalmoor.invalid/survey",
}
LONGEST: dict[str, Any] = {
    **OPEN,
    "title": "Wearhead " * 22,
    "summary": "Whether the hall stays open " * 21,
    "body": PublicBody(identifier="XI-BODY-x", name="Coalmoor and Wearfell Joint Committee " * 7),
    "contact": Contact(role="Team " * 60, email="x" * 200 + "@coalmoor.invalid"),
    "ways": tuple(Way(way="Come to the drop-in at the library " * 10, url="https://x.invalid/") for _ in range(40)),
    "survey_url": "https://coalmoor.invalid/" + "y" * 1_900,
}
ROOMIEST: dict[str, Any] = {
    **LONGEST,
    "title": ("Wearhead " * 9)[:80],
    "summary": ("hall " * 60)[:300].strip(),
    "ways": tuple(Way(way=("Come to the drop-in " * 5)[:99]) for _ in range(4)),
    "survey_url": "https://coalmoor.invalid/" + "y" * 85,
}
"""As much as is still set in the larger type."""


def notice(app: Flask, content: ConsultationContent) -> str:
    document = content.model_dump(mode="json", exclude_none=True)
    where = at(date(2026, 11, 22), 12)
    with app.test_request_context():
        return render_template(
            "consultation/notice.html",
            page=page(document, content, (), where, {}),
            title=content.title,
            canonical=ADDRESS,
            breadcrumbs=[{"label": "Consultations", "href": "/consultations/"}],
        )


def served(chromium: Browser, html: str, width: int) -> Any:
    def answer(route: Route) -> None:
        asset = route.request.url.partition("/static/")[2]
        if asset:
            route.fulfill(path=ROOT / "static" / asset)
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    opened = chromium.new_page(viewport={"width": width, "height": 900})
    opened.route("**/*", answer)
    opened.goto("http://127.0.0.1/notice")
    return opened


@pytest.mark.parametrize("changes", [OPEN, ROOMIEST, LONGEST], ids=["usual", "roomiest", "longest"])
def test_a_notice_fits_one_sheet(app: Flask, chromium: Browser, changes: dict[str, Any]) -> None:
    opened = served(chromium, notice(app, consultation(**changes)), 1280)
    try:
        paper = opened.pdf(format="A4")
    finally:
        opened.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


def test_the_code_on_a_telephone_leads_to_the_permanent_address(app: Flask, chromium: Browser) -> None:
    opened = served(chromium, notice(app, consultation(**OPEN)), PHONE)
    try:
        assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert opened.locator(".register-notice__address").text_content() == ADDRESS
        reference = opened.locator(".register-notice__reference")
        assert ADDRESS.endswith(f"/{reference.text_content()}")
        assert reference.evaluate("one => one.getClientRects().length") == 1
        shot = opened.locator(".register-notice__code").screenshot(type="png")
        pixels = opened.evaluate(_GREYS, f"data:image/png;base64,{base64.b64encode(shot).decode()}")
    finally:
        opened.close()
    side = (pixels["height"], pixels["width"])
    found = zxingcpp.read_barcodes(memoryview(bytes(pixels["greys"])).cast("B", shape=side))
    assert [one.text for one in found] == [ADDRESS]


_GREYS = """async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const data = canvas.getImageData(0, 0, picture.width, picture.height).data;
  return { width: picture.width, height: picture.height, greys: Array.from(data).filter((_, n) => n % 4 === 0) };
}"""
