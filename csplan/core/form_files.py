"""Forms that take a file of rows or words."""

from csplan.core.forms import BaseForm
from csplan.core.tabular.limits import MOST_BYTES


class FileForm(BaseForm):
    """A form whose `file` may hold no more than what is read of one."""

    @property
    def is_too_large(self) -> bool:
        sent = self.files.get("file")
        return sent is not None and (sent.size or 0) > MOST_BYTES
