"""Addresses of drafts; the pages they belong to are elsewhere."""

from django.urls import path

from csplan.drafts import views

urlpatterns = [
    path("", views.keep, name="draft-keep"),
    path("discard/", views.discard, name="draft-discard"),
]
