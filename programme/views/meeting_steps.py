"""What is written about a meeting: items of its agenda, decisions sought and made, actions."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from localities.models import Meeting
from programme.forms.meetings import (
    ActionForm,
    AgendaItemChangeForm,
    AgendaItemForm,
    DecisionChangeForm,
    DecisionForm,
    RemoveItemForm,
    SeekForm,
    SoughtChangeForm,
    WithdrawForm,
)
from programme.models import AgendaItem, Decision, DecisionSought
from programme.permissions.meetings import can_read_meetings
from programme.rules.pins import line_of
from programme.services.decisions import Task, change_decision, record_decision, set_action
from programme.services.meetings import (
    Proposed,
    add_agenda_items,
    change_agenda_item,
    change_sought,
    remove_agenda_item,
    seek_decision,
    withdraw_sought,
)
from programme.views.meetings import OfMeetingPage


class AddPage(OfMeetingPage):
    """A form that adds something, perhaps about the line that its address hands down."""

    def asked_for(self) -> dict[str, Any]:
        asked = self.request.GET
        return {name: asked[name] for name in ("item", "sought", "line") if name in asked}

    def beside(self) -> Mapping[str, Any]:
        token = self.request.POST.get("line") or self.request.GET.get("line", "")
        return {"line": line_of(token)}


class AgendaAddPage(AddPage):
    form_class = AgendaItemForm
    heading, done = "Add an item to the agenda", "The item was added to the agenda"

    def save(self, form: AgendaItemForm) -> None:
        data = form.cleaned_data
        item = Proposed(data["title"], data["line"], data["background"])
        add_agenda_items(meeting=self.meeting, items=[item], actor=self.actor, at=self.at)


class SeekPage(AddPage):
    form_class = SeekForm
    heading, done = "Seek a decision", "The decision is sought"
    lead = "What the National Steering Group is asked to decide at this meeting."

    def save(self, form: SeekForm) -> None:
        seek_decision(**form.cleaned_data, meeting=self.meeting, actor=self.actor, at=self.at)


class DecidePage(AddPage):
    form_class = DecisionForm
    heading, done = "Record a decision", "The decision was recorded"

    def form_knows(self) -> dict[str, Any]:
        return {"meeting": self.meeting, "on": self.today}

    def initial(self) -> dict[str, Any]:
        return {"decided_on": min(self.meeting.day, self.today)}

    def save(self, form: DecisionForm) -> None:
        record_decision(**form.cleaned_data, meeting=self.meeting, actor=self.actor, at=self.at)


class ActPage(AddPage):
    form_class = ActionForm
    heading, done = "Set an action", "The action was set"

    def form_knows(self) -> dict[str, Any]:
        return {"meeting": self.meeting, "on": self.today}

    def save(self, form: ActionForm) -> None:
        data = form.cleaned_data
        set_action(
            meeting=self.meeting, task=task_of(form), item=data["item"], line=data["line"],
            actor=self.actor, at=self.at,
        )  # fmt: skip


def task_of(form: ActionForm) -> Task:
    data = form.cleaned_data
    person, post = form.chosen_owner()
    return Task(data["text"], data["due_on"], person, post, data["locality"])


class RowPage(OfMeetingPage):
    """A form about one row that belongs to a meeting."""

    model: type[Any]

    @cached_property
    def row(self) -> Any:
        if not can_read_meetings(self.actor):
            raise Http404
        return get_object_or_404(
            self.model.objects.select_related("meeting__group"), pk=self.kwargs["pk"]
        )

    @cached_property
    def meeting(self) -> Meeting:
        meeting: Meeting = self.row.meeting
        return meeting

    def beside(self) -> Mapping[str, Any]:
        return {"pinned": self.row}


class AgendaChangePage(RowPage):
    model, form_class = AgendaItem, AgendaItemChangeForm
    heading, done = "Change the item", "The item was saved"

    def initial(self) -> dict[str, Any]:
        row = self.row
        earlier = row.meeting.agenda.filter(order__lt=row.order).count()
        given = {name: getattr(row, name) for name in ("title", "background", "minute")}
        return {"place": earlier + 1, "version": row.version, **given}

    def save(self, form: AgendaItemChangeForm) -> None:
        change_agenda_item(item=self.row, **form.cleaned_data, actor=self.actor, at=self.at)


class AgendaRemovePage(RowPage):
    model, form_class = AgendaItem, RemoveItemForm
    heading, done = "Take the item off the agenda", "The item was taken off the agenda"

    def beside(self) -> Mapping[str, Any]:
        return {"pinned": self.row, "quote": self.row.title}

    def save(self, form: RemoveItemForm) -> None:
        remove_agenda_item(item=self.row, **form.cleaned_data, actor=self.actor, at=self.at)


class SoughtChangePage(RowPage):
    model, form_class = DecisionSought, SoughtChangeForm
    heading, done = "Change the decision sought", "The decision sought was saved"

    def form_knows(self) -> dict[str, Any]:
        return {"sought": self.row, "on": self.today}

    def initial(self) -> dict[str, Any]:
        row = self.row
        given = {"text": row.text, "reason": row.reason, "meeting": row.meeting_id}
        return {"version": row.version, **given}

    def save(self, form: SoughtChangeForm) -> None:
        change_sought(sought=self.row, **form.cleaned_data, actor=self.actor, at=self.at)


class SoughtWithdrawPage(RowPage):
    model, form_class = DecisionSought, WithdrawForm
    heading, done = "Withdraw the decision sought", "The decision is no longer sought"

    def beside(self) -> Mapping[str, Any]:
        return {"pinned": self.row, "quote": self.row.text}

    def save(self, form: WithdrawForm) -> None:
        withdraw_sought(sought=self.row, **form.cleaned_data, actor=self.actor, at=self.at)


class DecisionChangePage(RowPage):
    model, form_class = Decision, DecisionChangeForm
    heading, done = "Put the minute of a decision right", "The decision was saved"
    lead = "What it said before stays in the history, and in the packs that told of it."

    def beside(self) -> Mapping[str, Any]:
        return {"pinned": self.row, "quote": self.row.sought.text if self.row.sought else ""}

    def form_knows(self) -> dict[str, Any]:
        return {"meeting": self.meeting, "on": self.today}

    def initial(self) -> dict[str, Any]:
        row = self.row
        given = {"text": row.text, "decided_on": row.decided_on, "item": row.item_id}
        return {"version": row.version, **given}

    def save(self, form: DecisionChangeForm) -> None:
        data = {name: value for name, value in form.cleaned_data.items() if name != "line"}
        change_decision(decision=self.row, **data, actor=self.actor, at=self.at)
