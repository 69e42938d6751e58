from dataclasses import dataclass, field

import pytest

from csplan.core.context_processors import navigation

LABELS = ["Home", "Returns", "Plans", "Localities", "Objectives", "Packs"]


@dataclass
class Person:
    roles: set[str] = field(default_factory=set)

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


def current(path: str) -> list[str]:
    return [item.label for item in navigation(path, Person({"administrator"})) if item.is_current]


class TestNavigation:
    def test_leads_to_every_section(self) -> None:
        assert [item.label for item in navigation("/", Person())] == LABELS

    def test_shows_people_to_administrators_only(self) -> None:
        shown = [item.label for item in navigation("/", Person({"administrator"}))]

        assert shown == [*LABELS, "People", "History"]

    def test_shows_delivery_and_risks_to_those_who_may_read_them(self) -> None:
        shown = [item.label for item in navigation("/", Person({"coordinator"}))]

        assert shown == ["Home", "Returns", "Delivery", "Risks", *LABELS[2:]]

    @pytest.mark.parametrize(
        ("role", "url"),
        [("private_office", "/objectives/office/"), ("coordinator", "/objectives/")],
    )
    def test_leads_to_the_objectives_one_works_on(self, role: str, url: str) -> None:
        (item,) = (each for each in navigation("/", Person({role})) if each.label == "Objectives")

        assert item.url == url

    def test_marks_the_one_section_that_holds_the_page(self) -> None:
        for item in navigation("/", Person({"administrator"})):
            assert current(item.url) == [item.label]
            if item.url != "/":
                assert current(f"{item.url}deeper/") == [item.label]

    def test_counts_the_views_of_a_quarter_among_the_returns(self) -> None:
        assert current("/programme/quarters/2013-14-q3/ratings/") == ["Returns"]

    @pytest.mark.parametrize("path", ["questions/2/", "meetings/3/", "decisions/", "actions/4/"])
    def test_counts_what_the_steering_group_asks_among_the_packs(self, path: str) -> None:
        assert current(f"/programme/{path}") == ["Packs"]

    def test_marks_none_elsewhere(self) -> None:
        assert current("/privacy/") == []
