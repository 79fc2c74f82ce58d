"""Where an answer sends us on."""

from crawler.crawl.fetch import Fetched

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def location_of(answer: Fetched) -> str | None:
    """The Location header as a browser reads it: raw UTF-8 bytes are no mojibake (WHATWG Fetch, section 4.3)."""
    value = answer.header("location")
    if value is None:
        return None
    value = value.strip(" \t")
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
