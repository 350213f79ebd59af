"""CORS03x: includes, and who wins."""

from __future__ import annotations

import pytest

from corscheck.linter import lint_files
from tests.support.includes import SITE, found
from tests.support.linting import codes, fixed, lint, web
from tests.support.memory import Memory


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("", []),
        ("${THIS_DIR}/etc/site.conf", []),
        ("${THIS_DIR}/etc/site.conf ${THIS_DIR}/etc/local.conf", []),
        ("\n    ${THIS_DIR}/etc/site.conf\n    ${THIS_DIR}/etc/local.conf", []),
        ("${THIS_DIR}/etc/*.conf", []),
        ("/etc/site.conf", []),
        ("etc/site.conf", ["CORS032 info"]),
        # separators
        ("etc/site.conf:etc/local.conf", ["CORS030 error"]),
        ("etc/site.conf,etc/local.conf", ["CORS030 error"]),
        ("etc/site.conf, etc/local.conf", ["CORS030 error", "CORS032 info"]),
        ("etc/site.conf;etc/local.conf", ["CORS030 error"]),
        ("etc/site.conf\tetc/local.conf", ["CORS030 error"]),
        ('"/etc/site.conf"', ["CORS030 error"]),
        ("\n    /etc/site.conf /etc/local.conf\n    /etc/site.conf", ["CORS030 error"]),
        # nothing there
        ("/etc/other.conf", ["CORS031 warning"]),
        ("/etc/other/*.conf", ["CORS031 info"]),
        ("other.conf", ["CORS031 warning"]),
        # others
        ("/etc", ["CORS037 warning"]),
        ("/etc/site.conf /etc/*.conf", ["CORS036 info"]),
        ("/app.conf", ["CORS036 warning"]),
        ("zookeeper://zk:2181/site.conf", ["CORS035 info"]),
        ("zookeeper.conf", ["CORS035 error"]),
    ],
)
def test_includes(include: str, expected: list[str]) -> None:
    assert found(include) == expected


def test_beside_the_including_file() -> None:
    main = "[general]\ninclude = site.conf\n" + web("cors =")
    findings = lint_files(["etc/app.conf"], Memory({"etc/app.conf": main, **SITE}), {}).findings
    missing = next(one for one in findings if one.code == "CORS031")
    assert missing.severity == "warning"
    assert "beside this file" in missing.message
    assert missing.fix is not None
    assert (missing.fix.is_safe, missing.fix.edits[0].text) == (False, "${THIS_DIR}/")


def test_separators_are_replaced_by_lines() -> None:
    text = "[general]\ninclude = a.conf, b.conf;c.conf\n" + web("cors =")
    assert fixed(text) == "[general]\ninclude =\n    a.conf\n    b.conf\n    c.conf\n" + web("cors =")


@pytest.mark.parametrize(
    ("include", "more", "expected"),
    [
        ("zookeepe.conf", "", ["CORS031 warning"]),  # a file like any other
        ("zookeeper://zk:2181/site.yaml", "", ["CORS035 info"]),
        ("zookeeper://zk:2181/site.txt", "", ["CORS007 error", "CORS035 info"]),
        ("zookeeper://[", "", ["CORS007 error", "CORS035 info"]),
        ("zookeeper:/site.conf", "", ["CORS035 error"]),
        ("zookeeper:/site.conf", "[zookeeper]\nservers = zk:2181\n", ["CORS035 info"]),
        (
            "zookeeper:///site.conf",
            "[zookeeper]\nservers = ${nowhere:x}\n",
            ["CORS007 error", "CORS035 info"],
        ),
        ("zookeeper:./site.conf", "[zookeeper]\nservers = zk:2181\n", ["CORS035 error"]),
        ("zookeeper:./site.conf", "[zookeeper]\nservers = zk:2181\npath = /asab\n", ["CORS035 info"]),
    ],
)
def test_zookeeper(include: str, more: str, expected: list[str]) -> None:
    text = f"[general]\ninclude = {include}\n{more}" + web("cors =")
    assert sorted(codes(lint(text), "CORS0")) == expected


@pytest.mark.parametrize(
    ("include", "message"),
    [
        ("zookeeper.conf", "is not a file name for ASAB"),
        ("zookeeper:///a.conf", "does not name a ZooKeeper server"),
        ("zookeeper://zk/a.conf", "is not checked"),
    ],
)
def test_zookeeper_messages(include: str, message: str) -> None:
    found = lint(f"[general]\ninclude = {include}\n" + web("cors ="))
    assert message in next(one.message for one in found if one.code == "CORS035")


@pytest.mark.parametrize("separator", [",", ":", ";", "\t", "' '", '" "'])
def test_every_separator_is_replaced(separator: str) -> None:
    text = f"[general]\ninclude = a.conf{separator}b.conf\n" + web("cors =")
    assert fixed(text) == "[general]\ninclude =\n    a.conf\n    b.conf\n" + web("cors =")
