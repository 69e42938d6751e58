"""Meetings of the National Steering Group: the list, the minutes, and what is written in them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from csplan.core.components import Crumb
from csplan.core.errors import IncompleteError, NotPermittedError, StaleVersionError
from csplan.core.worded_moments import date_words, time_words
from csplan.drafts.restoring import restore
from localities.models import Meeting
from programme.forms.meetings import AttendanceForm
from programme.models import MeetingRecord
from programme.permissions.meetings import can_keep_meetings, can_read_meetings
from programme.selectors.meetings import (
    AHEAD,
    AWAITED,
    EVERY,
    MADE,
    PAST,
    WITHDRAWN,
    attendance_of,
    decisions_made,
    decisions_sought,
    find_meeting,
    meetings_shown,
    minutes_of,
    seats_of,
)
from programme.services.meetings import record_attendance
from programme.views.base import PAGE_SIZE, ProgrammePage, pages

LIST, DECISIONS = "Meetings of the NSG", "Decisions of the NSG"
MEETING_VIEWS = {AHEAD: "Ahead", PAST: "Past", EVERY: "All"}
DECISION_VIEWS = {AWAITED: "Awaited", MADE: "Made", WITHDRAWN: "Withdrawn"}


def meeting_url(meeting: Meeting | int, name: str = "meeting-detail") -> str:
    key = meeting if isinstance(meeting, int) else meeting.pk
    return reverse(f"programme:{name}", args=[key])


def chosen(request: HttpRequest, views: Mapping[str, str], first: str) -> str:
    """Which view of a list the address asks for."""
    show = request.GET.get("show", "")
    return show if show in views else first


def choices(views: Mapping[str, str], show: str, **rest: str) -> list[tuple[str, str, bool]]:
    """The views of a list as links that keep the rest of what was asked."""
    kept = {name: words for name, words in rest.items() if words}
    return [
        (words, f"?{urlencode({'show': name, **kept})}", name == show)
        for name, words in views.items()
    ]


class ReadersPage(ProgrammePage):
    """A list for those who read the minutes."""

    def back_url(self) -> str:
        return reverse("programme:meeting-list")

    def refuse_others(self) -> None:
        if not can_read_meetings(self.actor):
            raise NotPermittedError("You may not see the meetings of the NSG")


class MeetingListPage(ReadersPage):
    """Meetings ahead and past."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        show = chosen(request, MEETING_VIEWS, AHEAD)
        rows = meetings_shown(show, on=self.today)
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "shows": choices(MEETING_VIEWS, show),
            "show": show,
            "lines": page.object_list,
            "count": page.paginator.count,
            "pages": pages(page, "Pages of meetings", query=urlencode({"show": show})),
            "may_keep": can_keep_meetings(self.actor),
        }
        return self.show("programme/meetings/meeting_list.html", context)


