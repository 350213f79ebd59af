"""ASAB's own defaults, compared with those of the real ASAB."""

from __future__ import annotations

import asab.config

from corscheck.asab.defaults import SECTIONS, defaults

OF_THE_PROCESS = {("general", "var_dir"), ("logging", "app_name")}  # its name and its home directory


def test_the_values_are_those_of_asab() -> None:
    real = asab.config.ConfigParser._default_values
    ours = defaults(real["general"]["config_file"], {})
    assert list(ours) == list(real)
    for section, options in real.items():
        assert list(ours[section]) == list(options)
        for name, value in options.items():
            assert ours[section][name] == str(value) or (section, name) in OF_THE_PROCESS
    assert set(real) == SECTIONS


def test_what_depends_on_the_environment() -> None:
    environ = {"HOME": "/home/jane/", "ASAB_VERBOSE": "yes", "ASAB_ZOOKEEPER_SERVERS": "zk:2181"}
    found = defaults("app.conf", environ)
    assert (found["general"]["config_file"], found["general"]["var_dir"]) == ("app.conf", "/home/jane/.app")
    assert found["logging"]["verbose"] == "yes"
    assert found["zookeeper"] == {"servers": "zk:2181"}
    assert "zookeeper" not in defaults("app.conf", {})
