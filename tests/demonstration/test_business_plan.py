"""What the business plan promises, as transcribed."""

import pytest

from csplan.demonstration.plans import PublishedPlans
from programme.choices import PlanState
from programme.models import BusinessPlan, Milestone, Offer, Outcome, WorkItem

pytestmark = pytest.mark.usefixtures("plans")


class TestBusinessPlan:
    def test_is_agreed_for_2013_14(self, plans: PublishedPlans) -> None:
        plan = plans.business_plan
        assert plan.title == "Civil Service Local Business Plan 2013/14"
        assert (plan.years_label, plan.state) == ("2013/14", PlanState.AGREED)

    def test_states_its_purpose_and_its_challenge(self, plans: PublishedPlans) -> None:
        purpose = plans.business_plan.purpose
        assert purpose.startswith("Our purpose is to work collaboratively across all departments")
        assert "- more efficient services to the public." in purpose

    def test_notes_what_is_followed_and_what_is_illustrative(self, plans: PublishedPlans) -> None:
        assert "nine co-ordinators and three assistants" in plans.business_plan.notes
        assert "illustrative" in plans.business_plan.notes


class TestOutcomes:
    def test_are_five(self) -> None:
        assert Outcome.objects.count() == 5

    @pytest.mark.parametrize(
        ("order", "words"),
        [
            (1, "ensuring that 80% staff are represented through our CS Local networks."),
            (2, "Promote 'digital by default' by piloting social media communication techniques."),
            (3, "supporting the introduction of CS High Potential stream."),
            (4, "facilitating cross departmental volunteering opportunities in schools"),
            (5, "achieve savings equal to the CS Local budget of £1.1m."),
        ],
    )
    def test_hold_the_full_published_text(self, order: int, words: str) -> None:
        outcome = Outcome.objects.get(order=order)
        assert words in outcome.text
        assert outcome.text == outcome.source_words
        assert len(outcome.title) < 40


class TestWorkProgramme:
    def test_has_fourteen_items_two_four_four_two_two(self) -> None:
        outcomes = Outcome.objects.order_by("order")
        assert [outcome.work_items.count() for outcome in outcomes] == [2, 4, 4, 2, 2]

    @pytest.mark.parametrize(
        ("place", "text"),
        [
            (
                (1, 2),
                (
                    "Deliver and facilitate cross departmental events to promote collaboration "
                    "and exchange."
                ),
            ),
            (
                (2, 3),
                (
                    "Deliver regional 'Be Exceptional' events. Host regional 'Discovery "
                    "Workshops' in each locality."
                ),
            ),
            (
                (2, 4),
                (
                    "Provide a pipeline of potential visits for the Head of the Civil Service, "
                    "which demonstrate aspects of the Reform Plan in operation:"
                ),
            ),
            ((3, 3), "Pilot a locality/skills based interchange scheme"),
            ((4, 1), "rolling out the 'Engaging Schools' programme"),
            ((5, 2), "promoting shared use of assets, services and expertise"),
        ],
    )
    def test_items_are_word_for_word(self, place: tuple[int, int], text: str) -> None:
        item = WorkItem.objects.get(outcome__order=place[0], order=place[1])
        assert item.text == item.source_words == text

    def test_items_have_no_stage_since_none_is_published(self) -> None:
        assert set(WorkItem.objects.values_list("stage", flat=True)) == {""}

    def test_plan_publishes_no_milestone_of_its_own(self) -> None:
        assert not Milestone.objects.exists()


class TestOffers:
    def test_are_five_with_achievements_and_implications(self) -> None:
        offers = Offer.objects.all()
        assert len(offers) == 5
        assert all(one.text and one.achievements and one.implications for one in offers)

    def test_record_last_years_775_volunteering_days(self) -> None:
        offer = Offer.objects.get(order=4)
        assert offer.achievements.startswith("CS Local delivered 775 volunteering days.")

    def test_record_the_temple_quay_hub(self) -> None:
        offer = Offer.objects.get(order=5)
        assert "development of the Temple Quay Hub." in offer.achievements
        assert "estate rationalisation" in offer.implications

    def test_keep_the_spacing_as_published(self) -> None:
        assert "cross - departmental redeployment" in Offer.objects.get(order=1).text


class TestProvenance:
    @pytest.mark.parametrize("model", [BusinessPlan, Outcome, WorkItem, Offer])
    def test_every_record_has_its_document_section_and_words(
        self, model: type[BusinessPlan], plans: PublishedPlans
    ) -> None:
        rows = model.objects.all()
        assert rows.exists()
        for row in rows:
            assert row.source == plans.business_plan.source
            assert row.source_section[0].isdigit()
            assert row.source_words
            assert not row.is_illustrative
