"""What is said only of some ratings, in the pack; and packs frozen before it was asked."""

from typing import Any

from reporting.document.pages import render_html
from tests.reporting.packs import pack

ASKED = {
    "risk": "The lead may not be named.",
    "path_to_green": "The chair asks again.",
    "date_change_reason": "The board meets in February.",
    "evidence": "The attendance sheet.",
}


def asked_pack() -> dict[str, Any]:
    """One milestone of each rating that asks for more, each with everything that is asked."""
    snapshot = pack(localities=1, milestones_each=3, measures=1, silent=())
    for milestone, rating in zip(
        snapshot["milestones"], ("at_risk", "off_track", "complete"), strict=True
    ):
        report = milestone["reports"][-1]
        report |= {"rating": rating, "narrative": "It is under way.", **ASKED}
        if rating == "complete":
            report |= {"completed_on": report["forecast_on"] or report["completed_on"]}
    return snapshot


def test_shows_the_risk_the_change_of_date_and_the_evidence() -> None:
    html = render_html(asked_pack())

    for words in (*ASKED.values(), "Why the date changes", "Evidence: "):
        assert words in html, words


def test_reads_a_pack_frozen_before_they_were_asked() -> None:
    snapshot = asked_pack()
    for milestone in snapshot["milestones"]:
        for name in ("risk", "date_change_reason", "evidence"):
            for report in milestone["reports"]:
                report.pop(name, None)
    html = render_html(snapshot)

    assert ASKED["path_to_green"] in html
    assert ASKED["risk"] not in html
    assert "Why the date changes" not in html
