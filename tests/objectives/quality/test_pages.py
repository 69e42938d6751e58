"""The quality check of a set, over all sets, and before publishing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from csplan.audit.models import AuditEvent
from objectives.choices import SetState
from objectives.models import ObjectiveSet
from tests.conftest import Cast
from tests.factories import CategoryFactory, ObjectiveFactory, ObjectiveSetFactory
from tests.objectives.progress.stage import own_department

pytestmark = pytest.mark.django_db
WORDS = "Support the reform of the Civil Service; deliver the integration plan"


def vague_set(department: Any, **more: Any) -> ObjectiveSet:
    """A draft of 2013/14 with one objective that can hardly be judged."""
    made = ObjectiveSetFactory.create(department=department, year_start=2013, **more)
    ObjectiveFactory.create(category=CategoryFactory.create(objective_set=made), text=WORDS)
    return made


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestQuality:
    def test_groups_what_was_found_and_leads_to_it(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.private_office)
        own = vague_set(own_department(cast))
        other = vague_set(own_department(cast))

        page = words(client.get(reverse("objectives:quality", args=[own.slug])))

        for label in (
            "No measure",
            "Not time-bound",
            "Vague",
            "Several things",
            "Also in",
            "Late",
        ):
            assert f"{label}" in page
        assert "Not published 284 days after 1 April 2013" in page
        assert "Much the same as" in page
        assert other.holder_name in page
        assert "0%" in page
        assert f"{reverse('objectives:working-set', args=[own.slug])}#O" in page

    def test_names_no_set_of_another_department(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.private_office)
        own = vague_set(own_department(cast))
        vague_set(ObjectiveSetFactory.create().department)

        page = words(client.get(reverse("objectives:quality", args=[own.slug])))

        assert "Also in another set" not in page


class TestOverview:
    def test_costs_the_same_for_more_sets(
        self, client: Client, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        client.force_login(cast.head)
        url = reverse("objectives:quality-overview")
        assert "There are no objectives to check yet" in words(client.get(url))
        vague_set(own_department(cast))
        client.get(url)

        with django_assert_num_queries(8):
            client.get(url)
        for _ in range(4):
            vague_set(ObjectiveSetFactory.create().department)
        with django_assert_num_queries(8):
            page = words(client.get(url, {"year": "2013"}))

        assert page.count('data-label="Days">284<') == 5
        assert "How they together score" in page

    @pytest.mark.parametrize("year", ["", "nonsense", "0000", "9999", "²⁰¹²", "-1"])
    def test_any_year_is_answered(self, client: Client, cast: Cast, year: str) -> None:
        client.force_login(cast.private_office)
        vague_set(own_department(cast))

        response = client.get(reverse("objectives:quality-overview"), {"year": year})

        assert "Objectives for 2013/14" in words(response)

    def test_is_for_those_who_work_on_objectives(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.coordinator)

        assert client.get(reverse("objectives:quality-overview")).status_code == 403


class TestPublishing:
    def test_asks_why_and_keeps_the_reason(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.head)
        made = vague_set(own_department(cast))
        ObjectiveSet.objects.filter(pk=made.pk).update(
            state=SetState.AGREED, submitted_by=cast.private_office, agreed_by=cast.head
        )
        url = reverse("objectives:set-publish", args=[made.slug])
        form = {"version": made.version} | dict(
            zip(
                ("effective_on-day", "effective_on-month", "effective_on-year"), "142", strict=True
            )
        )
        form["effective_on-year"] = "2013"

        without = client.post(url, form)
        reason = "Ministers <want> it out today."
        client.post(url, {**form, "regardless": reason})

        assert "Enter why the objectives are published regardless" in words(without)
        event = AuditEvent.objects.get(action="objectiveset.published")
        assert event.after["published_regardless"] == reason
        page = words(client.get(reverse("objectives:quality", args=[made.slug])))
        assert "Ministers &lt;want&gt; it out today." in page
