"""Every list of risks, stakeholders, communications and impact, asked by everybody.

Written apart from the permissions, from docs/access.md. Each line gives, person by person, what
a page answers; somebody not signed in is always sent to sign in.
"""

import datetime as dt
from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from csplan.registers.declaration import Register
from csplan.registers.models import PendingImport
from programme.choices import PlanState
from programme.models import BusinessPlan, Outcome
from programme.registers.engagement import CHANNELS
from tests.access.visitors import members_signed_in, stranger
from tests.conftest import NOW, Cast
from tests.programme.engagement import things

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PEOPLE = (
    "coordinator", "assistant", "sro", "other_coordinator", "other_assistant", "other_sro",
    "national_team", "head", "auditor", "nsg", "private_office", "administrator", "outsider",
    "former_coordinator",
)  # fmt: skip

READ = "200 200 200 200 200 200 200 200 200 403 403 403 403 403"
OWN = "200 200 200 404 404 404 200 200 200 403 403 403 403 403"
ADD = "200 200 403 200 200 403 200 200 403 403 403 403 403 403"
CHANGE_OWN = "200 200 403 404 404 404 200 403 403 403 403 403 403 403"
CHANGE_WHOLE = "403 403 403 403 403 403 200 200 403 403 403 403 403 403"
ANYBODY = "200 200 200 200 200 200 200 200 200 200 200 200 200 200"
JUDGES = "403 403 403 403 403 403 200 200 403 403 403 403 403 403"
FRAME = "200 200 200 200 200 200 200 200 200 403 403 200 403 403"
KEEP = "403 403 403 403 403 403 200 403 403 403 403 200 403 403"
NOBODY = "403 403 403 403 403 403 403 403 403 403 403 403 403 403"

OF_PLANS = ("stakeholders", "communications", "impact")
LISTS = {
    "risks": (READ, ADD),
    "stakeholders": (READ, ADD),
    "communications": (READ, ADD),
    "communication-channels": (FRAME, KEEP),
    "impact": (ANYBODY, JUDGES),
}
RECORDS: Mapping[str, Mapping[str, str]] = {
    "risks": {"own record": OWN, "own change": CHANGE_OWN,
              "whole record": READ, "whole change": CHANGE_WHOLE},
    "stakeholders": {"own record": OWN, "own change": CHANGE_OWN, "own end": CHANGE_OWN,
                     "whole record": READ, "whole change": CHANGE_WHOLE,
                     "whole end": CHANGE_WHOLE},
    "communications": {"own record": OWN, "own change": CHANGE_OWN,
                       "whole record": READ, "whole change": CHANGE_WHOLE},
    "communication-channels": {"whole record": FRAME, "whole change": KEEP, "whole end": KEEP},
    "impact": {"whole record": ANYBODY, "whole change": JUDGES, "whole end": JUDGES},
}  # fmt: skip
READING, KEEPING = ("list", "export"), ("add", "import", "template")
ARGUMENTS = {"export": ["csv"], "template": ["ods"]}
Visitors = Mapping[str, Client]


def url(slug: str, page: str, plan: BusinessPlan, *args: object) -> str:
    of_plan = [plan.slug] if slug in OF_PLANS else []
    return reverse(f"programme:{slug}-{page}", args=[*of_plan, *args])


def answers(visitors: Visitors, address: str) -> str:
    """What each person is answered, in the order of ``PEOPLE``."""
    assert stranger().get(address).status_code == 302
    return " ".join(str(visitors[who].get(address).status_code) for who in PEOPLE)


@pytest.fixture
def visitors(cast: Cast) -> Visitors:
    return members_signed_in(cast, PEOPLE)


@pytest.fixture
def keys(plan: BusinessPlan, outcome: Outcome, cast: Cast) -> dict[str, int]:
    """One record of each list of the cast's own locality, and one of the whole plan."""
    made = {"communication-channels whole": things.channel().pk}
    made["impact whole"] = things.question(outcome).pk
    for whose, locality in (("own", cast.own), ("whole", None)):
        risk = things.risk(plan, cast.national_team, locality=locality)
        told = things.stakeholder(plan, name=whose, locality=locality)
        news = things.communication(plan, what=whose, locality=locality)
        made |= {
            f"risks {whose}": risk.pk,
            f"stakeholders {whose}": told.pk,
            f"communications {whose}": news.pk,
        }
    return made


class TestLists:
    @pytest.mark.parametrize("slug", LISTS)
    def test_are_read_and_kept_by_those_the_table_names(
        self, plan: BusinessPlan, visitors: Visitors, slug: str
    ) -> None:
        readers, keepers = LISTS[slug]
        for page in (*READING, *KEEPING):
            found = answers(visitors, url(slug, page, plan, *ARGUMENTS.get(page, [])))
            assert found == (readers if page in READING else keepers), page

    @pytest.mark.parametrize("slug", RECORDS)
    def test_records_are_read_and_kept_by_those_the_table_names(
        self, plan: BusinessPlan, visitors: Visitors, keys: dict[str, int], slug: str
    ) -> None:
        for line, people in RECORDS[slug].items():
            whose, page = line.split()
            address = url(slug, page, plan, keys[f"{slug} {whose}"])
            assert answers(visitors, address) == people, line

    @pytest.mark.parametrize("slug", OF_PLANS)
    def test_of_a_closed_plan_are_kept_by_nobody(
        self, plan: BusinessPlan, visitors: Visitors, keys: dict[str, int], slug: str
    ) -> None:
        BusinessPlan.objects.update(state=PlanState.CLOSED)
        assert answers(visitors, url(slug, "add", plan)) == NOBODY
        assert "200" not in answers(visitors, url(slug, "change", plan, keys[f"{slug} whole"]))
        assert answers(visitors, url(slug, "list", plan)) == LISTS[slug][0]

    @pytest.mark.parametrize("slug", OF_PLANS)
    def test_of_a_draft_are_not_there_for_those_who_do_not_make_plans(
        self, plan: BusinessPlan, visitors: Visitors, slug: str
    ) -> None:
        BusinessPlan.objects.update(state=PlanState.DRAFT)
        found = dict(zip(PEOPLE, answers(visitors, url(slug, "list", plan)).split(), strict=True))
        strangers = ("nsg", "private_office", "outsider", "former_coordinator")
        assert {found[who] for who in strangers} == {"404"}

    def test_are_all_asked_about(self) -> None:
        names = get_resolver().namespace_dict["programme"][1].reverse_dict
        starts = ("risks-", "stakeholders-", "communication", "impact-")
        lists = {
            name.removesuffix("-import")
            for name in names
            if isinstance(name, str) and name.endswith("-import") and name.startswith(starts)
        }
        assert lists == set(LISTS)


class TestUploads:
    def test_are_their_owners_alone(
        self, plan: BusinessPlan, cast: Cast, visitors: Visitors
    ) -> None:
        register: Register = CHANNELS
        upload = PendingImport.objects.create(
            owner=cast.national_team, register=register.key, file_name="list.csv",
            data=b"Channel,Place in the list\r\n", digest="0" * 64, created_at=NOW,
            expires_at=NOW + dt.timedelta(days=400),
        )  # fmt: skip
        address = url("communication-channels", "preview", plan, upload.pk)
        found = dict(zip(PEOPLE, answers(visitors, address).split(), strict=True))
        assert (found["national_team"], found["administrator"]) == ("200", "404")
        assert found["head"] == "403"
