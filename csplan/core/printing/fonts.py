"""The bundled fonts, unpacked, and which characters they have. Needs no Django."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont, woff2

from csplan.core.printing.names import FONTS, font_url

# Characters with no shape of their own, such as joiners and variation selectors.
_SHAPELESS = frozenset({"Cf", "Mn"})


@lru_cache(maxsize=len(FONTS))
def font(path: Path) -> bytes:
    """A font as TrueType. Unpacked once in a process: the renderer would for each document."""
    unpacked = BytesIO()
    woff2.decompress(BytesIO(path.read_bytes()), unpacked)
    return unpacked.getvalue()


def printable(html: str, files: Mapping[str, Path]) -> str:
    """``html`` with each character the bundled fonts lack written as its name in brackets.

    So an emoji never falls to whatever font a machine has, prints as a box or stops the printing.
    ``files`` holds where the fonts lie, by their names.
    """
    known = _code_points(tuple(files[font_url(name)] for name in FONTS if "-400-" in name))
    unknown = {each for each in set(html) if each >= "\x7f" and ord(each) not in known}
    return html.translate({ord(each): _in_words(each) for each in unknown})


def _in_words(character: str) -> str:
    if unicodedata.category(character) in _SHAPELESS:
        return ""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"[{name.lower()}]"


@lru_cache(maxsize=1)
def _code_points(paths: tuple[Path, ...]) -> frozenset[int]:
    fonts = [TTFont(BytesIO(font(path))) for path in paths]
    return frozenset().union(*(each.getBestCmap() for each in fonts))
