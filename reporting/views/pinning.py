"""What pages share that pin something to a line of a published pack."""

from collections.abc import Mapping, Sequence

from django.http import Http404

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.errors import WrongStateError
from programme.rules.questions import Line
from reporting import services
from reporting.choices import FileKind
from reporting.document.lines import PackLine, pinnable_lines
from reporting.document.snapshot import parse
from reporting.models import Pack


def refuse_unpublished(pack: Pack, message: str) -> None:
    """Nothing is pinned to what may still change."""
    if not pack.is_released:
        raise WrongStateError(message)


def snapshot_of(request: ActorRequest, pack: Pack) -> Mapping[str, object]:
    stored = services.read_file(
        pack=pack, kind=FileKind.SNAPSHOT, actor=request.actor, at=clock.now()
    )
    return parse(stored)


def lines_in(request: ActorRequest, pack: Pack) -> Sequence[PackLine]:
    """Every line of the pack that something can be pinned to."""
    return pinnable_lines(snapshot_of(request, pack))


def line_or_404(request: ActorRequest, pack: Pack, key: str) -> PackLine:
    found = next((each for each in lines_in(request, pack) if each.key == key), None)
    if found is None:
        raise Http404
    return found


def pinned(pack: Pack, line: PackLine) -> Line:
    """The line as this edition has it; it says whose pack it is but for the national one."""
    which = {} if pack.is_national else {"subject": pack.subject, "title": pack.title}
    return Line(
        key=line.key, words=line.words, anchor=line.anchor, quarter=pack.period.slug,
        edition=pack.edition, build=pack.build, **which,
    )  # fmt: skip
