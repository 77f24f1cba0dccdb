"""A body that gets as far as the check of the role, made from what the route declares."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec
from msgspec import inspect

LATER = "2027-05-12T10:00:00Z"
EMAIL = "neu@example.org"


def body_for(type_: Any, ids: dict[str, str]) -> Any:
    """The least that decodes as `type_`; fields that name a thing get its id from `ids`."""
    return _value(inspect.type_info(type_), "", ids)


def _value(info: Any, name: str, ids: dict[str, str]) -> Any:
    if isinstance(info, inspect.StructType):
        return {
            field.encode_name: _value(field.type, field.encode_name, ids)
            for field in info.fields
            if field.required or _is_id(field.encode_name, ids)
        }
    if isinstance(info, inspect.UnionType):
        real = [t for t in info.types if not isinstance(t, inspect.NoneType)]
        return _value(real[0], name, ids)
    if isinstance(info, inspect.Metadata):
        return _value(info.type, name, ids)
    return _plain(info, name, ids)


def _plain(info: Any, name: str, ids: dict[str, str]) -> Any:
    if isinstance(info, inspect.UUIDType):
        return ids.get(name, str(uuid4()))
    if isinstance(info, inspect.DateTimeType):
        return LATER
    if isinstance(info, inspect.DateType):
        return LATER[:10]
    if isinstance(info, inspect.BoolType):
        return True
    if isinstance(info, inspect.IntType | inspect.FloatType):
        return max(info.ge or 0, 1)
    if isinstance(info, inspect.EnumType):
        return msgspec.to_builtins(next(iter(info.cls)))
    if isinstance(info, inspect.LiteralType):
        return info.values[0]
    if isinstance(info, inspect.CollectionType | inspect.ListType | inspect.VarTupleType):
        return [_value(info.item_type, name, ids)] if info.min_length else []
    if isinstance(info, inspect.DictType):
        return {}
    return _text(info, name)


def _text(info: Any, name: str) -> str:
    known = {"email": EMAIL, "time_zone": "Europe/Berlin", "role": "steward", "locale": "de"}
    shortest = getattr(info, "min_length", None) or 0
    return known.get(name, "Neu").ljust(shortest, "x")


def _is_id(name: str, ids: dict[str, str]) -> bool:
    """Optional fields as well, where they say at which organisation something is to be done."""
    return name in ids and name != "event_id"
