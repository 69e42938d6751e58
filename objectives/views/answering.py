"""The form that somebody without an account answers on.

The link is what lets them in, so it goes nowhere else: no cache keeps the page, no referrer
names it, and no search engine lists it. A link that is used, expired, withdrawn or wrong is
answered alike.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from csplan.core import clock
from csplan.core.errors import IncompleteError, WrongStateError
from objectives.forms.feedback import AnswerForm
from objectives.models import FeedbackRequest
from objectives.selectors.feedback import answerable
from objectives.services.feedback import answer

Page = Callable[..., HttpResponse]


def told_to_nobody(view: Page) -> Page:
    """Neither caches, nor referrers, nor search engines learn of the page."""

    @wraps(view)
    def quiet(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return quiet


# Exempt: who knows the link may answer, nobody else can, and no cookie plays a part. A browser
# told to send no referrer sends no origin either, so the usual check would refuse every answer.
@csrf_exempt
@login_not_required
@never_cache
@told_to_nobody
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_answer(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, and the form; an answer is kept once."""
    at = clock.now()
    found = answerable(token, at=at)
    if found is None:
        return _nothing_here(request)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form_page(request, found, form)
    try:
        answer(request=found, said=form.said, at=at)
    except WrongStateError:
        return _nothing_here(request)
    except IncompleteError as error:
        form.add_error(None, error.message)
        return _form_page(request, found, form)
    return redirect("objectives:feedback-thanks")


@login_not_required
@told_to_nobody
@require_safe
def feedback_thanks(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it knows nothing of what was said."""
    return render(request, "objectives/feedback/thanks.html")


def _form_page(request: HttpRequest, found: FeedbackRequest, form: AnswerForm) -> HttpResponse:
    context = {
        "asked": found,
        "round": found.round,
        "set": found.round.objective_set,
        "form": form,
    }
    return render(request, "objectives/feedback/answer.html", context)


def _nothing_here(request: HttpRequest) -> HttpResponse:
    """The one page for every link that opens nothing; 429 for too many of them."""
    limits = {"feedback": settings.CSPLAN_FEEDBACK_WRONG_LINKS}
    within = consume(request, app="csplan", action="feedback", config=limits, limit_get=True)
    status = HTTPStatus.NOT_FOUND if within else HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "objectives/feedback/nothing_here.html", status=status)
