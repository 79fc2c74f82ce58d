"""What each case of the hostile web means, without a wire: in memory, through a whole night."""

import json
import sqlite3
from contextlib import closing

import pytest
from scrapy.http import Response

from crawler.core.records import Claim
from crawler.downloader.errors import AddressRefusedError, HostGoneError
from tests.fakeweb import Answer, FakeWeb, crawl, keep
from tests.hostile.cases import CASES, Case, addresses
from tests.hostile.replies import TARGET, Reply

_HEAVY = {"nested-deep", "attributes-without-end", "a-million-links", "three-million-elements", "nested-templates"}
"""Only a reader process that may die is a match for these: they are read on the wire alone."""
PLAIN = [case for case in CASES if case.plain and case.name not in _HEAVY]


def _web() -> FakeWeb:
    pages: dict[str, Answer] = {url: _told(answer) for url, answer in addresses().items() if isinstance(answer, Reply)}
    for host in ("http://10.0.0.1", "http://192.168.0.1", "http://[::ffff:a00:1]"):
        pages[f"{host}/robots.txt"] = AddressRefusedError("private")
    pages["http://gone.nowhere.test/robots.txt"] = HostGoneError("no such name")
    return FakeWeb(pages)


def _told(reply: Reply) -> Response:
    headers = {name: value for name, value in reply.told().items() if value}
    return Response("http://placeholder.test/", status=reply.status, body=reply.content(), headers=headers)


def test_there_are_enough() -> None:
    assert len([case for case in CASES if not case.name.startswith("ordinary")]) >= 200


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("night") / "links.db"
    keep(path, *(Claim(id=case.name, source_url=case.source, target_url=TARGET) for case in PLAIN))
    crawl(path, _web())
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT claim_id, status, reasons FROM checks").fetchall()
    return {name: " ".join([status, *json.loads(reasons)]) for name, status, reasons in found}


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
def test_in_memory(checks: dict[str, str], case: Case) -> None:
    assert checks[case.name] == case.expect
