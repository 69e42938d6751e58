"""Marking every page of a copy of a PDF, so that nobody takes it for what was published.

The mark is an artifact: the tags that a screen reader follows stay as they are. The document's
title, which it reads out first, bears the mark too. The stored file is never touched.
"""

from functools import lru_cache
from io import BytesIO

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont

from csplan.core.printing.assets import asset_path
from csplan.core.printing.fonts import font
from csplan.core.printing.names import FONTS, font_url

FONT_NAME = "/CsplanMark"
FIRST, LAST = 32, 126
LINE_SIZE, FROM_TOP = 10, 19
BEHIND_SIZE, BEHIND_GREY = 130, 0.93
ALONG = 0.7071
"""The cosine and the sine of 45 degrees."""

FAMILY = "MARKED+SourceSans3-Semibold"


def marked(data: bytes, *, word: str, line: str) -> bytes:
    """A copy with ``word`` across every page, behind what is printed, and ``line`` at its head.

    Both are printed in ASCII. The same copy is the same bytes each time.
    """
    with pikepdf.open(BytesIO(data)) as pdf:
        face = pdf.make_indirect(_font(pdf))
        for page in pdf.pages:
            name = page.add_resource(face, pikepdf.Name.Font, pikepdf.Name(FONT_NAME))
            page.contents_add(_mark(page, str(name), word, line), prepend=True)
        _mark_title(pdf, word)
        copy = BytesIO()
        pdf.save(copy, deterministic_id=True)
    return copy.getvalue()


def _mark_title(pdf: pikepdf.Pdf, word: str) -> None:
    title = f"{word}: {pdf.docinfo.get('/Title', '')}"
    pdf.docinfo["/Title"] = title
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title


def _mark(page: pikepdf.Page, name: str, word: str, line: str) -> bytes:
    """Balanced, so that what is printed after it is printed as before."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    across, up = (left + right) / 2, (bottom + top) / 2
    half = _width(word) * BEHIND_SIZE / 2000 * ALONG
    behind = (
        f"{BEHIND_GREY} g {name} {BEHIND_SIZE} Tf "
        f"{ALONG} {ALONG} -{ALONG} {ALONG} {across - half:.2f} {up - half:.2f} Tm "
        f"{_text(word)} Tj"
    )
    start = across - _width(line) * LINE_SIZE / 2000
    head = f"0.69 0.05 0.12 rg {name} {LINE_SIZE} Tf 1 0 0 1 {start:.2f} {top - FROM_TOP:.2f} Tm"
    artifact = "/Artifact <</Type /Pagination /Subtype /Watermark>> BDC"
    return f"{artifact} q BT {behind} {head} {_text(line)} Tj ET Q EMC\n".encode()


def _text(words: str) -> str:
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"({escaped})"


def _width(words: str) -> float:
    """In thousandths of the size."""
    widths = _face()[1]
    return sum(widths[ord(each) - FIRST] for each in words)


def _font(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    data, widths = _face()
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name(f"/{FAMILY}"),
        Flags=32,
        FontBBox=[-250, -300, 1200, 1000],
        ItalicAngle=0,
        Ascent=984,
        Descent=-273,
        CapHeight=660,
        StemV=110,
        FontFile2=pdf.make_stream(data),
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.TrueType,
        BaseFont=pikepdf.Name(f"/{FAMILY}"),
        FirstChar=FIRST,
        LastChar=LAST,
        Widths=list(widths),
        Encoding=pikepdf.Name.WinAnsiEncoding,
        FontDescriptor=pdf.make_indirect(descriptor),
    )


@lru_cache(maxsize=1)
def _face() -> tuple[bytes, tuple[int, ...]]:
    """The bundled semibold face with ASCII alone, and its widths in thousandths of the size."""
    (name,) = (each for each in FONTS if "latin-600" in each)
    face = TTFont(BytesIO(font(asset_path(font_url(name)))))
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=range(FIRST, LAST + 1))
    cut.subset(face)
    names, units = face.getBestCmap(), face["head"].unitsPerEm
    advances = (face["hmtx"][names[code]][0] for code in range(FIRST, LAST + 1))
    widths = tuple(round(each * 1000 / units) for each in advances)
    data = BytesIO()
    face.save(data)
    return data.getvalue(), widths
