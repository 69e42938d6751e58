"""What machines that watch csplan ask it."""

from django.urls import path

from csplan.operations import views

urlpatterns = [path("metrics", views.metrics, name="metrics")]
