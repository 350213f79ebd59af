"""CORS2xx: what a running server answers, compared with what its configuration promises.

A live rule reads one `Observation` (a case, its answers, the verdict, and the trial it belongs to). Its
problems are grouped: one finding for each code and line of the configuration, however many checks
led to it. `corscheck.rules.rule.LIVE_EXAMPLES` describes the notation of the examples.
"""

from corscheck.rules.live.answer import RULES as ANSWER
from corscheck.rules.live.mixed_content import RULES as MIXED_CONTENT
from corscheck.rules.live.openness import RULES as OPENNESS
from corscheck.rules.live.refusal import RULES as REFUSAL
from corscheck.rules.live.routes import RULES as ROUTES
from corscheck.rules.live.status import RULES as STATUS
from corscheck.rules.live.unserved import RULES as UNSERVED

WHERE_ASKED = frozenset(
    {"CORS224", "CORS225", "CORS241", "CORS242", "CORS243", "CORS251", "CORS261", "CORS262"}
)
"""Codes of rules about checks that are made only on request: `--send`, credentials, routes, a policy."""

_MODULES = (OPENNESS, STATUS, UNSERVED, REFUSAL, ANSWER, ROUTES, MIXED_CONTENT)

RULES = tuple(sorted((rule for rules in _MODULES for rule in rules), key=lambda rule: rule.code))
