"""ZIP and XLSX: read without unpacking, bounded, and never trusted."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from crawler.claims import read_claims, tables
from crawler.core.errors import ClaimFileError
from tests.claims.reading import EXAMPLES, read, write

NATIVE = b"source_url,target_url\nhttps://a.example/p,https://t.example/\nbad,row\n"


def zip_of(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(folder: Path, sheets: dict[str, list[list[object]]], name: str = "export.xlsx") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def test_search_consoles_zip_gives_its_latest_links_and_says_why_not_the_rest(tmp_path: Path) -> None:
    members = {
        "Latest links.csv": (EXAMPLES / "gsc-latest-links.csv").read_bytes(),
        "Top linking sites.csv": (EXAMPLES / "gsc-top-linking-sites.csv").read_bytes(),
        "__MACOSX/._Latest links.csv": b"\0\5\26\7",
        "chart.png": b"\x89PNG",
        "inner.zip": b"PK\x03\x04",
    }
    reading = read_claims(zip_of(tmp_path, members), target="shop.example")
    assert [table.table for table in reading.recognised] == ["Latest links.csv"]
    assert [item.line for item in reading] == [2, 3, 4]
    assert {refused.table: refused.cause.split(":")[0] for refused in reading.refused} == {
        "Top linking sites.csv": "it is Google Search Console, Top linking sites",
        "chart.png": "not a CSV, TSV or text file",
        "inner.zip": "not a CSV, TSV or text file",
    }
    assert reading.progress() == 1.0


def test_rejects_of_several_tables_name_theirs(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"one.csv": NATIVE, "../../etc/two.csv": NATIVE, "broken.csv": bytes(range(256))})
    reading = read_claims(path)
    assert [(reject.table, reject.line) for reject in read(path)[1]] == [("one.csv", 3), ("../../etc/two.csv", 3)]
    assert [refused.table for refused in reading.refused] == ["broken.csv"]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["export.zip"]


def test_a_zip_without_claims_tells_the_reason_of_each_table(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path, {"a.csv": b"Anchor,Backlinks Count\nx,1\n", "b.csv": b"Domain,Backlinks Count\nx.example,1\n"}
    )
    with pytest.raises(ClaimFileError, match=r"none of its tables holds claims\. a\.csv: .* b\.csv: "):
        read_claims(path)


def test_an_empty_zip(tmp_path: Path) -> None:
    with pytest.raises(ClaimFileError, match="holds no file"):
        read_claims(zip_of(tmp_path, {}))


def test_bombs_are_refused_by_their_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ClaimFileError, match="65 files, more than 64"):
        read_claims(zip_of(tmp_path, {f"{number}.csv": NATIVE for number in range(65)}))
    monkeypatch.setattr(tables, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(ClaimFileError, match="unpacks to more than 1 MiB"):
        read_claims(zip_of(tmp_path, {"bomb.csv": NATIVE + bytes(2 << 20)}))
    monkeypatch.setattr(tables, "MAX_HELD", 10)
    with pytest.raises(ClaimFileError, match="too much text"):
        read_claims(
            workbook(tmp_path, {"a": [["source_url", "target_url"], ["https://a.example/", "https://t.example/"]]})
        )


def test_a_member_that_lies_about_its_size_is_damaged_not_unpacked(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.csv": NATIVE * 10_000})
    content = path.read_bytes()
    size = len(NATIVE * 10_000).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (100).to_bytes(4, "little")))
    with pytest.raises(ClaimFileError, match="damaged"):
        read_claims(path)


def test_a_locked_zip_and_a_cut_off_zip(tmp_path: Path) -> None:
    content = bytearray(zip_of(tmp_path, {"a.csv": NATIVE}).read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    with pytest.raises(ClaimFileError, match="locked with a password"):
        read_claims(write(tmp_path, bytes(content), "locked.zip"))
    with pytest.raises(ClaimFileError, match="damaged"):
        read_claims(write(tmp_path, bytes(content[: len(content) // 2]), "cut.zip"))


def test_sheets_are_read_as_text_with_their_own_row_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["my claims"],
        ["source_url", "target_url", "anchor", "price", "starts_on", "ends_on", "id", "sure"],
        [
            "https://a.example/",
            "https://t.example/",
            "=1+1",
            250.0,
            date(2026, 1, 15),
            datetime(2027, 1, 14, 9, 30),
            42,
            True,
        ],
        [],
        ["https://b.example/", "https://t.example/", "x", 99.5, None, None, None, None],
        ["no url", "https://t.example/"],
    ]
    path = workbook(tmp_path, {"Claims": rows, "Notes": [["nothing", "here"]]})
    reading = read_claims(path)
    assert [(table.table, table.header_line, table.delimiter) for table in reading.recognised] == [("Claims", 2, None)]
    assert [refused.table for refused in reading.refused] == ["Notes"]
    imported, rejects, _, _ = read(path)
    claim = imported[0].claim
    assert (claim.anchor, claim.price, claim.id, claim.extra) == ("=1+1", 250.0, "42", {"sure": "true"})
    assert (claim.starts_on, claim.ends_on) == (date(2026, 1, 15), date(2027, 1, 14))
    assert [(item.line, item.claim.price) for item in imported] == [(3, 250.0), (5, 99.5)]
    assert [(reject.table, reject.line) for reject in rejects] == [("Claims", 6)]


def test_search_console_and_ahrefs_workbooks(tmp_path: Path) -> None:
    day = datetime(2026, 9, 28)
    sheets: dict[str, list[list[object]]] = {
        "Latest links": [
            ["Linking page", "Last crawled"],
            ["https://a.example/", day],
            ["https://b.example/", "28/09/2026"],
        ],
        "Top linking sites": [["Site", "Linking pages", "Target pages"], ["a.example", 3, 1]],
    }
    imported, _, _, _ = read(workbook(tmp_path, sheets, "no-ending"), target="shop.example")
    assert [item.belief.last_seen for item in imported if item.belief] == [date(2026, 9, 28)] * 2
    text = (EXAMPLES / "ahrefs.csv").read_bytes().decode("utf-16")
    rows: list[list[object]] = [[cell.strip('"') for cell in line.split("\t")] for line in text.splitlines()]
    from_sheet = read(workbook(tmp_path, {"Sheet": rows}))
    from_text = read(EXAMPLES / "ahrefs.csv")
    assert from_sheet[0] == from_text[0]
    assert len(from_sheet[2]) == len(from_text[2]) == 1


@pytest.mark.parametrize("broken", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<a", b"<?xml version='1.0'?><b/>"])
def test_damaged_workbooks(tmp_path: Path, broken: str, content: bytes) -> None:
    path = workbook(tmp_path, {"a": [["source_url", "target_url"], ["https://a.example/", "https://t.example/"]]})
    rewritten = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(rewritten, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == broken else old.read(name))
    with pytest.raises(ClaimFileError, match=r"export\.xlsx: "):
        list(read_claims(write(tmp_path, rewritten.getvalue(), "export.xlsx")))


def sheet_with(folder: Path, xml: bytes) -> Path:
    path = workbook(folder, {"a": [["x"]]})
    rewritten = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(rewritten, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name.endswith("sheet1.xml") else old.read(name))
    return write(folder, rewritten.getvalue(), "hostile.xlsx")


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'


def test_a_sheet_that_claims_to_be_endless_ends(tmp_path: Path) -> None:
    cell = b'<c r="A%d" t="inlineStr"><is><t>x</t></is></c>'
    rows = (
        b"<sheetData><row r='1'>"
        + cell % 1
        + b"</row><row r='99999999999'>"
        + cell % 99999999999
        + b"</row></sheetData>"
    )
    with pytest.raises(ClaimFileError, match=r"hostile\.xlsx"):
        list(
            read_claims(
                sheet_with(tmp_path, SHEET % (b"<dimension ref='A1:XFD1048576'/>" + rows)),
                format="url-list",
                target="t.example",
            )
        )


def test_entities_in_a_sheet_are_not_expanded(tmp_path: Path) -> None:
    entities = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"x" * 1000
        + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in range(ord("b"), ord("i")))
        + b"]>"
    )
    rows = b"<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>&h;</t></is></c></row></sheetData>"
    with pytest.raises(ClaimFileError, match=r"hostile\.xlsx"):
        list(read_claims(sheet_with(tmp_path, entities + SHEET % rows)))
