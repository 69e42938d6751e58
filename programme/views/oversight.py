"""The national view of a quarter: reminders, ratings, commentary and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from csplan.accounts.actors import Actor
from csplan.core.components import Crumb, TextDifference
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.models import ReportingPeriod
from programme.choices import MODERATED_IN
from programme.forms.oversight import CommentaryForm, ModerationForm
from programme.models import MilestoneUpdate, Outcome, OutcomeCommentary, QuarterlyReturn
from programme.permissions.oversight import can_comment, can_moderate, can_nudge, can_oversee
from programme.selectors.answers import milestone_lines, whole_milestones
from programme.selectors.commentary import (
    commentary_lines,
    find_commentary,
    find_outcome,
    is_published,
)
from programme.selectors.moderation import MEASURES, SHOWS, TO_LOOK_AT, ModerationQueue
from programme.selectors.oversight import corrections, restated, restatements
from programme.selectors.ratings import ThreeRatings, ratings_by_milestone, return_standings
from programme.services import moderate_rating, nudge_late, nudge_return, save_commentary
from programme.views.base import (
    PAGE_SIZE,
    PeriodPage,
    ReturnPage,
    crumbs,
    page_of,
    pages,
    update_or_404,
)

NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class View:
    """One of the views of a quarter, for the list of them."""

    label: str
    url: str
    is_current: bool


def views_of(period: ReportingPeriod, actor: Actor, current: str) -> list[View]:
    """The views of a quarter open to the actor; none while there is only one."""
    if not can_oversee(actor):
        return []
    named = (
        ("Returns", "return-list"),
        ("Ratings", "moderation-queue"),
        ("Commentary", "commentary-list"),
        ("Corrections", "correction-list"),
    )
    return [
        View(label, reverse(f"programme:{name}", args=[period.slug]), name == current)
        for label, name in named
    ]


class OversightPage(PeriodPage):
    """A view of a quarter for the national team, the Head and the auditor."""

    name: str
    here: str

    def common(self) -> dict[str, Any]:
        step = (self.period.quarter.short_label, self.back_url())
        return {
            **super().common(),
            "crumbs": crumbs(step, here=self.here),
            "views": views_of(self.period, self.actor, self.name),
        }

    def refuse_others(self) -> None:
        # The address first: who may not oversee may still ask for what does not exist.
        if self.period and not can_oversee(self.actor):
            raise NotPermittedError("Only the national team oversees a quarter")


class NudgePage(ReturnPage):
    """Reminds whoever owes a return's next step; there is nothing to see."""

    http_method_names = ("post",)

    def back_url(self) -> str:
        return _back_to_grid(self.quarterly_return.period, self.request)

    def post(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        if self.quarterly_return and not can_nudge(self.actor):
            raise NotPermittedError("Only the national team and the Head send reminders")
        nudge_return(quarterly_return=self.quarterly_return, actor=self.actor, at=self.at)
        messages.success(request, f"{self.quarterly_return.locality} will be reminded by e-mail")
        return redirect(self.back_url())


class NudgeLatePage(PeriodPage):
    """Reminds every locality that is late."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        if self.period and not can_nudge(self.actor):
            raise NotPermittedError("Only the national team and the Head send reminders")
        done = nudge_late(period=self.period, actor=self.actor, at=self.at)
        if done.reminded:
            messages.success(request, f"Will be reminded by e-mail: {_listed(done.reminded)}")
        else:
            messages.info(request, "Nobody was left to remind today")
        if done.orphaned:
            names = _listed(done.orphaned)
            messages.info(request, f"Nobody holds the post that is asked for in {names}")
        return redirect(_back_to_grid(self.period, request))


def _back_to_grid(period: ReportingPeriod, request: HttpRequest) -> str:
    """The grid as it was filtered and turned to."""
    kept = {name: request.GET[name] for name in ("show", "page") if request.GET.get(name)}
    url = reverse("programme:return-list", args=[period.slug])
    return f"{url}?{urlencode(kept)}" if kept else url


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


class ModerationQueuePage(OversightPage):
    """Where ratings differ, or the national team has rated over a locality."""

    name = "moderation-queue"
    here = "Ratings"

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        self.refuse_others()
        queue = ModerationQueue(self.period)
        localities = dict(queue.localities())
        locality = request.GET.get("locality", "")
        locality = locality if locality in localities else ""
        show = request.GET.get("show", "")
        show = show if show in SHOWS else TO_LOOK_AT
        context = {
            "shows": [
                (words, f"?{_query(name, locality)}", name == show)
                for name, words in SHOWS.items()
            ],
            "show": show,
            "localities": localities.items(),
            "locality": locality,
            "total": len(queue.returns),
            "may_moderate": can_moderate(self.actor),
            **self._lines(queue, show, locality),
        }
        return self.show("programme/moderation_queue.html", context)

    def _lines(self, queue: ModerationQueue, show: str, locality: str) -> dict[str, Any]:
        query = _query(show, locality)
        if show == MEASURES:
            measures = page_of(self.request, queue.measures(locality))
            listed = pages(measures, "Pages of measures", query=query)
            return {"measures": measures.object_list, "pages": listed}
        chosen = queue.chosen(show, locality)
        page = page_of(self.request, chosen)
        return {
            "count": len(chosen),
            "lines": queue.lines(list(page)),
            "pages": pages(page, "Pages of milestones", query=query),
        }


def _query(show: str, locality: str) -> str:
    return urlencode({"show": show, **({"locality": locality} if locality else {})})


class ModerationPage(ReturnPage):
    """One milestone's ratings, its words and the national team's own rating."""

    @cached_property
    def update(self) -> MilestoneUpdate:
        slugs = self.kwargs["period"], self.kwargs["locality"]
        return update_or_404(MilestoneUpdate, self.actor, *slugs, milestone=self.kwargs["pk"])

    @property
    def quarterly_return(self) -> QuarterlyReturn:
        return self.update.quarterly_return

    @property
    def ratings(self) -> ThreeRatings:
        pk = self.update.milestone_id
        return ratings_by_milestone(
            self.quarterly_return, [pk], standings=return_standings(self.quarterly_return)
        )[pk]

    def trail(self) -> list[Crumb]:
        period = self.quarterly_return.period
        queue = reverse("programme:moderation-queue", args=[period.slug])
        return crumbs(self.period_step(), ("Ratings", queue), here="Moderate")

    def get(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse()
        ratings = self.ratings
        initial = {
            "version": ratings.version,
            "rating": ratings.moderated_rating,
        }
        return self.show_form(ModerationForm(initial=initial, given=ratings.given), ratings)

    def post(self, request: HttpRequest, **slugs: Any) -> HttpResponse:
        self.refuse()
        form = ModerationForm(request.POST, given=self.update.rating)
        if not form.is_valid():
            return self.show_form(form, self.ratings)
        try:
            self.save(form)
        except StaleVersionError as error:
            return self.stale(error)
        except IncompleteError as error:
            form.add_error("rating", error.message)
            return self.show_form(form, self.ratings)
        messages.success(request, f"Moderated: {self.update.milestone.title}")
        return redirect("programme:moderation-queue", self.quarterly_return.period.slug)

    def stale(self, error: StaleVersionError) -> HttpResponse:
        """The latest ratings, with what was typed still in the form."""
        ratings = self.ratings
        typed = self.request.POST.copy()
        typed["version"] = str(ratings.version)
        form = ModerationForm(typed, given=ratings.given)
        form.add_error(None, f"{error.message}. Read it again, then send yours if it still holds")
        return self.show_form(form, ratings, status=HTTPStatus.CONFLICT)

    def save(self, form: ModerationForm) -> None:
        moderate_rating(
            update=self.update,
            rating=form.cleaned_data["rating"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def refuse(self) -> None:
        if self.update and not can_moderate(self.actor):
            raise NotPermittedError("Only the national team can moderate a rating")
        if self.quarterly_return.state not in MODERATED_IN:
            raise WrongStateError(
                "A rating can be moderated only while its return is submitted or signed off"
            )

    def show_form(
        self, form: ModerationForm, ratings: ThreeRatings, *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        lines = milestone_lines(self.quarterly_return, actor=self.actor, on=self.today)
        own = [line for line in lines if line.milestone_id == self.update.milestone_id]
        form.cancel_url = reverse(
            "programme:moderation-queue", args=[self.quarterly_return.period.slug]
        )
        context = {
            "form": form,
            "title": self.update.milestone.title,
            "ratings": ratings,
            "milestone": whole_milestones(self.quarterly_return, own)[0],
            "earlier": self._moderations(),
        }
        return self.show("programme/moderate.html", context, status=status)

    def _moderations(self) -> list[Any]:
        return list(self.update.moderations.select_related("by").order_by("-number"))


class CommentaryListPage(OversightPage):
    """What is said of each outcome this quarter."""

    name = "commentary-list"
    here = "Commentary"

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        self.refuse_others()
        context = {
            "lines": commentary_lines(self.period),
            "is_published": is_published(self.period),
            "may_comment": can_comment(self.actor),
        }
        return self.show("programme/commentary_list.html", context)


class CommentaryPage(OversightPage):
    """Writing on one outcome; a stale save shows both texts."""

    name = "commentary-list"

    @cached_property
    def outcome(self) -> Outcome:
        found = find_outcome(self.period, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    @property
    def here(self) -> str:  # type: ignore[override]
        return self.outcome.title

    def back_url(self) -> str:
        return reverse("programme:commentary-list", args=[self.period.slug])

    @property
    def stored(self) -> OutcomeCommentary:
        return find_commentary(self.outcome, self.period)

    def get(self, request: HttpRequest, period: str, pk: int) -> HttpResponse:
        self.refuse()
        stored = self.stored
        initial = {"words": stored.words, "version": stored.version}
        return self.show_form(CommentaryForm(initial=initial))

    def post(self, request: HttpRequest, period: str, pk: int) -> HttpResponse:
        if self.outcome and not can_comment(self.actor):
            raise NotPermittedError("Only the national team and the Head write here")
        form = CommentaryForm(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.save(form)
        except StaleVersionError:
            return self.stale(form)
        except WrongStateError as error:
            return self.too_late(form, error)
        messages.success(request, f"Saved: {self.outcome.title}")
        return redirect(self.back_url())

    def save(self, form: CommentaryForm) -> None:
        save_commentary(
            outcome=self.outcome,
            period=self.period,
            words=form.cleaned_data["words"],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )

    def refuse(self) -> None:
        if self.outcome and not can_comment(self.actor):
            raise NotPermittedError("Only the national team and the Head write here")
        if is_published(self.period):
            raise WrongStateError(f"{self.period.quarter.short_label} has been published")

    def stale(self, form: CommentaryForm) -> HttpResponse:
        """Both texts side by side, the writer's own still in the form, ready to save again."""
        stored = self.stored
        if stored.words == form.cleaned_data["words"]:
            return redirect(self.back_url())
        typed = self.request.POST.copy()
        typed["version"] = str(stored.version)
        pair = TextDifference("Commentary", stored.words, form.cleaned_data["words"])
        saved_by = {"by": stored.updated_by, "at": stored.updated_at}
        again = CommentaryForm(typed)
        return self.show_form(
            again, status=HTTPStatus.CONFLICT, differences=[pair], saved_by=saved_by
        )

    def too_late(self, form: CommentaryForm, error: WrongStateError) -> HttpResponse:
        context = {
            "message": error.message,
            "title": self.outcome.title,
            "words": [("Commentary", form.cleaned_data["words"])],
            "back_url": self.back_url(),
        }
        return self.show("programme/too_late.html", context, status=error.status)

    def show_form(
        self, form: CommentaryForm, *, status: int = HTTPStatus.OK, **context: Any
    ) -> HttpResponse:
        form.cancel_url = self.back_url()
        shown = {"form": form, "outcome": self.outcome, **context}
        return self.show("programme/commentary.html", shown, status=status)


class CorrectionListPage(OversightPage):
    """What was put right in the quarter: returns after publication, and figures."""

    name = "correction-list"
    here = "Corrections"

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        self.refuse_others()
        page = Paginator(restatements(self.period), PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "returns": corrections(self.period),
            "restatements": [restated(row) for row in page],
            "pages": pages(page, "Pages of restated figures"),
        }
        return self.show("programme/correction_list.html", context)
