from __future__ import annotations

import pytest

from corscheck.fetch.request import FetchRequest
from corscheck.paste.captured import Captured, NotCaptured, as_request
from corscheck.paste.curl import is_curl, parse_curl
from corscheck.paste.curl_options import VALUED

CHROME = r"""curl 'https://api.example/items?x=1' \
  -X 'PUT' \
  -H 'accept: */*' \
  -H 'accept-language: en-US,en;q=0.9' \
  -H 'authorization: Bearer abc' \
  -H 'cache-control: no-cache' \
  -H 'content-type: application/json' \
  -b 'session=1; theme=dark' \
  -H 'origin: https://app.example' \
  -H 'pragma: no-cache' \
  -H 'priority: u=1, i' \
  -H 'referer: https://app.example/page' \
  -H 'sec-ch-ua: "Chromium";v="156"' \
  -H 'sec-fetch-mode: cors' \
  -H 'user-agent: Mozilla/5.0' \
  --data-raw $'{"a":"it\'s"}'
"""

CHROME_CMD = (
    'curl ^"https://api.example/items^" ^\n  -X ^"PATCH^" ^\n  -H ^"content-type: text/plain^" ^\n'
    '  -H ^"origin: https://app.example^" ^\n  --data-raw ^"{^\\^"a^\\^":1}^"'
)

FIREFOX = (
    "curl 'https://api.example/items' --compressed -X POST -H 'User-Agent: Mozilla/5.0' "
    "-H 'Accept: application/json' -H 'Referer: https://app.example/' -H 'Origin: https://app.example' "
    "-H 'Connection: keep-alive' -H 'X-Requested-With: XMLHttpRequest' --data-raw 'a=1'"
)


def test_chromium() -> None:
    request = as_request(parse_curl(CHROME))
    assert request == FetchRequest(
        "https://api.example/items?x=1",
        "https://app.example",
        "PUT",
        (("authorization", "Bearer abc"), ("content-type", "application/json")),
        "include",
        "bytes",
    )


def test_chromium_on_windows() -> None:
    request = as_request(parse_curl(CHROME_CMD))
    assert request.method == "PATCH"
    assert request.headers == (("content-type", "text/plain"),)
    assert request.credentials == "same-origin"


def test_firefox() -> None:
    request = as_request(parse_curl(FIREFOX))
    assert request.method == "POST"
    assert request.headers == (("Accept", "application/json"), ("X-Requested-With", "XMLHttpRequest"))
    assert (request.body, request.origin) == ("form", "https://app.example")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl a.example", Captured("http://a.example", "GET", ())),
        ("curl --url http://a.example/ -I", Captured("http://a.example/", "HEAD", ())),
        ("curl -sSLXPUT http://a/", Captured("http://a/", "PUT", ())),
        ("curl --retry 3 --retry-delay 1 http://a/", Captured("http://a/", "GET", ())),
        ("curl --retry=3 --request=PUT http://a/", Captured("http://a/", "PUT", ())),
        ("curl -y 1 -Y 2 -z 3 -t 4 -C - http://a/", Captured("http://a/", "GET", ())),
        ("curl --no-progress-meter -N --no-buffer http://a/", Captured("http://a/", "GET", ())),
        ("curl --user-ag x --max-t 5 -X PUT http://a/", Captured("http://a/", "PUT", ())),
        ("curl --expand-request PUT http://a/", Captured("http://a/", "PUT", ())),
        ("curl -X PUT -- http://a/", Captured("http://a/", "PUT", ())),
        ("curl -H 'Accept:' -H 'X-A: 1' http://a/", Captured("http://a/", "GET", (("X-A", "1"),))),
        ("curl -r 0-9 http://a/", Captured("http://a/", "GET", (("Range", "bytes=0-9"),))),
        ("curl --oauth2-bearer x http://a/", Captured("http://a/", "GET", (("Authorization", "Bearer x"),))),
        ("curl --url-query a=b 'http://a/?c#d' --url-query +e", Captured("http://a/?c&a=b&e#d", "GET", ())),
        (
            "curl -H'A: b' -H 'C;' -H D:e http://a/",
            Captured("http://a/", "GET", (("A", "b"), ("C", ""), ("D", "e"))),
        ),
        ("curl --compressed --unknown http://a/", Captured("http://a/", "GET", ())),
        ("curl -o /dev/null -m 5 http://a/ --limit-rate 1k", Captured("http://a/", "GET", ())),
        ("curl -d x http://a/", Captured("http://a/", "POST", (), "form")),
        ("curl -G -d x http://a/", Captured("http://a/", "GET", ())),
        ("curl --json {} http://a/", Captured("http://a/", "POST", (), "json")),
        ("curl -F a=b http://a/", Captured("http://a/", "POST", (), "multipart")),
        ("curl -T f http://a/", Captured("http://a/", "PUT", (), "bytes")),
        ("curl -e http://r/ http://a/", Captured("http://a/", "GET", (("Referer", "http://r/"),))),
        ("curl -u me:pw http://a/", Captured("http://a/", "GET", (("Authorization", "Basic *"),))),
        ("curl -b a=b http://a/", Captured("http://a/", "GET", (), cookies=True)),
    ],
)
def test_options(text: str, expected: Captured) -> None:
    assert parse_curl(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("curl -H 'A: b'", "no URL"),
        ("curl http://a/ http://b/", "2 URLs"),
        ("curl http://a/ -H", "ends after -H, which needs a value"),
        ("curl http://a/ --retry", "ends after --retry"),
        ("curl http://a/ --next http://b/", "several requests"),
        ("curl http://a/ -: http://b/", "several requests"),
        ("curl --unknown 3 http://a/", "2 URLs.*`--unknown` is not an option"),
        ("curl 'http://a/", "not closed"),
    ],
)
def test_what_is_not_a_request(text: str, says: str) -> None:
    with pytest.raises(NotCaptured, match=says):
        parse_curl(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("curl x", True), ("\n curl.exe x", True), ("curly x", False), ('fetch("x")', False), ("", False)],
)
def test_what_is_taken_for_curl(text: str, *, answer: bool) -> None:
    assert is_curl(text) is answer


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-k", ["--insecure", "has --insecure for it"]),
        ("--resolve a:80:b", ["--resolve of the curl command is left out"]),
        ("--connect-to ::b:", ["--connect-to", "has --resolve for it"]),
        ("-x http://p", ["--proxy"]),
        ("-H @headers.txt", ["headers.txt"]),
        ("-K curl.conf", ["curl.conf"]),
        ("--request-target /x", ["--request-target"]),
        ("-s --compressed -H 'X-A: 1'", []),
    ],
)
def test_what_is_left_out_is_noted(text: str, message: list[str]) -> None:
    noted = "\n".join(parse_curl(f"curl {text} http://a/").notes)
    assert all(part in noted for part in message)
    assert bool(noted) is bool(message)


@pytest.mark.parametrize("name", sorted(VALUED - {"url", "config"}))
def test_the_value_of_an_option_is_not_a_url(name: str) -> None:
    assert parse_curl(f"curl --{name} v http://a/").url.startswith("http://a/")


def test_without_a_page_the_origin_has_to_be_said() -> None:
    with pytest.raises(NotCaptured, match="--origin"):
        as_request(parse_curl("curl http://a.example/"))
    assert (
        as_request(parse_curl("curl -e https://app.example/x http://a.example/")).origin
        == "https://app.example"
    )
