"""Snapshots of made-up packs of any size, the same each time, without a database."""

import datetime as dt
from typing import Any

from csplan.core.periods import Quarter
from tests.reporting.records import records

QUARTER = Quarter.parse("2013-14-q2")
PLACES = (
    ("North West", "North West and Midlands"),
    ("West Midlands", "North West and Midlands"),
    ("East Midlands", "North West and Midlands"),
    ("North East", "North East, Yorks & Humber"),
    ("Yorks & Humber", "North East, Yorks & Humber"),
    ("East of England", "Southern"),
    ("London and South East", "Southern"),
    ("South West", "Southern"),
)
OUTCOMES = (
    ("A more unified Civil Service", ("Support a more unified Civil Service by building greater "
     "cross departmental collaboration, ensuring that 80% staff are represented through our "
     "CS Local networks.")),
    ("Champion reform", ("Champion Civil Service Reform by reaching out to localities and Civil "
     "Servants across all regions via local networks, awareness raising events, printed "
     "publications and web based material.")),
    ("Build capability", ("Help build the capability of the Civil Service by design and delivery "
     "of cross departmental development initiatives in each region.")),
    ("Connect with communities", ("Enable Civil Servants to connect with their local communities "
     "by facilitating cross departmental volunteering opportunities in schools.")),
    ("Show the savings", ("Demonstrate the cost benefits of a unified Civil Service by working "
     "with partners including GPU to achieve savings equal to the CS Local budget of £1.1m.")),
)  # fmt: skip
TITLES = (
    "Hold a cross departmental exchange with at least six departments",
    "Open the second redeployment network for the city region",
    "Train forty volunteers for the Engaging Schools programme",
    "Agree shared use of meeting space in two government buildings",
    "Publish a local case study for the Reform Action Plan",
)
SENTENCES = (
    "Six departments sent a lead and the first meeting agreed how work will be shared.",
    "The venue was confirmed late, so invitations went out three weeks after the plan said.",
    "Forty-two people have signed up, against the thirty we asked for.",
    "One department has yet to name a contact, and the SRO has written to its regional head.",
    "The local steering group looked at the evidence in September and was content.",
)
RATINGS = ("on_track", "complete", "on_track", "at_risk", "on_track", "off_track", "complete")
MEASURES = (
    ("Staff represented through local networks", "people", "latest", 298208),
    ("Cross departmental events held", "events", "sum", 64),
    ("Volunteering days given", "days", "sum", 900),
    ("Savings agreed with partners", "pounds", "sum", 1100000),
)  # fmt: skip


def pack(
    *,
    localities: int = 8,
    milestones_each: int = 7,
    measures: int = 6,
    silent: tuple[int, ...] = (3,),
    risks: int = 2,
) -> dict[str, Any]:
    """A pack for Quarter 2 2013/14; the localities numbered in ``silent`` sent no return."""
    places = [_locality(number) for number in range(localities)]
    silent = tuple(number for number in silent if number < localities)
    heard = [place for number, place in enumerate(places) if number not in silent]
    return {
        "schema": "csplan.pack/1",
        "period": _quarter(QUARTER)
        | {
            "id": 1,
            "due_at": "2013-10-16T16:00:00+00:00",
            "closed_at": "2013-10-24T23:00:00+00:00",
        },
        "edition": 1,
        "build": 2,
        "built_at": "2014-01-10T11:00:00+00:00",
        "requested_by": "Hazel Hetherington",
        "gaps": [places[number]["name"] for number in silent],
        "gap_reason": "The co-ordinator’s post was empty in October." if silent else "",
        "prepared_for": "National Steering Group",
        "is_illustrative": True,
        "plans": [
            {"id": 1, "title": "Civil Service Local Business Plan 2013/14", "years": "2013/14"}
        ],
        "sources": [
            {
                "slug": "plan",
                "title": "Civil Service Local Business Plan 2013/14",
                "publisher": "Cabinet Office",
                "attribution": "Contains public sector information licensed under the Open "
                "Government Licence v3.0.",
            }
        ],
        "quarters": [_quarter(each) for each in QUARTER.year.quarters],
        "localities": places,
        "returns": [_return(n, place, n not in silent) for n, place in enumerate(places)],
        "outcomes": [
            {"id": n, "plan": 1, "order": n, "title": title, "text": text}
            for n, (title, text) in enumerate(OUTCOMES, 1)
        ],
        "measures": [_measure(number, places, heard) for number in range(measures)],
        "milestones": [
            _milestone(place, own, number, number not in silent)
            for number, place in enumerate(places)
            for own in range(milestones_each)
        ],
        "risks": {
            "on": "2013-10-24",
            "since": "2013-06-30",
            "rows": [_risk(number, places) for number in range(risks)],
        },
        **records(places),
    }


def _quarter(quarter: Quarter) -> dict[str, Any]:
    return {
        "slug": quarter.slug,
        "label": quarter.label,
        "short_label": quarter.short_label,
        "starts_on": quarter.starts_on.isoformat(),
        "ends_on": quarter.ends_on.isoformat(),
    }


