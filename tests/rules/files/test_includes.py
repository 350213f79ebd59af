"""CORS03x: includes, and their precedence."""

from __future__ import annotations

import pytest

from corscheck.linter import lint_files
from tests.support.includes import SITE, found
from tests.support.linting import codes, declared, lint, web
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
    assert declared(text) == "[general]\ninclude =\n    a.conf\n    b.conf\n    c.conf\n" + web("cors =")


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
    assert declared(text) == "[general]\ninclude =\n    a.conf\n    b.conf\n" + web("cors =")


# A main whose web section is in what it includes; nothing in the file itself is about the web.
MAIN = "[general]\ninclude = {}\n\n[logging]\nverbose = false\n"


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("./etc/site.conf:./etc/site.d/*.conf", ["CORS030 error"]),
        ("etc/site.conf, etc/local.conf", ["CORS030 error", "CORS031 info"]),
        ("\n    etc/site.conf etc/local.conf\n    /gone.conf", ["CORS030 error", "CORS031 info"]),
        ("etc/site.conf", ["CORS031 info"]),
        ("etc/site.d/*.conf", ["CORS031 info"]),
        ("~/site.conf", ["CORS031 info"]),
        ("/conf/secret.conf", ["CORS031 info"]),
        ("/run/secrets/notes", ["CORS031 info"]),
        ("conf.d", ["CORS037 info"]),
        ("etc", ["CORS031 info"]),
        ("./etc", ["CORS031 info"]),
        ("zookeeper://zk:2181/site.conf", ["CORS035 info"]),
        ("zookeeper.conf", ["CORS035 error"]),
        ("${CONF}/site.conf", ["CORS007 error"]),
        ("$CONF/site.conf", ["CORS007 error"]),
        ("{{ site }}/a.conf", ["CORS004 info"]),
        ("nested.conf", ["CORS031 info"]),
        # what is read has no web section
        ("conf.d/kafka.conf", []),
        ("conf.d/*.conf", []),
        # lists of other programs
        ("/home, /var", []),
        ("*.py,*.txt", []),
        ("utf8", []),
    ],
)
def test_mains_whose_web_section_may_be_in_what_they_include(include: str, expected: list[str]) -> None:
    nested = "[general]\ninclude = gone.conf\n"
    assert codes(lint(MAIN.format(include), **{"nested.conf": nested, "conf.d/kafka.conf": "[kafka]\n"})) == (
        expected
    )


def test_other_mistakes_in_a_main_with_an_open_include() -> None:
    twice = "[smtp]\nhost = a\nhost = b\n"
    assert codes(lint(MAIN.format("gone.conf") + twice)) == ["CORS031 info", "CORS005 error"]
    assert codes(lint(MAIN.format("gone.conf").replace("general", "General"))) == ["CORS010 info"]


def test_a_list_that_an_older_version_understands() -> None:
    text = MAIN.format("./etc/site.conf:./etc/more.conf")
    files = {"etc/site.conf": "[web]\nlisten = 127.0.0.1 8080\n", "etc/more.conf": "[kafka]\n"}
    assert codes(lint(text, "21.11", **files), "CORS030") == []
    assert codes(lint(text, "25.15", **files), "CORS030") == ["CORS030 error"]


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("/conf/secret.conf", "info"),
        ("/conf/secret.d/secret.conf", "info"),
        ("/run/secrets/notes", "info"),
        ("/etc/notes.conf", "info"),  # the directory is one of every machine
        ("/srv/notes/etc/gone.conf", "warning"),  # the service is deployed here
        ("/work/gone.conf", "warning"),  # in the repository
        ("${THIS_DIR}/gone.conf", "warning"),
        ("${THIS_DIR}/../gone.conf", "warning"),
        ("gone.conf", "warning"),
    ],
)
def test_an_absolute_include_may_be_on_another_machine(include: str, expected: str) -> None:
    others = {"/srv/notes/etc/site.conf": "", "/etc/hosts": "", "/run/secrets/token": ""}
    found = lint(f"[general]\ninclude = {include}\n" + web("cors ="), **others)
    assert codes(found, "CORS03") == [f"CORS031 {expected}"]
    assert (" on this machine" in found[0].message) == (expected == "info")
