"""Makes one valid row of each table. Nothing random: a sequence number where names must differ."""

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.core.models import Department, ReportingPeriod, SourceDocument
from csplan.core.periods import LONDON, Quarter
from csplan.core.worded_dates import DateKind, DatePrecision
from localities.choices import PaymentKind, PostKind
from localities.models import (
    Cluster,
    FundingContribution,
    Headcount,
    Locality,
    Meeting,
    Payment,
    Post,
    SteeringGroup,
)
from objectives.choices import SetState
from objectives.models import Category, Objective, ObjectiveSet, SetRevision
from objectives.services.sets import publish_transcribed
from programme.choices import Accumulation, PlanState, Unit
from programme.models import (
    BusinessPlan,
    Measure,
    MeasureUpdate,
    Milestone,
    MilestoneUpdate,
    Offer,
    Outcome,
    PlannedValue,
    QuarterlyReturn,
    WorkItem,
)

PUBLISHED_AT = dt.datetime(2012, 12, 18, 9, 30, tzinfo=LONDON)
"""When sets are published that do not say."""

PASSWORD = "a-password-for-the-tests"


def place(number: int) -> int:
    """A place in an order, beyond the few that tests give by hand."""
    return number + 100


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Post holder {n}")
    email = factory.Sequence(lambda n: f"post-{n}@csplan.example")
    password = factory.django.Password(PASSWORD)


class DepartmentFactory(DjangoModelFactory[Department]):
    class Meta:
        model = Department

    slug = factory.Sequence(lambda n: f"department-{n}")
    name = factory.Sequence(lambda n: f"Department {n}")


class SourceDocumentFactory(DjangoModelFactory[SourceDocument]):
    class Meta:
        model = SourceDocument

    slug = factory.Sequence(lambda n: f"document-{n}")
    title = factory.Sequence(lambda n: f"Document {n}")
    publisher = "Cabinet Office"
    attribution = (
        "Contains public sector information licensed under the Open Government Licence v3.0."
    )


class ReportingPeriodFactory(DjangoModelFactory[ReportingPeriod]):
    """Quarter 3 2013/14 unless another ``quarter`` is given: open on 10 January 2014."""

    class Meta:
        model = ReportingPeriod

    class Params:
        quarter = Quarter.parse("2013-14-q3")

    starts_on = factory.LazyAttribute(lambda o: o.quarter.starts_on)
    opens_at = factory.LazyAttribute(lambda o: o.quarter.ends_at)
    due_at = factory.LazyAttribute(lambda o: o.quarter.ends_at + dt.timedelta(days=16, hours=17))
    closes_at = factory.LazyAttribute(lambda o: o.quarter.ends_at + dt.timedelta(days=24))


class ClusterFactory(DjangoModelFactory[Cluster]):
    class Meta:
        model = Cluster

    slug = factory.Sequence(lambda n: f"cluster-{n}")
    name = factory.Sequence(lambda n: f"Cluster {n}")
    order = factory.Sequence(place)


class LocalityFactory(DjangoModelFactory[Locality]):
    class Meta:
        model = Locality

    slug = factory.Sequence(lambda n: f"locality-{n}")
    name = factory.Sequence(lambda n: f"Locality {n}")
    cluster = factory.SubFactory(ClusterFactory)
    order = factory.Sequence(place)


class HeadcountFactory(DjangoModelFactory[Headcount]):
    class Meta:
        model = Headcount

    cluster = factory.SubFactory(ClusterFactory)
    people = 1_000
    year_start = 2013


class SteeringGroupFactory(DjangoModelFactory[SteeringGroup]):
    """A national group."""

    class Meta:
        model = SteeringGroup

    slug = factory.Sequence(lambda n: f"group-{n}")
    name = factory.Sequence(lambda n: f"Steering group {n}")


class MeetingFactory(DjangoModelFactory[Meeting]):
    class Meta:
        model = Meeting

    group = factory.SubFactory(SteeringGroupFactory)
    day = dt.date(2014, 2, 7)


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    kind = PostKind.COORDINATOR
    locality = factory.SubFactory(LocalityFactory)


class FundingContributionFactory(DjangoModelFactory[FundingContribution]):
    class Meta:
        model = FundingContribution

    department = factory.SubFactory(DepartmentFactory)
    year_start = 2013
    amount_pence = 22_000_000


class PaymentFactory(DjangoModelFactory[Payment]):
    class Meta:
        model = Payment

    contribution = factory.SubFactory(FundingContributionFactory)
    kind = PaymentKind.INVOICED
    amount_pence = 11_000_000
    paid_on = dt.date(2013, 5, 1)


class RoleGrantFactory(DjangoModelFactory[RoleGrant]):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.NATIONAL_TEAM
    starts_on = dt.date(2013, 4, 1)


class ObjectiveSetFactory(DjangoModelFactory[ObjectiveSet]):
    """A draft. With ``state=PUBLISHED``, its revision 1 is frozen as it is made, without items;
    ``publish_set`` freezes a set once it has some.
    """

    class Meta:
        model = ObjectiveSet

    slug = factory.Sequence(lambda n: f"set-{n}")
    holder_name = factory.Sequence(lambda n: f"Holder {n}")
    post_title = "Permanent Secretary"
    department = factory.SubFactory(DepartmentFactory)
    year_start = 2012
    state = SetState.DRAFT

    @classmethod
    def _create(cls, model_class: type[ObjectiveSet], *args: Any, **values: Any) -> ObjectiveSet:
        is_published = values.get("state") == SetState.PUBLISHED
        if is_published:
            values["state"] = SetState.DRAFT
        made = super()._create(model_class, *args, **values)
        if is_published:
            publish_set(made)
        return made


