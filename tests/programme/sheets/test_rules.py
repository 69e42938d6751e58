"""Three-way comparison: what was started from, what is there now, what is brought."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localities.models import Locality
from programme.rules.sheets import (
    CellState,
    Choice,
    MergedCell,
    SheetIdentity,
    merge,
    parse_reference,
    same_words,
)

UNCHANGED, BROUGHT, THEIRS, AGREED, CONFLICT = (
    CellState.UNCHANGED,
    CellState.BROUGHT,
    CellState.CHANGED_THERE,
    CellState.AGREED,
    CellState.CONFLICT,
)
texts = st.sampled_from(["", "a", "b", "a  b", "a b", "c\n", "c"]) | st.text(max_size=8)
rows = st.dictionaries(st.sampled_from(["rating", "words", "day"]), texts)
choices = st.dictionaries(st.sampled_from(["rating", "words", "day"]), st.sampled_from(Choice))


class TestMergedCell:
    @pytest.mark.parametrize(
        ("base", "now", "mine", "state", "result"),
        [
            ("a", "a", "a", UNCHANGED, "a"),
            ("a", "a", "b", BROUGHT, "b"),
            ("a", "b", "a", THEIRS, "b"),
            ("a", "b", "b", AGREED, "b"),
            ("a", "b", "c", CONFLICT, "b"),
            ("a", "a", "", BROUGHT, ""),
            ("a", "", "a", THEIRS, ""),
            ("a", "", "b", CONFLICT, ""),
            ("", "", "a", BROUGHT, "a"),
            ("a b", "a b", " a  b ", UNCHANGED, "a b"),
            ("one\n\ntwo", "one\n\ntwo", "one\r\ntwo", UNCHANGED, "one\n\ntwo"),
            ("caf\u00e9", "caf\u00e9", "cafe\u0301", UNCHANGED, "caf\u00e9"),
            (None, "a", "a", AGREED, "a"),
            (None, "a", "b", CONFLICT, "a"),
        ],
    )
    def test_says_whose_change_is_whose(
        self, base: str | None, now: str, mine: str, state: CellState, result: str
    ) -> None:
        cell = MergedCell(base, now, mine)

        assert cell.state == state
        assert cell.result == result

    @pytest.mark.parametrize(("choice", "result"), [(Choice.MINE, "c"), (Choice.THEIRS, "b")])
    def test_lets_a_person_decide_a_conflict(self, choice: Choice, result: str) -> None:
        assert MergedCell("a", "b", "c", choice).result == result

    def test_takes_no_choice_where_there_is_no_conflict(self) -> None:
        assert MergedCell("a", "a", "b", Choice.THEIRS).result == "b"


class TestMerge:
    def test_leaves_alone_what_the_item_does_not_ask(self) -> None:
        assert set(merge({}, {"words": ""}, {"words": "a", "other": "b"})) == {"words"}

    def test_takes_an_answer_the_base_does_not_name_as_empty(self) -> None:
        assert merge({}, {"words": ""}, {"words": "a"})["words"].state == BROUGHT

    @given(rows | st.none(), rows, rows, choices)
    @settings(max_examples=200, deadline=None, derandomize=True)
    def test_bringing_the_same_again_changes_nothing(
        self,
        base: dict[str, str] | None,
        now: dict[str, str],
        mine: dict[str, str],
        decided: dict[str, Choice],
    ) -> None:
        result = now | {n: cell.result for n, cell in merge(base, now, mine, decided).items()}
        again = merge(result, result, {name: result[name] for name in mine if name in result})

        assert {cell.state for cell in again.values()} <= {UNCHANGED}

    @given(rows | st.none(), rows, rows, choices)
    @settings(max_examples=300, deadline=None, derandomize=True)
    def test_no_brought_answer_is_silently_lost(
        self,
        base: dict[str, str] | None,
        now: dict[str, str],
        mine: dict[str, str],
        decided: dict[str, Choice],
    ) -> None:
        for name, cell in merge(base, now, mine, decided).items():
            is_changed = base is None or not same_words(mine[name], base.get(name, ""))
            if is_changed and not same_words(cell.result, mine[name]):
                assert cell.state == CONFLICT
                assert decided.get(name) != Choice.MINE

    @given(rows | st.none(), rows, rows, choices)
    @settings(max_examples=300, deadline=None, derandomize=True)
    def test_nobody_elses_answer_is_lost_unless_the_person_says_so(
        self,
        base: dict[str, str] | None,
        now: dict[str, str],
        mine: dict[str, str],
        decided: dict[str, Choice],
    ) -> None:
        for name, cell in merge(base, now, mine, decided).items():
            is_theirs = base is None or not same_words(now[name], base.get(name, ""))
            if is_theirs and not same_words(cell.result, now[name]):
                assert decided[name] == Choice.MINE


class TestReference:
    @pytest.mark.parametrize("locality", ["north-west", "n" * 60, "North-West_2"])
    def test_reads_back_whatever_a_locality_may_be_called(self, locality: str) -> None:
        Locality._meta.get_field("slug").clean(locality, None)
        identity = SheetIdentity("2013-14-q3", locality, 2)

        assert parse_reference(identity.reference("milestone-12")) == (identity, "milestone-12")

    @pytest.mark.parametrize(
        "text",
        ["", "milestone-1", "2013-14-q5/x/1/overview", "2013-14-q3/x/0/overview",
         "2013-14-q3/x/1/milestone-" + "9" * 30, "2013-14-q3/x/1/../x", "٣013-14-q3/x/1/overview"],
    )  # fmt: skip
    def test_refuses_anything_else(self, text: str) -> None:
        assert parse_reference(text) is None
