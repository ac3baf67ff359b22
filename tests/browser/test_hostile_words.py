"""What people write is words on every page, whatever it looks like: nothing of it runs, loads or breaks out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Dialog, Page, Route

from register.core.calendar import now_utc
from register.core.kind import Kind
from register.extensions import writing
from register.finding.index import reindex
from register.kinds import KINDS, kind_named
from register.publishing.acts import Publication, publish
from register.web.current import settings_now
from register.web.fields import Day, Number, Pounds, WebAddress, Whole, Words
from register.web.forms import _blank, leaves
from tests.browser.payloads import PAYLOADS
from tests.consultations.builders import consultation, view
from tests.desk.browser import AWARD, Officer
from tests.desk.conftest import signed_in
from tests.disputes.builders import dispute

pytestmark = pytest.mark.browser

NOT_WORDS = (WebAddress, Pounds, Whole, Day, Number)
WATCH = """
addEventListener("securitypolicyviolation", (event) => console.error(`POLICY ${event.violatedDirective}`));
"""
HARMFUL = """() => {
  const followed = ["href", "src", "action", "formaction", "data", "xlink:href", "srcdoc", "poster", "background"];
  // The register's own addresses may hold such words, escaped: what counts is whose an address is.
  const elsewhere = (value) => /evil\\.example/i.test(URL.parse(value, document.baseURI)?.host ?? value);
  const harms = (element, name, value) => /^(on|hx-on)/i.test(name)
    || followed.includes(name) && /^\\s*(javascript|vbscript|data:text)/i.test(value)
    || element.tagName !== "A" && followed.includes(name) && elsewhere(value)
    || name === "data-hx-get" && value === "/desk/";
  return [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
    .filter(({ name, value }) => harms(element, name.toLowerCase(), value))
    .map(({ name, value }) => `${element.tagName} ${name}=${value}`))
    .concat([...document.querySelectorAll("iframe, object, embed, base, math, style, main script, main meta")]
      .map((element) => element.outerHTML));
}"""


def documents_of(kind: Kind) -> dict[str, Any]:
    if kind.name == "decision":
        return AWARD
    made = consultation(views=(view(1, "not_acted_on"),)) if kind.name == "consultation" else dispute()
    return made.model_dump(mode="json", exclude_none=True)


def every_prose_field(kind: Kind, payloads: Sequence[str]) -> dict[str, Any]:
    """Return a document in which each field that takes words holds payloads: several where it takes paragraphs."""
    pairs = dict(kind.form.pairs_of(documents_of(kind)))
    number = 0
    for field in leaves(_blank(cast(Any, kind.form))):
        if isinstance(field, Words) and not isinstance(field, NOT_WORDS):
            several = "\n\n".join(payloads)
            pairs[field.name] = (
                several if field.lines and len(several) < field.longest else payloads[number % len(payloads)]
            )
            number += 1
    said: dict[str, Any] = kind.form(list(pairs.items())).document()
    assert number > 30
    return {**said, "body": documents_of(kind)["body"]}


@pytest.fixture
def watched(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Open a page that notes every dialog, every word of the console, and every request to elsewhere."""
    context = chromium.new_context(base_url="http://127.0.0.1:1")
    page, seen = context.new_page(), list[str]()
    page.add_init_script(WATCH)

    def dismiss(dialog: Dialog) -> None:
        seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    yield page, seen
    context.close()


def serve(page: Page, client: FlaskClient, seen: list[str]) -> None:
    """Let the browser read from an application, without a server; anything else that it asks for is noted."""

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.netloc != "127.0.0.1:1":
            seen.append(f"asked for {route.request.url}")
            route.abort()
            return
        made = client.get(asked.path + (f"?{asked.query}" if asked.query else ""))
        headers = {name: value for name, value in made.headers if name not in ("Content-Length", "Set-Cookie")}
        route.fulfill(status=made.status_code, headers=headers, body=made.data)

    page.goto("about:blank")  # else what the last page still loads would be answered by nobody
    page.unroute_all()
    page.route("**/*", answer)


def look(page: Page, address: str, seen: list[str]) -> None:
    page.goto(address)
    assert seen == [], address
    assert page.evaluate(HARMFUL) == [], address


def test_the_watch_sees_what_it_watches_for(watched: tuple[Page, list[str]], client: FlaskClient) -> None:
    page, seen = watched
    body = f"<main>{PAYLOADS[1]}{PAYLOADS[15]}<a href='javascript:alert(1)'>x</a></main>"
    page.route("**/*", lambda route: route.fulfill(body=f"<!DOCTYPE html>{body}", content_type="text/html"))
    page.goto("/")
    page.wait_for_function("document.querySelector('img').complete")
    assert "dialog 1" in seen
    assert len(page.evaluate(HARMFUL)) >= 3
    seen.clear()
    policy = {
        "Content-Security-Policy": client.get("/").headers["Content-Security-Policy"],
        "Content-Type": "text/html",
    }
    page.unroute_all()
    page.route("**/*", lambda route: route.fulfill(body=f"<!DOCTYPE html>{PAYLOADS[0]}", headers=policy))
    page.goto("/")
    assert any(one.startswith("POLICY script-src") for one in seen)
    assert not any(one.startswith("dialog") for one in seen)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
@pytest.mark.parametrize("at_once", [20, pytest.param(1, marks=pytest.mark.long)])
def test_no_payload_in_any_prose_field_is_more_than_words(
    app: Flask, author: Officer, publisher: Officer, watched: tuple[Page, list[str]], kind: str, at_once: int
) -> None:
    page, seen = watched
    app.config["TODAY"] = date(2027, 2, 1)
    groups = [PAYLOADS[start : start + at_once] for start in range(0, len(PAYLOADS), at_once)]
    publications = [
        Publication(
            kind=kind_named(kind),
            document=every_prose_field(kind_named(kind), group),
            origin="authored",
            role="Publisher",
        )
        for group in groups
    ]
    with app.app_context():
        with writing() as connection:
            made = publish(connection, publications, at=now_utc(), settings=settings_now())
        reindex(settings_now())
    plural = kind_named(kind).plural
    serve(page, app.test_client(), seen)
    for one in made:
        look(page, f"/{plural}/{one.reference}", seen)
    for address in (
        f"/{plural}/{made[0].reference}/history",
        f"/{plural}/{made[0].reference}/revisions/1",
        f"/{plural}/",
        "/",
        "/search?q=alert",
        "/organisations/",
        f"/log/act/{made[0].n}",
    ):
        look(page, address, seen)
    places = []
    for one in made[:: max(1, len(made) // 5)]:
        author.get(f"/desk/entries/{one.reference}")
        places += [author.post("/desk/correct", [("reference", one.reference)])]
    serve(page, author.client, seen)
    for place in places:
        look(page, place, seen)
        look(page, f"{place}/preview", seen)
    look(page, "/desk/", seen)
    for one in made[:2]:
        serve(page, publisher.client, seen)
        for action in ("", "/hold", "/redact", "/withdraw", "/statements"):
            look(page, f"/desk/entries/{one.reference}{action}", seen)


@pytest.fixture
def author(app: Flask) -> Officer:
    return signed_in(app, "ada", "author")


@pytest.fixture
def publisher(app: Flask) -> Officer:
    return signed_in(app, "pat", "publisher")
