"""What operators are told is what there is."""

import re

from django.conf import settings
from django.core.management import get_commands

from csplan.operations.rules import SCHEDULE

DOCS = settings.BASE_DIR / "docs"
PRODUCTION = settings.BASE_DIR / "csplan" / "settings" / "production.py"


class TestOperations:
    def test_name_every_setting_that_production_reads(self) -> None:
        read = set(re.findall(r'environment\.\w+\(\s*"(\w+)"', PRODUCTION.read_text()))
        told = (DOCS / "operations.md").read_text()

        assert len(read) > 10
        assert {name for name in read if f"`{name}`" not in told} == set()

    def test_name_commands_that_there_are(self) -> None:
        for name in ("operations.md", "records-retention.md", "data-protection.md"):
            named = set(re.findall(r"manage\.py (\w+)", (DOCS / name).read_text()))
            assert named <= set(get_commands())


class TestRetention:
    def test_says_how_long_each_line_of_the_schedule_is_kept(self) -> None:
        rows = re.findall(r"^\|(.+)\|$", (DOCS / "records-retention.md").read_text(), re.M)[2:]
        told = [row.split("|")[1].strip() for row in rows]
        days = {0: "not at all"}
        expected = [
            days.get(each.kept_for.days, f"{each.kept_for.days} days")
            for each in SCHEDULE
            if each.kept_for is not None
        ]

        assert len(told) == len(SCHEDULE)
        assert told[: len(expected)] == expected
