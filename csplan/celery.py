"""The Celery application: its settings are Django's, its tasks are the apps'."""

import logging.config
import os
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from django.conf import settings

from csplan.core import broker
from csplan.core.request_ids import current_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csplan.settings.embedded")

broker.use()
app = Celery("csplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**_: object) -> None:
    """Keep Celery from setting up logging of its own, which would quote task arguments."""
    logging.config.dictConfig(settings.LOGGING)


REQUEST_ID = "request_id"


@before_task_publish.connect
def send_request_id(headers: dict[str, Any], **_: object) -> None:
    """Let a task say in its log lines and events for which request it works."""
    headers[REQUEST_ID] = current_request_id.get()


@task_prerun.connect
def take_request_id(task: "Task[Any, Any]", task_id: str, **_: object) -> None:
    """Name what follows after the request that asked for it, or else after the task itself."""
    current_request_id.set(getattr(task.request, REQUEST_ID, "") or task_id)


@task_postrun.connect
def forget_request_id(**_: object) -> None:
    current_request_id.set("")
