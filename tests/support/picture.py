"""The text that a picture of a terminal shows."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET


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
