"""CORS1xx: every form of `cors_preflight_paths`, for the classic ASAB and the one after 26.36."""

from __future__ import annotations

import pytest

from tests.support.linting import NEW, codes, fixed, lint, web

# value; findings up to 26.36; findings later; what the safe fixes make of it
VALUES = [
    # fine
    ("/a", [], [], "/a"),
    ("/a/", [], [], "/a/"),
    ("/a, /b/c", [], [], "/a, /b/c"),
    ("/a /b", [], [], "/a /b"),
    ("\n    /a\n    # comment\n    /b", [], [], "\n    /a\n    # comment\n    /b"),
    ("/.well-known/openid-configuration", [], [], "/.well-known/openid-configuration"),
    ("/a.b-c_d~e", [], [], "/a.b-c_d~e"),
    ("/žluť", [], [], "/žluť"),
    ("/a:b", [], [], "/a:b"),
    ("/a=b", [], [], "/a=b"),
    ("/a, /a/*", [], [], "/a, /a/*"),
    ("/{id}", [], ["CORS115 warning"], "/{id}"),
    (r"/{id:\d+}", [], ["CORS115 warning"], r"/{id:\d+}"),
    ("/*", ["CORS118 info"], ["CORS118 info"], "/*"),
    # no slash
    ("a", ["CORS104 error"], ["CORS104 error"], "/a"),
    ("*", ["CORS104 error"], ["CORS104 error"], "/*"),
    ("a/*, b", ["CORS104 error", "CORS104 error"], ["CORS104 error", "CORS104 error"], "/a, /a/*, /b"),
    ("https://x.example/a", ["CORS104 error"], ["CORS104 error"], "/a"),
    ("https://x.example", ["CORS104 error"], ["CORS104 error"], "https://x.example"),
    ("x.example/a", ["CORS104 error"], ["CORS104 error"], "/x.example/a"),
    (r"\a", ["CORS104 error"], ["CORS104 error"], r"\a"),
    ("^/a", ["CORS104 error"], ["CORS104 error"], "^/a"),
    # quotes and brackets
    ('"/a"', ["CORS105 error"], ["CORS105 error"], "/a"),
    ("'/a', '/b'", ["CORS105 error"], ["CORS105 error"], "/a, /b"),
    ('["/a", "/b"]', ["CORS105 error"], ["CORS105 error"], "/a, /b"),
    ("[/a, /b]", ["CORS105 error"], ["CORS105 error"], "/a, /b"),
    ('"a"', ["CORS105 error"], ["CORS105 error"], "/a"),
    ('/a, /b"', ["CORS105 warning"], ["CORS105 warning"], "/a, /b"),
    # comments
    ("/a # b c", ["CORS106 error"], ["CORS106 error"], "/a"),
    ("/a ;b", ["CORS106 error"], ["CORS106 error"], "/a"),
    ("/a,#b", ["CORS106 error"], ["CORS106 error"], "/a"),
    ("# none", ["CORS106 error"], ["CORS106 error"], "# none"),
    ("/a // all of it", ["CORS106 error"], ["CORS106 error"], "/a"),
    ("/a # 1 2 3 4 5 6 7 8 9", ["CORS106 error"], ["CORS106 error"], "/a"),
    (
        "\n    /a # one\n    /b ; two",
        ["CORS106 error"] * 2,
        ["CORS106 error"] * 2,
        "\n    # one\n    /a\n    ; two\n    /b",
    ),
    # separators
    ("/a;/b", ["CORS107 warning"], ["CORS107 warning"], "/a, /b"),
    ("/a:/b", ["CORS107 warning"], ["CORS107 warning"], "/a, /b"),
    ("/a|/b|/c", ["CORS107 warning"], ["CORS107 warning"], "/a, /b, /c"),
    ("/a; /b;", ["CORS107 warning"] * 2, ["CORS107 warning"] * 2, "/a /b"),
    ("/a/*;/b/*", ["CORS107 error"], ["CORS107 warning"], "/a, /a/*, /b, /b/*"),
    # empty items
    ("", ["CORS108 warning"], ["CORS108 warning"], ""),
    (",", ["CORS108 warning", "CORS108 error"], ["CORS108 warning"], ""),
    ("/a,", ["CORS108 warning"], [], "/a"),
    (", /a", ["CORS108 warning"], [], "/a"),
    (", /a,", ["CORS108 warning"] * 2, [], "/a"),
    ("\n    /a,\n    /b,", ["CORS108 warning"], [], "\n    /a,\n    /b"),
    # twice, covered
    ("/a, /a", ["CORS109 error"], ["CORS109 info"], "/a"),
    ("/a, /b, /a", ["CORS109 info"], ["CORS109 info"], "/a, /b"),
    ("/a, /a, /a", ["CORS109 error"] * 2, ["CORS109 info"] * 2, "/a"),
    ("\n    /a\n    /b\n    /a", ["CORS109 info"], ["CORS109 info"], "\n    /a\n    /b"),
    ("/b, /a, /a/*, /a/b", ["CORS110 info"], ["CORS110 info"], "/b, /a, /a/*"),
    ("/a/b, /a, /a/*", ["CORS110 info"], ["CORS110 info"], "/a, /a/*"),
    ("/a, /a/*, /a/b/*", ["CORS110 info"], ["CORS110 info"], "/a, /a/*"),
    ("/a, /a/*, /a/{id}", ["CORS110 info"], ["CORS110 info", "CORS115 warning"], "/a, /a/*"),
    # wildcards
    ("/**", ["CORS111 error"], ["CORS111 warning"], "/*"),
    ("/a, /a/**", ["CORS111 error"], ["CORS111 warning"], "/a, /a/*"),
    ("/a, /a/**/*", ["CORS111 error"], ["CORS111 warning"], "/a, /a/*"),
    ("/a/*/b/*", ["CORS111 error"], ["CORS111 warning"], "/a/*/b/*"),
    ("/{tail}/*", ["CORS111 error"], ["CORS111 error"], "/{tail}/*"),
    ("/api*", ["CORS112 info"], ["CORS112 warning"], "/api*"),
    ("/a/*/c", ["CORS112 info"], ["CORS112 warning"], "/a/*/c"),
    ("/*.json", ["CORS112 info"], ["CORS112 warning"], "/*.json"),
    ("/*/", ["CORS112 info"], ["CORS112 warning"], "/*/"),
    ("/a/*", ["CORS113 warning"], [], "/a, /a/*"),
    ("/b /a/*", ["CORS113 warning"], [], "/b /a, /a/*"),
    ("\n    /a/*,\n    /b", ["CORS113 warning"], [], "\n    /a,\n    /a/*,\n    /b"),
    ("/a*, /a/*", ["CORS112 info"], ["CORS112 warning"], "/a*, /a/*"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /a/*", ["CORS113 warning"], [], "/1 /2 /3 /4 /5 /6 /7 /8 /a/*"),
    ("/1 /2 /3 /4 /5 /6 /7/* /a/*", ["CORS113 warning"] * 2, [], "/1 /2 /3 /4 /5 /6 /7, /7/* /a/*"),
    (
        "/a-(b)/*, /a-(b)/*",
        ["CORS116 warning", "CORS109 error"],
        ["CORS116 warning", "CORS109 info", "CORS116 warning"],
        "/a-(b)/*",
    ),
    # braces
    ("/{id", ["CORS114 error"], ["CORS114 error"], "/{id"),
    ("{id}", ["CORS104 error"], ["CORS104 error"], "/{id}"),
    ("{/id}", ["CORS104 error"], ["CORS104 error"], "{/id}"),
    ("/id}", ["CORS114 error"], ["CORS114 error"], "/id}"),
    ("/{}", ["CORS114 error"], ["CORS114 error"], "/{}"),
    ("/{a-b}", ["CORS114 error"], ["CORS114 error"], "/{a-b}"),
    ("/{x}/{x}", ["CORS114 error"], ["CORS114 error"], "/{x}/{x}"),
    (r"/{id:\d{2,3}}", ["CORS114 error"], ["CORS114 error"], r"/{id:\d{2,3}}"),
    ("/{id:(}", ["CORS114 error"], ["CORS114 error"], "/{id:(}"),
    ("/{rest:.*}", ["CORS114 warning"], ["CORS114 warning"], "/{rest:.*}"),
    # nobody requests it
    ("/a?b=c", ["CORS116 warning"], ["CORS116 warning"], "/a"),
    ("/a#b", ["CORS116 warning"], ["CORS116 warning"], "/a"),
    ("/a//b", ["CORS116 warning"], ["CORS116 warning"], "/a/b"),
    ("//host/a", ["CORS116 warning"], ["CORS116 warning"], "/host/a"),
    ("/./a", ["CORS116 warning"], ["CORS116 warning"], "/./a"),
    ("/b/../a", ["CORS116 warning"], ["CORS116 warning"], "/b/../a"),
    ("/a/..", ["CORS116 warning"], ["CORS116 warning"], "/a/.."),
    ("/:id", ["CORS116 warning"], ["CORS116 warning"], "/:id"),
    ("/a%20b", ["CORS116 warning"], ["CORS116 warning"], "/a%20b"),
    ("/a\u200b", ["CORS116 warning"], ["CORS116 warning"], "/a"),
    ("/(a|b)", ["CORS116 warning"], ["CORS116 warning"], "/(a|b)"),
    ("/a/.*", ["CORS116 warning"], ["CORS116 warning"], "/a/.*"),
    # odd blanks
    ("/a\u00a0/b", ["CORS117 info"], ["CORS117 info"], "/a /b"),
    # ten and more
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9", [], [], "/1 /2 /3 /4 /5 /6 /7 /8 /9"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9 /0", ["CORS103 error"], [], "/1 /2 /3 /4 /5 /6 /7 /8 /9 /0"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9,", ["CORS103 error"], [], "/1 /2 /3 /4 /5 /6 /7 /8 /9"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9 /1", ["CORS103 error"], ["CORS109 info"], "/1 /2 /3 /4 /5 /6 /7 /8 /9"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /1 /2", ["CORS103 error"], ["CORS109 info"] * 2, "/1 /2 /3 /4 /5 /6 /7 /8"),
    (
        "/1 /2 /1 /4 /5 /6 /7 /8 /9 x",
        ["CORS109 info", "CORS103 error"],
        ["CORS109 info", "CORS104 error"],
        "/1 /2 /1 /4 /5 /6 /7 /8 /9 x",
    ),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9/* /0/*", ["CORS103 error"], [], "/1 /2 /3 /4 /5 /6 /7 /8 /9/* /0/*"),
]


def conf(value: str) -> str:
    return web(f"cors = *\ncors_preflight_paths = {value}".rstrip(" "))


@pytest.mark.parametrize(("value", "old", "_new", "_fixed"), VALUES, ids=lambda value: repr(value)[:40])
def test_up_to_26_36(value: str, old: list[str], _new: object, _fixed: object) -> None:
    assert codes(lint(conf(value)), "CORS1") == old


@pytest.mark.parametrize(("value", "_old", "new", "_fixed"), VALUES, ids=lambda value: repr(value)[:40])
def test_later(value: str, _old: object, new: list[str], _fixed: object) -> None:
    assert codes(lint(conf(value), NEW), "CORS1") == new


@pytest.mark.parametrize(("value", "_old", "_new", "mended"), VALUES, ids=lambda value: repr(value)[:40])
def test_safe_fixes(value: str, _old: object, _new: object, mended: str) -> None:
    text = fixed(conf(value))
    assert text.split("cors_preflight_paths =")[1].strip() == mended.strip()
    assert fixed(text) == text


def test_a_comment_moves_above_its_line() -> None:
    assert fixed(conf("/a, /b # both")) == web("cors = *\n# both\ncors_preflight_paths = /a, /b")
    assert fixed(conf("/a // both")) == web("cors = *\n# both\ncors_preflight_paths = /a")


def test_latent_while_cors_is_empty() -> None:
    findings = lint(web("cors =\ncors_preflight_paths = a, /**"))
    assert codes(findings) == ["CORS102 warning", "CORS104 warning", "CORS111 warning"]
    assert "will not start once `cors` is set" in findings[1].message


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("cors = *", ["CORS101 error"]),
        ("cors = *\npreflightpaths = /a", []),
        ("cors = *\ncors-preflight-paths = /a", []),
        ("cors =", []),
        ("cors_preflight_paths = /a", ["CORS102 warning"]),
        ("cors =\ncors_preflight_paths = /a", ["CORS102 warning"]),
        ("cors_origin = *\ncors_preflight_paths = /a", []),
        ("cors = ${nowhere:x}\ncors_preflight_paths = /a", []),
    ],
)
def test_both_or_none(lines: str, expected: list[str]) -> None:
    assert codes(lint(web(lines)), "CORS10") == expected


def test_default_paths_of_later_versions_cover_everything() -> None:
    assert codes(lint(web("cors = https://a.example"), NEW), "CORS10") == []


def test_items_out_of_a_reference_have_no_fix() -> None:
    more = "\n[paths]\npublic = a, /b/*, /c, /c"
    findings = lint(web("cors = *\ncors_preflight_paths = ${paths:public}", more=more))
    assert codes(findings, "CORS10") == ["CORS104 error", "CORS109 error"]
    assert all(finding.fix is None for finding in findings if finding.code.startswith("CORS1"))
    assert {finding.span.text for finding in findings if finding.code.startswith("CORS10")} == {
        "${paths:public}"
    }


def test_crlf_stays() -> None:
    text = conf("\n    /a # one\n    /b/*").replace("\n", "\r\n")
    assert fixed(text) == conf("\n    # one\n    /a\n    /b\n    /b/*").replace("\n", "\r\n")
