"""The first quarter of that plan: reported, signed off, accepted, closed and published."""

import re
from typing import Any

from django.urls import reverse

from csplan.core import clock
from csplan.core.printing import pdf
from csplan.core.printing.text import text_of
from programme.models import Measure, Milestone
from reporting.models import Pack
from reporting.services.builds import run_build
from tests.any_year import plan
from tests.any_year.screens import Screens

QUARTER = "2016-17-q1"
WORDS = "Agreed with the council in June."
FIGURES = {
    plan.PLACEMENTS: {"value": "12"},
    plan.WELL_MET: {"numerator": "30", "denominator": "40"},
    plan.FRONT_DOOR: {"value": "0"},
}


def report(coordinator: Screens, slug: str) -> None:
    """Every milestone, measure and the overview of one locality; then the return is submitted."""
    place = (QUARTER, slug)
    for milestone in Milestone.objects.filter(locality__slug=slug):
        address = reverse("programme:milestone-update", args=[*place, milestone.pk])
        coordinator.sends(address, milestone_answers(milestone))
    for title, figure in FIGURES.items():
        measure = Measure.objects.get(title=title)
        address = reverse("programme:measure-update", args=[*place, measure.pk])
        coordinator.sends(address, {"version": "0", **figure})
    overview = reverse("programme:overview-update", args=place)
    coordinator.sends(overview, {"version": "0", "overview": "A steady first quarter."})
    decide(coordinator, "return-submit", "return-check", place)


def milestone_answers(milestone: Milestone) -> dict[str, str]:
    common = {"version": "0", "narrative": WORDS}
    if milestone.title.startswith("First college"):
        return {
            **common,
            "rating": "complete",
            "evidence": WORDS,
            **day("completed_on", 20, 5, 2016),
        }
    return {**common, "rating": "on_track", **day("forecast_on", 30, 9, 2016)}


def day(name: str, number: int, month: int, year: int) -> dict[str, str]:
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


def decide(person: Screens, step: str, page: str, place: tuple[Any, ...]) -> None:
    """Take a step on the version that its page shows."""
    shown = person.opens(reverse(f"programme:{page}", args=place))
    version = re.search(r'name="version"[^>]*value="(\d+)"', shown)
    assert version, shown
    person.sends(reverse(f"programme:{step}", args=place), {"version": version[1]})


def report_nationally(national_team: Screens) -> None:
    measure = Measure.objects.get(title=plan.DAYS_TO_HIRE)
    address = reverse("programme:national-figure", args=[QUARTER, measure.pk])
    national_team.sends(address, {"version": "0", "value": "47"})


def publish(national_team: Screens, head: Screens, reader: Screens) -> str:
    """Build the pack, propose it, publish it, and read the downloaded PDF's words."""
    national_team.sends(reverse("reporting:pack-build", args=[QUARTER]), {})
    pack = Pack.objects.select_related("period").get()
    run_build(pack_id=pack.pk, moment=clock.now, printer=pdf)
    for person, step in ((national_team, "pack-propose"), (head, "pack-publish")):
        pack.refresh_from_db()
        person.sends(pack_url(step, pack), {"version": str(pack.version)})
    data = reader.client.get(pack_url("pack-download", pack)).content
    return text_of(data)


def pack_url(name: str, pack: Pack) -> str:
    return reverse(f"reporting:{name}", args=[pack.period.slug, pack.edition, pack.build])
