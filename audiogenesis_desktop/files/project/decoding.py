"""JSON turned into our own values, strictly: a field that is not known here is an error, never passed over."""

from collections.abc import Iterator
from typing import TypeVar

import msgspec
from msgspec import inspect

T = TypeVar("T")

_known: dict[type, inspect.Type] = {}


class UnknownField(ValueError):
    """There is something that this version does not know, and that saving would lose."""


def decoded(raw: bytes | msgspec.Raw, kind: type[T]) -> T:
    """Return JSON as a value of a type.

    Raises msgspec.MsgspecError where it is none, RecursionError where it is too deep, UnknownField for fields that
    the type does not have.
    """
    value = msgspec.json.decode(raw, type=kind)
    for name in _unknown(raw, _told(kind)):
        raise UnknownField(f"the field {name!r} is not known")
    return value


def _told(kind: type) -> inspect.Type:
    if kind not in _known:
        _known[kind] = inspect.type_info(kind)
    return _known[kind]


def _unknown(raw: bytes | msgspec.Raw, told: inspect.Type) -> Iterator[str]:
    """Yield the names of fields that a type does not have, in whatever it is made of."""
    match told:
        case inspect.DataclassType(fields=fields):
            known = {field.encode_name: field.type for field in fields}
            for name, value in msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).items():
                if name not in known:
                    yield name
                elif _has_fields(known[name]):
                    yield from _unknown(value, known[name])
        case inspect.VarTupleType(item_type=item):
            for value in msgspec.json.decode(raw, type=list[msgspec.Raw]):
                yield from _unknown(value, item)
        case inspect.UnionType(types=types) if bytes(raw).lstrip()[:1] == b"{":
            for each in types:
                yield from _unknown(raw, each)


def _has_fields(told: inspect.Type) -> bool:
    """Return whether a type is made of dataclasses, whose unknown fields would be passed over."""
    match told:
        case inspect.DataclassType():
            return True
        case inspect.VarTupleType(item_type=item):
            return _has_fields(item)
        case inspect.UnionType(types=types):
            return any(map(_has_fields, types))
    return False
