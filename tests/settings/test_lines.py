"""The place of a value in TOML."""

from __future__ import annotations

import tomllib

import pytest

from corscheck.settings.lines import span_of
from corscheck.source import Source

TEXT = """\
# fail-on = "x"
fail-on = "error"
exclude = [
  "a = b",
]

[severity]
CORS103 = "info"
"CORS104" = "info"

[per-file-ignores]
'dev/*.conf' = ["ALL"]

[[service]]
config = "a.conf"

[[ service ]]
config = "b.conf"
env.x = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("fail-on",), 2),
        (("exclude", 0), 3),
        (("severity",), 7),
        (("severity", "CORS103"), 8),
        (("severity", "CORS104"), 9),
        (("per-file-ignores", "dev/*.conf"), 12),
        (("service", 0), 14),
        (("service", 0, "config"), 15),
        (("service", 1, "config"), 18),
        (("service", 1, "config", 3), 18),
        (("service", 1, "env", "x"), 19),
        (("nothing",), None),
        ((), None),
    ],
)
def test_line(path: tuple[str | int, ...], line: int | None) -> None:
    span = span_of(Source(TEXT, "x.toml"), path)
    assert (span and span.line) == line


MISLEADING = """\
reason = \'\'\'
[[expect]]
fail-on = "x" \'\'\'
note = \"\"\"\\\"\"\"
[severity] # " \"\"\"
exclude = [  # [[expect]]
  "[severity]", { fail-on = 1 },
]
"a.b".c = "]"
fail-on = '"'  # '

  [[ "expect" ]]   # one
service.name = "a"
[expect.more]
x = 1
[[expect]]
more.x = { y = 1 }
"""


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (("reason",), "reason", 1),
        (("note",), "note", 4),
        (("exclude", 1, "fail-on"), "exclude", 6),
        (("a.b", "c"), '"a.b".c', 9),
        (("fail-on",), "fail-on", 10),
        (("expect",), None, None),
        (("expect", 0), '[[ "expect" ]]', 12),
        (("expect", 0, "service", "name"), "service.name", 13),
        (("expect", 0, "more"), "[expect.more]", 14),
        (("expect", 0, "more", "x"), "x", 15),
        (("expect", 1), "[[expect]]", 16),
        (("expect", 1, "more", "x", "y"), "more.x", 17),
        (("severity",), None, None),
    ],
)
def test_only_what_stands_outside_of_texts_and_comments_counts(
    path: tuple[str | int, ...], text: str | None, line: int | None
) -> None:
    tomllib.loads(MISLEADING)
    span = span_of(Source(MISLEADING, "x.toml"), path)
    assert (span and span.text, span and span.line) == (text, line)


@pytest.mark.parametrize("line", [" " * 1_000_000, "x " * 500_000, "[" + "a." * 500_000, '"' * 20_001])
def test_odd_lines_are_read_in_one_pass(line: str) -> None:
    span = span_of(Source(f"{line}\nx = 1\n", "x.toml"), ("x",))
    assert span is None or span.line == 2


def test_toml_knows_the_line_feed_only() -> None:
    span = span_of(Source("# \x0c\x85\u2028\r\nx = 1\n", "x.toml"), ("x",))
    assert span is not None
    assert span.line == 2
