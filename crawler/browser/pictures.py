"""The evidence of one look: a picture for each claim that asks for one, and the page itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from playwright.async_api import Error
from playwright.async_api import Response as PlaywrightResponse

from crawler.browser.evidence import Capture, Evidence
from crawler.browser.page import OpenPage
from crawler.core.judge import judge
from crawler.core.records import ClaimState, LinkFacts, Observation

_MOST_PICTURES = 20
_QUALITY = 85
_PICTURE_MS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Keeps the evidence of one page; `states` are the settled states of its claims."""

    evidence: Evidence
    states: Mapping[str, ClaimState]
    wall: Callable[[], datetime]

    async def kept(
        self,
        page: OpenPage,
        seen: Observation,
        places: Sequence[Mapping[str, object]],
        response: PlaywrightResponse,
        html: bytes,
    ) -> Observation:
        """The observation with the names of its evidence. `places` belong to the first of its links, the drawn
        ones; a claim without such a link is shown by the page's first screen."""
        now = self.wall()
        checks = [judge(claim, seen, now=now) for claim in seen.claims]
        wanted = [check for check in checks if self.evidence.wants(check, self.states.get(check.claim_id))]
        if not wanted:
            return seen
        capture = Capture(
            url=seen.page.final_url or seen.page.source_url,
            status=response.status,
            headers=await response.all_headers(),
            body=await _received(response),
            html=html,
            at=now,
        )
        facts = replace(seen.page, warc=self.evidence.keep_page(capture))
        drawn = seen.links[: len(places)]
        if any(check.link is None or check.link not in drawn for check in wanted):
            facts = replace(facts, screenshot=await self._picture(page, None))
        links: list[LinkFacts] = list(seen.links)
        for check in wanted[:_MOST_PICTURES]:
            if check.link is not None and check.link in drawn:
                number = drawn.index(check.link)
                links[number] = replace(check.link, screenshot=await self._picture(page, places[number]))
        return replace(seen, page=facts, links=tuple(links))

    async def _picture(self, page: OpenPage, place: Mapping[str, object] | None) -> str | None:
        """The screen with the link marked and in its middle, or the page's top."""
        try:
            await page.ask("mark", place)
            data = await page.page.screenshot(
                type="jpeg", quality=_QUALITY, timeout=_PICTURE_MS, animations="disabled", caret="hide"
            )
        except Error:
            return None
        return self.evidence.keep(data, ".jpg")


async def _received(response: PlaywrightResponse) -> bytes | None:
    """The body as it came; the browser may have let it go."""
    try:
        return await response.body()
    except Error:
        return None
