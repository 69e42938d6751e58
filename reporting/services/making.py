"""Making every form of a pack from its frozen content alone.

Workers and commands alone import this module, so pages do without the renderer and its libraries.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from reporting.choices import BuildStep, FileKind
from reporting.document.editions import other_forms
from reporting.document.pages import key_facts, render_html, render_reading_page
from reporting.document.snapshot import canonical_bytes, parse
from reporting.document.view import read_view
from reporting.services.reuse import Made

Report = Callable[..., None]
"""Told each step, and within one in words how far it is."""


class Printer(Protocol):
    """What turns HTML into a PDF; the module ``csplan.core.printing.pdf`` is one."""

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes: ...

    def check_pdf(self, data: bytes) -> None: ...


def to_nobody(step: BuildStep, words: str = "") -> None:
    """For whoever waits without watching."""


def make(content: Mapping[str, Any], printer: Printer, report: Report = to_nobody) -> Made:
    """The files. The same content, code, fonts and libraries give the same bytes."""
    data = canonical_bytes(content)
    snapshot = parse(data)
    report(BuildStep.COMPOSE)
    view = read_view(snapshot)
    html, page = render_html(view), render_reading_page(view)
    others, facts = other_forms(snapshot, view), key_facts(view)
    # Printing takes the most memory: what the other forms needed is given back before.
    del view
    report(BuildStep.PRINT)
    pdf = printer.render_pdf(html, progress=lambda words: report(BuildStep.PRINT, words))
    report(BuildStep.CHECK)
    printer.check_pdf(pdf)
    files = {FileKind.SNAPSHOT: data, FileKind.PDF: pdf, FileKind.PAGE: page.encode()}
    return Made(files | others, {"facts": facts})
