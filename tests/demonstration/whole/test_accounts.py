"""Who can sign in to the demonstration."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.demonstration.accounts import (
    email_for,
    load_accounts,
    user_for,
)
from csplan.demonstration.guide import sign_in_guide
from csplan.demonstration.loading import DemonstrationSummary
from csplan.demonstration.password import demonstration_password
from localities.choices import PostKind
from localities.models import PostHolding


@pytest.mark.usefixtures("demonstration")
class TestLoadAccounts:
    def test_makes_an_account_for_each_person_and_post(self) -> None:
        roles = RoleGrant.objects.values_list("role", flat=True)
        counted = {role: list(roles).count(role) for role in Role}
        assert counted == {
            Role.COORDINATOR: 8,
            Role.ASSISTANT: 4,
            Role.SRO: 8,
            Role.NATIONAL_TEAM: 2,
            Role.HEAD: 1,
            Role.NSG: 7,
            Role.PRIVATE_OFFICE: 1,
            Role.ADMINISTRATOR: 2,
            Role.AUDITOR: 1,
        }

    @pytest.mark.parametrize(
        ("key", "name"),
        [
            ("north-west.coordinator", "Kathie Bates"),
            ("north-west.sro", "SRO, North West"),
            ("southern.assistant", "Liz Challand"),
            ("southern.assistant-2", "Donna Donaghey"),
            ("national-coordinator", "Hazel Hetherington"),
            ("national-team", "National team officer"),
            ("head", "Leo Castledine"),
            ("nsg.chair", "Katherine Kerswell"),
            ("nsg.hmrc", "NSG member, HMRC"),
        ],
    )
    def test_names_them_by_the_plan_or_by_their_post(self, key: str, name: str) -> None:
        assert user_for(key).full_name == name
        assert user_for(key).email == f"{key}@csplan.example"

    def test_joins_the_named_posts_to_their_accounts(self) -> None:
        held = PostHolding.objects.filter(user__isnull=False)
        assert held.count() == PostHolding.objects.count() == 15
        assert all(one.user is not None and one.user.full_name == one.holder_name for one in held)
        assert not held.filter(post__kind=PostKind.SRO, post__locality__isnull=False).exists()

    def test_gives_every_account_the_one_password(self) -> None:
        password = demonstration_password()
        assert user_for("auditor").check_password(password)
        assert User.objects.values("password").distinct().count() == 1

    def test_leaves_a_changed_password_and_an_ended_grant_alone(self) -> None:
        auditor = user_for("auditor")
        auditor.set_password("something of my own")
        auditor.save()
        auditor.grants.all().delete()
        assert load_accounts() == 0
        auditor.refresh_from_db()
        assert auditor.check_password("something of my own")
        assert not auditor.grants.exists()

    def test_lets_an_account_sign_in_at_the_sign_in_page(self, client: Client) -> None:
        response = client.post(
            reverse("account_login"),
            {"login": email_for("north-west.coordinator"), "password": demonstration_password()},
        )
        assert response.status_code == 302
        assert client.session["_auth_user_id"] == str(user_for("north-west.coordinator").pk)


class TestGuide:
    def test_shows_one_account_for_each_role_and_a_reviewer_without_one(
        self, demonstration: DemonstrationSummary
    ) -> None:
        roles = [line.role for line in sign_in_guide().lines]
        assert roles == [*(role.label for role in Role), "No role"]

    def test_says_when_a_password_is_no_longer_the_shared_one(
        self, demonstration: DemonstrationSummary
    ) -> None:
        auditor = user_for("auditor")
        auditor.set_password("something of my own")
        auditor.save()
        changed = [line for line in sign_in_guide().lines if not line.has_shared_password]
        assert [line.email for line in changed] == ["auditor@csplan.example"]

    def test_command_prints_a_table_and_the_password(
        self, demonstration: DemonstrationSummary
    ) -> None:
        out = StringIO()
        call_command("demonstration_accounts", stdout=out)
        printed = out.getvalue()
        assert "north-west.coordinator@csplan.example" in printed
        assert printed.rstrip().endswith(demonstration_password())
        assert (
            len({line.index("@csplan") > 0 for line in printed.splitlines() if "@" in line}) == 1
        )
