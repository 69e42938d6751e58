from django.apps import AppConfig

# Imported for its effect: tasks that the web process queues must find this application.
from csplan.celery import app as celery_app

__all__ = ["CsplanConfig", "celery_app"]


class CsplanConfig(AppConfig):
    """The composition root."""

    name = "csplan"
