"""Illustrative feedback on the transcribed objectives, and examples for the portfolio.

Done through the services by the private office, each thing at its own moment, and marked as
illustrative; no message is sent. What a set has already is left as it is.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial

from csplan.accounts.actors import Actor
from csplan.core.periods import LONDON
from csplan.demonstration.engagement import Timed
from csplan.demonstration.files import Record, read
from objectives.models import FeedbackRequest, Objective, ObjectiveSet
from objectives.rules.feedback import Person, Said
from objectives.services.examples import add_example
from objectives.services.feedback import answer, ask

LATE, APART = dt.time(14), dt.timedelta(minutes=7)
QUESTIONS = ("went_well", "could_be_better", "example")


def feedback_deeds(objective_set: ObjectiveSet, cast: Mapping[str, Actor]) -> list[Timed]:
    """What is still to be done, earliest first."""
    data = read("feedback")
    deeds: list[Timed] = []
    if not objective_set.feedback_rounds.exists():
        deeds += _rounds(objective_set, data, cast[data["by"]])
    if not objective_set.examples.exists():
        deeds += _examples(objective_set, data, cast[data["by"]])
    return sorted(deeds, key=lambda timed: timed[0])


def _moment(day: dt.date, place: int = 0) -> dt.datetime:
    """The ``place``-th thing done on ``day``."""
    return dt.datetime.combine(day, LATE, tzinfo=LONDON) + place * APART


def _rounds(objective_set: ObjectiveSet, data: Record, actor: Actor) -> Iterator[Timed]:
    for record in data["rounds"]:
        yield _moment(record["on"]), partial(_ask, objective_set, record, actor)
        for place, person in enumerate(record["people"]):
            if "on" in person:
                yield _moment(person["on"], place), partial(_answer, objective_set, record, person)


def _ask(objective_set: ObjectiveSet, record: Record, actor: Actor, *, at: dt.datetime) -> None:
    categories = objective_set.categories.filter(reference=record.get("category"))
    ask(
        objective_set=objective_set,
        people=[Person(each["kind"], each["name"], each["email"]) for each in record["people"]],
        question=record["question"],
        category=categories.first(),
        is_attributed=record["shows_names"],
        last_day=record["last_day"],
        actor=actor,
        at=at,
        is_illustrative=True,
    )


def _answer(
    objective_set: ObjectiveSet, record: Record, person: Record, *, at: dt.datetime
) -> None:
    requests = FeedbackRequest.objects.filter(
        round__objective_set=objective_set, round__question=record["question"]
    )
    request = requests.select_related("round__objective_set").get(email=person["email"])
    said = Said(**{name: person.get(name, "") for name in QUESTIONS})
    answer(request=request, said=said, at=at)


def _examples(objective_set: ObjectiveSet, data: Record, actor: Actor) -> Iterator[Timed]:
    for record in data["examples"]:
        yield _moment(record["on"]), partial(_example, objective_set, record, actor)


def _example(
    objective_set: ObjectiveSet, record: Record, actor: Actor, *, at: dt.datetime
) -> None:
    objectives = Objective.objects.filter(category__objective_set=objective_set)
    add_example(
        objective_set=objective_set,
        words=record["words"],
        happened_on=record["happened"],
        objective=objectives.filter(reference=record.get("objective")).first(),
        evidence=record["evidence"],
        actor=actor,
        at=at,
        is_illustrative=True,
    )
