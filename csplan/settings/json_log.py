"""Log lines for machines: one JSON object each, with the request's id and nobody's words."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any


class JsonFormatter(logging.Formatter):
    """Writes what happened, where and for which request, and never what an exception quotes.

    A database's error repeats the row it refused, which may hold unpublished narrative. So an
    exception is told by its class and its place in the code, and the message that came with it
    is given before its arguments are filled in.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_links(str(record.msg if record.exc_info else record.getMessage())),
            "request_id": request_id(record),
            "status": getattr(record, "status_code", None),
            "exception": exception_class(record),
            "at": places(record),
        }
        return json.dumps(
            {key: value for key, value in line.items() if value is not None}, default=str
        )


# A part of an address that is long and drawn at random opens something: a reset, a form.
DRAWN = re.compile(r"(?<=/)(?=[\w:=.-]*\d)[\w:=.-]{20,}|(?<=/)[\w:=.-]{32,}")


def without_links(message: str) -> str:
    """Return the message with every such part of an address left out."""
    return DRAWN.sub("…", message)


def request_id(record: logging.LogRecord) -> str | None:
    """Return the id given to the record itself, or else to the request it is about."""
    about = getattr(record, "request", None)
    return getattr(record, "request_id", None) or getattr(about, "request_id", None)


def exception_class(record: logging.LogRecord) -> str | None:
    """Return the exception's dotted name."""
    if not record.exc_info or record.exc_info[0] is None:
        return None
    raised = record.exc_info[0]
    return f"{raised.__module__}.{raised.__qualname__}"


def places(record: logging.LogRecord) -> list[str] | None:
    """Return the traceback as files, lines and functions, without source or values."""
    if not record.exc_info or record.exc_info[2] is None:
        return None
    frames = traceback.extract_tb(record.exc_info[2])
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
