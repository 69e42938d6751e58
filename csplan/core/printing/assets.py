"""The files documents are printed with: their style sheets and fonts, and nothing else.

A document names them by a scheme of their own, ``csplan:``, which only our own fetcher knows.
"""

import unicodedata
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont, woff2

from csplan.core.printing.errors import RenderError

SCHEME = "csplan"
PACK_STYLES = f"{SCHEME}:pack.css"
OBJECTIVES_STYLES = f"{SCHEME}:objectives.css"
EDITION_STYLES = f"{SCHEME}:edition.css"
FONTS = (
    "source-sans-3-latin-400-normal.woff2",
    "source-sans-3-latin-600-normal.woff2",
    "source-sans-3-latin-ext-400-normal.woff2",
    "source-sans-3-latin-ext-600-normal.woff2",
)
FONT_FAMILIES = frozenset({"Source Sans 3", "Source Sans 3 Extended"})
"""The second holds the letters that the first lacks: see the style sheets."""
FONTCONFIG_FILE = Path(__file__).with_name("fonts.conf")
_STYLES = {PACK_STYLES: "print/pack.css", OBJECTIVES_STYLES: "print/objectives.css"}
_PLACES = {
    **_STYLES,
    EDITION_STYLES: "dist/edition.css",
    **{f"{SCHEME}:fonts/{name}": f"dist/fonts/{name}" for name in FONTS},
}
# Characters with no shape of their own, such as joiners and variation selectors.
_SHAPELESS = frozenset({"Cf", "Mn"})


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


@lru_cache(maxsize=len(FONTS))
def font(path: Path) -> bytes:
    """A font as TrueType. Unpacked once in a process: the renderer would for each document."""
    unpacked = BytesIO()
    woff2.decompress(BytesIO(path.read_bytes()), unpacked)
    return unpacked.getvalue()


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


def printable(html: str) -> str:
    """``html`` with each character the bundled fonts lack written as its name in brackets.

    So an emoji never falls to whatever font a machine has, prints as a box or stops the printing.
    """
    unknown = {character for character in set(html) if not _is_printable(character)}
    return html.translate({ord(character): _in_words(character) for character in unknown})


def _is_printable(character: str) -> bool:
    return character < "\x7f" or ord(character) in _code_points()


def _in_words(character: str) -> str:
    if unicodedata.category(character) in _SHAPELESS:
        return ""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"[{name.lower()}]"


@lru_cache(maxsize=1)
def _code_points() -> frozenset[int]:
    paths = [asset_path(f"{SCHEME}:fonts/{name}") for name in FONTS]
    fonts = [TTFont(BytesIO(font(path))) for path in paths if "-400-" in path.name]
    return frozenset().union(*(each.getBestCmap() for each in fonts))


def _collected(place: str) -> str | None:
    root = settings.STATIC_ROOT
    path = Path(root) / place if root else None
    return str(path) if path and path.is_file() else None
