"""A finished HTML document as a tagged PDF, and the check that it is fit to be stored."""

from collections.abc import Callable
from importlib import import_module
from io import BytesIO

import pikepdf

from csplan.core.printing.errors import RenderError

__all__ = ["RenderError", "check_pdf", "render_pdf"]


def render_pdf(html: str, *, progress: Callable[[str], None] | None = None) -> bytes:
    """``html`` as PDF/UA-1: the same bytes for the same HTML, anywhere.

    ``progress`` is told in words how far it is, every few pages. Reads nothing but the assets
    named in ``csplan.core.printing.assets``. Raises RenderError for anything that goes wrong, a
    character without a shape and a style the renderer does not know among them.
    """
    try:
        # Here and not above: pages, tasks and tests that print nothing must work on a machine
        # without the renderer's system libraries.
        renderer = import_module("csplan.core.printing.renderer")
    except OSError as error:
        raise RenderError("The renderer's system libraries are missing: install Pango") from error
    data: bytes = renderer.render(html, progress or _ignore)
    return data


def check_pdf(data: bytes) -> None:
    """Raise RenderError unless ``data`` is a PDF with pages, tags, a language and a title."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            missing = _missing(pdf)
    except pikepdf.PdfError as error:
        raise RenderError(f"The PDF does not parse: {error}") from error
    if missing:
        raise RenderError(f"The PDF has no {', no '.join(missing)}")


def _missing(pdf: pikepdf.Pdf) -> list[str]:
    root = pdf.Root
    marked = root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
    shown = root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False)
    with pdf.open_metadata() as metadata:
        title, part = metadata.get("dc:title"), metadata.get("pdfuaid:part")
    found = {
        "pages": len(pdf.pages) > 0,
        "tags": bool(marked) and "/StructTreeRoot" in root,
        "language": bool(str(root.get("/Lang", ""))),
        "title": bool(title) and bool(shown),
        "mark of PDF/UA": part == "1",
    }
    return [name for name, is_there in found.items() if not is_there]


def _ignore(_words: str) -> None:
    """Tell nobody."""
