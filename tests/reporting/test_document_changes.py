"""What changed between two packs: found, ordered, frozen, and said in words."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from reporting.document.changes.comparison import compare
from reporting.document.changes.content import EarlierPack, pack_changes
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import KINDS, Kind
from reporting.document.facts import read_pack
from reporting.document.pages import render_html, render_reading_page
from reporting.document.snapshot import canonical_bytes, digest, parse
from tests.reporting.packs import pack
from tests.reporting.test_document_snapshot import Words

Snapshot = dict[str, Any]
Q1, Q2 = "2013-14-q1", "2013-14-q2"


def quarter_1() -> Snapshot:
    """Two localities whose first milestone is on track, with no words and no figures but Q1's."""
    snapshot = pack(localities=2, milestones_each=2, measures=1, silent=(), risks=1)
    snapshot["period"]["slug"] = Q1
    for milestone in snapshot["milestones"]:
        milestone |= {"owner": "Co-ordinator", "rebaselined": []}
        milestone["reports"] = [
            report(Q1, "on_track", narrative="Six departments sent a lead in May."),
        ]
    for figure in snapshot["measures"]:
        figure["reports"] = [each for each in figure["reports"] if each["quarter"] == Q1]
    return snapshot


def report(quarter: str, rating: str, **given: str) -> dict[str, Any]:
    done = rating == "complete"
    return {
        "quarter": quarter,
        "rating": rating,
        "forecast_on": None if done else "2013-12-31",
        "completed_on": "2013-09-02" if done else None,
    } | given


def quarter_2() -> Snapshot:
    """The quarter after, in which nothing but the quarter is different."""
    snapshot = copy.deepcopy(quarter_1())
    snapshot["period"]["slug"] = Q2
    for milestone in snapshot["milestones"]:
        milestone["reports"].append({**milestone["reports"][0], "quarter": Q2})
    for measure in snapshot["measures"]:
        measure["reports"] += [{**each, "quarter": Q2} for each in measure["reports"]]
    return snapshot


def rated(*ratings: str) -> Callable[[Snapshot, Snapshot], None]:
    """The first milestone's ratings, quarter by quarter up to the second; "" for no report."""

    def change(before: Snapshot, after: Snapshot) -> None:
        quarters = ("2012-13-q3", "2012-13-q4", Q1, Q2)[-len(ratings) :]
        reports = [report(*pair) for pair in zip(quarters, ratings, strict=True) if pair[1]]
        after["milestones"][0]["reports"] = reports
        before["milestones"][0]["reports"] = [each for each in reports if each["quarter"] <= Q1]

    return change


def put(side: str, *path: Any, value: Any) -> Callable[[Snapshot, Snapshot], None]:
    """``value`` at a place in the snapshot before or after."""

    def change(before: Snapshot, after: Snapshot) -> None:
        here: Any = after if side == "after" else before
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value

    return change


def drop(side: str, name: str) -> Callable[[Snapshot, Snapshot], None]:
    def change(before: Snapshot, after: Snapshot) -> None:
        (after if side == "after" else before)[name].pop(0)

    return change


def found(*changes: Callable[[Snapshot, Snapshot], None]) -> tuple[Change, ...]:
    before, after = quarter_1(), quarter_2()
    for change in changes:
        change(before, after)
    return compare(read_pack(before), read_pack(after), digest="d").rows


