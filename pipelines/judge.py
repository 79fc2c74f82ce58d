"""100: each claim of a visited page gets its check."""

from dataclasses import dataclass

from crawler.core.judge import judge
from crawler.core.records import Check
from crawler.crawl.crawl import Visited


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    visited: Visited
    checks: tuple[Check, ...]


class JudgePipeline:
    def process_item(self, visited: Visited) -> Checked:
        seen = visited.observation
        assert seen.page.fetched_at is not None
        now = seen.page.fetched_at.replace(microsecond=0)  # as it is stored
        checks = tuple(judge(claim, seen, now=now) for claim in seen.claims)
        return Checked(visited=visited, checks=checks)
