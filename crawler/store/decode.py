"""Cells back to values, by the type that a record's field is annotated with."""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from crawler.core.records import Hop

Decode = Callable[[Any], Any]


def decoders(record: type) -> dict[str, Decode]:
    """For each field of a record class, the function that reads its cell (which is not NULL)."""
    hints = get_type_hints(record)
    return {each.name: _decoder(hints[each.name]) for each in fields(record)}


def _decoder(hint: Any) -> Decode:
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = [part for part in get_args(hint) if part is not types.NoneType]
    if get_origin(hint) is tuple:
        return _tuple_of(_decoder(get_args(hint)[0]))
    if get_origin(hint) is Mapping:
        return json.loads
    if hint is Hop:
        return lambda value: Hop(**value)
    if hint is bool:
        return bool
    if hint is datetime:
        return datetime.fromisoformat
    if hint is date:
        return date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return _as_it_is


def _tuple_of(decode: Decode) -> Decode:
    return lambda text: tuple(map(decode, json.loads(text)))


def _as_it_is(value: Any) -> Any:
    return value
