"""200: each check moves its claim's settled state, and what changed becomes events."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.core.history import settle
from crawler.core.records import ClaimState, Event
from crawler.session import Session, session_of
from crawler.store.interface import Judged
from pipelines.judge import Checked


class HistoryPipeline:
    def __init__(self, session: Session) -> None:
        self._run, self._policy = session.run, session.policy.history

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(session_of(crawler))

    def process_item(self, checked: Checked) -> Judged:
        due, seen = checked.visited.due, checked.visited.observation
        states: list[ClaimState] = []
        events: list[Event] = []
        for claim, check in zip(seen.claims, checked.checks, strict=True):
            state, told = settle(
                due.states.get(claim.id),
                check,
                seen.page,
                claim=claim,
                policy=self._policy,
                now=self._run.started_at,
            )
            states.append(state)
            events += told
        return Judged(observation=seen, checks=checked.checks, states=states, events=events)
