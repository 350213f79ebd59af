"""Claims about ASAB after 26.36, compared with a stand-in that behaves as its code did when it was run."""

from __future__ import annotations

import pytest

from corscheck.contract.expectations_from_config import expected_headers, expected_methods
from corscheck.contract.plan import Axes
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.request import FetchRequest
from tests.support.asab_next import Policy
from tests.support.linting import NEW, codes, lint, web
from tests.support.live import BASE, container, judged

APP = "https://app.example.com"
JSON = (("Content-Type", "application/json"),)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def text(options: dict[str, str]) -> str:
    return web("".join(f"{name} = {value}\n" for name, value in options.items()))


def passes(policy: Policy, request: FetchRequest) -> bool:
    """Whether a browser lets the page have the answer."""
    fetch = Fetch(request)
    while (sent := fetch.next()) is not None:
        fetch.feed(policy.answer(sent))
    return fetch.result == "allowed"


def allowed(options: dict[str, str], origin: str = APP, code: str | None = None) -> list[str]:
    """The methods with which a page of that origin gets through, all with the header of a JSON body."""
    policy = Policy(options, code=code)
    made = [FetchRequest(f"{BASE}/a", origin, method, JSON, send_unsafe=True) for method in METHODS]
    return [request.method for request in made if passes(policy, request)]


