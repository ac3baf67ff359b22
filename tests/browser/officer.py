"""A member of staff in a real browser: signs in and out, fills dates, and sends a whole form at once where asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.browser.serving import Site
from tests.desk.browser import award_pairs

HELD = "Somebody whom it names has asked us to take it out (invented)."
DRAFT = re.compile(r"/desk/drafts/(\d+)")


class Officer:
    """One member of staff at one browser."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site

    def sign_in(self, role: str) -> None:
        email = self.site.email(role)
        self.page.goto("/desk/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(self.site.passwords[email])
        self.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("What needs you")

    def sign_out(self) -> None:
        self.press("Sign out")
        expect(self.page.get_by_text("Signed in as")).to_have_count(0)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link).click()
        self.page.wait_for_load_state()

    def choose(self, question: str, answer: str) -> None:
        self.page.get_by_role("group", name=question, exact=True).get_by_label(answer, exact=True).check()

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def date(self, question: str, day: int, month: int, year: int) -> None:
        group = self.page.get_by_role("group", name=question, exact=True)
        for label, number in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(label).fill(str(number))

    def post(self, path: str, pairs: Sequence[tuple[str, str]]) -> str:
        """Send answers with the open page's CSRF token and draft's version; return where it led."""
        hidden = self.page.locator("input[name=csrf_token], input[name=version]")
        kept = hidden.evaluate_all("fields => fields.map(field => [field.name, field.value])")
        answer = self.page.request.post(
            path,
            data=urlencode([*pairs, *dict(kept).items()]),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
            max_redirects=0,
        )
        assert answer.status == 303, (path, answer.status, answer.text()[:2000])
        return answer.headers["location"].partition("#")[0]

    def draft(self, title: str) -> str:
        """Make a draft of an award and return its address."""
        return self.post("/desk/decisions/new", [*award_pairs(title=title), ("update", "1")])

    def send(self, draft: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Save a draft with these answers and send it for review."""
        self.page.goto(draft)
        self.page.goto(self.post(draft, [*pairs, ("send", "1")]))
        self.press("Send for review")

    def correction(self, reference: str, pairs: Sequence[tuple[str, str]]) -> str:
        """Begin a correction of an entry, send it for review, and return the draft's address."""
        self.page.goto("/desk/correct")
        draft = self.post("/desk/correct", [("reference", reference)])
        self.send(draft, pairs)
        return draft

    def hold(self, reference: str, part: str) -> str:
        """Put a part of an entry (`2:summary`) on hold, or all of it (""), and return the address of the hold."""
        self.page.goto(f"/desk/entries/{reference}/hold")
        what = [("whole", "parts"), ("chosen", part)] if part else [("whole", "whole")]
        return self.post(f"/desk/entries/{reference}/hold", [*what, ("category", "complaint"), ("note", HELD)])

    def ask(self, reference: str, part: str) -> str:
        """Ask for the redaction of a part of an entry, or ("") for its withdrawal; return the request's address."""
        place = f"/desk/entries/{reference}/{'redact' if part else 'withdraw'}"
        self.page.goto(place)
        ground = [("category", "personal_data" if part else "duplicate"), ("legal_basis", "uk_gdpr_17")]
        return self.post(place, [*([("chosen", part)] if part else []), *ground, ("note", HELD), ("send", "1")])

    def review(self, title: str) -> None:
        """Open what waits for approval under this title."""
        waiting = self.page.get_by_role("region", name="Waiting for your approval")
        waiting.get_by_role("link", name=title).click()
        self.page.wait_for_load_state()

    def published(self) -> str:
        """Expect to be told that the entry or its correction is published, and return the reference."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("ublished")
        return self.page.locator(".govuk-panel__body").inner_text().strip()

    def approve(self, removal: str) -> None:
        """Approve what another officer asked for."""
        self.page.goto(removal)
        self.post(f"{removal}/approve", [])

    def publish(self, draft: str) -> str:
        """Publish a draft that waits for review, having looked at its warnings, and return the reference."""
        self.page.goto(f"{draft}/review")
        self.publish_here()
        return self.published()

    def publish_here(self) -> None:
        """Publish the draft whose review is open, having looked at its warnings."""
        if (looked := self.page.get_by_label("I have looked at these")).count():
            looked.check()
        self.page.get_by_role("button", name=re.compile("^Publish ")).click()
