"""Bytes to text as `open()` does it for configparser."""

from __future__ import annotations

import pytest

from corscheck.asab.decode import decode


@pytest.mark.parametrize(
    "data", [b"", b"[web]\r\ncors = *\n", "[web]\ncors = ž\n".encode(), b"\xef\xbb\xbf[web]\n"]
)
def test_what_is_utf8_is_kept_as_it_is(data: bytes) -> None:
    source, undecodable = decode(data, "app.conf")
    assert undecodable is None
    assert source.text.encode() == data
    assert source.path == "app.conf"


def test_what_is_not_utf8_has_its_place_and_can_be_written_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = b"[web]\n# \xc5\xbe \xe9\ncors = *\n"
    source, undecodable = decode(data, "app.conf")
    assert undecodable is not None
    assert undecodable.diagnosis.span is not None
    assert undecodable.diagnosis.span.line == 2
    assert source.text.encode("utf-8", "surrogateescape") == data
    path = tmp_path_factory.mktemp("x") / "app.conf"
    path.write_bytes(data)
    with pytest.raises(UnicodeDecodeError) as refused, path.open(encoding="utf-8") as file:
        file.read()
    assert undecodable.diagnosis.message == str(refused.value)
