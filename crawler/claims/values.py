"""One cell -> one value, or `BadValue` with a sentence that says what to write instead.

Strict where a guess would change a promise (prices, dates), tolerant where only one meaning is possible.
"""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeVar

import ada_url

from crawler.claims.excerpt import excerpt_of
from crawler.claims.results import RejectCause
from crawler.core.claim_ids import address_key
from crawler.core.urls import MAX_URL
from crawler.core.vocabulary import Match, Region, RelTerm

MAX_ID = 128
MAX_KIND = 64
_ESCAPED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?!localhost:)[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x1f\x7f]")
_TWO_URLS = re.compile(r"[^?#]*?[,;|]https?://", re.IGNORECASE)
_HYPERLINK = re.compile(r"""=HYPERLINK\(\s*"([^"]+)"\s*(?:[,;)]|$)""", re.IGNORECASE)
_USERINFO = re.compile(r"^(https?://)[^/?#\\]*@", re.IGNORECASE)
_PRICE = re.compile(r"\d{1,12}(?:[.,]\d{1,2})?")
_GROUPED = re.compile(r"\d{1,3}(?:(?P<mark>[., \u00a0\u202f'’])\d{3})(?:(?P=mark)\d{3})*(?!(?P=mark))[.,]\d{1,2}")
_DOLLARS = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,2})?")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_RELS = {term.value: term for term in RelTerm} | {"dofollow": RelTerm.FOLLOW}
_MATCHES = {match.value: match for match in Match}
_key = lru_cache(maxsize=4_096)(address_key)  # a list repeats few targets many times
_T = TypeVar("_T")
_REGIONS = {region.value: region for region in Region if region is not Region.UNKNOWN}


