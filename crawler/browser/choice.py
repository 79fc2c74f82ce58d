"""Which pages of this run are to be rendered, as settings and policy say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from scrapy.settings import BaseSettings

from crawler.browser.evidence import Evidence, EvidenceMode, evidence_of
from crawler.browser.find import Browser, find_browser
from crawler.core.errors import UsageError
from crawler.core.judge import judge
from crawler.core.rendering import Wish, wish
from crawler.core.sites import Sites
from crawler.core.vocabulary import RenderMode
from crawler.crawl.crawl import Visited
from crawler.session import Session
from crawler.store.interface import CrawlStore

HELPED = "render_helped"
"""Key of the note that scripts have added links on a host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a page that should be rendered is not; `careful` where it could have been."""

    cause: str
    careful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderChoice:
    mode: RenderMode
    kinds: frozenset[str]
    budget: int
    per_host: int
    browser: Browser
    evidence: Evidence
    sites: Sites
    store: CrawlStore

    @classmethod
    def of(cls, settings: BaseSettings, session: Session) -> Self:
        return cls(
            mode=_mode(settings["BACKLINK_RENDER"]),
            kinds=frozenset(settings.getlist("BACKLINK_RENDER_KINDS")),
            budget=settings.getint("BACKLINK_RENDER_BUDGET"),
            per_host=settings.getint("BACKLINK_RENDER_PER_HOST"),
            browser=find_browser(settings["BACKLINK_BROWSER"]),
            evidence=evidence_of(settings),
            sites=session.policy.sites,
            store=session.store,
        )

    def wish(self, visited: Visited) -> Wish | None:
        host = visited.due.host
        return wish(
            visited.observation,
            visited.due.states,
            mode=self._mode_of(host),
            helped=self.store.host_note(host, HELPED) is not None,
            kinds=self.kinds,
            pictured=self._pictured(visited),
        )

    def _pictured(self, visited: Visited) -> bool:
        """Whether a claim of the page asks for evidence, as far as the plain visit can tell."""
        seen, states = visited.observation, visited.due.states
        if self.evidence.mode is EvidenceMode.NONE or seen.page.fetched_at is None:
            return False
        checks = [judge(claim, seen, now=seen.page.fetched_at) for claim in seen.claims]
        return any(self.evidence.wants(check, states.get(check.claim_id)) for check in checks)

    def refusal(self, host: str, wanted: Wish, pages: Mapping[str, int]) -> Refusal | None:
        """Why a page of this host is not rendered; `pages` counts what the run has rendered, by host. Pages that
        are only to be looked at leave half of the budget to those whose claims hang on it."""
        if self._mode_of(host) is RenderMode.NEVER:
            return Refusal(cause="it is switched off (BACKLINK_RENDER, sites.toml)", careful=False)
        if self.browser.path is None:
            return Refusal(cause=self.browser.cause, careful=False)
        if sum(pages.values()) >= (self.budget // 2 if wanted.looks_only else self.budget):
            cause = f"the run's budget of {self.budget} pages is used up (BACKLINK_RENDER_BUDGET)"
            return Refusal(cause=cause, careful=True)
        if pages.get(host, 0) >= self.per_host:
            cause = f"the host's budget of {self.per_host} pages is used up (BACKLINK_RENDER_PER_HOST)"
            return Refusal(cause=cause, careful=True)
        return None

    def _mode_of(self, host: str) -> RenderMode:
        return self.sites.of(host).render or self.mode


def _mode(text: str) -> RenderMode:
    if text not in list(RenderMode):
        raise UsageError(f"BACKLINK_RENDER: expected {', '.join(RenderMode)}, got {text!r}")
    return RenderMode(text)
