"""What machines that watch csplan ask it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.operations import figures
from csplan.operations.permissions import can_read_figures
from csplan.operations.selectors import operations_text

SCHEME = "Bearer "


# Not for the signed-in alone: a machine shows a token instead.
@login_not_required
@never_cache
def metrics(request: ActorRequest) -> HttpResponse:
    """Figures for Prometheus, to whoever shows the token or may read them when signed in."""
    if not _shows_token(request):
        if not request.actor.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not can_read_figures(request.actor):
            raise PermissionDenied
    return _told(request)


# Read by is_for_people: whoever has no token is asked what every page asks of the signed-in.
metrics.answers_people = True  # type: ignore[attr-defined]  # a mark, as Django's own are


@require_safe
def _told(request: HttpRequest) -> HttpResponse:
    text = figures.exposition() + operations_text(at=clock.now()).encode()
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _shows_token(request: HttpRequest) -> bool:
    """Whether the request carries the token; never when none was set."""
    expected, shown = settings.CSPLAN_METRICS_TOKEN, request.headers.get("Authorization", "")
    if not expected or not shown.startswith(SCHEME):
        return False
    return constant_time_compare(shown.removeprefix(SCHEME), expected)
