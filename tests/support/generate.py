"""Configurations as people might write them, right and wrong, the same ones for the same seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATHS = (
    "/", "/*", "/a", "/b", "/c", "/d", "/e", "/a/", "/a/*", "/a/b", "/a/b/*", "/api/*", "/api*",
    "/a/*/c", "/a/**", "/**", "*", "**", "a", "a/*", "foo", "/a/*/b/*", "/*/", "/*.json", "/{id}",
    "/{id:\\d+}", "/items/{id}", "/{x}/{x}", "/{}", "/{id", "/id}", "/{a-b}", "/{1a}", "/{tail}",
    "/{tail}/*", "/{rest:.*}", "/{id:\\d{2,3}}", "/{id:(}", "/{id:[}", "/{a}{b}", "/žluť", "/%61",
    "/a%20b", "/a?b=c", "/a#f", "#", ";", "//", "//h/a", "/./a", "/../a", "/a//b", "/a;/b", "/a;/b/*",
    "/a/*;/b/*", "/a:/b", "/a|/b", "/:id", "https://h/a", "http://h", "//h", "https://*", "'/a'",
    '"/a"', '["/a",', '"/b"]', "[/a]", "^/a", "\\a", "/a\\", "/(a|b)/*", "/.*", "/a/.*",
    "/.well-known/x", "/A", "{/a}", "{{", "}}", "{%_%}", "$$", "/$$", "/a$$", "${own}", "${web:own}",
    "${x:y}", "${nowhere}", "$NOWHERE", "$", "$}", "${", "$SET", "${SET}", "${EMPTY}", "${DEEP}",
    "%(a)s", "=", "==", "[b]", "cors=*", "listen=8080",
)  # fmt: skip
_SEPARATORS = (
    ", ", ", ", ", ", ",", " ", "\n    ", ",\n\t", "\n", "\n  # c\n    ", "\u00a0", " ; ", ",, ",
    "\r\n ",
)  # fmt: skip
_CORS = (
    "*", "https://app.example.com", "https://a.example.com,https://b.example.com", "null", "false",
    "off", "no", "true", "on", "0", "1", '""', '"*"', "https://app.example.com/",
    "HTTPS://A.example", "http://a.example:80", "https://*.example.com", "a.example.com",
    "localhost:3000", "*;x", "https://bücher.example", "${origins}", "${o:origin}", "$ORIGIN",
    "${EMPTY}", "$SET", "$$", "{{_cors_}}",
)  # fmt: skip
_LISTEN = (
    "8080", "0.0.0.0 8080", "127.0.0.1:8080", "localhost 8080", ":8080", "[::1]:8080", "::1 8080",
    ":: 8080", "8443 ssl", "8443:ssl", "8443 SSL", "8443 ssl:web", "8443 sslx", "0.0.0.0:8443 ssl",
    "127.0.0.1", "http://0.0.0.0:8080", "8080,8081", "70000", "-1", "0", "x 8_0", "x +80", "x y",
    "8080 ", "  ", "*:8080", "8080 ", " note", "8080\n 8081", "\n  8080\n\t127.0.0.1 8443 ssl",
    "\n8080", "$PORT", "${SET}", "8080 ssl ssl", "¼ 80",
)  # fmt: skip
_INTEGERS = (
    "128", " 1 ", "1_0", "1024**2", "10MB", "", "0x10", "१२", "1.5", "-1", "+1", "$SET", "${backlog}",
)  # fmt: skip
_LINES = (
    "", "", "# comment", "; comment", "  # indented comment", "    /more", "/unindented", "garbage",
    "= value", ": value", "[", "[]", "[x", "[web] tail", "[other]", "  [web]", "[web]", "[Web]",
    "[ web ]", "[web] # [asab:web]", "[web:public]", "[asab:web]", "[my:web]", "[general]", "[DEFAULT]",
    "[ssl:web]", "[o]\norigin=*", "{% if x %}", "  cors=*", "\tlisten = 8080", "x", "cert=",
    "key: value: more", "cors https://x", "preflightpaths=/*", "cors_preflight_path=/*",
    "cors_origin=*", "# corscheck: ignore[CORS104] -- why", "# corscheck: ignore", "own=/own",
    "rootdir=", "servertokens=prod", "cors_allow_methods=GET", "include=no.conf", "\x0c", "\u2028x=1",
    "\x85 y",
)  # fmt: skip
_HEADERS = (
    "[web]",
    "[web]",
    "[web]",
    "[web]",
    "[web:public]",
    "[asab:web]",
    "[my:web]",
    "[general]",
    "[other]",
    "[DEFAULT]",
)


_INCLUDES = (
    "site.conf", "*.conf", "site.conf:other.conf", "${THIS_DIR}/site.conf", "site.conf other.conf",
    "\n site.conf\n other.conf", "zookeeper.conf", "$NOWHERE/x.conf", "${x:y}", "$",
)  # fmt: skip


def configurations(seed: int, count: int) -> Iterator[dict[str, bytes]]:
    """Each is a main file `app.conf` with the files it may include, as their bytes."""
    for number in range(count):
        yield _Writer(random.Random(f"{seed}/{number}")).write()


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def write(self) -> dict[str, bytes]:
        files = {"app.conf": self._file()}
        if self._chance.random() < 0.15:
            pattern = self._chance.choice(_INCLUDES)
            files["app.conf"] = f"[general]\ninclude={pattern}\n".encode() + files["app.conf"]
            files["site.conf"] = self._file()
            files["other.conf"] = self._file()
        return files

    def _file(self) -> bytes:
        count = self._chance.choice((1, 1, 1, 2, 3))
        headers = self._chance.choices(_HEADERS, k=count) if self._rarely() else self._different(count)
        text = "".join(self._section(header) for header in headers)
        if self._rarely():
            text = (
                self._chance.choice(
                    ("cors=*\n", "\n# first\n", "  x=1\n", '{"web": {}}\n', "web:\n", "---\n")
                )
                + text
            )
        if self._rarely():
            text = text.replace("\n", self._chance.choice(("\r\n", "\r")))
        data = text.encode()
        if self._rarely() and self._rarely(0.3):
            data = self._chance.choice((b"\xef\xbb\xbf" + data, data + b"# \xff\n", text.encode("utf-16")))
        return data

    def _rarely(self, chance: float = 0.04) -> bool:
        return self._chance.random() < chance

    def _different(self, count: int) -> list[str]:
        others = self._chance.sample(_HEADERS[3:], k=count - 1)
        return self._chance.sample(["[web]", *others], k=count)

    def _section(self, header: str) -> str:
        chance = self._chance
        options = [
            f"listen{self._equals()}{chance.choice(_LISTEN) if self._rarely(0.2) else '127.0.0.1 8080'}"
        ]
        if self._rarely(0.8):
            options.append(f"cors{self._equals()}{chance.choice(_CORS) if self._rarely(0.4) else '*'}")
        if self._rarely(0.8):
            options.append(f"cors_preflight_paths{self._equals()}{self._paths()}")
        if self._rarely(0.1):
            name = chance.choice(("backlog", "body_max_size"))
            options.append(f"{name}{self._equals()}{chance.choice(_INTEGERS)}")
        if self._rarely(0.2):
            options.append(f"own={chance.choice(_PATHS)}")
        chance.shuffle(options)
        lines = [header, *options]
        for _ in range(chance.choice((0, 0, 0, 0, 0, 0, 1, 1, 2))):
            lines.insert(chance.randrange(len(lines) + 1), chance.choice(_LINES))
        return "\n".join(lines) + chance.choice(("\n", "\n", "\n\n", ""))

    def _equals(self) -> str:
        return self._chance.choice(("=", " = ", ": ", "="))

    def _paths(self) -> str:
        chance = self._chance
        good = not self._rarely(0.5)
        pool = ("/a", "/b", "/c/*", "/d", "/e", "/f/*", "/g", "/*", "/h", "/i", "/j") if good else _PATHS
        count = chance.choice((1, 1, 2, 2, 3, 3, 4, 9, 10, 12))
        separator = chance.choice(_SEPARATORS) if self._rarely(0.4) else ", "
        text = separator.join(chance.choice(pool) for _ in range(count))
        if self._rarely(0.1):
            text += chance.choice((",", " # note", " ; all of them", "\n    /z", " // x", "\n  cors=*"))
        return chance.choice(("", ", ", "\n    ")) + text if self._rarely(0.1) else text
