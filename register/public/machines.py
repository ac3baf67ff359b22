"""What programs ask a site for: robots, the site map, the search description and whom to tell of a weakness."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from flask import Response, abort, render_template

from register.compact.document import load
from register.entries.overview import addresses
from register.entries.reading import version
from register.extensions import reading
from register.kinds import KINDS, kind_named
from register.public.numbers import whole
from register.web.current import own_address, settings_now, today

PART = 20_000
"""Acts that one part of the site map covers; the protocol allows 50,000 addresses in a file."""
SECURITY_VALID = timedelta(days=180)


def robots() -> Response:
    """Say what crawlers may read: all but the desk and the endless pages of search."""
    return _file("pages/robots.txt", "text/plain", sitemap_url=own_address("/sitemap.xml"))


def opensearch() -> Response:
    """Describe the search, so that browsers can offer it."""
    return _file("pages/opensearch.xml", "application/opensearchdescription+xml")


def security() -> Response:
    """Say where to report a weakness (RFC 9116); it expires within a year, as the standard asks."""
    expires = f"{today() + SECURITY_VALID}T00:00:00Z"
    contact = f"mailto:{quote(settings_now().contact_email, safe='@')}"
    return _file("pages/security.txt", "text/plain", contact=contact, expires=expires)


def sitemap() -> Response:
    """List the parts of the site map: the standing pages, then entries by the acts that published them."""
    with reading() as connection:
        last = version(connection).n
    return _file("pages/sitemap_index.xml", "application/xml", parts=range(last // PART + 2))


def sitemap_part(number: str) -> Response:
    """List the addresses of one part of the site map; part 0 holds the standing pages."""
    part = whole(number)
    with reading() as connection:
        if part is None or part > version(connection).n // PART + 1:
            abort(404)
        rows = addresses(connection, first=(part - 1) * PART, last=part * PART - 1) if part else []
    places = [(f"/{kind_named(row.kind).plural}/{row.reference}", row.updated_at) for row in rows]
    if not part:
        places = [(path, "") for path in _standing()]
    return _file("pages/sitemap.xml", "application/xml", places=places)


def _standing() -> list[str]:
    lists = [f"/{kind.plural}/" for kind in KINDS]
    promises = [f"/compact/{undertaking.number}" for undertaking in load().undertakings]
    others = ["/log/", "/about", "/licence", "/privacy", "/accessibility"]
    return ["/", *lists, "/organisations/", "/compact/", *promises, *others]


def _file(template: str, mimetype: str, **context: object) -> Response:
    return Response(render_template(template, **context), mimetype=mimetype)
