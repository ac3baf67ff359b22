"""Other views of one entry, as its kind offers them: a notice to print, words to paste into a newsletter."""

from __future__ import annotations

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from register.entries.reading import current
from register.extensions import reading
from register.public.entry_page import entry_page, hidden_page


def sheet(plural: str, reference: str, name: str) -> ResponseReturnValue:
    """Show a sheet of the newest revision of an entry."""
    with reading() as connection:
        record = current(connection, reference)
        if record is None or record.kind.plural != plural:
            abort(404)
        if record.hidden:
            return hidden_page(connection, record)
        shown = next(one for one in record.kind.sheets if one.name == name)
        page = entry_page(connection, record, as_published=False)
    return Response(render_template(shown.template, **page, sheet=shown), mimetype=shown.media_type)
