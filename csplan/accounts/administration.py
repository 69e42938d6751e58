"""The administration site: one role opens it, and its sign-in is everybody's sign-in."""

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
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

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only tables that write the one history; those of libraries stay out."""
        if getattr(admin_class, "writes_history", False):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def refuse_others(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            # Django would send somebody who is signed in to sign in again.
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return refuse_others

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        query = urlencode({"next": request.GET.get("next", reverse("admin:index"))})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one way to sign out."""
        return redirect("account_logout")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """There is one way to change a password."""
        return redirect("account_change_password")
