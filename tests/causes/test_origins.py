from __future__ import annotations

from tests.support.causes import APP, GET, always, explained


def test_the_answer_names_another_origin() -> None:
    verdict = explained(GET, always(200, "Access-Control-Allow-Origin: https://b.example"))
    assert verdict.cause == "origin-not-listed"
    assert verdict.evidence == (
        "the answer has `Access-Control-Allow-Origin: https://b.example`",
        f"the browser sends `Origin: {APP}`",
    )
