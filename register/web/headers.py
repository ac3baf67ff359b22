"""The security headers of every response, written in one place."""

from __future__ import annotations

from flask import Flask, Response, request

from register.web.current import is_desk_path, settings_now

# The hash is GOV.UK Frontend's one inline line, which marks the body as supporting JavaScript.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init_headers(app: Flask) -> None:
    """Add the security headers to every response, and caching rules where a view set none."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not settings_now().base_url.startswith("http:"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        if is_desk_path(request.path):
            response.headers["Cache-Control"] = "no-store"
        elif request.endpoint == "static" and response.status_code < 400:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"  # names carry their hash
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "public, no-cache"
            if response.mimetype == "text/html":
                response.vary.update(["HX-Request", "HX-History-Restore-Request"])
        return response
