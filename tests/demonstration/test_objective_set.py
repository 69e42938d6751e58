"""What the Head of the Civil Service was held to, as transcribed."""

import datetime as dt

import pytest

from csplan.core.worded_dates import DateKind, DatePrecision
from csplan.demonstration.objective_set import places
from csplan.demonstration.plans import PublishedPlans
from objectives.choices import SetState
from objectives.models import (
    Category,
    Milestone,
    Objective,
    ObjectiveSet,
    PerformanceMeasure,
)

pytestmark = pytest.mark.usefixtures("plans")


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


class TestObjectiveSet:
    def test_is_sir_bob_kerslakes_for_2012_13_and_published(self, plans: PublishedPlans) -> None:
        held = plans.objective_set
        assert (held.holder_name, held.year.label) == ("Sir Bob Kerslake", "2012/13")
        assert held.post_title.startswith("Head of the Civil Service, and Permanent Secretary")
        assert held.department.name == "Department for Communities and Local Government"
        assert held.state == SetState.PUBLISHED

    def test_has_the_role_statement_word_for_word(self, plans: PublishedPlans) -> None:
        statement = plans.objective_set.role_statement
        assert statement.startswith("The Head of the Civil Service is responsible for providing")
        assert statement.endswith("and promote, embed and safeguard the Service's core values "
                                  "which are set out in statute.")  # fmt: skip


class TestCategories:
    def test_are_three_in_order(self) -> None:
        assert [category.title for category in Category.objects.all()] == [
            "Business delivery objectives",
            "Corporate objectives",
            "Capability building objectives",
        ]

    def test_have_their_introductions_as_published(self) -> None:
        first, second, third = Category.objects.all()
        assert first.introduction.endswith("including successful delivery of:")
        assert second.introduction.startswith("As Head of the Civil Service, provide visible")
        assert third.introduction == ""

    def test_first_alone_names_whose_feedback_counts(self) -> None:
        first, *others = Category.objects.all()
        assert first.feedback_sources.startswith("Feedback from Prime Minister, Deputy Prime")
        assert first.feedback_sources.endswith("Cabinet Secretary and other Permanent Secretaries")
        assert [category.feedback_sources for category in others] == ["", ""]

    def test_hold_nineteen_objectives_seven_seven_five(self) -> None:
        assert [one.objectives.count() for one in Category.objects.all()] == [7, 7, 5]

    def test_hold_seventeen_measures_five_seven_five(self) -> None:
        assert [one.measures.count() for one in Category.objects.all()] == [5, 7, 5]

    def test_hold_seventeen_milestone_bullets_six_seven_four(self) -> None:
        bullets = [one.milestones.filter(part=1).count() for one in Category.objects.all()]
        assert bullets == [6, 7, 4]

    def test_hold_nineteen_milestones_since_two_bullets_hold_two(self) -> None:
        assert [one.milestones.count() for one in Category.objects.all()] == [8, 7, 4]


class TestTexts:
    @pytest.mark.parametrize(
        ("model", "place", "text"),
        [
            (Objective, (1, 4), "Lead Local Economic Growth, including City Strategies;"),
            (
                Objective,
                (2, 1),
                ("Establish a series of visits to Civil Service teams across the country;"),
            ),
            (Objective, (3, 5), "Radically improved performance management."),
            (
                PerformanceMeasure,
                (1, 2),
                (
                    "Delivery of priority initiatives in Housing Strategy "
                    'and "second wave" of housing initiatives developed;'
                ),
            ),
            (
                PerformanceMeasure,
                (2, 1),
                ("Visit achieved on average every 2 weeks. Positive feedback from evaluation;"),
            ),
            (PerformanceMeasure, (2, 6), "As agreed with the Cabinet Office"),
            (Milestone, (3, 2), "Quarterly ‘depth tests’ of staff;"),
        ],
    )
    def test_are_word_for_word(
        self, model: type[Objective], place: tuple[int, int], text: str
    ) -> None:
        item = model.objects.get(category__order=place[0], order=place[1])
        assert item.text == item.source_words == text


