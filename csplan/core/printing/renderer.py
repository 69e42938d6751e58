"""The PDF renderer, closed to everything but our own assets.

Importing this needs Pango on the machine: ``csplan.core.printing.child`` imports it, in a process
that prints one document and ends.
"""

import gc
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from csplan.core.printing import tags, tuning
from csplan.core.printing.errors import RenderError
from csplan.core.printing.fonts import font
from csplan.core.printing.names import FONT_FAMILIES, SCHEME

VARIANT = "pdf/ua-1"
PAGES_BETWEEN_WORDS = 5
_PAGE = re.compile(r"Step 5 - Creating layout - Page (?P<number>\d+)")


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Serves the files it is given, by their names; anything else stops the rendering."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False, fail_on_errors=True)
        self.files = files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        path = self.files.get(url)
        if path is None:
            raise RenderError(f"Nothing is printed with “{url}”")
        if path.suffix == ".css":
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "text/css"})
        return URLFetcherResponse(url, font(path), {"Content-Type": "font/ttf"})


def render(html: str, files: Mapping[str, Path], progress: Callable[[str], None]) -> bytes:
    """``html`` as a tagged PDF, with ``files`` by their names. Raises RenderError for anything.

    The libraries are altered for as long as the process lives. ``FONTCONFIG_FILE`` has to be in
    the environment: Fontconfig reads it for each new document.
    """
    tuning.keep_page_references()
    tuning.forget_the_layout()
    tuning.style_no_notes()
    tags.write_one_tag_for_each_element()
    try:
        return _render(html, files, progress)
    except (FatalURLFetchingError, Exception) as error:
        if isinstance(error, RenderError):
            raise
        raise RenderError(_reason(error)) from error


def _render(html: str, files: Mapping[str, Path], progress: Callable[[str], None]) -> bytes:
    with _complaints() as complaints, _progress_words(progress):
        document = weasyprint.HTML(string=html, url_fetcher=AssetFetcher(files)).render(
            pdf_variant=VARIANT
        )
        gc.collect()
        data: bytes = document.write_pdf(pdf_variant=VARIANT)
    _refuse_complaints(complaints)
    _refuse_foreign_fonts(document)
    return data


def _reason(error: BaseException) -> str:
    """What went wrong, from the first cause, which says it best."""
    while error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, MemoryError):
        return "It takes more memory than printing may use"
    return str(error) or type(error).__name__


def _refuse_complaints(complaints: list[str]) -> None:
    if complaints:
        raise RenderError("; ".join(complaints[:5]))


def _refuse_foreign_fonts(document: Any) -> None:
    """The same bytes everywhere need the same fonts everywhere."""
    foreign = {font.family for font in document.fonts.values()} - FONT_FAMILIES
    if foreign:
        raise RenderError(f"Text was set in {', '.join(sorted(foreign))}")


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
