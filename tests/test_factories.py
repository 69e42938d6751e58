"""The cast and the stage hold what they say."""

from tests.conftest import Cast, Stage


def test_stage_is_valid(stage: Stage, cast: Cast) -> None:
    for row in (stage.own, stage.previous, stage.milestone_update, stage.measure_update):
        row.full_clean()
    assert stage.own.locality == cast.own
