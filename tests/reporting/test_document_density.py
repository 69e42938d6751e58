"""A pack on as few pages as can be read: told once, side by side, and nothing printed twice."""

import re
from typing import Any

import pytest

from reporting.choices import PackKind
from reporting.document.changes.content import EarlierPack, pack_changes
from reporting.document.pages import render_html
from reporting.document.sections import default_keys
from reporting.document.snapshot import canonical_bytes
from tests.reporting.packs import pack
from tests.reporting.test_document_snapshot import Words

Snapshot = dict[str, Any]
PAIR = 'class="pack-pair"'
REASON = "The hall was closed."


def words_of(html: str) -> str:
    return " ".join(Words(html).text)


def section(html: str, key: str) -> str:
    return html[html.index(f'id="{key}"') :].partition('<section class="pack-part')[0]


class TestAnOutcome:
    def test_names_in_a_line_what_its_localities_tell_of(self) -> None:
        html = section(render_html(pack()), "outcomes")

        named = re.findall(r'<p class="pack-named">(.*?)</p>', html)
        assert named
        assert all(re.match(r"<strong>[A-Z][^<]+ \(\d+\):</strong> ", each) for each in named)
        links = re.findall(r'href="#(milestone-\d+)"', " ".join(named))
        assert links
        assert len(set(links)) == len(links)
        # What is as it should be is known by the line's name; what is behind says so.
        assert "On track" not in " ".join(named)
        for heading in ("Due and not complete", "Now expected later than planned"):
            assert f'<th scope="rowgroup" colspan="3">{heading} (' in html
            assert heading not in words_of(" ".join(named))

    def test_counts_what_is_neither_news_nor_behind(self) -> None:
        snapshot = pack(localities=1, milestones_each=7, silent=())
        for each in snapshot["milestones"]:
            each |= {"outcome": 1, "latest_on": "2014-03-31", "baseline_on": "2014-03-31"}
            each["reports"] = [each["reports"][-1] | {"forecast_on": None, "completed_on": None}]
            each["reports"][0]["rating"] = "on_track"
        snapshot["milestones"][0]["reports"][0]["rating"] = "at_risk"
        html = section(render_html(snapshot), "outcomes")

        assert "6 others are due later, or undated." in html
        assert html.count("Due later, and off track or at risk (1)") == 1

    def test_tells_all_of_them_where_no_locality_does(self) -> None:
        about = {"kind": "outcome", "slug": "outcome-1", "name": "Outcome 1"}
        chosen = list(default_keys(PackKind.OUTCOME))
        html = render_html(pack() | {"subject": about, "sections": chosen})

        assert "pack-named" not in html
        assert "Other milestones of the" in html
        # Its localities lead nowhere here, and look as they do where they lead somewhere.
        assert '<span class="pack-quiet pack-beside">North West</span>' in html


class TestAPackOfOneLocality:
    def test_names_it_on_no_line(self) -> None:
        about = {"kind": "locality", "slug": "locality-north-west", "name": "North West"}
        html = render_html(pack(localities=1, silent=()) | {"subject": about})

        for key in ("exceptions", "disagreements", "outcomes", "slippage", "forward"):
            if f'id="{key}"' in html:
                assert "North West" not in words_of(section(html, key)), key
        assert "Reported by" not in section(html, "outcomes")


class TestAnException:
    def snapshot(self, sections: list[str]) -> Snapshot:
        now = pack(localities=1, milestones_each=6, measures=0, silent=(), risks=0)
        before = pack(localities=1, milestones_each=6, measures=0, silent=(), risks=0)
        before["period"]["slug"] = "2013-14-q1"
        before["milestones"][5]["reports"][0] |= {"rating": "off_track"}
        now["milestones"][5]["reports"] = [
            before["milestones"][5]["reports"][0],
            {
                **now["milestones"][5]["reports"][-1],
                "rating": "off_track",
                "forecast_on": "2014-02-01",
                "completed_on": None,
                "date_change_reason": REASON,
            },
        ]
        changes = pack_changes(now, EarlierPack(canonical_bytes(before)))
        notes = [row.get("note") for row in changes["rows"] if row["kind"] == "later"]
        assert notes.count(REASON) == 1
        return now | {"changes": changes, "sections": sections}

    @pytest.mark.parametrize(("sections", "times"), [
        (["changes", "exceptions"], 0), (["changes"], 1),
    ])  # fmt: skip
    def test_says_why_a_day_moves_and_what_changed_does_not_again(
        self, sections: list[str], times: int
    ) -> None:
        told = section(render_html(self.snapshot(sections)), "changes")
        assert told.count(REASON) == times


class TestNothingAtAll:
    def test_is_told_without_counting_to_none(self) -> None:
        text = words_of(render_html(pack(localities=0, milestones_each=0, measures=0, risks=0)))

        assert "0 milestones complete or on track" in text
        assert "No milestones are reported on." in text
        assert "of no " not in text.lower()


class TestManyLocalities:
    def test_have_a_heat_map_that_may_run_over_pages(self) -> None:
        """What may not be broken and is longer than a page leaves the page before it empty."""
        assert "pack-heat--whole" in section(render_html(pack(localities=8)), "heat-map")
        assert "pack-heat--whole" not in section(render_html(pack(localities=30)), "heat-map")


class TestSideBySide:
    def test_stand_sums_that_fit_half_a_page(self) -> None:
        html = render_html(pack(localities=3))
        assert PAIR in section(html, "finance")
        assert PAIR in section(html, "activity")
        assert "pack-measure__picture" in section(html, "stages")

    def test_stands_nothing_alone(self) -> None:
        """A pack with savings of one place has no table of places."""
        assert PAIR not in section(render_html(pack(localities=1)), "finance")

    def test_stand_no_tables_that_could_outgrow_a_page(self) -> None:
        """What stands side by side is never broken over pages, so that it must be short."""
        html = render_html(pack(localities=30))
        assert PAIR not in html
        assert "pack-measure__picture" not in section(html, "stages")

    def test_stand_no_amounts_that_would_be_broken(self) -> None:
        snapshot = pack(localities=3)
        snapshot["finance"]["savings"][0]["amount_pence"] = 1_234_567_890_12
        assert PAIR not in section(render_html(snapshot), "finance")
