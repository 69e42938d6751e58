"""One function for each thing that can be done to a pack.

Building itself is in ``reporting.services.builds``, which workers and commands alone import.
"""

from reporting.services.files import altered_files, packs_of_another_history, read_file
from reporting.services.publication import (
    propose_pack,
    publish_pack,
    refuse_turning_down,
    turn_down_pack,
    withdraw_pack,
)
from reporting.services.requests import request_pack
from reporting.services.sweeping import sweep_builds

__all__ = [
    "altered_files",
    "packs_of_another_history",
    "propose_pack",
    "publish_pack",
    "read_file",
    "refuse_turning_down",
    "request_pack",
    "sweep_builds",
    "turn_down_pack",
    "withdraw_pack",
]
