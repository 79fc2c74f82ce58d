"""The dates that tools write, in the language of whoever exported them.

A date is read only when it can mean one day: `03/04/2026` is March or April, so it stays raw text unless the
format says which, or another row of the file shows it.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from crawler.claims.formats import DateOrder

_YEAR_FIRST = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_MONTH_NAME = re.compile(r"(\d{1,2})\.?(?: de)? ([^\W\d_]{3,10})\.?(?: de)?,? (\d{4})(?!\d)")
_MONTH_NAME_DAY = re.compile(r"([^\W\d_]{3,10})\.? (\d{1,2}),? (\d{4})(?!\d)")
_TIME_BEHIND = re.compile(r",?[T ]\d{1,2}:\d{2}.*")
_DAY_AND_YEAR = re.compile(r"(?=.*\b\d{1,2}\b)(?=.*\b(?:19|20)\d\d\b)[^/:@?=<>]{8,30}")

_DIRECTIONS = dict.fromkeys((0x200E, 0x200F, 0x061C))
_MONTHS = {
    1: "jan ene gen sty led янв oca ιαν",
    2: "feb fév fev lut úno фев şub φεβ",
    3: "mar mär mrz mrt maa bře мар μαρ",
    4: "apr abr avr kwi dub апр nis απρ",
    5: "may mai mag mei maj kvě мая май μαΐ μαϊ",
    6: "jun juin giu cze červn июн haz ιουν",
    7: "jul juil lug lip červc июл tem ιουλ",
    8: "aug ago aoû sie srp авг ağu αυγ",
    9: "sep set wrz zář сен eyl σεπ",
    10: "oct okt out ott paź říj окт eki οκτ",
    11: "nov lis ноя kas νοε",
    12: "dec dez dic déc gru pro дек ara δεκ",
}
"""How month names begin in English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Swedish, Polish,
Czech, Russian, Turkish and Greek, as Search Console abbreviates them (CLDR)."""

_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names.split()}


@lru_cache(maxsize=4_096)  # an export repeats few days many times
def read_date(text: str, order: DateOrder) -> date | None:
    """The one day that this text names, `None` where it names none or could name two."""
    try:
        return _read(_unmarked(text), order)
    except ValueError:
        return None


def _unmarked(text: str) -> str:
    """Without the marks of direction that Arabic and Hebrew exports put into dates."""
    return text.translate(_DIRECTIONS)


def _read(text: str, order: DateOrder) -> date | None:
    if found := _YEAR_FIRST.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.match(text):
        return _numeric(int(found[1]), int(found[3]), int(found[4]), DateOrder.DAY_FIRST if found[2] == "." else order)
    if found := _DAY_MONTH_NAME.match(text):
        return _named(found[2], int(found[1]), int(found[3]))
    if found := _MONTH_NAME_DAY.match(text):
        return _named(found[1], int(found[2]), int(found[3]))
    return None


def _numeric(first: int, second: int, year: int, order: DateOrder) -> date | None:
    if order is DateOrder.DAY_FIRST or first > 12:
        return date(year, second, first)
    if order is DateOrder.MONTH_FIRST or second > 12 or first == second:
        return date(year, first, second)
    return None


def _named(name: str, day: int, year: int) -> date | None:
    lower = name.casefold()
    month = next((_MONTH_OF[lower[:size]] for size in (5, 4, 3) if lower[:size] in _MONTH_OF), None)
    return date(year, month, day) if month else None


def read_whole_date(text: str, order: DateOrder) -> date | None:
    """`read_date` for a promise: nothing but a time may stand behind the day."""
    day = _TIME_BEHIND.sub("", _unmarked(text))
    whole = any(form.fullmatch(day) for form in (_NUMERIC, _DAY_MONTH_NAME, _MONTH_NAME_DAY))
    return read_date(text, order) if whole else None


def looks_like_date(text: str) -> bool:
    """Whether a cell is a date at all, even one that could name two days or whose month is in a language that we
    cannot read: a day and a year with a few words around them."""
    text = _unmarked(text)
    return any((_NUMERIC.match(text), _DAY_AND_YEAR.fullmatch(text), read_date(text, DateOrder.UNKNOWN)))


def order_shown(cells: Iterable[str]) -> DateOrder:
    """Which order the unambiguous dates of a file show; `unknown` when none does or they contradict."""
    shown = set()
    for cell in cells:
        if (found := _NUMERIC.match(_unmarked(cell).strip())) and found[2] != ".":
            if int(found[1]) > 12:
                shown.add(DateOrder.DAY_FIRST)
            elif int(found[3]) > 12:
                shown.add(DateOrder.MONTH_FIRST)
    return shown.pop() if len(shown) == 1 else DateOrder.UNKNOWN
