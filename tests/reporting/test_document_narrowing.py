"""What of the national content a pack about one locality, department or outcome holds."""

from typing import Any

import pytest

from reporting.choices import PackKind
from reporting.document.content import pack_snapshot
from reporting.document.lines import pinnable_lines
from reporting.document.narrowing import BY_KIND, FURTHER_PARTS, LEFT_OUT, narrowed
from reporting.document.pages import render_html, render_reading_page
from reporting.document.sections import SECTIONS, default_keys, keys_for, section_name
from tests.conftest import NOW
from tests.reporting.packs import pack

END_OF_THE_HISTORY = "audit"
"""Frozen beside the content, of which it says nothing."""
OWN, OTHERS = ("north-west", "North West"), ("West Midlands", "South West", "North East")
KINDS = [
    (PackKind.LOCALITY, "north-west"),
    (PackKind.OUTCOME, "3"),
    (PackKind.DEPARTMENT, "dwp"),
    (PackKind.YEAR_END, "year-end"),
]
SAVING = {
    "id": 1, "locality": "north-west", "locality_name": "North West", "partner": "GPU",
    "what": "Shared rooms", "amount_pence": 90_000, "agreed_on": "2013-08-01",
    "kind": "Property", "is_cashable": True, "recurrence": "one_off", "is_validated": True,
    "is_illustrative": True,
}  # fmt: skip
MONEY = {
    "department_name": "Work and Pensions", "invoiced_pence": 0, "received_pence": 0,
    "agreed_on": None, "is_illustrative": False, "id": 1,
}  # fmt: skip
NATIONAL: dict[str, Any] = pack() | {
    "finance": {
        "year": "2013/14",
        "on": "2013-09-30",
        "contributions": [
            MONEY | {"department": "dwp", "agreed_pence": 22_000},
            MONEY | {"department": "hmrc", "agreed_pence": 44_000},
        ],
        "savings": [
            SAVING,
            SAVING | {"id": 2, "locality": "south-west", "locality_name": "South West"}
            | {"is_validated": False},
        ],
        "is_illustrative": True,
    },
    "coverage": {
        "on": "2013-09-30", "people": 10, "represented": 8, "target_percent": "80",
        "has_departments": True, "is_lower_bound": False, "is_illustrative": False,
        "clusters": [], "warnings": ["South West has no headcount"],
        "places": [
            {"slug": "south-west", "name": "South West", "cluster": 1},
            {"slug": "north-west", "name": "North West", "cluster": 2},
        ],
        "departments": [
            {"slug": "dwp", "name": "Work and Pensions", "short_name": "DWP", "by_cluster_only": 3,
             "cells": [{"is_represented": False, "people": 40},
                       {"is_represented": True, "people": 60}]},
        ],
    },
    "events": {
        "on": "2013-09-30", "total": 9, "departments": {"dwp": {"year": 4, "quarter": 1}},
    },
    "review": {
        "year": "2013/14", "last_year": "2012/13", "quarters": ["2013-14-q1", "2013-14-q2"],
        "offers": [], "lines": [], "impact": [],
    },
}  # fmt: skip


def told(kind: PackKind, record: str) -> dict[str, Any]:
    """The pack as it is frozen, with every section its kind can have."""
    about = {"kind": kind, "slug": f"{kind}-{record}", "name": "North West"}
    part = narrowed(NATIONAL, kind, record)
    return part | {"subject": about, "sections": list(keys_for(kind))}


class TestNarrowed:
    @pytest.mark.django_db
    def test_decides_of_every_part_of_the_content(self, closed_period: Any) -> None:
        """Whoever adds a part says which kinds of pack hold it; those that do not say so too."""
        content = pack_snapshot(
            period=closed_period, edition=1, build=1, at=NOW, requested_by="", gaps=(),
            gap_reason="",
        )  # fmt: skip
        for kind, table in BY_KIND.items():
            decided = {*table, *LEFT_OUT[kind]}
            assert set(content) <= decided, kind
            assert set(table) <= {*content, *FURTHER_PARTS, END_OF_THE_HISTORY}

    def test_tells_of_no_other_locality_in_a_localitys_pack(self) -> None:
        part = told(PackKind.LOCALITY, "north-west")
        words = render_html(part) + render_reading_page(part) + repr(part)
        assert "North West" in words
        assert not [name for name in (*OTHERS, "south-west") if name in words]

    def test_keeps_the_national_teams_figures_and_its_own(self) -> None:
        part = narrowed(NATIONAL, PackKind.LOCALITY, "north-west")
        places = {row["locality"] for each in part["measures"] for row in each["reports"]}
        assert places <= {"north-west", ""}
        assert len(part["measures"]) == len(NATIONAL["measures"])
        # The target is of all localities together: beside one locality's figure it would mislead.
        assert not [row["target"] for row in part["measures"] if row["target"] is not None]
        assert [row["id"] for row in part["finance"]["savings"]] == [1]
        assert part["coverage"]["departments"][0]["cells"] == [
            {"is_represented": True, "people": 60}
        ]

    def test_keeps_one_outcome(self) -> None:
        part = narrowed(NATIONAL, PackKind.OUTCOME, "3")
        assert [row["id"] for row in part["outcomes"]] == [3]
        assert {row["outcome"] for row in part["milestones"] + part["measures"]} == {3}

    def test_states_a_departments_part(self) -> None:
        words = render_reading_page(told(PackKind.DEPARTMENT, "dwp"))
        for said in (
            "£220 was agreed for 2013/14",
            "represented in 1 of 2 localities. 60 of its 100 people there are served. 3 more",
            "took part in 4 of the year’s 9 events so far, 1 of them in Quarter 2",
            "part of what is validated is £300",
        ):
            assert said in words

    @pytest.mark.parametrize(("kind", "record"), KINDS)
    def test_leaves_no_link_that_leads_nowhere(self, kind: PackKind, record: str) -> None:
        page = render_html(told(kind, record) | {"sections": list(default_keys(kind))})
        targets = {part.split('"')[0] for part in page.split('id="')[1:]}
        links = {part.split('"')[0] for part in page.split('href="#')[1:]}
        # A statement is two sections, which need no contents.
        assert links or kind == PackKind.DEPARTMENT
        assert links <= targets


class TestSections:
    def test_stand_in_the_order_they_were_chosen_in(self) -> None:
        chosen = NATIONAL | {"sections": ["definitions", "outcomes", "no-such-section"]}
        page = render_html(chosen)
        assert page.index('id="definitions"') < page.index('id="outcomes"')
        assert 'id="summary"' not in page

    def test_are_named_for_each_kind(self) -> None:
        for kind in PackKind.values:
            assert set(default_keys(kind)) <= set(keys_for(kind)) <= {s.key for s in SECTIONS}
        assert keys_for(PackKind.DEPARTMENT) == ["statement", "changes"]
        assert default_keys(PackKind.YEAR_END)[:2] == ["summary", "review"]
        assert section_name("summary") == "Summary"


@pytest.mark.parametrize(("kind", "record"), [(PackKind.NATIONAL, "national"), *KINDS])
def test_lines_are_called_as_in_the_national_pack_and_stand_in_the_page(
    kind: PackKind, record: str
) -> None:
    snapshot = told(kind, record) | {"sections": list(default_keys(kind))}
    lines, national = pinnable_lines(snapshot), pinnable_lines(NATIONAL)

    assert {line.key for line in lines} <= {line.key for line in national}
    assert len({line.key for line in lines}) == len(lines) > 0
    page = render_reading_page(snapshot)
    assert [line.key for line in lines if f'id="{line.anchor}"' not in page] == []
