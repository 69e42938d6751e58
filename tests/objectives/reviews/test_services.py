"""Reviews go from writing to sharing to completion, in strict confidence."""

import json

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction

from csplan.accounts.choices import Role
from csplan.audit.models import AuditEvent
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.periods import FinancialYear
from csplan.core.querysets import InsertOnlyError
from objectives.choices_reviews import ReviewKind, ReviewState
from objectives.models import MarkingSplit, Review, ReviewMark, ReviewStep
from objectives.rules.reviews import Judgement
from objectives.services.judging import save_comments, save_mark, save_overall
from objectives.services.markings import tell_split
from objectives.services.reviews import (
    complete,
    name_reviewer,
    open_review,
    reopen,
    share,
    take_back,
)
from tests.conftest import NOW, Cast
from tests.factories import ObjectiveSetFactory, UserFactory, grant, publish_set
from tests.objectives.progress.stage import agreed_set
from tests.objectives.reviews.stage import (
    SECRET,
    Stage,
    actor,
    completed,
    opened,
    shared,
    written,
)

pytestmark = pytest.mark.django_db
JUDGED = Judgement(1, "It went well.")


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return opened(cast)


class TestOpening:
    def test_asks_for_every_objective_in_force(self, stage: Stage) -> None:
        mark = stage.review.marks.get()

        assert (mark.reference, mark.text, mark.mark) == ("O1", "Deliver the plan.", None)

    def test_is_the_heads_alone_and_done_once(self, stage: Stage, cast: Cast) -> None:
        about = {
            "objective_set": stage.objective_set,
            "kind": ReviewKind.MID_YEAR,
            "reviewer": stage.reviewer.email,
            "at": NOW,
        }
        for person in (cast.private_office, cast.auditor, cast.administrator, stage.reviewer):
            with pytest.raises(NotPermittedError):
                open_review(**about, actor=actor(person))  # type: ignore[arg-type]
        with pytest.raises(WrongStateError):
            open_review(**about, actor=actor(cast.head))  # type: ignore[arg-type]
        draft = agreed_set(cast, is_published=False).objective_set
        with pytest.raises(WrongStateError):
            open_review(**(about | {"objective_set": draft}), actor=actor(cast.head))  # type: ignore[arg-type]

    def test_names_nobody_of_the_office_no_administrator_and_no_auditor(
        self, stage: Stage, cast: Cast
    ) -> None:
        gone = UserFactory.create(is_active=False)
        people = (cast.private_office, cast.administrator, cast.auditor, gone)
        for address in (*(person.email for person in people), "nobody@csplan.example"):
            with pytest.raises(IncompleteError) as refused:
                name_reviewer(
                    review=stage.review, reviewer=address, version=0,
                    actor=actor(cast.head), at=NOW,
                )  # fmt: skip
            assert "Enter the address of somebody with an account" in refused.value.message
        assert stage.now().reviewer == stage.reviewer


class TestSteps:
    def test_lead_from_writing_to_completion_and_back(self, stage: Stage, cast: Cast) -> None:
        with pytest.raises(IncompleteError):
            share(review=stage.review, version=0, actor=stage.writer, at=NOW)
        written(stage)
        share(review=stage.now(), version=stage.now().version, actor=stage.writer, at=NOW)
        office = actor(cast.private_office)
        save_comments(review=stage.now(), words="Agreed.", version=0, actor=office, at=NOW)
        complete(review=stage.now(), version=stage.now().version, actor=stage.writer, at=NOW)
        review = stage.now()
        assert (review.state, review.completed_at) == (ReviewState.COMPLETED, NOW)

        with pytest.raises(IncompleteError):
            reopen(review=review, version=review.version, reason=" ", actor=stage.writer, at=NOW)
        reopen(review=review, version=review.version, reason="A slip.", actor=stage.writer, at=NOW)

        actions = list(stage.review.steps.values_list("action", flat=True))
        assert actions == ["opened", "shared", "completed", "reopened"]
        kept = ReviewStep.objects.get(action="completed").content
        assert kept["overall"] == {"mark": 2, "words": SECRET}
        assert kept["comments"] == "Agreed."
        assert kept["objectives"][0]["words"] == SECRET
        with pytest.raises(InsertOnlyError):
            ReviewStep.objects.all().delete()

    def test_are_the_reviewers_alone(self, stage: Stage, cast: Cast) -> None:
        shared(stage)
        version = stage.now().version
        for person in (cast.private_office, cast.head, cast.auditor, cast.administrator):
            for step in (take_back, complete):
                with pytest.raises(NotPermittedError):
                    step(review=stage.now(), version=version, actor=actor(person), at=NOW)

    def test_that_others_were_quicker_with_are_refused(self, stage: Stage) -> None:
        written(stage)
        drawn = stage.now()
        share(review=drawn, version=drawn.version, actor=stage.writer, at=NOW)

        with pytest.raises(WrongStateError):
            share(review=drawn, version=drawn.version, actor=stage.writer, at=NOW)
        with pytest.raises(WrongStateError):
            save_overall(review=drawn, said=JUDGED, version=1, actor=stage.writer, at=NOW)
        mark = drawn.marks.get()
        mark.review = drawn
        with pytest.raises(WrongStateError):
            save_mark(mark=mark, said=JUDGED, version=1, actor=stage.writer, at=NOW)
        assert stage.now().words == SECRET

    def test_are_no_longer_taken_by_a_reviewer_who_became_an_administrator(
        self, stage: Stage
    ) -> None:
        grant(Role.ADMINISTRATOR, user=stage.reviewer)

        with pytest.raises(NotPermittedError):
            written(stage)
        assert not Review.objects.visible_to(stage.writer).exists()


