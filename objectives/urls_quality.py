"""Where the quality check answers."""

from django.urls import path

from objectives.views import quality

urlpatterns = [
    # Sets end in their year, so none is called this.
    path("office/quality-check/", quality.QualityOverviewView.as_view(), name="quality-overview"),
    path("office/<slug:slug>/quality/", quality.QualityView.as_view(), name="quality"),
]
