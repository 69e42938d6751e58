"""What the business plan says of who, where and with what money."""

import pytest
from django.db.models import Sum

from csplan.core.models import Department, SourceDocument
from csplan.demonstration.plans import PublishedPlans
from localities.choices import Capacity, PostKind
from localities.models import (
    Cluster,
    FundingContribution,
    Headcount,
    Locality,
    Post,
    PostHolding,
    SteeringGroup,
    SteeringGroupSeat,
)

pytestmark = pytest.mark.usefixtures("plans")

FUNDERS = {
    "HMRC": "HM Revenue and Customs",
    "DWP": "Department for Work and Pensions",
    "MOD": "Ministry of Defence",
    "MOJ": "Ministry of Justice",
    "Home Office": "Home Office",
}
COORDINATORS = {
    "West Midlands": "Andrea James",
    "East Midlands": "Nick Tooley",
    "North West": "Kathie Bates",
    "Yorks & Humber": "Richard Armstrong",
    "North East": "Michèle Crawford",
    "East of England": "Ian Barton",
    "London/South East": "John Haskey",
    "South West": "Nita Murphy",
}
ASSISTANTS = {
    "North West and Midlands Cluster": ["Janice Smith"],
    "North East, Yorks & Humber Cluster": ["Paula Craggs"],
    "Southern Cluster": ["Liz Challand", "Donna Donaghey"],
}
LOCALITIES = {
    "North West and Midlands Cluster": ["West Midlands", "East Midlands", "North West"],
    "North East, Yorks & Humber Cluster": ["Yorks & Humber", "North East"],
    "Southern Cluster": ["East of England", "London/South East", "South West"],
}


class TestDocuments:
    def test_carry_the_acknowledgement_the_licence_asks_for(self) -> None:
        for document in SourceDocument.objects.all():
            assert document.attribution.startswith(
                "Contains public sector information licensed under the "
                "Open Government Licence v3.0."
            )
            assert document.title in document.attribution.replace(" (Sir Bob Kerslake)", "")
            assert document.publisher in document.attribution

    @pytest.mark.parametrize(
        "words",
        [
            (
                "approx 12.1 FTE comprising a head of CS Local, nine co-ordinators and three "
                "assistant co-ordinators"
            ),
            "eight localities with one co-ordinator each",
            "four assistant co-ordinators",
            "Appendices 1 (Performance Measures), 2 (Measuring Impact) and 3",
            "missing from the text",
            "“Sir Bob Kerlake”",
            "headed “Forward”",
            "“Performance Review 2012/13”",
        ],
    )
    def test_say_where_the_business_plan_contradicts_itself(self, words: str) -> None:
        notes = SourceDocument.objects.get(slug__startswith="civil-service-local").notes
        assert words in notes


class TestClusters:
    def test_are_three_with_the_published_headcounts(self) -> None:
        headcounts = Headcount.objects.values_list("cluster__name", "people", "year_start")
        assert set(headcounts) == {
            ("North West and Midlands Cluster", 109_960, 2013),
            ("North East, Yorks & Humber Cluster", 69_110, 2013),
            ("Southern Cluster", 193_690, 2013),
        }

    def test_have_372_760_civil_servants_in_all(self) -> None:
        assert Headcount.objects.aggregate(total=Sum("people"))["total"] == 372_760

    def test_hold_eight_localities_in_the_order_of_the_table(self) -> None:
        held = {
            cluster.name: [locality.name for locality in cluster.localities.all()]
            for cluster in Cluster.objects.all()
        }
        assert held == LOCALITIES
        assert list(held) == list(LOCALITIES)

    def test_have_the_assistants_the_table_names(self) -> None:
        held = {
            cluster.name: [
                holding.holder_name
                for post in cluster.posts.filter(kind=PostKind.ASSISTANT)
                for holding in post.holdings.all()
            ]
            for cluster in Cluster.objects.all()
        }
        assert held == ASSISTANTS


