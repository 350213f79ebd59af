"""Path patterns against aiohttp's router itself."""

from __future__ import annotations

import re
import warnings
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.web_urldispatcher import DynamicResource, UrlDispatcher
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from corscheck.asab.routes import Route, decoded, request_path
from tests.support.examples import examples

MANY = examples(400, in_ci=3000)

PARTS = st.sampled_from(
    [
        *["/", "/", "/", "a", "b", "ab", ".", "..", "a.b", "ž", "é", " "],
        *["%41", "%2F", "%2f", "%25", "%c5%be", "%C5", "%", "%zz"],
        *["+", "~", ":", "@", ";", "=", "|", "\\", "(", ")", "*", "?", "#", "<", "&", ","],
        *["{tail:.*}", "{x}", "{y}", "{x:a|b}", r"{x:\d+}", "{x:.{1,2}}"],
        *["{", "}", "{x:(}", "{x:[", "{1}", "{x:}"],
    ]
)
ESCAPES = st.sampled_from(
    [
        "%2F",
        "%25",
        "%c5%be",
        "%C5",
        "%41",
        "%E2%82",
        "%ac",
        "%F0%9F%98%80",
        "%ED%A0%80",
        "%00",
        "%",
        "%2",
        "%zz",
    ]
)
TEXTS = st.lists(PARTS, max_size=6).map("".join)
PATHS = TEXTS.map(lambda text: "/" + re.sub(r"[{}?# ]|:\.\*", "x", text))


async def handler(request: Any) -> Any:
    raise NotImplementedError


def answers(router: UrlDispatcher, path: str) -> bool:
    request: Any = SimpleNamespace(rel_url=URL.build(path=path, encoded=True), method="OPTIONS")
    try:
        router.resolve(request).send(None)
    except StopIteration as done:
        return done.value.http_exception is None
    raise AssertionError("the router waited for something")


@given(TEXTS, st.booleans(), st.lists(PATHS, min_size=1, max_size=4))
@example("a/{x}b:c", True, ["/a/xb:c", "/a/xb%3Ac", "/a/x/b:c"])  # noqa: FBT003
@MANY
def test_routes_are_good_and_match_as_in_aiohttp(text: str, rooted: bool, paths: list[str]) -> None:  # noqa: FBT001
    token = f"/{text}" if rooted else text
    router = UrlDispatcher()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            theirs = router.add_route("OPTIONS", token, handler)
        except ValueError as error:
            with pytest.raises(ValueError, match=f"^{re.escape(str(error))}$"):
                Route(token)
            return
        route = Route(token)
        router.freeze()
        assert theirs.resource is not None
        pattern = theirs.resource._pattern if isinstance(theirs.resource, DynamicResource) else None
        assert (route.pattern and route.pattern.pattern) == (pattern and pattern.pattern)
        probes = [*paths, token.replace("{tail:.*}", "t/u").replace("{x}", "x")]
        for path in probes:
            if path.startswith("/") and not {"?", "#", "{", "}", " "} & set(path):
                assert route.matches(decoded(path)) is answers(router, path), path


@given(st.lists(ESCAPES | st.sampled_from(["a", "/", "ž"])))
@MANY
def test_paths_are_decoded_as_in_yarl(parts: list[str]) -> None:
    path = "/" + "".join(parts)
    url = URL.build(path=path, encoded=True)
    assert decoded(path) == url.path_safe
    assert decoded(path, "") == url.path


@pytest.mark.parametrize(
    ("target", "path"),
    [("/a", "/a"), ("/a?b#c", "/a"), ("/a#b?c", "/a"), ("*", "*"), ("", "")],
)
def test_request_path(target: str, path: str) -> None:
    assert request_path(target) == path
