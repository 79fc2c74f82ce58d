"""Where an answer sends us on."""

from crawler.crawl.fetch import Fetched

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def locations_of(answer: Fetched) -> tuple[str, ...]:
    """What its Location headers name, the same address once. Browsers go nowhere where there are several: one of
    them may lead to the page, and nothing tells which.

    Bytes beyond ASCII are escaped as they are, for the server knows its own encoding: `/caf\\xe9` means `/caf%E9`
    (Chromium does so; web-platform-tests, fetch/api/redirect/redirect-location-escape).
    """
    values = (value.strip(" \t") for value in answer.headers.get("location", ()))
    return tuple(dict.fromkeys(_escaped(value) for value in values if value))


def _escaped(value: str) -> str:
    if value.isascii():
        return value
    return "".join(one if one.isascii() else f"%{ord(one):02X}" for one in value)
