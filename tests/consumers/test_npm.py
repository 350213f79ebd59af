"""The page about programs of the npm registry has the result of the run as it is now."""

from __future__ import annotations

import re

from tests.consumers.npm import PAGE, TABLE
from tests.consumers.programs import CONSUMERS


def test_the_page_has_every_consumer_with_its_version() -> None:
    (table,) = TABLE.findall(PAGE.read_text())
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]
    assert [(re.findall("`(.*?)`", row[0]), row[1]) for row in rows] == [
        (list(one.packages), one.given) for one in CONSUMERS
    ]
    for row in rows:
        assert len(re.findall(r"` \d+\.\d+\.\d+", row[0])) == row[0].count("`") // 2
