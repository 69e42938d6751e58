"""Reads the words of a PDF by its fonts' maps to Unicode, in the order they were drawn."""

import re
from io import BytesIO
from typing import Any

import pikepdf


def text_of(data: bytes) -> str:
    """Every word on every page, one space between lines."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return " ".join(" ".join(_page_text(each) for each in pdf.pages).split())


def _page_text(each: pikepdf.Page) -> str:
    fonts = {name: _characters(font) for name, font in each.Resources.get("/Font", {}).items()}
    text: list[str] = []
    font = ""
    for instruction in pikepdf.parse_content_stream(each):
        operator = str(instruction.operator)
        if operator == "Tf":
            font = str(instruction.operands[0])
        elif operator == "TJ":
            text += _shown(instruction.operands[0], fonts[font])
        elif operator == "EMC":
            text.append(" ")
    return "".join(text)


def _shown(operand: Any, characters: dict[int, str]) -> list[str]:
    glyphs = b"".join(bytes(part) for part in operand if isinstance(part, pikepdf.String))
    pairs = range(0, len(glyphs), 2)
    return [characters.get(int.from_bytes(glyphs[i : i + 2]), "") for i in pairs]


def _characters(font: Any) -> dict[int, str]:
    found = re.findall(r"<(\w+)> <(\w+)>", font.ToUnicode.read_bytes().decode("ascii"))
    return {
        int(glyph, 16): bytes.fromhex(words).decode("utf-16-be")
        for glyph, words in found
        if len(words) % 4 == 0
    }
