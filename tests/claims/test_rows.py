"""Whatever stands between good rows, no good row is lost, read twice or changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.claims import Imported, Reject, read_claims, rows
from crawler.claims.rows import Row, read_rows
from crawler.claims.text import Line
from crawler.core.errors import ClaimFileError
from tests.claims.reading import read, write

JUNK = st.text(st.sampled_from('",ab é\0'), max_size=12)
ANCHORS = st.sampled_from(["plain", '"quoted"', '"with, comma"', '"say ""so"""', '""', ""])


@given(st.lists(st.tuples(JUNK, ANCHORS), min_size=1, max_size=12), st.booleans())
def test_junk_between_good_rows_takes_none_with_it(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str]], source_first: bool
) -> None:
    header = "source_url,target_url,anchor" if source_first else "anchor,target_url,source_url"
    lines = [f"{header}\n{' ' * 10_000}"]  # long enough for some NUL bytes not to make it a binary file
    wanted = []
    for number, (junk, anchor) in enumerate(parts):
        cells = [f"https://a.example/{number}", "https://t.example/", anchor]
        lines += [junk, ",".join(cells if source_first else cells[::-1])]
        wanted.append((len(lines) + 1, cells[0]))
    path = write(tmp_path_factory.mktemp("junk"), "\n".join(lines) + "\n")
    items = list(read_claims(path))
    assert [(item.line, item.claim.source_url) for item in items if isinstance(item, Imported)] == wanted
    at = [item.line for item in items]
    assert at == sorted(set(at))


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_raise_the_users_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("noise")
    for start in (b"", b"source_url,target_url\n", b"\xff\xfe", b"PK\x03\x04"):
        try:
            items = list(read_claims(write(folder, start + content), target="shop.example"))
        except ClaimFileError:
            continue
        at = [item.line for item in items]
        assert at == sorted(set(at))


def test_a_quote_that_is_never_closed_is_given_up_after_a_bound() -> None:
    asked = 0

    def endless() -> Iterator[Line]:
        nonlocal asked
        yield Line(1, 'a,"open\n', None)
        while True:
            asked += 1
            yield Line(asked + 1, "a,b\n", None)

    first = next(read_rows(endless(), ",", lambda _: False))
    assert isinstance(first, Reject)
    assert asked <= rows.MAX_RECORD_LINES


def test_a_field_with_line_breaks_is_one_row_at_its_first_line() -> None:
    text = ['x,"one\n', "two\n", '"\n', "y,z\n"]
    lines = (Line(number, line, None) for number, line in enumerate(text, start=7))
    assert list(read_rows(lines, ",", lambda cells: len(cells) == 2)) == [
        Row(7, ["x", "one\ntwo\n"]),
        Row(10, ["y", "z"]),
    ]


def test_short_rows_have_empty_cells(tmp_path: Path) -> None:
    path = write(tmp_path, "source_url,target_url,anchor,note\nhttps://a.example/,https://t.example/\n")
    (item,), rejects, _, _ = read(path)
    assert (item.claim.anchor, item.claim.note, rejects) == (None, None, [])
