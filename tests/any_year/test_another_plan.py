"""A plan of other years, nations, levels, funders and measures, made without a change of code.

Two years of themes, objectives and activities are built through the screens and imports alone,
a quarter is run on them, and its pack is produced.
"""

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from csplan.accounts.choices import Role
from localities.models import Locality
from tests.any_year import organisation, plan, quarter
from tests.any_year.screens import Screens
from tests.factories import grant

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def administrator(settings: Settings) -> Screens:
    settings.CSPLAN_CLOCK = dt.date(2016, 4, 4)
    return Screens(grant(Role.ADMINISTRATOR))


def test_another_plan_runs_from_first_list_to_published_pack(
    settings: Settings, administrator: Screens
) -> None:
    organisation.build(administrator)
    national_team, head, nsg = (
        Screens(organisation.admit(administrator, role))
        for role in (Role.NATIONAL_TEAM, Role.HEAD, Role.NSG)
    )
    places = list(Locality.objects.all())
    coordinators, sros = (
        {
            place.slug: Screens(organisation.admit(administrator, role, locality=place.pk))
            for place in places
        }
        for role in (Role.COORDINATOR, Role.SRO)
    )

    plan.start(national_team)
    plan.fill(national_team)
    for place in places:
        plan.take_up(coordinators[place.slug], place.name)
    plan.agree(head)

    settings.CSPLAN_CLOCK = dt.date(2016, 7, 4)
    head.sends(reverse("programme:period-open", args=[quarter.QUARTER]), {})
    for slug, coordinator in coordinators.items():
        quarter.report(coordinator, slug)
        quarter.decide(sros[slug], "return-sign-off", "return-sign-off", (quarter.QUARTER, slug))
        quarter.decide(national_team, "return-accept", "return-accept", (quarter.QUARTER, slug))
    quarter.report_nationally(national_team)
    head.sends(reverse("programme:period-close", args=[quarter.QUARTER]), {})

    words = quarter.publish(national_team, head, nsg)

    for expected in (
        "Progress by objective",
        "Theme: Skills for everyone",
        "Objective 3: One front door",
        "36 placements against 30 planned",
        "75% against 70% planned",
        "47 days against 50 planned",
        *organisation.LOCALITIES,
    ):
        assert expected in words
    assert "outcome" not in words
    assert "work programme" not in words.lower()
