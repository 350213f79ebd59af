"""Configurations at the edges of what ASAB accepts, for comparing with the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tricky(NamedTuple):
    """Files (the main one is `main.conf`), the environment, and what to ask."""

    files: dict[str, bytes]
    environ: dict[str, str] = {}  # noqa: RUF012 - never changed
    sections: tuple[str, ...] = ("web",)
    probes: tuple[str, ...] = ()


GRAMMAR = [
    "",
    "\n\n",
    "# only\n; comments",
    "[web]",
    "[web",
    "web]",
    "[]",
    "[]]\nx=1",
    "[ web ]\ncors=*",
    "[Web]\ncors=*",
    "[web] trailing\ncors=*",
    "[web] # was [asab:web]\ncors=*",
    "[web] ; ] x\ncors=*",
    "[[web]]\ncors=*",
    "  [web]\n  cors=*\n  listen=80",
    "\t[web]\n  cors=*\n",
    "[web]\n cors=*\n listen=80\n",
    "[web]\n cors=*\nlisten=80\n",
    "[web]\ncors=*\n [other]\nlisten=80",
    "[web]\ncors=*\n  listen=80",
    "[web]\n  cors=*\n    listen=80\n  rootdir=",
    "[web]\ncors = *",
    "[web]\ncors: *",
    "[web]\ncors :*",
    "[web]\ncors = a = b",
    "[web]\ncors : a = b",
    "[web]\ncors = a : b",
    "[web]\ncors https://x",
    "[web]\nCORS=*\n",
    "[web]\nCors=*\ncors=x",
    "[web]\ncors=*\ncors=*",
    "[web]\ncors=*\ncors=*\nfoo\nbar",
    "[web]\nfoo\ncors=*\nbar baz\n",
    "[web]\nfoo\ncors=*\ncors=*\n",
    "[web]\na=1\nfoo\n  more\n",
    "[web]\ncors",
    "[web]\n=x",
    "[web]\n=x\n  y\n",
    "[web]\n=x\n=y\n",
    "[web]\n : x\nfoo",
    "[web]\ncors==",
    "[web]\ncors=:",
    "[web]\ncors=",
    "[web]\ncors=\n",
    "[web]\ncors=\n\n\n",
    "[web]\ncors=\n  *",
    "[web]\ncors=\n\n  *\n\n",
    "[web]\ncors=*\n\n\n  x\n",
    "[web]\ncors=*\n# c\n  x\n",
    "[web]\ncors=*\n  # c\n  x\n",
    "[web]\ncors=*\n  ; c\n\n  x\n  ;d\n",
    "[web]\ncors=* ; note",
    "[web]\ncors=* # note",
    "[web]\n# cors=*\n",
    "[web]\n#cors=*\n   ;x=y\nlisten=80",
    "[web]\nrem cors=*",
    "[web]\ncors = *   \n",
    "[web]\ncors =\t*\t\n",
    "[web]\n\u00a0cors=*\n",
    "[web]\ncors\u00a0=\u00a0*\u00a0\n",
    "[web]\ncors=*\n\u00a0x\n",
    "[web]\ncors=*\n\x0cx=1\n",
    "[web]\x0c\ncors=*\n",
    "[web]\ncors=*\x0b\n",
    "[web]\ncors=a\x1cb\n",
    "[web]\ncors=a\x85b\n\x85\n",
    "[web]\ncors=\u2028x\n",
    "[web]\n\u2003cors=*\n",
    "[web]\ncors=\x00\n",
    "\x00",
    "[web]\n\x00cors=*",
    "[w\x00b]\ncors=*",
    "[web]\n\u0130=*\n",
    "[web]\nSTRASSE=1\nstra\u00dfe=2",
    "cors=*",
    "# c\ncors=*\n[web]\n",
    "  cors=*",
    "\ufeff[web]\ncors=*",
    "\ufeff# c\n[web]\ncors=*",
    "\n\n  \ncors=*\n",
    "[web]\n[web]\n",
    "[web]\ncors=*\n[other]\nx=1\n[web]\ncors=x\nfoo",
    "[DEFAULT]\ncors=*\n[DEFAULT]\nlisten=80\n[web]\n",
    "[DEFAULT]\ncors=*\n[DEFAULT]\ncors=x\n[web]\n",
    "[DEFAULT]\ncors=*\n",
    "[DEFAULT]\ncors=*\n[web]\ncors=\n",
    "[default]\ncors=*\n[web]\n",
    "[web]\n[DEFAULT]\ncors=*\n",
    "[DEFAULT]\nunknown=$\n[web]\n",
    "[web]\nunknown=1\nother = 2",
    "[general]\n[web]\ncors=*",
    "[general]\ninclude\n",
    "[web]\r\ncors=*\r\n",
    "[web]\rcors=*\rlisten=80",
    "[web]\n\rcors=*\r\r\n x\r",
    "[web]\ncors=*\\\nlisten=80",
    '{"web": {"cors": "*"}}',
    "web:\n  cors: '*'\n",
    "{% if x %}\n[web]\n{% endif %}\n",
    "[web]\ncors={{ origin }}\n",
    "[web]\ncors=%(x)s %%\n",
    "[web]\n<<<<<<< HEAD\ncors=*\n=======\ncors=x\n>>>>>>> b\n",
    "[web]\n" + "".join(f"o{n}={n}\n" for n in range(300)),
    "[web]\n" + "x\n" * 120,
]

REFERENCES = [
    "$",
    "$$",
    "$$$",
    "a$$b",
    "$HOME",
    "${HOME}",
    "$UNSET",
    "${UNSET}",
    "${UNSET:-x}",
    "${EMPTY}",
    "$EMPTY",
    "x${EMPTY}y",
    "${listen}",
    "${LISTEN}",
    "${ listen }",
    "${web:listen}",
    "${Web:listen}",
    "${web:LISTEN}",
    "${nowhere:x}",
    "${web:nowhere}",
    "${a:b:c}",
    "${a:b:c} tail",
    "${}",
    "${",
    "${x",
    "$x}",
    "${cors}",
    "${loop}",
    "${chain1}",
    "${deep1}",
    "${DEFAULT:shared}",
    "${shared}",
    "${origins:main}",
    "${origins:bad}",
    "${origins:dollar}",
    "${general:tick_period}",
    "${logging:level}",
    "${asab:metrics:x}",
    "${THIS_DIR}",
    "$THIS_DIR",
    "$$THIS_DIR",
    "$${THIS_DIR}",
    "$DOLLAR",
    "${DOLLAR}",
    "$NESTED",
    "$A$B${A}${B}",
    "$\u017e",
    "$A\u017e",
    "${A\u017e}",
    "$1",
    "$_",
    "100%",
    "%HOME%",
    "https://$A.example.com, ${web:listen}",
    "\n  ${A}\n  $B\n  ${listen}\n",
    "${two\n  lines}",
]
_REFERENCE_FILE = """[DEFAULT]
shared=from default
[web]
listen=127.0.0.1 8080
cors={}
loop=${{loop}}
chain1=${{chain2}}
chain2=${{origins:main}} and ${{chain3}}
chain3=x$$y
{}
[origins]
main=https://a.example
bad=${{nowhere}}
dollar=a$b
"""
_DEEP = "\n".join(f"deep{n}=${{deep{n + 1}}}" for n in range(1, 12)) + "\ndeep12=end"
_ENVIRON = {
    "HOME": "/home/x",
    "EMPTY": "",
    "A": "a",
    "B": "b",
    "DOLLAR": "$",
    "NESTED": "${A} $B ${listen}",
    "_": "underscore",
}

PATHS = [
    "",
    ",",
    " ",
    ",,",
    "/a,",
    ",/a",
    "/a , ,/b",
    "/",
    "/*",
    "*",
    "/**",
    "/a",
    "/a/",
    "/a*",
    "/a/*",
    "/*/",
    "/a/*/c",
    "/a/*/b/*",
    "foo",
    "'/a'",
    '"/*"',
    '["/a", "/b"]',
    "^/a",
    "\\a",
    "https://h/a",
    "//host/a",
    "/a;/b",
    "/a;",
    "; /a",
    "# /a",
    "/a # note",
    "/a ; note",
    "/a:/b",
    "/a|/b",
    "/a|/b/*",
    "/a, /a",
    "/a, /b, /a",
    "/a/*, /a/*",
    "/a/*, /a/{tail:.*}",
    ", /",
    "/, ",
    "/:id",
    "/a?b=c",
    "/a#f",
    "/a?b/*",
    "/a%20b",
    "/a%20b/*",
    "/a%2Fb",
    "/a%2fb/*",
    "/%61",
    "/%61/*",
    "/a%",
    "/a%/*",
    "/\u017elu\u0165",
    "/\u017elu\u0165/*",
    "/a\u200b",
    "/a\u00a0/b",
    "/a\u3000/b",
    "/a\x0b/b",
    "/./a",
    "/b/../a",
    "/a//b",
    "/{id}",
    "/{id}/x",
    "/a/{id}",
    r"/{id:\d+}",
    r"/{id:\d{2}}",
    r"/{id:\d{2,3}}",
    r"/{id:[a-z]+}/*",
    "/{x}/{x}",
    "/{tail}/*",
    "/{rest:.*}",
    "/{a-b}",
    "/{1a}",
    "/{}",
    "/{id",
    "/id}",
    "/}{",
    "/{{id}}",
    "/{id:}",
    "/{id:(}",
    "/{id:[}",
    "/{id:a|b}",
    "/{id:.{1}}",
    "/{a:b{c}d}e",
    "/{a}b:c",
    "/{a}b:c/*",
    "/a.b/(c)/*",
    "/{x:/}y",
    "/{x:(?P<x>a)}",
    "/{x:a**}",
    "/{x:(?i)a}",
    "/p1 /p2 /p3 /p4 /p5 /p6 /p7 /p8 /p9",
    "/p1 /p2 /p3 /p4 /p5 /p6 /p7 /p8 /p9,",
    "/p1 /p2 /p3 /p4 /p5 /p6 /p7 /p8 /p9 /p10",
    "/p1/* /p2/* /p3/* /p4/* /p5/* /p6/* /p7/* /p8/* /p9/* /p10/*",
    "/p1/* /p2/* /p3/* /p4/* /p5/* /p6/* /p7/* /p8/* /p9, /p10/*, /p11",
    "\n\t/a\n\t/b\n",
    "\n\t/a,\n\n\t/b\n",
    "\n\t/p1\n\t/p2\n\t/p3\n\t/p4\n\t/p5\n\t/p6\n\t/p7\n\t/p8\n\t/p9\n\t/p10\n",
    "/a\n/b",
]

LISTEN = [
    "",
    "8080",
    "0",
    "08080",
    "70000",
    "0.0.0.0 8080",
    "0.0.0.0\t8080",
    "127.0.0.1:8080",
    "127.0.0.1 : 8080",
    "localhost 8080",
    "localhost:8080",
    "*:8080",
    ":8080",
    ": 8080",
    "::1 8080",
    ":: 8080",
    ":::8080",
    "[::1]:8080",
    "[::1] 8080",
    "::",
    "8443 ssl",
    "8443:ssl",
    "8443:\tssl",
    "8443\tssl",
    "0.0.0.0:8443 ssl",
    "0.0.0.0 8443 ssl",
    "0.0.0.0 8443 ssl:web",
    "0.0.0.0 8443 ssl:missing",
    "0.0.0.0 8443 ssl:bad",
    "0.0.0.0 8443 sslx",
    "0.0.0.0 8443 SSL",
    "0.0.0.0 8443 ;",
    "0.0.0.0 8443 ssl ssl:web",
    "0.0.0.0 8443 ssl foo",
    "0.0.0.0 8443 foo ssl:bad",
    "host",
    "8080,8081",
    "8080 8081",
    "http://localhost:8080",
    "localhost http",
    "127.0.0.1 -1",
    "-1",
    "+80",
    "h +80",
    "h 8_0",
    "h \u0661\u0662",
    "\u0661\u0662",
    "h 80.5",
    "h " + "9" * 5000,
    "\n  8080\n\n  :: 8081\n  8443 ssl\n",
    "\n  8080\n  bad\n  9090 x",
    "a\x0b80",
    "a\u00a080",
    "a\u00a0 80",
]

INTEGERS = ["128", "+1", "-1", " 1_000 ", "1.5", "10MB", "1024**2", "0x10", "", "\u0661", "9" * 5000, "1 ; x"]

CERTIFICATES = [
    "cert=missing.pem",
    "cert=.",
    "cert=garbage.pem",
    "cert=garbage.pem\nkey=missing.key",
    "cert=good.pem",
    "cert=good.pem\nkey=missing.key",
    "cert=good.pem\nkey=.",
    "cert=good.pem\nkey=missing.key\ndh_params=missing.pem",
    "cert=\nkey=missing.key",
    "cafile=missing.pem",
    "cafile=.",
    "capath=missing",
    "dh_params=missing.pem",
    "verify_mode=cert_required",
    "verify_mode=yes",
    "key_password=x",
]


def _include_cases() -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    web = "[web]\ncors=*\ncors_preflight_paths=/main\n"
    one, two = web.replace("main", "one"), web.replace("main", "two")
    both = {"one.conf": one, "two.conf": two}
    for value in (
        "one.conf",
        "one.conf two.conf",
        "two.conf one.conf",
        "one.conf  two.conf",
        "one.conf:two.conf",
        "one.conf,two.conf",
        "one.conf, two.conf",
        "one.conf\ttwo.conf",
        "one.conf;two.conf",
        "\n  one.conf\n  two.conf",
        "\n  one.conf two.conf\n",
        "\n  one.conf\n\n  # c\n  two.conf",
        "'one.conf'",
        '"one.conf"',
        "./one.conf",
        "../x.conf ./two.conf",
        "one.*",
        "*ne.conf",
        "[ot]??.conf",
        "[one.conf",
        "**/one.conf",
        "missing.conf",
        "missing*.conf",
        "~/one.conf",
        "$PWD_/one.conf",
        "${DIR}/one.conf",
        "${THIS_DIR}/one.conf",
        "$THIS_DIR/*.conf",
        "${unset}/one.conf",
        "${web:file}",
        "$$THIS_DIR/one.conf",
        "one.conf one.conf",
        "main.conf",
        "main.conf one.conf",
        ".",
        "sub",
        "",
        "a\x00b",
        "a\x00*",
        "zookeeper",
        "zookeeper.conf",
        "zookeeper://",
        "zookeeper:///x.conf",
        "zookeeper://[::1/x",
        "one.conf zookeeper-x two.conf",
        "Zookeeper.conf",
        " one.conf ",
    ):
        main = f"[general]\ninclude={value}\n[web]\ncors=*\ncors_preflight_paths=/main\nfile=two.conf\n"
        yield (
            f"include={value}",
            {"main.conf": main, "sub/x": "", "zookeeper.conf": one, "Zookeeper.conf": two, **both},
            {"DIR": "."},
        )
    yield "default", {"main.conf": f"[DEFAULT]\ninclude=one.conf\n{web}", **both}, {}
    yield (
        "default-empty",
        {"main.conf": f"[DEFAULT]\ninclude=one.conf\n[general]\ninclude=\n{web}", **both},
        {},
    )
    nested = "[general]\ninclude={}\n[web]\ncors_preflight_paths=/{}\n"
    yield (
        "nested",
        {
            "main.conf": nested.format("a.conf b.conf", "main"),
            "a.conf": nested.format("c.conf", "a"),
            "b.conf": nested.format("c.conf d.conf", "b"),
            "c.conf": "[web]\ncors=*\ncors_preflight_paths=/c\n",
            "d.conf": "[web]\ncors=\n[DEFAULT]\ninclude=one.conf\n",
            **both,
        },
        {},
    )
    yield (
        "loop",
        {"main.conf": nested.format("a.conf", "m"), "a.conf": nested.format("main.conf a.conf", "a"), **both},
        {},
    )
    yield "this-dir", {"main.conf": nested.format("sub/a.conf", "m"), "sub/a.conf": "[x]\nd=$THIS_DIR\n"}, {}
    yield (
        "this-dir-again",
        {
            "main.conf": "[general]\ninclude=sub/a.conf\n[x]\na=$VALUE\nb=$$THIS_DIR\nc=$UNSET $$\n",
            "sub/a.conf": "[general]\ninclude=sub/deep/b.conf\n[y]\nd=$THIS_DIR\n",
            "sub/deep/b.conf": "[z]\nd=${THIS_DIR}\nx=$VALUE\n",
        },
        {"VALUE": "$OTHER-$THIS_DIR", "OTHER": "$THIRD", "THIRD": "3", "THIS_DIR": "/before"},
    )
    yield (
        "references-to-later-files",
        {
            "main.conf": "[general]\ninclude=one.conf\n[web]\ncors=${web:origin}\norigin=a\n",
            "one.conf": "[web]\norigin=b\nlisten=${general:include}\n[general]\nname=${include}\n",
        },
        {},
    )
    yield "bad-included", {"main.conf": nested.format("bad.conf", "m"), "bad.conf": "[web]\nx\n"}, {}
    yield (
        "bad-after-duplicate",
        {"main.conf": nested.format("bad.conf", "m") + "[web]", "bad.conf": "x=1\n"},
        {},
    )
    yield "yaml", {"main.conf": nested.format("x.yaml", "m"), "x.yaml": "web:\n  cors: no\n"}, {}
    yield (
        "zookeeper-path",
        {"main.conf": "[general]\ninclude=zookeeper:./x.conf\n[zookeeper]\nservers=a\n"},
        {},
    )
    yield "zookeeper-bad", {"main.conf": "[general]\ninclude=zookeeper:x\n[zookeeper]\nservers=${x:y}\n"}, {}
    yield "zookeeper-old", {"main.conf": "[general]\ninclude=zookeeper:x\n[asab:zookeeper]\nx=1\n"}, {}
    yield "new-sections", {"main.conf": nested.format("a.conf", "m"), "a.conf": "[b]\nx=1\n[web]\ny=2\n"}, {}
    yield (
        "override-with-dollar",
        {"main.conf": "[general]\ninclude=a.conf\n[web]\ncors=$UNSET\n", "a.conf": "[web]\ncors=*\n"},
        {},
    )


def _one(text: str, environ: dict[str, str] | None = None) -> Tricky:
    return Tricky({"main.conf": text.encode()}, environ or {})


def _path_cases() -> Iterator[tuple[str, Tricky]]:
    probes = ["/x/y", "/a/x/c", "/p9", "/p10", "/12", "/a%7C/b", "/%C5%BElu%C5%A5", "/%C5%BElu%C5%A5/x"]
    probes += ["/a|/b/c", "/a%20b/c", "/xb:c", "/a.b/(c)/d", "/%2F", "/a%2520b", "/id", "/a%25/b"]
    for number, text in enumerate(PATHS):
        own = [part for part in text.split()[:3] if part.isascii() and part.startswith("/")]
        case = _one(f"[web]\ncors=*\ncors_preflight_paths={text}\n")
        yield f"paths-{number}", case._replace(probes=(*own, *probes))
        yield f"paths-off-{number}", _one(f"[web]\ncors=\ncors_preflight_paths={text}\n")


def _tls_cases() -> Iterator[tuple[str, Tricky]]:
    good = trustme.CA().issue_cert("localhost").private_key_and_cert_chain_pem.bytes()
    files = {"garbage.pem": b"no certificate\n", "good.pem": good}
    for number, text in enumerate(CERTIFICATES):
        for name, header in (("tls", "listen=8443 ssl"), ("tls-section", "listen=8443 ssl:web\n[ssl:web]")):
            main = f"[web]\n{header}\n{text}\n".encode()
            yield f"{name}-{number}", Tricky({"main.conf": main, **files})


def _cases() -> Iterator[tuple[str, Tricky]]:
    for number, text in enumerate(GRAMMAR):
        yield f"grammar-{number}", _one(text)
    for number, text in enumerate(REFERENCES):
        case = _one(_REFERENCE_FILE.format(text, _DEEP), _ENVIRON)
        yield f"reference-{number}", case._replace(sections=("web", "origins", "none"))
    for number, text in enumerate(LISTEN):
        sections = "[ssl:web]\ncert=\nverify_mode=CERT_NONE\n[ssl:bad]\nx=$\n"
        yield f"listen-{number}", _one(f"[web]\nlisten={text}\n{sections}")
    for option in ("backlog", "body_max_size"):
        for number, text in enumerate(INTEGERS):
            yield f"{option}-{number}", _one(f"[web]\n{option}={text}\n")
    for name, files, environ in _include_cases():
        yield name, Tricky({key: value.encode() for key, value in files.items()}, environ)
    yield from _path_cases()
    yield from _tls_cases()
    yield from _byte_cases()


def _byte_cases() -> Iterator[tuple[str, Tricky]]:
    good = b"[web]\ncors=*\n"
    for name, content in {
        "latin-1": b"[web]\n# caf\xe9\ncors=*\n",
        "latin-1-duplicate-before": b"[web]\ncors=*\ncors=*\n# caf\xe9\n",
        "latin-1-late": good + b"# filler\n" * 1000 + b"caf\xe9=1\n",
        "latin-1-late-duplicate-before": good + b"cors=*\n" + b"# filler\n" * 1000 + b"caf\xe9=1\n",
        "latin-1-late-bad-line-before": good + b"bad\n" + b"# filler\n" * 1000 + b"caf\xe9=1\n",
        "truncated": good + b"x=\xc5",
        "truncated-duplicate-before": good + good + b"x=\xc5",
        "truncated-duplicate-in-last-line": good + b"cors=\xc5",
        "split-over-chunks": good + b"#" * (8191 - len(good)) + b"\xc5\xbe\ncors=x\n",
        "split-over-chunks-bad": good + b"#" * (8191 - len(good)) + b"\xc5\x41\ncors=x\n",
        "carriage-return-at-chunk-end": good + b"#" * (8191 - len(good)) + b"\r\ncors=x\xff\n",
        "utf-16": "[web]\ncors=*\n".encode("utf-16"),
        "utf-16-le": "[web]\ncors=*\n".encode("utf-16-le"),
        "utf-8-bom": b"\xef\xbb\xbf" + good,
        "surrogates": b"[web]\ncors=\xed\xa0\x80\n",
        "overlong": b"[web]\ncors=\xc0\xaf\n",
        "binary": bytes(range(256)) * 40,
    }.items():
        yield name, Tricky({"main.conf": content})
        yield f"included-{name}", Tricky({"main.conf": b"[general]\ninclude=a.conf\n", "a.conf": content})


TRICKY = [pytest.param(case, id=name.encode("unicode_escape").decode()) for name, case in _cases()]