ALL = list(METHODS)
# options, the methods that pass with a JSON body from APP, what lint finds above info
STATEMENTS = [
    ({"cors": APP}, [*ALL], []),
    ({"cors": APP, "cors_allow_methods": "*"}, ["GET", "HEAD", "POST"], ["CORS523 error"]),
    ({"cors": APP, "cors_allow_methods": "*, PUT"}, ["GET", "HEAD", "POST", "PUT"], ["CORS523 error"]),
    ({"cors": APP, "cors_allow_methods": "PUT PATCH DELETE *"}, [*ALL], ["CORS523 warning"]),
    ({"cors": APP, "cors_allow_methods": "get, put, patch, Delete"}, [*ALL], []),
    ({"cors": APP, "cors_allow_methods": "PUT"}, ["GET", "HEAD", "POST", "PUT"], []),
    ({"cors": APP, "cors_allow_methods": ""}, ["GET", "HEAD", "POST"], []),
    ({"cors": APP, "cors_allow_methods": "GET;PUT;PATCH"}, ["GET", "HEAD", "POST"], ["CORS523 warning"]),
    ({"cors": APP, "cors_allow_headers": "*"}, [], ["CORS524 error"]),
    ({"cors": APP, "cors_allow_headers": "*, content-type"}, [*ALL], ["CORS524 error"]),
    ({"cors": APP, "cors_allow_headers": "CONTENT-TYPE"}, [*ALL], []),
    ({"cors": APP, "cors_allow_headers": "X-Two: Content-Type"}, [*ALL], ["CORS524 warning"]),
    ({"cors": APP, "cors_allow_headers": "X-Two, Content-Type:"}, [], ["CORS524 warning"]),
    ({"cors": "*"}, [*ALL], []),
    ({"cors": f"* ; {APP}"}, [*ALL], ["CORS323 warning", "CORS306 warning"]),
    ({"cors": "https://APP.example.com/"}, [*ALL], ["CORS311 warning"]),
    ({"cors": "https://app.example.com:443"}, [], ["CORS311 error"]),
    ({"cors": "off"}, [], ["CORS302 warning"]),
    ({"cors": '"*"'}, [], ["CORS304 error"]),
    ({"cors": ""}, [], []),
    ({"cors": ","}, [], []),
    ({"cors": " , ,, "}, [], []),
    ({"cors": ",", "cors_preflight_paths": "/a"}, [], []),
    ({"cors": "NULL"}, [], ["CORS310 warning"]),
    ({"cors": "Null"}, [], ["CORS310 warning"]),
    ({"cors": "null"}, [], ["CORS310 error"]),
    ({"cors": APP, "cors_preflight_paths": "/a/*"}, [*ALL], []),
    ({"cors": APP, "cors_preflight_paths": "/a*"}, [], ["CORS112 warning"]),
    ({"cors": APP, "cors_preflight_paths": "/{id}"}, [], ["CORS115 warning"]),
    ({"cors": APP, "cors_preflight_paths": ""}, [], ["CORS108 warning"]),
    (
        {"cors": APP, "cors_preflight_paths": "/b /c /d /e /f /g /h /i /j /k /a"},
        [*ALL],
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("options", "methods", "findings"), STATEMENTS, ids=lambda value: str(value)[:60])
def test_lint_says_what_the_code_does(
    options: dict[str, str], methods: list[str], findings: list[str]
) -> None:
    assert allowed(options) == methods
    found = [one for one in codes(lint(text(options), NEW)) if not one.endswith("info")]
    assert found == findings


@pytest.mark.parametrize("options", [row[0] for row in STATEMENTS], ids=str)
def test_the_same_paths_and_origins_as_the_stand_in(options: dict[str, str]) -> None:
    made = container(text(options), NEW)
    policy = Policy(options)
    assert made.cors_enabled == policy.on
    assert [route.path for route in made.routes] == list(policy.routes())
    for path in ("/", "/a", "/a/", "/a/b", "/ab", "/b", "/a*"):
        assert bool(made.covers(path)) == (policy.on and policy.covers(path)), path


@pytest.mark.parametrize(
    ("cors", "origin", "gets_through"),
    [
        ("null", "null", True),
        ("NULL", "null", False),
        ("Null, https://b.example.com", "null", False),
        ("off", "null", False),
        (",", APP, False),
    ],
)
def test_null(cors: str, origin: str, *, gets_through: bool) -> None:
    assert bool(allowed({"cors": cors}, origin)) == gets_through


# options, and what `preflight` finds on a server with exactly these options
LIVE = [
    ({"cors": APP}, []),
    ({"cors": APP, "cors_allow_methods": "get, put, patch"}, []),
    ({"cors": APP, "cors_allow_methods": "*"}, ["CORS226"]),
    ({"cors": APP, "cors_allow_methods": "PUT, *"}, ["CORS226"]),
    ({"cors": APP, "cors_allow_headers": "*"}, ["CORS227"]),
    ({"cors": APP, "cors_allow_headers": "X-Two, Content-Type:"}, []),
    ({"cors": "*", "cors_allow_headers": "Content-Type:"}, []),
    ({"cors": "NULL"}, []),
    ({"cors": f"Null, {APP}"}, []),
    ({"cors": ","}, []),
    ({"cors": "", "cors_preflight_paths": "/a/*"}, []),
]


@pytest.mark.parametrize(("options", "findings"), LIVE, ids=str)
def test_preflight_says_what_the_code_does(options: dict[str, str], findings: list[str]) -> None:
    evaluation = judged(text(options), Policy(options).answer, version=NEW)
    assert [one.code for one in evaluation.findings if one.severity != "info"] == findings
    assert len(evaluation.checks) > 0


def test_an_odd_name_among_the_headers_leaves_the_others_to_be_tried() -> None:
    made = container(text({"cors": APP, "cors_allow_headers": "X-Two, Content-Type:"}), NEW)
    assert expected_headers(made) == ("x-two",)


def test_lower_case_methods_are_tried_as_browsers_send_them() -> None:
    made = container(text({"cors": APP, "cors_allow_methods": "get, put, patch"}), NEW)
    assert expected_methods(made) == ("PUT", "PATCH", "GET")


def test_a_star_is_tried_as_what_its_author_meant() -> None:
    made = container(text({"cors": APP, "cors_allow_methods": "*"}), NEW)
    assert expected_methods(made) == ("PUT", "POST", "PATCH", "DELETE", "GET")


@pytest.mark.parametrize(
    ("code", "axes", "severities"),
    [
        (APP, Axes(origins=(APP,)), ["info"]),  # the documented pattern: the file does not decide
        (APP, Axes(), []),  # the origin that is tried is nobody's, and it is refused
        ("*", Axes(origins=(APP,)), ["error"]),
    ],
)
def test_cors_that_the_code_switches_on(code: str, axes: Axes, severities: list[str]) -> None:
    options = {"cors": "", "cors_preflight_paths": "/a/*"}
    assert [one.severity for one in lint(text(options), NEW)] == ["info"]  # CORS102
    evaluation = judged(text(options), Policy(options, code=code).answer, axes, version=NEW)
    assert [(one.code, one.severity) for one in evaluation.findings] == [
        ("CORS203", severity) for severity in severities
    ]
