"""Pence as pounds, in figures and in words."""

import pytest

from csplan.core.money import pounds, pounds_of


class TestPounds:
    @pytest.mark.parametrize(("pence", "figure"), [(0, "0.00"), (1, "0.01"), (123_456, "1234.56")])
    def test_are_told_to_the_penny(self, pence: int, figure: str) -> None:
        assert str(pounds_of(pence)) == figure

    @pytest.mark.parametrize(
        ("pence", "words"),
        [
            (0, "£0"),
            (1, "£0.01"),
            (150, "£1.50"),
            (22_000_000, "£220,000"),
            (22_000_050, "£220,000.50"),
            (-50, "-£0.50"),
            (-9_900, "-£99"),
        ],
    )
    def test_are_said_with_pence_only_when_there_are_any(self, pence: int, words: str) -> None:
        assert pounds(pence) == words
