"""What is kept of the lines of published packs, and finding it again."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from reporting.choices import PackState
from reporting.document.published import kept_lines
from reporting.models import PublishedLine
from reporting.rules_search import Piece, asked_stems, excerpt, kept_stems, marked
from tests.reporting.conftest import MakePack
from tests.reporting.packs import pack

COVERAGE = {
    "on": "2013-09-30", "people": 100, "represented": 80, "target_percent": "80",
    "has_departments": True, "is_lower_bound": False, "clusters": [], "places": [],
    "departments": [], "warnings": [], "is_illustrative": False,
}  # fmt: skip


def money_of(**pence: int) -> dict[str, Any]:
    """One department's contribution, and a saving of each amount."""
    savings = [
        {
            "id": number, "locality": "north-west", "locality_name": "North West",
            "partner": "A partner", "what": "Shared rooms", "amount_pence": amount,
            "agreed_on": "2013-08-01", "kind": "Space", "is_cashable": True,
            "recurrence": "one-off", "is_validated": state == "validated",
            "is_illustrative": True,
        }
        for number, (state, amount) in enumerate(pence.items())
    ]  # fmt: skip
    contribution = {
        "id": 1, "department": "dwp", "department_name": "Work and Pensions",
        "agreed_pence": 22_000_000, "invoiced_pence": 0, "received_pence": 0,
        "agreed_on": None, "is_illustrative": True,
    }  # fmt: skip
    return {
        "year": "2013/14", "on": "2013-09-30", "contributions": [contribution],
        "savings": savings, "is_illustrative": True,
    }  # fmt: skip


class TestStems:
    @pytest.mark.parametrize(
        ("asked", "kept"),
        [
            ("visits", "A visit by the Head"),
            ("agency", "Two AGENCIES agreed"),
            ("cafe", "the café opened"),
            ("£1.1m", "savings of £1.1m"),
            ("class", "Class of 2013"),
        ],
    )
    def test_find_a_word_in_its_other_forms(self, asked: str, kept: str) -> None:
        stored = kept_stems(kept)
        assert all(f" {stem} " in stored for stem in asked_stems(asked))

    @pytest.mark.parametrize(("asked", "kept"), [("net", "network"), ("visit", "revisited")])
    def test_do_not_find_part_of_a_word(self, asked: str, kept: str) -> None:
        assert f" {asked_stems(asked)[0]} " not in kept_stems(kept)


class TestExcerpt:
    def test_marks_what_was_found_and_begins_with_its_sentence(self) -> None:
        text = f"{'Nothing here. ' * 30}Six departments sent a lead. {'More. ' * 60}"

        pieces = excerpt(text, asked_stems("department leads"))

        assert [piece.text for piece in pieces if piece.is_found] == ["departments", "lead"]
        assert "".join(piece.text for piece in pieces).startswith("… Six departments sent")
        assert pieces[-1] == Piece(" …")
        assert len("".join(piece.text for piece in pieces)) < 260

    def test_gives_short_words_whole(self) -> None:
        assert "".join(piece.text for piece in marked("<b>One</b>", ["one"])) == "<b>One</b>"
        assert excerpt("", ["one"]) == [Piece("")]

    @pytest.mark.parametrize("long", [150, 260, 600])
    def test_an_excerpt_holds_what_was_found_beside_a_word_without_end(self, long: int) -> None:
        address = f"https://hub.example/{'a' * long}"
        text = f"{address} {address} the lead came. {address} Others did. {address}"
        pieces = excerpt(text, ["lead"])
        assert [each.text for each in pieces if each.is_found] == ["lead"]
        assert len("".join(each.text for each in pieces)) < 400


class TestKeptLines:
    def test_say_of_each_line_what_the_pack_says(self) -> None:
        snapshot = pack(localities=2, milestones_each=2, measures=2)
        lines = {line.key: line for line in kept_lines(snapshot)}

        milestone, measure = snapshot["milestones"][0], snapshot["measures"][1]
        said = lines[f"milestone-{milestone['id']}"]
        assert milestone["reports"][-1]["narrative"] in said.body
        assert said.facts == {"rating": milestone["reports"][-1]["rating"]}
        figures = lines[f"measure-{measure['id']}"].facts
        places = [each["to_date"] for each in figures["places"].values()]
        assert sum(map(int, places)) == int(figures["all"]["to_date"])

    def test_count_savings_by_place_and_coverage_for_the_nation(self) -> None:
        snapshot = pack(localities=1, milestones_each=1, measures=0)
        snapshot |= {"finance": money_of(validated=500, claimed=300), "coverage": COVERAGE}
        lines = {line.key: line for line in kept_lines(snapshot)}

        assert lines["savings"].facts["places"][""] == {"claimed": 300, "validated": 500}
        assert lines["savings"].facts["target_pence"] == 22_000_000
        assert lines["coverage"].facts["represented"] == 80
        assert lines["department-dwp"].standing == "£220,000 agreed for the year, £0 received."

    def test_tell_days_in_words(self) -> None:
        snapshot = pack(localities=1, milestones_each=1, measures=0, risks=1)
        (risk,) = snapshot["risks"]["rows"]
        risk["closed_on"] = "2013-09-02"

        lines = {line.key: line for line in kept_lines(snapshot)}

        assert lines[f"risk-{risk['id']}"].standing.endswith("Closed on 2 September 2013.")


@pytest.mark.django_db
class TestPublishing:
    def test_keeps_the_lines_and_nothing_before(self, pack_in: MakePack) -> None:
        proposed = pack_in(PackState.PROPOSED)
        assert not PublishedLine.objects.exists()

        published = pack_in(PackState.PUBLISHED)

        kept = PublishedLine.objects.filter(pack=published)
        assert set(kept.values_list("kind", flat=True)) >= {"outcome", "milestone", "locality"}
        assert not PublishedLine.objects.filter(pack=proposed).exists()
        assert [line.position for line in kept] == list(range(len(kept)))

    def test_makes_earlier_packs_searchable_once(self, pack_in: MakePack) -> None:
        published = pack_in(PackState.PUBLISHED)
        kept = list(PublishedLine.objects.values_list("key", "stems"))
        PublishedLine.objects.all()._raw_delete("default")

        for _ in range(2):
            call_command("keep_published_lines", stdout=StringIO())

        assert list(PublishedLine.objects.values_list("key", "stems")) == kept
        assert {line.pack for line in PublishedLine.objects.all()} == {published}
