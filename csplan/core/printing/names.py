"""What documents are printed with, by name. Needs nothing but Python.

A document names its assets by a scheme of their own, ``csplan:``, which only our fetcher knows.
"""

from pathlib import Path

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
CHECKING = "Checking the PDF"
"""What is told when the PDF is written and about to be checked."""


def font_url(name: str) -> str:
    """What a document calls one of ``FONTS``."""
    return f"{SCHEME}:fonts/{name}"
