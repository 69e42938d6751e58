"""What the records hold in made-up packs: one of everything that a section has to say."""

from collections.abc import Sequence
from typing import Any

Places = Sequence[dict[str, Any]]
HOW = {"is_illustrative": True}


def records(places: Places) -> dict[str, Any]:
    """The sections that come from records, for a pack of ``places`` in Quarter 2 2013/14."""
    return {
        "finance": finance(places),
        "coverage": coverage(places),
        "stages": stages(places),
        "activity": activity(places),
        "sight": sight(),
    }


def finance(places: Places) -> dict[str, Any]:
    return HOW | {
        "year": "2013/14",
        "on": "2013-09-30",
        "contributions": [
            contribution("HM Revenue and Customs", received=11_000_000),
            contribution("Ministry of Justice", received=0),
        ],
        "savings": [
            saving(number, place, is_validated=not number % 2)
            for number, place in enumerate(places)
        ],
    }


def contribution(name: str, *, received: int) -> dict[str, Any]:
    return HOW | {
        "id": len(name),
        "department": name.lower().replace(" ", "-"),
        "department_name": name,
        "agreed_pence": 22_000_000,
        "invoiced_pence": 11_000_000,
        "received_pence": received,
        "agreed_on": None,
    }


def saving(number: int, place: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return (
        HOW
        | {
            "id": number + 1,
            "locality": place["slug"],
            "locality_name": place["name"],
            "partner": "Ministry of Justice",
            "what": "shared reception desk",
            "amount_pence": 1_240_050,
            "agreed_on": "2013-08-12",
            "kind": "Estate and shared space",
            "is_cashable": True,
            "recurrence": "recurring",
            "is_validated": True,
        }
        | changes
    )


def coverage(places: Places) -> dict[str, Any]:
    names = list(dict.fromkeys(place["cluster"] for place in places))
    return HOW | {
        "on": "2013-09-30",
        "people": 1000 * len(names),
        "represented": 640 * len(names),
        "target_percent": "80",
        "has_departments": bool(names),
        "is_lower_bound": True,
        "clusters": [cluster(number, name) for number, name in enumerate(names)],
        "places": [
            {
                "slug": place["slug"],
                "name": place["name"],
                "cluster": names.index(place["cluster"]),
            }
            for place in places
        ],
        "departments": [
            department("HMRC", "HM Revenue and Customs", [(True, 90)] * len(places)),
            department("MOJ", "Ministry of Justice", [(True, None)] * len(places)),
            department("DCLG", "DCLG", [(False, None)] * len(places), wide=40),
        ],
        "warnings": ["2 headcounts do not say the day they are as at, only the plan year"],
    }


def cluster(number: int, name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "people": 1000,
        "represented": 640,
        "unattributed": 100,
        "basis": "the cluster’s headcount",
        "as_at": "31 March 2013",
        "source": "Annual survey of departments",
    } | changes


def department(
    short: str, name: str, cells: Sequence[tuple[bool, int | None]], *, wide: int = 0
) -> dict[str, Any]:
    return {
        "slug": short.lower(),
        "name": name,
        "short_name": short,
        "by_cluster_only": wide,
        "cells": [{"is_represented": yes, "people": people} for yes, people in cells],
    }


def stages(places: Places) -> dict[str, Any]:
    own = [
        item(100 + number, place=place, serves=1, stage="core", stage_before="innovate")
        for number, place in enumerate(places)
    ]
    return HOW | {
        "on": "2013-09-30",
        "since": "2013-06-30",
        "items": [item(1), *own] if places else [],
        "moves": [move(each["id"]) for each in own[:1]],
    }


def item(pk: int, place: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return (
        HOW
        | {
            "id": pk,
            "outcome": 1,
            "locality": place["slug"] if place else None,
            "locality_name": place["name"] if place else "",
            "number": "1.1",
            "text": "Further develop local networks.",
            "serves": None,
            "stage": "",
            "stage_before": "",
        }
        | changes
    )


def move(pk: int, **changes: Any) -> dict[str, Any]:
    return (
        HOW
        | {
            "item": pk,
            "from_stage": "innovate",
            "to_stage": "core",
            "moved_on": "2013-08-05",
            "reason": "Both pilot schools asked to go on.",
            "taken_on_by": "",
        }
        | changes
    )


def activity(places: Places) -> dict[str, Any]:
    return HOW | {
        "visit_every_days": 14,
        "visits": [
            visit(number, place, visit_on=f"2013-08-{1 + number % 28:02}")
            for number, place in enumerate(places)
        ],
        "case_studies": [case_study(place, id=n) for n, place in enumerate(places[:2])],
        "events": [events(place) for place in places],
    }


def visit(number: int, place: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return (
        HOW
        | {
            "id": number,
            "locality": place["slug"],
            "locality_name": place["name"],
            "host": "the head of a Jobcentre",
            "shows": "digital by default",
            "place": "Bolton",
            "offered_on": "2013-07-22",
            "state": "done",
            "visit_on": None,
        }
        | changes
    )


def case_study(place: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return (
        HOW
        | {
            "id": 1,
            "locality": place["slug"],
            "locality_name": place["name"],
            "title": "One front desk for four departments",
            "outcome": 2,
            "words": "Four departments now greet their visitors at one desk.",
            "sent_on": "2013-08-12",
        }
        | changes
    )


def events(place: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return (
        HOW
        | {
            "locality": place["slug"],
            "locality_name": place["name"],
            "type": "awareness",
            "type_name": "Awareness event",
            "count": 2,
            "attendance": 40,
            "volunteering_days": None,
        }
        | changes
    )


def sight() -> dict[str, Any]:
    return HOW | {"objectives": [objective("O8")]}


def objective(reference: str, **changes: Any) -> dict[str, Any]:
    return {
        "set": "head-2012-13",
        "reference": reference,
        "whose": "Sir Bob Kerslake, 2012/13",
        "post": "Head of the Civil Service",
        "category": "Corporate",
        "text": "Establish a series of visits to Civil Service teams across the country;",
        "above": [],
        "serving": [
            HOW
            | {
                "outcome": 2,
                "milestone": None,
                "milestone_title": "",
                "locality": None,
                "locality_name": "",
                "how": "Localities keep a pipeline of visits.",
            }
        ],
    } | changes
