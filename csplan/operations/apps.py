from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "csplan.operations"
    label = "operations"
