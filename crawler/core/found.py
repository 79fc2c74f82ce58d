"""Elements that lead to a claim's target or near it, and which of them are worth keeping."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.core.records import Hop
from crawler.core.vocabulary import Match, Place, Via
from crawler.core.wanted import Wanted

MOST_OTHERS_OF_PAGE = 1000
"""Links near their targets that are kept of one page for all its missing claims together."""
_TIGHTEST_FIRST = tuple(Match)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An element that leads to a claim's target, or near it (`serves` is false). `index` is its place in the
    outline, where it stands in the page itself."""

    wanted: Wanted
    node: LexborNode
    index: int | None
    ordinal: int
    href: str
    url: str
    place: Place
    match: Match
    serves: bool
    via: Via = Via.DIRECT
    hops: tuple[Hop, ...] = ()


def worth_keeping(found: Sequence[Found], missing: Collection[str]) -> list[Found]:
    """The links that serve, and for each missing claim its share of those near it, the likeliest to stand in its
    place. Else a page with many claims to one domain would keep each of its links for each of them."""
    others: defaultdict[str, list[Found]] = defaultdict(list)
    for one in found:
        if not one.serves and one.wanted.claim.id in missing:
            others[one.wanted.claim.id].append(one)
    share = max(1, MOST_OTHERS_OF_PAGE // max(1, len(others)))
    kept = {id(one) for near in others.values() for one in sorted(near, key=_distance)[:share]}
    return [one for one in found if one.serves or id(one) in kept]


def _distance(found: Found) -> tuple[bool, int]:
    return found.place is not Place.BODY, _TIGHTEST_FIRST.index(found.match)
