"""Log lines tell what happened, and never what somebody wrote."""

import json
import logging
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from csplan.settings.json_log import JsonFormatter

NARRATIVE = "The minister will be furious"


def written(message: str, *arguments: object, **details: Any) -> dict[str, Any]:
    record = logging.LogRecord(
        "csplan", logging.ERROR, __file__, 1, message, arguments, details.pop("exc_info", None)
    )
    vars(record).update(details)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    return dict(json.loads(line))


class TestJsonFormatter:
    def test_writes_one_object_a_line(self) -> None:
        line = written("Built pack %s", 7)

        assert (line["message"], line["level"], line["logger"]) == (
            "Built pack 7",
            "ERROR",
            "csplan",
        )
        assert line["time"].endswith("+00:00")

    @pytest.mark.parametrize(
        "details", [{"request_id": "abc"}, {"request": SimpleNamespace(request_id="abc")}]
    )
    def test_names_the_request(self, details: dict[str, Any]) -> None:
        assert written("Refused", **details)["request_id"] == "abc"

    @pytest.mark.parametrize(
        ("address", "written_as"),
        [
            (
                "/account/password/reset/key/1-cx5ro1-0f1e2d3c4b5a6978/",
                "/account/password/reset/key/…/",
            ),
            ("/feedback/abcdefghijklmnopqrstuvwxyzABCDEFGHIJ/", "/feedback/…/"),
            ("/programme/returns/2013-14-q3/north-east-yorks-and-humber/", None),
        ],
    )
    def test_leaves_out_what_opens_something(self, address: str, written_as: str | None) -> None:
        assert written("Not Found: %s", address)["message"] == (
            f"Not Found: {written_as or address}"
        )

    def test_tells_an_exception_without_its_words(self) -> None:
        try:
            raise ValueError(NARRATIVE)
        except ValueError as error:
            line = written("Could not save: %s", error, exc_info=sys.exc_info())

        assert NARRATIVE not in json.dumps(line)
        assert line["exception"] == "builtins.ValueError"
        assert line["at"][0].endswith("test_tells_an_exception_without_its_words")
        assert line["message"] == "Could not save: %s"
