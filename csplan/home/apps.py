from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "csplan.home"
    label = "home"
