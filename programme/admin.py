"""Administration of what plans are transcribed from, and of local work and measures."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from csplan.audit.admin import AuditedAdmin
from csplan.core.models import SourceDocument
from programme.models import (
    Measure,
    Milestone,
    PlannedValue,
    WorkItem,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOURCE: tuple["StrOrPromise | None", Any] = (
    "Where it comes from",
    {
        "fields": ["source", "source_section", "source_words", "is_illustrative"],
        "classes": ["collapse"],
    },
)


@admin.register(SourceDocument)
class SourceDocumentAdmin(AuditedAdmin):
    list_display = ["title", "publisher"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(WorkItem)
class WorkItemAdmin(AuditedAdmin):
    list_display = ["text", "outcome", "locality", "stage"]
    list_filter = ["outcome", "locality", "stage"]
    list_select_related = ["outcome", "locality"]
    search_fields = ["text"]
    autocomplete_fields = ["serves"]
    fieldsets = [
        (None, {"fields": ["outcome", "locality", "serves", "order", "text", "stage"]}),
        SOURCE,
    ]


@admin.register(Milestone)
class MilestoneAdmin(AuditedAdmin):
    """A milestone is asked about in every quarter opened after it was added."""

    list_display = ["title", "locality", "date_phrase", "baseline_on"]
    list_filter = ["locality", "work_item__outcome"]
    list_select_related = ["locality"]
    search_fields = ["title"]
    autocomplete_fields = ["work_item"]
    fieldsets = [
        (None, {"fields": ["work_item", "locality", "order", "title"]}),
        (
            "When",
            {
                "fields": [
                    "date_phrase",
                    "date_kind",
                    "date_earliest",
                    "date_latest",
                    "date_precision",
                    "baseline_on",
                ]
            },
        ),
        SOURCE,
    ]


@admin.register(Measure)
class MeasureAdmin(AuditedAdmin):
    list_display = ["title", "outcome", "unit", "baseline", "target"]
    list_filter = ["outcome__plan"]
    list_select_related = ["outcome"]
    search_fields = ["title"]
    fieldsets = [
        (None, {"fields": ["outcome", "order", "title", "definition"]}),
        ("Figures", {"fields": ["unit", "direction", "accumulation", "baseline", "target"]}),
        SOURCE,
    ]


@admin.register(PlannedValue)
class PlannedValueAdmin(AuditedAdmin):
    list_display = ["measure", "locality", "period", "value"]
    list_filter = ["locality", "measure__outcome"]
    list_select_related = ["measure", "locality", "period"]
