from django.urls import path

from csplan.registers.urls import register_urls
from localities import views
from localities.registers import departments

app_name = "localities"

urlpatterns = [
    path("", views.locality_list, name="locality-list"),
    path("funding/", views.funding_list, name="funding-list"),
    path(
        "steering-groups/<slug:slug>/", views.steering_group_detail, name="steering-group-detail"
    ),
    *register_urls(departments.DEPARTMENTS),
    path("<slug:slug>/", views.locality_detail, name="locality-detail"),
]
