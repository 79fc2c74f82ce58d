"""How a claim file's format is described: which headers say it, what each column means, what makes a row no link.

One description is data; the engine in `planning` and `assemble` reads all of them the same way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_BLANKS = re.compile(r"\s+")


class Field(StrEnum):
    """What a column can be. The first fourteen are terms of a claim, the rest what a tool believed."""

    SOURCE_URL = "source_url"
    TARGET_URL = "target_url"
    MATCH = "match"
    ANCHOR = "anchor"
    REL = "rel"
    REGION = "region"
    KIND = "kind"
    VENDOR = "vendor"
    PRICE = "price"
    CURRENCY = "currency"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    NOTE = "note"
    ID = "id"
    BELIEVED_ANCHOR = "believed_anchor"
    BELIEVED_REL = "believed_rel"
    BELIEVED_REGION = "believed_region"
    FOLLOW = "follow"
    NOFOLLOW = "nofollow"
    SPONSORED = "sponsored"
    UGC = "ugc"
    LINK_TYPE = "link_type"
    FIRST_SEEN = "first_seen"
    LAST_SEEN = "last_seen"
    LOST = "lost"
    LOST_ON = "lost_on"
    LOST_REASON = "lost_reason"


TERMS = tuple(Field)[:14]
"""The columns of the native format."""
DATES = (Field.STARTS_ON, Field.ENDS_ON, Field.FIRST_SEEN, Field.LAST_SEEN, Field.LOST_ON)


class Layout(StrEnum):
    """What the rows of a format are."""

    TABLE = "table"
    LIST = "list"
    MARKS = "marks"


class RelWords(StrEnum):
    """How a format writes the promised rel."""

    TERM = "term"
    YES_IS_FOLLOW = "yes_is_follow"


class DateOrder(StrEnum):
    """How to read a date that does not start with its year; `unknown` keeps what can be read in two ways."""

    UNKNOWN = "unknown"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of claim file. Headers are written as the vendor writes them and compared without case,
    blanks or punctuation."""

    name: str
    title: str
    columns: Mapping[str, Field] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """Headers without which it is not this format."""
    any_of: tuple[str, ...] = ()
    """Of these at least one must be there too: what tells formats with common headers apart."""
    without: tuple[str, ...] = ()
    """Headers that this format never has."""
    refuse: str | None = None
    """Why a file of this kind holds no claims; then nothing else here matters."""
    layout: Layout = Layout.TABLE
    promises: bool = False
    """Whether its columns are what somebody promised (a claim's terms), not what a tool saw."""
    rel_words: RelWords = RelWords.TERM
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Its words for our kinds of claim, in lower case; any other word stays as it is."""
    dollars: bool = False
    """Amounts as American tools write them: `$1,250.00`."""
    date_order: DateOrder = DateOrder.UNKNOWN
    scheme_optional: bool = False
    """Its URLs may lack https://, which is then put before them."""
    ragged: bool = False
    """Rows may have more cells than the header."""
    filled_is_yes: bool = False
    """A flag is set when its cell holds anything."""
    type_flags: Mapping[str, str] = field(default_factory=dict)
    """Flag columns that name the type of link; the first that is set counts."""
    only_types: frozenset[str] = frozenset()
    """Where given, rows of every other link type are no links."""


def loose(header: str) -> str:
    """A header without case, blanks and punctuation: what two spellings of one header have in common."""
    return _NOT_ALPHANUMERIC.sub("", header).casefold()


def spelled(header: str) -> str:
    """A header as it is spelled, blanks and case aside: what tells two vendors' spellings apart."""
    return _BLANKS.sub(" ", header).strip().casefold()
