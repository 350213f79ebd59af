"""CORS3xx: the value of `cors`: which origins it allows. Other folders and `contract` import from here."""

from corscheck.rules.origins._entries import entries_of
from corscheck.rules.origins._value import cors_of, names_origins, read_cors

__all__ = ["cors_of", "entries_of", "names_origins", "read_cors"]
