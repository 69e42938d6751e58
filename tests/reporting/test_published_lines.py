"""What is kept of the lines of published packs, and finding it again."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from reporting.choices import PackState
from reporting.document.published import kept_lines
from reporting.models import PublishedLine
from reporting.rules_search import (
    Piece,
    asked_terms,
    excerpt,
    holds,
    identified,
    kept_stems,
    marked,
)
from tests.reporting.conftest import MakePack
from tests.reporting.packs import pack
from tests.reporting.test_document_decisions import action, sought, with_decisions

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
            ("classes", "Class of 2013"),
            ("visiting", "Three offices were visited"),
            ("visited", "A visit by the Head"),
            ("planned", "a plan for planning"),
            ("shared", "Sharing vehicles"),
            ("carry", "It was carried out"),
            ("coordinator", "The co-ordinator left"),
            ("co-ordinator", "The coordinator left"),
            ("40000", "40,000 civil servants"),
            ("40,000", "40000 civil servants"),
            ('"path to green"', "The path to green is clear"),
            ("off track", "Off track. Expected 31 January 2014"),
        ],
    )
    def test_find_a_word_in_its_other_forms(self, asked: str, kept: str) -> None:
        terms = asked_terms(asked)
        assert holds(kept_stems(kept), terms)
        assert any(piece.is_found for piece in marked(kept, terms))

    @pytest.mark.parametrize(
        ("asked", "kept"),
        [
            ("net", "network"),
            ("visit", "revisited"),
            ("bring", "bred"),
            ('"path to green"', "A green path to it"),
            ("40,000", "40 of 10,000"),
            ("Off track", "On track, with an hour off"),
        ],
    )
    def test_find_nothing_else(self, asked: str, kept: str) -> None:
        terms = asked_terms(asked)
        assert not holds(kept_stems(kept), terms)
        assert not any(piece.is_found for piece in marked(kept, terms))

    @pytest.mark.parametrize(
        ("asked", "key"),
        [
            ("2013-14/milestone/89", "milestone-89"),
            ("locality/north-west", "locality-north-west"),
            ("milestone 89", ""),
        ],
    )
    def test_know_a_line_by_its_name_in_the_data(self, asked: str, key: str) -> None:
        assert identified(asked) == key


class TestExcerpt:
    def test_marks_what_was_found_and_begins_with_its_sentence(self) -> None:
        text = f"{'Nothing here. ' * 30}Six departments sent a lead. {'More. ' * 60}"

        pieces = excerpt(text, asked_terms("department leads"))

        assert [piece.text for piece in pieces if piece.is_found] == ["departments", "lead"]
        assert "".join(piece.text for piece in pieces).startswith("… Six departments sent")
        assert pieces[-1] == Piece(" …")
        assert len("".join(piece.text for piece in pieces)) < 260

    def test_gives_short_words_whole(self) -> None:
        assert (
            "".join(piece.text for piece in marked("<b>One</b>", asked_terms("one")))
            == "<b>One</b>"
        )
        assert excerpt("", asked_terms("one")) == [Piece("")]

    @pytest.mark.parametrize("long", [150, 260, 600])
    def test_an_excerpt_holds_what_was_found_beside_a_word_without_end(self, long: int) -> None:
        address = f"https://hub.example/{'a' * long}"
        text = f"{address} {address} the lead came. {address} Others did. {address}"
        pieces = excerpt(text, asked_terms("lead"))
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

    def test_tell_what_was_saved_decided_and_set(self) -> None:
        long = f"Agree that {'every academy keeps five places and ' * 8}says so."
        snapshot = with_decisions(sought=[sought(1, text=long)], actions=[action(2)])
        snapshot |= {"finance": money_of(validated=1_200_000)}
        lines = {line.key: line for line in kept_lines(snapshot)}

        assert lines["sought-1"].standing == "For the meeting of 7 February 2014."
        assert lines["sought-1"].body == f"{long}\nNo head answers."
        assert lines["action-2"].standing == "Overdue. NSG member, HMRC, due 31 January 2014."
        assert lines["action-2"].body == "One has answered."
        assert lines["saving-0"].standing.startswith("£12,000, validated. Cashable")
        assert lines["saving-0"].body == "A partner."

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

    def test_adds_what_was_not_kept_when_a_pack_was_published(self, pack_in: MakePack) -> None:
        published = pack_in(PackState.PUBLISHED)
        kept = set(published.lines.values_list("key", "stems"))
        gone = published.lines.filter(kind="milestone")
        gone._raw_delete("default")

        call_command("keep_published_lines", stdout=StringIO())

        assert set(published.lines.values_list("key", "stems")) == kept
