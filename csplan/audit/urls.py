"""Addresses of the history as a whole."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - registers "id"
from csplan.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="event-list"),
    path("export.csv", views.event_export, name="event-export"),
    path("chain.jsonl", views.chain_export, name="chain-export"),
    path("verifier.py", views.verifier_file, name="verifier"),
    path("check/", views.verify, name="verify"),
    path("<id:pk>/", views.event_detail, name="event-detail"),
]