def publish_set(objective_set: ObjectiveSet) -> SetRevision:
    """Freeze the set's first revision, as for one that was published elsewhere."""
    day = objective_set.year.starts_on
    return publish_transcribed(objective_set=objective_set, effective_on=day, at=PUBLISHED_AT)


class CategoryFactory(DjangoModelFactory[Category]):
    class Meta:
        model = Category

    objective_set = factory.SubFactory(ObjectiveSetFactory)
    reference = factory.Sequence(lambda n: f"C{n}")
    order = factory.Sequence(place)
    title = factory.Sequence(lambda n: f"Category {n}")


class ObjectiveFactory(DjangoModelFactory[Objective]):
    class Meta:
        model = Objective

    category = factory.SubFactory(CategoryFactory)
    reference = factory.Sequence(lambda n: f"O{n}")
    order = factory.Sequence(place)
    text = factory.Sequence(lambda n: f"Objective {n}")


class BusinessPlanFactory(DjangoModelFactory[BusinessPlan]):
    class Meta:
        model = BusinessPlan

    slug = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.Sequence(lambda n: f"Business plan {n}")
    first_year = 2013
    last_year = 2013
    state = PlanState.AGREED


class OutcomeFactory(DjangoModelFactory[Outcome]):
    class Meta:
        model = Outcome

    plan = factory.SubFactory(BusinessPlanFactory)
    order = factory.Sequence(place)
    title = factory.Sequence(lambda n: f"Outcome {n}")
    text = factory.LazyAttribute(lambda o: f"What {o.title.lower()} promises.")


class OfferFactory(DjangoModelFactory[Offer]):
    class Meta:
        model = Offer

    plan = factory.SubFactory(BusinessPlanFactory)
    order = factory.Sequence(place)
    text = factory.Sequence(lambda n: f"Offer {n}")


class WorkItemFactory(DjangoModelFactory[WorkItem]):
    """A national item unless a locality is given."""

    class Meta:
        model = WorkItem

    outcome = factory.SubFactory(OutcomeFactory)
    order = factory.Sequence(place)
    text = factory.Sequence(lambda n: f"Work item {n}")


class MilestoneFactory(DjangoModelFactory[Milestone]):
    """Due by the end of December 2013, inside Quarter 3."""

    class Meta:
        model = Milestone

    locality = factory.SubFactory(LocalityFactory)
    work_item = factory.SubFactory(WorkItemFactory, locality=factory.SelfAttribute("..locality"))
    order = factory.Sequence(place)
    title = factory.Sequence(lambda n: f"Milestone {n}")
    date_phrase = "by end December 2013"
    date_kind = DateKind.BY_END
    date_earliest = dt.date(2013, 12, 1)
    date_latest = dt.date(2013, 12, 31)
    date_precision = DatePrecision.MONTH
    baseline_on = dt.date(2013, 12, 31)


class MeasureFactory(DjangoModelFactory[Measure]):
    class Meta:
        model = Measure

    outcome = factory.SubFactory(OutcomeFactory)
    order = factory.Sequence(place)
    title = factory.Sequence(lambda n: f"Measure {n}")
    unit = Unit.EVENTS
    accumulation = Accumulation.SUM
    target = Decimal(100)


class PlannedValueFactory(DjangoModelFactory[PlannedValue]):
    class Meta:
        model = PlannedValue

    measure = factory.SubFactory(MeasureFactory)
    locality = factory.SubFactory(LocalityFactory)
    period = factory.SubFactory(ReportingPeriodFactory)
    value = Decimal(10)


class QuarterlyReturnFactory(DjangoModelFactory[QuarterlyReturn]):
    """An open return with nothing in it."""

    class Meta:
        model = QuarterlyReturn

    period = factory.SubFactory(ReportingPeriodFactory)
    locality = factory.SubFactory(LocalityFactory)
    closes_at = factory.SelfAttribute("period.closes_at")


class MilestoneUpdateFactory(DjangoModelFactory[MilestoneUpdate]):
    """Nothing reported yet."""

    class Meta:
        model = MilestoneUpdate

    quarterly_return = factory.SubFactory(QuarterlyReturnFactory)
    milestone = factory.SubFactory(
        MilestoneFactory, locality=factory.SelfAttribute("..quarterly_return.locality")
    )


class MeasureUpdateFactory(DjangoModelFactory[MeasureUpdate]):
    """Nothing reported yet."""

    class Meta:
        model = MeasureUpdate

    quarterly_return = factory.SubFactory(QuarterlyReturnFactory)
    measure = factory.SubFactory(MeasureFactory)


def grant(role: Role, **scope: Any) -> User:
    """A user who holds ``role`` since 1 April 2013, in the scope given, if any."""
    held = RoleGrantFactory.create(role=role, **scope)
    return held.user


def holding(role: Role, **scope: Any) -> RoleGrant:
    """The same, with neither the user nor the grant written yet."""
    return RoleGrantFactory.build(role=role, **scope)
