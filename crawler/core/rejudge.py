"""Old nights under today's rules: stored facts are compared and judged again, without a crawl.

What a page said when it was read stays as it was read: its state (block page, soft 404 …) and its links are
facts. Which of those links serves a claim, and what follows from it, is judgement.
"""

from dataclasses import replace

from crawler.core.records import LinkFacts, Observation
from crawler.core.urls import UrlPolicy, url_keys
from crawler.core.vocabulary import Place, Via
from crawler.core.wanted import Wanted, moved_to, wanted_for

_SHOWN = frozenset({Place.BODY, Place.NOSCRIPT, Place.SRCDOC, Place.SCRIPT})


def compared_again(seen: Observation, urls: UrlPolicy) -> Observation:
    """The observation with each link's match and service worked out under these URL rules."""
    wanted = {one.claim.id: one for one in wanted_for(seen.claims, moved=moved_to(seen.targets), policy=urls)}
    links = tuple(_compared(link, wanted.get(link.claim_id), urls) for link in seen.links)
    return replace(seen, links=links)


def _compared(link: LinkFacts, wanted: Wanted | None, urls: UrlPolicy) -> LinkFacts:
    """A link that leads on by another address was matched by where it ended, which is not kept: it stays."""
    keys = url_keys(link.url, urls) if link.via is Via.DIRECT else None
    level = wanted.level(keys) if wanted is not None and keys is not None else None
    if wanted is None or level is None:
        return link
    return replace(link, match=level, serves=wanted.serves(level) and link.place in _SHOWN)
