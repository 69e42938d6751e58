from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "csplan.audit"
    label = "audit"
