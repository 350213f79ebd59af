from __future__ import annotations

import pytest

from corscheck.run_report import Report, merged
from corscheck.tried import RouteVerdict, merged_routes


def _routes(*verdicts: RouteVerdict) -> tuple[RouteVerdict, ...]:
    return merged_routes(verdicts)


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_route_that_several_shards_tried_the_worst_verdict_counts(order: int) -> None:
    good = RouteVerdict("a", "http://a", "https://o", "omit", "GET", "/", callable=True, checks=("1",))
    bad = good._replace(callable=False, step="preflight-status", checks=("2",))
    silent = good._replace(callable=None, cause="no-answer")
    sent = good._replace(sent=True)
    unsent, untried = (good._replace(callable=None, cause=cause) for cause in ("not-sent", "not-tried"))
    assert [one.callable for one in _routes(*(good, silent, bad)[::order])] == [False]
    assert [one.callable for one in _routes(*(good, silent)[::order])] == [None]
    assert [(one.callable, one.sent) for one in _routes(*(sent, unsent, untried)[::order])] == [(True, True)]
    (one,) = _routes(*(good, bad)[::order])
    assert (one.step, set(one.checks)) == ("preflight-status", {"1", "2"})
    others = (good._replace(path="/b"), good._replace(origin="x"), good._replace(credentials="include"))
    assert len(_routes(good, *others)) == 4
    assert merged([Report(routes=(good,)), Report(routes=(bad,))]).routes == _routes(good, bad)
