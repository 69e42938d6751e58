from typing import Any

import pytest
from django.test import RequestFactory
from django_tables2 import RequestConfig

from csplan.core.tables import BaseTable, Column, NumberColumn
from tests.core.markup import parse, render, words

SCRIPT = "<script>alert(1)</script>"


class LocalityTable(BaseTable):
    name = Column(verbose_name="Locality")
    headcount = NumberColumn(verbose_name="Headcount")
    note = Column(verbose_name="Note", orderable=False)

    caption = "Localities"
    row_header = "name"


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {"name": f"Locality {number:03}", "headcount": 109_960 + number, "note": SCRIPT}
        for number in range(count)
    ]


def table_page(query: str = "", count: int = 3, per_page: int = 2) -> Any:
    request = RequestFactory().get(f"/localities/{query}")
    table = LocalityTable(rows(count))
    RequestConfig(request, paginate={"per_page": per_page}).configure(table)
    source = "{% load render_table from django_tables2 %}{% render_table table %}"
    return parse(render(source, {"table": table}, f"/localities/{query}"))


class TestHeadings:
    def test_names_the_table_and_its_columns(self) -> None:
        page = table_page()

        assert words(page.xpath("//caption")[0]) == "Localities"
        assert page.xpath("//thead//th/@scope") == ["col"] * 3

    @pytest.mark.parametrize(
        ("query", "expected", "arrow"),
        [("?sort=name", "ascending", "↑"), ("?sort=-name", "descending", "↓")],
    )
    def test_says_which_way_it_is_sorted(self, query: str, expected: str, arrow: str) -> None:
        headings = table_page(query).xpath("//thead//th")

        assert [heading.get("aria-sort") for heading in headings] == [expected, None, None]
        assert arrow in words(headings[0])

    @pytest.mark.parametrize("query", ["?sort=a.b", "?sort=../x", "?sort=__class__", "?sort=,,-"])
    def test_are_not_sorted_by_what_is_no_column(self, query: str) -> None:
        headings = table_page(query).xpath("//thead//th")

        assert [heading.get("aria-sort") for heading in headings] == [None] * 3

    def test_offers_no_sorting_where_there_is_none(self) -> None:
        assert table_page().xpath("//thead//th[3]//a") == []

    def test_keeps_the_query_and_returns_to_the_first_page(self) -> None:
        links = table_page("?cluster=north&page=2").xpath("//thead//a/@href")

        assert links == ["?cluster=north&sort=name", "?cluster=north&sort=headcount"]


class TestRows:
    def test_heads_each_row_with_its_name(self) -> None:
        assert [words(cell) for cell in table_page().xpath("//tbody//th[@scope='row']")] == [
            "Locality 000",
            "Locality 001",
        ]

    def test_shows_figures_with_commas_to_the_right(self) -> None:
        cell = table_page().xpath("//td[contains(@class, 'numeric')]")[0]

        assert words(cell) == "109,960"

    def test_shows_cells_literally(self) -> None:
        page = table_page()

        assert page.xpath("//script") == []
        assert words(page.xpath("//tbody//td[2]")[0]) == SCRIPT

    def test_labels_each_cell_for_narrow_screens(self) -> None:
        assert table_page().xpath("//tbody/tr[1]/td/@data-label") == ["Headcount", "Note"]

    def test_says_when_there_are_none(self) -> None:
        page = table_page(count=0)

        assert words(page.xpath("//tbody")[0]) == "There is nothing to show yet."
        assert page.xpath("//tbody//td/@colspan") == ["3"]

    def test_passes_cells_what_they_ask_for(self) -> None:
        class Linked(BaseTable):
            name = Column(linkify=lambda record: f"/{record['slug']}/")
            total = Column(empty_values=())

            def render_total(self, record: dict[str, Any], **others: Any) -> str:
                return f"{record['a'] + record['b']} {sorted(others)}"

        table = Linked([{"name": "North West", "slug": "north-west", "a": 1, "b": 2}])
        page = parse(f"<table>{table.body_rows}</table>")

        assert page.xpath("//a/@href") == ["/north-west/"]
        assert words(page.xpath("//td[2]")[0]).startswith("3 ['bound_column'")


class TestPages:
    def test_is_left_out_when_everything_fits(self) -> None:
        assert table_page(per_page=5).xpath("//nav") == []

    def test_marks_the_current_page_and_keeps_the_query(self) -> None:
        navigation = table_page("?sort=-name&page=2", count=20).xpath("//nav")[0]

        assert navigation.get("aria-label") == "Pages of Localities"
        assert navigation.xpath(".//a[@aria-current='page']/@aria-label") == ["Page 2"]
        assert navigation.xpath(".//a[@rel='prev']/@href") == ["?sort=-name&page=1"]
        assert navigation.xpath(".//a[@rel='next']/@href") == ["?sort=-name&page=3"]

    def test_leaves_out_pages_far_away(self) -> None:
        items = table_page("?page=5", count=20).xpath("//nav//li")

        assert [words(item) for item in items] == ["1", "⋯", "4", "5", "6", "⋯", "10"]

    def test_survives_a_page_that_is_not_there(self) -> None:
        assert table_page("?page=99").xpath("//nav//a[@aria-current]/@aria-label") == ["Page 2"]


class TestRowsOfAPage:
    @pytest.mark.parametrize("number", ["0", "-1", "1000"])
    def test_are_as_many_as_the_page_says_whatever_the_address_does(self, number: str) -> None:
        assert len(table_page(f"?per_page={number}").xpath("//tbody/tr")) == 2
