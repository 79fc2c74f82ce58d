"""What strangers wrote stays dead in a real spreadsheet: exports are opened by LibreOffice, and no cell is a formula.

Without LibreOffice (`apt-get install libreoffice-calc`) this is skipped, and says so.
"""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from crawler.export.tables import write_csv
from crawler.store.columns import Relation, relations
from crawler.store.stream import Rows, read_relation
from tests.report.sample import HOSTILE, fill

PAYLOADS = (Path(__file__).parents[1] / "data/csv-injection/csv-payload.txt").read_text().splitlines()
MORE = (
    "=1+1",
    " =1+1",
    "\u200b=1+1",
    "\r=1+1",
    "wool;=1+1",
    'wool";=1+1;"',
    "wool\t=1+1",
    "a\n=1+1",
    "a,=1+1",
    "﹦1+1",
    "{=1+1}",
    "'=1+1",
    '"=1+1"',
    "+HYPERLINK(A1)",
    "-1+1",
    '=WEBSERVICE("http://127.0.0.1/")',
)
OPENED_WITH = {"comma": "44", "semicolon": "59", "tab": "9"}


@pytest.fixture(scope="module")
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("NO LIBREOFFICE: nothing is proved of formulas in it (apt-get install libreoffice-calc)")
    return found


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real exports, and one of every hostile text that we know: as they are meant for spreadsheets, and raw."""
    folder = tmp_path_factory.mktemp("exports")
    database = fill(folder / "links.db", claims=120, nights=2)
    for name in ("link_facts", "vendor_summary", "anchor_profile"):
        with (folder / f"{name}.csv").open("wb") as out:
            write_csv(read_relation(database, name, "x"), out)
    for name, raw in (("hostile", False), ("raw", True)):
        with (folder / f"{name}.csv").open("wb") as out:
            write_csv(hostile(), out, raw=raw)
    return folder


def hostile() -> Rows:
    columns = {name: relations()["claims"].columns[name] for name in ("id", "note")}
    relation = Relation(name="hostile", about="", view=True, since=None, columns=columns)
    return Rows(
        relation=relation, columns=tuple(columns), cells=iter([(text, text) for text in (*HOSTILE, *PAYLOADS, *MORE)])
    )


def convert(soffice: str, exports: Path, form: str, delimiter: str, out: Path) -> None:
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(out / 'profile').as_uri()}",
            "--headless",
            f"--infilter=CSV:{delimiter},34,76,1",
            *("--convert-to", form, "--outdir", str(out)),
            *map(str, sorted(exports.glob("*.csv"))),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )


@pytest.mark.parametrize("opened", OPENED_WITH)
def test_no_cell_of_an_export_is_a_formula(soffice: str, exports: Path, opened: str, tmp_path: Path) -> None:
    convert(soffice, exports, "fods", OPENED_WITH[opened], tmp_path)
    formulas = {
        path.stem: re.findall(r'table:formula="([^"]*)"', path.read_text("utf-8")) for path in tmp_path.glob("*.fods")
    }
    assert formulas.pop("raw") != [], "the control: raw cells are formulas to LibreOffice"
    assert sorted(formulas) == ["anchor_profile", "hostile", "link_facts", "vendor_summary"]
    assert [name for name, found in formulas.items() if found] == []


def test_an_export_stays_dead_when_it_is_saved_as_xlsx(soffice: str, exports: Path, tmp_path: Path) -> None:
    convert(soffice, exports, "xlsx", "44", tmp_path)
    sheets = {
        path.stem: zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode() for path in tmp_path.glob("*.xlsx")
    }
    assert "<f" in sheets.pop("raw")
    assert [name for name, sheet in sheets.items() if re.search(r"<f[ >]", sheet)] == []
    assert len(sheets) == 4
