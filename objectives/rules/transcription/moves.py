"""What a person says of where lines go, from one look at the page to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from objectives.choices_transcription import Place
from objectives.rules.transcription.files import lines_of_file
from objectives.rules.transcription.lines import Line, code_of, moved


@dataclass(frozen=True)
class Moves:
    """``places`` are where the page has each line, by number, as ``code_of`` says it.

    ``headings`` are the lines that somebody made headings, or made none, before that page was
    drawn: its other lines stood where csplan put them after that, unless somebody moved them.
    """

    places: Mapping[int, str] = field(default_factory=dict)
    headings: Mapping[int, bool] = field(default_factory=dict)

    @classmethod
    def parse(cls, places: Mapping[int, str], headings: str) -> "Moves":
        """From what a page carries along: "12,-31" for a heading and for one that is none."""
        numbers = [text for text in headings.split(",") if _is_number(text)]
        return cls(places, {abs(int(text)): not text.startswith("-") for text in numbers})

    @property
    def carried(self) -> str:
        """The headings, for the page to carry along."""
        return ",".join(str(number if is_one else -number)
                        for number, is_one in self.headings.items())  # fmt: skip


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 5


def transcript(
    name: str, data: bytes, moves: Moves, *, known: Sequence[str] = ()
) -> tuple[tuple[Line, ...], Moves]:
    """The lines of a file where a person put them, and the moves as the next page has them.

    What stands below a line that is made a heading, or made none, follows unless it was moved.
    Raises TranscriptError as ``lines_of_file`` does.
    """
    before = lines_of_file(name, data, known=known, headings=moves.headings)
    said = {
        line.number: moves.places[line.number]
        for line in before
        if moves.places.get(line.number, code_of(line)) != code_of(line)
    }
    headings = {**moves.headings, **_headings(before, said)}
    after = lines_of_file(name, data, known=known, headings=headings)
    return moved(after, said), Moves(moves.places, headings)


def _headings(lines: Sequence[Line], said: Mapping[int, str]) -> dict[int, bool]:
    return {
        line.number: said[line.number] == Place.CATEGORY
        for line in lines
        if line.number in said and Place.CATEGORY in (line.place, said[line.number])
    }