class TestMilestones:
    @pytest.mark.parametrize(
        ("place", "texts"),
        [
            (
                (1, 5),
                ["8 City Deals agreed by July 2012.", "Second round well advanced by March 2013."],
            ),
            (
                (1, 6),
                [
                    "Local Government Finance Bill completed by end July 2012.",
                    "New regime in place by 1 April 2013.",
                ],
            ),
        ],
    )
    def test_of_one_bullet_share_its_order_and_words(
        self, place: tuple[int, int], texts: list[str]
    ) -> None:
        parts = Milestone.objects.filter(category__order=place[0], order=place[1])
        assert [(part.part, part.text) for part in parts] == list(enumerate(texts, start=1))
        assert {part.source_words for part in parts} == {" ".join(texts)}

    @pytest.mark.parametrize(
        ("category", "phrase", "kind", "earliest", "latest", "precision"),
        [
            (1, "by July 2012", "by_end", "", "2012-07-31", "month"),
            (1, "by end July 2012", "by_end", "", "2012-07-31", "month"),
            (1, "by December 2012", "by_end", "", "2012-12-31", "month"),
            (1, "by end February 2013", "by_end", "", "2013-02-28", "month"),
            (1, "by 1 April 2013", "by_end", "", "2013-04-01", "day"),
            (2, "in May 2012", "within", "2012-05-01", "2012-05-31", "month"),
            (2, "by May 2012", "by_end", "", "2012-05-31", "month"),
            (2, "at 6 and 12 months", "offset", "2012-09-30", "2013-03-31", "month"),
            (2, "in February 2013", "within", "2013-02-01", "2013-02-28", "month"),
            (2, "As agreed with the Cabinet Office", "as_agreed", "", "", ""),
            (3, "in April 2012", "within", "2012-04-01", "2012-04-30", "month"),
            (3, "Quarterly", "recurring", "2012-04-01", "2013-03-31", "quarter"),
            (3, "in December 2012", "within", "2012-12-01", "2012-12-31", "month"),
            (3, "in January 2013", "within", "2013-01-01", "2013-01-31", "month"),
        ],
    )
    def test_keep_the_phrase_and_what_it_means(
        self, category: int, phrase: str, kind: str, earliest: str, latest: str, precision: str
    ) -> None:
        worded = Milestone.objects.get(category__order=category, date_phrase=phrase).worded_date
        assert worded.kind == DateKind(kind)
        assert (worded.earliest, worded.latest) == (day(earliest), day(latest))
        assert worded.precision == DatePrecision(precision)

    def test_two_are_due_by_march_2013(self) -> None:
        due = Milestone.objects.filter(date_phrase="by March 2013")
        assert list(due.values_list("date_latest", flat=True)) == [dt.date(2013, 3, 31)] * 2

    def test_phrases_stand_in_the_published_words(self) -> None:
        for milestone in Milestone.objects.all():
            assert milestone.date_phrase in milestone.text
            assert milestone.text in milestone.source_words

    def test_without_a_date_are_undated_not_invented(self) -> None:
        undated = Milestone.objects.filter(date_kind=DateKind.UNDATED)
        assert [milestone.text for milestone in undated.order_by("category", "order")] == [
            "Agree budget allocation with ministers.",
            "Delivery of the Civil Service Reform implementation plan.",
            "Appointment of a new Director General for Civil Service Reform",
        ]
        assert not undated.exclude(date_phrase="").exists()

    def test_and_measures_are_linked_to_no_objective(self) -> None:
        assert not Milestone.objects.exclude(objective=None).exists()
        assert not PerformanceMeasure.objects.exclude(objective=None).exists()


class TestProvenance:
    @pytest.mark.parametrize("model", [ObjectiveSet, Objective, PerformanceMeasure, Milestone])
    def test_every_record_has_its_document_section_and_words(
        self, model: type[ObjectiveSet], plans: PublishedPlans
    ) -> None:
        rows = model.objects.all()
        assert rows.exists()
        for row in rows:
            assert row.source == plans.objective_set.source
            assert row.source_section
            assert row.source_words
            assert not row.is_illustrative


class TestPlaces:
    @pytest.mark.parametrize(
        ("bullets", "expected"),
        [
            ([], []),
            (["a", "b"], [(1, 1), (2, 1)]),
            (["a", "b", "b", "c"], [(1, 1), (2, 1), (2, 2), (3, 1)]),
        ],
    )
    def test_count_bullets_and_their_parts(
        self, bullets: list[str], expected: list[tuple[int, int]]
    ) -> None:
        assert list(places(bullets)) == expected
