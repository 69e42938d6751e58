"""Addresses of the line of sight between objectives and plans."""

from django.urls import path

from csplan.registers.urls import register_urls_within
from programme.registers.sight import objective_links
from programme.views import sight

SIGHT = "line-of-sight/"

urlpatterns = [
    path(SIGHT, sight.SightIndexView.as_view(), name="line-of-sight"),
    path(
        f"{SIGHT}milestones/<id:pk>/", sight.MilestoneSightView.as_view(), name="milestone-sight"
    ),
    path(
        f"{SIGHT}<slug:slug>/<slug:reference>/",
        sight.ObjectiveSightView.as_view(),
        name="objective-sight",
    ),
    *register_urls_within(
        "plans/<slug:plan>/objective-links/", "objective-links", objective_links, removes=True
    ),
]
