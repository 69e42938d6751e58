"""The administration site: one role opens it, and its sign-in is everybody's sign-in."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role


def administers(request: HttpRequest) -> bool:
    """Whether the person on the request holds the administrator role now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.has(Role.ADMINISTRATOR)


class AdministrationSite(AdminSite):
    """Refuses signed-in people without the role (403) and sends the others to sign in."""

    site_header = "csplan administration"
    site_title = "csplan administration"
    index_title = "Look after the frame of the plans"

    def has_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        query = urlencode({"next": request.GET.get("next", reverse("admin:index"))})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")
