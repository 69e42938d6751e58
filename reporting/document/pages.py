"""A pack's HTML: for the PDF, and to be read on screen. The same templates, the same words."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from reporting.document.assets import STYLE_SHEET, printable
from reporting.document.view import read_view


def render_html(snapshot: Mapping[str, Any]) -> str:
    """The finished, static document the PDF is made from. Depends on ``snapshot`` alone."""
    context = {"pack": read_view(snapshot), "style_sheet": STYLE_SHEET}
    return printable(render_to_string("reporting/document/print.html", context))


def render_reading_page(snapshot: Mapping[str, Any]) -> str:
    """The same words as a fragment to show inside ``base.html``; it holds the page's ``h1``.

    Already escaped: mark it safe. Its look is in ``static/scss/_pack.scss``.
    """
    context = {"pack": read_view(snapshot)}
    return render_to_string("reporting/document/reading_page.html", context)
