"""An outcome's measures in each locality."""

from typing import Any

import pytest

from reporting.document.facts import Pack, read_pack
from reporting.document.outcomes.places import MOST_COLUMNS, place_tables
from reporting.document.pages import render_html
from tests.reporting.packs import pack


def read(**sizes: Any) -> Pack:
    return read_pack(pack(milestones_each=1, risks=0, **sizes))


class TestPlaceTables:
    def test_set_each_localitys_figure_beside_its_own_plan(self) -> None:
        found = read(localities=4, measures=1)

        (table,) = place_tables(found.measures, found.localities, found.quarter)

        assert [row.name for row in table.rows] == [each.name for each in found.localities]
        told, silent = table.rows[0].cells[0], table.rows[3].cells[0]
        assert told.to_date
        assert told.planned.startswith("of ")
        assert silent.status == "No figure this quarter"

    @pytest.mark.parametrize(
        ("measures", "widths"), [(1, [1]), (4, [4]), (5, [4, 1]), (9, [4, 4, 1])]
    )
    def test_are_as_many_as_the_measures_need(self, measures: int, widths: list[int]) -> None:
        found = read(localities=2, measures=measures)
        tables = place_tables(found.measures, found.localities, found.quarter)
        assert [len(table.heads) for table in tables] == widths
        assert max(widths) <= MOST_COLUMNS

    def test_are_none_where_one_locality_is_told_of(self) -> None:
        found = read(localities=1, measures=2)
        assert place_tables(found.measures, found.localities, found.quarter) == []

    def test_leave_out_what_the_national_team_reports(self) -> None:
        snapshot = pack(localities=2, measures=1, milestones_each=1)
        snapshot["measures"][0]["collection"] = "national"
        assert "pack-table--places" not in render_html(snapshot)
        snapshot["measures"][0]["collection"] = "locality"
        assert "pack-table--places" in render_html(snapshot)
