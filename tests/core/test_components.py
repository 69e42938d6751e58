import datetime as dt
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.forms import formset_factory

from csplan.core import worded_moments
from csplan.core.components import (
    Crumb,
    HistoryEvent,
    PageLink,
    Pages,
    SummaryRow,
    Task,
    TextDifference,
)
from csplan.core.forms import BaseForm, NarrativeField
from csplan.core.periods import LONDON
from csplan.core.ratings import Rating
from csplan.core.templatetags import govuk
from tests.core.markup import parse, render, words

SCRIPT = "<script>alert(1)</script>"
FIVE_PM = dt.datetime(2014, 1, 10, 17, tzinfo=LONDON)


def component(name: str, **context: Any) -> Any:
    names = " ".join(f"{key}={key}" for key in context)
    return parse(render(f'{{% include "components/{name}.html" with {names} only %}}', context))


HOSTILE: dict[str, dict[str, Any]] = {
    "back_link": {"url": "/", "label": SCRIPT},
    "breadcrumbs": {"crumbs": [Crumb(SCRIPT, "/"), Crumb(SCRIPT)]},
    "comparison": {"differences": [TextDifference(SCRIPT, SCRIPT, SCRIPT)]},
    "conflict": {"differences": [TextDifference(SCRIPT, SCRIPT, SCRIPT)]},
    "details": {"summary": SCRIPT, "text": SCRIPT},
    "empty_state": {"title": SCRIPT, "text": SCRIPT, "url": "/", "action": SCRIPT},
    "history": {"events": [HistoryEvent(SCRIPT, FIVE_PM, SCRIPT, SCRIPT)]},
    "record_history": {"events": [HistoryEvent(SCRIPT, FIVE_PM, SCRIPT, SCRIPT)]},
    "inset_text": {"text": SCRIPT},
    "messages": {"messages": [Message(constants.SUCCESS, SCRIPT)]},
    "pagination": {"pages": Pages([PageLink(1, f'?q="{SCRIPT}')], label=SCRIPT)},
    "panel": {"title": SCRIPT, "text": SCRIPT},
    "summary_list": {"rows": [SummaryRow(SCRIPT, SCRIPT, "/", SCRIPT, SCRIPT)]},
    "task_list": {"tasks": [Task(SCRIPT, "/", SCRIPT, SCRIPT, "blue"), Task(SCRIPT)]},
    "warning_text": {"text": SCRIPT},
}


class TestEscaping:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_shows_words_literally(self, name: str) -> None:
        page = component(name, **HOSTILE[name])

        assert page.xpath("//script") == []
        assert "script" in words(page) or page.xpath("//@aria-label | //@href")

    @pytest.mark.parametrize(
        "markup",
        [
            govuk.status_tag(SCRIPT, SCRIPT),
            govuk.progress_bar(1, 2, SCRIPT),
            govuk.paragraphs(SCRIPT),
        ],
    )
    def test_shows_the_words_of_tags_literally(self, markup: str) -> None:
        assert parse(markup).xpath("//script") == []


class TestParagraphs:
    def test_lists_lines_that_begin_with_a_dash(self) -> None:
        page = parse(govuk.paragraphs("We offer:\n\n- value,\n- skills.\n\nTo all."))

        assert [node.text for node in page.xpath("//p")] == ["We offer:", "To all."]
        assert [node.text for node in page.xpath("//ul/li")] == ["value,", "skills."]


class TestRatingTag:
    @pytest.mark.parametrize("rating", list(Rating))
    def test_never_shows_colour_without_the_word(self, rating: Rating) -> None:
        assert rating.label in words(parse(govuk.rating_tag(rating.value)))

    def test_gives_each_rating_a_colour_and_a_mark_of_its_own(self) -> None:
        tags = [parse(govuk.rating_tag(rating))[0] for rating in [*Rating, ""]]

        assert len({tag.get("class") for tag in tags}) == len(tags)
        assert len({words(tag[0]) for tag in tags}) == len(tags)

    @pytest.mark.parametrize("rating", ["", None])
    def test_says_when_there_is_no_report(self, rating: str | None) -> None:
        tag = parse(govuk.rating_tag(rating))[0]

        assert "No report" in words(tag)
        assert "govuk-tag--grey" in tag.get("class").split()


