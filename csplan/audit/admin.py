"""What every table of the administration site shares: the role, and the one history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from csplan.accounts.administration import administers
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.audit.services import record
from csplan.core import clock

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    # Generic for the type checker only.
    ModelAdmin = admin.ModelAdmin


class AuditedAdmin(ModelAdmin):
    """Records each addition and change in the audit history, with before and after.

    Nothing is deleted here: what is over is ended.
    """

    writes_history = True
    actions = None
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return administers(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: ModelForm[Any], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        record(
            action=f"{obj._meta.model_name}.{verb}",
            target=obj,
            actor=_person(request),
            at=clock.now(),
            before=_pick(form.initial, form.changed_data) if change else {},
            after=_pick(form.cleaned_data, form.changed_data),
        )

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Kept by ``save_model`` in the one history."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Kept by ``save_model`` in the one history."""

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """The record's events from the audit history, latest first."""
        record_shown = self.get_object(request, object_id)
        if record_shown is None:
            raise Http404
        events = AuditEvent.objects.filter(
            target_kind=self.opts.label_lower, target_id=str(record_shown.pk)
        )
        context = self.admin_site.each_context(request) | {
            "title": f"History of {record_shown}",
            "opts": self.opts,
            "record": record_shown,
            "events": events.select_related("actor")[:200],
        }
        return render(request, "audit/record_history.html", context)


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _pick(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The named values as the history keeps them; relations as their primary keys."""
    return {name: _plain(values.get(name)) for name in names}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value
