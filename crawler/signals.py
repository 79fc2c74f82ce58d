"""Scrapy signals of ours."""

claims_recorded = object()
"""Sent after the commit with `judged` (crawler.store.interface.Judged)."""