class DecisionListPage(ReadersPage):
    """What the group decided, and what it is asked to decide."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others()
        show, words = chosen(request, DECISION_VIEWS, AWAITED), request.GET.get("q", "")
        rows: Any = decisions_made(words) if show == MADE else decisions_sought(show, words)
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        query = urlencode({"show": show, "q": words})
        context = {
            "shows": choices(DECISION_VIEWS, show, q=words),
            "show": show,
            "words": words,
            "lines": page.object_list,
            "count": page.paginator.count,
            "pages": pages(page, "Pages of decisions", query=query),
            "today": self.today,
            "crumbs": [Crumb(LIST, self.back_url()), Crumb(DECISIONS)],
        }
        return self.show("programme/meetings/decision_list.html", context)


class MeetingPage(ProgrammePage):
    """One meeting: its agenda, who came, what was decided and who does what."""

    @cached_property
    def meeting(self) -> Meeting:
        found = find_meeting(self.kwargs["pk"]) if can_read_meetings(self.actor) else None
        if found is None:
            raise Http404
        return found

    def back_url(self) -> str:
        return meeting_url(self.meeting)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {
            "minutes": minutes_of(self.meeting),
            "quarters": self.meeting.quarters.select_related("period").order_by("period"),
            "today": self.today,
            "is_ahead": self.meeting.day > self.today,
            "is_past": self.meeting.day < self.today,
            "starts": time_words(self.meeting.starts_at) if self.meeting.starts_at else "",
            "may_keep": can_keep_meetings(self.actor),
            "crumbs": [Crumb(LIST, reverse("programme:meeting-list")), Crumb(self.title)],
        }
        return self.show("programme/meetings/meeting_detail.html", context)

    @property
    def title(self) -> str:
        return date_words(self.meeting.day)

    def common(self) -> dict[str, Any]:
        return {"meeting": self.meeting}


class KeepersPage(ProgrammePage, ABC):
    """A page that is one form: drawn, checked, saved, and drawn again when others were first.

    ``row`` is what the form is about and has a version, or None where something is added.
    """

    form_class: type[Any]
    heading = ""
    lead = ""
    done = "Saved"
    template = "programme/meetings/form.html"
    row: Any = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        form = self.form(initial=self.initial())
        restore(form, request)
        # The link that led here says what it is about, whatever a draft was about.
        form.initial |= self.asked_for()
        return self.show_form(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.refuse_others()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_form(form)
        try:
            self.save(form)
        except StaleVersionError as error:
            return self.stale(error)
        except IncompleteError as error:
            form.add_error(None, error.message)
            return self.show_form(form)
        messages.success(request, self.done)
        return redirect(self.back_url())

    def stale(self, error: StaleVersionError) -> HttpResponse:
        """What it is about as it is now, with what was typed still in the form."""
        self.read_again()
        typed = self.request.POST.copy()
        typed["version"] = str(self.version())
        form = self.form(typed)
        form.add_error(None, f"{error.message}. Read it again, then send yours if it still holds")
        return self.show_form(form, status=HTTPStatus.CONFLICT)

    def version(self) -> int:
        return int(self.row.version)

    def read_again(self) -> None:
        self.__dict__.pop("row", None)

    def form(self, data: Any = None, **kwargs: Any) -> Any:
        return self.form_class(data, **self.form_knows(), **kwargs)

    def form_knows(self) -> dict[str, Any]:
        """What the form is made with."""
        return {}

    def initial(self) -> dict[str, Any]:
        return {"version": self.version()} if self.row is not None else {}

    def asked_for(self) -> dict[str, Any]:
        """What the address fills in."""
        return {}

    def refuse_others(self) -> None:
        """Refuse those who may read it and not write it; others do not find it."""
        self.found()
        if not can_keep_meetings(self.actor):
            raise NotPermittedError("Only the national team and the Head keep the minutes")

    def found(self) -> Any:
        """What the page is about; 404 for those it does not exist for."""
        return self.row

    def show_form(self, form: Any, *, status: int = HTTPStatus.OK) -> HttpResponse:
        form.cancel_url = self.back_url()
        context = {
            "form": form, "heading": self.heading, "lead": self.lead, "crumbs": self.trail(),
            **self.beside(),
        }  # fmt: skip
        return self.show(self.template, context, status=status)

    def beside(self) -> Mapping[str, Any]:
        """What stands above the form: something ``pinned`` to a line, or its ``quote``."""
        return {}

    @abstractmethod
    def trail(self) -> list[Crumb]:
        """The way back."""

    @abstractmethod
    def save(self, form: Any) -> None:
        """Do what the form asks for; raises RefusedError."""


class OfMeetingPage(KeepersPage):
    """A form about something of one meeting."""

    @cached_property
    def meeting(self) -> Meeting:
        found = find_meeting(self.kwargs["pk"]) if can_read_meetings(self.actor) else None
        if found is None:
            raise Http404
        return found

    def found(self) -> Any:
        return self.meeting

    def back_url(self) -> str:
        return meeting_url(self.meeting)

    def trail(self) -> list[Crumb]:
        return [
            Crumb(LIST, reverse("programme:meeting-list")),
            Crumb(date_words(self.meeting.day), meeting_url(self.meeting)),
            Crumb(self.heading),
        ]


class AttendancePage(OfMeetingPage):
    form_class = AttendanceForm
    heading, done = "Who came?", "The attendance was saved"
    template = "programme/meetings/attendance.html"

    def show_form(self, form: Any, *, status: int = HTTPStatus.OK) -> HttpResponse:
        if self.meeting.day > self.today:
            self.heading = "Who will come?"
        return super().show_form(form, status=status)

    @cached_property
    def row(self) -> Any:
        return MeetingRecord.objects.filter(meeting=self.meeting).first()

    def version(self) -> int:
        return self.row.version if self.row else 0

    def form_knows(self) -> dict[str, Any]:
        return {"seats": list(seats_of(self.meeting))}

    def initial(self) -> dict[str, Any]:
        given: dict[str, Any] = {"version": self.version()}
        given["others"] = self.row.others if self.row else ""
        for key, row in attendance_of(self.meeting).items():
            given |= {f"presence-{key}": row.presence, f"deputy-{key}": row.deputy}
        return given

    def save(self, form: AttendanceForm) -> None:
        data = form.cleaned_data
        record_attendance(
            meeting=self.meeting, seats=form.answers(), others=data["others"],
            version=data["version"], actor=self.actor, at=self.at,
        )  # fmt: skip
