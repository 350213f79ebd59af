"""Where a value stands in TOML."""

from __future__ import annotations

import pytest

from corscheck.settings.lines import line_of

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
def test_line_of(path: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(TEXT, path) == line


def test_toml_knows_the_line_feed_only() -> None:
    assert line_of("# \x0c\x85\u2028\r\nx = 1\n", ("x",)) == 2
