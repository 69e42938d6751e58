"""A review of an agreed set, opened for somebody without any role to write."""

import datetime as dt
from dataclasses import dataclass

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from objectives.choices_reviews import ReviewKind
from objectives.models import ObjectiveSet, Review
from objectives.rules.reviews import Judgement
from objectives.services.judging import save_mark, save_overall
from objectives.services.reviews import complete, open_review, share
from tests.conftest import NOW, Cast
from tests.factories import ObjectiveFactory, UserFactory
from tests.objectives.progress.stage import Stage as Progress
from tests.objectives.progress.stage import agreed_set

SECRET = "Zebra-striped and in confidence"
"""Words of reviews: nobody but their readers may be shown any of them."""


@dataclass(frozen=True)
class Stage:
    """A mid-year review of one objective, by an outsider, with something reported on."""

    review: Review
    reviewer: User
    progress: Progress

    @property
    def objective_set(self) -> ObjectiveSet:
        return self.progress.objective_set

    @property
    def writer(self) -> Actor:
        return actor(self.reviewer)

    def now(self) -> Review:
        """The review as it is stored."""
        return Review.objects.select_related("objective_set", "reviewer").get(pk=self.review.pk)


def actor(user: User) -> Actor:
    return actor_for(user, on=NOW.date())


def opened(cast: Cast, *, reviewer: User | None = None, department: object = None) -> Stage:
    progress = agreed_set(cast, department=department)
    ObjectiveFactory.create(
        category=progress.dated.category, order=1, reference="O1", text="Deliver the plan."
    )
    who = reviewer or UserFactory.create(email="cabinet.secretary@csplan.example")
    review = open_review(
        objective_set=progress.objective_set,
        kind=ReviewKind.MID_YEAR,
        reviewer=who.email,
        actor=actor(cast.head),
        at=NOW,
    )
    return Stage(review, who, progress)


def written(stage: Stage, *, words: str = SECRET, mark: int = 2) -> None:
    """Mark the objective and the whole, with the secret words."""
    said = Judgement(mark, words)
    of_one = stage.now().marks.get()
    of_one.review = stage.now()
    who = {"actor": stage.writer, "at": NOW}
    save_mark(mark=of_one, said=said, version=of_one.version, **who)  # type: ignore[arg-type]
    review = stage.now()
    save_overall(review=review, said=said, version=review.overall_version, **who)  # type: ignore[arg-type]


def shared(stage: Stage) -> None:
    written(stage)
    share(review=stage.now(), version=stage.now().version, actor=stage.writer, at=NOW)


def completed(stage: Stage, *, at: dt.datetime = NOW) -> None:
    shared(stage)
    complete(review=stage.now(), version=stage.now().version, actor=stage.writer, at=at)
