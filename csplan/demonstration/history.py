"""Plays the illustrative year through the programme's own services, event by event.

Every save, submission, sign-off and acceptance is made by the right person at its own moment,
so that versions, transitions and the audit history are what real use would have left.
"""

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Protocol

from csplan.accounts.actors import Actor
from csplan.core.models import ReportingPeriod
from csplan.core.periods import Quarter
from csplan.demonstration.accounts import GRANTED_FROM, accounts, actor_with_key
from csplan.demonstration.answers import MeasureAnswer, YearAnswers, stories
from csplan.demonstration.files import Record, london
from csplan.notices.services import forget_waiting
from programme.models import MeasureUpdate, QuarterlyReturn
from programme.rules.measures import FigureAnswers
from programme.services import (
    accept_return,
    extend_return,
    moderate_rating,
    open_period,
    save_measure,
    save_milestone,
    save_overview,
    send_back_return,
    sign_off_return,
    submit_return,
    withdraw_return,
)
from programme.services.restatements import restate_figure

BETWEEN_SAVES = dt.timedelta(minutes=3)
HEAD = "head"

Cast = Mapping[str, Actor]
"""Actors by the key of their account."""


class Deed(Protocol):
    def __call__(self, *, at: dt.datetime) -> None: ...


Waiting = deque[tuple[dt.datetime, Deed]]
"""What is still to be done beside the returns, earliest first."""


class Transition(Protocol):
    def __call__(
        self, *, quarterly_return: QuarterlyReturn, version: int, actor: Actor, at: dt.datetime
    ) -> None: ...


@dataclass(frozen=True, order=True)
class Event:
    """Something done at a moment; of two at one moment, the one told first comes first."""

    at: dt.datetime
    sequence: int
    deed: Deed = field(compare=False)


def load_history(
    periods: Mapping[int, ReportingPeriod], others: Iterable[tuple[dt.datetime, Deed]] = ()
) -> int:
    """Open and report each quarter that has no return yet; say how many returns were made.

    ``others`` are deeds done beside the returns, earliest first; each is done in its turn.
    Nobody gets an email of what is played here.
    """
    numbers = sorted({story["quarter"] for story in stories()})
    fresh = [number for number in numbers if not periods[number].returns.exists()]
    waiting = deque(others)
    year, actors = YearAnswers(), cast()
    made = sum(_play_quarter(number, periods[number], year, actors, waiting) for number in fresh)
    _do_until(None, waiting)
    if made:
        forget_waiting()
    return made


def _do_until(moment: dt.datetime | None, waiting: Waiting) -> None:
    """Do what waits for a moment before ``moment``, or all of it."""
    while waiting and (moment is None or waiting[0][0] < moment):
        at, deed = waiting.popleft()
        deed(at=at)


def cast() -> Cast:
    """Everybody who has an account, as they were on the first day of the year."""
    return {account.key: actor_with_key(account.key, on=GRANTED_FROM) for account in accounts()}


def _play_quarter(
    number: int, period: ReportingPeriod, year: YearAnswers, cast: Cast, waiting: Waiting
) -> int:
    _do_until(period.opens_at, waiting)
    open_period(period=period, actor=cast[HEAD], at=period.opens_at)
    returns = {row.locality.slug: row for row in period.returns.select_related("locality")}
    told = [story for story in stories() if story["quarter"] == number]
    tellers = [Teller(story, returns[story["locality"]], year, cast) for story in told]
    sequence = count()
    events = [Event(at, next(sequence), deed) for teller in tellers for at, deed in teller.deeds()]
    for event in sorted(events):
        _do_until(event.at, waiting)
        event.deed(at=event.at)
    return len(returns)


