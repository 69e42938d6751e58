from dataclasses import dataclass, field

import pytest

from csplan.core.context_processors import navigation

pytestmark = pytest.mark.urls("tests.core.front_end_urls")


@dataclass
class Person:
    roles: set[str] = field(default_factory=set)

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


class TestNavigation:
    def test_marks_the_section_that_holds_the_page(self) -> None:
        at_home = {item.label: item.is_current for item in navigation("/", Person())}
        elsewhere = {item.label: item.is_current for item in navigation("/other/", Person())}

        assert at_home["Home"]
        assert not elsewhere["Home"]

    def test_leaves_out_a_section_that_is_not_mapped(self) -> None:
        assert [item.label for item in navigation("/", Person())] == ["Home"]
