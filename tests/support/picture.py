"""A terminal's text as a picture, and the text that a picture shows."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

from rich.console import Console
from rich.text import Text

WIDTH = 112


def picture(output: str, title: str) -> str:
    """What a terminal shows of this output, colours too, as SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text.from_ansi(output), soft_wrap=False)
    return console.export_svg(title=title, unique_id="corscheck")


def shown(svg: str) -> list[str]:
    """The lines of text in a picture, without blanks at their ends."""
    lines: dict[int, list[tuple[float, str]]] = {}
    for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        if line := re.search(r"line-(\d+)\)", element.get("clip-path", "")):
            piece = (float(element.get("x", "0")), (element.text or "").replace("\xa0", " "))
            lines.setdefault(int(line[1]), []).append(piece)
    texts = [
        "".join(piece for _, piece in sorted(lines.get(number, ()))).rstrip()
        for number in range(max(lines) + 1)
    ]
    return "\n".join(texts).rstrip().split("\n")
