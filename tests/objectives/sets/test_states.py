"""How a set of objectives goes from draft to published and is amended."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, RefusedError, WrongStateError
from csplan.core.querysets import InsertOnlyError
from objectives.choices import SetAction, SetState
from objectives.models import Objective, ObjectiveSet, SetRevision
from objectives.rules.content import content_digest
from objectives.rules.states import effective_day_problem, next_state
from objectives.services import sets
from tests.conftest import NOW, Cast
from tests.factories import (
    CategoryFactory,
    ObjectiveFactory,
    ObjectiveSetFactory,
    RoleGrantFactory,
    publish_set,
)

APRIL = dt.date(2012, 4, 1)


@dataclass(frozen=True)
class Office:
    """A draft with one objective, its private office, the Head, and everybody else."""

    objective_set: ObjectiveSet
    objective: Objective
    office: Actor
    head: Actor
    strangers: tuple[Actor, ...]

    def step(self, name: str, actor: Actor, **more: object) -> None:
        """Take a step on the version that stands."""
        self.objective_set.refresh_from_db()
        version = self.objective_set.version
        getattr(sets, name)(
            objective_set=self.objective_set, version=version, actor=actor, at=NOW, **more
        )

    def publish(self, **more: object) -> SetRevision:
        self.step("submit", self.office)
        self.step("agree", self.head)
        self.step("publish", self.head, **{"effective_on": APRIL, **more})
        return self.objective_set.revisions.latest("number")

    def reword(self, words: str) -> None:
        Objective.objects.filter(pk=self.objective.pk).update(text=words)


@pytest.fixture
def office(cast: Cast, actor_of: Callable[[User], Actor]) -> Office:
    department = cast.private_office.grants.get().department
    objective_set = ObjectiveSetFactory.create(department=department)
    category = CategoryFactory.create(objective_set=objective_set, reference="C1")
    objective = ObjectiveFactory.create(category=category, reference="O1", text="Lead the reform")
    elsewhere = RoleGrantFactory.create(
        role=Role.PRIVATE_OFFICE, department=ObjectiveSetFactory.create().department
    ).user
    others = (elsewhere, cast.auditor, cast.administrator, cast.national_team, cast.nsg)
    return Office(
        objective_set,
        objective,
        office=actor_of(cast.private_office),
        head=actor_of(cast.head),
        strangers=tuple(actor_of(each) for each in others),
    )


class TestNextState:
    @pytest.mark.parametrize(
        ("action", "allowed"),
        [
            (SetAction.SUBMIT, {"draft": "submitted"}),
            (SetAction.SEND_BACK, {"submitted": "draft", "agreed": "draft"}),
            (SetAction.AGREE, {"submitted": "agreed"}),
            (SetAction.PUBLISH, {"agreed": "published"}),
            (SetAction.AMEND, {"published": "draft"}),
            (SetAction.END_AMENDMENT, {"draft": "published"}),
        ],
    )
    def test_leads_from_the_right_states_only(
        self, action: SetAction, allowed: dict[str, str]
    ) -> None:
        assert {s: n for s in SetState if (n := next_state(action, s))} == allowed


class TestEffectiveDayProblem:
    @pytest.mark.parametrize(
        ("day", "last", "words"),
        [
            (dt.date(2012, 4, 1), None, ""),
            (dt.date(2012, 3, 31), None, "before 1 April 2012"),
            (dt.date(2013, 3, 31), dt.date(2012, 12, 1), ""),
            (dt.date(2012, 11, 30), dt.date(2012, 12, 1), "before the revision it amends"),
            # Corrections come after the year, but not from the future.
            (dt.date(2014, 1, 10), dt.date(2012, 12, 1), ""),
            (dt.date(2014, 1, 11), None, "after"),
        ],
    )
    def test_keeps_revisions_in_their_year_and_order(
        self, day: dt.date, last: dt.date | None, words: str
    ) -> None:
        year = ObjectiveSet(year_start=2012).year
        problem = effective_day_problem(day, year=year, last=last, today=NOW.date())
        assert words in problem
        assert bool(problem) is bool(words)


@pytest.mark.django_db
class TestPublish:
    def test_freezes_what_was_agreed_and_records_each_step_once(self, office: Office) -> None:
        revision = office.publish(regardless="One milestone waits for ministers.")

        assert (office.objective_set.state, office.objective_set.revision_number) == (
            SetState.PUBLISHED,
            1,
        )
        assert (revision.number, revision.effective_on, revision.reason) == (1, APRIL, "")
        assert revision.content["categories"][0]["objectives"][0]["text"] == "Lead the reform"
        assert revision.digest == content_digest(revision.content)
        events = AuditEvent.objects.filter(target_kind="objectives.objectiveset").order_by("pk")
        assert [each.action for each in events] == [
            "objectiveset.submitted",
            "objectiveset.agreed",
            "objectiveset.published",
        ]
        assert events.last().after["published_regardless"].startswith("One milestone")  # type: ignore[union-attr]

    def test_is_never_undone(self, office: Office) -> None:
        office.publish()
        with pytest.raises(InsertOnlyError):
            SetRevision.objects.all().delete()
        with pytest.raises(InsertOnlyError):
            SetRevision.objects.update(reason="Another")

    def test_is_refused_before_it_is_agreed_and_outside_the_year(self, office: Office) -> None:
        with pytest.raises(WrongStateError, match="they are draft"):
            office.step("publish", office.head, effective_on=APRIL)
        office.step("submit", office.office)
        office.step("agree", office.head)
        with pytest.raises(IncompleteError, match="before 1 April 2012"):
            office.step("publish", office.head, effective_on=dt.date(2011, 5, 1))
        assert not SetRevision.objects.exists()

    def test_once_leaves_a_transcribed_set_alone(self, office: Office) -> None:
        publish_set(office.objective_set)
        with pytest.raises(WrongStateError):
            publish_set(office.objective_set)
        assert office.objective_set.revisions.get().published_by is None


@pytest.mark.django_db
class TestSteps:
    def test_are_for_the_own_office_or_the_head_alone(self, office: Office) -> None:
        said: dict[str, dict[str, object]] = {
            "send_back": {"reason": "Add dates"},
            "publish": {"effective_on": APRIL},
            "begin_amendment": {"reason": "A new minister"},
        }
        steps = {
            "submit": (office.head, *office.strangers),
            "agree": (office.office, *office.strangers),
            "send_back": (office.office, *office.strangers),
            "publish": (office.office, *office.strangers),
            "begin_amendment": office.strangers,
            "end_amendment": office.strangers,
        }
        for name, refused in steps.items():
            for actor in refused:
                with pytest.raises(NotPermittedError):
                    office.step(name, actor, **said.get(name, {}))
        assert not AuditEvent.objects.filter(target_kind="objectives.objectiveset").exists()

    def test_need_a_second_person_to_agree(self, office: Office, cast: Cast) -> None:
        department = office.objective_set.department
        both = RoleGrantFactory.create(
            user=cast.head, role=Role.PRIVATE_OFFICE, department=department
        )
        actor = actor_for(both.user, on=NOW.date())
        office.step("submit", actor)
        with pytest.raises(NotPermittedError, match="not if they submitted"):
            office.step("agree", actor)

    def test_need_an_objective_and_reasons(self, office: Office) -> None:
        Objective.objects.update(withdrawn_at=NOW)
        with pytest.raises(IncompleteError, match="Add at least one objective"):
            office.step("submit", office.office)
        Objective.objects.update(withdrawn_at=None)
        office.step("submit", office.office)
        with pytest.raises(IncompleteError, match="Enter why"):
            office.step("send_back", office.head, reason="  ")

    def test_back_to_draft_forget_who_agreed(self, office: Office) -> None:
        office.step("submit", office.office)
        office.step("agree", office.head)
        office.step("send_back", office.head, reason="Ministers disagree")
        now = office.objective_set
        assert (now.state, now.submitted_by, now.agreed_at) == (SetState.DRAFT, None, None)

    def test_on_an_old_version_write_nothing(self, office: Office) -> None:
        ObjectiveSet.objects.update(version=5)
        with pytest.raises(WrongStateError, match="have changed since"):
            sets.submit(objective_set=office.objective_set, version=4, actor=office.office, at=NOW)
        assert not AuditEvent.objects.exists()


@pytest.mark.django_db
class TestAmendment:
    def test_leaves_the_last_revision_public_until_the_next(self, office: Office) -> None:
        office.publish()
        office.step("begin_amendment", office.office, reason="The reform was widened")
        office.reword("Lead the wider reform")

        assert office.objective_set in ObjectiveSet.objects.public()
        assert office.objective_set.is_being_amended
        second = office.publish(effective_on=dt.date(2012, 12, 1))

        assert (second.number, second.reason) == (2, "The reform was widened")
        assert office.objective_set.amendment_reason == ""
        first = office.objective_set.revisions.get(number=1)
        assert "wider" not in str(first.content)
        assert "wider" in str(second.content)

    def test_is_given_up_only_when_nothing_differs(self, office: Office) -> None:
        office.publish()
        office.step("begin_amendment", office.head, reason="By mistake")
        office.reword("Other words")
        with pytest.raises(IncompleteError, match="Undo the changes"):
            office.step("end_amendment", office.head)
        office.reword("Lead the reform")
        office.step("end_amendment", office.head)
        assert office.objective_set.state == SetState.PUBLISHED
        assert office.objective_set.revisions.count() == 1

    def test_cannot_be_given_up_before_there_is_a_revision(self, office: Office) -> None:
        with pytest.raises(RefusedError):
            office.step("end_amendment", office.office)
