from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.errors import Unreachable, UsageProblem
from corscheck.openapi_source import NotADocument, decode, openapi_document
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "document"),
    [
        (b'{"paths": {}}', {"paths": {}}),
        (b"\xef\xbb\xbf{}", {}),
        (b"paths:\n  /a: &a {get: {}}\n  /b: *a\n", {"paths": {"/a": {"get": {}}, "/b": {"get": {}}}}),
        (b"- 1\n", [1]),
        (b"", None),
    ],
)
def test_json_and_yaml_are_read(content: bytes, document: object) -> None:
    assert decode(content) == document


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": ',
        b"[" * 100_000,
        b"a: [",
        b"\xff\xfe\xfa",
        b"%s: 1" % (b"a" * 3_000_000),
        b"a: !!python/object/apply:os.system ['true']",
        b"a: &a {x: 1}\nb: {<<: [*a, *a]}",
        b"- " * 50_000,
        b'{"a": ' + b"1" * 5000 + b"}",
    ],
)
def test_anything_else_is_refused_without_harm(content: bytes) -> None:
    with pytest.raises(NotADocument):
        decode(content)


def test_a_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "api").write_text("paths: {}")
    assert openapi_document(str(tmp_path / "api"), "http://127.0.0.1:1", Connection()) == (
        {"paths": {}},
        "/asab/v1/openapi",
    )


def test_a_file_that_was_named_must_be_readable(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"none\.json"):
        openapi_document(str(tmp_path / "none.json"), "http://127.0.0.1:1", Connection())
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(UsageProblem, match="not JSON"):
        openapi_document(str(tmp_path / "bad.json"), "http://127.0.0.1:1", Connection())


def test_off_reads_nothing_and_a_silent_service_has_none() -> None:
    assert openapi_document("off", "http://127.0.0.1:1", Connection()) is None
    assert openapi_document("auto", "http://127.0.0.1:1", Connection()) is None
    with pytest.raises(Unreachable):
        openapi_document("http://127.0.0.1:1/api.json", "http://127.0.0.1:1", Connection())
