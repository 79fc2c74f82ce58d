"""Values to cells and back, by the type that a record's field is annotated with.

Times are UTC ISO-8601 text to the second, dates their ISO form, yes/no 1/0, lists and maps JSON.
"""

import json
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from crawler.core.records import Hop

Cell = str | int | float | bytes | None
Decode = Callable[[Any], Any]
Encode = Callable[[Any], Cell]


def timestamp(moment: datetime) -> str:
    """UTC, to the second, with a Z: sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def as_list(value: Iterable[Any]) -> str:
    return json.dumps([_plain(item) for item in value], ensure_ascii=False) if value else "[]"


def decoders(record: type) -> dict[str, Decode]:
    """For each field of a record class, the function that reads its cell (which is not NULL)."""
    return {name: _decoder(hint) for name, hint in _fields(record)}


def encoders(record: type) -> dict[str, Encode | None]:
    """For each field of a record class, the function that writes its value (which is not None); `None` where
    the value is its own cell."""
    return {name: _encoder(hint) for name, hint in _fields(record)}


def _fields(record: type) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(record)
    for each in fields(record):
        hint = hints[each.name]
        if get_origin(hint) in (Union, types.UnionType):
            (hint,) = [part for part in get_args(hint) if part is not types.NoneType]
        yield each.name, hint


def _encoder(hint: Any) -> Encode | None:
    if get_origin(hint) is tuple:
        return as_list
    if get_origin(hint) is Mapping:
        return as_map
    if hint is bool:
        return int
    if hint is datetime:
        return timestamp
    if hint is date:
        return date.isoformat
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return attrgetter("_value_")
    return None


def as_map(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True) if value else "{}"


def _plain(item: Any) -> Any:
    return {"url": item.url, "status": item.status} if isinstance(item, Hop) else str(item)


def _decoder(hint: Any) -> Decode:
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
