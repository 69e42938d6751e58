"""Moving a return on: submit, withdraw, send back, give longer."""

from abc import ABC, abstractmethod
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.forms import BaseForm
from csplan.drafts.restoring import restore
from programme.forms.decisions import (
    DecisionForm,
    ExtendForm,
    SendBackForm,
)
from programme.permissions.returns import (
    can_run_periods,
    can_send_back,
    can_submit,
    can_withdraw,
)
from programme.selectors.answers import Answers
from programme.selectors.remarks import OVERVIEW
from programme.services import (
    extend_return,
    send_back_return,
    submit_return,
    withdraw_return,
)
from programme.views.returns import AnswersPage, ReturnCheckView

SENT_BACK = "Sent back to the co-ordinator with your reason"


class ReturnSubmitView(ReturnCheckView):
    """Takes the check page's button; an unfinished return is shown again with what is missing."""

    def get(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        self._refuse_others()
        return redirect(self.url("return-check"))

    def post(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        self._refuse_others()
        form = DecisionForm(request.POST)
        if not form.is_valid() and self.steps.submit:
            return self.show_check(form=form)
        try:
            self._submit(form.cleaned_data.get("version", 0))
        except IncompleteError as error:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self.show_check(refusal=error.message, status=status)
        messages.success(request, "Submitted. Your SRO can now sign it off")
        return redirect(self.url("return-detail"))

    def _refuse_others(self) -> None:
        if not can_submit(self.actor, self.quarterly_return):
            raise NotPermittedError("Only the locality’s co-ordinator can submit its return")

    def _submit(self, version: int) -> None:
        submit_return(
            quarterly_return=self.quarterly_return, version=version, actor=self.actor, at=self.at
        )


class StepPage(AnswersPage, ABC):
    """A step that is confirmed on a page of its own."""

    template: str
    form_class: ClassVar[type[BaseForm]] = DecisionForm
    done: str
    button: str

    def get(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        self.refuse()
        form = self.make_form(initial={"version": self.quarterly_return.version})
        restore(form, request)
        return self.show_step(form)

    def post(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        self.refuse()
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_step(form)
        try:
            self.take(form)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_step(form)
        messages.success(request, self.done)
        return redirect(self.url("return-detail"))

    def make_form(self, *args: Any, **kwargs: Any) -> BaseForm:
        return self.form_class(*args, **kwargs)

    def show_step(self, form: BaseForm) -> HttpResponse:
        form.submit_label = self.button
        form.cancel_url = self.url("return-detail")
        return self.show(self.template, {"form": form, **self.reading()})

    def reading(self) -> dict[str, Any]:
        """What the person reads before deciding."""
        return {}

    def decision(self, form: BaseForm) -> dict[str, Any]:
        """What every service that moves a return is given."""
        return {
            "quarterly_return": self.quarterly_return,
            "version": form.cleaned_data["version"],
            "actor": self.actor,
            "at": self.at,
        }

    def refuse(self) -> None:
        # The return first: whoever may not see it learns nothing from what they may not do.
        if self.quarterly_return and not self.is_permitted():
            raise NotPermittedError("Your role does not allow this")
        if not self.is_time():
            raise WrongStateError(self.too_late())

    def too_late(self) -> str:
        state = self.quarterly_return.get_state_display().lower()
        return f"You cannot do this now: the return is {state}"

    @abstractmethod
    def is_permitted(self) -> bool:
        """Whether the person may take the step."""

    @abstractmethod
    def is_time(self) -> bool:
        """Whether the step can be taken now."""

    @abstractmethod
    def take(self, form: BaseForm) -> None:
        """The service that takes the step."""


class ReturnWithdrawView(StepPage):
    template = "programme/return_withdraw.html"
    here = "Withdraw"
    button = "Withdraw the return"
    done = "Withdrawn. Your SRO cannot sign it off until you submit it again"

    def is_permitted(self) -> bool:
        return can_withdraw(self.actor, self.quarterly_return)

    def is_time(self) -> bool:
        return self.steps.withdraw

    def take(self, form: BaseForm) -> None:
        withdraw_return(**self.decision(form))


class ReturnSendBackView(StepPage):
    template = "programme/return_send_back.html"
    form_class = SendBackForm
    here = button = "Send back"
    done = SENT_BACK

    def is_permitted(self) -> bool:
        return can_send_back(self.actor, self.quarterly_return)

    def is_time(self) -> bool:
        return self.steps.send_back

    def make_form(self, *args: Any, **kwargs: Any) -> BaseForm:
        return SendBackForm(*args, titles=answer_titles(self.answers), **kwargs)

    def take(self, form: BaseForm) -> None:
        send_back(self, form)


class ReturnExtendView(StepPage):
    template = "programme/return_extend.html"
    form_class = ExtendForm
    here = button = "Give longer"
    done = "This locality has longer to report"

    def too_late(self) -> str:
        return "A return can be given longer only while it is open"

    def is_permitted(self) -> bool:
        return can_run_periods(self.actor)

    def is_time(self) -> bool:
        return self.steps.extend

    def take(self, form: BaseForm) -> None:
        extend_return(
            quarterly_return=self.quarterly_return,
            until=form.until,  # type: ignore[attr-defined]
            reason=form.cleaned_data["reason"],
            actor=self.actor,
            at=self.at,
        )


def answer_titles(found: Answers) -> dict[str, str]:
    """What each answer is about, by the name it is sent back by."""
    return {
        **{f"milestone-{line.milestone_id}": line.title for line in found.milestones},
        **{f"measure-{line.measure_id}": line.title for line in found.measures},
        OVERVIEW: "Overview of the quarter",
    }


def send_back(page: StepPage, form: BaseForm) -> None:
    """Take the form's reason and what it asks of single answers."""
    send_back_return(
        reason=form.cleaned_data["reason"],
        remarks=form.remarks,  # type: ignore[attr-defined]  # of SendBackForm
        **page.decision(form),
    )
