"""Logs as JSON lines without personal data: no address of a reader, and nothing that anybody typed or asked for."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy.exc import OperationalError

from register.core.calendar import instant

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "register.web.logs.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
    "loggers": {},
    "root": {"handlers": ["lines"], "level": "WARNING"},
}
"""For `logging.config.dictConfig`, and for granian's workers."""


class JsonLines(logging.Formatter):
    """Writes each event as one line of JSON; of a request only its method and the pattern of its address."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": instant(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line |= {"method": request.method, "route": request.url_rule.rule if request.url_rule else None}
        if record.exc_info and record.exc_info[1]:
            line["errors"] = list(_errors(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def _errors(error: BaseException | None) -> Iterator[dict[str, object]]:
    """Yield an error and what caused it: what it is and where it was, for its words may repeat what somebody typed."""
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        said = error.orig if isinstance(error, OperationalError) else error if isinstance(error, OSError) else None
        yield {
            "error": f"{type(error).__module__}.{type(error).__qualname__}",
            "said": None if said is None else str(said),
            "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        error = error.__cause__ or error.__context__
