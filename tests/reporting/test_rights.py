"""csplan at work with the rights of an account that can only add to its histories."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.chain import verify_history
from csplan.audit.models import AuditEvent
from csplan.audit.services import seal_all
from programme.choices import ReturnState
from programme.models import ReturnTransition, WorkItem
from programme.services import save_milestone, submit_return
from reporting.choices import PackState
from reporting.models import PackFile
from tests.audit.tampering import as_runtime
from tests.conftest import NOW, Cast
from tests.factories import MilestoneUpdateFactory, QuarterlyReturnFactory
from tests.programme.plans.making import whole_plan
from tests.programme.situations import ON_TRACK, answer_everything
from tests.reporting.conftest import MakePack

ActorOf = Callable[[User], Actor]


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL's roles")
@pytest.mark.django_db
class TestWork:
    def test_goes_on_as_the_role_that_can_only_add(
        self, cast: Cast, actor_of: ActorOf, pack_in: MakePack
    ) -> None:
        """Saving, submitting, building, publishing and sealing need no more."""
        update = MilestoneUpdateFactory.create(
            quarterly_return=QuarterlyReturnFactory.create(locality=cast.own),
            milestone__locality=cast.own,
        )
        own = update.quarterly_return
        answer_everything(own)
        with as_runtime():
            save_milestone(
                update=update,
                answers=ON_TRACK,
                version=1,
                actor=actor_of(cast.assistant),
                at=NOW,
            )
            own.refresh_from_db()
            submit_return(
                quarterly_return=own,
                version=own.version,
                actor=actor_of(cast.coordinator),
                at=NOW,
            )
            pack = pack_in(PackState.PUBLISHED)
            assert seal_all() > 0

        own.refresh_from_db()
        assert own.state == ReturnState.SUBMITTED
        assert (ReturnTransition.objects.count(), PackFile.objects.count()) == (3, 6)
        assert pack.state == PackState.PUBLISHED
        assert verify_history().sequence == AuditEvent.objects.count()

    def test_takes_a_line_out_of_a_draft_with_where_it_came_from(
        self, client: Client, cast: Cast
    ) -> None:
        """What goes with a draft is not history yet."""
        whole = whole_plan()
        client.force_login(cast.national_team)
        with as_runtime():
            answer = client.post(whole.url(f"items/{whole.item.pk}/remove/"))

        assert answer.status_code == 302
        assert not WorkItem.objects.exists()
