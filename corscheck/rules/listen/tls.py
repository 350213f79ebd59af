"""CORS42x: certificates and other options of TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix
from corscheck.rules._messages import does_not_start, stops
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.suggest import closest
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container, Diagnosis, Listen, Option

_MISSPELT = {
    "ca": "cafile",
    "ca_cert": "cafile",
    "ca_file": "cafile",
    "cert_file": "cert",
    "certfile": "cert",
    "certificate": "cert",
    "key_file": "key",
    "keyfile": "key",
    "keypassword": "key_password",
    "passphrase": "key_password",
    "password": "key_password",
    "private_key": "key",
    "ssl_cert": "cert",
    "ssl_certificate": "cert",
    "ssl_certificate_key": "key",
    "ssl_key": "key",
}
_CERT = "set `cert` to the path of a PEM file, and `key` where the private key is in another one"
FILE_ERRORS = ("FileNotFoundError", "IsADirectoryError", "SSLError")
"""Errors for a missing or unreadable file, which another machine may have; only CORS422 reports them."""


def listens_with_tls(web: Container) -> bool:
    """Whether any line of `listen` asks for TLS."""
    return any(listen.tls for listen in web.listen)


@rule("CORS421", "tls-without-certificate", when=listens_with_tls)
def tls_without_certificate(web: Container) -> Iterator[Problem]:
    """Where `listen` contains `ssl` there must be a certificate.

    ## Why is this bad?
    ASAB starts without a message and cannot complete a single TLS handshake. Browsers report a network
    error, which often looks like a CORS error in the console. With `ssl`, `cert` and `key` are read from
    the container's own section, with `ssl:name` from a section whose full name is `[ssl:name]`
    (`asab/web/container.py`, `asab/tls.py`).

    ## Bad
        [web]
        listen = 127.0.0.1 8443 ssl

    ## Good
        [web]
        listen = 127.0.0.1 8080

    ## Bad
        [web]
        listen = 127.0.0.1 8443 ssl:web

        [web:ssl]
        ciphers = HIGH

    ## Good
        [web]
        listen = 127.0.0.1 8080
    """
    lines = [listen for listen in web.listen if listen.tls]
    if web.configuration.partial or _has_certificate(web, web.section):
        return
    certified = {
        name: _has_certificate(web, name) for name in {listen.tls_section for listen in lines} if name
    }
    for listen in lines:
        name = listen.tls_section
        if name is None:
            yield Problem(
                listen.line,
                f"`cert` is missing in `[{web.section}]`: every TLS handshake fails",
                help=_CERT,
            )
        elif name not in web.configuration.names:
            yield _without_section(web, listen, name)
        elif not certified[name]:
            yield Problem(
                web.configuration.headers(name)[0] if web.configuration.headers(name) else listen.line,
                f"`cert` is missing in {quoted(f'[{name}]')}: every TLS handshake fails",
                help=_CERT,
            )


def _without_section(web: Container, listen: Listen, name: str) -> Problem:
    similar = closest(name, (other for other in web.configuration.names if other != web.section), 0.6)
    hint = f"; did you mean `[{similar}]`?" if similar and "ssl" in similar else ""
    return Problem(
        listen.line,
        f"there is no section {quoted(f'[{name}]')} with a certificate: every TLS handshake fails{hint}",
        help=f"write a section `[{name}]` with `cert` and `key`",
    )


@rule("CORS422", "broken-tls", "error", when=does_not_start)
def broken_tls(web: Container) -> Iterator[Problem]:
    """The files and settings of TLS must be valid.

    ## Why is this bad?
    ASAB loads certificates while it creates the web container, and the service does not start if a file is
    missing or unreadable (`asab/tls.py`, `SSLContextBuilder.build`). corscheck looks for the files on the
    machine on which it runs, in the working directory: where not even the directory of a file exists, it
    assumes that the file is on the machine that runs the service.

    ## Bad
        [web]
        listen = 127.0.0.1 8443 ssl
        cert = .
        verify_mode = optional

    ## Good
        [web]
        listen = 127.0.0.1 8080
    """
    for error in dict.fromkeys(web.errors):
        if error.type in FILE_ERRORS:
            yield _file_problem(web, error)
        elif error.type == "RuntimeError" and error.message.startswith("Unknown value "):
            value = error.message.removeprefix("Unknown value ")
            yield Problem(
                error.span,
                f"`verify_mode` cannot be {quoted(value)}{stops(error)}",
                help="write `CERT_NONE`, `CERT_OPTIONAL` or `CERT_REQUIRED`",
            )


def _file_problem(web: Container, error: Diagnosis) -> Problem:
    """The problem with a file that TLS needs and that does not exist, perhaps only on this machine."""
    path = error.span.text if error.span else ""
    directory, slash, _ = path.rpartition("/")
    here = not slash or web.configuration.files.is_dir(directory or "/")
    what = {
        "FileNotFoundError": "there is no file",
        "IsADirectoryError": "TLS needs a file, but this is a directory:",
        "SSLError": "there is no certificate in",
    }[error.type]
    if here:
        return Problem(
            error.span, f"{what} {quoted(path)}{stops(error)}", help="correct the path", confidence="likely"
        )
    return Problem(
        error.span,
        f"{what} {quoted(path)} on this machine",
        help="make sure that it exists where the service runs; without it the service does not start",
        severity="info",
        confidence="likely",
    )


@rule("CORS423", "unknown-tls-option", when=listens_with_tls)
def unknown_tls_option(web: Container) -> Iterator[Problem]:
    """TLS options must be spelt as ASAB reads them.

    ## Why is this bad?
    ASAB silently ignores unknown options. Its documentation calls one of them `password`, but `asab/tls.py`
    reads `key_password`. Without it OpenSSL asks for the password on the terminal.

    ## Bad
        [web]
        listen = 127.0.0.1 8443 ssl:web

        [ssl:web]
        cert = etc/cert.pem
        password = secret

    ## Good
        [web]
        listen = 127.0.0.1 8080

    ## Fixed
        [web]
        listen = 127.0.0.1 8443 ssl:web

        [ssl:web]
        cert = etc/cert.pem
        key_password = secret

    ## Fix safety
    Unsafe: the option takes effect.
    """
    seen: set[str] = set()
    for listen in web.listen:
        name = listen.tls_section or web.section
        if not listen.tls or name in seen:
            continue
        seen.add(name)
        options = web.configuration.options(name)
        for option in options.values():
            intended = _MISSPELT.get(option.name.replace("-", "_"))
            if intended is None or option.key is None:
                continue
            fix = Fix(f"Rename to `{intended}`", (Edit(option.key, intended),), "unsafe")
            yield Problem(
                option.key,
                f"ASAB has no TLS option `{option.name}` and ignores it",
                help=f"call it `{intended}`",
                fix=None if intended in options else fix,
            )


@rule("CORS424", "certificate-without-tls")
def certificate_without_tls(web: Container) -> Iterator[Problem]:
    """A certificate is used only where `listen` contains `ssl`.

    ## Why is this bad?
    The service uses plain HTTP. A page that was loaded over https may not call it at all: browsers block the
    request as mixed content before they check CORS.

    ## Bad
        [web]
        listen = 127.0.0.1 8443
        cert = etc/cert.pem

    ## Good
        [web]
        listen = 127.0.0.1 8443

    ## What to do
    Write `ssl` after the port, or delete `cert`.
    """
    option: Option | None = web.options.get("cert")
    if option is None or not option.is_set or option.inherited or not option.value.text:
        return
    if web.listen and not any(listen.tls for listen in web.listen):
        yield Problem(
            option.key,
            "`cert` is not used: no line of `listen` ends with `ssl`",
            help="write `ssl` after the port, as in `0.0.0.0 8443 ssl`",
        )


def _has_certificate(web: Container, section: str) -> bool:
    option = web.configuration.options(section).get("cert")
    return option is not None and bool(option.value.text)


RULES: tuple[Rule, ...] = (
    tls_without_certificate,
    broken_tls,
    unknown_tls_option,
    certificate_without_tls,
)
