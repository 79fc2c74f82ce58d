"""Files that cannot be read at all, each with one line that says why and what to do; and odd encodings that can."""

import gzip
import os
from pathlib import Path

import pytest

from crawler.claims import RejectCause, read_claims
from crawler.core.errors import ClaimFileError, UsageError
from tests.claims.reading import read, write

HEADER = "source_url,target_url,anchor\n"
ROW = "https://a.example/p,https://t.example/,Grüße\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89" + bytes(range(256))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b"\n\r\n  \n", "no row that could be read"),
        (b"\xef\xbb\xbf", "no row that could be read"),
        (PNG, "binary file"),
        (bytes(range(256)) * 40, "binary file"),
        (gzip.compress(b"source_url", mtime=0), "unpack it first"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "save it as .xlsx"),
        (b"SQLite format 3\0", "SQLite"),
        (b"<!DOCTYPE html><title>Sign in</title>", "a web page, not a table"),
        (b"\xef\xbb\xbf\r\n  <html><body>Sign in, please</body></html>", "a web page, not a table"),
        (b"<!-- 503 --><head><title>Down, for now</title></head>", "a web page, not a table"),
        (b"Error: try again, later\n", "None of its first 1 rows holds a web address: is it the right file?"),
        (b"blog.example/a\nnews.example/b\n", "Its addresses lack https:// or http:// at their start"),
        (
            b"Page,Links to,Text\nhttps://a.example/,https://t.example/,x\n",
            "Say what its columns are: --map 'Page=source_url' --map 'Links to=target_url'",
        ),
        (b'[{"source_url": 1}]', "JSON"),
        (b"PK\x03\x04 and no archive", "damaged"),
        (b"source_url,target_url\n", "no rows below it"),
        (b"source_url,target_url\n\n\n", "no rows below it"),
        (b"source_url,note\nhttps://a.example/,x\n", "--map COLUMN=target_url, or with --target example.com"),
        (b"Page,Link\nhttps://a.example/,https://t.example/\n", "Header row seen (line 1): Page, Link"),
        (b"target_url,note\nhttps://t.example/,x\n", "--map 'COLUMN=source_url'"),
        (b"https://a.example/,https://t.example/\n", "put source_url,target_url above the rows"),
        (b"source_url,target_url,Rel,rel\nhttps://a.example/,https://t.example/,any,any\n", "'Rel' is there twice"),
        (b"just some words\nand more of them\n", "its format is not known"),
        (b"a.example\nb.example\n", "its format is not known"),
        (b"x" * 10_000_000, "longer than 262,144 characters"),
        (b'"source_url,target_url\nhttps://a.example/,https://t.example/\n', "line 1: a double quote is not closed"),
    ],
)
def test_the_cause_is_one_line_with_the_file_in_it(tmp_path: Path, content: bytes, says: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(ClaimFileError) as told:
        read_claims(path)
    message = str(told.value)
    assert says in message
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert message.isprintable()


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    for path, says in (
        (tmp_path, "directory"),
        (tmp_path / "none.csv", "No such file"),
        (write(tmp_path, "x") / "inside.csv", "Not a directory"),
        (fifo, "regular file"),
    ):
        with pytest.raises(ClaimFileError, match=says):
            read_claims(path)


@pytest.mark.parametrize(
    ("encoding", "codec", "noted"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8-sig", False),
        ("utf-16", "utf-16", False),
        ("utf-16-le", "utf-16-le", True),
        ("utf-16-be", "utf-16-be", True),
        ("cp1252", "cp1252", True),
    ],
)
def test_encodings_are_found_and_guesses_are_told(tmp_path: Path, encoding: str, codec: str, noted: bool) -> None:
    path = write(tmp_path, (HEADER + ROW).encode(encoding))
    (table,) = read_claims(path).recognised
    assert (table.encoding, table.encoding_note is not None) == (codec, noted)
    (item,), rejects, _, _ = read(path)
    assert (item.claim.anchor, rejects) == ("Grüße", [])


def test_big_endian_with_its_mark(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xfe\xff" + (HEADER + ROW).encode("utf-16-be"))
    assert read(path)[0][0].claim.anchor == "Grüße"


def test_one_broken_byte_does_not_turn_a_utf8_file_into_windows_1252(tmp_path: Path) -> None:
    content = (HEADER + ROW * 3).encode() + b"https://a.example/p,https://t.example/,Gr\xfc\xdfe\n" + ROW.encode()
    path = write(tmp_path, content)
    imported, rejects, _, _ = read(path)
    assert {item.claim.anchor for item in imported} == {"Grüße"}
    assert [(reject.line, reject.cause) for reject in rejects] == [(5, RejectCause.NOT_IN_ENCODING)]
    assert read_claims(path).recognised[0].encoding_note is not None


def test_a_broken_utf16_character_costs_its_row_alone(tmp_path: Path) -> None:
    content = (HEADER + ROW + ROW.replace("ü", "?") + ROW).encode("utf-16").replace(b"?\0", b"\x00\xd8")
    imported, rejects, _, _ = read(write(tmp_path, content))
    assert [item.line for item in imported] == [2, 4]
    assert [(reject.line, reject.cause) for reject in rejects] == [(3, RejectCause.NOT_IN_ENCODING)]


def test_a_replacement_character_in_the_file_is_text_like_any_other(tmp_path: Path) -> None:
    imported, rejects, _, _ = read(write(tmp_path, HEADER + ROW.replace("ü", "\ufffd")))
    assert (imported[0].claim.anchor, rejects) == ("Gr\ufffdße", [])


def test_options_that_cannot_be_meant(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + ROW)
    with pytest.raises(UsageError, match="--format 'semrash' is not known: write auto or one of native"):
        read_claims(path, format="semrash")
    with pytest.raises(UsageError, match="'source' is not a field; fields are source_url"):
        read_claims(path, mapping={"Page": "source"})
    with pytest.raises(UsageError, match="--target is no URL"):
        read_claims(path, target="https://exa mple.com".replace(" ", "%20"))
