"""Reading an OpenAPI document: from the service, a URL or a file; JSON or YAML, hostile or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.errors import Unreachable, UsageProblem

if TYPE_CHECKING:
    from corscheck.wire.transport import Connection

AUTO_PATH = "/asab/v1/openapi"
"""Where ASAB serves the document when its API service is on (asab/api/doc.py)."""

YAML_LIMIT = 2 * 1024 * 1024
"""Bytes of YAML that are read: its parser is slow, and one that is larger is not written by hand."""


class NotADocument(ValueError):
    """The text is neither JSON nor YAML that can be read; the text says why."""


def openapi_document(wanted: str, base_url: str, connection: Connection) -> tuple[Any, str] | None:
    """The decoded document and where it was found; None where the service offers none.

    Args:
        wanted: `off`, `auto` (what the service itself serves), a URL, or a file.
        base_url: of the service.
        connection: how to reach it; its headers are sent along.

    Raises:
        UsageProblem: A document that was asked for by name cannot be read.
        Unreachable: The URL that was asked for gives no answer.
    """
    if wanted == "off":
        return None
    if wanted != "auto" and not wanted.startswith(("http://", "https://")):
        return _from_file(wanted), AUTO_PATH
    from corscheck.wire.download import download  # noqa: PLC0415  # httpx, where there is something to read
    from corscheck.wire.transport import TransportError  # noqa: PLC0415

    url = base_url.rstrip("/") + AUTO_PATH if wanted == "auto" else wanted
    try:
        document = download(url, connection)
    except TransportError as error:
        if wanted == "auto":
            return None
        raise Unreachable(f"{url}: {error}") from error
    if document.status != 200:
        if wanted == "auto":
            return None
        raise UsageProblem(f"{url}: no OpenAPI document, the answer is {document.status}")
    try:
        return decode(document.content), AUTO_PATH if wanted == "auto" else document.url
    except NotADocument as error:
        if wanted == "auto":
            return None
        raise UsageProblem(f"{url}: {error}") from error


def warm_up() -> None:
    """Import what reading a document takes: 0.2 s that pass while a service starts."""
    import corscheck.wire.download  # noqa: F401, PLC0415  # for its sake


def decode(content: bytes) -> Any:
    """What JSON or YAML make of the bytes.

    Raises:
        NotADocument: Neither can read them, or they are too large or too deeply nested.
    """
    from json import loads  # noqa: PLC0415  # a preflight without a document does without

    try:
        return loads(content)
    except (ValueError, RecursionError) as error:
        if content.lstrip()[:1] in (b"{", b"["):
            raise NotADocument(f"not JSON: {error}") from error
    return _yaml(content)


def _from_file(path: str) -> Any:
    from corscheck.files import Disk  # noqa: PLC0415

    try:
        return decode(Disk().read(path))
    except OSError as error:
        raise UsageProblem(f"cannot read {path}: {error.strerror or error}") from error
    except NotADocument as error:
        raise UsageProblem(f"{path}: {error}") from error


def _yaml(content: bytes) -> Any:
    import yaml  # noqa: PLC0415  # 30 ms

    if len(content) > YAML_LIMIT:
        raise NotADocument(f"more than {YAML_LIMIT // 1024**2} MiB of YAML")

    class Loader(yaml.SafeLoader):
        """Without merge keys: nested ones make a small text into more nodes than there is memory for."""

        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            if any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value):
                raise yaml.constructor.ConstructorError(
                    None, None, "merge keys are not read", node.start_mark
                )

    try:
        return yaml.load(content, Loader)  # noqa: S506  # it is a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotADocument(f"neither JSON nor YAML: {' '.join(str(error).split())[:200]}") from error
