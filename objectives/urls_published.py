"""Where published objectives answer, to anybody."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - "id" is registered there
from objectives.views.published import files, lists, schema, sets

FILE = "objectives.<str:kind>"
YEAR = "years/<slug:year>/"
DEPARTMENT = f"{YEAR}<slug:department>/"
SET = "<slug:slug>/"
REVISION = f"{SET}revisions/<id:number>/"

urlpatterns = [
    path("", lists.set_list, name="set-list"),
    path("schema/", schema.schema, name="schema"),
    path("schema/objectives.schema.json", schema.schema_file, name="schema-file"),
    path(YEAR, lists.year_detail, name="year-detail"),
    path(f"{YEAR}{FILE}", files.year_file, name="year-file"),
    path(DEPARTMENT, lists.department_detail, name="department-detail"),
    path(f"{DEPARTMENT}{FILE}", files.department_file, name="department-file"),
    path(SET, sets.set_detail, name="set-detail"),
    path(f"{SET}{FILE}", files.set_file, name="set-file"),
    path(f"{SET}history/", sets.set_history, name="amendments"),
    path(REVISION, sets.revision_detail, name="revision-detail"),
    path(f"{REVISION}{FILE}", files.revision_file, name="revision-file"),
]
"""Last of the objectives' addresses: a set's may be any word."""
