"""What is open in a locality: for whoever takes over from its co-ordinator."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from csplan.accounts.selectors import grants_of
from csplan.drafts.selectors import pages_with_drafts
from localities.models import Locality
from programme.choices import UNFINISHED, ReturnState
from programme.choices_delivery import VisitState
from programme.choices_questions import QuestionState
from programme.models import (
    MeasureUpdate,
    QuarterlyReturn,
    Question,
    Risk,
    Saving,
    Visit,
)
from programme.permissions.handover import can_know_of_drafts
from programme.selectors.answers import MilestoneLine, milestone_lines
from programme.selectors.derived import FOLLOWS_THE_RECORD
from programme.selectors.national import ReturnLine, lines_of
from programme.selectors.questions import with_people
from programme.selectors.remarks import open_remarks

WRITES = (Role.COORDINATOR, Role.ASSISTANT)
HOLDERS_SHOWN, ROWS_SHOWN, RETURNS_SHOWN = 12, 10, 4
RETURNS = "/programme/returns/"
ANSWER = re.compile(r"(?P<kind>milestones|measures)/(?P<pk>[0-9]{1,18})/")
PAGES: Mapping[str, str] = {
    "overview/": "The overview of the quarter",
    "measures/": "The grid of measures",
    "send-back/": "Sending the return back",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who writes for the locality, wrote for it or is about to."""

    name: str
    role: str
    starts_on: dt.date
    ends_on: dt.date | None
    user_id: int

    def is_leaving(self, on: dt.date) -> bool:
        return self.ends_on is not None and self.starts_on <= on


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A page on which somebody typed and did not save; never what they typed."""

    title: str
    url: str
    typed_at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class OpenReturn:
    """A return that is not accepted yet, and how far it has got."""

    quarterly_return: QuarterlyReturn
    line: ReturnLine


@dataclass(frozen=True, slots=True)
class OpenAnswers:
    """What the return that is being written still asks for, the worst first."""

    quarterly_return: QuarterlyReturn
    milestones: Sequence[MilestoneLine]
    unanswered_count: int
    measures: Sequence[tuple[int, str]]
    remarks: Sequence[tuple[str, str, str]]
    lacks_overview: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """Everything that is open in one locality on a day."""

    locality: Locality
    holders: Sequence[Holder]
    returns: Sequence[OpenReturn]
    answers: OpenAnswers | None
    unsaved: Sequence[Unsaved]
    questions: Sequence[Question]
    risks: Sequence[Risk]
    savings: Sequence[Saving]
    visits: Sequence[Visit]


def handover(locality: Locality, *, actor: Actor, at: dt.datetime, on: dt.date) -> Handover:
    """What is open, with what those who leave typed and did not save for whoever follows them.

    Fourteen queries at most, whatever there is.
    """
    holders = list(_holders(locality))
    leaving = [each for each in holders if each.is_leaving(on)]
    follows = can_know_of_drafts(actor, locality)
    returns = _unfinished(locality, at)
    written = next((one for one in returns if one.state == ReturnState.OPEN), None)
    lines = lines_of(returns, at=at)
    milestones = milestone_lines(written, actor=actor, on=on) if written else ()
    return Handover(
        locality=locality,
        holders=holders,
        returns=[OpenReturn(one, line) for one, line in zip(returns, lines, strict=True)],
        answers=_answers(written, milestones) if written else None,
        unsaved=_unsaved(locality, leaving, milestones) if follows else [],
        questions=_questions(locality),
        risks=_risks(locality),
        savings=_savings(locality),
        visits=_visits(locality),
    )


NEW_FOR, LEAVES_WITHIN = dt.timedelta(days=30), dt.timedelta(days=30)


def changing_hands(actor: Actor, *, on: dt.date) -> list[tuple[Locality, bool]]:
    """The localities the actor began to write for, or stops writing for, about the day.

    With each whether they leave it. No query for most people; one for whoever it concerns.
    """
    grants = [each for each in grants_of(actor.person) if _changes_hands(each, on)]
    if not grants:
        return []
    leaves = {_scope(each): each.ends_on is not None for each in grants}
    places = Locality.objects.filter(
        Q(pk__in=[each.locality_id for each in grants if each.locality_id])
        | Q(cluster__in=[each.cluster_id for each in grants if each.cluster_id])
    )
    return [
        (place, leaves.get((place.pk, None), leaves.get((None, place.cluster_id), False)))
        for place in places
    ]


def _changes_hands(grant: RoleGrant, on: dt.date) -> bool:
    if grant.role not in WRITES or not grant.is_in_force_on(on):
        return False
    is_leaving = grant.ends_on is not None and grant.ends_on <= on + LEAVES_WITHIN
    return is_leaving or grant.starts_on > on - NEW_FOR


def _scope(grant: RoleGrant) -> tuple[int | None, int | None]:
    return grant.locality_id, grant.cluster_id


def _holders(locality: Locality) -> Iterator[Holder]:
    """Whoever writes or wrote for the locality, the latest first. One query."""
    grants = RoleGrant.objects.filter(
        Q(role=Role.COORDINATOR, locality=locality)
        | Q(role=Role.ASSISTANT, cluster=locality.cluster_id)
    )
    in_order = grants.select_related("user").order_by("-starts_on", "role", "pk")
    for grant in in_order[:HOLDERS_SHOWN]:
        label = grant.get_role_display()
        yield Holder(str(grant.user), label, grant.starts_on, grant.ends_on, grant.user_id)


def _unfinished(locality: Locality, at: dt.datetime) -> list[QuarterlyReturn]:
    rows = QuarterlyReturn.objects.filter(
        locality=locality, state__in=UNFINISHED, period__opens_at__lte=at
    )
    people = ("submitted_by", "signed_off_by", "accepted_by")
    loaded = rows.select_related("period", "locality", *people)
    return list(loaded.order_by("-period__starts_on", "-revision")[:RETURNS_SHOWN])


def _answers(written: QuarterlyReturn, milestones: Sequence[MilestoneLine]) -> OpenAnswers:
    updates = MeasureUpdate.objects.filter(quarterly_return=written)
    titles = dict(updates.values_list("measure_id", "measure__title"))
    blank = updates.filter(version=0).exclude(FOLLOWS_THE_RECORD)
    in_order = blank.order_by("measure__outcome__order", "measure__order")
    names = {f"milestone-{line.milestone_id}": line.title for line in milestones}
    names |= {f"measure-{pk}": title for pk, title in titles.items()}
    return OpenAnswers(
        quarterly_return=written,
        milestones=[line for line in milestones if line.needs_attention],
        unanswered_count=sum(not line.is_reported for line in milestones),
        measures=list(in_order.values_list("measure_id", "measure__title")),
        remarks=[
            (names.get(name, "The overview"), _path(name), words)
            for name, words in open_remarks(written).items()
        ],
        lacks_overview=not written.overview,
    )


def _path(name: str) -> str:
    """Where, below the return's own address, the answer of this name is."""
    kind, _, pk = name.partition("-")
    return f"{kind}s/{pk}/" if pk else f"{kind}/"


