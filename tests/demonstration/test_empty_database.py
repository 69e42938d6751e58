"""What the commands do on a database that holds nothing yet."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from csplan.accounts.models import User
from csplan.demonstration.accounts import DemonstrationRefusedError, load_accounts
from csplan.demonstration.plans import load_plans
from programme.models import BusinessPlan, QuarterlyReturn
from tests.demonstration.tables import counts


class TestRefusal:
    def test_makes_no_account_where_there_is_no_demonstration(self, db: None) -> None:
        with pytest.raises(DemonstrationRefusedError):
            load_accounts()
        assert not User.objects.exists()

    @pytest.mark.parametrize(
        "command", ["load_demonstration", "demonstration_accounts", "load_synthetic"]
    )
    def test_commands_say_why(self, db: None, command: str) -> None:
        with pytest.raises(CommandError, match="CSPLAN_DEMONSTRATION is true"):
            call_command(command)
        assert not User.objects.exists()


class TestDemonstrationAccounts:
    def test_asks_for_the_accounts_first(self, db: None, demonstration_settings: Path) -> None:
        with pytest.raises(CommandError, match="Run load_demonstration first"):
            call_command("demonstration_accounts")


class TestLoadDemonstration:
    def test_says_what_it_added(self, db: None, demonstration_settings: Path) -> None:
        out = StringIO()
        call_command("load_demonstration", stdout=out)
        assert "8 localities, 103 milestones, 8 measures and 24 returns" in out.getvalue()
        assert "Added now: 24 returns, 35 accounts." in out.getvalue()


class TestLoadPlans:
    def test_needs_no_demonstration_and_makes_no_account(self, db: None) -> None:
        out = StringIO()
        call_command("load_plans", stdout=out)
        assert "Civil Service Local Business Plan 2013/14" in out.getvalue()
        assert not User.objects.exists()
        assert not QuarterlyReturn.objects.exists()

    def test_twice_leaves_every_table_as_it_was(self, db: None, now: dt.datetime) -> None:
        load_plans(at=now)
        before = counts()
        load_plans(at=now)
        assert counts() == before

    def test_again_keeps_notes_that_were_edited(self, db: None, now: dt.datetime) -> None:
        load_plans(at=now)
        BusinessPlan.objects.update(notes="Ours.")
        load_plans(at=now)
        assert BusinessPlan.objects.get().notes == "Ours."