FIRST = ("milestones", 0)
MEASURE = ("measures", 0)
RISK = ("risks", "rows", 0)
LATEST = (*FIRST, "reports", 1)
EXAMPLES: list[tuple[str, Callable[[Snapshot, Snapshot], None], Kind, dict[str, Any]]] = [
    ("to off track", rated("on_track", "off_track"), Kind.TO_OFF_TRACK, {"number": 1}),
    ("silent, then off track", rated("", "off_track"), Kind.TO_OFF_TRACK, {"before": ""}),
    ("to at risk", rated("on_track", "at_risk"), Kind.WORSE, {"before": "on_track"}),
    ("no longer complete", rated("complete", "on_track"), Kind.WORSE, {"after": "on_track"}),
    ("no report", rated("at_risk", ""), Kind.SILENT, {"before": "at_risk", "after": ""}),
    ("for three quarters", rated("at_risk", "at_risk", "at_risk"), Kind.STILL, {"number": 3}),
    ("since a better one", rated("on_track", "at_risk", "at_risk"), Kind.STILL, {"number": 2}),
    ("since a silent one", rated("at_risk", "", "at_risk", "at_risk"), Kind.STILL, {"number": 2}),
    ("better", rated("off_track", "complete"), Kind.BETTER, {"after": "complete"}),
    ("reported again", rated("", "on_track"), Kind.HEARD, {}),
    ("later", put("after", *LATEST, "forecast_on", value="2014-01-14"), Kind.LATER,
     {"number": 14, "before": "2013-12-31", "after": "2014-01-14"}),
    ("earlier", put("after", *LATEST, "forecast_on", value="2013-12-30"), Kind.EARLIER,
     {"number": -1}),
    ("agreed date", put("after", *FIRST, "phrase", value="by end June 2014"), Kind.REBASELINED,
     {"before": "by end April 2013", "after": "by end June 2014"}),
    ("owner", put("after", *FIRST, "owner", value="Assistant"), Kind.OWNER,
     {"before": "Co-ordinator", "after": "Assistant"}),
    ("title", put("after", *FIRST, "title", value="Hold an exchange"), Kind.WORDS_OF_PLAN,
     {"what": "Title"}),
    ("added", drop("before", "milestones"), Kind.ADDED, {"what": "milestone"}),
    ("taken out", drop("after", "milestones"), Kind.REMOVED, {"what": "milestone"}),
    ("measure added", drop("before", "measures"), Kind.ADDED, {"what": "measure"}),
    ("target", put("after", *MEASURE, "target", value="300000"), Kind.RETARGETED,
     {"before": "298208", "after": "300000"}),
    ("put right", put("after", *MEASURE, "reports", 0, "value", value="7"), Kind.RESTATED,
     {"after": "7", "quarter": Q1, "place": "North West"}),
    ("given late", put("before", *MEASURE, "reports", 0, "value", value=None), Kind.RESTATED,
     {"before": "", "quarter": Q1}),
    ("post", put("after", "localities", 0, "posts", 0, "holder", value=""), Kind.POST,
     {"what": "Co-ordinator", "after": ""}),
    ("risk up", put("after", *RISK, "impact", value=5), Kind.RISK_UP,
     {"before": "16", "after": "20"}),
    ("risk down", put("after", *RISK, "impact", value=1), Kind.RISK_DOWN, {"after": "4"}),
    ("risk closed", put("after", *RISK, "closed_on", value="2013-09-01"), Kind.RISK_DOWN,
     {"now": "closed"}),
    ("risk new", put("before", "risks", "rows", value=[]), Kind.RISK_UP, {"now": "new"}),
    ("risk no longer told of", put("after", "risks", "rows", value=[]), Kind.RISK_DOWN,
     {"now": "lowered"}),
    ("risk’s owner", put("after", *RISK, "owner", value="SRO"), Kind.OWNER, {"after": "SRO"}),
    ("narrative", put("after", *LATEST, "narrative", value="Seven sent one."), Kind.WORDS,
     {"what": "What happened"}),
    ("commentary", put("after", "outcomes", 0, "commentary", value="Well done."), Kind.WORDS,
     {"what": "From the national team"}),
]  # fmt: skip


class TestCompare:
    def test_finds_nothing_where_only_the_quarter_is_another(self) -> None:
        assert found() == ()

    @pytest.mark.parametrize(
        ("change", "kind", "values"),
        [each[1:] for each in EXAMPLES],
        ids=[each[0] for each in EXAMPLES],
    )
    def test_finds_each_kind_of_change(
        self,
        change: Callable[[Snapshot, Snapshot], None],
        kind: Kind,
        values: dict[str, Any],
    ) -> None:
        rows = [row for row in found(change) if row.kind is kind]

        assert len(rows) == 1
        assert {name: getattr(rows[0], name) for name in values} == values

    def test_says_why_an_agreed_date_was_changed(self) -> None:
        rows = found(
            put("after", *FIRST, "baseline_on", value="2013-06-30"),
            put("after", *FIRST, "rebaselined", value=[{"reason": "Six asked."}]),
        )

        assert [(row.kind, row.note) for row in rows] == [(Kind.REBASELINED, "Six asked.")]

    def test_keeps_words_of_what_is_behind_apart(self) -> None:
        behind = report(Q2, "at_risk", narrative="Seven departments sent a lead in May.")

        kinds = [row.kind for row in found(put("after", *LATEST, value=behind))]

        assert kinds == [Kind.WORSE, Kind.WORDS_OF_EXCEPTIONS]

    def test_puts_what_matters_most_first(self) -> None:
        rows = found(
            put("after", *LATEST, value=report(Q2, "at_risk")),
            put("after", "milestones", 1, "reports", 1, value=report(Q2, "off_track")),
            put("after", "milestones", 2, "reports", 1, "forecast_on", value="2014-01-01"),
            put("after", "milestones", 3, "reports", 1, "forecast_on", value="2014-02-01"),
            put("after", "localities", 0, "posts", 0, "holder", value="Another"),
            put("after", *RISK, "impact", value=5),
        )

        ranks = [KINDS.index(row.kind) for row in rows]
        assert ranks == sorted(ranks)
        assert [row.number for row in rows if row.kind is Kind.LATER] == [32, 1]
        assert [row.kind for row in rows][:3] == [Kind.TO_OFF_TRACK, Kind.WORSE, Kind.RISK_UP]

    def test_does_not_call_a_correction_of_the_same_quarter_a_quarter_more(self) -> None:
        before, after = quarter_1(), quarter_1()
        for each in (before, after):
            each["milestones"][0]["reports"] = [
                report("2012-13-q4", "at_risk"),
                report(Q1, "at_risk"),
            ]

        assert compare(read_pack(before), read_pack(after), digest="d").rows == ()


