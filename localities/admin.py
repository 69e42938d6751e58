"""Administration of localities, posts, steering groups and money."""

from django.contrib import admin

from csplan.audit.admin import AuditedAdmin
from csplan.core.models import Department
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


@admin.register(Department)
class DepartmentAdmin(AuditedAdmin):
    list_display = ["name", "abbreviation"]
    search_fields = ["name", "abbreviation"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Cluster)
class ClusterAdmin(AuditedAdmin):
    list_display = ["name", "order"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Locality)
class LocalityAdmin(AuditedAdmin):
    list_display = ["name", "cluster", "order"]
    list_filter = ["cluster"]
    list_select_related = ["cluster"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Headcount)
class HeadcountAdmin(AuditedAdmin):
    list_display = ["cluster", "year_start", "people"]
    list_select_related = ["cluster"]


@admin.register(Post)
class PostAdmin(AuditedAdmin):
    list_display = ["kind", "locality", "cluster"]
    list_filter = ["kind"]
    list_select_related = ["locality", "cluster"]


@admin.register(PostHolding)
class PostHoldingAdmin(AuditedAdmin):
    list_display = ["holder_name", "post", "starts_on", "ends_on"]
    list_select_related = ["post__locality", "post__cluster"]
    search_fields = ["holder_name"]


@admin.register(SteeringGroup)
class SteeringGroupAdmin(AuditedAdmin):
    list_display = ["name", "locality"]
    list_select_related = ["locality"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(SteeringGroupSeat)
class SteeringGroupSeatAdmin(AuditedAdmin):
    list_display = ["holder", "capacity", "group", "department"]
    list_filter = ["group"]
    list_select_related = ["group", "department"]
    search_fields = ["holder"]


@admin.register(FundingContribution)
class FundingContributionAdmin(AuditedAdmin):
    list_display = ["department", "year_start", "amount_pence"]
    list_filter = ["year_start"]
    list_select_related = ["department"]
