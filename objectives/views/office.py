"""The working copy of a set: its page, what its revisions changed, and its role statement."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csplan.core.components import Crumb
from csplan.registers.declaration import RecordLink
from csplan.registers.selectors import history
from csplan.registers.views import OneRecordPage
from objectives.choices import SetAction, SetState
from objectives.forms.sets import RoleStatementForm
from objectives.permissions.sets import can_agree, can_amend, can_decide, can_edit, can_submit
from objectives.registers.sets import state_tag
from objectives.rules.fingerprints import fingerprint
from objectives.rules.provenance import provenance
from objectives.rules.states import next_state
from objectives.selectors.revisions import compared, revisions_of, sent_back_because
from objectives.selectors.working import working_page
from objectives.services.drafting import change_role_statement
from objectives.views.base import OfficePage
from objectives.views.editing import EditPage

REPORTED_IN_WORDS = {
    "narrative": "What happened",
    "forecast_on": "Expected",
    "completed_on": "Completed",
    "occurrence_due_on": "Due",
}
"""What the history calls the parts of a report of progress."""


class SetRecordPage(OneRecordPage):
    """The set by its key, as the list and the change form know it; leads to its own page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("objectives:working-set", self.record.slug)


class WorkingSetView(OfficePage):
    """The whole working copy, what may be done with it, and where its words come from."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        chosen = self.objective_set
        may_edit = can_edit(self.actor, chosen) and chosen.state == SetState.DRAFT
        context = {
            "page": working_page(chosen, self.actor),
            "may_edit": may_edit,
            "state_tag": state_tag(chosen),
            "steps": list(self.steps()),
            "sent_back": sent_back_because(chosen),
            "change_url": reverse("objectives:office-change", args=[chosen.pk]),
        }
        return self.show("objectives/office/set.html", context)

    def trail(self) -> list[Crumb]:
        return [*self.start(), Crumb(str(self.objective_set))]

    def steps(self) -> Iterator[RecordLink]:
        """What the person may do with the set in its state, the likeliest first."""
        chosen, actor = self.objective_set, self.actor
        offered = (
            (SetAction.SUBMIT, "Submit", "submit", can_submit(actor, chosen)),
            (SetAction.AGREE, "Agree", "agree", can_agree(actor, chosen)),
            (SetAction.PUBLISH, "Publish", "publish", can_decide(actor)),
            (SetAction.SEND_BACK, "Send back", "send-back", can_decide(actor)),
            (SetAction.AMEND, "Amend", "amend", can_amend(actor, chosen)),
            (
                SetAction.END_AMENDMENT,
                "Give up the amendment",
                "end-amendment",
                can_amend(actor, chosen) and chosen.is_public,
            ),
        )
        for action, label, name, may in offered:
            if may and next_state(action, chosen.state):
                yield RecordLink(label, reverse(f"objectives:set-{name}", args=[chosen.slug]))


class SetHistoryView(OfficePage):
    """Every revision, and what changed between any two of them or in the working copy."""

    here = "Revisions and history"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        revisions = list(revisions_of(self.objective_set))
        comparison = compared(
            self.objective_set,
            revisions,
            earlier=request.GET.get("from", ""),
            later=request.GET.get("to", ""),
        )
        context = {
            "revisions": revisions,
            "comparison": comparison,
            "events": history(self.objective_set, called="Objectives", headings=REPORTED_IN_WORDS),
        }
        return self.show("objectives/office/history.html", context)


class RoleStatementView(EditPage):
    """What the post is there for."""

    here = heading = "Role statement"
    names = ("role_statement",)

    @cached_property
    def subject(self) -> Any:
        return self.objective_set

    def form(self, data: Any = None, **kwargs: Any) -> RoleStatementForm:
        return RoleStatementForm(data, **kwargs)

    def initial(self) -> dict[str, Any]:
        return {"words": self.subject.role_statement}

    def seen_now(self, form: Any) -> str:
        return fingerprint(self.subject, self.names)

    def save(self, form: Any, seen: str) -> str:
        change_role_statement(
            objective_set=self.subject,
            words=form.cleaned_data["words"],
            seen=seen,
            actor=self.actor,
            at=self.at,
        )
        return "Saved: role statement"

    def beside(self) -> dict[str, Any]:
        chosen = self.objective_set
        origin = provenance(
            chosen.role_statement, chosen.source_words, section=chosen.source_section
        )
        return {"origin": origin, "document": chosen.source}

    def anchor(self) -> str:
        return "role-statement"
