"""Making every form of a pack from its frozen content alone.

Workers and commands alone import this module, so pages do without the renderer and its libraries.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from csplan.core.printing.names import CHECKING
from reporting.choices import BuildStep, FileKind
from reporting.document.editions import other_forms
from reporting.document.pages import key_facts, render_html, render_reading_page
from reporting.document.snapshot import canonical_bytes, parse
from reporting.document.view import read_view
from reporting.services.reuse import Made

Report = Callable[..., None]
"""Told each step, and within one in words how far it is."""


class Printer(Protocol):
    """What turns HTML into a PDF and checks it; the module ``csplan.core.printing.pdf`` is one."""

    def render_pdf(self, html: str, *, progress: Callable[[str], None] | None = None) -> bytes: ...


def to_nobody(step: BuildStep, words: str = "") -> None:
    """For whoever waits without watching."""


def _told_by_steps(report: Report) -> Callable[[str], None]:
    """Takes what the printer tells: it checks the PDF itself, which people see as a step."""

    def tell(words: str) -> None:
        if words == CHECKING:
            report(BuildStep.CHECK)
        else:
            report(BuildStep.PRINT, words)

    return tell


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
    pdf = printer.render_pdf(html, progress=_told_by_steps(report))
    files = {FileKind.SNAPSHOT: data, FileKind.PDF: pdf, FileKind.PAGE: page.encode()}
    return Made(files | others, {"facts": facts})
