"""The Celery application: its settings are Django's, its tasks are the apps'."""

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from csplan.core import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csplan.settings.embedded")

broker.use()
app = Celery("csplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**_: object) -> None:
    """Keep Celery from setting up logging of its own, which would quote task arguments."""
    logging.config.dictConfig(settings.LOGGING)
