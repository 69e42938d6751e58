"""Looking after people and their roles."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.accounts.selectors import actor_for
from csplan.audit.models import AuditEvent
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.people.models import Invitation, Proposal
from csplan.people.selectors.leavers import leavers
from csplan.people.services.accounts import close_account, close_at_once, remove_second_factor
from csplan.people.services.grants import end_role, give_role
from csplan.people.services.invitations import accept_invitation, digest
from csplan.people.services.proposals import confirm, decline, withdraw
from localities.choices import PostKind
from localities.models import Locality, Post, PostHolding
from tests.conftest import NOW, Cast
from tests.core.markup import parse, words
from tests.factories import RoleGrantFactory, UserFactory, grant
from tests.people.stage import sign_in, with_second_factor
from tests.programme.test_races import at_once

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
YESTERDAY = TODAY - dt.timedelta(days=1)
NEW_PASSWORD = "harbour-lantern-seven"
CHOSEN = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


def actor(user: User) -> Actor:
    return actor_for(user, on=TODAY)


@pytest.fixture
def other(cast: Cast) -> User:
    """A second administrator."""
    return grant(Role.ADMINISTRATOR)


@pytest.fixture
def administrator(client: Client, cast: Cast, fresh_limits: None) -> Client:
    client.force_login(cast.administrator)
    return client


def actions() -> list[str]:
    return [event.action for event in AuditEvent.objects.order_by("pk")]


def link_in(message: int) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[message].body))
    assert found
    return found.group(1)


class TestInvitation:
    FORM = {"full_name": "A new post", "email": "New@Csplan.Example"}

    def test_goes_from_an_email_to_a_password_that_nobody_else_knows(
        self, administrator: Client
    ) -> None:
        administrator.post("/people/invite/", self.FORM)
        user = User.objects.get(email="new@csplan.example")
        link, newcomer = link_in(0), Client()
        token = link.strip("/").rpartition("/")[2]
        assert not user.has_usable_password()
        assert Invitation.objects.get().token_digest == digest(token)

        weak = newcomer.post(link, {"password1": "passwordpassword", "password2": "x"})
        unlike = newcomer.post(link, {**CHOSEN, "password2": "harbour"}).content.decode()
        assert "not made of common passwords" in weak.content.decode()
        assert "Enter the same password twice" in unlike
        assert newcomer.post(link, CHOSEN).headers["Location"] == "/account/sign-in/"
        assert sign_in(newcomer, user, NEW_PASSWORD) == "/"
        assert newcomer.get(link).status_code == 404
        assert Client().post(link, CHOSEN).status_code == 404
        assert actions() == ["user.invited", "user.password_chosen", "request.refused"]

    def test_ends_when_another_is_sent_and_when_the_account_is_closed(
        self, administrator: Client
    ) -> None:
        administrator.post("/people/invite/", self.FORM)
        user = User.objects.get(email="new@csplan.example")
        administrator.post(f"/people/{user.pk}/invite/")
        assert Client().get(link_in(0)).status_code == 404
        assert Client().get(link_in(1)).status_code == 200

        administrator.post(f"/people/{user.pk}/close/")

        assert Client().get(link_in(1)).status_code == 404

    def test_is_over_once_a_password_was_chosen_by_another_link(
        self, administrator: Client
    ) -> None:
        administrator.post("/people/invite/", self.FORM)
        user = User.objects.get(email="new@csplan.example")
        opened = Invitation.objects.select_related("user").get()
        Client().post("/account/password/reset/", {"email": user.email})
        newcomer = Client()
        form = newcomer.get(link_in(1)).headers["Location"]
        newcomer.post(form, CHOSEN)
        assert sign_in(newcomer, user, NEW_PASSWORD) == "/"

        assert Client().post(link_in(0), CHOSEN).status_code == 404
        with pytest.raises(WrongStateError):
            accept_invitation(invitation=opened, password="another-lantern-here", at=NOW)

    def test_lasts_a_week(self, administrator: Client) -> None:
        administrator.post("/people/invite/", self.FORM)
        Invitation.objects.update(
            made_at=NOW - dt.timedelta(days=8), expires_at=NOW - dt.timedelta(days=1)
        )

        assert "does not work any more" in Client().get(link_in(0)).content.decode()

    def test_says_what_is_wrong_and_when_no_email_could_be_sent(
        self, administrator: Client, cast: Cast, settings: Settings
    ) -> None:
        taken = {"full_name": "Again", "email": cast.head.email.upper()}
        page = administrator.post("/people/invite/", taken).content.decode()
        assert "Somebody already has this email address" in page

        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 9
        done = administrator.post("/people/invite/", self.FORM, follow=True).content.decode()
        assert "no email could be sent" in done
        assert "Send another invitation" in done


class TestAccount:
    def test_is_closed_and_opened_from_the_next_request(
        self, administrator: Client, cast: Cast
    ) -> None:
        theirs = Client()
        assert sign_in(theirs, cast.nsg) == "/"
        assert theirs.get("/").status_code == 200

        administrator.post(f"/people/{cast.nsg.pk}/close/")
        assert theirs.get("/").status_code == 302
        assert sign_in(Client(), cast.nsg) == ""

        administrator.post(f"/people/{cast.nsg.pk}/reopen/")
        assert sign_in(Client(), cast.nsg) == "/"
        assert actions() == ["user.closed", "user.reopened"]
        # What was signed in before it was closed stays out.
        assert theirs.get("/").status_code == 302

    def test_moves_to_another_address_and_says_so_to_the_old_one(
        self, administrator: Client, cast: Cast
    ) -> None:
        old = cast.nsg.email
        form = {
            "full_name": "NSG member",
            "email": "Moved@csplan.example",
            "seen_name": cast.nsg.full_name,
            "seen_email": old,
        }

        administrator.post(f"/people/{cast.nsg.pk}/change/", form)
        stale = administrator.post(f"/people/{cast.nsg.pk}/change/", form)

        cast.nsg.refresh_from_db()
        assert (cast.nsg.full_name, cast.nsg.email) == ("NSG member", "moved@csplan.example")
        assert [message.to for message in mail.outbox] == [[old]]
        assert stale.status_code == 409
        event = AuditEvent.objects.get(action="user.changed")
        assert event.before["email"] == old

    def test_loses_its_second_factor_and_every_session(
        self, administrator: Client, cast: Cast
    ) -> None:
        theirs = Client()
        sign_in(theirs, cast.nsg)
        with_second_factor(cast.nsg)

        administrator.post(f"/people/{cast.nsg.pk}/second-factor/")

        assert theirs.get("/").status_code == 302
        assert sign_in(theirs, cast.nsg) == "/"
        assert actions() == ["user.second_factor_removed"]


class TestRole:
    def give(self, client: Client, user: User, **form: object) -> str:
        start = {"starts_on-day": 10, "starts_on-month": 1, "starts_on-year": 2014}
        page = client.post(f"/people/{user.pk}/roles/give/", {**start, **form})
        found = parse(page.content.decode()).xpath("//*[@class='govuk-error-summary']//a")
        return " ".join(words(link) for link in found)

    def test_is_given_with_the_scope_it_asks_for_and_no_other(
        self, administrator: Client, cast: Cast
    ) -> None:
        person, place = cast.outsider, cast.own
        assert "Select the locality" in self.give(administrator, person, role="coordinator")

        surplus = {"locality": place.pk, "cluster": place.cluster_id}
        self.give(administrator, person, role="coordinator", **surplus)
        twice = self.give(administrator, person, role="coordinator", locality=place.pk)

        given = RoleGrant.objects.get(user=person)
        assert (given.locality, given.cluster, given.starts_on) == (place, None, TODAY)
        assert "already holds this role" in twice
        event = AuditEvent.objects.get()
        assert (event.action, event.after["locality"]) == ("rolegrant.given", place.pk)

    def test_is_given_in_a_locality_that_ended_before_its_quarter_was_reported_on(
        self, administrator: Client, cast: Cast
    ) -> None:
        Locality.objects.filter(pk=cast.own.pk).update(ends_on=dt.date(2013, 11, 14))
        address = f"/people/{cast.outsider.pk}/roles/give/"

        page = administrator.get(address).content.decode()
        self.give(administrator, cast.outsider, role="coordinator", locality=cast.own.pk)

        assert "North West, until 14 November 2013" in page
        assert RoleGrant.objects.get(user=cast.outsider).locality == cast.own

    def test_ends_on_a_day_and_is_never_removed(self, cast: Cast) -> None:
        held, by = cast.nsg.grants.get(), actor(cast.administrator)

        end_role(grant=held, ends_on=YESTERDAY, actor=by, at=NOW)

        assert not actor(cast.nsg).has(Role.NSG)
        assert RoleGrant.objects.filter(pk=held.pk).exists()
        with pytest.raises(WrongStateError):
            end_role(grant=held, ends_on=TODAY, actor=by, at=NOW)

    def test_is_not_ended_in_the_past_nor_lengthened(self, cast: Cast) -> None:
        by = actor(cast.administrator)
        held = RoleGrantFactory.create(role=Role.AUDITOR, ends_on=TODAY)
        for day in (YESTERDAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)):
            with pytest.raises(ValidationError):
                end_role(grant=held, ends_on=day, actor=by, at=NOW)

    def test_is_never_ones_own(self, cast: Cast) -> None:
        own = cast.administrator.grants.get()
        with pytest.raises(NotPermittedError):
            end_role(grant=own, ends_on=TODAY, actor=actor(cast.administrator), at=NOW)
        mine = RoleGrant(user=cast.administrator, role=Role.HEAD, starts_on=TODAY)
        with pytest.raises(NotPermittedError):
            give_role(grant=mine, actor=actor(cast.administrator), at=NOW)


class TestTwoAdministrators:
    """Who gives or takes away the role of an administrator or the Head, or touches them."""

    def propose(self, cast: Cast, user: User, role: Role = Role.HEAD) -> Proposal:
        wanted = RoleGrant(user=user, role=role, starts_on=TODAY)
        proposal = give_role(grant=wanted, actor=actor(cast.administrator), at=NOW)
        assert proposal is not None
        return proposal

    @pytest.mark.parametrize("role", [Role.HEAD, Role.ADMINISTRATOR])
    def test_give_the_role_together(self, cast: Cast, other: User, role: Role) -> None:
        proposal = self.propose(cast, cast.outsider, role)
        assert not actor(cast.outsider).roles
        with pytest.raises(NotPermittedError):
            confirm(proposal=proposal, actor=actor(cast.administrator), at=NOW)

        confirm(proposal=proposal, actor=actor(other), at=NOW)

        assert actor(cast.outsider).roles == {role}
        assert actions() == ["user.change_proposed", "rolegrant.given"]
        event = AuditEvent.objects.order_by("pk")[1]
        assert (event.actor, event.after["proposed_by"]) == (other, str(cast.administrator))
        with pytest.raises(WrongStateError):
            confirm(proposal=proposal, actor=actor(other), at=NOW)

    def test_end_the_role_together(self, cast: Cast, other: User) -> None:
        held = cast.head.grants.get()
        proposal = end_role(grant=held, ends_on=YESTERDAY, actor=actor(cast.administrator), at=NOW)
        assert proposal is not None
        assert actor(cast.head).has(Role.HEAD)

        confirm(proposal=proposal, actor=actor(other), at=NOW)

        assert not actor(cast.head).has(Role.HEAD)

    @pytest.mark.parametrize("path", ["close", "second-factor", "change"])
    def test_touch_the_account_together(
        self, administrator: Client, cast: Cast, other: User, path: str
    ) -> None:
        with_second_factor(cast.head)
        form = {
            "full_name": cast.head.full_name,
            "email": "taken-over@csplan.example",
            "seen_name": cast.head.full_name,
            "seen_email": cast.head.email,
        }
        before = User.objects.values().get(pk=cast.head.pk)

        administrator.post(f"/people/{cast.head.pk}/{path}/", form)

        proposal = Proposal.objects.get()
        assert User.objects.values().get(pk=cast.head.pk) == before
        assert administrator.post(f"/people/{cast.head.pk}/{path}/", form).status_code == 409
        assert administrator.post(f"/people/waiting/{proposal.pk}/confirm/").status_code == 403
        administrator.force_login(other)
        assert "Confirm" in administrator.get("/people/waiting/").content.decode()
        administrator.post(f"/people/waiting/{proposal.pk}/confirm/")
        after = User.objects.values().get(pk=cast.head.pk)
        assert after != before or path == "second-factor"
        assert sign_in(Client(), cast.head) == ("" if path != "second-factor" else "/")

    def test_may_decline_or_take_it_back(self, cast: Cast, other: User) -> None:
        declined, taken_back = (self.propose(cast, user) for user in (cast.outsider, cast.nsg))
        with pytest.raises(NotPermittedError):
            withdraw(proposal=taken_back, actor=actor(other), at=NOW)

        decline(proposal=declined, actor=actor(other), at=NOW)
        withdraw(proposal=taken_back, actor=actor(cast.administrator), at=NOW)

        assert not actor(cast.outsider).roles
        assert actions()[2:] == ["user.change_declined", "user.change_withdrawn"]

    def test_never_decide_about_themselves(self, cast: Cast, other: User) -> None:
        proposal = close_account(user=other, actor=actor(cast.administrator), at=NOW)
        assert proposal is not None
        with pytest.raises(NotPermittedError):
            decline(proposal=proposal, actor=actor(other), at=NOW)

    def test_do_nothing_that_is_overtaken(self, cast: Cast, other: User) -> None:
        proposal = self.propose(cast, cast.outsider)
        RoleGrantFactory.create(user=cast.outsider, role=Role.HEAD)

        with pytest.raises(WrongStateError, match="cannot be done any more"):
            confirm(proposal=proposal, actor=actor(other), at=NOW)

        proposal.refresh_from_db()
        assert proposal.state == "waiting"

    def test_do_nothing_twice(self, cast: Cast, other: User) -> None:
        first = actor(cast.administrator)
        with_second_factor(cast.head)
        waiting = [
            step(user=cast.head, actor=first, at=NOW)
            for step in (close_account, remove_second_factor)
        ]
        close_at_once(user=cast.head, at=NOW)
        Authenticator.objects.filter(user=cast.head).delete()
        told = actions()

        for proposal in waiting:
            assert proposal is not None
            with pytest.raises(WrongStateError):
                confirm(proposal=proposal, actor=actor(other), at=NOW)

        assert actions() == told

    def test_touch_whoever_is_about_to_hold_the_role_together(
        self, administrator: Client, cast: Cast, other: User
    ) -> None:
        """Whoever has confirmed the role has confirmed it for this address and no other."""
        self.propose(cast, cast.outsider)
        seen = {"seen_name": cast.outsider.full_name, "seen_email": cast.outsider.email}
        form = {**seen, "full_name": cast.outsider.full_name, "email": "mine@csplan.example"}

        administrator.post(f"/people/{cast.outsider.pk}/change/", form)

        address = User.objects.values_list("email", flat=True).get(pk=cast.outsider.pk)
        assert address == cast.outsider.email
        assert Proposal.objects.filter(kind="address", email="mine@csplan.example").exists()

    @pytest.mark.django_db(transaction=True)
    def test_decide_once_at_the_same_moment(self, cast: Cast, other: User) -> None:
        third = grant(Role.ADMINISTRATOR)
        proposal = self.propose(cast, cast.outsider)

        outcomes = at_once(
            lambda: confirm(proposal=proposal, actor=actor(other), at=NOW),
            lambda: decline(proposal=proposal, actor=actor(third), at=NOW),
        )

        proposal.refresh_from_db()
        assert sorted(outcomes) == ["done", "wrong-state"]
        assert (proposal.state == "confirmed") == actor(cast.outsider).has(Role.HEAD)


class TestPages:
    def test_narrow_by_words_role_and_state_at_a_fixed_cost(
        self,
        administrator: Client,
        cast: Cast,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        UserFactory.create(full_name="Rosa of the record office", is_active=False)

        def found(query: str) -> str:
            page = parse(administrator.get(f"/people/?{query}").content.decode())
            return words(page.xpath("//*[@role='status']")[0])

        # Half past midnight in London.
        User.objects.update(last_login=dt.datetime(2013, 7, 1, 23, 30, tzinfo=dt.UTC))
        assert "2 July 2013" in administrator.get("/people/?q=rosa").content.decode()
        assert found("q=rosa+office") == "1 person"
        assert found("q=rosa&state=open") == "0 people"
        assert found("state=closed") == "1 person"
        assert found("role=sro") == "2 people"
        assert found("state=no_role") == "3 people"
        assert found("q=%00&role=nonsense&page=99&sort=-nonsense").endswith("people")
        for _ in range(30):
            grant(Role.NSG)
        with django_assert_num_queries(6):
            first = administrator.get("/people/").content.decode()
        assert "page=2" in first

    def test_tell_of_a_person_at_a_fixed_cost(
        self,
        administrator: Client,
        cast: Cast,
        other: User,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        administrator.post(f"/people/{cast.nsg.pk}/close/")
        for day in range(1, 9):
            RoleGrantFactory.create(
                user=cast.nsg,
                role=Role.AUDITOR,
                starts_on=dt.date(2013, 1, day),
                ends_on=dt.date(2013, 1, day),
            )
        with django_assert_max_num_queries(12):
            page = administrator.get(f"/people/{cast.nsg.pk}/").content.decode()

        assert "Account closed" in page
        assert "Ended 8 January 2013" in page
        own = administrator.get(f"/people/{cast.administrator.pk}/").content.decode()
        assert "Another administrator looks after it" in own
        assert "Give a role" not in own

    def test_report_who_seems_to_have_left(self, administrator: Client, cast: Cast) -> None:
        User.objects.exclude(pk=cast.auditor.pk).update(last_login=NOW)
        User.objects.filter(pk=cast.auditor.pk).update(last_login=NOW - dt.timedelta(days=91))
        post = Post.objects.create(kind=PostKind.values[0], locality=cast.own)
        kept = Post.objects.create(kind=PostKind.values[0], locality=cast.own, number=2)
        for each, until in ((post, YESTERDAY), (kept, YESTERDAY), (kept, None)):
            start = TODAY if until is None else dt.date(2013, 1, 1)
            PostHolding.objects.create(
                post=each, holder_name="A holder", starts_on=start, ends_on=until
            )

        report = leavers(on=TODAY, at=NOW, days=90)

        assert [left.user for left in report.without_role] == [cast.former_coordinator]
        assert report.dormant == [cast.auditor]
        assert [holding.post for holding in report.posts] == [post]
        page = administrator.get("/people/leavers/?days=365").content.decode()
        assert cast.auditor.full_name not in page
        assert "Last role ended 31 December 2013" in page
