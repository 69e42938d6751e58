"""The pictures of a pack: what they draw, what they leave out, and that anybody can read them."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from reporting.document.charts.coverage import Share, coverage
from reporting.document.charts.savings import Savings, thermometer
from reporting.document.charts.stages import Bar, stage_mix
from reporting.document.charts.trajectory import Aims, Point, top_of, trajectory

D = Decimal
SVG = "{http://www.w3.org/2000/svg}"


def points(*actual: str | None) -> list[Point]:
    return [
        Point(f"Q{n}", D(planned), D(figure) if figure else None)
        for n, (planned, figure) in enumerate(
            zip(("10", "20", "30", "40"), actual, strict=True), 1
        )
    ]


def of_year(*actual: str | None, **aims: str) -> str:
    known = Aims(**{name: D(value) for name, value in aims.items()})
    return trajectory(points(*actual), words="Chart of events.", top_label="40", aims=known)


def money(validated: int, waiting: int, target: int) -> str:
    savings = Savings(validated, waiting, target, "Validated", "Claimed only", "Contributions")
    return thermometer(savings, words="Savings.")


EVERY = {
    "trajectory": of_year("9", None, "28", None, target="44", low="30", high="50", projected="41"),
    "savings": money(30, 20, 100),
    "coverage": coverage(
        [Share("Southern", D(60), "60%"), Share("North", None, "Not known")],
        target=D(80),
        words="Coverage.",
    ),
    "stages": stage_mix(
        [Bar("National", {"innovate": 3, "embed": 1}), Bar("North West", {"": 2})], words="Stages."
    ),
}


class TestEveryChart:
    @pytest.mark.parametrize("svg", EVERY.values(), ids=list(EVERY))
    def test_is_small_and_says_what_it_shows_without_styles(self, svg: str) -> None:
        root = ET.fromstring(svg)  # noqa: S314  # our own
        assert root[0].tag == f"{SVG}title"
        assert root[0].text
        assert len(svg) < 4000
        assert not re.search(r"style=|class=\"(?!pack-chart)|id=|<script", svg)
        assert float(root.attrib["width"]) == 300

    def test_shows_what_people_typed_literally(self) -> None:
        svg = stage_mix([Bar("<b>&", {"innovate": 1})], words="<i>")
        assert "&lt;b&gt;&amp;" in svg
        assert "<title>&lt;i&gt;</title>" in svg


class TestTrajectory:
    def test_draws_no_line_over_a_quarter_without_a_figure(self) -> None:
        solid = re.compile(r'<path d="([^"]+)" fill="none" stroke="#0b4a55" stroke-width="2.5"')
        broken, whole = (solid.findall(of_year(*a)) for a in (
            ("9", None, "28", "35"), ("9", "18", "28", "35"),
        ))  # fmt: skip
        assert broken[0].count("M") == 2
        assert whole[0].count("M") == 1

    @pytest.mark.parametrize(
        ("aims", "named", "not_named"),
        [
            ({}, "Planned", "Target"),
            ({"target": "44"}, "Target", "Projected"),
            ({"projected": "41"}, "Projected", "Range"),
            ({"low": "30", "high": "50"}, "Range", "Target"),
        ],
    )
    def test_names_each_line_it_draws(
        self, aims: dict[str, str], named: str, not_named: str
    ) -> None:
        svg = of_year("9", "18", None, None, **aims)
        assert f">{named}</text>" in svg
        assert f">{not_named}</text>" not in svg

    def test_ends_its_scale_at_the_greatest_figure_of_all(self) -> None:
        assert top_of(points("9", None, None, None), Aims(target=D(44), projected=D(55))) == 55
        assert top_of(points("90", None, None, None), Aims(target=D(44))) == 90


class TestSavings:
    @pytest.mark.parametrize(
        ("validated", "waiting", "target", "widths"),
        [(50, 25, 100, [149, 74.5]), (0, 0, 100, []), (150, 50, 100, [224, 74.5])],
    )
    def test_begins_at_nought_and_ends_at_the_target_or_beyond(
        self, validated: int, waiting: int, target: int, widths: list[float]
    ) -> None:
        found = re.findall(r'y="24" width="([\d.]+)"', money(validated, waiting, target))
        assert [float(each) for each in found][1:] == widths

    def test_marks_no_target_where_there_is_none(self) -> None:
        assert "Contributions" not in money(10, 10, 0)


class TestCoverage:
    def test_draws_no_bar_for_what_is_not_known(self) -> None:
        svg = coverage([Share("North", None, "Not known")], target=None, words="Coverage.")
        assert "<rect" not in svg
        assert "Not known" in svg


class TestStages:
    def test_cuts_each_bar_by_stage_and_writes_the_numbers_on_it(self) -> None:
        svg = stage_mix([Bar("A", {"innovate": 2, "embed": 2}), Bar("B", {"core": 1})], words="S")
        assert re.findall(r">(\d)</text>", svg) == ["2", "2", "1"]
        assert re.findall(r'y="34" width="([\d.]+)"', svg) == ["149.5", "149.5"]
        assert "No stage yet" not in svg
