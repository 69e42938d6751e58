"""A plan of two years with three levels, its own measures, and each locality's part of it."""

import re

from django.urls import reverse

from tests.any_year.organisation import LOCALITIES
from tests.any_year.screens import Screens

TITLE = "Public services together 2016 to 2018"
SLUG = "public-services-together-2016-to-2018"
LEVELS = {
    "group_singular": "theme",
    "group_plural": "themes",
    "outcome_singular": "objective",
    "outcome_plural": "objectives",
    "item_singular": "activity",
    "item_plural": "activities",
}
THEMES = ("Skills for everyone", "Places people can reach")
OBJECTIVES = {
    "Apprentices in every nation": "Skills for everyone",
    "Leaders who know their place": "Skills for everyone",
    "One front door": "Places people can reach",
}
ACTIVITIES = {
    "Offer shared placements between departments": "Apprentices in every nation",
    "Run one academy a year in each nation": "Leaders who know their place",
    "Share offices with local councils": "One front door",
}
PLACEMENTS = "Apprentices placed"
WELL_MET = "Visitors who were helped at the first visit"
FRONT_DOOR = "A shared office is open"
DAYS_TO_HIRE = "Days to fill a post"


def start(national_team: Screens) -> None:
    """The plan itself, by its form."""
    page = national_team.sends(
        reverse("programme:plan-add"),
        {"title": TITLE, "first_year": "2016/17", "last_year": "2017/18", **LEVELS},
    )
    assert page.status_code == 200


def fill(national_team: Screens) -> None:
    """What is national in it, from files; then the quarters of its two years."""
    within = (SLUG,)
    national_team.imports(
        "programme:groups",
        *({"Number": number, "Name": name} for number, name in enumerate(THEMES, 1)),
        within=within,
    )
    national_team.imports(
        "programme:outcomes",
        *(
            {
                "Number": number,
                "Short name": name,
                "Theme": numbered(THEMES, theme),
                "In full": f"{name}, by 2018.",
            }
            for number, (name, theme) in enumerate(OBJECTIVES.items(), 1)
        ),
        within=within,
        kind="ods",
    )
    national_team.imports(
        "programme:items",
        *(
            {
                "Number": 1,
                "What is to be done": words,
                "Objective": numbered(OBJECTIVES, objective),
                "Owner": "National Co-ordinator",
                "Stage": "Innovate",
            }
            for words, objective in ACTIVITIES.items()
        ),
        within=within,
    )
    national_team.imports("programme:measures", *measures(), within=within)
    national_team.sends(reverse("programme:plan-quarters", args=within), {})
    national_team.imports("programme:planned-values", *planned_values(), within=within)
    national_team.imports(
        "programme:year-targets",
        {"Measure": PLACEMENTS, "Year": "2017/18", "Target": 300},
        within=within,
    )


def measures() -> list[dict[str, object]]:
    """One of each way of counting: added up, a percentage, done or not, and a national one."""
    common = {"On track up to": 5, "At risk up to": 15}
    return [
        {
            "Measure": PLACEMENTS,
            "Objective": numbered(OBJECTIVES, "Apprentices in every nation"),
            "Unit": "placement/placements",
            "How quarters add up": "The quarters are added together",
            "Where figures come from": "Each locality reports it",
            "What is better": "Higher is better",
            "Target": 200,
            **common,
        },
        {
            "Measure": WELL_MET,
            "Objective": numbered(OBJECTIVES, "One front door"),
            "Unit": "%",
            "How quarters add up": "A percentage of everything so far",
            "Where figures come from": "Each locality reports it",
            "What is better": "Higher is better",
            "What is counted": "visitors helped at once",
            "Out of what": "visitors",
            "Target": 80,
            **common,
        },
        {
            "Measure": FRONT_DOOR,
            "Objective": numbered(OBJECTIVES, "One front door"),
            "Unit": "yes or no",
            "How quarters add up": "Done or not done",
            "Where figures come from": "Each locality reports it",
            "What is better": "Higher is better",
            "Target": 1,
            **common,
        },
        {
            "Measure": DAYS_TO_HIRE,
            "Objective": numbered(OBJECTIVES, "Leaders who know their place"),
            "Unit": "days",
            "How quarters add up": "The latest quarter stands",
            "Where figures come from": "The national team reports it",
            "What is better": "Lower is better",
            "Target": 40,
            **common,
        },
    ]


def planned_values() -> list[dict[str, object]]:
    """The first quarter's trajectory of every locality, and the national one."""
    quarter = "2016-17-q1"
    rows: list[dict[str, object]] = [
        {"Measure": measure, "Locality": name, "Quarter": quarter, "Planned": value}
        for name in LOCALITIES
        for measure, value in ((PLACEMENTS, 10), (WELL_MET, 70), (FRONT_DOOR, 0))
    ]
    return [*rows, {"Measure": DAYS_TO_HIRE, "Quarter": quarter, "Planned": 50}]


def take_up(coordinator: Screens, locality: str) -> None:
    """A locality's own part: one activity it takes up, one priority of its own, a step of each."""
    within = (SLUG,)
    coordinator.imports(
        "programme:local-items",
        {
            "Number": 1,
            "What is to be done": f"Share the council’s office in {locality}",
            "Locality": locality,
            "Objective": numbered(OBJECTIVES, "One front door"),
            "Takes up": "3.1",
            "Owner": f"{locality} co-ordinator",
            "Stage": "Innovate",
        },
        {
            "Number": 1,
            "What is to be done": f"Meet every college in {locality}",
            "Locality": locality,
            "Objective": numbered(OBJECTIVES, "Apprentices in every nation"),
        },
        within=within,
    )
    coordinator.imports(
        "programme:milestones",
        {
            "Number": 1,
            "Milestone": f"Lease signed in {locality}",
            "Activity": f"{locality} 3.1: Share the council’s office in {locality}",
            "Date, in words": "by end September 2016",
        },
        {
            "Number": 1,
            "Milestone": f"First college met in {locality}",
            "Activity": f"{locality} 1.1: Meet every college in {locality}",
            "Date, in words": "in May 2016",
        },
        within=within,
    )


def agree(head: Screens) -> None:
    """The Head agrees it, in spite of what is still missing."""
    head.sends(reverse("programme:plan-agree", args=[SLUG]), {"in_spite_of_warnings": "on"})
    assert re.search(r"Agreed", head.opens(reverse("programme:plan-detail", args=[SLUG])))


def numbered(names: object, name: str) -> str:
    """How the lists write a theme or an objective: with its number."""
    return f"{list(names).index(name) + 1}. {name}"  # type: ignore[call-overload]
