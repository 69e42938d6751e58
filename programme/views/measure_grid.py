"""All the measures of a return at once: typed in a grid, or pasted into it."""

import hashlib
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.errors import IncompleteError, StaleVersionError, WrongStateError
from csplan.core.form_layout import DraftBox
from csplan.drafts.posted import keep_posted
from csplan.drafts.restoring import kept_draft
from programme.forms.behalf import NAME as ON_BEHALF_OF
from programme.forms.measure_grid import GridRow, MeasureGrid, RowState
from programme.models.returns import LONGEST_POST
from programme.rules.pasting import Pasted, read_pasted
from programme.selectors.measure_grid import grid_lines, names_of
from programme.services import save_measures
from programme.views.base import EditorsPage

PASTE, LOOKED_AT = "paste", "paste-seen"


class ReturnMeasuresView(EditorsPage):
    """Whole rows are saved together; what cannot be saved stays in its boxes and says why."""

    here = "All measures"

    @cached_property
    def grid(self) -> MeasureGrid:
        return MeasureGrid(grid_lines(self.quarterly_return, self.actor))

    def get(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        self.refuse_others()
        if not self.quarterly_return.is_editable_at(self.at):
            raise WrongStateError(self.why_closed())
        draft = kept_draft(request)
        self.grid.restore(draft)
        pasted = draft.sent.get(PASTE, "") if draft else ""
        if draft and pasted.strip():
            self.grid.restored = draft
        return self.show_grid(pasted=pasted)

    def post(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        self.refuse_others()
        if not self.quarterly_return.is_editable_at(self.at):
            return self.too_late()
        pasted = request.POST.get(PASTE, "")
        if self._is_to_be_filled(pasted):
            return self.fill(pasted)
        return self.save(self.grid.take(request.POST), pasted)

    def _is_to_be_filled(self, pasted: str) -> bool:
        """What was pasted is shown in the grid before anything is saved, whatever was pressed.

        Saving leaves out only lines that were shown not to be understood.
        """
        is_asked = self.request.POST.get("do") == "fill"
        is_new = self.request.POST.get(LOOKED_AT) != _digest(pasted)
        return is_asked or (bool(pasted.strip()) and is_new)

    def fill(self, pasted: str) -> HttpResponse:
        """The grid with what was pasted in it; nothing is saved."""
        found = read_pasted(pasted, names_of(self.quarterly_return, self._lines))
        self.grid.fill(self.request.POST, found.figures)
        return self.show_grid(pasted=found.left, found=found)

    @property
    def _lines(self) -> list[Any]:
        return [row.line for row in self.grid.rows]

    def save(self, rows: dict[RowState, list[GridRow]], pasted: str) -> HttpResponse:
        """Save the rows that are whole; show again what could not be saved."""
        to_save, problem = rows[RowState.TO_SAVE], ""
        try:
            stale = self._save(to_save)
        except WrongStateError:
            return self.too_late()
        except IncompleteError as error:
            stale, problem = frozenset(), error.message
        saved_count = 0 if problem else len(to_save) - len(stale)
        if problem or stale or rows[RowState.WRONG]:
            return self.unsaved(saved_count, is_stale=bool(stale), problem=problem, pasted=pasted)
        self._say_saved(saved_count)
        stays = self.request.POST.get("do") == "stay"
        return redirect(self.request.path if stays else self.url("return-detail"))

    def _save(self, rows: list[GridRow]) -> frozenset[int]:
        """The measures that somebody else saved meanwhile."""
        if not rows:
            return frozenset()
        saves = [row.save() for row in rows]
        try:
            return save_measures(
                quarterly_return=self.quarterly_return,
                saves=saves,
                on_behalf_of=self.request.POST.get(ON_BEHALF_OF, ""),
                actor=self.actor,
                at=self.at,
            )
        except StaleVersionError:
            return frozenset(row.measure.pk for row in rows)

    def unsaved(
        self, saved_count: int, *, is_stale: bool, problem: str, pasted: str
    ) -> HttpResponse:
        """The grid over what is stored now, with what could not be saved in its boxes."""
        del self.grid
        again = self.grid.take(self.request.POST)
        for row in again[RowState.TO_SAVE] if is_stale else ():
            row.show_conflict()
        conflicts = self.grid.conflicts
        # A colleague saved the same: nobody need be asked anything.
        if not (conflicts or again[RowState.WRONG] or problem):
            self._say_saved(saved_count)
            return redirect(self.request.path)
        if saved_count:
            self._say_saved(saved_count)
        status = HTTPStatus.CONFLICT if conflicts else HTTPStatus.OK
        return self.show_grid(pasted=pasted, status=status, problem=problem)

    def _say_saved(self, count: int) -> None:
        words = "Saved: 1 measure" if count == 1 else f"Saved: {count} measures"
        messages.success(self.request, words if count else "No figure has changed")

    def too_late(self) -> HttpResponse:
        """The return has moved on: nothing can be saved, so the words are there to copy."""
        is_kept = keep_posted(self.request, at=self.at)
        del self.quarterly_return
        states = self.grid.take(self.request.POST)
        touched = [*states[RowState.TO_SAVE], *states[RowState.WRONG]]
        words = [pair for row in touched for pair in row.words()]
        if pasted := self.request.POST.get(PASTE, "").strip():
            words.append(("Pasted from a spreadsheet", pasted))
        context: dict[str, Any] = {"message": self.why_closed(), "title": self.here}
        context |= {"words": words, "back_url": self.back_url(), "is_kept": is_kept}
        return self.show("programme/too_late.html", context, status=HTTPStatus.CONFLICT)

    def show_grid(
        self,
        *,
        pasted: str = "",
        found: Pasted | None = None,
        problem: str = "",
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        context = {
            "grid": self.grid,
            "form": self.grid,
            "title": self.here,
            "pasted": pasted,
            "looked_at": _digest(pasted),
            "found": found,
            "problem": problem,
            "on_behalf_of": self._for_whom(),
            "longest_post": LONGEST_POST,
            "year": self.quarterly_return.period.year,
            "draft_box": DraftBox().render(None, {"request": self.request}),
        }
        return self.show("programme/return_measures.html", context, status=status)

    def _for_whom(self) -> str:
        """What stands in the box: as it was sent, or in the draft that is shown."""
        draft = self.grid.restored
        sent = draft.sent if draft else self.request.POST
        return sent.get(ON_BEHALF_OF, "")


def _digest(text: str) -> str:
    """A name for a pasted text, however a browser ends its lines."""
    return hashlib.sha256("\n".join(text.split()).encode("utf-8", "replace")).hexdigest()[:16]
