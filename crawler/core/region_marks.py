"""What an element and all that holds it say of their place: landmarks, roles and class words."""

from functools import lru_cache
from typing import NamedTuple

from crawler.core.region_words import CLASS_BIT
from crawler.core.vocabulary import Region

HEADER, NAV, SIDEBAR, FOOTER, COMMENTS, MAIN = 1, 2, 3, 4, 5, 6
_KIND_BITS = (
    (1 << CLASS_BIT["footer"], FOOTER),
    (1 << CLASS_BIT["comments"], COMMENTS),
    (1 << CLASS_BIT["sidebar"], SIDEBAR),
    (1 << CLASS_BIT["nav"], NAV),
    (1 << CLASS_BIT["header"], HEADER),
    (1 << CLASS_BIT["main"] | 1 << CLASS_BIT["post"], MAIN),
)
CONTENT_BITS = sum(1 << CLASS_BIT[name] for name in ("main", "post", "prose", "forum", "card", "table", "related"))
"""Words that say what an element holds, however large it is; others name the layout there."""
PART_BITS = 1 << CLASS_BIT["header"] | 1 << CLASS_BIT["footer"]
"""Words that parts of a page and parts of a card are named by."""
_ROLES = {
    "banner": HEADER,
    "navigation": NAV,
    "menu": NAV,
    "menubar": NAV,
    "complementary": SIDEBAR,
    "contentinfo": FOOTER,
    "main": MAIN,
    "article": MAIN,
}
LANDMARKS = {"header": HEADER, "nav": NAV, "aside": SIDEBAR, "footer": FOOTER, "main": MAIN, "article": MAIN}


REGION_OF = {HEADER: Region.HEADER, NAV: Region.NAV, SIDEBAR: Region.SIDEBAR, FOOTER: Region.FOOTER}
"""What the landmarks outside the content are called."""
SURE = frozenset({Region.NAV, Region.SIDEBAR, Region.FOOTER})
"""Of which a landmark of that name makes sure; a header's leaves open whether a link in it is of a menu."""


def landmark_of(tag: str, role: str | None) -> int:
    """The landmark that an element is by its role or else its tag; 0 for none."""
    return (_ROLES.get(role, 0) if role else 0) or LANDMARKS.get(tag, 0)


def said_landmark(tag: str, role: str | None) -> str:
    """How to write the landmark of such an element."""
    return f'role="{role}"' if role in _ROLES else f"<{tag}>"


class Mark(NamedTuple):
    """What the elements down to this one say about everything in it.

    `words` are the class word groups met on the way, as bits; `inner` and `outer` the innermost and
    outermost region that they name; `landmark` the outermost page landmark (the header of an article
    or section is none); `apart` whether any of it sets the element apart from the content. Elements
    that add nothing share their parent's.
    """

    words: int
    inner: int
    outer: int
    landmark: int
    in_main: bool
    articles: int
    apart: bool


NOTHING = Mark(0, 0, 0, 0, False, 0, False)


@lru_cache(maxsize=4_096)
def marked(up: Mark, words: int, landmark: int, *, article: bool, in_section: bool, repeated: bool) -> Mark:
    """The mark of an element with these class words and this landmark, in one marked `up`."""
    kind = _kind(words, repeated=repeated) if words else 0
    page_landmark, in_main, articles = up.landmark, up.in_main, up.articles
    if landmark == MAIN:
        if article:
            articles += 1
        else:
            in_main = True
    elif landmark in (HEADER, FOOTER) and (in_main or articles or in_section):
        pass  # of the article or section, not of the page
    elif landmark and (not page_landmark or (page_landmark, landmark) == (HEADER, NAV)):
        page_landmark = landmark
    return Mark(
        up.words | words,
        kind or up.inner,
        up.outer or (kind if kind != MAIN else 0),
        page_landmark,
        in_main,
        articles,
        up.apart or page_landmark > 0 or kind not in (0, MAIN),
    )


def _kind(own: int, *, repeated: bool) -> int:
    for bits, kind in _KIND_BITS:
        if own & bits and not (repeated and kind in (HEADER, FOOTER)):
            return kind
    return 0