class TestPosts:
    def test_of_coordinators_are_held_as_the_table_says(self) -> None:
        held = PostHolding.objects.filter(post__kind=PostKind.COORDINATOR)
        assert dict(held.values_list("post__locality__name", "holder_name")) == COORDINATORS

    @pytest.mark.parametrize(
        ("kind", "holder"),
        [
            (PostKind.HEAD, "Leo Castledine"),
            (PostKind.NATIONAL_COORDINATOR, "Hazel Hetherington"),
            (PostKind.SRO, "Katherine Kerswell"),
        ],
    )
    def test_of_the_national_team_are_held_as_published(self, kind: PostKind, holder: str) -> None:
        post = Post.objects.get(kind=kind, locality=None, cluster=None)
        assert [holding.holder_name for holding in post.holdings.all()] == [holder]

    def test_of_local_sros_exist_without_a_name(self) -> None:
        posts = Post.objects.filter(kind=PostKind.SRO, locality__isnull=False)
        assert posts.count() == len(COORDINATORS)
        assert not PostHolding.objects.filter(post__in=posts).exists()

    def test_are_held_by_fourteen_people_and_the_programmes_sro(self) -> None:
        assert PostHolding.objects.values("holder_name").distinct().count() == 14 + 1


class TestFunding:
    def test_comes_from_five_departments_with_their_full_names(self) -> None:
        funders = Department.objects.filter(contributions__year_start=2013)
        assert {one.short_name: one.name for one in funders} == FUNDERS

    def test_is_220_000_pounds_each_in_pence(self) -> None:
        amounts = FundingContribution.objects.values_list("amount_pence", flat=True)
        assert list(amounts) == [22_000_000] * 5

    def test_is_1_1_million_pounds_in_all(self) -> None:
        total = FundingContribution.objects.aggregate(total=Sum("amount_pence"))["total"]
        assert total == 110_000_000


class TestSteeringGroups:
    def test_national_group_is_chaired_by_katherine_kerswell(self) -> None:
        chair = SteeringGroupSeat.objects.get(
            group__slug="national-steering-group", capacity=Capacity.CHAIR
        )
        assert chair.holder.startswith("Katherine Kerswell")

    def test_national_group_has_the_published_capacities(self) -> None:
        group = SteeringGroup.objects.get(slug="national-steering-group")
        seats = group.seats.exclude(capacity=Capacity.CHAIR)
        assert list(seats.values_list("capacity", "holder")) == [
            *((Capacity.FUNDING_DEPARTMENT, abbreviation) for abbreviation in FUNDERS),
            (Capacity.MEMBER, "Cabinet Office"),
            (Capacity.LOCALITY_SRO, "SROs from localities"),
            (Capacity.MEMBER, "Civil Service HR"),
            (Capacity.MEMBER, "Government Property Unit (GPU)"),
            (Capacity.SMALLER_DEPARTMENTS, "A nominee representing the smaller departments"),
        ]

    def test_each_locality_has_one_with_officials_and_unions(self) -> None:
        for locality in Locality.objects.all():
            capacities = locality.steering_group.seats.values_list("capacity", flat=True)
            assert list(capacities) == [
                Capacity.CHAIR,
                Capacity.SENIOR_OFFICIALS,
                Capacity.UNION,
            ]


class TestProvenance:
    @pytest.mark.parametrize(
        "model",
        [
            Cluster,
            Locality,
            Headcount,
            Post,
            SteeringGroup,
            SteeringGroupSeat,
            FundingContribution,
        ],
    )
    def test_every_record_has_its_document_section_and_words(
        self, model: type[Cluster], plans: PublishedPlans
    ) -> None:
        rows = model.objects.all()
        assert rows.exists()
        for row in rows:
            assert row.source == plans.business_plan.source
            assert row.source_section
            assert row.source_words
            assert not row.is_illustrative
