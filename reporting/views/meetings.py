"""Taking lines of a published pack to a meeting of the National Steering Group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.components import Crumb
from csplan.core.errors import NotPermittedError
from csplan.core.ratings import Rating
from csplan.core.worded_moments import date_words
from localities.models import Meeting
from programme.models import Question
from programme.permissions.meetings import can_keep_meetings, can_read_meetings
from programme.rules.pins import pin_token
from programme.selectors.meetings import EVERY, find_meeting, meetings_shown, sought_at
from programme.services.meetings import Proposed, add_agenda_items
from reporting import selectors
from reporting.choices_lines import LineKind
from reporting.components import pack_crumbs
from reporting.document import figures
from reporting.document.lines import lines_of
from reporting.document.view import read_view
from reporting.models import Pack
from reporting.views.base import of_a_pack, refusals_as_pages
from reporting.views.pinning import line_or_404, pinned, refuse_unpublished, snapshot_of

MEETINGS_OFFERED = 6
DEEDS = (
    ("agenda-add", "Put it on the agenda"),
    ("decision-seek", "Seek a decision"),
    ("decision-record", "Record a decision"),
    ("action-set", "Set an action"),
)
"""What a line can be pinned to, for a meeting."""
FROM_THE_DAY = frozenset({"decision-record", "action-set"})
UNTIL_THE_DAY = frozenset({"decision-seek"})


@dataclass(frozen=True, slots=True)
class Choice:
    """An item that may go on the agenda, under the key of its box."""

    key: str
    words: str
    hint: str
    item: Proposed


@require_safe
@refusals_as_pages
@of_a_pack
def pack_pin(request: ActorRequest, pack: Pack, line: str) -> HttpResponse:
    """What a line of the pack can be taken to, meeting by meeting."""
    _refuse_others(request)
    refuse_unpublished(pack, "Meetings consider lines of packs that were published")
    found = line_or_404(request, pack, line)
    query = urlencode({"line": pin_token(pinned(pack, found))})
    rows = meetings_shown(EVERY, on=clock.today())[:MEETINGS_OFFERED]
    context = {
        "pack": pack,
        "line": found,
        "meetings": [(meeting, list(_deeds(meeting, query))) for meeting in rows],
        "crumbs": pack_crumbs(pack, "Take a line to a meeting"),
    }
    return render(request, "reporting/pack_pin.html", context)


def _deeds(meeting: Meeting, query: str) -> Iterator[tuple[str, str]]:
    """Nothing is decided before the day, and nothing is asked of a meeting that is over."""
    today = clock.today()
    too_early = FROM_THE_DAY if meeting.day > today else frozenset[str]()
    too_late = UNTIL_THE_DAY if meeting.day < today else frozenset[str]()
    for name, words in DEEDS:
        if name not in too_early | too_late:
            yield words, f"{reverse(f'programme:{name}', args=[meeting.pk])}?{query}"


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def meeting_propose(request: ActorRequest, pk: int) -> HttpResponse:
    """An agenda proposed from exceptions, open questions and decisions sought."""
    meeting = find_meeting(pk) if can_read_meetings(request.actor) else None
    if meeting is None:
        raise Http404
    _refuse_others(request)
    pack = selectors.current_pack(request.actor)
    groups = _offered(meeting, request, pack)
    if request.method == "POST":
        return _add(request, meeting, groups)
    back = reverse("programme:meeting-detail", args=[meeting.pk])
    context = {
        "meeting": meeting,
        "pack": pack,
        "groups": {name: rows for name, rows in groups.items() if rows},
        "back_url": back,
        "crumbs": [
            Crumb("Meetings of the NSG", reverse("programme:meeting-list")),
            Crumb(date_words(meeting.day), back),
            Crumb("Propose items"),
        ],
    }
    return render(request, "reporting/meeting_propose.html", context)


def _add(
    request: ActorRequest, meeting: Meeting, groups: Mapping[str, Sequence[Choice]]
) -> HttpResponse:
    chosen = set(request.POST.getlist("item"))
    items = [row.item for rows in groups.values() for row in rows if row.key in chosen]
    made = add_agenda_items(meeting=meeting, items=items, actor=request.actor, at=clock.now())
    noun = "item was" if len(made) == 1 else "items were"
    messages.success(request, f"{len(made)} {noun} put on the agenda")
    return redirect("programme:meeting-detail", meeting.pk)


def _offered(
    meeting: Meeting, request: ActorRequest, pack: Pack | None
) -> dict[str, list[Choice]]:
    """What is not on the agenda yet, by sort, in the order it would stand in."""
    items = list(meeting.agenda.all())
    known = {f"question-{item.question_id}" for item in items if item.question_id}
    known |= {f"sought-{item.sought_id}" for item in items if item.sought_id}
    known |= {item.line for item in items if item.line and not item.question_id}
    offered = {
        "Decisions sought": _sought(meeting),
        "Questions that are open": _questions(request),
        "Off track in the current pack": _exceptions(request, pack),
    }
    return {name: [row for row in rows if row.key not in known] for name, rows in offered.items()}


def _sought(meeting: Meeting) -> Iterator[Choice]:
    """What is asked of this meeting, and what earlier ones left undecided."""
    for row in sought_at(clock.now()).filter(meeting__day__lte=meeting.day):
        item = Proposed(f"Decision sought: {row}", row.pinned_line, row.reason, sought=row)
        yield Choice(f"sought-{row.pk}", row.text, row.line_words, item)


def _questions(request: ActorRequest) -> Iterator[Choice]:
    rows = Question.objects.visible_to(request.actor).unanswered().select_related("asked_by")
    for row in rows.order_by("asked_at", "pk"):
        item = Proposed(f"Question: {row}", row.pinned_line, row.text, question=row)
        hint = ". ".join(words for words in (row.line_words, row.asker) if words)
        yield Choice(f"question-{row.pk}", row.text, hint, item)


def _exceptions(request: ActorRequest, pack: Pack | None) -> Iterator[Choice]:
    """What is off track in the pack, in its own order."""
    if pack is None:
        return
    snapshot = snapshot_of(request, pack)
    lines = {each.key: each for each in lines_of(snapshot)}
    for state in figures.exceptions(read_view(snapshot).states):
        line = lines.get(f"{LineKind.MILESTONE}-{state.milestone.pk}")
        if state.rating == Rating.OFF_TRACK and line is not None:
            item = Proposed(f"Off track: {line.words}", pinned(pack, line))
            yield Choice(line.key, line.title, line.place, item)


def _refuse_others(request: ActorRequest) -> None:
    if not can_keep_meetings(request.actor):
        raise NotPermittedError("Only the national team and the Head of CS Local keep the minutes")
