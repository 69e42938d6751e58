"""The page on which people choose their e-mails."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.errors import NotPermittedError
from csplan.core.views import error_page
from csplan.notices.choices import ALWAYS_SENT, KIND_WORDS, NoticeKind
from csplan.notices.forms import KindsForm
from csplan.notices.selectors import kinds_for, latest_to, turned_off_by
from csplan.notices.services import choose_kinds


class EmailsView(View):
    """Which e-mails the person gets, and what was sent to them lately."""

    request: ActorRequest

    def get(self, request: HttpRequest) -> HttpResponse:
        off = turned_off_by(self.request.actor.person)
        return self.show(KindsForm(offered=self.offered(), turned_off=off))

    def post(self, request: HttpRequest) -> HttpResponse:
        offered = self.offered()
        form = KindsForm(request.POST, offered=offered)
        if not form.is_valid():
            return self.show(form)
        actor, at = self.request.actor, clock.now()
        try:
            choose_kinds(kinds=form.cleaned_data["kinds"], offered=offered, actor=actor, at=at)
        except NotPermittedError as error:
            return error_page(request, HTTPStatus.FORBIDDEN, message=f"{error.message}.")
        messages.success(request, "Your choice is saved")
        return redirect("emails")

    def offered(self) -> list[NoticeKind]:
        return [kind for kind in kinds_for(self.request.actor) if kind not in ALWAYS_SENT]

    def show(self, form: KindsForm) -> HttpResponse:
        kinds = kinds_for(self.request.actor)
        context = {
            "form": form,
            "kinds": kinds,
            "always": [(kind.label, KIND_WORDS[kind]) for kind in kinds if kind in ALWAYS_SENT],
            "can_choose": any(kind not in ALWAYS_SENT for kind in kinds),
            "latest": latest_to(self.request.actor.person),
        }
        return render(self.request, "notices/emails.html", context)
