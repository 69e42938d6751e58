from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "csplan.notices"
    label = "notices"
