from __future__ import annotations

import pytest

from corscheck.causes.catalogue import BY_NAME
from corscheck.exchange import Failure
from tests.support.causes import GET, PUT, always, explained


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("dns", "no-connection"),
        ("refused", "no-connection"),
        ("timeout", "no-connection"),
        ("closed", "no-connection"),
        ("network", "no-connection"),
        ("deadline", "no-connection"),
        ("tls", "tls"),
        ("certificate", "client-certificate"),
        ("not-http", "not-http"),
        ("malformed", "not-http"),
    ],
)
def test_no_answer(kind: str, cause: str) -> None:
    for request in (GET, PUT):
        verdict = explained(request, lambda _: Failure(kind, "why \x1b"))
        assert (verdict.cause, verdict.evidence) == (cause, (r"why \x1b",))
        assert cause in BY_NAME


def test_407() -> None:
    verdict = explained(PUT, always(407))
    assert verdict.cause == "proxy-authentication"
    assert not any(problem.help for problem in verdict.also_wrong)
