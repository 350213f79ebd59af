"""corscheck.asab and the real asab on the same files: everything that both report must be the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.build import build
from corscheck.asab.diagnosis import Diagnosis
from corscheck.asab.loader import load
from corscheck.files import Disk
from corscheck.report.show_json import describe
from tests.support.asab_oracle import NAMES_OF_THE_MACHINE, Asab, Built, Failure, process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corscheck.asab.container import Configuration
    from corscheck.source import Value

PROBES = ("/", "/a", "/a/", "/a/b", "/ab", "/b", "/b/x", "/nope", "/openidconnect/x", "//a", "/a%2Fb", "/%61")


def compare(
    main: str,
    directory: str,
    environ: Mapping[str, str],
    sections: Sequence[str] = ("web",),
    probes: Sequence[str] = PROBES,
) -> Configuration:
    """Read `main` with both, from the same working directory and environment, and compare."""
    real = Asab(main, directory, environ)
    with process(directory, environ):
        ours = load(main, Disk(), environ)
        loaded = real.loaded()
        if loaded.error == ("SystemExit", ""):  # the reason is in the log only
            assert ours.error is not None
            assert ours.error.type == "SystemExit"
        else:
            assert _failure(ours.error) == loaded.error
        if loaded.error is None:
            _same_options(ours, loaded.raw, loaded.resolved)
            for section in sections:
                _same_container(ours, section, real.build(section, probes), probes)
    return ours


def _same_options(
    ours: Configuration, raw: dict[str, dict[str, str]], resolved: dict[str, dict[str, str | Failure]]
) -> None:
    for name, options in raw.items():
        for option, text in options.items():
            if (name, option) not in NAMES_OF_THE_MACHINE:
                value = ours._layers.find(name, option)
                assert (value and value.text) == text, (name, option)
                assert _outcome(ours.resolve(name, option)) == resolved[name][option], (name, option)
    assert set(ours.names) - {"DEFAULT"} <= set(raw)
    for name, section in ours.sections.items():
        assert set(section.options) - {"include"} <= set(raw[name])
        for found in section.options.values():
            _in_place(found.value)


def _same_container(ours: Configuration, section: str, real: Built, probes: Sequence[str]) -> None:
    web = build(ours, section)
    shown = describe(ours, [web], probes)["containers"][0]
    # How OpenSSL names the line of its own source is not ASAB's.
    assert _failure(web.error) == (real.error and (real.error[0], real.error[1].partition(" (_ssl.c:")[0]))
    assert shown["starts"] is (real.error is None)
    assert shown["preflight_routes"] == real.tokens
    for path in web.paths:
        _in_place(path.value)
    if real.error is None:
        assert shown["values"] == real.values
        assert shown["cors_enabled"] is real.cors_enabled
        assert shown["listen"] == real.listen
        assert shown["covers"] == real.covers
        for line in web.listen:
            _in_place(line.line)


def _in_place(value: Value) -> None:
    """Each verbatim piece of a value is the text of its span."""
    ends = [*(piece.start for piece in value.pieces[1:]), len(value.text)]
    for piece, end in zip(value.pieces, ends, strict=len(value.pieces) > 0):
        if piece.verbatim:
            assert piece.span.text == value.text[piece.start : end]


def _failure(diagnosis: Diagnosis | None) -> Failure | None:
    return None if diagnosis is None else (diagnosis.type, diagnosis.message)


def _outcome(value: Value | Diagnosis) -> str | Failure:
    return (value.type, value.message) if isinstance(value, Diagnosis) else value.text
