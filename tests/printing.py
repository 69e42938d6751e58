"""Printing without a process of its own, for tests about what is printed and not about how."""

from collections.abc import Callable

import pytest

from csplan.core.printing import renderer
from csplan.core.printing.assets import files_to_print_with
from csplan.core.printing.fonts import printable
from csplan.core.printing.names import FONTCONFIG_FILE


def _ignore(_words: str) -> None:
    """Tell nobody."""


def printed_here(html: str, tell: Callable[[str], None] = _ignore) -> bytes:
    """What ``render_pdf`` returns, in half a second less."""
    return rendered_here(printable(html, files_to_print_with()), tell)


def rendered_here(html: str, tell: Callable[[str], None] = _ignore) -> bytes:
    """The same, of characters that all have a shape."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(FONTCONFIG_FILE))
        return renderer.render(html, files_to_print_with(), tell)
