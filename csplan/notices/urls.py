"""The address of the page on which people choose their e-mails."""

from django.urls import path

from csplan.notices import views

urlpatterns = [path("", views.EmailsView.as_view(), name="emails")]
