"""The list of working copies: who reads it, who adds to it, and whose sets it holds."""

import pytest
from django.test import Client
from django.urls import reverse

from csplan.audit.models import AuditEvent
from objectives.choices import SetState
from objectives.models import Objective, ObjectiveSet
from tests.conftest import Cast
from tests.factories import DepartmentFactory, ObjectiveSetFactory
from tests.objectives.sets.offices import Draft

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LIST = "/objectives/office/"


def sent(draft: Draft, **more: object) -> dict[str, object]:
    return {
        "holder_name": "A new holder", "post_title": "Permanent Secretary",
        "department": draft.objective_set.department_id, "level": "permanent_secretary",
        "year_start": "2013/14", "follows": "", "start_from": "", **more,
    }  # fmt: skip


class TestOffice:
    @pytest.mark.parametrize(
        ("person", "reads", "adds"),
        [
            ("private_office", 200, 200), ("head", 200, 403), ("auditor", 200, 403),
            ("administrator", 403, 403), ("national_team", 403, 403), ("nsg", 403, 403),
            ("coordinator", 403, 403), ("outsider", 403, 403),
        ],
    )  # fmt: skip
    def test_is_read_by_offices_the_head_and_the_auditor(
        self, client: Client, cast: Cast, draft: Draft, person: str, reads: int, adds: int
    ) -> None:
        client.force_login(getattr(cast, person))
        pages = ("", "export.csv")
        assert {client.get(f"{LIST}{page}").status_code for page in pages} == {reads}
        adding = ("add/", "import/", "import/template.csv")
        assert {client.get(f"{LIST}{page}").status_code for page in adding} <= {adds, reads}
        assert client.post(f"{LIST}add/", {}).status_code == adds
        record = client.get(f"{LIST}{draft.objective_set.pk}/").status_code
        assert record == (302 if reads == 200 else 403)
        change = client.get(f"{LIST}{draft.objective_set.pk}/change/").status_code
        assert change == adds

    def test_holds_the_sets_of_the_own_department_only(
        self, client: Client, cast: Cast, draft: Draft
    ) -> None:
        other = ObjectiveSetFactory.create(holder_name="Somebody elsewhere")
        client.force_login(cast.private_office)
        page = client.get(LIST).content.decode()
        assert draft.objective_set.holder_name in page
        assert other.holder_name not in page
        for what in ("", "change/"):
            assert client.get(f"{LIST}{other.pk}/{what}").status_code == 404

    def test_changes_drafts_only_and_never_another_department(
        self, client: Client, cast: Cast, draft: Draft
    ) -> None:
        client.force_login(cast.private_office)
        elsewhere = DepartmentFactory.create()
        response = client.post(f"{LIST}add/", sent(draft, department=elsewhere.pk))
        assert response.status_code == 200
        assert ObjectiveSet.objects.count() == 1
        ObjectiveSet.objects.update(state=SetState.SUBMITTED)
        url = f"{LIST}{draft.objective_set.pk}/change/"
        assert client.get(url).status_code == 403


class TestAddingASet:
    def test_starts_from_a_copy_and_leads_to_its_page(
        self, client: Client, cast: Cast, draft: Draft
    ) -> None:
        client.force_login(cast.private_office)
        form = sent(draft, start_from=draft.objective_set.pk)
        response = client.post(f"{LIST}add/", form, follow=True)
        made = ObjectiveSet.objects.get(year_start=2013)
        assert response.request["PATH_INFO"] == reverse("objectives:working-set", args=[made.slug])
        assert made.slug == "a-new-holder-2013-14"
        assert Objective.objects.filter(category__objective_set=made).count() == 1
        actions = AuditEvent.objects.filter(target_id=str(made.pk)).values_list("action")
        assert ("objectiveset.started_from_another",) in actions

    def test_links_holders_of_one_year_and_posts_of_one_holder(
        self, client: Client, cast: Cast, draft: Draft
    ) -> None:
        client.force_login(cast.private_office)
        first = draft.objective_set
        days = {f"held_from-{part}": n for part, n in (("day", 1), ("month", 12), ("year", 2012))}
        client.post(f"{LIST}add/", sent(draft, year_start="2012/13", follows=first.pk, **days))
        post = {"holder_name": first.holder_name, "post_title": "Head of Profession"}
        client.post(f"{LIST}add/", sent(draft, **post, year_start="2012/13"))
        assert ObjectiveSet.objects.count() == 3

        page = client.get(reverse("objectives:working-set", args=[first.slug])).content.decode()

        assert "Holder after" in page
        assert "Other post of the same holder" in page
        assert "Head of Profession" in page

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"year_start": "2013"}, "Enter a financial year, like 2013/14"),
            ({"holder_name": ""}, "Enter who is held to these objectives"),
            (
                {"held_from-day": "1", "held_from-month": "5", "held_from-year": "2012"},
                "Enter a day in 2013/14, or leave it empty",
            ),
        ],
    )
    def test_says_what_to_do(
        self, client: Client, cast: Cast, draft: Draft, wrong: dict[str, str], words: str
    ) -> None:
        client.force_login(cast.private_office)
        response = client.post(f"{LIST}add/", sent(draft, **wrong))
        assert words in response.content.decode()