def _unsaved(
    locality: Locality, leaving: Sequence[Holder], milestones: Sequence[MilestoneLine]
) -> list[Unsaved]:
    """Where those who leave, or have left, typed in the locality's returns. One query, or none."""
    if not leaving:
        return []
    names = {each.user_id: each.name for each in leaving}
    titles = {line.milestone_id: line.title for line in milestones}
    found = pages_with_drafts(names, under=RETURNS)
    return [
        Unsaved(_page_title(rest, titles), page, typed_at, names[owner])
        for owner, page, typed_at in found
        for _, is_here, rest in [page.partition(f"/{locality.slug}/")]
        if is_here
    ]


def _page_title(rest: str, titles: Mapping[int, str]) -> str:
    """What a page of a return is about, by what follows the return's own address."""
    answer = ANSWER.fullmatch(rest)
    if answer is None:
        return PAGES.get(rest, "The return")
    if answer["kind"] == "milestones":
        return titles.get(int(answer["pk"]), "A milestone")
    return "A measure"


def _questions(locality: Locality) -> list[Question]:
    rows = Question.objects.unanswered().filter(locality=locality)
    routed = rows.exclude(state=QuestionState.ASKED)
    return list(with_people(routed).order_by("asked_at", "pk")[:ROWS_SHOWN])


def _risks(locality: Locality) -> list[Risk]:
    rows = Risk.objects.still_open().filter(locality=locality)
    return list(rows.order_by("review_on", "pk")[:ROWS_SHOWN])


def _savings(locality: Locality) -> list[Saving]:
    rows: QuerySet[Saving] = Saving.objects.waiting().filter(locality=locality)
    return list(rows.order_by("agreed_on", "pk")[:ROWS_SHOWN])


def _visits(locality: Locality) -> list[Visit]:
    still = (VisitState.PROPOSED, VisitState.ACCEPTED)
    rows: QuerySet[Visit] = Visit.objects.standing().filter(locality=locality, state__in=still)
    return list(rows.order_by("offered_on", "pk")[:ROWS_SHOWN])
