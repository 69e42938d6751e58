"""Confirming in one step the milestones that have not changed."""

from collections.abc import Collection, Sequence
from functools import cached_property
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from programme.models.returns import LONGEST_POST
from programme.permissions.returns import can_edit
from programme.selectors.unchanged import Unchanged, UnchangedMilestone, unchanged_milestones
from programme.services import confirm_unchanged
from programme.services.updates import CLOSED_MESSAGE
from programme.views.base import PAGE_SIZE, ReturnPage, page_of, pages

NOTHING_TICKED = "Select the milestones that have not changed"
OVERTAKEN = (
    "Somebody else has reported one of these meanwhile, so nothing was confirmed. "
    "Look at what is left, then confirm it"
)


class ReturnUnchangedView(ReturnPage):
    """Tick what stands as it stood last quarter; each is recorded as confirmed by the person."""

    here = "Confirm what has not changed"

    @cached_property
    def found(self) -> Unchanged:
        return unchanged_milestones(self.quarterly_return, actor=self.actor, on=self.today)

    def get(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        self._refuse_others()
        return self.show_list()

    def post(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        self._refuse_others()
        sent = frozenset(request.POST.getlist("milestone"))
        chosen = [m for m in self.found.confirmable if str(m.update.milestone_id) in sent]
        ticked = [m.update.milestone_id for m in chosen]
        if not sent:
            return self.show_list(error=NOTHING_TICKED, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if len(chosen) < len(sent):
            return self.show_list(ticked, error=OVERTAKEN, status=HTTPStatus.CONFLICT)
        try:
            self._confirm(chosen)
        except IncompleteError as error:
            return self.show_list(
                ticked, error=error.message, status=HTTPStatus.UNPROCESSABLE_ENTITY
            )
        except StaleVersionError:
            del self.found
            return self.show_list(ticked, error=OVERTAKEN, status=HTTPStatus.CONFLICT)
        noun = "milestone" if len(chosen) == 1 else "milestones"
        messages.success(request, f"Confirmed {len(chosen)} {noun} as unchanged")
        has_other_pages = len(self.found.confirmable) > PAGE_SIZE
        return redirect(request.path if has_other_pages else self.url("return-detail"))

    def _confirm(self, chosen: Sequence[UnchangedMilestone]) -> None:
        confirm_unchanged(
            unchanged=chosen,
            on_behalf_of=self.request.POST.get("on_behalf_of", ""),
            actor=self.actor,
            at=self.at,
        )

    def show_list(
        self, ticked: Collection[int] = (), *, error: str = "", status: int = HTTPStatus.OK
    ) -> HttpResponse:
        page = page_of(self.request, self.found.confirmable)
        context = {
            "found": self.found,
            "page": page,
            "pages": pages(page, "Pages of milestones"),
            "others": self.found.others[:PAGE_SIZE],
            "more": max(0, len(self.found.others) - PAGE_SIZE),
            "ticked": ticked,
            "error": error,
            "on_behalf_of": self.request.POST.get("on_behalf_of", ""),
            "longest_post": LONGEST_POST,
            "previous_label": self.quarterly_return.period.quarter.previous.short_label,
        }
        return self.show("programme/return_unchanged.html", context, status=status)

    def _refuse_others(self) -> None:
        if not can_edit(self.actor, self.quarterly_return):
            raise NotPermittedError("Only the locality’s co-ordinators can change its return")
        if not self.quarterly_return.is_editable_at(self.at):
            raise WrongStateError(CLOSED_MESSAGE)
