"""Values from elsewhere are known, and shown only if they have the form of the option's value."""

from __future__ import annotations

import pytest

from corscheck.asab.build import containers
from corscheck.asab.diagnosis import Diagnosis
from corscheck.asab.loader import load
from corscheck.asab.provenance import can_be_shown, secrets_of, shown_message
from corscheck.source import Source
from tests.support.memory import Memory


def secrets(files: dict[str, str] | str, **environ: str) -> set[str]:
    files = {"app.conf": files} if isinstance(files, str) else files
    configuration = load("app.conf", Memory(files), environ)
    return set(secrets_of(configuration, containers(configuration)))


@pytest.mark.parametrize(
    ("option", "text", "shown"),
    [
        ("cors", "https://a.example, http://localhost:3000", True),
        ("cors", "8080", False),
        ("cors", "/a", False),
        ("listen", "0.0.0.0 8080", True),
        ("listen", "https://a.example", False),
        ("cors_preflight_paths", "/a/*, /b/{x}", True),
        ("cors_preflight_paths", "a", False),
        ("cors_allow_methods", "GET, PUT", True),
        ("cors_allow_methods", "hunter", False),
        ("cors_allow_headers", "X-App, content-type", True),
        ("cors_allow_headers", "hunter2", False),
        ("cors_max_age", "1h", True),
        ("include", "conf.d/*.conf", True),
        ("include", "hunter2", False),
        ("anything", "yes", True),
        ("anything", "/srv", True),
        ("anything", "hunter2", False),
    ],
)
def test_forms_of_options(option: str, text: str, *, shown: bool) -> None:
    assert can_be_shown(option, text) is shown


def test_variables() -> None:
    text = "[web]\ncors = ${A}, x${B}y, ${C}\nlisten = $D\n"
    assert secrets(text, A="https://a.example", B="bbbb", C="c1 c2", D="8080") == {
        "bbbb",
        "c1 c2",
        "c1",
        "c2",
    }


def test_nothing_came_from_elsewhere() -> None:
    assert secrets("[web]\ncors = hunter2\n", A="hunter2") == set()


def test_a_variable_that_is_not_set_is_not_one() -> None:
    assert secrets("[web]\ncors = ${A}\n") == set()


def test_the_directory_that_asab_sets_is_shown() -> None:
    assert secrets("[web]\ncors = ${THIS_DIR}\n") == set()


def test_a_reference_is_held_against_the_option_it_leads_to() -> None:
    text = "[other]\nx = ${A}\n[web]\ncors = ${other:x}\nbacklog = ${other:x}\n"
    assert secrets(text, A="8080") == {"8080"}
    assert secrets(text.replace("cors = ${other:x}\n", ""), A="8080") == set()


def test_the_pattern_of_an_include() -> None:
    assert secrets("[general]\ninclude = $A\n[web]\nlisten = 1\n", A="hunter2") == {"hunter2"}


def test_files_of_others() -> None:
    files = {
        "app.conf": "[general]\ninclude = /etc/other.conf\n[web]\ncors_allow_headers = ${other:x}\n",
        "/etc/other.conf": "[web]\ncors = hunter2, https://a.example\nlisten = 8080\n[other]\nx = secret1\n",
    }
    assert secrets(files) == {"hunter2, https://a.example", "hunter2", "secret1"}
    assert (
        secrets(
            {**files, "app.conf": files["app.conf"].replace("/etc", "."), "other.conf": "[web]\ncors=x\n"}
        )
        == set()
    )


def test_of_very_many_items_the_whole_is_known() -> None:
    long = " ".join(map(str, range(10**6, 10**6 + 200)))
    assert secrets("[web]\ncors = ${A}\n", A=long) == {long}


def test_messages_of_asab() -> None:
    ours, others = Source("x", "a.conf"), Source("x", "/etc/x", quotable=False)
    assert (
        shown_message(Diagnosis("ValueError", "invalid: 'hunter2'", ours.span(0, 1)), ["hunter2"])
        == "invalid: '***'"
    )
    assert shown_message(Diagnosis("ValueError", "invalid: 'x'", others.span(0, 1)), []) == "***"
    assert shown_message(Diagnosis("ValueError", "invalid"), []) == "invalid"


def test_secret_options_that_references_lead_to() -> None:
    text = (
        "[passwords]\na = /x\nb = ${B}\n[s]\ntoken = t1t1\nname = n1n1\n"
        "[web]\ncors = ${passwords:a}${s:token}${s:name}\n"
    )
    assert secrets(text) == {"/x", "t1t1"}
