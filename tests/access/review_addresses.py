"""Reviews of a set, written by the national team unless told otherwise, with a form for each."""

from collections.abc import Callable, Mapping
from typing import Final

from objectives.choices_reviews import ReviewKind, ReviewState
from objectives.models import Review
from objectives.services.reviews import complete, share
from tests.conftest import NOW, Cast
from tests.factories import DepartmentFactory, ObjectiveSetFactory, publish_set
from tests.objectives.reviews.stage import Stage, opened, written

OF_A_REVIEW: Final = (
    "review-detail", "review-history", "review-reviewer", "review-overall", "review-comments",
    "review-share", "review-take-back", "review-complete", "review-reopen",
)  # fmt: skip
LISTS: Final = ("review-list", "split-list")
ROUTES: Final = (*OF_A_REVIEW, *LISTS, "set-reviews", "review-mark", "split")
JUDGED: Final = {"mark": "1", "words": "It went well."}


def review_page(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[tuple[object, ...], Mapping[str, str]]:
    """The address of a page about a review that is as far as ``step``, and what it is sent."""
    department = DepartmentFactory.create() if twist == "another department" else None
    reviewer = cast.head if twist == "the Head reviews" else cast.national_team
    stage = opened(cast, reviewer=reviewer, department=department)
    _bring_to(stage, step, is_marked=twist != "unmarked")
    if step == "whole":
        _ten_others(cast, stage)
    form = {} if twist == "nothing filled in" else _forms(stage, cast).get(route, {})
    if twist == "stale":
        form = {**form, "version": "99"}
    return _address(route, stage, step), form


def _bring_to(stage: Stage, step: str, *, is_marked: bool) -> None:
    if is_marked and step not in ("unopened", "whole"):
        written(stage)
    steps: list[Callable[..., None]] = {"shared": [share], "completed": [share, complete]}.get(
        step, []
    )
    for take in steps:
        take(review=stage.now(), version=stage.now().version, actor=stage.writer, at=NOW)


def _ten_others(cast: Cast, stage: Stage) -> None:
    """A level of ten people that may be told of, the stage's own not being among them."""
    for mark in (1, 1, 1, 2, 2, 2, 2, 2, 3, 3):
        objective_set = ObjectiveSetFactory.create(year_start=2013, level="director")
        publish_set(objective_set)
        Review.objects.create(
            objective_set=objective_set, kind=ReviewKind.MID_YEAR, reviewer=cast.head,
            state=ReviewState.COMPLETED, mark=mark, words="Well done.", completed_at=NOW,
        )  # fmt: skip


def _address(route: str, stage: Stage, step: str) -> tuple[object, ...]:
    if route in LISTS:
        return ()
    if route == "split":
        return ("2013-14", ReviewKind.MID_YEAR)
    slug = stage.objective_set.slug
    if route == "set-reviews":
        return (slug,)
    kind = ReviewKind.END_OF_YEAR if step == "unopened" else stage.review.kind
    more = (stage.review.marks.get().pk,) if route == "review-mark" else ()
    return (slug, kind, *more)


def _forms(stage: Stage, cast: Cast) -> Mapping[str, Mapping[str, str]]:
    review, mark = stage.now(), stage.review.marks.get()
    version = {"version": str(review.version)}
    return {
        "review-reviewer": {"reviewer": cast.nsg.email, **version},
        "review-mark": {**JUDGED, "version": str(mark.version)},
        "review-overall": {**JUDGED, "version": str(review.overall_version)},
        "review-comments": {"comments": "Noted.", "version": str(review.comments_version)},
        "review-share": version,
        "review-take-back": version,
        "review-complete": version,
        "review-reopen": {"reason": "A slip.", **version},
    }
