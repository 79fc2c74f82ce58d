"""Every claim file that is read without being told how: one description each, taken from real exports and the
vendors' own pages. What each looks like and how its columns are used stands in docs/claim-files.md."""

from crawler.claims.vendors.crawlers import SCREAMING_FROG
from crawler.claims.vendors.indexes import (
    AHREFS,
    AHREFS_BROKEN,
    AHREFS_INTERSECT,
    DATAFORSEO,
    MOZ,
    MOZ_TOP_PAGES,
    SEMRUSH,
    SEMRUSH_AUDIT,
    SEMRUSH_OLD,
)
from crawler.claims.vendors.ledgers import BUZZSTREAM, DISAVOW, LINKODY, MAPPED, NATIVE, TRACELINKER, URL_LIST
from crawler.claims.vendors.majestic import MAJESTIC, MAJESTIC_API
from crawler.claims.vendors.webmasters import (
    BING,
    BING_COUNTS,
    GSC_LATEST_LINKS,
    GSC_LINKED_PAGES,
    GSC_LINKING_SITES,
    GSC_LINKING_TEXT,
    GSC_SAMPLE_LINKS,
    YANDEX,
)

FORMATS = (
    NATIVE,
    GSC_LATEST_LINKS,
    GSC_SAMPLE_LINKS,
    GSC_LINKING_SITES,
    GSC_LINKED_PAGES,
    GSC_LINKING_TEXT,
    AHREFS,
    AHREFS_BROKEN,
    AHREFS_INTERSECT,
    SEMRUSH,
    SEMRUSH_OLD,
    SEMRUSH_AUDIT,
    MOZ,
    MOZ_TOP_PAGES,
    MAJESTIC,
    MAJESTIC_API,
    BING,
    BING_COUNTS,
    SCREAMING_FROG,
    LINKODY,
    BUZZSTREAM,
    TRACELINKER,
    DATAFORSEO,
    YANDEX,
    URL_LIST,
    DISAVOW,
)
BY_NAME = {each.name: each for each in FORMATS}

NOT_LINKS = frozenset(
    {
        "redirect",
        "frame",
        "form",
        "canonical",
        "alternate",
        "rss",
        "mention",
        "textmention",
        "meta",
        "deleted",
    }
)
"""Link types that no `<a>` stands behind: a check would not find them and call them lost."""

__all__ = [
    "BY_NAME",
    "DISAVOW",
    "FORMATS",
    "GSC_LATEST_LINKS",
    "GSC_LINKED_PAGES",
    "GSC_LINKING_SITES",
    "MAPPED",
    "NOT_LINKS",
    "URL_LIST",
]
