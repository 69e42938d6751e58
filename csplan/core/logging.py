"""Ties each line of the log to the request it was written for."""

import logging

from csplan.core.request_ids import current_request_id


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to every record, None outside a request. It never drops one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "request_id", None) is None:
            record.request_id = current_request_id.get() or None
        return True
