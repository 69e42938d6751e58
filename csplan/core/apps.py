from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "csplan.core"
    label = "core"
