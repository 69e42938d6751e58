"""Reviews: who writes one, what it says, and the steps it takes. In strict confidence."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.drafts.restoring import restore
from objectives.choices_reviews import REVIEW_STATE_COLOURS, ReviewKind, ReviewState
from objectives.forms.reviews import ReopenForm, ReviewerForm, ReviewStepForm
from objectives.models import ObjectiveSet, Review
from objectives.permissions.progress import takes_reports
from objectives.permissions.reviews import can_comment, can_open_review, is_reviewer
from objectives.permissions.sets import can_see_working_copy
from objectives.selectors.reviews import kind_lines, reads_splits, review_page
from objectives.services import reviews as services
from objectives.views.base import ObjectivesPage, OfficePage


def kind_or_404(text: str) -> ReviewKind:
    try:
        return ReviewKind(text)
    except ValueError:
        raise Http404 from None


class ReviewListView(ObjectivesPage):
    """Every review the person may know of; nothing is there for anybody else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not reads_splits(self.actor):
            raise Http404
        rows = Review.objects.visible_to(self.actor).select_related("objective_set", "reviewer")
        lines = [
            (row, review_url("review-detail", row), REVIEW_STATE_COLOURS[row.state])
            for row in rows
        ]
        return self.show("objectives/reviews.html", {"lines": lines})


def review_url(name: str, review: Review, *more: int) -> str:
    """The address of one of the review's pages; its set is loaded."""
    slug = review.objective_set.slug
    return reverse(f"objectives:{name}", args=[slug, review.kind, *more])


class SetReviewsPage(OfficePage):
    """A page about a set for those who read it, and for whoever reviews it."""

    @cached_property
    def objective_set(self) -> ObjectiveSet:
        reviewed = Review.objects.visible_to(self.actor).values("objective_set")
        visible = ObjectiveSet.objects.visible_to(self.actor)
        rows = visible | ObjectiveSet.objects.filter(pk__in=reviewed)
        found = rows.select_related("department").filter(slug=self.kwargs["slug"]).first()
        if found is None:
            raise Http404
        return found

    def trail_through(self, *steps: Crumb) -> list[Crumb]:
        """Through the reviews: a reviewer need not be entitled to the set's own pages."""
        start = Crumb("Reviews", reverse("objectives:review-list"))
        return [start, *steps, Crumb(self.here)]

    def reviews_step(self) -> Crumb:
        url = reverse("objectives:set-reviews", args=[self.objective_set.slug])
        return Crumb(str(self.objective_set), url)


class SetReviewsView(SetReviewsPage):
    """Which reviews of the set there are, how far they are, and who writes them."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        context = {
            "lines": kind_lines(self.objective_set, self.actor),
            "can_open": can_open_review(self.actor) and takes_reports(self.objective_set),
            "reads_set": can_see_working_copy(self.actor, self.objective_set),
        }
        return self.show("objectives/set_reviews.html", context)

    def trail(self) -> list[Crumb]:
        return [*self.trail_through()[:-1], Crumb(str(self.objective_set))]


class ReviewerView(SetReviewsPage):
    """Name who writes a review: a new one, or one that is not completed."""

    here = "Name the reviewer"

    @cached_property
    def kind(self) -> ReviewKind:
        return kind_or_404(self.kwargs["kind"])

    @cached_property
    def review(self) -> Review | None:
        rows = self.objective_set.reviews.select_related("objective_set", "reviewer")
        return rows.filter(kind=self.kind).first()

    def back_url(self) -> str:
        return reverse("objectives:set-reviews", args=[self.objective_set.slug])

    def trail(self) -> list[Crumb]:
        return self.trail_through(self.reviews_step())

    def refuse_others(self) -> None:
        # The set and the kind first: whoever may not see them learns nothing else.
        if self.objective_set and self.kind and not can_open_review(self.actor):
            raise NotPermittedError("Only the Head of CS Local can name the reviewer")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        version = self.review.version if self.review else 0
        return self.show_form(ReviewerForm(initial={"version": version}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        form = ReviewerForm(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.save(form)
        except IncompleteError as error:
            form.add_error("reviewer", error.message)
            return self.show_form(form)
        messages.success(request, f"The reviewer is named: {self.kind.label.lower()}")
        return redirect(self.back_url())

    def save(self, form: ReviewerForm) -> None:
        said = form.cleaned_data
        who: dict[str, Any] = {"actor": self.actor, "at": self.at}
        if self.review is None:
            services.open_review(
                objective_set=self.objective_set, kind=self.kind, reviewer=said["reviewer"], **who
            )
        else:
            services.name_reviewer(
                review=self.review, reviewer=said["reviewer"], version=said["version"], **who
            )

    def show_form(self, form: ReviewerForm) -> HttpResponse:
        form.cancel_url = self.back_url()
        form.submit_label = "Name the reviewer" if self.review else "Open the review"
        context = {"form": form, "kind": self.kind, "review": self.review}
        return self.show("objectives/review_reviewer.html", context)


class ReviewPage(SetReviewsPage):
    """A page of one review, for its reviewer, the holder's private office and the auditor."""

    @cached_property
    def review(self) -> Review:
        rows = Review.objects.visible_to(self.actor).select_related(
            "objective_set__department", "reviewer"
        )
        kind = kind_or_404(self.kwargs["kind"])
        found = rows.filter(objective_set__slug=self.kwargs["slug"], kind=kind).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def objective_set(self) -> ObjectiveSet:
        return self.review.objective_set

    def url(self, name: str, *more: int) -> str:
        return review_url(name, self.review, *more)

    def back_url(self) -> str:
        return self.url("review-detail")

    def common(self) -> dict[str, Any]:
        return {
            **super().common(),
            "review": self.review,
            "state_colour": REVIEW_STATE_COLOURS[self.review.state],
            "is_reviewer": is_reviewer(self.actor, self.review),
            "comments_here": can_comment(self.actor, self.review),
        }

    def trail(self) -> list[Crumb]:
        kind = self.review.get_kind_display()
        if not self.here:
            return [*self.trail_through(self.reviews_step())[:-1], Crumb(kind)]
        return self.trail_through(self.reviews_step(), Crumb(kind, self.url("review-detail")))