class TestWriting:
    def test_saves_over_the_version_seen_only(self, stage: Stage) -> None:
        written(stage)
        with pytest.raises(StaleVersionError):
            save_overall(review=stage.now(), said=JUDGED, version=0, actor=stage.writer, at=NOW)
        with pytest.raises(IncompleteError):
            save_overall(
                review=stage.now(), said=Judgement(1, ""), version=1, actor=stage.writer, at=NOW
            )
        assert stage.now().words == SECRET

    def test_of_comments_is_the_offices_while_the_review_is_shared(
        self, stage: Stage, cast: Cast
    ) -> None:
        office = actor(cast.private_office)
        about = {"words": "No.", "version": 0, "at": NOW}
        with pytest.raises(WrongStateError):
            save_comments(review=stage.now(), actor=office, **about)  # type: ignore[arg-type]
        shared(stage)
        with pytest.raises(NotPermittedError):
            save_comments(review=stage.now(), actor=stage.writer, **about)  # type: ignore[arg-type]
        save_comments(review=stage.now(), actor=office, **about)  # type: ignore[arg-type]
        with pytest.raises(StaleVersionError):
            save_comments(review=stage.now(), actor=office, **about)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("model", "values"),
        [
            (Review, {"mark": 4}),
            (Review, {"state": ReviewState.SHARED, "words": ""}),
            (Review, {"completed_at": NOW}),
            (ReviewMark, {"mark": 0}),
            (ReviewMark, {"version": 1, "words": ""}),
        ],
    )
    def test_is_refused_by_the_tables_when_it_makes_no_sense(
        self, stage: Stage, model: type[Review], values: dict[str, object]
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            model._base_manager.update(**values)


class TestConfidence:
    def test_keeps_words_and_markings_out_of_the_history_of_events(
        self, stage: Stage, cast: Cast
    ) -> None:
        completed(stage)
        reopen(
            review=stage.now(), version=stage.now().version, reason=f"{SECRET}: why",
            actor=stage.writer, at=NOW,
        )  # fmt: skip
        shared(stage)
        words = {"words": SECRET, "version": 0, "at": NOW}
        save_comments(review=stage.now(), actor=actor(cast.private_office), **words)  # type: ignore[arg-type]

        events = AuditEvent.objects.filter(target_kind__startswith="objectives.review")
        told = json.dumps([[each.before, each.after, each.target_label] for each in events])
        assert events.count() > 8
        assert "Zebra" not in told
        assert '"mark"' not in told
        assert {key for each in events for key in each.after} == {"state", "reviewer", "part"}

    def test_gives_the_administration_site_no_page_of_them(self) -> None:
        for model in (Review, ReviewMark, ReviewStep, MarkingSplit):
            assert not admin.site.is_registered(model)


class TestSplit:
    def marked(self, cast: Cast, marks: list[int], level: str = "director") -> None:
        for mark in marks:
            objective_set = ObjectiveSetFactory.create(year_start=2013, level=level)
            publish_set(objective_set)
            Review.objects.create(
                objective_set=objective_set, kind=ReviewKind.END_OF_YEAR, reviewer=cast.head,
                state=ReviewState.COMPLETED, mark=mark, words=SECRET, completed_at=NOW,
            )  # fmt: skip

    def test_is_released_once_by_the_head_and_never_again(self, cast: Cast) -> None:
        about = {"year": FinancialYear(2013), "kind": ReviewKind.END_OF_YEAR, "at": NOW}
        head = actor(cast.head)
        self.marked(cast, [1, 1, 1, 2, 2, 2, 2, 2, 3])
        for person in (cast.private_office, cast.auditor, cast.national_team):
            with pytest.raises(NotPermittedError):
                tell_split(**about, actor=actor(person))  # type: ignore[arg-type]
        with pytest.raises(IncompleteError):
            tell_split(**about, actor=head)  # type: ignore[arg-type]

        self.marked(cast, [1])
        self.marked(cast, [3], level="deputy_director")
        told = tell_split(**about, actor=head)  # type: ignore[arg-type]

        assert told.groups == [
            {
                "levels": ["director"],
                "people": 10,
                "split": [{"boxes": [1], "people": 4}, {"boxes": [2, 3], "people": 6}],
            }
        ]
        self.marked(cast, [3])
        with pytest.raises(WrongStateError):
            tell_split(**about, actor=head)  # type: ignore[arg-type]
        assert MarkingSplit.objects.get().groups == told.groups
