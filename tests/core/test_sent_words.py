"""What is given back of a form that could not be saved."""

import uuid

import pytest
from django.core import signing

from csplan.core.sent_words import prose


class TestProse:
    @pytest.mark.parametrize(
        "words",
        [
            "Two departments have named a lead.",
            "https://intranet.example/records/letter-of-12-November",
            "HMRC-Estates-2013-0047-Reception",
            "x" * 4000,
        ],
    )
    def test_is_what_was_written_be_it_one_word(self, words: str) -> None:
        assert prose([("evidence", words)]) == [words]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("csrfmiddlewaretoken", "k" * 64),
            ("entry_key", str(uuid.UUID(int=12))),
            ("digest", "0f" * 32),
            ("rating", "on_track"),
        ],
    )
    def test_is_nothing_that_csplan_handed_down(self, name: str, value: str) -> None:
        assert prose([(name, value)]) == []

    @pytest.mark.parametrize("compress", [False, True])
    def test_is_nothing_that_csplan_signed(self, compress: bool) -> None:
        signed = signing.dumps(["1.1", "north-west"] * 20, salt="a", compress=compress)

        assert prose([("line", signed)]) == []
