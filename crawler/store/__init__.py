"""The one SQLite file. Programs that read it start here: `from crawler.store import Facts`."""

from crawler.store.facts import Facts, Finding, NumberedEvent

__all__ = ["Facts", "Finding", "NumberedEvent"]
