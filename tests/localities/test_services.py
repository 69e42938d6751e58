"""What happens to localities keeps the past as it was."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, models, transaction

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.models import AuditEvent
from csplan.core.errors import IncompleteError, NotPermittedError, RefusedError, WrongStateError
from csplan.registers.declaration import Register
from csplan.registers.services import end_record
from localities import selectors, services
from localities.choices import ChangeKind
from localities.models import (
    Headcount,
    Locality,
    LocalityChange,
    LocalityMembership,
    PostHolding,
    Representation,
)
from localities.registers.people import HOLDERS, POSTS
from localities.registers.places import CLUSTERS
from tests.conftest import NOW, Cast
from tests.factories import ClusterFactory, DepartmentFactory, LocalityFactory, PostFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2013, 10, 1)
BEFORE = dt.date(2013, 9, 30)


@pytest.fixture
def keeper(cast: Cast, actor_of: Callable[[User], Actor]) -> Actor:
    return actor_of(cast.administrator)


@pytest.fixture
def place() -> Locality:
    locality = LocalityFactory.create(name="Borders", starts_on=dt.date(2013, 4, 1))
    LocalityMembership.objects.create(
        locality=locality, cluster=locality.cluster, starts_on=dt.date(2013, 4, 1)
    )
    return locality


class TestMoveLocality:
    def test_keeps_the_cluster_of_the_time(self, place: Locality, keeper: Actor) -> None:
        old, new = place.cluster, ClusterFactory.create()
        department = DepartmentFactory.create()
        Headcount.objects.create(locality=place, department=department, people=10, year_start=2013)
        Representation.objects.create(
            locality=place, department=department, starts_on=dt.date(2013, 4, 1)
        )

        services.move_locality(
            locality=place, to=new, on=DAY, reason="Nearer", actor=keeper, at=NOW
        )

        place.refresh_from_db()
        assert place.cluster == new
        then = {line.cluster: line.people for line in selectors.coverage_on(on=BEFORE).clusters}
        now = {line.cluster: line.people for line in selectors.coverage_on(on=DAY).clusters}
        assert (then[old], then[new], now[old], now[new]) == (10, 0, 0, 10)
        event = AuditEvent.objects.get(action="locality.moved")
        assert event.before == {"cluster": old.name}

    @pytest.mark.parametrize(
        ("on", "error"),
        [(dt.date(2014, 1, 11), IncompleteError), (dt.date(2013, 4, 1), IncompleteError)],
    )
    def test_refuses_the_future_and_the_first_day(
        self, place: Locality, keeper: Actor, on: dt.date, error: type[RefusedError]
    ) -> None:
        with pytest.raises(error):
            services.move_locality(
                locality=place, to=ClusterFactory.create(), on=on, reason="x", actor=keeper, at=NOW
            )

        assert place.memberships.count() == 1

    def test_refuses_everybody_else(
        self, place: Locality, cast: Cast, actor_of: Callable[[User], Actor]
    ) -> None:
        with pytest.raises(NotPermittedError):
            services.close_locality(
                locality=place, on=DAY, reason="x", actor=actor_of(cast.head), at=NOW
            )


class TestMergeLocality:
    def test_ends_the_one_and_keeps_the_other(self, place: Locality, keeper: Actor) -> None:
        other = LocalityFactory.create()

        services.merge_locality(
            locality=place, into=other, on=DAY, reason="Small", actor=keeper, at=NOW
        )

        place.refresh_from_db()
        assert place.ends_on == BEFORE
        assert place.memberships.get().ends_on == BEFORE
        assert place in Locality.objects.in_force_on(BEFORE)
        assert place not in Locality.objects.in_force_on(DAY)
        assert LocalityChange.objects.get().other == other

    def test_refuses_one_that_has_ended(self, place: Locality, keeper: Actor) -> None:
        services.close_locality(locality=place, on=BEFORE, reason="x", actor=keeper, at=NOW)

        with pytest.raises(WrongStateError):
            services.merge_locality(
                locality=LocalityFactory.create(), into=place, on=DAY, reason="x", actor=keeper,
                at=NOW,
            )  # fmt: skip


class TestSplitLocality:
    def test_makes_a_locality_in_the_same_cluster(self, place: Locality, keeper: Actor) -> None:
        part = services.split_locality(
            locality=place, new_name="Islands", on=DAY, reason="Far", actor=keeper, at=NOW
        )

        assert (part.slug, part.starts_on, part.cluster) == ("islands", DAY, place.cluster)
        assert part.memberships.get().starts_on == DAY
        assert LocalityChange.objects.get().kind == ChangeKind.SPLIT

    def test_refuses_a_name_that_is_taken(self, place: Locality, keeper: Actor) -> None:
        with pytest.raises(IncompleteError):
            services.split_locality(
                locality=place, new_name="Borders", on=DAY, reason="x", actor=keeper, at=NOW
            )


class TestRenameLocality:
    def test_keeps_the_address_and_the_old_name(self, place: Locality, keeper: Actor) -> None:
        address = place.slug

        services.rename_locality(
            locality=place, new_name="Scottish Borders", on=DAY, reason="x", actor=keeper, at=NOW
        )

        place.refresh_from_db()
        assert (place.name, place.slug) == ("Scottish Borders", address)
        assert LocalityChange.objects.get().was_called == "Borders"


class TestConstraints:
    def test_a_locality_is_in_one_cluster_at_a_time(self, place: Locality) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            LocalityMembership.objects.create(locality=place, cluster=ClusterFactory.create())

    def test_a_headcount_has_one_place(self, place: Locality) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Headcount.objects.create(
                locality=place, cluster=place.cluster, people=1, year_start=2013
            )

    def test_a_department_is_represented_once(self, place: Locality) -> None:
        department = DepartmentFactory.create()
        Representation.objects.create(locality=place, department=department)

        with pytest.raises(IntegrityError), transaction.atomic():
            Representation.objects.create(locality=place, department=department)

    def test_a_merger_names_the_other(self, place: Locality) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            LocalityChange.objects.create(locality=place, kind="merged", on=DAY, reason="x")


class TestEnding:
    """Nothing ends under what still depends on it."""

    def end(self, register: Register, record: models.Model, keeper: Actor) -> None:
        end_record(register=register, record=record, ends_on=BEFORE, actor=keeper, at=NOW)

    def test_a_cluster_waits_for_its_localities(self, place: Locality, keeper: Actor) -> None:
        old = place.cluster
        with pytest.raises(IncompleteError, match="Move or close its localities first: Borders"):
            self.end(CLUSTERS, old, keeper)

        services.move_locality(
            locality=place, to=ClusterFactory.create(), on=DAY, reason="x", actor=keeper, at=NOW
        )
        self.end(CLUSTERS, old, keeper)

        old.refresh_from_db()
        assert old.ends_on == BEFORE

    def test_a_post_waits_for_its_holder(self, place: Locality, keeper: Actor) -> None:
        post = PostFactory.create(locality=place)
        held = PostHolding.objects.create(
            post=post, holder_name="A Person", starts_on=dt.date(2013, 4, 1)
        )
        with pytest.raises(IncompleteError, match="Give its holder a last day first: A Person"):
            self.end(POSTS, post, keeper)

        self.end(HOLDERS, held, keeper)
        self.end(POSTS, post, keeper)

        post.refresh_from_db()
        assert post.ends_on == BEFORE

    def test_a_department_that_has_closed_represents_nobody(self, place: Locality) -> None:
        department = DepartmentFactory.create(ends_on=BEFORE)
        Headcount.objects.create(locality=place, department=department, people=10, year_start=2013)
        Representation.objects.create(
            locality=place, department=department, starts_on=dt.date(2013, 4, 1)
        )

        found = [selectors.coverage_on(on=day).figure.represented for day in (BEFORE, DAY)]

        assert found == [10, 0]

    @pytest.mark.parametrize("what", ["department", "locality"])
    def test_counts_nobody_of_what_has_ended_and_says_so_for_a_year(
        self, place: Locality, what: str
    ) -> None:
        department = DepartmentFactory.create(name="Ministry of Works")
        Headcount.objects.create(
            locality=place, department=department, year_start=2013, people=10, as_at=BEFORE
        )
        ended = {"department": department, "locality": place}[what]
        ended.ends_on = BEFORE
        ended.save()

        last, first = (selectors.coverage_on(on=day) for day in (BEFORE, DAY))
        later = selectors.coverage_on(on=BEFORE + dt.timedelta(days=400))

        assert (last.figure.people, first.figure.people, later.figure.people) == (10, 0, 0)
        told = [" ".join(page.warnings).count("10 people") for page in (last, first, later)]
        assert told == [0, 1, 0]
        assert f"{ended} ended on" in " ".join(first.warnings)
