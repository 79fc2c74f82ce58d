"""What reading a claim file gives: claims, beliefs, marks, and every row that did not become one with its cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crawler.core.records import Claim


class RejectCause(StrEnum):
    """Why a row could not be read; `Reject.detail` says it in a sentence about the very value."""

    NO_SOURCE = "no_source"
    NO_TARGET = "no_target"
    BAD_URL = "bad_url"
    NO_SCHEME = "no_scheme"
    URL_TOO_LONG = "url_too_long"
    BAD_ID = "bad_id"
    BAD_MATCH = "bad_match"
    BAD_REL = "bad_rel"
    BAD_REGION = "bad_region"
    BAD_KIND = "bad_kind"
    BAD_PRICE = "bad_price"
    BAD_CURRENCY = "bad_currency"
    BAD_DATE = "bad_date"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_MANY_COLUMNS = "too_many_columns"
    BROKEN_QUOTES = "broken_quotes"
    ROW_TOO_LONG = "row_too_long"
    FIELD_TOO_LONG = "field_too_long"
    NUL_BYTE = "nul_byte"
    NOT_IN_ENCODING = "not_in_encoding"
    NOT_A_MARK = "not_a_mark"
    ID_TAKEN = "id_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorBelief:
    """What a tool believed of a link when it wrote the row. Kept beside our facts, never a promised term.

    `None` means that the tool did not say, or said it in a way we cannot read; then its own words are in `unread`.
    """

    anchor: str | None = None
    rel: str | None = None
    nofollow: bool | None = None
    sponsored: bool | None = None
    ugc: bool | None = None
    link_type: str | None = None
    region: str | None = None
    first_seen: date | None = None
    last_seen: date | None = None
    lost: bool | None = None
    lost_on: date | None = None
    lost_reason: str | None = None
    unread: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, str] = field(default_factory=dict)
    """Every other column that the tool wrote, by its header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One claim read from a row, and what the tool that wrote the row believed of it."""

    line: int
    claim: Claim
    promised: bool
    """Whether the claim's terms are promises. Where not, they never replace a promise that is known already."""
    said: frozenset[str]
    """The attributes of the claim that its file has a column for: a term that the file does not speak of never
    replaces one that is known already."""
    belief: VendorBelief | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that could not be read. `excerpt` is safe to print: no control characters, no password."""

    line: int
    cause: RejectCause
    detail: str
    excerpt: str
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """A row that was understood and is no claim, such as an image or a redirect in a crawler's export."""

    line: int
    cause: str
    table: str | None = None


class MarkScope(StrEnum):
    """What a mark is on."""

    DOMAIN = "domain"
    URL = "url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A domain or page that the owner of the target disavows: a mark on what is there, never a claim."""

    line: int
    scope: MarkScope
    value: str


Item = Imported | Reject | Skip | Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """How a table of the file is read, for a person to check before it is imported."""

    format: str
    title: str
    table: str | None
    encoding: str | None
    encoding_note: str | None
    delimiter: str | None
    header_line: int | None
    header: tuple[str, ...]
    columns: Mapping[str, str]
    """Header -> claim or belief field."""
    kept: tuple[str, ...]
    """Headers without a meaning to us: their cells are kept as they are."""
    promises: bool
    """Whether its columns are promised terms; else they are what a tool believed."""
    target: str | None
    """The target of all rows, where the file has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A table that cannot hold claims, such as counts per site, and why."""

    table: str | None
    cause: str
