from django.urls import path

from localities import views

app_name = "localities"

urlpatterns = [
    path("", views.locality_list, name="locality-list"),
    path("funding/", views.funding_list, name="funding-list"),
    path(
        "steering-groups/<slug:slug>/", views.steering_group_detail, name="steering-group-detail"
    ),
    path("<slug:slug>/", views.locality_detail, name="locality-detail"),
]
