"""Wire the house: settings, database, extensions, rooms."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from register.accounts.setup import init_accounts
from register.desk.blueprint import desk, doors
from register.downloads.blueprint import downloads
from register.extensions import csrf, database_config, db, htmx, init_engines
from register.feeds.views import feeds
from register.finding.answer import init_finding
from register.finding.index import state
from register.layout import init_layout
from register.log.keys import init_log
from register.public.blueprint import public
from register.settings import ROOT, Settings
from register.web.cache import init_cache
from register.web.errors import init_errors
from register.web.headers import init_headers
from register.web.health import health

MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application from its settings (by default from the environment)."""
    settings = settings or Settings()
    app = Flask(
        "register",
        root_path=str(ROOT),
        instance_path=str(settings.register_home.resolve()),
        static_url_path="/static",
    )
    app.config.from_mapping(
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=4 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=4 * MEGABYTE,
        MAX_FORM_PARTS=20_000,  # a form with 400 views has some 6,000 boxes
        **database_config(settings),
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    db.init_app(app)
    init_engines(app)
    csrf.init_app(app)
    htmx.init_app(app)
    init_accounts(app, settings)
    init_finding(app, settings)
    init_log(settings)
    for init in (init_headers, init_errors, init_layout):
        init(app)
    for blueprint in (public, feeds, downloads, desk, doors, health):
        app.register_blueprint(blueprint)
    init_cache(app, settings, mark=lambda query: state(settings) if query else None)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app
