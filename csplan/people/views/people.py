"""The list of people, one person, and the report of leavers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django_tables2 import RequestConfig

from csplan.accounts.choices import GUARDED_ROLES, Role
from csplan.accounts.models import User
from csplan.core import clock
from csplan.core.components import Crumb
from csplan.people.permissions import can_change_person, can_decide, can_withdraw, is_guarded
from csplan.people.rules import DORMANT_AFTER_DAYS
from csplan.people.selectors import people as selectors
from csplan.people.selectors.leavers import leavers
from csplan.people.tables import PeopleTable
from csplan.people.views.shared import PeopleView

PAGE_SIZE = 25
LONGEST_ABSENCE = 3650


def trail(*after: Crumb) -> list[Crumb]:
    """The way back to the list."""
    return [Crumb("Home", reverse("home")), Crumb("People", reverse("people:list")), *after]


class PeopleListView(PeopleView):
    """Everybody with an account, narrowed by words, role and state."""

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = selectors.Wanted(
            words=request.GET.get("q", "")[:200].replace("\x00", ""),
            role=request.GET.get("role", ""),
            state=request.GET.get("state", ""),
        )
        rows = selectors.people(wanted, on=clock.today())
        table = PeopleTable(rows, empty_text="Nobody fits. Try other words, or show all.")
        paging = {"per_page": PAGE_SIZE, "silent": True}
        RequestConfig(request, paginate=paging).configure(table)
        context = {
            "table": table,
            "found": table.paginator.count,
            "wanted": wanted,
            "is_narrowed": any((wanted.words, wanted.role, wanted.state)),
            "roles": Role.choices,
            "states": selectors.STATES.items(),
            "waiting": selectors.waiting_proposals().count(),
            "crumbs": [Crumb("Home", reverse("home")), Crumb("People")],
        }
        return render(request, "people/list.html", context)


class PersonPageView(PeopleView):
    """Somebody's account, roles and history; one's own may be read and not changed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        return render(request, "people/person.html", self.context(person))

    def context(self, person: User) -> dict[str, Any]:
        today, grants = clock.today(), list(selectors.grants_of(person))
        proposals = list(selectors.waiting_proposals().filter(user=person))
        return {
            "person": person,
            "state": selectors.state_words(person),
            "grants": [
                (row, selectors.role_words(row), row.ends_on is None or row.ends_on >= today)
                for row in grants
            ],
            "proposals": [(row, *self.rights(row)) for row in proposals],
            "may_change": can_change_person(self.request.actor, person),
            "is_guarded": is_guarded(person, on=today),
            "guarded_roles": [role.label for role in GUARDED_ROLES],
            "has_second_factor": selectors.has_second_factor(person),
            "invitation": selectors.latest_invitation(person),
            "now": clock.now(),
            "events": selectors.history(person, grants),
            "crumbs": trail(Crumb(person.full_name)),
        }

    def rights(self, proposal: Any) -> tuple[bool, bool]:
        actor = self.request.actor
        return can_decide(actor, proposal), can_withdraw(actor, proposal)


class LeaversView(PeopleView):
    """Who seems to have left, so that their account can be closed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        days = _days(request.GET.get("days", ""))
        context = {
            "report": leavers(on=clock.today(), at=clock.now(), days=days),
            "days": days,
            "crumbs": trail(Crumb("Leavers")),
        }
        return render(request, "people/leavers.html", context)


def _days(text: str) -> int:
    """The number asked for, or the usual one."""
    is_number = text.isascii() and text.isdigit() and len(text) < 6
    return min(max(int(text), 1), LONGEST_ABSENCE) if is_number else DORMANT_AFTER_DAYS
