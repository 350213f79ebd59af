from __future__ import annotations

from corscheck.cli.fast_parser import plain_options
from corscheck.cli.why_options import WhyOptions


def test_what_is_left_out() -> None:
    found = plain_options(WhyOptions, ["--har", "a.har", "--replay"])
    assert found == WhyOptions(har="a.har", replay=True)
    assert (found.body, found.output_format, found.credentials) == ("none", "auto", None)
