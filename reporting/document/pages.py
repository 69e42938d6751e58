"""A pack's HTML, for the PDF and for the screen, and its key facts. The same words in each."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from csplan.core.printing.assets import asset_path
from csplan.core.printing.names import EDITION_STYLES, PACK_STYLES
from reporting.document.links import without_dead_links
from reporting.document.sections import contents_of, sections_of
from reporting.document.view import PackView, read_view

Told = Mapping[str, Any] | PackView
"""A snapshot, or the view of it where several forms are made of one."""


def render_html(told: Told) -> str:
    """The finished, static document the PDF is made from. Depends on the snapshot alone."""
    context = _context(told) | {"style_sheet": PACK_STYLES}
    return _rendered("print", context)


def render_reading_page(told: Told) -> str:
    """The same words as a fragment to show inside ``base.html``; it holds the page's ``h1``.

    What it tells of leads to the page of its line, ``../lines/``, beside the page that shows it.
    Already escaped: mark it safe. Its look is in ``static/scss/_pack.scss``.
    """
    context = _context(told) | {"drills": True}
    return _rendered("reading_page", context)


def render_edition(told: Told) -> str:
    """The same words once more as one file to keep, with its own style sheet and no script.

    It reaches for nothing outside itself, and says so to the browser that opens it. Raises
    RenderError when the style sheet was not built.
    """
    # Our own style sheet, as it was built: no words of a pack are in it.
    style_sheet = SafeString(asset_path(EDITION_STYLES).read_text())
    context = _context(told) | {"style_sheet": style_sheet}
    return _rendered("edition", context)


def _rendered(template: str, context: dict[str, Any]) -> str:
    return without_dead_links(render_to_string(f"reporting/document/{template}.html", context))


def _view(told: Told) -> PackView:
    return told if isinstance(told, PackView) else read_view(told)


def _context(told: Told) -> dict[str, Any]:
    pack = _view(told)
    sections = sections_of(pack)
    return {"pack": pack, "sections": sections, "contents": contents_of(pack, sections)}


def key_facts(told: Told) -> dict[str, list[dict[str, str]]]:
    """The three headlines and what is off track, worst first, for whoever opens the pack.

    ``headlines`` hold figure, whole, words and the anchor of their section; ``off_track``
    title, locality, the anchor of the locality in the pack's page and the key of its line.
    Plain values, small enough to keep beside the pack.
    """
    view = _view(told)
    return {
        "headlines": [asdict(headline) for headline in view.summary.headlines],
        "off_track": [
            {
                "title": row.title,
                "locality": row.locality,
                "anchor": row.locality_anchor,
                "key": row.key,
            }
            for row in view.exceptions.off_track.rows
        ],
    }
