"""What a pack's content and files depend on besides rows: our own code, fonts and libraries."""

import hashlib
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from csplan.core.printing.assets import asset_path
from csplan.core.printing.names import EDITION_STYLES, FONTS, PACK_STYLES, font_url

LIBRARIES = ("Django", "weasyprint", "pydyf")
CODE = ("csplan/accounts", "csplan/core", "localities", "objectives", "programme", "reporting")
TEMPLATES = "templates/reporting/document"


@lru_cache(maxsize=1)
def libraries() -> dict[str, str]:
    """The versions a pack's manifest names. Kept, as the code is: looking them up is slow."""
    return {name: version(name) for name in LIBRARIES}


@lru_cache(maxsize=1)
def rendering_fingerprint() -> str:
    """One digest of all of it. A process goes on with the code it began with, so it is kept."""
    found = hashlib.sha256(repr((sys.version, sorted(libraries().items()))).encode())
    for path in _files():
        found.update(f"\n{path.name} ".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _files() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    for folder in CODE:
        yield from sorted((root / folder).rglob("*.py"))
    yield from sorted((root / TEMPLATES).rglob("*.html"))
    for url in (PACK_STYLES, EDITION_STYLES, *(font_url(name) for name in FONTS)):
        yield asset_path(url)
