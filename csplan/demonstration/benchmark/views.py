"""The least a page can cost: bytes that are ready before it is asked for.

Only the benchmark's own urlconf leads here.
"""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from csplan.core import clock
from reporting.models import PackDownload, PackFile

BODIES: dict[str, bytes] = {}
"""What each bare view answers with, by name; filled with the pages' own bytes."""


STORED: dict[str, int] = {}
"""Which stored file the bare download answers with, by name."""


@login_not_required
def bare(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes alone: no session, no user, no query."""
    return HttpResponse(BODIES[name])


def bare_signed_in(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes, once the session and the user are loaded."""
    return HttpResponse(BODIES[name], headers={"X-Person": str(request.user.pk)})


def bare_stored(request: HttpRequest, name: str) -> HttpResponse:
    """Stored bytes and one digest of them, once the session and the user are loaded."""
    content = PackFile.objects.values_list("content", flat=True).get(pk=STORED[name])
    return _with_digest(request, bytes(content))


def bare_logged(request: HttpRequest, name: str) -> HttpResponse:
    """The same, and a line in the log of downloads, which the disk has before the answer goes."""
    pack, content = PackFile.objects.values_list("pack", "content").get(pk=STORED[name])
    answer = _with_digest(request, bytes(content))
    PackDownload.objects.create(
        pack_id=pack,
        person_id=int(answer.headers["X-Person"]),
        file=name,
        sha256=answer.headers["X-Digest"],
        at=clock.now(),
    )
    return answer


def _with_digest(request: HttpRequest, content: bytes) -> HttpResponse:
    digest = hashlib.sha256(content).hexdigest()
    headers = {"X-Person": str(request.user.pk), "X-Digest": digest}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
