"""The judge against the Fetch standard's algorithms, written down step by step, with generated requests."""

from __future__ import annotations

import re
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from corscheck.exchange import Headers, Response
from corscheck.fetch.cors import check_cors, check_preflight, exposed_headers
from corscheck.fetch.headers import split_value
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import CREDENTIALS, FetchRequest, Prepared
from corscheck.fetch.url import parse_url

O = "https://app.example"  # noqa: E741 - the origin, as the recorded tables call it
TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
LIST = re.compile(rf"[ \t]*(?:{TOKEN})?(?:[ \t]*,[ \t]*(?:{TOKEN})?)*[ \t]*")  # HTTP: #element
Extracted = list[str] | Literal["failure"] | None


def get(headers: Headers, name: str) -> str | None:
    found = [value.strip(" \t") for given_name, value in headers if given_name.lower() == name]
    return ", ".join(found) if found else None


def extract_header_list_values(headers: Headers, name: str) -> Extracted:
    lines = [value for given_name, value in headers if given_name.lower() == name]
    if not lines:
        return None
    if not all(LIST.fullmatch(line) for line in lines):
        return "failure"
    return [element for line in lines for element in re.findall(TOKEN, line)]


def get_decode_and_split(text: str) -> list[str]:
    position, found, temporary = 0, [], ""
    while True:
        while position < len(text) and text[position] not in '",':
            temporary += text[position]
            position += 1
        if position < len(text) and text[position] == '"':
            quoted = collect_http_quoted_string(text, position)
            temporary += quoted
            position += len(quoted)
            if position < len(text):
                continue
        found.append(temporary.strip(" \t"))
        temporary = ""
        if position >= len(text):
            return found
        position += 1  # a comma


def collect_http_quoted_string(text: str, start: int) -> str:
    position = start + 1
    while True:
        while position < len(text) and text[position] not in '"\\':
            position += 1
        if position >= len(text):
            break
        quote_or_backslash = text[position]
        position += 1
        if quote_or_backslash == '"' or position >= len(text):
            break
        position += 1
    return text[start:position]


def is_cors_safelisted(name: str, value: str) -> bool:
    """CORS-safelisted request-header."""
    if len(value) > 128:
        return False
    unsafe = any((ord(char) < 0x20 and char != "\t") or char in '"():<>?@[\\]{}\x7f' for char in value)
    match name.lower():
        case "accept":
            return not unsafe
        case "accept-language" | "content-language":
            return all((char.isascii() and char.isalnum()) or char in " *,-.;=" for char in value)
        case "content-type":
            essence = value.strip(" \t\r\n").partition(";")[0].rstrip(" \t\r\n").lower()
            forms = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
            return not unsafe and essence in forms
        case "range":
            return is_single_range(value)
    return False


def is_single_range(value: str) -> bool:
    """Parse a single range header value, without whitespace; a range that is only a suffix is not safe."""
    if not value.startswith("bytes="):
        return False
    start, dash, end = value.removeprefix("bytes=").partition("-")
    digits = all(char in "0123456789" for char in start + end)
    return bool(dash and digits and start) and (not end or int(start) <= int(end))


def cors_unsafe_request_header_names(headers: Headers) -> list[str]:
    unsafe, potentially, size = [], [], 0
    for name, value in headers:
        if is_cors_safelisted(name, value):
            potentially.append(name)
            size += len(value)
        else:
            unsafe.append(name)
    if size > 1024:
        unsafe += potentially
    return sorted({name.lower() for name in unsafe})


def cors_check(prepared: Prepared, headers: Headers) -> bool:
    origin = get(headers, "access-control-allow-origin")
    if origin is None:
        return False
    if prepared.credentials != "include" and origin == "*":
        return True
    if origin != prepared.origin.serialised:
        return False
    if prepared.credentials != "include":
        return True
    return get(headers, "access-control-allow-credentials") == "true"


def preflight_passes(prepared: Prepared, response: Response) -> bool:
    """CORS-preflight fetch, step 7; without the one about Authorization, which no browser has yet."""
    if not (cors_check(prepared, response.headers) and 200 <= response.status <= 299):
        return False
    methods = extract_header_list_values(response.headers, "access-control-allow-methods")
    names = extract_header_list_values(response.headers, "access-control-allow-headers")
    if methods == "failure" or names == "failure":
        return False
    include = prepared.credentials == "include"
    methods, names = methods or [], [name.lower() for name in names or []]
    if (
        prepared.method not in methods
        and prepared.method not in ("GET", "HEAD", "POST")
        and (include or "*" not in methods)
    ):
        return False
    unsafe = cors_unsafe_request_header_names(prepared.headers)
    return all(name in names or not (include or "*" not in names) for name in unsafe)


def readable(prepared: Prepared, headers: Headers) -> list[str]:
    """Main fetch: CORS-exposed header-name list; CORS filtered response."""
    names = extract_header_list_values(headers, "access-control-expose-headers")
    present = {name.lower() for name, _ in headers}
    exposed: set[str] = set()
    if prepared.credentials != "include" and isinstance(names, list) and "*" in names:
        exposed = present
    elif isinstance(names, list):
        exposed = {name.lower() for name in names}
    exposed = exposed - {"set-cookie", "set-cookie2"}
    exposed |= {"cache-control", "content-language", "content-length", "content-type"}
    exposed |= {"expires", "last-modified", "pragma"}
    return sorted(present & exposed)


