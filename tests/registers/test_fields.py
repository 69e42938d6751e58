"""What people type for a time of day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from csplan.registers.fields import TimeOfDayField


class TestTimeOfDayField:
    @pytest.mark.parametrize(
        ("typed", "hour", "minute"),
        [
            ("10:30am", 10, 30),
            ("2pm", 14, 0),
            ("2.15 pm", 14, 15),
            ("14:00", 14, 0),
            ("Midday", 12, 0),
            ("midnight", 0, 0),
        ],
    )
    def test_understands_what_people_write(self, typed: str, hour: int, minute: int) -> None:
        field = TimeOfDayField(required=False)
        time = dt.time(hour, minute)
        assert field.clean(typed) == time
        assert field.clean(field.words(time)) == time
        assert not field.has_changed(time, typed)

    @pytest.mark.parametrize("typed", ["soon", "25:00", "10:75", "13pm"])
    def test_refuses_what_is_no_time(self, typed: str) -> None:
        with pytest.raises(ValidationError, match="Enter a time"):
            TimeOfDayField(required=False).clean(typed)

    def test_may_be_empty(self) -> None:
        assert TimeOfDayField(required=False).clean("") is None
