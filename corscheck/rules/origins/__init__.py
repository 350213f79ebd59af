"""CORS3xx: the value of `cors`: which origins it allows. Other folders and `contract` import from here."""

from corscheck.rules.origins._cors_value import cors_of, names_origins, read_cors
from corscheck.rules.origins._entries import entries_of
from corscheck.rules.origins._entry import classify

__all__ = ["classify", "cors_of", "entries_of", "names_origins", "read_cors"]
