"""50: a page on which only a browser could tell waits for the browser stage instead of being judged."""

from collections import Counter
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.browser.choice import RenderChoice
from crawler.core.rendering import left_out
from crawler.crawl.crawl import Visited
from crawler.session import Session, session_of


class DeferPipeline:
    """Left out where no browser is found, none is wanted, or the run's budget is used up: those pages are
    judged at once, with that cause."""

    def __init__(self, session: Session, choice: RenderChoice) -> None:
        self._session, self._choice = session, choice
        self._pages: Counter[str] = Counter(session.queue.used(session.run))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        session = session_of(crawler)
        return cls(session, RenderChoice.of(crawler.settings, session))

    def process_item(self, visited: Visited) -> Visited:
        due, seen = visited.due, visited.observation
        wanted = self._choice.wish(visited)
        if wanted is None:
            return visited
        refusal = self._choice.refusal(due.host, wanted, self._pages)
        if refusal is not None:
            observation = left_out(seen, wanted, refusal.cause, careful=refusal.careful)
            return Visited(due=due, observation=observation)
        self._pages[due.host] += 1
        self._session.queue.put(self._session.run, due, seen, cause=wanted.cause)
        raise DropItem(f"{due.url} waits for the browser", log_level="DEBUG")
