"""Reminding people of the actions they own."""

import datetime as dt
from collections.abc import Callable

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.periods import LONDON
from csplan.notices.models import Notice, TurnedOff
from localities.choices import PostKind
from localities.models import Post
from programme.models import Action
from programme.services.decisions import Task, change_action, set_action
from programme.services.reminding import remind_owners
from programme.tasks import remind_owners as task
from tests.conftest import NOW, Cast
from tests.factories import MeetingFactory, PostFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DUE = dt.date(2014, 1, 20)
MONDAY = dt.datetime(2014, 1, 13, 9, tzinfo=LONDON)


@pytest.fixture
def post(cast: Cast) -> Post:
    return PostFactory.create(kind=PostKind.COORDINATOR, locality=cast.own)


@pytest.fixture
def actions(cast: Cast, post: Post, actor_of: Callable[[User], Actor]) -> list[Action]:
    """One of a person and one of a post, due on 20 January."""
    meeting, team = MeetingFactory.create(), actor_of(cast.national_team)
    owners = ({"owner": cast.nsg}, {"owner_post": post})
    return [
        set_action(meeting=meeting, task=Task("Write.", DUE, **owner), actor=team, at=NOW)
        for owner in owners
    ]


def told(text: str) -> set[int]:
    rows = Notice.objects.filter(kind="action", subject__contains=text)
    return set(rows.values_list("recipient_id", flat=True))


def test_owners_are_told_once_before_and_once_after(actions: list[Action], cast: Cast) -> None:
    days = {NOW: 0, MONDAY - DAY: 0, MONDAY: 2, MONDAY + DAY: 0, MONDAY + 8 * DAY: 2}
    assert {at: remind_owners(at=at) for at in days} == days
    assert remind_owners(at=MONDAY + 9 * DAY) == 0

    both = {cast.nsg.pk, cast.coordinator.pk}
    assert told("7 days left") == told("1 day overdue") == both
    events = AuditEvent.objects.filter(action="action.reminded")
    assert [each.actor for each in events] == [None] * 4


def test_who_is_given_an_action_is_told_of_it_too(
    actions: list[Action], cast: Cast, actor_of: Callable[[User], Actor]
) -> None:
    assert remind_owners(at=MONDAY) == 2
    given, kept = Action.objects.order_by("pk")
    tasks = (
        Task("Write soon.", DUE, owner=cast.head),
        Task("Write soon.", DUE, owner_post=kept.owner_post),
    )
    for action, changed in zip((given, kept), tasks, strict=True):
        change_action(
            action=action, task=changed, reason="Others are away.",
            version=action.version, actor=actor_of(cast.national_team), at=MONDAY,
        )  # fmt: skip
    assert remind_owners(at=MONDAY + DAY) == 1
    assert told("6 days left") == {cast.head.pk}


def test_after_a_stop_only_what_is_true_is_told(actions: list[Action], cast: Cast) -> None:
    TurnedOff.objects.create(user=cast.nsg, kind="action")
    Action.objects.filter(pk=actions[1].pk).update(due_on=DUE + 30 * DAY)
    assert remind_owners(at=MONDAY + 9 * DAY) == 1
    assert told("overdue") == set()
    Action.objects.update(due_on=DUE + 11 * DAY)
    assert remind_owners(at=MONDAY + 14 * DAY) == 2
    assert told("4 days left") == {cast.coordinator.pk}


def test_task_reminds_of_what_is_due_today(actions: list[Action]) -> None:
    Action.objects.update(due_on=NOW.date())
    task()
    task()
    assert Notice.objects.filter(kind="action").count() == 2
