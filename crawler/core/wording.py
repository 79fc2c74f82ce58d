"""Words as people compare them: what a promised anchor and a link's own text must have in common."""

import unicodedata

_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("‘’‚‛′´`‹›", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_TURKISH = str.maketrans({"ı": "i", "\u0307": None})
"""Both of Turkish's letters are one here: which capital belongs to which small one, a text does not say."""
_UNSEEN = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors: whether a heart is red or black."""


def said_by(text: str, alt: str | None) -> frozenset[str]:
    """What a link can be taken to say: its text, the alternative text of its image, or both together."""
    return frozenset((plain(text), plain(alt or ""), plain(f"{alt or ''} {text}")))


def same_words(promised: str, text: str, alt: str | None) -> bool:
    """Whether a link says the promised anchor."""
    return plain(promised) in said_by(text, alt)


def plain(text: str) -> str:
    """A text without case, invisible characters and the typographer's quotes and dashes."""
    told = text.translate(_TYPOGRAPHY)
    if not told.isascii():
        told = unicodedata.normalize("NFKC", told)
        told = "".join(one for one in told if one not in _UNSEEN and unicodedata.category(one) != "Cf")
    return " ".join(told.casefold().translate(_TURKISH).split())
