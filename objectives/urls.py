from django.urls import path

from objectives import views

app_name = "objectives"

urlpatterns = [
    path("", views.set_list, name="set-list"),
    path("<slug:slug>/", views.set_detail, name="set-detail"),
]
