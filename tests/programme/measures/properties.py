"""How properties are tested: the same examples every time, however busy the machine is."""

from hypothesis import HealthCheck, settings

steady = settings(
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
