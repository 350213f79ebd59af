from __future__ import annotations

import io
import itertools
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from corscheck.fetch.request import FetchRequest
from corscheck.live.batch import MAX_DEPTH, MAX_LINE, read_requests, requests_of
from corscheck.live.why import InvalidLine, WhyRequest

if TYPE_CHECKING:
    from pathlib import Path

URL, ORIGIN = "http://api.example/", "https://app.example"
LEAST = {"url": URL, "origin": ORIGIN}


def deep(levels: int) -> Any:
    return {"in": [deep(levels - 2)]} if levels else 1


def read(*lines: Any) -> list[WhyRequest | InvalidLine]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(read_requests(io.BytesIO(b"\n".join(raw))))


def test_everything_but_url_and_origin_may_be_left_out() -> None:
    assert read(LEAST) == [WhyRequest(FetchRequest(URL, ORIGIN))]


def test_everything_is_taken() -> None:
    given = {
        "id": {"any": ["JSON"]},
        **LEAST,
        "method": "patch",
        "headers": [["X-A", "1"], ["x-a", "2"]],
        "credentials": "include",
        "body": "json",
    }
    (question,) = read(given)
    assert question == WhyRequest(
        FetchRequest(URL, ORIGIN, "patch", (("X-A", "1"), ("x-a", "2")), "include", "json", {"any": ["JSON"]})
    )


def test_a_beacon_and_an_upload_listener() -> None:
    listening, beacon, noted, neither = read(
        {**LEAST, "upload_listener": True, "method": "PUT"},
        {**LEAST, "beacon": True, "body": "json"},
        {**LEAST, "beacon": True, "method": "post", "credentials": "omit"},
        {**LEAST, "beacon": False, "upload_listener": False},
    )
    assert listening == WhyRequest(FetchRequest(URL, ORIGIN, "PUT", upload_listener=True))
    assert beacon == WhyRequest(FetchRequest(URL, ORIGIN, "POST", body="json", beacon=True))
    assert isinstance(noted, WhyRequest)
    assert noted.notes == ("`credentials` ignored: a beacon always includes credentials",)
    assert neither == WhyRequest(FetchRequest(URL, ORIGIN))


# From Python 3.14 on, json's depth is bounded by the stack of C alone, which such a line does not fill.
TOO_DEEP = "it is nested too deeply" if sys.version_info < (3, 14) else "it is not JSON: Expecting value"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({**LEAST, "beacon": 1}, "`beacon` is not true or false"),
        ({**LEAST, "upload_listener": "yes"}, "`upload_listener` is not true or false"),
        ({**LEAST, "beacon": None}, "`beacon` is not true or false"),
        ({**LEAST, "beacon": True, "method": "PUT"}, "`method` of a beacon is always POST"),
        (b"nonsense", "it is not JSON: Expecting value at column 1"),
        (b'{"url": ', "it is not JSON: Expecting value at column 8"),
        (b"[]", "it is not a JSON object"),
        (b"null", "it is not a JSON object"),
        (b"\xff", "it is not UTF-8: invalid start byte at byte 1"),
        (b"[" * (MAX_LINE // 2), TOO_DEEP),
        (b" " * MAX_LINE + b"{}", f"the line is longer than {MAX_LINE} bytes"),
        (b"1" * 5000, "it is not JSON: "),
        (b'{"id": NaN, "url": "x"}', "it is not JSON: NaN is not a number"),
        (b'{"id": [-Infinity], "url": "x"}', "it is not JSON: -Infinity is not a number"),
        (b'{"id": 1e999, "url": "x"}', "it is not JSON: a number is too large"),
        ({**LEAST, "id": deep(MAX_DEPTH)}, "`id` is nested too deeply"),
        (
            json.dumps(LEAST).encode()[:-1] + b', "id": ' + b"[" * 900 + b"]" * 900 + b"}",
            "`id` is nested too deeply",
        ),
        ({"origin": ORIGIN}, "`url` is missing"),
        ({"url": URL}, "`origin` is missing"),
        ({**LEAST, "url": 1}, "`url` is not a string"),
        ({**LEAST, "origin": None}, "`origin` is not a string"),
        ({**LEAST, "method": None}, "`method` is not a string"),
        ({**LEAST, "credentials": True}, "`credentials` is not a string"),
        ({**LEAST, "body": {}}, "`body` is not a string"),
        ({**LEAST, "headers": {"A": "b"}}, "`headers` is not a list of pairs"),
        ({**LEAST, "headers": [["A"]]}, "`headers` is not a list of pairs"),
        ({**LEAST, "headers": [["A", 1]]}, "`headers` is not a list of pairs"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_read(line: Any, message: str) -> None:
    first, bad, last = read(LEAST, line, LEAST)
    assert first == last == WhyRequest(FetchRequest(URL, ORIGIN))
    assert isinstance(bad, InvalidLine)
    assert bad.line == 2
    assert bad.message.startswith(message)
    assert bad.id is None


def test_an_id_may_be_anything_that_json_can_say() -> None:
    identities: tuple[Any, ...] = (None, 0, -1.5, 1e300, 10**30, "\ud800", [], {}, deep(MAX_DEPTH - 2))
    for identity in identities:
        (question,) = read({**LEAST, "id": identity})
        assert isinstance(question, WhyRequest)
        assert question.request.id == identity


def test_the_id_of_a_bad_line_is_kept() -> None:
    assert read({"id": 7, "url": URL}) == [InvalidLine(1, "`origin` is missing", 7)]


def test_empty_lines_count_and_say_nothing() -> None:
    assert read(b"", b"  \r", LEAST, b"", b"x") == [
        WhyRequest(FetchRequest(URL, ORIGIN)),
        InvalidLine(5, "it is not JSON: Expecting value at column 1"),
    ]


def test_a_byte_order_mark_is_not_a_mistake() -> None:
    assert read(b"\xef\xbb\xbf" + json.dumps(LEAST).encode()) == [WhyRequest(FetchRequest(URL, ORIGIN))]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_what_powershell_writes(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    line = json.dumps({"url": "https://api.example/ž" + "x" * 3000, "origin": "https://a.example"})
    path = tmp_path / "a.jsonl"
    path.write_bytes((mark + f"{line}\r\n" * 50).encode(encoding))
    found = list(requests_of(str(path)))
    assert len(found) == 50
    assert all(isinstance(one, WhyRequest) and one.request.origin == "https://a.example" for one in found)


def test_a_misspelt_field_is_noted() -> None:
    (question,) = read({**LEAST, "mehtod": "PUT"})
    assert isinstance(question, WhyRequest)
    assert question.notes == ("unknown field `mehtod` ignored; did you mean `method`?",)


def test_lines_are_read_one_by_one() -> None:
    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            return json.dumps(LEAST).encode() + b"\n"

    assert len(list(itertools.islice(read_requests(Endless()), 100))) == 100  # type: ignore[arg-type]  # as far as used
