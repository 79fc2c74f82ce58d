"""The words of a `rel` attribute."""

import re

NOT_FOLLOWED = ("nofollow", "sponsored", "ugc")
_BREAK = re.compile(r"[\s,]+")


def rel_tokens(rel: str | None) -> tuple[str, ...]:
    """The words of a rel, lower case, parted by white space or commas as Google reads them."""
    return tuple(dict.fromkeys(word for word in _BREAK.split((rel or "").lower()) if word))
