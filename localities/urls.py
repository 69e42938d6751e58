from django.urls import path

from csplan.registers.urls import register_urls
from localities import views
from localities.registers import coverage, departments, meetings, money, people, places

app_name = "localities"

urlpatterns = [
    path("", views.locality_list, name="locality-list"),
    path("funding/", views.funding_list, name="funding-list"),
    path("coverage/", views.coverage, name="coverage"),
    path("coverage/export.<str:kind>", views.coverage_export, name="coverage-export"),
    path(
        "steering-groups/<slug:slug>/", views.steering_group_detail, name="steering-group-detail"
    ),
    *register_urls(departments.DEPARTMENTS),
    *register_urls(places.CLUSTERS),
    *register_urls(places.LOCALITIES, prefix="all/"),
    *register_urls(places.MEMBERSHIPS),
    *register_urls(people.POSTS),
    *register_urls(people.HOLDERS),
    *register_urls(people.GROUPS),
    *register_urls(people.SEATS),
    *register_urls(meetings.MEETINGS),
    *register_urls(money.CONTRIBUTIONS),
    *register_urls(money.PAYMENTS),
    *register_urls(money.PLANNED),
    *register_urls(coverage.HEADCOUNTS),
    *register_urls(coverage.REPRESENTATION),
    path("<slug:slug>/", views.locality_detail, name="locality-detail"),
    path(
        "<slug:slug>/reorganise/", views.LocalityReorganise.as_view(), name="locality-reorganise"
    ),
]