def _locality(number: int) -> dict[str, Any]:
    name, cluster = PLACES[number % len(PLACES)]
    name = name if number < len(PLACES) else f"{name} {number // len(PLACES) + 1}"
    slug = name.lower().replace(" & ", "-").replace(" ", "-")
    posts = [{"post": "Co-ordinator", "holder": f"Post holder {number + 1}"}]
    return {"slug": slug, "name": name, "cluster": cluster, "posts": posts}


def _return(number: int, place: dict[str, Any], counts: bool) -> dict[str, Any]:
    late = number % 8 == 6
    return {
        "id": number + 1,
        "locality": place["slug"],
        "locality_name": place["name"],
        "quarter": QUARTER.slug,
        "state": "accepted" if counts else "submitted",
        "revision": 1,
        "version": 4,
        "counts": counts,
        "overview": f"{SENTENCES[number % 5]} {SENTENCES[(number + 2) % 5]}" if counts else "",
        "first_submitted_at": f"2013-10-{'18' if late else '11'}T09:00:00+00:00",
        "submitted_by": "A co-ordinator",
        "signed_off_at": "2013-10-18T15:00:00+00:00" if counts else None,
        "signed_off_by": "A senior responsible officer" if counts else "",
        "accepted_at": "2013-10-21T10:00:00+00:00" if counts else None,
        "accepted_by": "Hazel Hetherington" if counts else "",
    }


def _milestone(place: dict[str, Any], own: int, number: int, counts: bool) -> dict[str, Any]:
    rating = RATINGS[(own * 3 + number) % len(RATINGS)]
    month = 4 + (own * 2 + number) % 9
    latest = dt.date(2013, month, 28)
    slip = dt.timedelta(
        days=(0, 21, 0, 14)[(own + number) % 4] + (60 if rating == "off_track" else 0)
    )
    return {
        "id": number * 1000 + own,
        "outcome": own % len(OUTCOMES) + 1,
        "locality": place["slug"],
        "title": TITLES[own % len(TITLES)],
        "phrase": f"by end {latest:%B %Y}",
        "latest_on": latest.isoformat(),
        "baseline_on": latest.isoformat(),
        "is_illustrative": True,
        "reports": [
            _report("2013-14-q1", "on_track", latest, ""),
            *(
                [_report("2013-14-q2", rating, latest + slip, _words(own + number))]
                if counts
                else []
            ),
        ],
    }


def _risk(number: int, places: list[dict[str, Any]]) -> dict[str, Any]:
    place = places[number % len(places)] if places and number % 2 else None
    return {
        "id": number + 1,
        "title": "departments withdraw their people from local networks",
        "outcome": number % len(OUTCOMES) + 1 if places else None,
        "locality": place["slug"] if place else None,
        "locality_name": place["name"] if place else "",
        "cause": SENTENCES[number % 5],
        "effect": SENTENCES[(number + 1) % 5],
        "mitigation": SENTENCES[(number + 2) % 5],
        "owner": "National Co-ordinator",
        "review_on": "2013-11-15",
        "likelihood": 4,
        "impact": 4 - number % 3,
        "score_before": (12, None, 9)[number % 3],
        "escalated_because": SENTENCES[(number + 3) % 5],
        "closed_on": "2013-10-01" if number % 4 == 3 else None,
        "closed_reason": "A lead was named." if number % 4 == 3 else "",
        "is_illustrative": True,
    }


def _words(number: int) -> str:
    return " ".join(SENTENCES[(number + step) % len(SENTENCES)] for step in range(2 + number % 3))


def _report(quarter: str, rating: str, on: dt.date, narrative: str) -> dict[str, Any]:
    done = rating == "complete"
    behind = rating in ("at_risk", "off_track")
    return {
        "quarter": quarter,
        "rating": rating,
        "forecast_on": None if done else on.isoformat(),
        "completed_on": on.isoformat() if done else None,
        "narrative": narrative,
        "risk": "No department may name a lead." if rating == "at_risk" else "",
        "path_to_green": "The steering group will name a lead in November." if behind else "",
        "date_change_reason": "The lead left in August." if rating == "off_track" else "",
        "evidence": "The attendance sheet." if done else "",
        "late_report_reason": "",
    }


def _measure(
    number: int, places: list[dict[str, Any]], heard: list[dict[str, Any]]
) -> dict[str, Any]:
    title, unit, how, target = MEASURES[number % len(MEASURES)]
    share = target // max(len(places), 1)
    done = (9, 11)[number % 2]
    quarters = [each.slug for each in QUARTER.year.quarters]
    return {
        "id": number + 1,
        "outcome": number % len(OUTCOMES) + 1,
        "title": title if number < len(MEASURES) else f"{title} ({number + 1})",
        "definition": "What was held, given or agreed in the quarter, with evidence.",
        "unit": unit,
        "direction": "higher",
        "accumulation": how,
        "baseline": None,
        "target": str(target),
        "is_illustrative": True,
        "planned": [
            {
                "quarter": quarter,
                "locality": place["slug"],
                "value": str(share if how == "latest" else share // 4),
            }
            for quarter in quarters
            for place in places
        ],
        "reports": [
            {
                "quarter": quarter,
                "locality": place["slug"],
                "value": str((share if how == "latest" else share // 4) * done // 10),
                "not_available_reason": "",
                "comment": "",
            }
            for quarter in quarters[:2]
            for place in (heard if quarter == QUARTER.slug else places)
        ],
    }
