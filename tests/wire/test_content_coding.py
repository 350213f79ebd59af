"""`Content-Encoding`: what is undone, and bombs that end at a limit with little memory."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.wire.content_coding import decoded
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIB = 1024 * 1024


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)  # names of tests are made of it


def raw_deflate(data: bytes) -> bytes:
    encoder = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return encoder.compress(data) + encoder.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzipped,
    "x-gzip": gzipped,
    "deflate": zlib.compress,
}


def undone(data: bytes, *codings: str, limit: int = MIB, step: int = 1000) -> bytes:
    chunks = [data[at : at + step] for at in range(0, len(data), step)]
    return b"".join(decoded(chunks, codings, limit))


@given(
    data=st.binary(max_size=3000),
    codings=st.lists(st.sampled_from([*ENCODERS, "identity", "GZIP", " "]), max_size=3),
    step=st.integers(1, 5000),
)
def test_what_was_encoded_is_decoded(data: bytes, codings: list[str], step: int) -> None:
    if sum(coding not in ("identity", " ") for coding in codings) > 2:
        codings = codings[:2]
    encoded = data
    for coding in codings:
        encode = ENCODERS.get(coding.lower())
        encoded = encode(encoded) if encode else encoded
    assert undone(encoded, *codings, step=step) == data


@pytest.mark.parametrize("step", [1, 2, 7, 10_000])
def test_forms_that_servers_send(step: int) -> None:
    text = b"openapi: 3.1.0\n" * 500
    assert undone(raw_deflate(text), "deflate", step=step) == text
    assert undone(gzipped(text[:50]) + gzipped(text[50:]), "gzip", step=step) == text
    assert undone(gzipped(text) + b"\0\0 what comes after", "gzip", step=step) == text
    assert undone(b"", "identity", step=step) == b""


def bomb(size: int, *encoders: str) -> bytes:
    data = b"\0" * size
    for name in encoders:
        data = {**ENCODERS, "raw": raw_deflate}[name](data)
    return data


BOMBS: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "gzip": (lambda: bomb(40 * MIB, "gzip"), ("gzip",)),
    "zlib": (lambda: bomb(40 * MIB, "deflate"), ("deflate",)),
    "raw deflate": (lambda: bomb(40 * MIB, "raw"), ("deflate",)),
    "gzip twice": (lambda: bomb(40 * MIB, "gzip", "gzip"), ("gzip", "gzip")),
    "gzip in deflate": (lambda: bomb(40 * MIB, "gzip", "deflate"), ("gzip", "deflate")),
    "members": (lambda: gzipped(bomb(2 * MIB, "gzip") * 2000), ("gzip", "gzip")),
    "empty members": (lambda: gzipped(gzipped(b"") * 200_000), ("gzip", "gzip")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_at_the_limit(name: str) -> None:
    make, codings = BOMBS[name]
    data = make()
    tracemalloc.start()
    with pytest.raises(TransportError, match=r"larger than 16 MiB|gzip members"):
        for _ in decoded([data], codings, 16 * MIB):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * MIB + 2 * len(data)


@pytest.mark.parametrize(
    ("data", "codings", "message"),
    [
        (b"none", ("gzip",), "not what its Content-Encoding says"),
        (b"none", ("deflate",), "not what its Content-Encoding says"),
        (b"x", ("deflate",), "cut off"),
        (b"", ("gzip",), "cut off"),
        (gzipped(b"x" * 1000)[:-9], ("gzip",), "cut off"),
        (zlib.compress(b"x" * 1000)[:-5], ("deflate",), "cut off"),
        (b"x", ("br",), "not asked for"),
        (b"x", ("gzip\x1b[31m",), "not asked for"),
        (bomb(10, "gzip", "gzip", "gzip"), ("gzip",) * 3, "encoded 3 times"),
    ],
)
def test_what_cannot_be_decoded(data: bytes, codings: tuple[str, ...], message: str) -> None:
    with pytest.raises(TransportError, match=message):
        undone(data, *codings)


def test_no_more_is_read_than_is_needed() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1000

    with pytest.raises(TransportError, match="larger"):
        for _ in decoded(endless(), ("identity",), MIB):
            pass
