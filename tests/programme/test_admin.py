"""The administration of local work and measures."""

import pytest
from django.test import Client

from programme.models import Milestone
from tests.conftest import Cast, Stage
from tests.factories import MilestoneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


class TestTables:
    def test_show_every_table(self, administrator: Client, stage: Stage) -> None:
        MilestoneFactory.create()
        for table in ("workitem", "milestone", "measure", "plannedvalue"):
            assert administrator.get(f"/administration/programme/{table}/").status_code == 200
        pk = Milestone.objects.first()
        assert pk is not None
        page = f"/administration/programme/milestone/{pk.pk}/change/"
        assert administrator.get(page).status_code == 200
