"""Finding the dates of a sentence, and leaving its quantities alone."""

import pytest

from csplan.core.worded import PlanDays, find_phrases
from csplan.demonstration.files import read as read_data

YEAR = PlanDays.of_year(2012)

# What is found in a sentence; a mention that does not say when stands in brackets.
SENTENCES = [
    ("8 City Deals agreed by July 2012. Second round well advanced by March 2013.",
     ["by July 2012", "by March 2013"]),
    ("Finance Bill completed by end July 2012. New regime in place by 1 April 2013.",
     ["by end July 2012", "by 1 April 2013"]),
    ("Initiatives, including the September 2012 package, fully underway by December 2012;",
     ["(September 2012)", "by December 2012"]),
    ("September package of planning reforms fully in place by end February 2013;",
     ["by end February 2013"]),
    ("First round of end of year reviews of Permanent Secretaries completed by May 2012;",
     ["by May 2012"]),
    ("Business Plan performance reviews at 6 and 12 months;", ["at 6 and 12 months"]),
    ("Quarterly ‘depth tests’ of staff;", ["Quarterly"]),
    ("Visit achieved on average every 2 weeks. Positive feedback;", ["on average every 2 weeks"]),
    ("Positive 360 feedback from Secretaries of State", []),
    ("Departments may agree 12 projects and march on with 2013 staff", []),
    ("Save £1.1m over 2012 homes, 3 of them in 40 towns", []),
    ("Budgets for 2012/13 settled", ["(2012/13)"]),
    ("Roll out (from May 2012), subject to Royal Assent.",
     ["from May 2012", "subject to Royal Assent"]),
    ("Agreed as agreed with the Treasury, reviewed monthly until June 2012",
     ["as agreed with the Treasury", "monthly until June 2012"]),
    ("Published in\nMay 2012 and in the autumn", ["(May 2012)", "in the autumn"]),
    ("Begun by May 2012 and by March 2013", ["by May 2012", "by March 2013"]),
    ("Reviewed in May and October 2012", ["in May and October 2012"]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_finds_the_dates_and_nothing_else(sentence: str, expected: list[str]) -> None:
    found = find_phrases(sentence, YEAR)

    words = [sentence[one.start : one.end] for one in found]
    assert [
        word if one.is_led else f"({word})" for word, one in zip(words, found, strict=True)
    ] == expected


def test_finds_every_phrase_that_was_transcribed_by_hand() -> None:
    for category in read_data("objectives")["categories"]:
        for milestone in category["milestones"]:
            led = [one for one in find_phrases(milestone["text"], YEAR) if one.is_led]
            assert [one.reading.phrase for one in led] == (
                [milestone["phrase"]] if "phrase" in milestone else []
            )
            assert all(one.reading.kind == milestone["kind"] for one in led)
