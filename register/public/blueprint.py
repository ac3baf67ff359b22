"""The addresses of the readers' pages."""

from __future__ import annotations

from flask import Blueprint

from register.core.attached import about_in_words, path_of
from register.kinds import KINDS, PLURAL
from register.public import (
    compact,
    documents,
    entries,
    home,
    lists,
    log,
    machines,
    organisations,
    pages,
    sheets,
    statement,
)
from register.public.turning import turning
from register.web.prose import render
from register.web.qr import qr_code

public = Blueprint("public", __name__)
public.add_app_template_filter(render, "prose")
public.add_app_template_filter(qr_code, "qr")
public.add_app_template_filter(turning, "turning")
public.add_app_template_filter(path_of, "file_path")
public.add_app_template_filter(about_in_words, "about_file")

_ENTRY = f"/{PLURAL}/<reference>"

for address, view in (
    ("/", home.home),
    (f"/{PLURAL}/", lists.entries),
    ("/search", lists.search),
    (_ENTRY, entries.entry),
    (f"{_ENTRY}/history", entries.history),
    (f"{_ENTRY}/revisions/<number>", entries.revision),
    # An imported record's own identifier may hold slashes.
    (f"/{PLURAL}/<path:identifier>", entries.alias),
    ("/organisations/", organisations.index),
    ("/organisations/<path:identifier>", organisations.organisation),
    ("/compact/", compact.document),
    ("/compact/<number>", compact.undertaking),
    ("/log/", log.front),
    ("/log/act/<number>", log.act),
    ("/log/entry/<number>", log.body),
    ("/log/content/<number>", log.content),
    ("/log/proof/<number>", log.proof),
    ("/log/consistency/<old>/<new>", log.consistency),
    ("/log/checkpoint", log.newest_checkpoint),
    ("/log/key", log.public_key),
    ("/log/verify.py", log.verifier),
    ("/log/export.zip", log.export),
    ("/documents/<key>/<name>", documents.uploaded),
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

public.add_url_rule("/statement/<secret>", view_func=statement.statement, methods=["GET", "POST"])

for kind in KINDS:
    for sheet in kind.sheets:
        public.add_url_rule(
            f"/{kind.plural}/<reference>/{sheet.name}",
            f"{kind.name}_{sheet.name}",
            sheets.sheet,
            defaults={"plural": kind.plural, "name": sheet.name},
        )