class ReviewDetailView(ReviewPage):
    """What the review says, as far as the reader may read it, and what can be done with it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = review_page(self.review, self.actor)
        return self.show("objectives/review.html", {"page": page})


class ReviewHistoryView(ReviewPage):
    """The steps it took, with what it said at each that the reader may read."""

    here = "History"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        steps = self.review.steps.select_related("by").order_by("-number")
        return self.show("objectives/review_history.html", {"steps": steps})


class ReviewStepView(ReviewPage):
    """A step of the review, confirmed on a page of its own by its reviewer."""

    form_class: type[ReviewStepForm] = ReviewStepForm
    step: ClassVar[Any]
    from_state: ReviewState
    label: str
    lead: str
    done: str

    def refuse(self) -> None:
        if not is_reviewer(self.actor, self.review):
            raise NotPermittedError(services.NOT_THE_REVIEWER)
        if self.review.state != self.from_state:
            raise WrongStateError(services.MOVED_ON)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        form = self.form_class(initial={"version": self.review.version}, label=self.label)
        restore(form, request)
        return self.show_form(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        form = self.form_class(request.POST, label=self.label)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.step(review=self.review, actor=self.actor, at=self.at, **form.cleaned_data)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        messages.success(request, self.done)
        return redirect(self.back_url())

    def show_form(self, form: ReviewStepForm) -> HttpResponse:
        form.cancel_url = self.back_url()
        context = {"form": form, "heading": self.here, "lead": self.lead}
        return self.show("objectives/review_step.html", context)


class ReviewShareView(ReviewStepView):
    step = staticmethod(services.share)
    from_state = ReviewState.DRAFT
    here = "Share the review"
    label = "Share it with the private office"
    lead = (
        "The holder’s private office will read every marking and word of it and can comment. "
        "You can take it back and write on it until it is completed."
    )
    done = "The review is shared with the private office"


class ReviewTakeBackView(ReviewStepView):
    step = staticmethod(services.take_back)
    from_state = ReviewState.SHARED
    here = "Take the review back"
    label = "Take it back"
    lead = (
        "You can then write on it. What it said when it was shared stays in its history, and the "
        "private office’s comments stay with it."
    )
    done = "The review is taken back"


class ReviewCompleteView(ReviewStepView):
    step = staticmethod(services.complete)
    from_state = ReviewState.SHARED
    here = "Complete the review"
    label = "Complete it"
    lead = "Nothing more is then written in it, unless you open it again and say why."
    done = "The review is completed"


class ReviewReopenView(ReviewStepView):
    form_class = ReopenForm
    step = staticmethod(services.reopen)
    from_state = ReviewState.COMPLETED
    here = "Open the review again"
    label = "Open it again"
    lead = (
        "What it says now stays in its history. The split of the year’s markings, once told, "
        "does not change."
    )
    done = "The review is open again"
