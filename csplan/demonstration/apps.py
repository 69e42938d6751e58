from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "csplan.demonstration"
    label = "demonstration"