def frozen(*changes: Callable[[Snapshot, Snapshot], None]) -> Snapshot:
    """The later snapshot, frozen with what changed since the earlier one, and read again."""
    before, after = quarter_1(), quarter_2()
    for change in changes:
        change(before, after)
    after["changes"] = pack_changes(after, EarlierPack(canonical_bytes(before)))
    return parse(canonical_bytes(after))


def told(snapshot: Snapshot) -> str:
    """The section's words, which page and PDF share."""
    html = render_html(snapshot)
    section = html[html.index('id="changes"') : html.index('id="exceptions"')]
    assert section in render_reading_page(snapshot)
    return " ".join(" ".join(Words(section).text).split())


class TestSection:
    def test_names_the_edition_it_is_compared_with(self) -> None:
        snapshot = frozen(rated("on_track", "at_risk", "off_track"))

        before = quarter_1()
        rated("on_track", "at_risk", "off_track")(before, quarter_2())
        against = {"quarter": Q1, "edition": 1, "digest": digest(canonical_bytes(before))}
        assert snapshot["changes"]["against"] == against
        text = told(snapshot)
        assert "What changed since Quarter 1 2013/14" in text
        assert "1 rating got worse (1 to off track) and none got better." in text
        assert "At risk Off track ↓ Worse" in text
        assert "at this rating" not in text

    @pytest.mark.parametrize(
        ("ratings", "said", "heading"),
        [
            (
                ("", "on_track"),
                "1 milestone is reported on again.",
                "Ratings that got better or are back",
            ),
            (("at_risk", ""), "1 milestone is without a report now.", "Without a report now"),
        ],
    )
    def test_calls_no_rating_better_or_worse_that_was_not_there(
        self, ratings: tuple[str, str], said: str, heading: str
    ) -> None:
        text = told(frozen(rated(*ratings)))

        assert f"No ratings got worse and none got better. {said}" in text
        assert heading in text

    def test_lists_of_what_is_silent_only_what_was_behind(self) -> None:
        """A locality that sends no return would fill pages that say nothing of what it did."""
        text = told(frozen(rated("on_track", "")))

        assert "1 milestone is without a report now." in text
        assert "Of those without a report 1 was on track and is not listed." in text
        assert "Without a report now" not in text

    def test_marks_words_for_the_eye_and_for_the_ear(self) -> None:
        behind = report(Q2, "at_risk", narrative="Seven departments sent a <b> in May.")
        snapshot = frozen(put("after", *LATEST, value=behind))

        html = render_html(snapshot)
        assert '<del class="pack-removed">' in html
        assert "&lt;b&gt;" in html
        text = told(snapshot)
        assert "[taken out: Six ] [added: Seven ] departments sent a" in text

    def test_counts_other_words_and_says_where_they_stand(self) -> None:
        text = told(frozen(put("after", *LATEST, "narrative", value="Seven sent one.")))

        assert "1 other text of this report differs from what was said before" in text
        assert "Seven sent one." not in text

    def test_says_when_nothing_changed_and_when_there_was_no_pack(self) -> None:
        text = told(frozen())
        assert "Compared with edition 1 of Quarter 1 2013/14, nothing has changed." in text
        first = quarter_2()
        first["changes"] = pack_changes(first, None)
        assert "No report on Quarter 1 2013/14 was published before this one" in told(first)

    def test_is_not_in_packs_that_were_frozen_without_it(self) -> None:
        assert "What changed" not in render_html(quarter_2())
