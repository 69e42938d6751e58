"""The line of sight from an objective to local milestones, and back up."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from objectives.models import Objective
from programme.choices import ReturnState
from programme.models import MilestoneUpdate, ObjectiveLink, QuarterlyReturn
from tests.conftest import Cast, Stage
from tests.factories import (
    CategoryFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ObjectiveSetFactory,
    WorkItemFactory,
    publish_set,
)

pytestmark = pytest.mark.django_db
HOW = "Visits show <leaders> what localities do."


def published(text: str, **more: Any) -> Objective:
    made: Objective = ObjectiveFactory.create(
        category=CategoryFactory.create(objective_set=ObjectiveSetFactory.create()),
        reference="O3",
        text=text,
        **more,
    )
    publish_set(made.category.objective_set)
    return made


@pytest.fixture
def top() -> Objective:
    return published("Visit teams every two weeks.")


@pytest.fixture
def link(stage: Stage, top: Objective) -> ObjectiveLink:
    plan = stage.outcome.plan
    return ObjectiveLink.objects.create(plan=plan, objective=top, outcome=stage.outcome, how=HOW)


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.nsg)
    return client


def of(objective: Objective) -> list[str]:
    return [objective.category.objective_set.slug, objective.reference]


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestObjectiveSight:
    def test_leads_down_to_milestones_as_last_published(
        self, reader: Client, stage: Stage, top: Objective, link: ObjectiveLink
    ) -> None:
        QuarterlyReturn.objects.filter(pk=stage.previous.pk).update(state=ReturnState.PUBLISHED)
        MilestoneUpdate.objects.filter(pk=stage.milestone_update.pk).update(
            rating="off_track", version=1
        )
        url = reverse("programme:objective-sight", args=of(top))

        page = words(reader.get(url))

        assert "Visit teams every two weeks." in page
        assert "Visits show &lt;leaders&gt; what localities do." in page
        assert "2 local milestones, as last published" in page
        assert "At risk</strong> 1" in page
        assert "Off track" not in page
        assert "Quarter 2 2013/14" in page

    def test_goes_through_the_objectives_that_support_it(
        self, reader: Client, top: Objective, link: ObjectiveLink
    ) -> None:
        below = published("Run the visits.", supports=top, contribution="Six visits a quarter.")
        ObjectiveLink.objects.filter(pk=link.pk).update(objective=below)

        down = words(reader.get(reverse("programme:objective-sight", args=of(top))))
        up = words(reader.get(reverse("programme:objective-sight", args=of(below))))

        assert "Six visits a quarter." in down
        assert "2 local milestones, as last published" in down
        assert "What it supports" in up

    def test_costs_the_same_for_more_links_and_milestones(
        self,
        reader: Client,
        stage: Stage,
        top: Objective,
        link: ObjectiveLink,
        django_assert_num_queries: Any,
    ) -> None:
        url = reverse("programme:objective-sight", args=of(top))
        index = reverse("programme:line-of-sight")
        reader.get(url)
        with django_assert_num_queries(6):
            reader.get(url)
        for _ in range(3):
            item = WorkItemFactory.create(locality=stage.own.locality)
            MilestoneFactory.create_batch(3, work_item=item, locality=stage.own.locality)
            under = published("Run more visits.", supports=top)
            ObjectiveLink.objects.create(
                plan=item.outcome.plan, objective=under, outcome=item.outcome, how=HOW
            )

        with django_assert_num_queries(6):
            page = words(reader.get(url))
        with django_assert_num_queries(6):
            listed = words(reader.get(index))

        assert "11 local milestones stand under it" in page
        assert listed.count("Run more visits.") == 3

    def test_knows_nothing_that_is_not_published(self, reader: Client, stage: Stage) -> None:
        draft = ObjectiveFactory.create(reference="O3")

        assert reader.get(reverse("programme:objective-sight", args=of(draft))).status_code == 404
        empty = words(reader.get(reverse("programme:line-of-sight")))
        assert "Nothing is linked to an objective yet" in empty


class TestMilestoneSight:
    def test_leads_up_to_every_objective(
        self, reader: Client, stage: Stage, top: Objective, link: ObjectiveLink
    ) -> None:
        milestone = stage.milestone_update.milestone
        own = published("Embed the reform plan.")
        plan = stage.outcome.plan
        ObjectiveLink.objects.create(
            plan=plan, objective=own, milestone=milestone, how="Directly."
        )

        page = words(reader.get(reverse("programme:milestone-sight", args=[milestone.pk])))

        assert "Visit teams every two weeks." in page
        assert "Embed the reform plan." in page
        assert "in any published return" in page

    def test_is_not_found_without_a_milestone(self, reader: Client) -> None:
        assert reader.get(reverse("programme:milestone-sight", args=[999])).status_code == 404


class TestLinks:
    def test_are_made_by_the_national_team_and_to_one_end(
        self, client: Client, cast: Cast, stage: Stage, top: Objective
    ) -> None:
        client.force_login(cast.national_team)
        url = reverse("programme:objective-links-add", args=[stage.outcome.plan.slug])
        form = {"objective": top.pk, "outcome": stage.outcome.pk, "how": HOW}
        milestone = stage.milestone_update.milestone.pk

        both = client.post(url, {**form, "milestone": milestone})
        saved = client.post(url, form)
        again = client.post(url, form)

        assert "one thing, not two" in words(both)
        assert saved.status_code == 302
        assert "linked to that objective already" in words(again)
        assert ObjectiveLink.objects.get().outcome == stage.outcome
        listed = client.get(
            reverse("programme:objective-links-list", args=[stage.outcome.plan.slug])
        )
        assert "Visit teams every two weeks." in words(listed)