class BadValue(Exception):
    """A cell that cannot be meant as it stands."""

    def __init__(self, cause: RejectCause, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause


class Address(NamedTuple):
    """A claim's URL as given, its key for the claim id, and what had to be changed in it."""

    text: str
    key: str
    changed: str = ""


def _shown(value: str) -> str:
    return excerpt_of(value, 60)


def clean_text(cell: str) -> str:
    """A text cell without the blanks around it and without the one apostrophe that guards a formula in Excel."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and _ESCAPED.match(text) else text


def clean_token(cell: str) -> str:
    """A URL, date, number or word: here a leading apostrophe is always Excel's."""
    text = cell.strip()
    return text[1:].strip() if text[:1] == "'" else text


def _url_of(cell: str) -> str:
    """The URL in a cell: itself, or what a spreadsheet's `=HYPERLINK("…","…")` leads to."""
    text = clean_token(cell)
    linked = _HYPERLINK.match(text) if text[:1] == "=" else None
    return linked[1].strip() if linked else text


def read_url(cell: str, what: str, *, scheme_optional: bool = False) -> Address:
    """An http or https URL that a browser could open, kept as it was given.

    `user:password@` is cut out: a claim's login is never sent, stored or shown.
    """
    text = _url_of(cell)
    changed = ""
    if len(text) > MAX_URL:
        raise BadValue(RejectCause.URL_TOO_LONG, f"{what} is longer than {MAX_URL:,} characters")
    if not _HTTP.match(text):
        text = _with_scheme(text, what, scheme_optional)
        changed = "https:// put before it"
    if _UNSAFE_IN_URL.search(text):
        raise BadValue(
            RejectCause.BAD_URL,
            f"{what} has a space or line break in it: write %20, and give every URL a row of its own",
        )
    if _TWO_URLS.match(text):  # it would be asked for as one page, answer 404, and the link be called lost
        raise BadValue(RejectCause.BAD_URL, f"{what} is two URLs: give each a row of its own")
    try:
        if "@" in text and (bare := _without_login(text)) != text:
            return Address(bare, _key(bare), "user name and password cut out")
        return Address(text, _key(text), changed)
    except ValueError:
        raise BadValue(RejectCause.BAD_URL, f"{what} is no URL that a browser could open: {_shown(text)}") from None


def _without_login(text: str) -> str:
    url = ada_url.URL(text)
    return _USERINFO.sub(r"\1", text) if url.username or url.password else text


def _with_scheme(text: str, what: str, scheme_optional: bool) -> str:
    if _OTHER_SCHEME.match(text):
        raise BadValue(RejectCause.BAD_URL, f"{what} is neither http nor https: {_shown(text)}")
    if not scheme_optional:
        raise BadValue(RejectCause.NO_SCHEME, f"{what} lacks https:// or http:// at its start: {_shown(text)}")
    return f"https://{text}"


def read_id(cell: str) -> str:
    text = clean_text(cell)
    if len(text) > MAX_ID or not text.isprintable():
        raise BadValue(RejectCause.BAD_ID, f"id must be at most {MAX_ID} printable characters: {_shown(text)}")
    return text


def read_match(cell: str) -> Match:
    return _word(cell, _MATCHES, "match", RejectCause.BAD_MATCH)


def read_rel(cell: str) -> RelTerm:
    return _word(cell, _RELS, "rel", RejectCause.BAD_REL)


def read_region(cell: str) -> Region:
    return _word(cell, _REGIONS, "region", RejectCause.BAD_REGION)


def _word(cell: str, words: dict[str, _T], what: str, cause: RejectCause) -> _T:
    text = clean_token(cell)
    try:
        return words[text.lower()]
    except KeyError:
        raise BadValue(cause, f"{what} '{_shown(text)}' is not one of {', '.join(words)}") from None


def read_kind(cell: str) -> str:
    """`kind` is an open list (purchased, partner, guest, editorial, …): one short name in lower case."""
    text = clean_text(cell).lower()
    if len(text) > MAX_KIND or not text.isprintable():
        raise BadValue(RejectCause.BAD_KIND, f"kind is a short name such as 'purchased', not: {_shown(text)}")
    return text


def read_price(cell: str) -> float:
    """`250`, `250.00`, `250,00`, `1,250.00` or `1.250,00`. A mark before one or two digits can only be the decimals,
    and another one before it the thousands; all else could be a thousand times off and is rejected."""
    text = clean_token(cell)
    if _GROUPED.fullmatch(text):
        whole, decimals = re.split(r"[.,](?=\d{1,2}$)", text)
        return float(re.sub(r"\D", "", whole) + "." + decimals)
    if not _PRICE.fullmatch(text):
        raise BadValue(
            RejectCause.BAD_PRICE,
            f"price '{_shown(text)}' is not a plain amount: write 1250 or 1250.50, the currency in its own column",
        )
    return float(text.replace(",", "."))


def read_dollars(cell: str) -> float:
    """An amount as American tools write it: `$1,250.00`."""
    text = clean_token(cell)
    if (amount := _DOLLARS.fullmatch(text)) is None:
        raise BadValue(RejectCause.BAD_PRICE, f"price '{_shown(text)}' is not an amount such as $1,250.00")
    return float(amount[1].replace(",", "") + (amount[2] or ""))


def read_currency(cell: str) -> str:
    text = clean_token(cell).upper()
    if not (len(text) == 3 and text.isascii() and text.isalpha()):
        raise BadValue(
            RejectCause.BAD_CURRENCY, f"currency '{_shown(text)}' is not a three-letter code such as EUR or USD"
        )
    return text


def read_iso_date(cell: str, what: str) -> date:
    """`2026-04-03`, with `/` or `.` for `-`, a time behind it or not: year first can be read in one way only."""
    text = clean_token(cell)
    if found := _YEAR_FIRST.fullmatch(text):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            raise BadValue(RejectCause.BAD_DATE, f"{what} '{_shown(text)}' is not a day of the calendar") from None
    raise BadValue(RejectCause.BAD_DATE, f"{what} '{_shown(text)}' is not a date as 2026-04-03 (year-month-day)")
