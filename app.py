"""The WSGI application: `flask --app app run --debug`, or any WSGI server with `app:app`."""

from register.factory import create_app

app = create_app()
