"""What keeps ASAB from building a TLS context (`asab/tls.py`, `SSLContextBuilder.build`).

Whether files exist is checked, and the first line of certificates; certificates and keys are not parsed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corscheck.asab.container import Files
    from corscheck.asab.profiles import Profile
    from corscheck.source import Span, Value

_MODES = ("CERT_NONE", "CERT_OPTIONAL", "CERT_REQUIRED")


def failures(
    options: Mapping[str, Value], files: Files, profile: Profile, place: Span | None
) -> Iterator[Diagnosis]:
    """What `SSLContextBuilder.build` raises for these options, in its order.

    `place` is where the `listen` line asks for TLS; options that are written nowhere are blamed there.
    """
    chain = _chain_failure(options, files, place)
    if chain is not None and (chain.type != "FileNotFoundError" or profile.missing_certificate_fatal):
        yield chain
    authorities = _missing(options.get("cafile"), files, place)
    if authorities is not None:
        yield authorities
    parameters = options.get("dh_params")
    missing = _missing(parameters, files, place)
    if missing is not None and parameters is not None:
        yield missing._replace(message=f"{missing.message}: {parameters.text!r}")
    mode = options.get("verify_mode")
    if mode is not None and mode.text and mode.text.upper() not in _MODES:
        yield Diagnosis("RuntimeError", f"Unknown value {mode.text}", mode.span or place, "start")


def _chain_failure(options: Mapping[str, Value], files: Files, place: Span | None) -> Diagnosis | None:
    """What makes `load_cert_chain` fail: the certificate, then the key."""
    cert = options.get("cert")
    if cert is None or not cert.text:
        return None
    missing = _missing(cert, files, place)
    if missing is None and b"-----BEGIN" not in _content(cert.text, files):
        missing = Diagnosis("SSLError", "[SSL] PEM lib", cert.span or place, "start")
    return missing or _missing(options.get("key"), files, place)


def _missing(path: Value | None, files: Files, place: Span | None) -> Diagnosis | None:
    if path is None or not path.text or files.is_file(path.text):
        return None
    span = path.span or place
    if files.is_dir(path.text):
        return Diagnosis("IsADirectoryError", "[Errno 21] Is a directory", span, "start")
    return Diagnosis("FileNotFoundError", "[Errno 2] No such file or directory", span, "start")


def _content(path: str, files: Files) -> bytes:
    """The file's content; a file that cannot be read is treated as good."""
    try:
        return files.read(path)
    except OSError:
        return b"-----BEGIN"
