"""How a section of the task list stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionState:
    """A state in words, and the colour of its tag, which never says more than the words."""

    words: str
    colour: str


NOT_STARTED = SectionState("Not started", "grey")
IN_PROGRESS = SectionState("In progress", "blue")
COMPLETE = SectionState("Complete", "green")
NEEDS_ATTENTION = SectionState("Needs attention", "orange")


def section_state(answered: int, total: int, *, is_troubled: bool) -> SectionState:
    """``is_troubled`` when an answer of the section was sent back and not saved since."""
    if is_troubled:
        return NEEDS_ATTENTION
    if answered == total:
        return COMPLETE
    return IN_PROGRESS if answered else NOT_STARTED


def logged_words(*, events: int, savings: int, case_studies: int) -> str:
    """ "2 events, 1 saving and 3 case studies logged", or that nothing is."""
    if not events + savings + case_studies:
        return "Nothing logged yet"
    event = f"{events} event{'' if events == 1 else 's'}"
    saving = f"{savings} saving{'' if savings == 1 else 's'}"
    study = f"{case_studies} case {'study' if case_studies == 1 else 'studies'}"
    return f"{event}, {saving} and {study} logged"
