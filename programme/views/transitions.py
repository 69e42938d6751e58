"""Moving a return on: submit, withdraw, sign off, send back, accept, give longer."""

from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.forms import BaseForm
from csplan.drafts.restoring import restore
from programme.forms.decisions import (
    SEND_BACK,
    DecisionForm,
    ExtendForm,
    SendBackForm,
    SignatureForm,
)
from programme.permissions.returns import (
    can_accept,
    can_run_periods,
    can_send_back,
    can_sign_off,
    can_submit,
    can_withdraw,
)
from programme.selectors.answers import Answers
from programme.selectors.changes import changes
from programme.selectors.measures import (
    ComparedMeasure,
    compared_measures,
    compared_standings,
)
from programme.selectors.ratings import Standings
from programme.selectors.remarks import OVERVIEW, SentBack, last_sent_back
from programme.services import (
    accept_return,
    extend_return,
    send_back_return,
    sign_off_return,
    submit_return,
    withdraw_return,
)
from programme.views.returns import AnswersPage, ReturnCheckView

CHANGES_SHOWN = 40
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


class StepPage(AnswersPage):
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

    def is_permitted(self) -> bool:
        raise NotImplementedError

    def is_time(self) -> bool:
        raise NotImplementedError

    def take(self, form: BaseForm) -> None:
        raise NotImplementedError


class ReadingStep(StepPage):
    """A signature: what changed is read first, then the whole; what is not right is sent back.

    What is not sent back is signed. A return that does not fit on a page is sent back on its own.
    """

    form_class = SignatureForm

    def make_form(self, *args: Any, **kwargs: Any) -> BaseForm:
        titles = {} if self.shown["pages"] else answer_titles(self.answers)
        return SignatureForm(*args, titles=titles, **kwargs)

    def post(self, request: HttpRequest, period: str, locality: str) -> HttpResponse:
        if SEND_BACK not in request.POST:
            return super().post(request, period, locality)
        self.refuse()
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_step(form)
        send_back(self, form)
        messages.success(request, SENT_BACK)
        return redirect(self.url("return-detail"))

    def show_step(self, form: BaseForm) -> HttpResponse:
        self.boxes = form.boxes()  # type: ignore[attr-defined]  # of SignatureForm
        return super().show_step(form)

    @cached_property
    def compared(self) -> list[ComparedMeasure]:
        return compared_measures(self.quarterly_return, self.answers.measures, self.actor)

    @cached_property
    def sent_back(self) -> SentBack | None:
        return last_sent_back(self.quarterly_return)

    @cached_property
    def shown(self) -> dict[str, Any]:
        return self.whole_answers()

    def standings(self) -> Standings:
        """From the measures as they are shown, so that they are read once."""
        return compared_standings(self.quarterly_return.locality_id, self.compared)

    def reading(self) -> dict[str, Any]:
        whole = [milestone for milestone, *_ in self.shown["milestones"]]
        found = changes(
            self.quarterly_return, self.actor, self.answers.milestones, whole, self.compared
        )
        return {
            **self.shown,
            "changes": found,
            "changed": found.milestones[:CHANGES_SHOWN],
            "more_changed": max(0, len(found.milestones) - CHANGES_SHOWN),
            "sent_back_before": self.sent_back,
            "milestones": [
                (milestone, ratings, self.beside(f"milestone-{milestone.line.milestone_id}"))
                for milestone, ratings, _ in self.shown["milestones"]
            ],
            "compared": [
                (each, self.beside(f"measure-{each.line.measure_id}")) for each in self.compared
            ],
            "beside_overview": self.beside(OVERVIEW),
        }

    def beside(self, name: str) -> Mapping[str, Any]:
        """What stands below an answer: what became of it since it was sent back, and the box."""
        found: dict[str, Any] = {"box": self.boxes.get(name, "")}
        if self.sent_back is not None:
            found["asked"] = self.sent_back.asked.get(name, "")
            found["is_changed"] = name in self.sent_back.changed
        return found


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


class ReturnSignOffView(ReadingStep):
    template = "programme/return_sign_off.html"
    here = "Sign off"
    button = "Sign off the return"
    done = "Signed off. The national team can now accept it"

    def is_permitted(self) -> bool:
        return can_sign_off(self.actor, self.quarterly_return, author_ids=self.author_ids)

    def is_time(self) -> bool:
        return self.steps.sign_off

    def take(self, form: BaseForm) -> None:
        sign_off_return(**self.decision(form))


class ReturnAcceptView(ReadingStep):
    template = "programme/return_accept.html"
    here = "Accept"
    button = "Accept the return"
    done = "Accepted for the monitoring pack"

    def is_permitted(self) -> bool:
        return can_accept(self.actor, author_ids=self.author_ids)

    def is_time(self) -> bool:
        return self.steps.accept

    def take(self, form: BaseForm) -> None:
        accept_return(**self.decision(form))


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
