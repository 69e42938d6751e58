"""Reading a return: its task list or its answers, the check before submitting, its history."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse

from csplan.core.components import Crumb
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.periods import london_day
from programme.choices import ReturnAction, ReturnState
from programme.forms.decisions import DecisionForm
from programme.models import ReturnTransition
from programme.permissions.returns import can_edit, can_read_drafts
from programme.rules.oversight import came_late
from programme.rules.returns import deadline_words
from programme.selectors import author_ids
from programme.selectors.answers import Answers, MilestoneLine, answers, whole_milestones
from programme.selectors.corrections import correction
from programme.selectors.figures import restated_in
from programme.selectors.history import readable, return_events
from programme.selectors.questions import return_questions
from programme.selectors.ratings import (
    Standings,
    ThreeRatings,
    ratings_by_milestone,
    return_standings,
)
from programme.selectors.remarks import OVERVIEW, open_remarks
from programme.selectors.reported import reported_at
from programme.selectors.steps import Steps, steps
from programme.selectors.tasks import task_sections
from programme.views.base import PAGE_SIZE, ReturnPage, crumbs, page_of, pages


class AnswersPage(ReturnPage):
    """A page that shows a return's answers, or what is still to be answered."""

    @cached_property
    def answers(self) -> Answers:
        return answers(self.quarterly_return, actor=self.actor, on=self.today)

    @cached_property
    def steps(self) -> Steps:
        return steps(
            self.actor, self.quarterly_return, at=self.at, authors=lambda: self.author_ids
        )

    @cached_property
    def author_ids(self) -> frozenset[int]:
        return author_ids(self.quarterly_return)

    def common(self) -> dict[str, Any]:
        return {
            **super().common(),
            **self.deadline(),
            "came_late": self.came_late,
            "answers": self.answers,
            "progress": self.answers.progress,
            "steps": self.steps,
            "correction": correction(self.quarterly_return),
        }

    def deadline(self) -> dict[str, Any]:
        due_on = london_day(self.quarterly_return.due_at)
        return {
            "deadline": deadline_words(due_on, self.today),
            "is_closed": self.at >= self.quarterly_return.closes_at,
        }

    def came_late(self) -> bool:
        """Whether what was submitted came after it was due; asked where a template says so."""
        own = self.quarterly_return
        if own.submitted_at is None:
            return False
        return came_late(reported_at([own])[own.pk], own.period.due_at)

    def whole_answers(self) -> dict[str, Any]:
        """One page of milestones in full; the unanswered ones are not repeated there."""
        reported = [line for line in self.answers.milestones if line.is_reported]
        page = page_of(self.request, reported)
        whole = whole_milestones(self.quarterly_return, page.object_list)
        ratings = self.ratings(page.object_list)
        return {
            "milestones": [(each, ratings[each.line.milestone_id], {}) for each in whole],
            "put_right": restated_in(self.quarterly_return),
            "pages": pages(page, "Pages of milestones"),
        }

    def ratings(self, lines: Iterable[MilestoneLine]) -> Mapping[int, ThreeRatings]:
        """The three ratings of these milestones, by the milestone's key."""
        return ratings_by_milestone(
            self.quarterly_return,
            [line.milestone_id for line in lines],
            standings=self.standings(),
        )

    def standings(self) -> Standings:
        """How the measures of the outcomes stand, as part of the evidence."""
        return return_standings(self.quarterly_return)


class ReturnDetailView(AnswersPage):
    """The task list while it can be written in; the answers to everybody else."""

    def trail(self) -> list[Crumb]:
        return crumbs(self.period_step(), here=self.quarterly_return.locality.name)

    def get(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        context = {"sent_back": self.sent_back()}
        if self.steps.edit:
            return self.show("programme/return_detail.html", {**context, **self._tasks()})
        return self.show("programme/return_read.html", {**context, **self.whole_answers()})

    @cached_property
    def transitions(self) -> list[ReturnTransition]:
        return list(self.quarterly_return.transitions.select_related("by"))

    @cached_property
    def remarks(self) -> Mapping[str, str]:
        """What was asked of single answers; nothing is read of a return never sent back."""
        was_sent_back = any(each.action == ReturnAction.SEND_BACK for each in self.transitions)
        return open_remarks(self.quarterly_return) if was_sent_back else {}

    def sent_back(self) -> ReturnTransition | None:
        """The last transition, when it sent the return back and nothing has happened since."""
        is_open = self.quarterly_return.state == ReturnState.OPEN
        if not (is_open and can_read_drafts(self.actor, self.quarterly_return)):
            return None
        last = self.transitions[-1] if self.transitions else None
        return last if last and last.action == ReturnAction.SEND_BACK else None

    def _tasks(self) -> Mapping[str, Any]:
        page: Page[MilestoneLine] = page_of(self.request, self.answers.milestones)
        questions = return_questions(self.quarterly_return)
        return {
            "questions": questions,
            "attention": [line for line in page if line.needs_attention],
            "others": [line for line in page if not line.needs_attention],
            "pages": pages(page, "Pages of milestones"),
            "next_path": self.answers.next_path,
            "sections": task_sections(
                self.quarterly_return, self.answers, self.remarks, questions
            ),
            "sent_back_milestones": _keys("milestone", self.remarks),
            "sent_back_measures": _keys("measure", self.remarks),
            "is_overview_sent_back": OVERVIEW in self.remarks,
        }


class ReturnCheckView(AnswersPage):
    """Everything unanswered first, then all the answers, then the statement and the button."""

    here = "Check your answers"

    def get(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        if not can_edit(self.actor, self.quarterly_return):
            raise NotPermittedError("Only the locality’s co-ordinators check its return")
        if self.quarterly_return.state != ReturnState.OPEN:
            raise WrongStateError(f"{self.quarterly_return} has been submitted already")
        return self.show_check()

    def show_check(self, **context: Any) -> HttpResponse:
        status = context.pop("status", 200)
        form = DecisionForm(initial={"version": self.quarterly_return.version})
        shown = {
            "form": None,
            "version_field": form["version"],
            "unexplained": self._unexplained(),
            **self.whole_answers(),
            **context,
        }
        return self.show("programme/return_check.html", shown, status=status)

    @cached_property
    def all_ratings(self) -> Mapping[int, ThreeRatings]:
        return ratings_by_milestone(self.quarterly_return, standings=self.standings())

    def ratings(self, lines: Iterable[MilestoneLine]) -> Mapping[int, ThreeRatings]:
        return self.all_ratings

    def _unexplained(self) -> list[tuple[MilestoneLine, ThreeRatings]]:
        """Milestones whose rating differs from csplan's without a word why, the worst first."""
        pairs = ((line, self.all_ratings[line.milestone_id]) for line in self.answers.milestones)
        return [(line, ratings) for line, ratings in pairs if ratings.lacks_explanation]


class ReturnHistoryView(ReturnPage):
    """Who did what to the return and when, newest first."""

    here = "History"

    def get(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        page = Paginator(return_events(self.quarterly_return), PAGE_SIZE).get_page(
            request.GET.get("page")
        )
        context = {
            "events": readable(list(page.object_list), self.quarterly_return, actor=self.actor),
            "pages": pages(page, "Pages of the history"),
        }
        return self.show("programme/return_history.html", context)


def _keys(kind: str, remarks: Mapping[str, str]) -> frozenset[int]:
    """The milestones or the measures whose answers were sent back."""
    named = (name.partition("-") for name in remarks)
    return frozenset(int(pk) for found, _, pk in named if found == kind)
