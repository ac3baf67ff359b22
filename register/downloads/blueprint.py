"""The addresses of the downloads."""

from __future__ import annotations

from flask import Blueprint

from register.downloads import calendars, lists
from register.kinds import KINDS, PLURAL

downloads = Blueprint("downloads", __name__)

_FORM = "<any(csv, json):form>"

for address, view in (
    (f"/{PLURAL}.{_FORM}", lists.of_kind),
    (f"/search.{_FORM}", lists.of_search),
    (f"/organisations/<path:identifier>.{_FORM}", lists.of_organisation),
    (f"/compact/<number>.{_FORM}", lists.of_undertaking),
):
    downloads.add_url_rule(address, view_func=view)

for kind in KINDS:
    path, named = f"/{kind.plural}", {"plural": kind.plural}
    for part in kind.parts:
        address = f"{path}/{part.name}.{_FORM}"
        downloads.add_url_rule(address, view_func=lists.of_part, defaults={**named, "part": part.name})
    if kind.occasions is not None:
        downloads.add_url_rule(f"{path}/calendar.ics", "calendar_of_kind", calendars.of_kind, defaults=named)
        downloads.add_url_rule(f"{path}/<reference>.ics", "calendar_of_entry", calendars.of_entry, defaults=named)
