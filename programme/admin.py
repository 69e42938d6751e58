"""Administration of what plans are transcribed from."""

from django.contrib import admin

from csplan.audit.admin import AuditedAdmin
from csplan.core.models import SourceDocument


@admin.register(SourceDocument)
class SourceDocumentAdmin(AuditedAdmin):
    list_display = ["title", "publisher"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
