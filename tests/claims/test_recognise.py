"""Which format a file is, with and without the user's help."""

from pathlib import Path

import pytest

from crawler.claims import MarkScope, RejectCause, read_claims
from crawler.claims.vendors import FORMATS
from crawler.core.errors import ClaimFileError
from crawler.core.vocabulary import Match
from tests.claims.reading import EXAMPLES, read, write

ROW = "https://a.example/p,https://t.example/"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("source_url,target_url", "native"),
        ("Source URL,Target URL,Anchor", "native"),
        ("source_url,target_url,anchor,rel,first_seen,note", "native"),
        ("source_url,target_url,anchor_text", "tracelinker"),
        ("Source Url,Anchor text,Target Url", "bing"),
        ("Target URL,Source URL,Anchor Text,Source Crawl Date", "majestic"),
        ("Source url,Target url,Anchor,Nofollow,First seen", "semrush"),
        ("source_url,destination_url", "yandex"),
        ("Referring Page URL,Link URL", "ahrefs"),
        ("type,source,destination,follow", "screaming-frog"),
    ],
)
def test_like_headers_are_told_apart(tmp_path: Path, header: str, name: str) -> None:
    cells = {"source": "https://a.example/p", "referring": "https://a.example/p", "type": "Hyperlink"}
    row = ",".join(
        cells.get(column.split("_")[0].split(" ")[0].lower(), "https://t.example/") for column in header.split(",")
    )
    assert read_claims(write(tmp_path, f"{header}\n{row}\n")).recognised[0].format == name


def test_a_tools_anchor_is_never_a_term(tmp_path: Path) -> None:
    for path in sorted(EXAMPLES.glob("*")):
        try:
            reading = read_claims(path, target="shop.example")
        except ClaimFileError:
            continue
        imported = read(path, target="shop.example")[0]
        assert {item.promised for item in imported} <= {reading.recognised[0].promises}
        if not reading.recognised[0].promises:
            claims = [item.claim for item in imported]
            assert {(claim.anchor, claim.rel.value, claim.region) for claim in claims} <= {(None, "any", None)}


def test_lines_before_the_header_are_passed_over(tmp_path: Path) -> None:
    for lines in (0, 1, 13):
        path = write(
            tmp_path, "sep=;\n" * lines + "source_url;target_url;anchor\nhttps://a.example/;https://t.example/;x,y\n"
        )
        reading = read_claims(path)
        assert (reading.recognised[0].header_line, reading.recognised[0].delimiter) == (lines + 1, ";")
        assert [item.claim.anchor for item in read(path)[0]] == ["x,y"]


def test_map_reads_any_table_and_takes_nothing_for_a_promise_that_was_not_named(tmp_path: Path) -> None:
    path = write(tmp_path, f"Page;Leads to;Anchor;rel;Cost\n{ROW.replace(',', ';')};best;dofollow noopener;250\n")
    mapping = {"page": "source_url", "Leads to": "target_url", "Cost": "price"}
    (item,), rejects, _, _ = read(path, mapping=mapping)
    assert rejects == []
    assert (item.claim.origin, item.claim.price, item.claim.anchor) == ("mapped", 250.0, None)
    assert item.claim.extra == {"Anchor": "best", "rel": "dofollow noopener"}


def test_map_goes_before_the_format(tmp_path: Path) -> None:
    path = write(tmp_path, f"source_url,target_url,anchor,Agreed text\n{ROW},seen,agreed\n")
    (item,), _, _, _ = read(path, mapping={"Agreed text": "anchor"})
    assert (item.claim.anchor, item.claim.extra) == ("agreed", {"anchor": "seen"})


def test_map_to_beliefs(tmp_path: Path) -> None:
    path = write(tmp_path, f"Page,Leads to,Text,Seen\n{ROW},best,2026-10-30\n")
    mapping = {"Page": "source_url", "Leads to": "target_url", "Text": "believed_anchor", "Seen": "last_seen"}
    (item,), _, _, _ = read(path, mapping=mapping)
    assert item.claim.anchor is None
    assert item.belief is not None
    assert (item.belief.anchor, str(item.belief.last_seen)) == ("best", "2026-10-30")


def test_a_column_that_map_names_and_the_file_lacks(tmp_path: Path) -> None:
    path = write(tmp_path, f"Page,Link\n{ROW}\n")
    with pytest.raises(ClaimFileError, match=r"every column that --map names. Header row seen \(line 1\): Page, Link"):
        read_claims(path, mapping={"Pages": "source_url", "Link": "target_url"})


def test_format_forces(tmp_path: Path) -> None:
    path = write(tmp_path, f"Source Url,Target Url,Anchor text\n{ROW},x\n")
    assert read_claims(path).recognised[0].format == "bing"
    forced = read_claims(path, format="native", mapping={"Anchor text": "anchor"})
    assert forced.recognised[0].promises
    assert [item.claim.anchor for item in read(path, format="native", mapping={"Anchor text": "anchor"})[0]] == ["x"]
    with pytest.raises(ClaimFileError, match=r"no header of Ahrefs, Backlinks .*Header row seen"):
        read_claims(path, format="ahrefs")


