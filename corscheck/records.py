"""`NamedTuple` for the modules of this package: the one of `typing`, without what it costs at import.

`typing.NamedTuple` compiles the annotation of each field, although these are strings that nothing evaluates:
a seventh of what `corscheck lint app.conf` takes beyond the start of Python. Type checkers see the original.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class _Maker(type):
        """Makes of a class's body a `collections.namedtuple` with these methods and this docstring."""

        def __new__(cls, name: str, _bases: tuple[type, ...], body: dict[str, Any]) -> type[Any]:
            fields: dict[str, str] = body.pop("__annotations__", {})
            defaults = [body.pop(field) for field in fields if field in body]
            module = body.pop("__module__")
            made = namedtuple(name, fields, defaults=defaults, module=module)  # noqa: PYI024  # see above
            made.__annotations__ = fields
            for key, value in body.items():
                setattr(made, key, value)
            return made

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})
