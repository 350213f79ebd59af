"""Files from untrusted pull requests: configurations, exports, settings, lists of requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class File(NamedTuple):
    """A file, what the exit code is to be, and other files beside it."""

    name: str
    content: bytes | str
    code: int
    beside: Mapping[str, bytes | str] = {}

    def write(self, directory: Path, name: str) -> None:
        """Write it under that name, and the others."""
        for path, content in {name: self.content, **self.beside}.items():
            data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
            (directory / path).write_bytes(data)


WEB = "[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com\n"
OSC = "\x1b]52;c;cm0gLXJm\x07\x1b[31m\x9b2J\u202e\u2066\ufeff"


def nested(levels: int, sections: int = 1) -> str:
    """Options that double each other."""
    lines = "".join(f"a{n} = ${{a{n - 1}}}${{a{n - 1}}}\n" for n in range(1, levels))
    return "".join(
        f"[web:{n}]\nlisten = 127.0.0.1 {8000 + n}\na0 = x\n{lines}cors = ${{a{levels - 1}}}\n"
        for n in range(sections)
    )


def including(pattern: str) -> str:
    """A configuration that includes something."""
    return f"[general]\ninclude = {pattern}\n{WEB}"


def paths(value: str) -> str:
    """A configuration with these preflight paths."""
    return f"{WEB}cors_preflight_paths = {value}\n"


CONFIGURATIONS = [
    File("nothing", b"", 0),
    File("NUL", bytes(4096), 1),
    File("noise", bytes(range(256)) * 64, 1),
    File("no UTF-8", b"[web]\ncors = \xff\xfe\n", 1),
    File("UTF-16", WEB.encode("utf-16"), 1),
    File("a mark", b"\xef\xbb\xbf" + WEB.encode(), 1),
    File("surrogates", b"[web]\ncors = \xed\xa0\x80\n", 1),
    File("lines that end in CR", WEB.replace("\n", "\r"), 1),
    File(
        "escape sequences",
        f"[web{OSC}]\nlisten = 127.0.0.1 8080\n[web]\ncors = {OSC}\n{OSC} = {OSC}\n"
        f"cors_preflight_paths = {OSC}\n",
        1,
    ),
    File("separators of lines", WEB.replace("\n", "\u2028\x85\x0b\x0c\n"), 1),
    File(
        "commands of runners",
        "[web]\n::stop-commands::x\n##vso[task.complete]\ncors = ##[error]x ::error::y\n",
        1,
    ),
    File("nested references", nested(26), 1),
    File("nested references in twenty sections", nested(26, 20), 1),
    File("a reference to itself", WEB + "cors_preflight_paths = ${cors_preflight_paths}\n", 1),
    File("references in a circle", WEB + "a = ${b}\nb = ${a}\ncors_preflight_paths = ${a}\n", 1),
    File("10,000 open references", WEB + "a = " + "${" * 10_000 + "\n", 1),
    File("a line of 3 MB", WEB + "x = " + "a" * 3_000_000 + "\n", 1),
    File("a header of 3 MB", "[" + "a" * 3_000_000 + "\n" + WEB, 1),
    File("a million empty lines", "\n" * 1_000_000 + WEB, 1),
    File("300,000 folded lines", WEB + "x = a\n" + " b\n" * 300_000, 1),
    File("100,000 sections", "".join(f"[a{n}]\n" for n in range(100_000)) + WEB, 1),
    File("20,000 containers", "".join(f"[web:{n}]\nlisten=1\n" for n in range(20_000)), 1),
    File("30,000 options", WEB + "".join(f"a{n} = {n}\n" for n in range(30_000)), 1),
    File("an option 20,000 times", WEB + "cors = *\n" * 20_000, 1),
    File("a section 20,000 times", "[web]\n" * 20_000, 1),
    File("20,000 defaults", "[DEFAULT]\n" + "".join(f"a{n} = {n}\n" for n in range(20_000)) + WEB, 1),
    File(
        "50,000 origins",
        "[web]\nlisten = 127.0.0.1 8080\ncors = "
        + ", ".join(f"https://a{n}.example" for n in range(50_000))
        + "\n",
        1,
    ),
    File("50,000 paths", paths(", ".join(f"/a{n}" for n in range(50_000))), 1),
    File("a wall of commas", paths("," * 1_000_000), 1),
    File(
        "50,000 listens",
        "[web]\nlisten =\n" + "".join(f"  127.0.0.1 {n % 65536}\n" for n in range(50_000)),
        0,
    ),
    File("10,000 comments of ours", "# corscheck: ignore[CORS501] -- x\n" * 10_000 + WEB, 1),
    File("a path that takes for ever", paths("/{a:(x+x+)+y}, /{b:(.*)*z}, /" + "{c:(a|a)*}" * 20), 1),
    File("1000 paths that take for ever", paths(", ".join(f"/{n}/{{a:(x+x+)+y}}" for n in range(1000))), 1),
    File(
        "a path that is no expression",
        paths("/{a:[}, /{b:(?P<b>x)}, /{c:(?<=x*)}, /{" + "(" * 10_000 + "}"),
        1,
    ),
    File("a path with a huge repetition", paths("/{a:(x{1,65535}){1,65535}}"), 1),
    File("braces", paths("{" * 100_000), 1),
    File(
        "an origin of a megabyte",
        "[web]\nlisten = 127.0.0.1 8080\ncors = https://" + "a." * 500_000 + "example\n",
        1,
    ),
    File(
        "an origin of one label",
        "[web]\nlisten = 127.0.0.1 8080\ncors = https://xn--" + "a" * 100_000 + "\n",
        1,
    ),
    File("a port of a megabyte", "[web]\nlisten = 127.0.0.1 " + "9" * 1_000_000 + "\n", 1),
    # --- includes
    File("includes itself", including("app.conf"), 1),
    File("includes each other", including("b.conf"), 1, {"b.conf": "[general]\ninclude = app.conf b.conf\n"}),
    File("includes half the disk", including("/*/*/*/*/*"), 1),
    File("includes everything here a thousand times", including("* " * 1000), 1),
    File("includes devices", including("/dev/zero /dev/random /dev/stdin /dev/tty /dev/full"), 1),
    File(
        "includes the kernel's log", including("/proc/kmsg /proc/kcore /proc/self/mem /proc/self/pagemap"), 1
    ),
    File("includes its own input", including("/proc/self/fd/0 /dev/fd/0"), 1),
    File("includes directories", including("/ . .. /tmp/ /etc/"), 1),
    File("includes a FIFO", including("fifo"), 1),
    File("includes a link to itself", including("loop"), 1),
    File("includes what is not there", including("/nowhere/x a\0b " + "x" * 5000), 1),
    File(
        "includes a pattern of 100 stars", including("*" * 100 + "x " + "?*" * 100 + " " + "[a-z]*" * 100), 1
    ),
    File(
        "includes deeply",
        including("d0.conf"),
        1,
        {f"d{n}.conf": f"[general]\ninclude = d{n + 1}.conf\n" for n in range(1500)},
    ),
    File(
        "includes ten times, five deep",
        including("e0.conf " * 10),
        1,
        {f"e{n}.conf": f"[general]\ninclude = {f'e{n + 1}.conf ' * 10}\n" for n in range(5)},
    ),
    File("includes a file of 5 MB", including("big.conf"), 1, {"big.conf": b"x" * 5_000_000}),
]
"""`app.conf`, and what it includes."""

YAML = [
    File("deep", "cors: " + "{a: " * 50_000, 1),
    File("deep lists", "cors: " + "[" * 50_000, 1),
    File("!!bool", "web: {cors: !!bool x}\n", 1),
    File("!!timestamp", "web: {cors: !!timestamp x}\n", 1),
    File("a long integer", "web: {cors: " + "9" * 100_000 + "}\n", 1),
    File(
        "aliases of aliases",
        "web: &a0 {cors: x}\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 25)),
        1,
    ),
    File("itself", "web: &a {cors: *a}\n", 1),
    File("!!python", "web: {cors: !!python/object/apply:os.system [touch owned]}\n", 1),
    File("long sexagesimals", "web: {listen: 1" + ":59" * 500_000 + "}\n", 1),
    File("no character", 'web: {cors: "\\UFFFFFFFF"}\n', 1),
    File(
        "merges",
        "m0: &m0 {}\n"
        + "".join(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}\n" for n in range(1, 20))
        + "web: *m19\n",
        0,
    ),
    File("a key that is a list", "web: {? [a, b] : c, cors: 1}\n", 1),
    File("escape sequences", 'web: {"\\e]0;x\\a": "\\e[2J", cors: "\\e[31m"}\n', 1),
    File("100,000 keys", "web:\n" + "".join(f"  a{n}: {n}\n" for n in range(100_000)), 1),
    File("no UTF-8", b"web: {cors: \xff}\n", 1),
]
"""`app.yaml`."""

REQUEST = {"url": "http://127.0.0.1:9/x", "origin": "https://app.example.com"}


def entry(**more: object) -> dict[str, object]:
    """An entry of a HAR export."""
    headers = [{"name": "Origin", "value": REQUEST["origin"]}]
    request = {"method": "GET", "url": REQUEST["url"], "headers": headers, **more}
    return {"request": request, "response": {"status": 0, "headers": []}}


def har(*entries: object) -> str:
    """A HAR export."""
    return json.dumps({"log": {"entries": entries}})


HAR = [
    File("nothing", b"", 2),
    File("no JSON", b"\xff\xfe<html>", 2),
    File("a list", b"[]", 2),
    File("no entries", b'{"log": {}}', 2),
    File("entries that are none", har(None, 1, "x", [], {}, {"request": None}), 0),
    File("lists in lists", '{"log": {"entries": ' + "[" * 200_000, 2),
    File("an integer of a million digits", '{"log": ' + "9" * 1_000_000 + "}", 2),
    File(
        "headers that are none",
        har(entry(headers=[None, 1, {}, {"name": 1, "value": 2}, {"name": OSC, "value": OSC}])),
        2,
    ),
    File("a method with commands", har(entry(method="::error::x\n" + OSC)), 1),
    File("a URL with escape sequences", har(entry(url="http://127.0.0.1:9/" + OSC)), 1),
    File("a URL of a megabyte", har(entry(url="http://127.0.0.1:9/" + "a" * 1_000_000)), 1),
    File("a host of a megabyte", har(entry(url="http://" + "a." * 500_000 + "example/")), 1),
    File(
        "20,000 headers",
        har(
            entry(
                headers=[{"name": f"x-{n}", "value": "a"} for n in range(20_000)]
                + [{"name": "Origin", "value": "https://a.example"}]
            )
        ),
        1,
    ),
    File("50,000 entries", har(*[{"request": {"url": f"x{n}"}} for n in range(50_000)]), 0),
]
"""For `why --har`; what is a request in it goes to a port where nothing listens."""

CURL = [
    File("nothing", b"", 2),
    File("a megabyte and more", b"curl " + b"a" * 1_100_000, 2),
    File("a megabyte of quotes", b"curl " + b"'\"" * 400_000, 2),
    File("a megabyte of backslashes", b"curl " + b"\\" * 900_000, 2),
    File("a quote that is not closed", b"curl 'http://127.0.0.1:9/x", 2),
    File(
        "50,000 headers",
        "curl http://127.0.0.1:9/x -H 'Origin: https://a.example' " + "-H 'a: b' " * 50_000,
        1,
    ),
    File(
        "a header with commands",
        "curl http://127.0.0.1:9/x -H 'Origin: https://a.example' -H $'X-A: \\n::error::\\e]0;x\\a'",
        1,
    ),
    File("files", "curl http://127.0.0.1:9/x -H @/etc/passwd -d @/etc/shadow -K /etc/passwd --origin x", 2),
    File("many URLs", "curl " + "http://127.0.0.1:9/x " * 10_000, 2),
    File(
        "a substitution",
        "curl http://127.0.0.1:9/$(touch owned)`touch owned` -H 'Origin: https://a.example'",
        2,
    ),
    File("NUL", b"curl http://127.0.0.1:9/\0 -H 'Origin: https://a.example\0'", 1),
    File("fetch cut off", b"fetch('http://127.0.0.1:9/x', {headers: {", 2),
    File("fetch of objects in objects", b"fetch('http://127.0.0.1:9/x', " + b"{a:" * 100_000, 2),
    File("fetch of lists in lists", b"fetch('http://127.0.0.1:9/x', " + b"[" * 100_000, 2),
    File("fetch of escapes", b"fetch('\\u{110000}\\uD800\\x', {method: '\\u0000'})", 2),
    File("fetch of a megabyte of comments", b"fetch(" + b"/*" * 400_000, 2),
    File(
        "fetch of __proto__",
        b'fetch("http://127.0.0.1:9/x", {"__proto__": {"method": "PUT"}, "headers": null})',
        2,
    ),
    File("code", b"fetch('http://127.0.0.1:9/x'); process.exit(1); while(1);", 2),
    File(
        "PowerShell",
        b'Invoke-WebRequest -Uri "http://127.0.0.1:9/$(Remove-Item x)" -Headers @{' + b'"a"="b";' * 9999,
        2,
    ),
]
"""For `why --curl`."""

REQUESTS = [
    File("nothing", b"", 2),
    File("no JSON", b'\xff\n{\n[]\n1\nnull\n"x"\n', 2),
    File("lists in lists", b'{"url": ' + b"[" * 60_000 + b"\n", 2),
    File("a line of 10 MB", b'{"url": "' + b"a" * 10_000_000 + b'"}\n', 2),
    File("an integer of 60,000 digits", b'{"id": ' + b"9" * 60_000 + b"}\n", 2),
    File("not a number", b'{"id": NaN, "url": "x", "origin": "y"}\n', 2),
    File("fields of other kinds", b'{"url": [], "origin": {}, "headers": 1, "method": null}\n', 2),
    File(
        "methods that are none",
        "".join(
            json.dumps({**REQUEST, "method": m}) + "\n"
            for m in ("", " ", "A B", "TRACE", "\n", OSC, "x" * 60_000)
        ),
        1,
    ),
    File(
        "headers that are none",
        "".join(
            json.dumps({**REQUEST, "headers": [[n, v]]}) + "\n"
            for n, v in (("", ""), (":", "x"), ("a", "b\r\nc: d"), ("a", "\0"), (OSC, OSC), ("é", "日本"))
        ),
        1,
    ),
    File(
        "origins that are none",
        "".join(
            json.dumps({**REQUEST, "origin": o}) + "\n"
            for o in (
                "",
                "null",
                "x",
                "https://",
                "https://a/b",
                OSC,
                "http://[::1",
                "https://" + "a" * 60_000,
            )
        ),
        1,
    ),
    File(
        "URLs that are none",
        "".join(
            json.dumps({**REQUEST, "url": u}) + "\n"
            for u in (
                "",
                "x",
                "//",
                "ftp://a/",
                "http://",
                "http://[",
                "http://a:99999/",
                "http://\0/",
                "http://a b/",
                OSC,
                "http://" + "a" * 60_000,
                "http://127.0.0.1:1/",
                "data:,x",
            )
        ),
        1,
    ),
    File("an id with escape sequences", json.dumps({**REQUEST, "id": OSC}) + "\n", 1),
    File("200,000 empty lines", b"\n" * 200_000, 2),
]
"""For `why --requests`."""

SETTINGS = [
    File("no TOML", b"\x00\xff", 2),
    File("not closed", b'select = ["CORS1', 2),
    File("an unknown key", f'"{"x" * 100_000}" = 1\n', 2),
    File("a key with escape sequences", '"\\u001b]0;x\\u0007" = 1\n', 2),
    File("a value of another kind", b"select = {a = 1}\n", 2),
    File("lists in lists", b"select = " + b"[" * 100_000, 2),
    File("tables in tables", "[" + ".".join(["a"] * 50_000) + "]\n", 2),
    File("an integer of a million digits", b"wait = " + b"9" * 1_000_000, 2),
    File("5 MB", b"# " + b"x" * 5_000_000, 2),
    File("20,000 services", '[[service]]\nname = "x"\n' * 20_000, 2),
    File("a pattern that takes for ever", f'exclude = ["{"*a" * 2000}"]\n', 1),
    File("a rule of nowhere", 'select = ["\\u001b[2J::error::x"]\n', 2),
    File("a version of nowhere", f'asab-version = "{"9" * 5000}.1"\n', 2),
    File("an environment that is none", '[env]\n"\\u0000=" = "x\\u0000"\n', 1),
]
"""`corscheck.toml`."""

BASELINES = [
    File("nothing", b"", 2),
    File("a list", b"[]", 2),
    File("a version of tomorrow", b'{"version": 2}', 2),
    File("entries that are none", b'{"version": 1, "findings": [1]}', 2),
    File(
        "counts that are none",
        b'{"version": 1, "findings": [{"path": "a", "code": "b", "line": "c", "count": 1e400}]}',
        2,
    ),
    File("lists in lists", b'{"version": 1, "findings": ' + b"[" * 200_000, 2),
    File("no UTF-8", b'{"version": "\xff"}', 2),
]
"""For `lint --baseline`."""