class Teller:
    """Tells the story of one return as deeds with their moments."""

    def __init__(
        self, story: Record, quarterly_return: QuarterlyReturn, year: YearAnswers, cast: Cast
    ) -> None:
        self.story = story
        self.quarterly_return = quarterly_return
        self.year = year
        self.cast = cast
        self.locality: str = story["locality"]
        self.quarter: int = story["quarter"]

    def deeds(self) -> Iterator[tuple[dt.datetime, Deed]]:
        """Everything done to the return: leave to be late, answers, then step by step."""
        if "extended" in self.story:
            yield self._extension(self.story["extended"])
        start = london(self.story["written"])
        for number, save in enumerate(self._saves()):
            yield start + number * BETWEEN_SAVES, save
        for record in self.story.get("put_right", ()):
            yield london(record["at"]), partial(self._put_right, record)
        for step in self.story["steps"]:
            yield london(step["at"]), self._step(step)

    def _actor(self, role: str) -> Actor:
        return self.cast[f"{self.locality}.{role}"]

    def _extension(self, record: Record) -> tuple[dt.datetime, Deed]:
        deed = partial(
            extend_return,
            quarterly_return=self.quarterly_return,
            until=london(record["until"]),
            reason=record["reason"],
            actor=self.cast[HEAD],
        )
        return london(record["at"]), deed

    # Answers

    def _saves(self) -> Iterator[Deed]:
        yield from self._milestone_saves()
        yield from self._measure_saves()
        overview = self.year.overview(self.locality, self.quarter)
        if overview:
            yield partial(
                save_overview,
                quarterly_return=self.quarterly_return,
                overview=overview,
                version=0,
                actor=self._actor("coordinator"),
            )

    def _milestone_saves(self) -> Iterator[Deed]:
        updates = self.quarterly_return.milestone_updates.select_related(
            "milestone__work_item__outcome"
        )
        for update in updates.order_by(
            "milestone__work_item__outcome__order",
            "milestone__work_item__order",
            "milestone__order",
        ):
            milestone, item = update.milestone, update.milestone.work_item
            answers = self.year.milestone(
                self.locality,
                (item.outcome.order, item.order, milestone.order),
                self.quarter,
                baseline_on=milestone.baseline_on,
            )
            if answers:
                actor = self._actor("coordinator")
                yield partial(
                    save_milestone, update=update, answers=answers, version=0, actor=actor
                )

    def _measure_saves(self) -> Iterator[Deed]:
        writer = self.cast[self.story.get("measures_by", f"{self.locality}.coordinator")]
        for update, answer in self._measure_answers():
            yield _measure_deed(update, self._as_first_written(update, answer), writer)

    def _measure_answers(self) -> Iterator[tuple[MeasureUpdate, MeasureAnswer]]:
        updates = self.quarterly_return.measure_updates.select_related("measure__outcome")
        for update in updates.order_by("measure__outcome__order", "measure__order"):
            place = (update.measure.outcome.order, update.measure.order)
            answer = self.year.measure(self.locality, place, self.quarter)
            if answer:
                yield update, answer

    def _as_first_written(self, update: MeasureUpdate, answer: MeasureAnswer) -> MeasureAnswer:
        if not self._was_wrong_at_first(update):
            return answer
        return replace(answer, value=Decimal(self.story["first"]["value"]))

    def _was_wrong_at_first(self, update: MeasureUpdate) -> bool:
        key = self.year.measure_key((update.measure.outcome.order, update.measure.order))
        wrong: str | None = self.story.get("first", {}).get("measure")
        return key == wrong

    def _put_right(self, record: Record, *, at: dt.datetime) -> None:
        """Restate what the same locality reported of a measure for an earlier quarter."""
        place = self.year.place_of(record["measure"])
        update = MeasureUpdate.objects.select_related(
            "measure", "quarterly_return__period", "quarterly_return__locality"
        ).get(
            measure__outcome__order=place[0],
            measure__order=place[1],
            quarterly_return__locality=self.quarterly_return.locality_id,
            quarterly_return__period__starts_on=self._quarter_starting(record["quarter"]),
        )
        restate_figure(
            update=update,
            restated_in=self.quarterly_return,
            answers=FigureAnswers(Decimal(record["value"])),
            reason=record["reason"],
            seen=0,
            actor=self._actor("coordinator"),
            at=at,
        )

    def _quarter_starting(self, number: int) -> dt.date:
        return Quarter(self.quarterly_return.period.year, number).starts_on

    # Steps

    def _step(self, step: Record) -> Deed:
        """The deed of a step; each verb that a data file may use is a case here."""
        by = step.get("by")
        match step["do"]:
            case "submit":
                return self._move(submit_return, self._actor("coordinator"))
            case "withdraw":
                return self._move(withdraw_return, self._actor("coordinator"))
            case "correct":
                return self._correct
            case "sign_off":
                return self._move(sign_off_return, self._actor("sro"))
            case "send_back":
                actor = self.cast[by] if by else self._actor("sro")
                return self._move(partial(send_back_return, reason=step["reason"]), actor)
            case "accept":
                return self._move(accept_return, self.cast[step["by"]])
            case "moderate":
                return partial(self._moderate, step)
        raise ValueError(f"“{step['do']}” is no step of a return")

    def _move(self, transition: Transition, actor: Actor) -> Deed:
        return partial(_move, transition, self.quarterly_return.pk, actor)

    def _moderate(self, step: Record, *, at: dt.datetime) -> None:
        """Rate over what the locality says of the milestone with the step's title."""
        update = self.quarterly_return.milestone_updates.select_related(
            "quarterly_return__period"
        ).get(milestone__title=step["milestone"])
        moderate_rating(
            update=update,
            rating=step["rating"],
            reason=step["reason"],
            version=update.version,
            actor=self.cast[step["by"]],
            at=at,
        )

    def _correct(self, *, at: dt.datetime) -> None:
        """Put right the figure that was wrong at first."""
        for update, answer in self._measure_answers():
            if self._was_wrong_at_first(update):
                _measure_deed(update, answer, self._actor("coordinator"))(at=at)


def _measure_deed(update: MeasureUpdate, answer: MeasureAnswer, actor: Actor) -> Deed:
    return partial(
        save_measure,
        update=update,
        answers=FigureAnswers(
            value=answer.value, not_available_reason=answer.not_available_reason
        ),
        comment=answer.comment,
        version=update.version,
        actor=actor,
    )


def _move(transition: Transition, pk: int, actor: Actor, *, at: dt.datetime) -> None:
    """Make the transition on the return as it now stands."""
    latest = QuarterlyReturn.objects.select_related("locality", "period").get(pk=pk)
    transition(quarterly_return=latest, version=latest.version, actor=actor, at=at)
