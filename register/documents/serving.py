"""Answer with the bytes of an uploaded file, in a way that no browser takes for a page of the register."""

from __future__ import annotations

from flask import Response, abort, send_file

from register.documents import storing
from register.documents.reading import Uploaded
from register.settings import Settings

SANDBOX = "default-src 'none'; sandbox"


def served(settings: Settings, held: Uploaded) -> Response:
    """Return a file as an attachment of its type; 404 where its bytes are not here."""
    path = storing.path_of(settings, held.key)
    if not path.is_file():
        abort(404)
    response = send_file(
        path.resolve(),
        mimetype=held.media_type,
        as_attachment=True,
        download_name=held.file_name,
        conditional=True,
        etag=held.sha256,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Asked for again each time, so that a hold or a redaction takes effect at once; never kept for others.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
