"""The steps of a question from the National Steering Group, each on a page of its own."""

from abc import ABC, abstractmethod
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.drafts.restoring import restore
from programme.choices_questions import QuestionAction
from programme.forms.questions import (
    CloseQuestionForm,
    ConfirmAnswerForm,
    DraftAnswerForm,
    FollowUpForm,
    QuestionStepForm,
    RouteForm,
    SendDraftBackForm,
)
from programme.rules.questions import REFUSALS, may_take
from programme.services.questions import (
    answer_question,
    close_question,
    draft_answer,
    follow_up_question,
    route_question,
    send_draft_back,
)
from programme.views.questions import LIST, QuestionPage


class QuestionStepPage(QuestionPage, ABC):
    """One step of a question, beneath what was asked."""

    action: QuestionAction
    form_class: type[QuestionStepForm]
    heading = ""
    done = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.refuse()
        form = self.form(initial={"version": self.question.version})
        restore(form, request)
        return self.show_form(form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.take({**form.cleaned_data, "question": self.question})
        except StaleVersionError as error:
            return self.stale(error)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        messages.success(request, self.done)
        return redirect(self.back_url())

    def form(self, data: Any = None, **kwargs: Any) -> QuestionStepForm:
        return self.form_class(data, question=self.question, at=self.at, **kwargs)

    def refuse(self) -> None:
        if self.question and not self.is_open_to(self.action):
            raise NotPermittedError("This step is somebody else’s")
        if not may_take(self.action, self.question.state):
            raise WrongStateError(REFUSALS[self.action])

    def stale(self, error: StaleVersionError) -> HttpResponse:
        """The question as it is now, with what was typed still in the form."""
        del self.question
        typed = self.request.POST.copy()
        typed["version"] = str(self.question.version)
        form = self.form(typed)
        form.add_error(None, f"{error.message}. Read it again, then send yours if it still holds")
        return self.show_form(form, status=HTTPStatus.CONFLICT)

    def show_form(self, form: QuestionStepForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
        form.cancel_url = self.back_url()
        context = {
            "form": form,
            "heading": self.heading,
            "crumbs": [
                Crumb(LIST, reverse("programme:question-list")),
                Crumb("Question", self.back_url()),
                Crumb(self.heading),
            ],
        }
        return self.show("programme/question_step.html", context, status=status)

    @abstractmethod
    def take(self, given: dict[str, Any]) -> None:
        """Call the service; ``given`` has the names of its arguments but the actor and moment."""


class QuestionRoutePage(QuestionStepPage):
    action, form_class = QuestionAction.ROUTE, RouteForm
    heading, done = "Send the question to whoever can answer", "The question was sent"

    def take(self, given: dict[str, Any]) -> None:
        route_question(**given, actor=self.actor, at=self.at)


class QuestionDraftPage(QuestionStepPage):
    action, form_class = QuestionAction.DRAFT, DraftAnswerForm
    heading, done = "Draft the answer", "The draft was sent to the national team"

    def take(self, given: dict[str, Any]) -> None:
        draft_answer(**given, actor=self.actor, at=self.at)


class QuestionSendBackPage(QuestionStepPage):
    action, form_class = QuestionAction.SEND_BACK, SendDraftBackForm
    heading, done = "Send the draft back", "The draft was sent back"

    def take(self, given: dict[str, Any]) -> None:
        send_draft_back(**given, actor=self.actor, at=self.at)


class QuestionAnswerPage(QuestionStepPage):
    action, form_class = QuestionAction.ANSWER, ConfirmAnswerForm
    heading, done = "Answer this question", "The question was answered"

    def take(self, given: dict[str, Any]) -> None:
        answer_question(**given, actor=self.actor, at=self.at)


class QuestionFollowUpPage(QuestionStepPage):
    action, form_class = QuestionAction.FOLLOW_UP, FollowUpForm
    heading, done = "Ask again", "It was sent back for a better answer"

    def take(self, given: dict[str, Any]) -> None:
        follow_up_question(**given, actor=self.actor, at=self.at)


class QuestionClosePage(QuestionStepPage):
    action, form_class = QuestionAction.CLOSE, CloseQuestionForm
    heading, done = "Close this question", "The question was closed"

    def take(self, given: dict[str, Any]) -> None:
        close_question(**given, actor=self.actor, at=self.at)
