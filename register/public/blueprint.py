"""The addresses of the readers' pages."""

from __future__ import annotations

from flask import Blueprint

from register.kinds import KINDS
from register.public import compact, entries, home, lists, machines, organisations, pages
from register.web.prose import render

public = Blueprint("public", __name__)
public.add_app_template_filter(render, "prose")

_KIND = f"<any({', '.join(kind.plural for kind in KINDS)}):plural>"
_ENTRY = f"/{_KIND}/<reference>"

for address, view in (
    ("/", home.home),
    (f"/{_KIND}/", lists.entries),
    ("/search", lists.search),
    (_ENTRY, entries.entry),
    (f"{_ENTRY}/history", entries.history),
    (f"{_ENTRY}/revisions/<number>", entries.revision),
    # An imported record's own identifier may hold slashes.
    (f"/{_KIND}/<path:identifier>", entries.alias),
    ("/organisations/", organisations.index),
    ("/organisations/<path:identifier>", organisations.organisation),
    ("/compact/", compact.document),
    ("/compact/<number>", compact.undertaking),
    ("/about", pages.about),
    ("/licence", pages.licence),
    ("/privacy", pages.privacy),
    ("/accessibility", pages.accessibility),
    ("/robots.txt", machines.robots),
    ("/sitemap.xml", machines.sitemap),
    ("/sitemap-<number>.xml", machines.sitemap_part),
    ("/opensearch.xml", machines.opensearch),
    ("/.well-known/security.txt", machines.security),
):
    public.add_url_rule(address, view_func=view)
