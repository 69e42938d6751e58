"""Printers a build can be given in a benchmark, beside the real one."""

from collections.abc import Callable
from io import BytesIO

import pikepdf


class BlankPrinter:
    """Prints one empty page, for a site whose pages are measured and not its packs."""

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes:
        data = BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(data)
        return data.getvalue()
