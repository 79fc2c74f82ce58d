"""The id of a claim whose file gives none: the same claim read twice is the same row.

Only what makes two claims different goes in: which page, which target, which link would serve, and the anchor
promised. A changed price, date or rel changes the claim, not its id.
"""

from base64 import b32encode
from hashlib import sha256

import ada_url

from crawler.core.vocabulary import Match

ID_LENGTH = 13
"""Base32 characters: 65 bits, so a million claims collide about once in 70 million ledgers."""


def address_key(url: str) -> str:
    """The URL as the WHATWG standard writes it, without its fragment; `ValueError` where it has no such form."""
    href: str = ada_url.normalize_url(url)
    return href.partition("#")[0]


def claim_id(*, source_key: str, target_key: str, match: Match, anchor: str | None) -> str:
    """A text id from the address keys of both pages and the terms that tell two claims apart."""
    parts = "\n".join((source_key, target_key, match.value, anchor or ""))
    digest = sha256(parts.encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest[:10])[:ID_LENGTH].decode("ascii").lower()
