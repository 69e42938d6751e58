"""Writing a review: one objective, the year as a whole, the private office's comments."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.drafts.restoring import restore
from objectives.choices_reviews import ReviewState
from objectives.forms.progress import EntryForm, differences
from objectives.forms.reviews import CommentsForm, JudgementForm
from objectives.models import ReviewMark
from objectives.permissions.reviews import can_comment, is_reviewer
from objectives.selectors.reviews import evidence_for
from objectives.services import judging as services
from objectives.services.reviews import NOT_THE_REVIEWER
from objectives.views.reviews import ReviewPage


class WritingPage(ReviewPage, ABC):
    """A part of the review with its form; what was typed is never lost."""

    template = "objectives/review_part.html"
    in_state: ReviewState
    closed = "The review has been shared. Take it back to write on it"

    def refuse(self) -> None:
        if not self.may_write():
            raise NotPermittedError(NOT_THE_REVIEWER)
        if self.review.state != self.in_state:
            raise WrongStateError(self.closed)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        form = self.form(initial=self.stored())
        restore(form, request)
        return self.show_form(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.save(form)
        except StaleVersionError:
            return self.conflict(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        return self.saved()

    def saved(self) -> HttpResponse:
        messages.success(self.request, f"Saved: {self.title}")
        if "next" in self.request.POST and (following := self.following()):
            return redirect(following)
        return redirect(self.back_url())

    def conflict(self, form: EntryForm) -> HttpResponse:
        """Both texts side by side, the writer's own still in the form, ready to save again."""
        del self.review
        self.__dict__.pop("mark", None)
        pairs = differences(form, self.stored())
        if not pairs:
            return self.saved()
        data = self.request.POST.copy()
        data["version"] = str(self.stored()["version"])
        form = self.form(data)
        return self.show_form(form, status=HTTPStatus.CONFLICT, differences=pairs)

    def show_form(self, form: EntryForm, *, status: int = 200, **more: Any) -> HttpResponse:
        form.cancel_url = self.back_url()
        context = {"form": form, "title": self.title, **self.beside(), **more}
        return self.show(self.template, context, status=status)

    def common(self) -> dict[str, Any]:
        self.here = self.title
        return super().common()

    @property
    @abstractmethod
    def title(self) -> str:
        """What the part is called."""

    def may_write(self) -> bool:
        return is_reviewer(self.actor, self.review)

    def following(self) -> str:
        """Where "Save and go to the next" leads; "" when nothing is left."""
        return ""

    def beside(self) -> Mapping[str, Any]:
        return {}

    @abstractmethod
    def stored(self) -> dict[str, Any]:
        """What is stored, by the names of the boxes, and its version."""

    @abstractmethod
    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        """The form of the part."""

    @abstractmethod
    def save(self, form: Any) -> None:
        """Save the part."""


class ReviewMarkView(WritingPage):
    """One objective, with what progress says of it beside the form."""

    template = "objectives/review_mark.html"
    in_state = ReviewState.DRAFT

    @cached_property
    def mark(self) -> ReviewMark:
        marks = self.review.marks.select_related("objective")
        found = marks.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        found.review = self.review
        return found

    def may_write(self) -> bool:
        return bool(self.mark) and super().may_write()

    @property
    def title(self) -> str:
        return self.mark.text

    def following(self) -> str:
        left = self.review.marks.filter(mark__isnull=True).exclude(pk=self.mark.pk)
        after = left.filter(order__gt=self.mark.order).first() or left.first()
        return self.url("review-mark", after.pk) if after else self.url("review-overall")

    def stored(self) -> dict[str, Any]:
        mark = self.mark
        return {"mark": mark.mark, "words": mark.words, "version": mark.version}

    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        form = JudgementForm(data, initial=initial)
        form.has_next = True
        return form

    def beside(self) -> Mapping[str, Any]:
        evidence = evidence_for(self.mark, self.objective_set, on=self.today)
        return {"mark": self.mark, "evidence": evidence}

    def save(self, form: Any) -> None:
        services.save_mark(
            mark=self.mark,
            said=form.said,
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )


class ReviewOverallView(WritingPage):
    """The year as a whole, with the markings of the objectives beside the form."""

    in_state = ReviewState.DRAFT
    title = "The year as a whole"

    def stored(self) -> dict[str, Any]:
        review = self.review
        return {"mark": review.mark, "words": review.words, "version": review.overall_version}

    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        return JudgementForm(data, initial=initial)

    def beside(self) -> Mapping[str, Any]:
        return {"marks": self.review.marks.all()}

    def save(self, form: Any) -> None:
        services.save_overall(
            review=self.review,
            said=form.said,
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )


class ReviewCommentsView(WritingPage):
    """What the holder and the private office say of a review that is shared with them."""

    in_state = ReviewState.SHARED
    title = "Comments"
    closed = "Comments are taken while a review is shared, only"

    def may_write(self) -> bool:
        return can_comment(self.actor, self.review)

    def stored(self) -> dict[str, Any]:
        return {"comments": self.review.comments, "version": self.review.comments_version}

    def form(self, data: Any = None, initial: Any = None) -> EntryForm:
        return CommentsForm(data, initial=initial)

    def save(self, form: Any) -> None:
        services.save_comments(
            review=self.review,
            words=form.cleaned_data["comments"],
            version=form.cleaned_data["version"],
            actor=self.actor,
            at=self.at,
        )
