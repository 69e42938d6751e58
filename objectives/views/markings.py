"""How the markings of a year spread over the boxes: told once, and only in aggregate."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import FinancialYear, PeriodError
from objectives.choices_reviews import ReviewKind
from objectives.forms.reviews import TellForm
from objectives.models import MarkingSplit
from objectives.permissions.reviews import can_tell_split
from objectives.selectors.markings import level_progress, split_groups, years_with_sets
from objectives.selectors.reviews import reads_splits
from objectives.services.markings import tell_split
from objectives.views.base import ObjectivesPage
from objectives.views.reviews import kind_or_404


class SplitPage(ObjectivesPage):
    """Splits are told to the Head, the auditor, private offices and reviewers."""

    here = "Splits of markings"

    def refuse_others(self) -> None:
        if not reads_splits(self.actor):
            raise Http404

    def common(self) -> dict[str, Any]:
        start = Crumb("Reviews", reverse("objectives:review-list"))
        return {"crumbs": [start, *self.more_steps(), Crumb(self.here)]}

    def more_steps(self) -> list[Crumb]:
        return []


class SplitListView(SplitPage):
    """Every year and kind of review, and whether its split was told."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        told = set(MarkingSplit.objects.values_list("year_start", "kind"))
        lines = [
            (year, kind, (year.start_year, kind.value) in told)
            for year in years_with_sets()
            for kind in ReviewKind
        ]
        return self.show("objectives/splits.html", {"lines": lines})


class SplitView(SplitPage):
    """One split; until it is told, how many reviews are complete, and the Head's button."""

    @cached_property
    def year(self) -> FinancialYear:
        try:
            return FinancialYear.parse(self.kwargs["year"])
        except PeriodError:
            raise Http404 from None

    @cached_property
    def kind(self) -> ReviewKind:
        return kind_or_404(self.kwargs["kind"])

    @property
    def split(self) -> MarkingSplit | None:
        rows = MarkingSplit.objects.filter(year_start=self.year.start_year, kind=self.kind)
        return rows.select_related("by").first()

    @property
    def here(self) -> str:  # type: ignore[override]  # worked out
        return f"{self.kind.label}s, {self.year.label}"

    def more_steps(self) -> list[Crumb]:
        return [Crumb("Splits of markings", reverse("objectives:split-list"))]

    def back_url(self) -> str:
        return reverse("objectives:split", args=[self.year.slug, self.kind])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        return self.show_split(TellForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        if not can_tell_split(self.actor):
            raise NotPermittedError("Only the Head of CS Local can release the split")
        if self.split is not None:
            raise WrongStateError("This split was released before, and is released once only")
        form = TellForm(request.POST)
        form.is_valid()
        try:
            tell_split(year=self.year, kind=self.kind, actor=self.actor, at=self.at)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_split(form)
        messages.success(request, "The split is released")
        return redirect(self.back_url())

    def show_split(self, form: TellForm) -> HttpResponse:
        split = self.split
        context = {
            "heading": self.here,
            "split": split,
            "groups": list(split_groups(split)) if split else [],
            "levels": [] if split else level_progress(self.year, self.kind),
            "form": form if can_tell_split(self.actor) and split is None else None,
            "guided": settings.CSPLAN_GUIDED_SPLIT,
            "smallest_group": max(settings.CSPLAN_SMALLEST_MARKED_GROUP, 10),
            "smallest_box": max(settings.CSPLAN_SMALLEST_MARKED_BOX, 3),
        }
        return self.show("objectives/split.html", context)
