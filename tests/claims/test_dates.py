"""Dates as tools write them in the language of the exporter."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.claims.dates import looks_like_date, order_shown, read_date
from crawler.claims.formats import DateOrder

DAY = date(2026, 9, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-28",
        "2026-09-28 21:00:01",
        "2026-09-28T21:00:01Z",
        "2026/9/28",
        "2026年9月28日",
        "2026. 9. 28.",
        "Sep 28, 2026",
        "September 28, 2026",
        "28 Sep 2026",
        "28. Sept. 2026",
        "28 sept 2026",
        "28 de septiembre de 2026",
        "28 set 2026",
        "28.09.2026",
        "28/09/2026",
        "9/28/2026",
        "28\u200f/09\u200f/2026",
        "٢٨\u200f/٩\u200f/٢٠٢٦",
        "28 wrz 2026",
        "28. září 2026",
        "28 сент. 2026 г.",
        "28 Eyl 2026",
        "28 σεπ 2026",
        "28. sep. 2026",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert read_date(text, DateOrder.UNKNOWN) == DAY


@pytest.mark.parametrize("text", ["03/04/2026", "", "soon", "2026-13-40", "99/99/2026", "28 Foo 2026", "12", "1.2.3"])
def test_what_names_no_day_or_two(text: str) -> None:
    assert read_date(text, DateOrder.UNKNOWN) is None


def test_an_ambiguous_date_is_still_a_date_and_the_order_decides_it() -> None:
    assert looks_like_date("03/04/2026")
    assert read_date("03/04/2026", DateOrder.DAY_FIRST) == date(2026, 4, 3)
    assert read_date("03/04/2026", DateOrder.MONTH_FIRST) == date(2026, 3, 4)
    assert read_date("03.04.2026", DateOrder.UNKNOWN) == date(2026, 4, 3)


def test_the_order_that_a_file_shows() -> None:
    assert order_shown(["03/04/2026", "28/09/2026"]) is DateOrder.DAY_FIRST
    assert order_shown(["03/04/2026", "09/28/2026"]) is DateOrder.MONTH_FIRST
    assert order_shown(["03/04/2026", "2026-09-28"]) is DateOrder.UNKNOWN
    assert order_shown(["28/09/2026", "09/28/2026"]) is DateOrder.UNKNOWN


@given(st.text(max_size=30), st.sampled_from(DateOrder))
def test_no_text_is_too_strange(text: str, order: DateOrder) -> None:
    day = read_date(text, order)
    assert day is None or looks_like_date(text)
