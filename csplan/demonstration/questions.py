"""Illustrative questions from the National Steering Group, each step by the right person.

What is known of any question already is left as it is.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Protocol

from csplan.accounts.actors import Actor
from csplan.demonstration.files import Record, london, read
from localities.models import Locality
from programme.models import BusinessPlan, Milestone, Outcome, Question
from programme.rules.questions import Line
from programme.services.questions import (
    answer_question,
    ask_question,
    close_question,
    draft_answer,
    route_question,
    send_draft_back,
)
from reporting.choices_lines import LineKind
from reporting.document.rows import locality_anchor, outcome_anchor

Cast = Mapping[str, Actor]


class Deed(Protocol):
    def __call__(self, *, at: dt.datetime) -> None: ...


Timed = tuple[dt.datetime, Deed]

STEPS: Mapping[str, tuple[Callable[..., None], str]] = {
    "draft": (draft_answer, "draft"),
    "send_back": (send_draft_back, "reason"),
    "answer": (answer_question, "answer"),
    "close": (close_question, "reason"),
}
"""The service of each step, and what it calls the words."""


def question_deeds(plan: BusinessPlan, cast: Cast) -> list[Timed]:
    """What is still to be asked and done, each with its moment, earliest first."""
    known = set(Question.objects.values_list("text", flat=True))
    deeds = [
        deed
        for record in read("questions")["questions"]
        if record["text"] not in known
        for deed in _story(plan, record, cast)
    ]
    return sorted(deeds, key=lambda timed: timed[0])


def _story(plan: BusinessPlan, record: Record, cast: Cast) -> Iterator[Timed]:
    place = Locality.objects.filter(slug=record.get("locality", "")).first()
    outcome, line = about(plan, record)
    asked = partial(
        _ask,
        text=record["text"],
        on_behalf_of=record.get("on_behalf_of", ""),
        line=line,
        locality=place,
        outcome=outcome,
        is_illustrative=True,
        actor=cast[record["by"]],
    )
    yield london(record["asked"]), asked
    for step in record.get("steps", ()):
        taken = partial(_take, record["text"], step, outcome, cast[step["by"]])
        yield london(step["at"]), taken


def about(plan: BusinessPlan, record: Record) -> tuple[Outcome, Line]:
    """The outcome and the line of the quarter's first edition that something is about."""
    pinned = partial(Line, quarter=record["pack"], edition=1, build=1)
    if "milestone" in record:
        own = Milestone.objects.filter(
            locality__slug=record["locality"], title=record["milestone"]
        )
        one = own.select_related("locality", "work_item__outcome").get()
        anchor = locality_anchor(one.locality.slug)
        words = f"{one.title}, {one.locality}"
        return one.work_item.outcome, pinned(f"{LineKind.MILESTONE}-{one.pk}", words, anchor)
    outcome = plan.outcomes.get(order=record["outcome"])
    line = pinned(f"{LineKind.OUTCOME}-{outcome.pk}", str(outcome), outcome_anchor(outcome.pk))
    return outcome, line


def _ask(*, at: dt.datetime, **given: Any) -> None:
    ask_question(**given, at=at)


def _take(text: str, step: Record, outcome: Outcome, actor: Actor, *, at: dt.datetime) -> None:
    """Take the step with the question as it now stands."""
    latest = Question.objects.select_related("locality").get(text=text)
    common: dict[str, Any] = {"question": latest, "version": latest.version}
    if step["step"] == "route":
        route_question(**common, locality=latest.locality, outcome=outcome, actor=actor, at=at)
        return
    service, words = STEPS[step["step"]]
    service(**common, **{words: step.get("words", "")}, actor=actor, at=at)
