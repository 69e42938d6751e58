"""A task works under the identifier of the request that asked for it."""

from types import SimpleNamespace
from typing import Any

from csplan.celery import forget_request_id, send_request_id, take_request_id
from csplan.core.request_ids import current_request_id


class TestRequestId:
    def test_goes_with_the_message_and_is_taken_from_it(self) -> None:
        headers: dict[str, Any] = {}
        token = current_request_id.set("request-0001")
        send_request_id(headers=headers)
        current_request_id.reset(token)

        task: Any = SimpleNamespace(request=SimpleNamespace(**headers))
        take_request_id(task=task, task_id="task-1")
        during = current_request_id.get()
        forget_request_id()

        assert (during, current_request_id.get()) == ("request-0001", "")

    def test_is_the_tasks_own_when_nobody_asked(self) -> None:
        task: Any = SimpleNamespace(request=SimpleNamespace())
        take_request_id(task=task, task_id="task-1")
        during = current_request_id.get()
        forget_request_id()

        assert during == "task-1"
