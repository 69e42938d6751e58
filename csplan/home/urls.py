from django.urls import path

from csplan.home import views

urlpatterns = [path("", views.home, name="home")]
