"""Hypothesis strategies for configurations, biased to where reading them is tricky."""

from __future__ import annotations

from hypothesis import strategies as st

ENVIRON = {
    "A": "/a",
    "B": "x, /b",
    "EMPTY": "",
    "NESTED": "$A ${B} $NONE ${port}",
    "DOLLAR": "$",
    "DIR": "sub",
}

FILES = ("main.conf", "a.conf", "b.conf", "sub/c.conf")

_BLANKS = st.sampled_from(["", "", " ", "\t", "  ", "\u00a0", " \t "])
_INDENTS = st.sampled_from(["", "", "", " ", "  ", "\t", "    ", "\u00a0", "\u2003"])
_NEWLINES = st.sampled_from(["\n"] * 12 + ["\r\n", "\r", "\n\n", "\n \n", "\x0c\n", "\x85\n"])

_HEADERS = st.sampled_from(
    [
        *["[web]"] * 6,
        *["[general]", "[DEFAULT]", "[other]", "[ssl:web]", "[web:public]", "[zookeeper]"],
        *["[Web]", "[ web ]", "[web] x", "[web] ] #", "[]", "[]]", "[web", "[default]"],
    ]
)
_NAMES = st.sampled_from(
    [
        *["cors", "cors_preflight_paths", "listen", "include"] * 3,
        *["CORS", "Listen", "backlog", "body_max_size", "port", "origin", "servers", "verify_mode", "x"],
        *["", "a b"],
    ]
)
_SEPARATORS = st.sampled_from(["="] * 8 + [":", ":", " ", "", "==", "=:", "\u00a0=\u00a0"])

_WORDS = r"""
    * /* /a /a/* /b / /a* /** /{id} /{id:\d+} /{tail}/* /{x a /a, https://a.example null off , ; " ž %20
    8080 0.0.0.0 127.0.0.1:80 :: ::1 :80 ssl ssl:web SSL -1 +80 localhost
    $ $$ $A ${A} $B ${EMPTY} ${NONE} $NONE ${THIS_DIR} $THIS_DIR ${NESTED} $$THIS_DIR $DOLLAR
    ${port} ${web:port} ${other:x} ${x} ${DEFAULT:x} ${a:b:c} ${
    a.conf b.conf sub/*.conf *.conf main.conf ${THIS_DIR}/c.conf missing* $DIR/c.conf
    zookeeper zookeeper:/x.conf zookeeper://h/x.yml [x] [web] x=y = :
"""
_ATOMS = st.sampled_from([*_WORDS.split(), ", ", "# no", "; no", "\u200b"])
_JOINTS = st.sampled_from(
    ["", " ", " ", ", ", ",", "\t", "\n  ", "\n\t", "\n\n  ", "\n # c\n  ", "\u00a0", "\x0b"]
)


@st.composite
def _values(draw: st.DrawFn) -> str:
    parts = [draw(_ATOMS)]
    for _ in range(draw(st.integers(0, 5))):
        parts += [draw(_JOINTS), draw(_ATOMS)]
    return "".join(parts)


_PLAIN = {
    "cors": st.sampled_from(["*", "https://a.example", "", "${origin}", "$A"]),
    "cors_preflight_paths": st.lists(
        st.sampled_from(["/a", "/a/*", "/b", "/*", "/c/{id}", "", "/a*", "$A", "/p1", "/p2", "/p3"]),
        max_size=12,
    ).flatmap(
        lambda paths: st.sampled_from([", ", ",", " ", "\n  ", ",\n\t"]).map(lambda joint: joint.join(paths))
    ),
    "port": st.sampled_from(["8080", "${x}", "$$"]),
    "origin": st.sampled_from(["https://a.example", "$A", "${other:x}"]),
    "x": st.sampled_from(["x", "$A", "", "${port}"]),
    "backlog": st.sampled_from(["128", "1_0", "x"]),
    "verify_mode": st.sampled_from(["", "cert_none", "CERT_REQUIRED", "x"]),
    "listen": st.sampled_from(
        ["8080", "0.0.0.0 8080", "\n  8080\n  :: 8081", "h:80", "8443 ssl", "8443 ssl:web"]
    ),
    "include": st.sampled_from(
        ["a.conf", "a.conf b.conf", "sub/*.conf", "\n  a.conf\n  b.conf", "*.conf", "$DIR/*"]
    ),
}


@st.composite
def _options(draw: st.DrawFn) -> str:
    name = draw(_NAMES)
    plain = _PLAIN.get(name)
    value = draw(plain if plain is not None and draw(st.booleans()) else _values())
    return f"{name}{draw(_BLANKS)}{draw(_SEPARATORS)}{draw(_BLANKS)}{value}{draw(_BLANKS)}"


_LINES = st.one_of(
    _options(),
    _options(),
    _options(),
    _options(),
    _HEADERS,
    st.sampled_from(["", "  ", "# comment", "  ; comment", "#x=y", "nothing", "; [web]"]),
    _values(),
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The text of one file, more often than not with a section in front."""
    lines = [draw(_HEADERS)] if draw(st.integers(0, 9)) else []
    lines += draw(st.lists(_LINES, max_size=10))
    return "".join(draw(_INDENTS) + line + draw(_NEWLINES) for line in lines)


_SECTIONS = {
    "web": ["cors", "cors_preflight_paths", "listen", "port", "origin", "backlog"],
    "general": ["include", "x"],
    "DEFAULT": ["include", "x", "origin", "cors"],
    "other": ["x", "port", "cors"],
    "ssl:web": ["verify_mode", "x"],
}


@st.composite
def sane_texts(draw: st.DrawFn) -> str:
    """A file that parses, so that what comes after parsing is reached more often."""
    lines = []
    for section, names in _SECTIONS.items():
        if draw(st.integers(0, 3)) >= (section not in ("web", "general")) * 2:
            lines.append(f"[{section}]")
            for name in names:
                if draw(st.integers(0, 3)):
                    plain = _PLAIN.get(name) if draw(st.integers(0, 4)) else None
                    value = draw(plain if plain is not None else _values())
                    lines.append(f"{name}{draw(st.sampled_from(['=', ' = ', ': ']))}{value}")
    return "\n".join(lines) + "\n"


def projects(main: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    """A main file, and some others it may include."""
    others = st.one_of(sane_texts(), sane_texts(), texts())
    return st.fixed_dictionaries({"main.conf": main}, optional=dict.fromkeys(FILES[1:], others))
