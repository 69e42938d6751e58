"""What makes the renderer quicker and smaller without changing a byte of what it writes.

It stays in force while the process lives, and does nothing for a version of the library it was
not measured with. See docs/pdf.md.
"""

import gc
from collections.abc import Iterator
from typing import Any

import pydyf
import weasyprint
import weasyprint.document
import weasyprint.html
from weasyprint.layout import layout_document

PYDYF_MEASURED = "0.13.0"
WEASYPRINT_MEASURED = "70.0"
PARTS_OF_NOTES = frozenset(
    {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
)
# Laying out a page makes some tens of thousands of boxes, hardly any of them garbage.
ALLOCATIONS_BETWEEN_COLLECTIONS = 200_000


def hurry_no_collector() -> None:
    """Keep the garbage collector from walking over everything alive again and again."""
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


def forget_the_layout() -> None:
    """Have the styles and boxes that pages were laid out from let go before they are drawn.

    A drawing on a page holds the context of the layout, and through it all of them: a quarter of
    the memory, which the writing then needs. To be followed by a collection after the layout.
    """
    if weasyprint.__version__ == WEASYPRINT_MEASURED:
        weasyprint.document.layout_document = lay_out_and_forget


def lay_out_and_forget(html: Any, root_box: Any, context: Any) -> Iterator[Any]:
    """The stock function's pages. Nothing is asked of these two parts once all are made."""
    yield from layout_document(html, root_box, context)
    context.style_for = context.target_collector = None


def style_no_notes() -> None:
    """Have no styles reckoned for five parts of a footnote at every element of a document.

    Ours have no footnotes, and these were most of the styles.
    """
    if weasyprint.__version__ == WEASYPRINT_MEASURED:
        # Each is a test, a specificity, a number, the name of a part, and declarations.
        rules = weasyprint.html.UA_STYLESHEET.matcher.other_selectors
        rules[:] = [rule for rule in rules if rule[3] not in PARTS_OF_NOTES]


def keep_page_references() -> None:
    """Mend ``pydyf.PDF.page_references``, which rebuilds a tuple of all pages at each reading.

    It is read for every bookmark and every tag, so that writing takes time by the square of
    the number of pages.
    """
    if pydyf.__version__ == PYDYF_MEASURED:
        pydyf.PDF.page_references = property(page_references)


def page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """What the stock property returns, made anew only when a page was added."""
    if _is_stale(pdf):
        numbers = pdf.pages["Kids"][::3]
        pdf.kept_references = tuple(f"{number} 0 R".encode("ascii") for number in numbers)
    return pdf.kept_references  # type: ignore[no-any-return]


def _is_stale(pdf: pydyf.PDF) -> bool:
    kept = getattr(pdf, "kept_references", None)
    return kept is None or len(kept) * 3 != len(pdf.pages["Kids"])
