"""Pages that show what Permanent Secretaries are held to."""

import pytest
from django.test import Client

from objectives.choices import SetState
from objectives.models import Milestone, PerformanceMeasure
from tests.conftest import Cast
from tests.factories import (
    CategoryFactory,
    ObjectiveFactory,
    ObjectiveSetFactory,
    publish_set,
)

pytestmark = pytest.mark.django_db


class TestSetDetail:
    def test_shows_each_category_with_its_three_columns(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.coordinator)
        category = CategoryFactory.create(title="1. Business delivery", feedback_sources="Asked")
        ObjectiveFactory.create(category=category, text="Deliver <it>")
        PerformanceMeasure.objects.create(category=category, order=1, text="Delivered")
        Milestone.objects.create(category=category, order=1, text="Agree budget.")
        publish_set(category.objective_set)

        response = client.get(f"/objectives/{category.objective_set.slug}/")

        page = response.content.decode()
        assert "Deliver &lt;it&gt;" in page
        assert "1 objective, 1 performance measure and 1 milestone, of which 1 is undated" in page

    def test_asks_the_same_queries_for_a_longer_set(
        self, client: Client, cast: Cast, django_assert_num_queries: object
    ) -> None:
        client.force_login(cast.coordinator)
        short, long = ObjectiveSetFactory.create(), ObjectiveSetFactory.create()
        CategoryFactory.create(objective_set=short)
        for category in CategoryFactory.create_batch(6, objective_set=long):
            ObjectiveFactory.create_batch(5, category=category)
        publish_set(short)
        publish_set(long)
        client.get("/objectives/")

        for objective_set in (short, long):
            with django_assert_num_queries(7):  # type: ignore[operator]
                client.get(f"/objectives/{objective_set.slug}/")


class TestVisibility:
    @pytest.mark.parametrize(
        ("person", "status"),
        [
            ("coordinator", 404),
            ("nsg", 404),
            ("administrator", 404),
            ("private_office", 404),
            ("head", 200),
            ("auditor", 200),
        ],
    )
    def test_hides_drafts_from_those_not_entitled(
        self, client: Client, cast: Cast, person: str, status: int
    ) -> None:
        draft = ObjectiveSetFactory.create(state=SetState.DRAFT)
        client.force_login(getattr(cast, person))

        assert client.get(f"/objectives/{draft.slug}/").status_code == status
        assert (draft.holder_name in client.get("/objectives/").content.decode()) is (
            status == 200
        )

    def test_shows_its_own_drafts_to_the_private_office(self, client: Client, cast: Cast) -> None:
        department = cast.private_office.grants.get().department
        draft = ObjectiveSetFactory.create(state=SetState.DRAFT, department=department)
        client.force_login(cast.private_office)

        assert client.get(f"/objectives/{draft.slug}/").status_code == 200
