"""A reader who looks closely: every page is parsed strictly and checked before it is handed on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Page:
    """A page as it was read."""

    response: TestResponse
    tree: Element

    @property
    def words(self) -> str:
        """Return the text of the body on one line."""
        return " ".join("".join(self.tree.find("body").itertext()).split())  # type: ignore[union-attr]

    @property
    def heading(self) -> str:
        """Return the text of its one h1."""
        return " ".join("".join(next(self.tree.iter("h1")).itertext()).split())

    @property
    def links(self) -> dict[str, str]:
        """Return the address of each link by its text."""
        return {" ".join("".join(a.itertext()).split()): a.get("href", "") for a in self.tree.iter("a")}


class Reader:
    """Reads pages as a browser would, and complains of what a careful one would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def read(self, address: str, status: int = 200) -> Page:
        response = self.client.get(address)
        assert response.status_code == status, (address, response.status_code)
        assert "Set-Cookie" not in response.headers, address
        assert "cookie" not in response.headers.get("Vary", "").lower(), address
        kept = not response.cache_control.no_store
        assert not kept or {"HX-Request", "HX-History-Restore-Request"} <= set(response.vary), address
        page = Page(response, html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.text))
        check(page, address)
        return page

    def fragment(self, address: str) -> TestResponse:
        return self.client.get(address, headers=HTMX)


def check(page: Page, address: str) -> None:
    headings = list(page.tree.iter("h1"))
    assert len(headings) == 1, address
    title = next(page.tree.iter("title")).text or ""
    assert title.startswith(page.heading), (address, title, page.heading)
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), (address, sorted({one for one in ids if ids.count(one) > 1}))  # type: ignore[type-var]
    labels = {label.get("for") for label in page.tree.iter("label")}
    for field in [*page.tree.iter("input"), *page.tree.iter("select"), *page.tree.iter("textarea")]:
        labelled = field.get("id") in labels or field.get("aria-labelledby")
        assert field.get("type") == "hidden" or labelled, (address, field.attrib)
    for element in page.tree.iter():
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(element.get(name, "").split()) <= set(ids), (address, element.attrib)
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"], address
    for link in page.tree.iter("a"):
        href = link.get("href")
        assert href, (address, link.attrib)
        assert "".join(link.itertext()).strip(), (address, href)
        assert not href.startswith("#") or href[1:] in ids, (address, href)


def own_links(page: Page, address: str) -> set[str]:
    """Return the addresses within the register that a page leads to, without staff pages and assets."""
    found = {urljoin(address, a.get("href", "")).partition("#")[0] for a in page.tree.iter("a")}
    found |= {link.get("href", "") for link in page.tree.iter("link") if link.get("rel") == "alternate"}
    return {link for link in found if link.startswith("/") and not link.startswith(("/desk", "/static"))}
