"""Facts read back as the records that were written."""

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.core.errors import StoreError
from crawler.core.vocabulary import EventKind, Reason, Region, Status
from crawler.store.facts import Facts
from tests.core.nights import LINK
from tests.store.world import START, claim, seen, world

A, B = "https://a.example/1", "https://b.example/1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    claims = [claim("a", A, region=Region.MAIN, price=12.5), claim("b", B), claim("never", "https://c.example/")]
    gone = seen(Reason.LINK_REMOVED)
    database = world(
        tmp_path, claims[:2], {"a": seen(anchor="first")}, {"a": gone}, {"a": gone, "b": seen(Reason.HIDDEN)}
    )
    database.conn.close()
    world(tmp_path, claims[2:]).conn.close()
    return tmp_path / "links.db"


def test_latest_check_with_its_facts(path: Path) -> None:
    with Facts(path) as facts:
        a, b = facts.latest()
    assert a.claim == claim("a", A, region=Region.MAIN, price=12.5)
    assert (a.run_id, a.status, a.reasons, a.link) == (3, Status.LOST, (Reason.LINK_REMOVED,), None)
    assert a.page is not None
    assert (a.page.source_url, a.page.title) == (A, "Ten ways to wash a wool blanket")
    assert b.status is Status.ALTERED
    url = "https://shop.example/blankets"
    assert b.link == replace(LINK, claim_id="b", url=url, href=url)


def test_history_of_a_claim(path: Path) -> None:
    with Facts(path) as facts:
        found = list(facts.history("a"))
    assert [each.status for each in found] == [Status.LIVE, Status.LOST, Status.LOST]
    assert found[0].link is not None
    assert found[0].link.anchor == "first"
    assert found[0].checked_at == START


def test_claims_with_their_settled_states(path: Path) -> None:
    with Facts(path) as facts:
        states = {each.id: state for each, state in facts.claims()}
    assert states["never"] is None
    assert states["a"] is not None
    assert (states["a"].status, states["a"].first_live_at) == (Status.LOST, START)


def test_events_behind_a_cursor(path: Path) -> None:
    with Facts(path) as facts:
        everything = list(facts.events())
        assert [each.event.kind for each in everything][:2] == [EventKind.VERIFIED] * 2
        assert EventKind.LOST in {each.event.kind for each in everything}
        assert list(facts.events(after=everything[0].id)) == everything[1:]


def test_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        Facts(tmp_path / "none.db")