class TestThreeRatings:
    def test_names_each_and_says_it_in_words(self) -> None:
        shown = words(parse(str(govuk.three_ratings("on_track", "off_track", "at_risk"))))
        for expected in ("Locality", "On track", "csplan", "Off track", "National team"):
            assert expected in shown

    def test_says_when_csplan_cannot_tell_and_leaves_out_who_said_nothing(self) -> None:
        shown = words(parse(str(govuk.three_ratings("on_track", ""))))
        assert "Cannot tell" in shown
        assert "National team" not in shown


class TestDates:
    def test_words_a_day(self) -> None:
        assert govuk.gov_date(dt.date(2014, 1, 3)) == "3 January 2014"
        assert govuk.gov_long_date(dt.date(2014, 1, 10)) == "Friday 10 January 2014"

    @pytest.mark.parametrize(
        ("hour", "minute", "expected"),
        [
            (17, 0, "5pm"),
            (9, 30, "9:30am"),
            (12, 0, "midday"),
            (0, 0, "midnight"),
            (0, 5, "12:05am"),
        ],
    )
    def test_words_a_time(self, hour: int, minute: int, expected: str) -> None:
        assert worded_moments.time_words(dt.time(hour, minute)) == expected

    def test_words_a_moment_in_london(self) -> None:
        summer = dt.datetime(2013, 6, 30, 23, 30, tzinfo=dt.UTC)

        assert govuk.gov_datetime(summer) == "Monday 1 July 2013 at 12:30am"
        assert govuk.gov_date(summer) == "1 July 2013"

    def test_words_nothing_as_nothing(self) -> None:
        assert govuk.gov_date(None) + govuk.gov_long_date(None) + govuk.gov_datetime(None) == ""


class TestTaskList:
    def test_describes_each_link_by_its_hint_and_status(self) -> None:
        page = component("task_list", tasks=[Task("Milestones", "/m/", "Due", "To do", "blue")])

        described = page.xpath("//a/@aria-describedby")[0].split()
        assert [words(page.get_element_by_id(each)) for each in described] == ["Due", "To do"]

    def test_shows_a_task_that_cannot_start_without_a_link(self) -> None:
        page = component("task_list", tasks=[Task("Submit", status="Cannot start yet")])

        assert page.xpath("//a") == []
        assert "Cannot start yet" in words(page)


class TestErrorSummary:
    def test_is_absent_when_all_is_well(self) -> None:
        assert govuk.error_summary(None) == ""

    def test_gathers_the_errors_of_forms_and_formsets(self) -> None:
        class Story(BaseForm):
            text = NarrativeField(label="Story")
            missing = {"text": "Enter the story"}

        formset = formset_factory(Story, extra=0, min_num=2, validate_min=True)(
            {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
        )
        lone = Story({}, prefix="lone")
        lone.add_error(None, "The parts do not agree")

        page = parse(govuk.error_summary(lone, formset))

        lines = [(link.get("href"), words(link)) for link in page.xpath("//a")]
        assert ("#id_lone-text", "The parts do not agree") in lines
        assert ("#id_lone-text", "Enter the story") in lines
        assert any(href == "#main-content" for href, _ in lines)


class TestProgressBar:
    def test_stays_within_its_bounds_and_says_it_in_words(self) -> None:
        page = parse(govuk.progress_bar(15, 12, "15 of 12 reported"))

        assert page.xpath("//progress/@value") == ["12"]
        assert words(page) == "15 of 12 reported"


class TestHistory:
    def test_gives_each_event_its_moment_and_person(self) -> None:
        page = component("history", events=[HistoryEvent("Sent back", FIVE_PM, "An SRO", "Why")])

        assert page.xpath("//time/@datetime") == ["2014-01-10T17:00:00+00:00"]
        assert words(page) == "Sent back Friday 10 January 2014 at 5pm, An SRO Why"
