"""Answers that are alike for everybody, so that browsers and caches may keep them.

Nothing here reads the session, so an answer never depends on who asks and never sets a cookie.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from csplan.core.context_processors import NavigationItem

SECTIONS = (
    ("Published objectives", "objectives:set-list"),
    ("Data", "objectives:schema"),
    ("Work in csplan", "home"),
)
SOURCES = (
    "csplan/core/templatetags/*.py",
    "objectives/rules/*.py",
    "objectives/selectors/*.py",
    "objectives/views/published/*.py",
    "templates/base.html",
    "templates/components/*.html",
    "templates/objectives/public/*.html",
)
"""What decides how a page looks: a change in any of it is another edition of every page."""


class Keep(StrEnum):
    """How long a cache may keep an answer without asking again."""

    FOR_GOOD = "public, max-age=31536000, immutable"
    FOR_A_DAY = "public, max-age=86400"
    BRIEFLY = "public, max-age=60, must-revalidate"


def answered(
    request: HttpRequest,
    made_of: Iterable[object],
    changed_at: dt.datetime | None,
    keep: Keep,
    make: Callable[[], HttpResponse],
) -> HttpResponse:
    """304 when the reader's copy is still good, else what ``make`` returns; with its headers.

    The strong ETag is of ``made_of``, everything the answer depends on, and of the edition.
    """
    etag = _etag(made_of)
    stamp = int(changed_at.timestamp()) if changed_at else None
    kept = get_conditional_response(request, etag=etag, last_modified=stamp)
    response = kept if kept is not None else make()
    response["ETag"] = etag
    response["Cache-Control"] = keep.value
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    return response


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """The page without whose it is: no name, no menu of one's own, no messages, no token."""
    shared = {
        "navigation": tuple(_navigation(request.path)),
        "demonstration_day": settings.CSPLAN_CLOCK,
    }
    return HttpResponse(render_to_string(template, {**shared, **context}), status=status)


@lru_cache(maxsize=1)
def edition() -> str:
    """What the pages are made by: their templates, code and style, and the settings they show."""
    found = hashlib.sha256()
    for path in sorted(_sources()):
        found.update(path.read_bytes())
    shown = (static("dist/csplan.css"), static("dist/csplan.js"), settings.CSPLAN_ADDRESS)
    found.update(repr((*shown, settings.CSPLAN_CLOCK)).encode())
    return found.hexdigest()


def _sources() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from Path(settings.BASE_DIR).glob(pattern)


def _etag(made_of: Iterable[object]) -> str:
    words = repr((edition(), *made_of)).encode()
    return f'"{hashlib.sha256(words).hexdigest()}"'


def _navigation(path: str) -> Iterator[NavigationItem]:
    for label, name in SECTIONS:
        url = reverse(name)
        yield NavigationItem(label, name, url, name == _section(path))


def _section(path: str) -> str:
    """The section a page is in: the data's, or that of what is published."""
    data = reverse("objectives:schema")
    return "objectives:schema" if path.startswith(data) else "objectives:set-list"
