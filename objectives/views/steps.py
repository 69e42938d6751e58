"""Taking a set from one state to the next: each step is read and confirmed on its own page."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.drafts.restoring import restore
from objectives.choices import SetAction
from objectives.forms.steps import AmendForm, PublishForm, SendBackForm, StepForm
from objectives.permissions.sets import can_agree, can_amend, can_decide, can_submit
from objectives.rules.states import CANNOT, next_state
from objectives.selectors.quality import QualityPage, quality_page
from objectives.selectors.revisions import amendment_changes
from objectives.services import sets
from objectives.views.base import OfficePage


class StepPage(OfficePage, ABC):
    """One step. ``done`` is what is said when it was taken."""

    action: SetAction
    button = ""
    lead = ""
    done = ""
    stranger = "Only the Head of CS Local can do this"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse()
        form = self.form(initial={"version": self.objective_set.version})
        restore(form, request)
        return self.show_step(form)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_step(form)
        try:
            self.take(objective_set=self.objective_set, actor=self.actor, at=self.at,
                      **form.said())  # fmt: skip
        except IncompleteError as error:
            # What was refused was not kept: look again at what is stored.
            del self.objective_set
            form.add_error(None, error.message)
            return self.show_step(form)
        messages.success(request, self.done)
        return redirect(self.set_url())

    def refuse(self) -> None:
        # The set first: whoever may not see it learns nothing from what they may not do.
        chosen = self.objective_set
        if not self.is_permitted():
            raise NotPermittedError(self.stranger)
        if next_state(self.action, chosen.state) is None:
            now = chosen.get_state_display().lower()
            raise WrongStateError(
                f"These objectives cannot be {CANNOT[self.action]} now: they are {now}"
            )

    def show_step(self, form: StepForm) -> HttpResponse:
        form.cancel_url = self.set_url()
        context = {
            "form": form,
            "heading": self.here,
            "lead": self.lead,
            "changes": amendment_changes(self.objective_set),
            "shows_changes": self.objective_set.is_being_amended,
            **self.reading(),
        }
        return self.show("objectives/office/step.html", context)

    def back_url(self) -> str:
        return self.set_url()

    def form(self, data: Any = None, **kwargs: Any) -> StepForm:
        return StepForm(data, label=self.button or self.here, **kwargs)

    def reading(self) -> dict[str, Any]:
        """What else the person reads before deciding."""
        return {}

    @property
    @abstractmethod
    def take(self) -> Callable[..., Any]:
        """The service that takes the step."""

    def is_permitted(self) -> bool:
        return can_decide(self.actor)


class SubmitView(StepPage):
    action = SetAction.SUBMIT
    here = "Submit the objectives"
    lead = "The Head of CS Local reads them and agrees them, or sends them back with a reason."
    done = "The objectives are submitted"
    stranger = "Only the holder’s private office can submit these objectives"
    take = staticmethod(sets.submit)

    def reading(self) -> dict[str, Any]:
        return {"quality": quality_page(self.objective_set, self.actor, on=self.today)}

    def is_permitted(self) -> bool:
        return can_submit(self.actor, self.objective_set)


class AgreeView(StepPage):
    action = SetAction.AGREE
    here = "Agree the objectives"
    lead = "Once agreed, they can be published. Nobody can change them unless you send them back."
    done = "The objectives are agreed"
    stranger = "Only the Head of CS Local can agree objectives, and not if they submitted them"
    take = staticmethod(sets.agree)

    def is_permitted(self) -> bool:
        return can_agree(self.actor, self.objective_set)


class SendBackView(StepPage):
    action = SetAction.SEND_BACK
    here = "Send the objectives back"
    done = "The objectives are sent back to the private office"
    take = staticmethod(sets.send_back)

    def form(self, data: Any = None, **kwargs: Any) -> StepForm:
        return SendBackForm(data, label="Send back", **kwargs)


class PublishView(StepPage):
    action = SetAction.PUBLISH
    here = "Publish the objectives"
    lead = "Anybody can read them from now on. What is published is kept for good."
    done = "The objectives are published"
    take = staticmethod(sets.publish)

    def form(self, data: Any = None, **kwargs: Any) -> StepForm:
        began = self.objective_set.year.starts_on
        suggested = self.today if self.objective_set.is_public else began
        found = bool(self.quality.finding_count)
        return PublishForm(
            data,
            label="Publish",
            suggested=suggested,
            has_findings=found,
            is_amendment=self.objective_set.is_public,
            **kwargs,
        )

    @cached_property
    def quality(self) -> QualityPage:
        return quality_page(self.objective_set, self.actor, on=self.today)

    def reading(self) -> dict[str, Any]:
        return {"quality": self.quality}


class AmendView(StepPage):
    action = SetAction.AMEND
    here = "Amend the objectives"
    lead = (
        "They become a draft again. The public go on reading what is published until the"
        " amendment has been agreed and published."
    )
    done = "The objectives are open for amendment"
    stranger = (
        "Only the holder’s private office or the Head of CS Local can amend these objectives"
    )
    take = staticmethod(sets.begin_amendment)

    def form(self, data: Any = None, **kwargs: Any) -> StepForm:
        return AmendForm(data, label="Open for amendment", **kwargs)

    def is_permitted(self) -> bool:
        return can_amend(self.actor, self.objective_set)


class EndAmendmentView(StepPage):
    action = SetAction.END_AMENDMENT
    here = "Give up the amendment"
    lead = "The objectives stay as they are published. It can be given up once nothing differs."
    done = "The amendment is given up"
    stranger = AmendView.stranger
    take = staticmethod(sets.end_amendment)

    def refuse(self) -> None:
        super().refuse()
        if not self.objective_set.is_public:
            raise WrongStateError("These objectives have not been published yet")

    def is_permitted(self) -> bool:
        return can_amend(self.actor, self.objective_set)
