"""Figures and headings in the words a pack uses."""

import re
from decimal import Decimal
from typing import Any

import pytest

from programme.rules.measures import figure_words
from reporting.document import words
from reporting.document.pages import render_html
from tests.reporting.packs import pack


class TestFigure:
    @pytest.mark.parametrize(
        ("value", "unit", "said"),
        [
            ("456.50", "days", "456.5"),
            ("1200", "people", "1,200"),
            ("3", "case_studies", "3"),
            ("1234.50", "pounds", "£1,234.50"),
            ("0", "events", "0"),
        ],
    )
    def test_is_the_number_screens_show(self, value: str, unit: str, said: str) -> None:
        assert words.figure(Decimal(value), unit) == said
        assert figure_words(Decimal(value), unit).startswith(said)

    def test_is_a_dash_when_there_is_none(self) -> None:
        assert words.figure(None, "days") == words.NONE
        assert words.figure_with_unit(None, "days") == words.NONE


class TestUnitBeside:
    @pytest.mark.parametrize(
        ("title", "unit"),
        [
            ("Cross departmental events held", "events"),
            ("Case studies supplied to the Reform Team", "case_studies"),
            ("Length of an event", "events"),
            ("Savings agreed with partners", "pounds"),
        ],
    )
    def test_says_nothing_twice(self, title: str, unit: str) -> None:
        assert words.unit_beside(title, unit) == ""

    @pytest.mark.parametrize(
        ("title", "unit", "said"),
        [
            ("Staff represented through local networks", "people", "people"),
            ("Eventful weeks", "events", "events"),
        ],
    )
    def test_says_what_the_title_does_not(self, title: str, unit: str, said: str) -> None:
        assert words.unit_beside(title, unit) == said


class TestThePage:
    def test_names_its_own_plan_and_no_other(self) -> None:
        snapshot = pack(localities=1, milestones_each=1, measures=4, silent=())
        snapshot["plans"][0]["title"] = "Skills plan"
        snapshot["sources"] = []
        del snapshot["coverage"]

        page = render_html(snapshot)

        assert '<p class="pack-service">Skills plan</p>' in page
        assert 'name="description" content="Progress against Skills plan, Quarter 2' in page
        assert "Civil Service Local" not in re.sub(r"<(p|h\d|div)>.*?</\1>", "", page)

    def test_compares_with_last_quarter_only_where_there_was_one(self) -> None:
        later = pack(localities=1, milestones_each=1, measures=1, silent=(), risks=0)
        first = pack(localities=1, milestones_each=1, measures=1, silent=(), risks=0)
        for milestone in first["milestones"]:
            milestone["reports"] = milestone["reports"][1:]

        assert "last quarter" in render_html(later)
        assert "last quarter" not in render_html(first).casefold()

    def test_gives_units_where_the_title_leaves_them_open(self) -> None:
        page = render_html(pack(localities=1, milestones_each=1, measures=4, silent=()))

        assert 'networks<span class="pack-unit">, people</span>' in page
        assert "events held</th>" in page
        assert "partners</th>" in page


class TestRatingsThatDisagree:
    def snapshot(self, **changes: object) -> dict[str, Any]:
        snapshot = pack(localities=1, milestones_each=1, measures=1, silent=())
        snapshot["compares_ratings"] = True
        report = snapshot["milestones"][0]["reports"][-1]
        report |= {"rating": "on_track", "own": "on_track", "own_reasons": ["In time"]}
        report |= changes
        return snapshot

    def test_gives_each_rating_and_why(self) -> None:
        page = render_html(
            self.snapshot(
                own="off_track",
                own_reasons=["14 days later than agreed", "The third slip in a row"],
                explanation="The venue is firm.",
                moderated="at_risk",
                moderation_reason="It is <not> booked.",
            )
        )

        section = page.partition('id="disagreements"')[2].partition("</section>")[0]
        for expected in (
            "pack-chip--on_track", "pack-chip--off_track", "pack-chip--at_risk",
            "<p>14 days later than agreed.</p> <p>The third slip in a row.</p>",
            "The venue is firm.", "It is &lt;not&gt; booked.",
        ):  # fmt: skip
            assert expected in section
        assert "National team’s rating" in page

    def test_says_when_there_are_none(self) -> None:
        assert "None: every rating that was reported" in render_html(self.snapshot())

    def test_leaves_out_of_an_older_record_what_it_never_held(self) -> None:
        older = pack(localities=1, milestones_each=1, measures=1, silent=())

        page = render_html(older)

        assert {"compares_ratings", "audit"}.isdisjoint(older)
        assert "disagree" not in page
        assert "The history of who did what" not in page

    def test_gives_the_national_teams_words_with_the_outcome(self) -> None:
        snapshot = self.snapshot()
        assert "From the national team" not in render_html(snapshot)
        snapshot["outcomes"][0]["commentary"] = "A good <start>."
        assert "<p>A good &lt;start&gt;.</p>" in render_html(snapshot)
