"""The PDF renderer, closed to everything but our own assets.

Importing this needs Pango on the machine: ``csplan.core.printing.pdf`` imports it when something
is printed, so that everything else works without.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import weasyprint
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from csplan.core.printing import tags, tuning
from csplan.core.printing.assets import FONT_FAMILIES, FONTCONFIG_FILE, SCHEME, asset_path, font
from csplan.core.printing.errors import RenderError

VARIANT = "pdf/ua-1"
PAGES_BETWEEN_WORDS = 5
_PAGE = re.compile(r"Step 5 - Creating layout - Page (?P<number>\d+)")


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Serves the named assets; anything else stops the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        path = asset_path(url)
        if path.suffix == ".css":
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "text/css"})
        return URLFetcherResponse(url, font(path), {"Content-Type": "font/ttf"})


def render(html: str, progress: Callable[[str], None]) -> bytes:
    """``html`` as a tagged PDF. Raises RenderError, whatever goes wrong."""
    try:
        return _render(html, progress)
    except (FatalURLFetchingError, Exception) as error:
        if isinstance(error, RenderError):
            raise
        raise RenderError(_reason(error)) from error


def _render(html: str, progress: Callable[[str], None]) -> bytes:
    with ExitStack() as stack:
        stack.enter_context(tuning.unhurried_collector())
        stack.enter_context(tuning.page_references_kept())
        stack.enter_context(tags.one_tag_for_each_element())
        stack.enter_context(_bundled_fonts_alone())
        complaints = stack.enter_context(_complaints())
        stack.enter_context(_progress_words(progress))
        document = weasyprint.HTML(string=html, url_fetcher=AssetFetcher()).render(
            pdf_variant=VARIANT
        )
        data: bytes = document.write_pdf(pdf_variant=VARIANT)
    _refuse_complaints(complaints)
    _refuse_foreign_fonts(document)
    return data


def _reason(error: BaseException) -> str:
    """What went wrong, from the first cause, which says it best."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__


def _refuse_complaints(complaints: list[str]) -> None:
    if complaints:
        raise RenderError("; ".join(complaints[:5]))


def _refuse_foreign_fonts(document: Any) -> None:
    """The same bytes everywhere need the same fonts everywhere."""
    foreign = {font.family for font in document.fonts.values()} - FONT_FAMILIES
    if foreign:
        raise RenderError(f"Text was set in {', '.join(sorted(foreign))}")


@contextmanager
def _bundled_fonts_alone() -> Iterator[None]:
    """Hide the machine's fonts: Fontconfig reads its variable for each new document."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONTCONFIG_FILE)
    try:
        yield
    finally:
        os.environ.pop("FONTCONFIG_FILE")
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


class _Listener(logging.Handler):
    """Hands each message of a logger to a function."""

    def __init__(self, hear: Callable[[str], object]) -> None:
        super().__init__()
        self.hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        self.hear(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What the renderer warns of: a missing glyph, a broken link, a style it does not know."""
    heard: list[str] = []
    with _listening(LOGGER, logging.WARNING, heard.append):
        yield heard


@contextmanager
def _progress_words(progress: Callable[[str], None]) -> Iterator[None]:
    words = _Words(progress)
    with _listening(PROGRESS_LOGGER, logging.INFO, words.hear):
        yield


@contextmanager
def _listening(
    logger: logging.Logger, level: int, hear: Callable[[str], object]
) -> Iterator[None]:
    before = logger.level, logger.propagate
    listener = _Listener(hear)
    logger.addHandler(listener)
    logger.setLevel(level)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.setLevel(before[0])
        logger.propagate = before[1]


class _Words:
    """Turns the renderer's steps into words for a person, every few pages."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell
        self.page = 0

    def hear(self, message: str) -> None:
        page = _PAGE.fullmatch(message)
        if page:
            self._hear_page(int(page["number"]))
        elif message.startswith("Step 6"):
            self.tell("Writing the PDF")

    def _hear_page(self, number: int) -> None:
        # Pages laid out again, when the contents find out where things are, are not progress.
        if number > self.page:
            self.page = number
            if number % PAGES_BETWEEN_WORDS == 1:
                self.tell(f"Laying out page {number}")