@pytest.mark.parametrize(
    ("target", "url", "match"),
    [
        ("shop.example", "https://shop.example", Match.DOMAIN),
        ("http://www.shop.example/", "http://www.shop.example/", Match.DOMAIN),
        ("https://shop.example/shoes", "https://shop.example/shoes", Match.PAGE),
    ],
)
def test_target_for_files_that_name_none(tmp_path: Path, target: str, url: str, match: Match) -> None:
    for content in (
        "source_url\nhttps://a.example/x,y\n",
        "https://a.example/x,y\n",
        'source_url,target_url\n"https://a.example/x,y",\n',
    ):
        path = write(tmp_path, content)
        (item,), rejects, _, _ = read(path, target=target)
        assert rejects == []
        assert (item.claim.source_url, item.claim.target_url) == ("https://a.example/x,y", url)
        assert (item.claim.match, item.claim.extra) == (match, {})
        assert read(path, target=target, match=Match.EXACT)[0][0].claim.match is Match.EXACT


def test_a_list_of_ones_own_pages_is_the_wrong_list(tmp_path: Path) -> None:
    path = write(tmp_path, "https://www.shop.example/a\nhttps://shop.example/b\n")
    with pytest.raises(ClaimFileError, match="lists your own pages"):
        read_claims(path, target="shop.example")


def test_a_plain_list(tmp_path: Path) -> None:
    lines = [
        "# our partners",
        "https://a.example/1",
        "",
        "https://a.example/2,https://a.example/3",
        "domain:a.example",
        "https://a.example/4",
    ]
    path = write(tmp_path, "\r\n".join(lines))
    imported, rejects, _, _ = read(path, target="shop.example", format="url-list")
    assert [item.line for item in imported] == [2, 6]
    assert [(reject.line, reject.cause) for reject in rejects] == [(4, RejectCause.BAD_URL), (5, RejectCause.BAD_URL)]
    assert "--format disavow" in rejects[1].detail


def test_a_list_under_a_heading_and_a_table_that_lacks_its_header(tmp_path: Path) -> None:
    headed = write(tmp_path, "Pages\nhttps://a.example/1\nhttps://a.example/2,3\n")
    imported, rejects, _, _ = read(headed, target="shop.example")
    assert ([item.line for item in imported], rejects) == ([2, 3], [])
    for content in ("https://a.example/1,shoes\nhttps://a.example/2,shop\n", "Page,Text\nhttps://a.example/1,shoes\n"):
        with pytest.raises(ClaimFileError, match="its format is not known"):
            read_claims(write(tmp_path, content), target="shop.example")


def test_the_disavow_file_gives_marks_and_no_claim(tmp_path: Path) -> None:
    lines = [
        "# spam",
        "domain:Casino.example",
        "https://forum.example/t/13",
        "domain:a.example/path",
        "nonsense",
        "domain:",
    ]
    imported, rejects, _, marks = read(write(tmp_path, "\n".join(lines)))
    assert imported == []
    assert [(mark.line, mark.scope, mark.value) for mark in marks] == [
        (2, MarkScope.DOMAIN, "casino.example"),
        (3, MarkScope.URL, "https://forum.example/t/13"),
    ]
    assert [(reject.line, reject.cause) for reject in rejects] == [(line, RejectCause.NOT_A_MARK) for line in (4, 5, 6)]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("Seite,Links\nhttps://www.shop.example/a,12\nhttps://www.shop.example/b,3\n", "Top linked pages"),
        ("Website,Seiten,Ziele\nforum.example,12,3\nblog.example,1.204,1\n", "Top linking sites"),
    ],
)
def test_count_tables_in_a_language_we_do_not_know_are_refused(tmp_path: Path, rows: str, says: str) -> None:
    with pytest.raises(ClaimFileError, match=says):
        read_claims(write(tmp_path, rows), target="shop.example")


def test_a_bad_row_does_not_hide_the_shape(tmp_path: Path) -> None:
    rows = [f"https://a.example/{number},2026-09-{number:02}" for number in range(1, 11)]
    rows[4] = "not,a,row"
    path = write(tmp_path, "Seite,Zuletzt gecrawlt\n" + "\n".join(rows) + "\n")
    imported, rejects, _, _ = read(path, target="shop.example")
    assert (len(imported), [reject.line for reject in rejects]) == (9, [6])


def test_map_of_a_lone_column_keeps_its_commas(tmp_path: Path) -> None:
    path = write(tmp_path, "Page\nhttps://a.example/1,2\n")
    (item,), _, _, _ = read(path, mapping={"Page": "source_url"}, target="shop.example")
    assert item.claim.source_url == "https://a.example/1,2"


def test_every_format_has_an_example_that_is_recognised_as_it() -> None:
    found = set()
    for path in EXAMPLES.glob("*"):
        try:
            found.add(read_claims(path, target="shop.example").recognised[0].title)
        except ClaimFileError as refused:
            found.update(
                fmt.title for fmt in FORMATS if fmt.refuse and f"it is {fmt.title}: {fmt.refuse}" in str(refused)
            )
    assert found == {fmt.title for fmt in FORMATS}
