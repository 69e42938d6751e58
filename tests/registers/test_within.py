"""A list that belongs to something: its pages, its imports, and lines taken away again."""

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from csplan.audit.models import AuditEvent
from localities.models import SteeringGroup, SteeringGroupSeat
from tests.conftest import Cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.each_database,
    pytest.mark.urls("tests.registers.urls_within"),
]
OWN, OTHER = "/own/groups/own-group/seats/", "/own/groups/national/seats/"
SEAT = {"capacity": "chair", "holder": "A Person", "order": "1"}
MISSING = [OWN.replace("own-group", "nowhere"), OTHER, f"{OTHER}export.csv", f"{OTHER}add/"]


@pytest.fixture
def group(cast: Cast) -> SteeringGroup:
    SteeringGroup.objects.create(slug="national", name="National group")
    return SteeringGroup.objects.create(slug="own-group", name="Own group", locality=cast.own)


@pytest.fixture
def keeper(client: Client, cast: Cast, group: SteeringGroup) -> Client:
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def reader(cast: Cast, group: SteeringGroup) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def seat(group: SteeringGroup, holder: str = "A Person", **values: Any) -> SteeringGroupSeat:
    return SteeringGroupSeat.objects.create(
        group=group, capacity="chair", holder=holder, order=1, **values
    )


def send(client: Client, address: str, rows: str) -> Any:
    data = f"Member,Capacity,Order\r\n{rows}\r\n".encode()
    sent = {"file": SimpleUploadedFile("seats.csv", data)}
    return client.post(f"{address}import/", sent, follow=True)


class TestAddresses:
    @pytest.mark.parametrize("address", MISSING)
    def test_are_not_found_where_the_owner_is_not_to_be_seen(
        self, reader: Client, address: str
    ) -> None:
        assert reader.get(address).status_code == HTTPStatus.NOT_FOUND
        assert reader.post(address, SEAT).status_code == HTTPStatus.NOT_FOUND
        assert not SteeringGroupSeat.objects.exists()

    def test_lead_back_to_the_owner(self, keeper: Client) -> None:
        page = keeper.get(f"{OWN}add/").content.decode()

        assert 'href="/localities/steering-groups/own-group/"' in page
        assert f'href="{OWN}"' in page

    @pytest.mark.parametrize("rest", ["", "change/", "remove/"])
    def test_know_only_their_own_records(
        self, keeper: Client, group: SteeringGroup, rest: str
    ) -> None:
        strange = seat(SteeringGroup.objects.get(slug="national"))

        assert keeper.get(f"{OWN}{strange.pk}/{rest}").status_code == HTTPStatus.NOT_FOUND
        assert keeper.get(f"{OTHER}{strange.pk}/{rest}").status_code == HTTPStatus.OK

    def test_send_strangers_to_sign_in(self, client: Client, group: SteeringGroup) -> None:
        assert client.get(OWN).status_code == HTTPStatus.FOUND


class TestAdding:
    def test_ties_the_record_to_the_owner(self, keeper: Client, group: SteeringGroup) -> None:
        keeper.post(f"{OWN}add/", SEAT)

        assert SteeringGroupSeat.objects.get().group == group

    def test_cannot_tie_it_to_another(self, keeper: Client, group: SteeringGroup) -> None:
        other = SteeringGroup.objects.get(slug="national")

        keeper.post(f"{OWN}add/", {**SEAT, "group": str(other.pk)})

        assert SteeringGroupSeat.objects.get().group == group


class TestImport:
    def test_finds_and_adds_records_of_the_owner_alone(
        self, keeper: Client, group: SteeringGroup
    ) -> None:
        other = seat(SteeringGroup.objects.get(slug="national"), "Same name")

        preview = send(keeper, OWN, "Same name,Member,4")
        plan = preview.context["plan"]
        keeper.post(preview.request["PATH_INFO"], {"plan": plan.digest})

        other.refresh_from_db()
        assert plan.counts == {"Added": 1}
        assert group.seats.get().order == 4
        assert (other.capacity, other.order) == ("chair", 1)

    def test_cannot_be_confirmed_for_another_owner(
        self, keeper: Client, group: SteeringGroup
    ) -> None:
        preview = send(keeper, OWN, "A Person,Chair,1")
        address = preview.request["PATH_INFO"].replace(OWN, OTHER)

        answer = keeper.post(address, {"plan": preview.context["plan"].digest})

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert not SteeringGroupSeat.objects.exists()

    def test_takes_its_own_export_back_unchanged(
        self, keeper: Client, group: SteeringGroup
    ) -> None:
        seat(group)
        data = keeper.get(f"{OWN}export.ods").content

        sent = {"file": SimpleUploadedFile("seats.ods", data)}
        preview = keeper.post(f"{OWN}import/", sent, follow=True)

        assert preview.context["plan"].counts == {"Unchanged": 1}


class TestRemoving:
    def test_takes_the_record_away_and_keeps_what_it_said(
        self, keeper: Client, group: SteeringGroup
    ) -> None:
        line = seat(group)
        page = keeper.get(f"{OWN}{line.pk}/").content.decode()

        answer = keeper.post(f"{OWN}{line.pk}/remove/")

        event = AuditEvent.objects.get(action="steeringgroupseat.removed")
        assert "Remove this seat" in page
        assert answer["Location"] == OWN
        assert not SteeringGroupSeat.objects.exists()
        assert event.before["holder"] == "A Person"
        assert event.target_id == str(line.pk)

    def test_shows_what_would_go_before_it_goes(
        self, keeper: Client, group: SteeringGroup
    ) -> None:
        line = seat(group)

        page = keeper.get(f"{OWN}{line.pk}/remove/").content.decode()

        assert "Remove this seat" in page
        assert SteeringGroupSeat.objects.exists()

    def test_is_refused_to_what_has_begun(self, keeper: Client, group: SteeringGroup) -> None:
        line = seat(group, starts_on=dt.date(2013, 4, 1))

        assert keeper.post(f"{OWN}{line.pk}/remove/").status_code == HTTPStatus.FORBIDDEN
        assert "Remove this seat" not in keeper.get(f"{OWN}{line.pk}/").content.decode()
        assert SteeringGroupSeat.objects.exists()

    def test_is_refused_to_others(self, reader: Client, group: SteeringGroup) -> None:
        line = seat(group)

        assert reader.post(f"{OWN}{line.pk}/remove/").status_code == HTTPStatus.FORBIDDEN
        assert SteeringGroupSeat.objects.exists()
