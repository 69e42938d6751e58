"""What makes the renderer quicker without changing a byte of what it writes.

Each is in force inside its ``with`` block alone, and does nothing for a version of the
library it was not measured with. See docs/pdf.md.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pydyf

PYDYF_MEASURED = "0.13.0"
# Laying out a page makes some tens of thousands of boxes, hardly any of them garbage.
ALLOCATIONS_BETWEEN_COLLECTIONS = 200_000


@contextmanager
def unhurried_collector() -> Iterator[None]:
    """Keep the garbage collector from walking over everything alive again and again."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


@contextmanager
def page_references_kept() -> Iterator[None]:
    """Mend ``pydyf.PDF.page_references``, which rebuilds a tuple of all pages at each reading.

    It is read for every bookmark and every tag, so that writing takes time by the square of
    the number of pages.
    """
    if pydyf.__version__ != PYDYF_MEASURED:
        yield
        return
    stock = pydyf.PDF.page_references
    pydyf.PDF.page_references = property(_page_references)
    try:
        yield
    finally:
        pydyf.PDF.page_references = stock


def _page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """What the stock property returns, made anew only when a page was added."""
    if _is_stale(pdf):
        numbers = pdf.pages["Kids"][::3]
        pdf.kept_references = tuple(f"{number} 0 R".encode("ascii") for number in numbers)
    return pdf.kept_references  # type: ignore[no-any-return]


def _is_stale(pdf: pydyf.PDF) -> bool:
    kept = getattr(pdf, "kept_references", None)
    return kept is None or len(kept) * 3 != len(pdf.pages["Kids"])
