"""What of a form is kept."""

import pytest

from csplan.drafts.rules import MOST_BOXES, MOST_CHARACTERS, is_too_large, words_of


class TestWordsOf:
    def test_leaves_out_what_belongs_to_the_page_and_every_password(self) -> None:
        sent = {
            "narrative": ["Words."],
            "csrfmiddlewaretoken": ["x"],
            "draft_token": ["y"],
            "password1": ["secret"],
        }
        assert words_of(sent.items()) == {"narrative": ["Words."]}

    def test_leaves_out_what_no_database_holds(self) -> None:
        assert words_of([("a", ["b\x00c\ud800d"])]) == {"a": ["bcd"]}

    def test_keeps_every_choice_of_several(self) -> None:
        assert words_of([("departments", ["1", "2"])]) == {"departments": ["1", "2"]}


class TestIsTooLarge:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ({"a": ["x" * (MOST_CHARACTERS - 1)]}, False),
            ({"a": ["x" * MOST_CHARACTERS]}, True),
            ({str(number): ["x" * 4_000] for number in range(9)}, False),
            ({"a": ["x"] * MOST_BOXES}, False),
            ({"a": ["x"] * (MOST_BOXES + 1)}, True),
        ],
    )
    def test_counts_characters_and_boxes(
        self, words: dict[str, list[str]], expected: bool
    ) -> None:
        assert is_too_large(words) is expected
