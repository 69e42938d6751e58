"""The check that a PDF is fit to be stored. Needs no Django."""

from io import BytesIO

import pikepdf

from csplan.core.printing.errors import RenderError


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
