"""Small answers that are large when they are decompressed; made once, by the fastest compression."""

from __future__ import annotations

import gzip
import zlib

ZEROS = 64 * 1024**2
GZIPPED = gzip.compress(bytes(ZEROS), 1, mtime=0)  # names of tests may be made of it

TWICE_GZIPPED = gzip.compress(GZIPPED, 9, mtime=0)
"""A few hundred bytes that are 64 MiB when they are decompressed twice."""


def deflated() -> bytes:
    """64 MiB, compressed once."""
    return zlib.compress(bytes(ZEROS), 1)


def gzipped_list() -> bytes:
    """A list in JSON of 64 Mi numbers, compressed once."""
    return gzip.compress(b"[" + b"0," * ZEROS + b"0]", 1)
