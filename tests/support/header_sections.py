"""Header sections as servers should not write them: a table, and many more put together at random."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_END = b"\r\nX-A: 1\r\n\r\n"

STATUS_LINES = (
    b"HTTP/1.1 200 OK", b"HTTP/1.0 404", b"HTTP", b"HTTP/", b"HTTP/1.1", b"HTTP/1.1 ", b"HTTP/1.1 abc",
    b"HTTP 404 X", b"http/1.0 404", b"HtTp/1.1 404 x", b"xyz HTTP/1.1 404 N", b"\r\n\r\nHTTP/1.1 404 N",
    b"12345HTTP/1.1 404 N", b"htthttp/1.1 404 N", b"HTTP/1.1 20 OK", b"HTTP/1.1 0 OK", b"HTTP/1.1 099 OK",
    b"HTTP/1.1 999 OK", b"HTTP/1.1 1000 OK", b"HTTP/1.1 99999999999 OK", b"HTTP/1.1 65736 OK",
    b"HTTP/1.1 4294967696 Z", b"HTTP/1.1 -1 OK", b"HTTP/1.1 +404 Z", b"HTTP/1.1 00404 Z",
    b"HTTP/1.1 0000000000000000404 Z", b"HTTP/1.1 4 0 4", b"HTTP/1.1  404   Not  Found  ",
    b"HTTP/1.1\t404 X", b"HTTP/1.1 404Nope", b"HTTP/1.1 404\tN", b"HTTP/2.0 404 N", b"HTTP/3.7 404 N",
    b"HTTP/0.9 404 N", b"HTTP/x.y 404 N", b"HTTP/ 1.1 404 N", b"HTTP/12.13 404 N", b"HTTP/1 404 N.1",
    b"HTTP/1.0 404 N.9", b"HTTP/1.1 404 \xe9\x01", b"HTTP/1.1 4\x004 N", b"\0HTTP/1.1 404 N",
    b"HTTP/1.1 205 R", b"HTTP/1.1 304 N", b"HTTP/1.1 401 U", b"HTTP/1.1 408 T",
)  # fmt: skip

BLOCKS = (
    b"no colon", b"X Bad: v", b"X-Note : v", b"X-Tab\t: w", b": e", b"X@: 1", b"\xc4: 3", b"X-\xa0: 1",
    b"X-B:\xa0a\xa0", b"X-A: a\r\n  b\r\n\tc ", b"X-B: d \r\n \r\n e", b" X-A: a\r\n b\r\nX-B: 1",
    b"nocolon\r\n x: 1", b"X : a\r\n y", b"X Bad: a\r\n y\r\nX:b", b":a\r\n X:b", b"X:a::b:",
    b"X: a\r\n\t\x0b\r\n y", b"\tX: 1", b"X-A: a\rX-B: b", b"X-A: a\rb", b"X-A: a\0b",
    b"X-A: a\x0bb\x0cc\x01\x7f\xe9", b"X-B: \x0b ", b"X-A: a\r\n\r\r\nX-B: 2", b"X-A: a\n\r\nX-B: 2",
    b"X-A: a\r\n\t\r\nX-B: 2", b"\r\rX-A: 1\r\r", b"X-A:\r\nX-B:  \t \r\nX-A: 1\r\nx-a: 2 , 3",
    b"Set-Cookie: a=b\r\nX-A:1", b"Content-Length: 1\r\nContent-Length: 2", b"Content-Length: 1, 2",
    b"Content-Length: 2, 2\r\nContent-Length: 2", b"Content-Length: 5,", b"Content-Length: ,",
    b"Content-Length:\r\nContent-Length: 5", b"Content-Length: -5", b"Content-Length: abc",
    b"Content-Length : 1\r\ncontent-length: 2", b"Transfer-Encoding: gzip",
    b"Content-Length: 1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked",
    b"Content-Length: 1, 2\r\nTransfer-Encoding: gzip, Chunked",
    b'Transfer-Encoding: "chunked"\r\nContent-Length: 1,2', b"Location: a\r\nLocation: b",
    b"Location: a\r\nLocation: a", b"Location: a,b", b"Content-Disposition: a,b",
    b'Content-Disposition: a; f="x,y"', b'Content-Disposition: a; f="x,y',
    b'Content-Disposition: a"b,c"d,e', b'Content-Disposition: a; f="x\\",y", "z\\',
    b"Content-Disposition: a\r\ncontent-disposition : a", b"Content-Encoding: bogus", b"",
)  # fmt: skip

WHOLE = (
    b"", b"H", b"htt", b"xhtt", b"ttp/1.1", b"HTTP", b"HTTP/1.1 2", b"HTTP/1.1 404",
    b"HTTP/1.1 404 N\r\nX-A: 1", b"HTTP/1.1 404 N\r\nX-A: 1\r\nX-B: 2\r\n", b"HTTP/1.1 404 N\r\nX-A",
    b"HTTP\n\n", b"HTTP/0.9 404 N\r\n\r\n", b"HTTP/0.9 404 N\r\nA\r\n\r\n", b"SSH-2.0-xxxxx\r\n",
    b"ICY 200 OK\r\nX-A: 1\r\n\r\nbody", b"<html>hello</html>",
    b"HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\nHTTP/1.1 404 N" + _END, b"HTTP/1.1 101 S\r\n\r\n",
    b"HTTP/1.1 100 C\r\n\r\n", b"HTTP/1.1 100 C", b"HTTP/1.1 103 C\r\nA",
    b"HTTP/1.1 199 C\r\n\r\nHTTP/1.1 404 N" + _END, b"HTTP/1.1 1 C\r\n\r\nHTTP/1.1 404 N" + _END,
    b"HTTP/1.1 100 C\r\n\r\nSSH-2.0-xxxxxxxx", b"HTTP/1.1 100 C\r\n\r\nICY 200 OK\r\n\r\n",
    b"HTTP/1.1 100 C\r\n\r\nabcHTTP/1.1 404 N" + _END,
    b"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\nLink: x\r\n\r\nHTTP/1.1 404 N" + _END,
    b"HTTP/1.1 404 N\r\n" + b"access-control-a: " + b"a" * 16000 + _END,
    b"HTTP/1.1 404 N\r\nX-A: " + b"a" * (256 * 1024 - 25) + b"\r\n\r\n",
    b"HTTP/1.1 404 N\r\nX-A: " + b"a" * (256 * 1024 - 24) + b"\r\n\r\n",
    b"HTTP/1.1 404 N\r\nX-A: " + b"a" * (256 * 1024),
    (b"HTTP/1.1 103 E\r\nX-A: " + b"a" * (200 * 1024) + b"\r\n\r\n") * 2 + b"HTTP/1.1 404 N" + _END,
)  # fmt: skip


def table() -> Iterator[bytes]:
    """One section for each oddity."""
    yield from WHOLE
    yield from (line + _END for line in STATUS_LINES)
    yield from (b"HTTP/1.1 404 N\r\n" + block + b"\r\n\r\nbody" for block in BLOCKS)
    for line in (b"HTTP/1.0 404 N", b"HTTP/2.0 404 N", b"HTTP/1.1 404 N"):
        yield (
            line
            + b"\r\nContent-Length: 1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        )


def generated(count: int, seed: int) -> Iterator[bytes]:
    """Oddities in random company."""
    random = Random(seed)
    for _ in range(count):
        section = b"".join(_interim(random) for _ in range(random.choice((0, 0, 0, 0, 1, 2))))
        section += random.choice((b"",) * 12 + (b"x", b"\r\n", b"1234", b"12345", b"ht", b"\n\n\n\n", b"\0"))
        section += random.choice(STATUS_LINES) if random.random() < 0.5 else b"HTTP/1.1 404 N"
        section += _line_end(random)
        for _ in range(random.randrange(6)):
            section += _line(random) + _line_end(random)
        section += random.choice((b"\r\n",) * 8 + (b"\n", b"\r\n\r\n", b"", b"\n\r\n", b"\r\n \r\n\r\n"))
        yield section + random.choice((b"", b"body", b"\r\n\r\n", b"\0"))


def cross_origin(count: int, seed: int, origin: str) -> Iterator[bytes]:
    """Answers that allow an origin to read them, or would, were it not for one oddity."""
    random = Random(seed)
    value = origin.encode()
    for _ in range(count):
        allow = random.choice(
            (
                b"Access-Control-Allow-Origin: *",
                b"access-control-allow-origin:" + value,
                b"Access-Control-Allow-Origin : *",
                b"Access-Control-Allow-Origin\t:\t" + value + b"\t",
                b"Access-Control Allow-Origin: *",
                b"Access-Control-Allow-Origin *",
                b" Access-Control-Allow-Origin: *",
                b"Access-Control-Allow-Origin:\r\n *",
                b"Access-Control-Allow-Origin: *\r\n x",
                b"Access-Control-Allow-Origin: *\r\n ",
                b"Access-Control-Allow-Origin: \x0b*",
                b"Access-Control-Allow-Origin: *\x0c",
                b"Access-Control-Allow-Origin: *\rX-B: 1",
                b"X-B: 1\rAccess-Control-Allow-Origin: *",
                b"Access-Control-Allow-Origin: *\0",
                b"Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Origin: *",
                b"Access-Control-Allow-Origin: *\r\n\r\r\nX-B: 1",
                b"X-B: 1\r\n\n\nAccess-Control-Allow-Origin: *",
            )
        )
        lines = [_line(random) for _ in range(random.randrange(3))]
        lines.insert(random.randrange(len(lines) + 1), allow)
        lines.insert(random.randrange(len(lines) + 1), b"Access-Control-Allow-Methods: *")
        status = random.choice(STATUS_LINES) if random.random() < 0.2 else b"HTTP/1.1 200 OK"
        end = random.choice((b"\r\n\r\n",) * 5 + (b"\n\n", b"\r\n", b""))
        yield status + b"\r\n" + b"\r\n".join(lines) + end


def _interim(random: Random) -> bytes:
    line = random.choice(
        (b"HTTP/1.1 100 C", b"HTTP/1.1 103 E\r\nLink: </x>", b"HTTP/1.0 150", b"xHTTP/1.1 101 S")
    )
    return line + random.choice((b"\r\n\r\n", b"\n\n"))


def _line_end(random: Random) -> bytes:
    return random.choice((b"\r\n",) * 20 + (b"\n", b"\n", b"\r", b"\r\r\n", b"\n\r\n", b"\r\n\r\r\n"))


def _line(random: Random) -> bytes:
    if random.random() < 0.4:
        return random.choice(BLOCKS)
    name = random.choice((b"X-A", b"x-a", b"X-B", b"Vary", b"X-C ", b"X-\x01", b"X=D", b"", b"X-E\t "))
    colon = random.choice((b":", b": ", b":\t ", b" :", b"", b"\r\n:"))
    value = bytes(random.choice(b'ab ,;:"\\\t\x0b\x0c\x7f\x80\xff*=') for _ in range(random.randrange(8)))
    return name + colon + value
