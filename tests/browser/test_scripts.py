"""What scripts do to a page, seen by a real Chromium: one night over every case, judged by what it left behind."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.cases import HOSTS, PAGES, TARGET, answer
from tests.browser_env import need_chromium, rows_of, seen, verify
from tests.loopback import Loopback, Page, loopback

pytestmark = pytest.mark.browser
ADDED = [
    "delayed",
    "fetched",
    "routed",
    "lazy",
    "held-back",
    "react",
    "vue",
    "shadow",
    "dialogs",
    "popups",
    "moves-on",
    "picture",
    "thief",
]


class Night:
    """One run over all cases."""

    def __init__(self, path: Path, web: Loopback) -> None:
        self.path, self.web = path, web

    def __getitem__(self, case: str) -> dict[str, Any]:
        return seen(self.path, source_url=f"http://{case}.test/")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    need_chromium()
    folder = tmp_path_factory.mktemp("scripts")
    ended = threading.Event()

    def slow(host: str, path: str) -> Page:
        if path.startswith("/never"):
            ended.wait(120)
        return answer(host, path)

    claims = folder / "claims.csv"
    lines = [f"http://{case}.test/,{TARGET},purchased,{'follow' if case == 'rel-added' else ''}" for case in PAGES]
    claims.write_text("source_url,target_url,kind,rel\n" + "\n".join(lines) + "\n")
    with loopback(slow) as web:
        verify(folder / "links.db", claims, hosts=HOSTS, port=web.port, RENDER_KINDS="purchased", RENDER_SECONDS=20)
        ended.set()
        yield Night(folder / "links.db", web)


@pytest.mark.parametrize("case", ADDED)
def test_a_link_that_scripts_added_is_found(night: Night, case: str) -> None:
    check = night[case]
    assert (check["status"], check["seen_in"], check["fetched_by"]) == ("live", "rendered", "browser")
    assert (check["url"], check["anchor"], check["visible"]) == (TARGET, "the offer", 1)


@pytest.mark.parametrize(("case", "words"), [("react", "As told by"), ("vue", "As told by"), ("shadow", "Our sponsor")])
def test_a_rendered_link_stands_among_its_words(night: Night, case: str, words: str) -> None:
    assert words in night[case]["block_text"]
    assert night[case]["region"] == "main"


def test_a_rel_of_the_framework_is_read(night: Night) -> None:
    assert (night["vue"]["rel"], night["vue"]["sponsored"]) == ("sponsored", 1)


def test_a_route_of_the_history_api_is_the_page_s_address(night: Night) -> None:
    assert night["routed"]["final_url"] == "http://routed.test/articles/42"


def test_a_link_in_a_frame_is_there_but_is_no_link_of_the_page(night: Night) -> None:
    check = night["framed"]
    assert (check["status"], json.loads(check["reasons"])) == ("altered", ["not_crawlable"])
    assert (check["place"], check["visible"]) == ("srcdoc", 1)


def test_a_link_that_scripts_remove_is_seen_by_nobody(night: Night) -> None:
    check = night["removed"]
    assert (check["status"], json.loads(check["reasons"])) == ("altered", ["hidden"])
    assert (check["seen_in"], check["visible"], check["hidden_reason"]) == ("raw", 0, "removed_by_script")


def test_a_rel_that_scripts_add_counts_and_the_raw_one_is_kept(night: Night) -> None:
    check = night["rel-added"]
    assert (check["status"], json.loads(check["reasons"])) == ("altered", ["rel_differs"])
    assert (check["seen_in"], check["rel"], check["effective_nofollow"]) == ("both", "nofollow sponsored", 1)
    assert json.loads(check["raw_differs"]) == {"rel": ""}


def test_a_link_behind_a_consent_dialog_is_visible(night: Night) -> None:
    check = night["consent"]
    assert (check["status"], check["seen_in"], check["visible"]) == ("live", "both", 1)
    assert json.loads(check["visibility"])["behind_dialog"] is True


def test_a_noindex_that_scripts_add_counts(night: Night) -> None:
    check = night["noindexed"]
    assert (check["status"], json.loads(check["reasons"])) == ("altered", ["page_noindex"])
    assert json.loads(check["page_raw_differs"]) == {"robots_meta": ""}


def test_a_canonical_that_scripts_change_counts(night: Night) -> None:
    check = night["recanonised"]
    assert json.loads(check["reasons"]) == ["page_not_canonical"]
    assert json.loads(check["page_raw_differs"]) == {"canonical": "http://recanonised.test/"}


def test_a_page_that_moves_on_by_script_is_read_where_it_went(night: Night) -> None:
    check = night["moves-on"]
    assert check["final_url"] == "http://moves-on.test/new"
    assert json.loads(check["redirects"]) == [{"url": "http://moves-on.test/", "status": "browser"}]


def test_robots_txt_is_obeyed_where_a_script_leads(night: Night) -> None:
    check = night["moves-away"]
    assert (check["status"], json.loads(check["reasons"])) == ("unverified", ["render_failed"])
    assert "disallows" in check["failure_detail"]
    assert ("moves-away.test", "/private/") not in night.web.requests


@pytest.mark.parametrize("case", ["looping", "stuck"])
def test_what_never_ends_is_ended(night: Night, case: str) -> None:
    check = night[case]
    assert (check["status"], json.loads(check["reasons"])) == ("unverified", ["render_failed"])
    assert check["failure_detail"]


def test_a_page_whose_data_did_not_come_is_not_without_its_link(night: Night) -> None:
    check = night["broken"]
    assert (check["status"], json.loads(check["reasons"])) == ("unverified", ["render_failed"])
    assert check["failure_detail"].endswith("/broken.json answered 503")


def test_a_cloaked_link_that_was_followed_is_met_in_the_browser_as_well(night: Night) -> None:
    check = night["cloaked"]
    assert (check["status"], check["via"], check["seen_in"], check["visible"]) == ("live", "redirect", "both", 1)


def test_a_cloaked_link_that_scripts_added_is_followed(night: Night) -> None:
    check = night["cloaked-by-script"]
    assert (check["status"], check["via"], check["seen_in"], check["visible"]) == ("live", "redirect", "rendered", 1)


def test_a_cloaked_link_that_scripts_added_and_robots_may_not_follow_is_no_loss(night: Night) -> None:
    check = night["cloaked-and-closed"]
    assert (check["status"], json.loads(check["reasons"])) == ("unverified", ["robots_disallowed"])


def test_a_link_drawn_in_a_side_column_is_not_in_the_main_part(night: Night) -> None:
    check = night["column"]
    assert check["region"] == "sidebar"
    assert "narrow column on the right" in check["region_evidence"]


def test_we_say_who_we_are_in_the_browser_too(night: Night) -> None:
    assert night.web.agents == {"Mozilla/5.0 (compatible; Linkwitness/1.0; +https://linkwitness.example/bot)"}


def test_every_claim_has_one_check_and_nothing_waits(night: Night) -> None:
    with rows_of(night.path) as connection:
        run = connection.execute("SELECT outcome, due, written FROM runs").fetchall()
        assert [tuple(row) for row in run] == [("complete", len(PAGES), len(PAGES))]
        assert connection.execute("SELECT count(*) FROM checks").fetchone()[0] == len(PAGES)
        assert connection.execute("SELECT count(*) FROM render_queue").fetchone()[0] == 0


def test_a_page_that_goes_back_to_where_no_reader_comes_from_leads_nowhere(night: Night) -> None:
    check = night["goes-back"]
    assert (check["status"], json.loads(check["reasons"])) == ("unverified", ["render_failed"])
    assert "about:blank" in check["failure_detail"]


def test_a_notice_in_place_of_the_page_is_not_the_page(night: Night) -> None:
    check = night["snag-over-all"]
    assert (check["status"], json.loads(check["reasons"])) == ("unverified", ["render_failed"])


@pytest.mark.parametrize(
    ("case", "expected"), [("snag", ("unverified", ["render_failed"])), ("snag-alone", ("lost", ["link_removed"]))]
)
def test_a_notice_that_scripts_show_is_the_page_only_where_the_host_knows_its_pages(
    night: Night, case: str, expected: tuple[str, list[str]]
) -> None:
    check = night[case]
    assert (check["status"], json.loads(check["reasons"])) == expected
