"""When a browser is asked, and what is said where it was not."""

from datetime import UTC, datetime

import pytest

from crawler.core.judge import judge
from crawler.core.records import Claim, ClaimState, LinkFacts, Observation, PageFacts
from crawler.core.rendering import left_out, wish
from crawler.core.vocabulary import FailureKind, Match, PageState, Reason, RenderMode, Status

CLAIM = Claim(id="c", source_url="https://a.test/", target_url="https://t.test/", kind="purchased")
LINK = LinkFacts(claim_id="c", ordinal=0, href="https://t.test/", url="https://t.test/", match=Match.EXACT)
WHOLE = PageFacts(source_url="https://a.test/", state=PageState.WHOLE)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def seen(page: PageFacts = WHOLE, *links: LinkFacts, needs: str | None = None) -> Observation:
    return Observation(claims=(CLAIM,), page=page, links=links, needs_browser=needs)


def asked(observation: Observation, *, state: Status | None = None, **options: object) -> object:
    settled = {"mode": RenderMode.AUTO, "helped": False, "kinds": ()} | options
    states = {"c": ClaimState(claim_id="c", status=state)} if state else {}
    return wish(observation, states, **settled)  # type: ignore[arg-type]


def test_a_whole_page_without_a_sign_is_not_rendered() -> None:
    assert asked(seen()) is None
    assert asked(seen(WHOLE, LINK)) is None
    assert asked(seen(), state=Status.LOST) is None


@pytest.mark.parametrize(
    ("observation", "options"),
    [
        (seen(needs="t.test stands in a script"), {}),
        (seen(PageFacts(source_url="https://a.test/", state=PageState.NEEDS_BROWSER)), {}),
        (seen(), {"helped": True}),
        (seen(), {"mode": RenderMode.ALWAYS}),
    ],
)
def test_where_only_a_browser_can_tell_a_loss_is_never_said_without_it(
    observation: Observation, options: dict[str, object]
) -> None:
    wanted = asked(observation, **options)
    assert wanted is not None
    left = left_out(observation, wanted, "no Chromium was found", careful=False)  # type: ignore[arg-type]
    check = judge(CLAIM, left, now=NOW)
    assert (check.status, check.reasons) == (Status.UNVERIFIED, (Reason.RENDER_FAILED,))
    assert left.page.failure_detail == "not opened in a browser: no Chromium was found"


@pytest.mark.parametrize(("careful", "status"), [(True, Status.UNVERIFIED), (False, Status.LOST)])
@pytest.mark.parametrize("was", [Status.LIVE, Status.ALTERED])
def test_a_link_that_was_there_is_looked_for_before_it_is_lost(careful: bool, status: Status, was: Status) -> None:
    """Left out by the budget it stays unverified; without any browser the plain verdict stands."""
    wanted = asked(seen(), state=was)
    assert wanted is not None
    left = left_out(seen(), wanted, "the budget is used up", careful=careful)  # type: ignore[arg-type]
    assert judge(CLAIM, left, now=NOW).status is status


@pytest.mark.parametrize("options", [{"mode": RenderMode.ALWAYS}, {"kinds": {"purchased"}}, {"pictured": True}])
def test_a_link_that_was_found_may_be_looked_at(options: dict[str, object]) -> None:
    wanted = asked(seen(WHOLE, LINK), **options)
    assert wanted is not None
    left = left_out(seen(WHOLE, LINK), wanted, "the budget is used up", careful=True)  # type: ignore[arg-type]
    assert left == seen(WHOLE, LINK)


@pytest.mark.parametrize(
    "page",
    [
        PageFacts(source_url="https://a.test/", failure=FailureKind.TIMEOUT),
        PageFacts(source_url="https://a.test/", state=PageState.CHALLENGE),
        PageFacts(source_url="https://a.test/", state=PageState.PAGE_GONE),
        PageFacts(source_url="https://a.test/", state=PageState.NOT_HTML),
    ],
)
def test_a_page_that_was_not_read_is_not_rendered(page: PageFacts) -> None:
    assert asked(seen(page, needs="a script"), state=Status.LIVE, mode=RenderMode.ALWAYS, pictured=True) is None
