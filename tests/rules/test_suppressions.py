"""CORS901 to 904: comments that suppress nothing, are malformed, unknown or without a reason."""

from __future__ import annotations

import pytest

from tests.support.linting import codes, fixed, lint, web

C = "# corscheck: ignore"
P = "cors_preflight_paths = /"


@pytest.mark.parametrize(
    ("comment", "expected", "safe", "unsafe"),
    [
        (f"{C}[CORS102] -- because", [], f"{C}[CORS102] -- because\n", None),
        (f"{C}[CORS104] -- because", ["CORS901 warning", "CORS102 warning"], "", None),
        (f"{C}[CORS104, CORS105] -- because", ["CORS901 warning", "CORS102 warning"], "", None),
        (
            f"{C}[CORS104, CORS102, CORS105] -- because",
            ["CORS901 warning"],
            f"{C}[CORS102] -- because\n",
            None,
        ),
        (f"{C} -- because", ["CORS902 warning", "CORS102 warning"], f"{C} -- because\n", ""),
        (
            f"{C}[CORS1O2] -- because",
            ["CORS903 warning", "CORS102 warning"],
            f"{C}[CORS102] -- because\n",
            None,
        ),
        (
            f"{C}[preflight-paths-without-cor] -- because",
            ["CORS903 warning", "CORS102 warning"],
            f"{C}[preflight-paths-without-cors] -- because\n",
            None,
        ),
        (f"{C}[CORS1] -- because", ["CORS903 warning", "CORS102 warning"], "", None),
        (f"{C}[ALL] -- because", ["CORS903 warning", "CORS102 warning"], "", None),
        (f"{C}[CORS102]", ["CORS904 warning"], f"{C}[CORS102]\n", None),
    ],
)
def test_comments(comment: str, expected: list[str], safe: str, unsafe: str | None) -> None:
    text = web(f"cors =\n{comment}\n{P}")
    assert codes(lint(text)) == expected
    assert fixed(text) == web(f"cors =\n{safe}{P}")
    assert fixed(text, unsafe=True) == web(f"cors =\n{safe if unsafe is None else unsafe}{P}")


def test_a_comment_after_a_value_has_no_fix() -> None:
    findings = [one for one in lint(web(f"cors =\nrootdir = x {C}[CORS104] -- y")) if one.code == "CORS902"]
    assert [one.fix for one in findings] == [None]
    assert "after a value" in findings[0].message


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("CORS1O2", "; did you mean `CORS102`?"),
        ("wildcard-orign", "; did you mean `wildcard-origin`?"),
        ("nothing-like-it", ""),
    ],
)
def test_unknown_names_and_their_hints(name: str, hint: str) -> None:
    (finding,) = [one for one in lint(web(f"cors =\n{C}[{name}] -- y")) if one.code == "CORS903"]
    assert (finding.message, finding.span.text) == (f"there is no rule `{name}`{hint}", name)


def test_the_message_names_what_is_unused() -> None:
    (finding,) = lint(web(f"cors =\n{C}[CORS104, cors105] -- y"))
    assert finding.message == "nothing to suppress here for `CORS104` and `cors105`"
    assert finding.span.text == "CORS104"
