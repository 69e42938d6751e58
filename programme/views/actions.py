"""Actions of the National Steering Group: the register, one action, and its steps."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from csplan.core.components import Crumb, SummaryRow
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.worded_moments import date_words
from localities.models import Locality
from programme.forms.meetings import (
    PERSON,
    POST,
    ActionChangeForm,
    CloseActionForm,
    ProgressForm,
    ReopenForm,
)
from programme.models import Action
from programme.permissions.meetings import (
    can_keep_meetings,
    can_read_actions,
    can_read_meetings,
    can_update_action,
    may_own,
)
from programme.rules.returns import deadline_words
from programme.selectors.meetings import (
    CLOSED,
    EVERY,
    MINE,
    OPEN,
    OVERDUE,
    actions_shown,
    find_action,
    standing,
    story,
)
from programme.services.decisions import (
    change_action,
    close_action,
    note_progress,
    reopen_action,
)
from programme.views.base import PAGE_SIZE, ProgrammePage, pages
from programme.views.meeting_steps import task_of
from programme.views.meetings import LIST as MEETINGS
from programme.views.meetings import KeepersPage, choices, chosen, meeting_url

LIST = "Actions of the NSG"


def action_url(action: Action, name: str = "action-detail") -> str:
    return reverse(f"programme:{name}", args=[action.pk])


class ActionListPage(ProgrammePage):
    """The register of actions, the longest overdue first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not can_read_actions(self.actor):
            raise NotPermittedError("You may not see the actions of the NSG")
        views = dict(self.views())
        show = chosen(request, views, OPEN)
        asked = {name: request.GET.get(name, "") for name in ("q", "locality")}
        rows = actions_shown(
            self.actor, show, on=self.today, words=asked["q"], locality=asked["locality"]
        )
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        kept = {name: words for name, words in {"show": show, **asked}.items() if words}
        context = {
            "shows": choices(views, show, **asked),
            "show": show,
            "asked": asked,
            "places": Locality.objects.in_force_on(self.today).order_by("name"),
            "lines": [(each, *standing(each, on=self.today), self.due(each)) for each in page],
            "count": page.paginator.count,
            "pages": pages(page, "Pages of actions", query=urlencode(kept)),
            "crumbs": list(self.trail()),
        }
        return self.show("programme/meetings/action_list.html", context)

    def views(self) -> Iterator[tuple[str, str]]:
        yield OPEN, "Open"
        yield OVERDUE, "Overdue"
        if may_own(self.actor):
            yield MINE, "Yours"
        yield CLOSED, "Closed"
        yield EVERY, "All"

    def trail(self) -> Iterator[Crumb]:
        """From the meetings, for those who read them; nothing leads here for the others."""
        if can_read_meetings(self.actor):
            yield Crumb(MEETINGS, reverse("programme:meeting-list"))
            yield Crumb(LIST)

    def due(self, action: Action) -> str:
        return deadline_words(action.due_on, self.today) if action.is_open else ""


class ActionPage(ProgrammePage):
    """What is to be done, by whom and when, and how far it has got."""

    @cached_property
    def action(self) -> Action:
        found = find_action(self.actor, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def back_url(self) -> str:
        return action_url(self.action)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {
            "steps": list(self.steps()),
            "events": story(self.action),
            "crumbs": [Crumb(LIST, reverse("programme:action-list")), Crumb("Action")],
        }
        return self.show("programme/meetings/action_detail.html", context)

    def common(self) -> dict[str, Any]:
        words, colour = standing(self.action, on=self.today)
        return {
            "action": self.action, "standing": words, "colour": colour, "rows": list(self.rows())
        }  # fmt: skip

    def rows(self) -> Iterator[SummaryRow]:
        action = self.action
        yield SummaryRow("Owner", action.owner_words)
        due = date_words(action.due_on)
        late = f": {deadline_words(action.due_on, self.today)}" if action.is_open else ""
        yield SummaryRow("Due", f"{due}{late}")
        if action.place_words:
            yield SummaryRow("Locality", action.place_words)
        meeting = action.meeting
        if can_read_meetings(self.actor):
            url, words = meeting_url(meeting), "See the minutes"
            yield SummaryRow("Set at the meeting of", date_words(meeting.day), url, words)
        else:
            yield SummaryRow("Set at the meeting of", date_words(meeting.day))

    def steps(self) -> Iterator[tuple[str, str]]:
        """What the reader may do with it now, each with its address."""
        action, keeps = self.action, can_keep_meetings(self.actor)
        if action.is_open and can_update_action(self.actor, action):
            yield "Add a progress note", action_url(action, "action-note")
            yield "Close the action", action_url(action, "action-close")
        if action.is_open and keeps:
            yield "Change the action", action_url(action, "action-change")
        if keeps and not action.is_open:
            yield "Open the action again", action_url(action, "action-reopen")


class ActionStepPage(KeepersPage):
    """One step of an action, beneath what is to be done."""

    needs_open = True
    write: Callable[..., Any]

    @cached_property
    def row(self) -> Any:
        found = find_action(self.actor, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def may(self) -> bool:
        return can_keep_meetings(self.actor)

    def refuse_others(self) -> None:
        if self.found() and not self.may():
            raise NotPermittedError("This step is somebody else’s")
        if self.row.is_open != self.needs_open:
            is_open = "open already" if self.row.is_open else "closed"
            raise WrongStateError(f"This action is {is_open}")

    def back_url(self) -> str:
        return action_url(self.row)

    def trail(self) -> list[Crumb]:
        return [
            Crumb(LIST, reverse("programme:action-list")),
            Crumb("Action", action_url(self.row)),
            Crumb(self.heading),
        ]

    def beside(self) -> Mapping[str, Any]:
        return {"pinned": self.row, "quote": self.row.text}

    def said(self, form: Any) -> Mapping[str, Any]:
        """What the service is told besides which action, by whom and when."""
        given: Mapping[str, Any] = form.cleaned_data
        return given

    def save(self, form: Any) -> None:
        self.write(**self.said(form), action=self.row, actor=self.actor, at=self.at)


class ActionNotePage(ActionStepPage):
    form_class = ProgressForm
    heading, done = "Add a progress note", "The note was added"
    write = staticmethod(note_progress)

    def may(self) -> bool:
        return can_update_action(self.actor, self.row)


class ActionClosePage(ActionStepPage):
    form_class = CloseActionForm
    heading, done = "Close the action", "The action was closed"
    write = staticmethod(close_action)

    def may(self) -> bool:
        return can_update_action(self.actor, self.row)


class ActionReopenPage(ActionStepPage):
    form_class, needs_open = ReopenForm, False
    heading, done = "Open the action again", "The action is open again"
    write = staticmethod(reopen_action)


class ActionChangePage(ActionStepPage):
    form_class = ActionChangeForm
    heading, done = "Change the action", "The action was saved"
    write = staticmethod(change_action)

    def form_knows(self) -> dict[str, Any]:
        return {"meeting": self.row.meeting, "on": self.today}

    def initial(self) -> dict[str, Any]:
        row = self.row
        owner = f"{PERSON}-{row.owner_id}" if row.owner_id else f"{POST}-{row.owner_post_id}"
        given = {"text": row.text, "due_on": row.due_on, "locality": row.locality_id}
        return {"version": row.version, "owner": owner, **given}

    def beside(self) -> Mapping[str, Any]:
        return {"pinned": self.row}

    def said(self, form: ActionChangeForm) -> Mapping[str, Any]:
        data = form.cleaned_data
        return {"task": task_of(form), "reason": data["reason"], "version": data["version"]}
