"""Paths as people and pipelines call them; colours."""

from __future__ import annotations

import pytest

from corscheck.report.context import _SGR, Context, relative, rule_url


@pytest.mark.parametrize(
    ("path", "directory", "shown"),
    [
        ("/work/a.conf", "/work", "a.conf"),
        ("/work/a.conf", "/work/", "a.conf"),
        ("/workshop/a.conf", "/work", "/workshop/a.conf"),
        ("/work", "/work", "/work"),
        ("./a.conf", "", "a.conf"),
        ("a/./b/../c.conf", "", "a/c.conf"),
        ("../a.conf", "/work", "../a.conf"),
        ("../../a.conf", "", "../../a.conf"),
        ("a/../../b", "", "../b"),
        ("/../a", "", "/../a"),
        (".", "", "."),
        ("/a", "/", "a"),
    ],
)
def test_relative(path: str, directory: str, shown: str) -> None:
    assert relative(path, directory) == shown


def test_paths_for_people_and_for_pipelines() -> None:
    context = Context(directory="/repo/service", root="/repo")
    assert context.path("/repo/service/a.conf") == context.path("a.conf") == "a.conf"
    assert context.root_path("a.conf") == context.root_path("/repo/service/a.conf") == "service/a.conf"
    assert Context(directory="/repo").root_path("a.conf") == "a.conf"
    assert Context().root_path("a.conf") == "a.conf"


def test_colours_only_where_they_are_wanted() -> None:
    assert Context().paint("error", "x") == "x"
    assert Context(colour=True).paint("error", "x") == "\x1b[1;31mx\x1b[0m"
    assert Context(colour=True).paint("error", "") == ""


def test_the_page_of_a_rule() -> None:
    assert rule_url("CORS104").endswith("/docs/rules/CORS104.md")


# The colours 30 to 37 of common terminals: (black, red, green, yellow, blue, magenta, cyan, white).
PALETTES = {
    "Tango": "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf",
    "VS Code, light": "000000 cd3131 107c10 949800 0451a5 bc05bc 0598bc 555555",
    "VS Code, dark": "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5",
}
BACKGROUNDS = {"Tango": ("ffffff", "000000"), "VS Code, light": ("ffffff",), "VS Code, dark": ("1e1e1e",)}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", PALETTES)
def test_every_colour_can_be_read_on_light_and_on_dark(name: str) -> None:
    used = {int(part) for sgr in _SGR.values() for part in sgr.split(";")} - {0, 1, 2}
    assert used <= set(range(30, 38))
    for number in used:
        for background in BACKGROUNDS[name]:
            lights = sorted([luminance(PALETTES[name].split()[number - 30]), luminance(background)])
            assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 3, (number, background)


def test_a_code_is_a_link_where_the_terminal_takes_it() -> None:
    url = "https://github.com/corscheck/corscheck/blob/main/docs/rules/CORS104.md"
    assert Context(links=True).link("CORS104", "x") == f"\x1b]8;;{url}\x1b\\x\x1b]8;;\x1b\\"
    assert Context().link("CORS104", "x") == "x"
    assert Context(links=True).link("CORS\x1b", "x") == "x"
