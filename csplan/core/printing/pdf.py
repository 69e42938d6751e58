"""A finished HTML document as a tagged PDF that was checked, made in a process of its own."""

from csplan.core.printing.process import Progress, print_apart


def render_pdf(html: str, *, progress: Progress | None = None) -> bytes:
    """``html`` as PDF/UA-1, fit to be stored: the same bytes for the same HTML, anywhere.

    ``progress`` is told in words how far it is, every few pages, and what it raises ends the
    printing. Reads nothing but the assets named in ``csplan.core.printing.assets``. A character
    the bundled fonts lack is printed as its name in brackets. Raises RenderError for anything
    that goes wrong, a style the renderer does not know among it, and PrinterStoppedError where
    it is not the document's fault.
    """
    return print_apart(html, progress).pdf
