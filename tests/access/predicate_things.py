"""What the permission functions are asked about, as a line of predicates.csv says in words.

"draft; another department; written by the asker": how far it is, whose it is, and by whom.
Nothing is saved that need not be found in the database.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.models import Department, ReportingPeriod
from csplan.core.periods import Quarter
from csplan.people.choices import ProposalKind
from csplan.people.models import Proposal
from localities.choices import PostKind
from localities.models import Locality, Post
from objectives.choices import SetState
from objectives.models import ObjectiveSet, Review
from programme.choices import PlanState, ReturnState
from programme.choices_questions import QuestionState
from programme.models import (
    Action,
    BusinessPlan,
    Outcome,
    QuarterlyReturn,
    Question,
    Saving,
    WorkItem,
)
from reporting.choices import AFTER_PROPOSAL, PackKind, PackState
from reporting.models import Pack
from tests.conftest import NOW, Cast
from tests.factories import (
    DepartmentFactory,
    OutcomeFactory,
    PostFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
    UserFactory,
)

POSTS: Final[Mapping[str, PostKind]] = {
    "owned by the co-ordinator’s post": PostKind.COORDINATOR,
    "owned by the assistant’s post": PostKind.ASSISTANT,
    "owned by the SRO’s post": PostKind.SRO,
    "owned by the National Co-ordinator’s post": PostKind.NATIONAL_COORDINATOR,
    "owned by the Head’s post": PostKind.HEAD,
}
SUBJECTS: Final[Mapping[str, PackKind]] = {
    "national": PackKind.NATIONAL,
    "locality": PackKind.LOCALITY,
    "another locality": PackKind.LOCALITY,
    "department": PackKind.DEPARTMENT,
    "another department": PackKind.DEPARTMENT,
    "outcome": PackKind.OUTCOME,
    "year": PackKind.YEAR_END,
}
DIGEST = "0" * 64


@dataclass(frozen=True)
class Things:
    """The things of one line, made once unless they are the asker's."""

    cast: Cast
    about: str
    kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.about.split("; "))

    def one_of(self, known: Any, default: Any = None) -> Any:
        """The state, or whatever ``known`` holds, that the line names."""
        return next((one for one in known if one.replace("_", " ") in self.words), default)

    def who(self, verb: str, asker: User) -> User:
        """The asker, where the line says that they did it."""
        return asker if f"{verb} the asker" in self.words else self.another

    @cached_property
    def another(self) -> User:
        return UserFactory.create()

    @cached_property
    def department(self) -> Department:
        if "another department" in self.words:
            return DepartmentFactory.create()
        found = self.cast.private_office.grants.get().department
        assert found is not None
        return found

    @cached_property
    def locality(self) -> Locality | None:
        """The cast's own, unless the line says that it is nowhere."""
        is_nowhere = self.words & {"nowhere", "whole plan", "national"}
        return None if is_nowhere else self.cast.own

    @cached_property
    def plan(self) -> BusinessPlan:
        return BusinessPlan(state=self.one_of(PlanState, PlanState.AGREED))

    @cached_property
    def period(self) -> ReportingPeriod:
        if "not added yet" in self.words:
            return ReportingPeriod()
        made = ReportingPeriodFactory.create(quarter=Quarter.parse("2013-14-q3"))
        if "with returns" in self.words:
            QuarterlyReturnFactory.create(period=made)
        return made

    @cached_property
    def quarterly_return(self) -> QuarterlyReturn:
        return QuarterlyReturn(locality=self.cast.own, state=self.one_of(ReturnState))

    @cached_property
    def objective_set(self) -> ObjectiveSet:
        state = self.one_of(SetState, SetState.DRAFT)
        is_public = state == SetState.PUBLISHED or "being amended" in self.words
        return ObjectiveSet(
            department=self.department, state=state, revision_number=int(is_public)
        )

    @cached_property
    def owner_post(self) -> Post | None:
        kind = next((kind for words, kind in POSTS.items() if words in self.words), None)
        if kind is None:
            return None
        has_locality = kind in (PostKind.COORDINATOR, PostKind.SRO)
        return PostFactory.create(
            kind=kind,
            locality=self.cast.own if has_locality else None,
            cluster=self.cast.own.cluster if kind == PostKind.ASSISTANT else None,
        )

    def action(self, asker: User) -> Action:
        is_nobodys = "owned by nobody" in self.words
        return Action(
            text="Write to the heads.",
            locality=self.locality,
            owner_post=self.owner_post,
            owner=None if self.owner_post or is_nobodys else self.who("owned by", asker),
        )

    def user(self, asker: User) -> User:
        """Whom it is about; the asker for what csplan asks of one person alone."""
        if "account closed" in self.words:
            asker = User(pk=asker.pk, is_active=False)
        return self.another if "somebody" in self.words else asker

    def on(self, asker: User) -> dt.date:
        if "before they begin" in self.words:
            return dt.date(2013, 3, 1)
        if "after their roles ended" in self.words:
            asker.grants.update(ends_on=dt.date(2013, 12, 31))
        return NOW.date()

    def proposal(self, asker: User) -> Proposal:
        about = asker if "about the asker" in self.words else self.another
        proposer = asker if "proposed by the asker" in self.words else self.cast.outsider
        return Proposal(kind=ProposalKind.CLOSE, user=about, proposed_by=proposer)

    def set_by(self, asker: User) -> ObjectiveSet:
        self.objective_set.submitted_by = self.who("submitted by", asker)
        return self.objective_set

    def review(self, asker: User) -> Review:
        return Review(
            objective_set=self.objective_set,
            reviewer=self.who("written by", asker),
            state=self.one_of(("draft", "shared", "completed"), "draft"),
        )

    def question(self, asker: User) -> Question:
        return Question(
            text="Why is it late?",
            locality=self.locality,
            asked_by=self.who("asked by", asker),
            state=self.one_of(QuestionState),
        )

    def pack(self, asker: User) -> Pack:
        """Of the kind and in the state that the line names, whole enough to be saved."""
        subject = next((s for s in SUBJECTS if s in self.words), "national")
        state = self.one_of(PackState, PackState.PROPOSED)
        pack = Pack(kind=SUBJECTS[subject], subject=subject, subject_name=subject, state=state)
        if pack.kind == PackKind.LOCALITY:
            pack.locality = self.cast.other if subject.startswith("another") else self.cast.own
        if pack.kind == PackKind.DEPARTMENT:
            pack.department = self.department
        if pack.kind == PackKind.OUTCOME:
            pack.outcome = self.outcome
        if state in AFTER_PROPOSAL:
            pack.proposed_by, pack.proposed_at = self.who("proposed by", asker), NOW
        return pack

    @cached_property
    def outcome(self) -> Outcome:
        return OutcomeFactory.create()

    def saving(self, asker: User) -> Saving:
        saving = Saving(pk=1, logged_by=self.who("claimed by", asker))
        changer = self.who("changed by", asker)
        record(action="saving.changed", target=saving, actor=changer, at=NOW, after={"what": ""})
        return saving


Maker = Callable[[Things, User], Any]

MAKERS: Final[Mapping[str, Maker]] = {
    "action": Things.action,
    "author_ids": lambda things, asker: frozenset({things.who("written by", asker).pk}),
    "item": lambda things, _: WorkItem(locality=things.locality),
    "locality": lambda things, _: things.locality,
    "objective_set": Things.set_by,
    "on": Things.on,
    "pack": Things.pack,
    "period": lambda things, _: things.period,
    "plan": lambda things, _: things.plan,
    "proposal": Things.proposal,
    "quarterly_return": lambda things, _: things.quarterly_return,
    "question": Things.question,
    "review": Things.review,
    "saving": Things.saving,
    "user": Things.user,
}
"""What a parameter of a permission function is given."""
