"""What counts as acceptable narrative."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from csplan.core.text import NARRATIVE_LIMIT, clean_narrative, in_short


class TestCleanNarrative:
    def test_normalises_and_strips(self) -> None:
        assert clean_narrative("  Miche\u0300le\r\nsaid yes\r") == "Mich\u00e8le\nsaid yes"

    def test_keeps_markup_as_plain_text(self) -> None:
        assert clean_narrative("<b>5 & 6</b>") == "<b>5 & 6</b>"

    def test_accepts_the_longest_and_refuses_one_more(self) -> None:
        assert clean_narrative("a" * NARRATIVE_LIMIT)
        with pytest.raises(ValidationError, match="1 character over"):
            clean_narrative("a" * (NARRATIVE_LIMIT + 1))

    @pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\u202e", "\u2066", "\x7f", "\ud800"])
    def test_refuses_characters_that_hide(self, hidden: str) -> None:
        with pytest.raises(ValidationError, match="position 2"):
            clean_narrative(f"a{hidden}b")

    def test_refuses_stacked_accents(self) -> None:
        assert clean_narrative("q" + "\u0323" * 4)
        with pytest.raises(ValidationError, match="stacked accents"):
            clean_narrative("q" + "\u0323" * 5)

    def test_counts_a_mark_that_is_part_of_a_letter_to_the_letter(self) -> None:
        whole = clean_narrative("\u03b1\u0313\u0300\u0345" + "\u0323" * 4)
        assert len(whole) == 5

    def test_refuses_stacked_accents_before_it_puts_them_in_order(self) -> None:
        """Half a megabyte of them would take a worker five minutes."""
        with pytest.raises(ValidationError, match="stacked accents"):
            clean_narrative("q" + "\u0300\u0316" * 125_000)

    @given(st.text(max_size=200))
    def test_answers_any_text_and_answers_twice_the_same(self, text: str) -> None:
        try:
            cleaned = clean_narrative(text)
        except ValidationError:
            return
        assert clean_narrative(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)


class TestInShort:
    @pytest.mark.parametrize(
        ("text", "cut"),
        [
            ("Nine letters", "Nine…"),
            ("Two\nlines", "Two lines"),
            ("Incomprehensible", "Incompreh…"),
            ("", ""),
        ],
    )
    def test_ends_where_a_word_does_if_one_does(self, text: str, cut: str) -> None:
        assert in_short(text, 10) == cut