def is_tainted(page: str, origins: list[str]) -> bool:
    """Redirect-taint: anything but `same-origin`."""
    last = origins[0]
    for origin in origins[1:]:
        if last not in (origin, page):
            return True
        last = origin
    return False


VALUES = st.text('a0*,;="-(\\ \t/\xe9\x7f', max_size=8) | st.sampled_from(
    ["text/plain", "Text/PLAIN ; a", "text/plain,", "application/json", "en-GB, *", "a" * 128, "a" * 129,
     "bytes=1-", "bytes=9-10", "bytes=10-09", "bytes=-1", "bytes=0-\t"]
)  # fmt: skip
NAMES = [
    "Accept",
    "ACCEPT",
    "accept-language",
    "Content-Language",
    "Content-Type",
    "Range",
    "X-A",
    "x-a",
    "*",
]
FEW = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=3).map(tuple)
MANY = st.integers(6, 9).map(
    lambda count: (("X-A", ""), ("Range", "bytes=0-"), *[("Accept", "a" * 128)] * count)
)
REQUESTS = st.builds(
    FetchRequest,
    st.just("https://api.example/x"),
    st.just(O),
    st.sampled_from(["GET", "POST", "PUT", "Put", "patch", "*", "x-a"]),
    FEW | FEW | MANY,
    st.sampled_from(CREDENTIALS),
)

LISTED = ["GET", "PUT", "patch", "etag", "Set-Cookie", *NAMES]
LISTS = st.sets(st.sampled_from(LISTED), max_size=4).map(
    lambda omit: ", ".join(n for n in LISTED if n not in omit)
)
ODD_LISTS = st.sampled_from(["", ",x-a ,\t,*,", "x-a *", '"x-a"', "PUT;*", "*\xa0", "PUT, *, a b"])
ORIGINS = st.sampled_from([O, O, "*", "*", f" {O}\t"])
ODD_ORIGINS = st.sampled_from(["null", f"{O}/", "", O.upper(), f"{O}, {O}", "* *"])


def lines(
    name: str, usual: st.SearchStrategy[str], odd: st.SearchStrategy[str]
) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Header lines of one name: mostly one that a browser likes."""
    value = st.integers(0, 5).flatmap(lambda chance: usual if chance else odd)
    names = st.sampled_from([name, name.upper()])
    return st.sampled_from([1, 1, 1, 0, 2]).flatmap(
        lambda count: st.lists(st.tuples(names, value), min_size=count, max_size=count)
    )


ANSWERS = st.tuples(
    lines("access-control-allow-origin", ORIGINS, ODD_ORIGINS),
    lines("access-control-allow-credentials", st.just("true"), st.sampled_from(["True", "", "true,"])),
    lines("access-control-allow-methods", LISTS, ODD_LISTS),
    lines("access-control-allow-headers", LISTS, ODD_LISTS),
    lines("access-control-expose-headers", LISTS, ODD_LISTS),
    st.sampled_from([[], [("ETag", "1"), ("Set-Cookie", "1"), ("Pragma", "1")]]),
).map(lambda groups: tuple(line for group in groups for line in group))
STATUSES = st.sampled_from([200, 204, 204, 299, 300, 404])


@given(REQUESTS, ANSWERS, STATUSES)
def test_preflights(request: FetchRequest, headers: Headers, status: int) -> None:
    prepared = prepare(request)
    assert isinstance(prepared, Prepared)
    response = Response(status, headers)
    needed = prepared.method not in ("GET", "HEAD", "POST") or cors_unsafe_request_header_names(
        prepared.headers
    )
    assert bool(prepared.reasons) == bool(needed)
    assert list(prepared.unsafe_names) == cors_unsafe_request_header_names(prepared.headers)
    assert (not list(check_preflight(prepared, response))) == preflight_passes(prepared, response)


@given(REQUESTS, ANSWERS)
def test_responses(request: FetchRequest, headers: Headers) -> None:
    prepared = prepare(request._replace(headers=()))
    assert isinstance(prepared, Prepared)
    response = Response(200, headers)
    assert (not list(check_cors(prepared, response, "response"))) == cors_check(prepared, headers)
    assert list(exposed_headers(prepared, response)) == readable(prepared, headers)


@given(st.text() | st.text('a,"\\ \t'))
def test_splitting(value: str) -> None:
    assert split_value(value) == get_decode_and_split(value)


@given(
    st.lists(
        st.sampled_from([O, "https://b.example", "https://c.example", "https://c.example:444"]), min_size=1
    )
)
def test_redirect_taint(origins: list[str]) -> None:
    prepared = prepare(FetchRequest("https://b.example", O))
    assert isinstance(prepared, Prepared)
    after = prepared._replace(urls=tuple(url for url in map(parse_url, origins) if url))
    assert (after.origin_header == "null") == is_tainted(O, origins)
