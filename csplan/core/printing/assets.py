"""Where the files lie that documents are printed with: style sheets and fonts, nothing else."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from csplan.core.printing.errors import RenderError
from csplan.core.printing.names import (
    EDITION_STYLES,
    FONTS,
    OBJECTIVES_STYLES,
    PACK_STYLES,
    font_url,
)

_STYLES = {PACK_STYLES: "print/pack.css", OBJECTIVES_STYLES: "print/objectives.css"}
_PRINTED_WITH = {**_STYLES, **{font_url(name): f"dist/fonts/{name}" for name in FONTS}}
_PLACES = _PRINTED_WITH | {EDITION_STYLES: "dist/edition.css"}


def asset_path(url: str) -> Path:
    """Where the asset named ``url`` lies. Raises RenderError for any other name, or when missing.

    The fonts are put in place by ``npm run build``.
    """
    place = _PLACES.get(url)
    if place is None:
        raise RenderError(f"Nothing is printed with “{url}”")
    found = finders.find(place) or _collected(place)
    if found is None:
        raise RenderError(f"“{place}” is missing: build the static files with npm run build")
    return Path(found)


def files_to_print_with() -> dict[str, Path]:
    """Where each asset lies that a document may ask for. Raises RenderError if one is missing."""
    return {url: asset_path(url) for url in _PRINTED_WITH}


def with_files(html: str) -> str:
    """``html`` with its assets named by file, for a renderer that does not know our scheme."""
    for style in _STYLES:
        link = f'<link rel="stylesheet" href="{style}">'
        if link in html:
            html = html.replace(link, f"<style>{_sheet_with_files(style)}</style>")
    return html


def _sheet_with_files(style: str) -> str:
    sheet = asset_path(style).read_text()
    for url in _PLACES:
        sheet = sheet.replace(f'"{url}"', f'"{asset_path(url).as_uri()}"')
    return sheet


def _collected(place: str) -> str | None:
    root = settings.STATIC_ROOT
    path = Path(root) / place if root else None
    return str(path) if path and path.is_file() else None
