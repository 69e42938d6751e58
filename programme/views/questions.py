"""Questions from the National Steering Group: the list, asking, and one question."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from csplan.core.components import Crumb, SummaryRow
from csplan.core.errors import NotPermittedError
from csplan.drafts.restoring import restore
from localities.models import Locality
from programme.choices_questions import QuestionAction, QuestionState
from programme.forms.questions import AskAnythingForm
from programme.models import Question
from programme.permissions.questions import (
    can_ask,
    can_close,
    can_confirm,
    can_draft,
    can_follow_up,
    can_read_drafts,
    can_read_questions,
    reads_every_question,
    takes_steps,
)
from programme.rules.questions import may_take
from programme.selectors.questions import (
    ALL,
    ANSWERED,
    CLOSED,
    MINE,
    OPEN,
    WAITING,
    colour_of,
    find_question,
    questions_shown,
    story,
    whose_turn,
)
from programme.services.questions import ask_question
from programme.views.base import PAGE_SIZE, ProgrammePage, pages
from programme.views.meetings import choices, chosen

LIST = "Questions from the NSG"
STEPS: Mapping[QuestionAction, tuple[str, str]] = {
    QuestionAction.ROUTE: ("question-route", "Send it to whoever can answer"),
    QuestionAction.DRAFT: ("question-draft", "Draft the answer"),
    QuestionAction.ANSWER: ("question-answer", "Answer the question"),
    QuestionAction.SEND_BACK: ("question-send-back", "Send the draft back"),
    QuestionAction.CLOSE: ("question-close", "Close the question"),
    QuestionAction.FOLLOW_UP: ("question-follow-up", "Ask again"),
}
AGAIN = "Send it to somebody else"


def question_url(question: Question, name: str = "question-detail") -> str:
    return reverse(f"programme:{name}", args=[question.pk])


class QuestionListPage(ProgrammePage):
    """Questions by how far they have got."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not can_read_questions(self.actor):
            raise NotPermittedError("You may not see questions from the NSG")
        shows = dict(self.shows())
        show = chosen(request, shows, OPEN)
        asked = {name: request.GET.get(name, "") for name in ("q", "locality")}
        rows = questions_shown(self.actor, show, words=asked["q"], locality=asked["locality"])
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        kept = {name: words for name, words in {"show": show, **asked}.items() if words}
        context = {
            "shows": choices(shows, show, **asked),
            "show": show,
            "asked": asked,
            "places": Locality.objects.in_force_on(self.today).order_by("name"),
            "reads_all": reads_every_question(self.actor),
            "lines": [(each, colour_of(each), whose_turn(each)) for each in page],
            "count": page.paginator.count,
            "pages": pages(page, "Pages of questions", query=urlencode(kept)),
            "may_ask": can_ask(self.actor),
        }
        return self.show("programme/question_list.html", context)

    def shows(self) -> Iterator[tuple[str, str]]:
        yield OPEN, "Open"
        if takes_steps(self.actor):
            yield WAITING, "Waiting for you"
        yield ANSWERED, "Answered"
        yield CLOSED, "Closed"
        if can_ask(self.actor):
            yield MINE, "Asked by you"
        yield ALL, "All"


class QuestionAskPage(ProgrammePage):
    """A question about a locality, an outcome or the plan as a whole."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        form = AskAnythingForm(actor=self.actor, at=self.at)
        restore(form, request)
        return self.show_form(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        form = AskAnythingForm(request.POST, actor=self.actor, at=self.at)
        if not form.is_valid():
            return self.show_form(form)
        asked = ask_question(**form.cleaned_data, actor=self.actor, at=self.at)
        messages.success(request, "The question was sent to the national team")
        return redirect(question_url(asked))

    def back_url(self) -> str:
        return reverse("programme:question-list")

    def refuse_others(self) -> None:
        if not can_ask(self.actor):
            raise NotPermittedError("Only members of the National Steering Group ask questions")

    def show_form(self, form: AskAnythingForm) -> HttpResponse:
        form.cancel_url = self.back_url()
        heading = "Ask a question"
        crumbs = [Crumb(LIST, self.back_url()), Crumb(heading)]
        context = {"form": form, "heading": heading, "crumbs": crumbs}
        return self.show("programme/question_ask.html", context)


class QuestionPage(ProgrammePage):
    """What was asked, what was answered, and what the reader may do next."""

    here = ""

    @cached_property
    def question(self) -> Question:
        found = find_question(self.actor, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def back_url(self) -> str:
        return question_url(self.question)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {
            "steps": list(self.steps()),
            "events": story(self.question, self.actor),
            "crumbs": [Crumb(LIST, reverse("programme:question-list")), Crumb("Question")],
        }
        return self.show("programme/question_detail.html", context)

    def common(self) -> dict[str, Any]:
        question = self.question
        return {
            "question": question,
            "colour": colour_of(question),
            "rows": list(self.rows()),
            "reads_drafts": can_read_drafts(self.actor, question),
        }

    def rows(self) -> Iterator[SummaryRow]:
        """Where the question stands, in words."""
        question = self.question
        yield SummaryRow("Asked by", question.asker)
        yield SummaryRow("Asked in", question.asked_in.quarter.short_label)
        if question.outcome:
            yield SummaryRow("Outcome", question.outcome)
        if question.locality and question.state == QuestionState.ASKED:
            yield SummaryRow("About", question.locality)
        elif question.locality:
            is_due = question.state == QuestionState.ROUTED
            name = "To be drafted by" if is_due else "Drafted by"
            yield SummaryRow(name, f"Co-ordinator, {question.locality}")
        yield SummaryRow("Next step", whose_turn(question))

    def steps(self) -> Iterator[tuple[str, str]]:
        """The steps that the reader may take now, each with its address."""
        for action in sorted(STEPS, key=self.is_again):
            name, words = STEPS[action]
            if may_take(action, self.question.state) and self.is_open_to(action):
                yield AGAIN if self.is_again(action) else words, question_url(self.question, name)

    def is_again(self, action: QuestionAction) -> bool:
        """Whether the step would send elsewhere what is with somebody already."""
        return action == QuestionAction.ROUTE and self.question.state != QuestionState.ASKED

    def is_open_to(self, action: QuestionAction) -> bool:
        """Whether the step is the actor's, whatever state the question is in."""
        scoped = {
            QuestionAction.DRAFT: can_draft,
            QuestionAction.FOLLOW_UP: can_follow_up,
            QuestionAction.CLOSE: can_close,
        }
        may = scoped.get(action)
        return may(self.actor, self.question) if may else can_confirm(self.actor)
