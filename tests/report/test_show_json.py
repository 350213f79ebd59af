from __future__ import annotations

from corscheck.asab.build import containers
from corscheck.report.show_json import describe
from tests.support.asab_files import read


def test_the_document() -> None:
    configuration = read(
        {
            "main.conf": (
                "[general]\ninclude=a\n[web]\ncors=*\n"
                "cors_preflight_paths=/a/*, /b\nlisten=h 80\n\th 81 ssl\n"
            ),
            "a": "\n[web]\ncors=$ORIGIN\n",
        },
        {"ORIGIN": "https://a.example"},
    )
    assert describe(configuration, containers(configuration), ["/a", "/a/x", "/b?c"]) == {
        "version": 1,
        "config": "main.conf",
        "asab_version": "25.15",
        "files": ["main.conf", "a"],
        "error": None,
        "containers": [
            {
                "section": "web",
                "values": {
                    "listen": "h 80\nh 81 ssl",
                    "backlog": "128",
                    "rootdir": "",
                    "servertokens": "full",
                    "cors": "https://a.example",
                    "cors_preflight_paths": "/a/*, /b",
                    "body_max_size": "1048576",
                },
                "origin_of": {
                    "listen": {"path": "main.conf", "line": 6},
                    "backlog": None,
                    "rootdir": None,
                    "servertokens": None,
                    "cors": {"path": "a", "line": 3},
                    "cors_preflight_paths": {"path": "main.conf", "line": 5},
                    "body_max_size": None,
                },
                "starts": True,
                "error": None,
                "cors_enabled": True,
                "preflight_routes": ["/a/{tail:.*}", "/b"],
                "covers": {"/a": False, "/a/x": True, "/b?c": True},
                "listen": [["h", 80, False], ["h", 81, True]],
                "base_urls": ["http://h:80", "https://h:81"],
            }
        ],
    }


def test_a_configuration_that_cannot_be_loaded_has_no_containers() -> None:
    configuration = read("[web]\ncors\n")
    shown = describe(configuration, containers(configuration))
    assert shown["error"] == {
        "type": "ParsingError",
        "message": "Source contains parsing errors: 'main.conf'\n\t[line  2]: 'cors\\n'",
    }
    assert shown["containers"] == []


def test_routes_are_those_handed_to_the_router() -> None:
    bad_item = read("[web]\ncors=*\ncors_preflight_paths=/a b /c\n")
    before = read("[web]\ncors=*\ncors_preflight_paths=/a\nlisten=bad\n")
    off = read("[web]\ncors_preflight_paths=/a\n")
    found = [describe(each, containers(each))["containers"][0] for each in (bad_item, before, off)]
    assert [(web["preflight_routes"], web["starts"]) for web in found] == [
        (["/a", "b", "/c"], False),
        ([], False),
        ([], True),
    ]
