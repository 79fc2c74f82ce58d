"""Text from strangers' pages made harmless for a terminal and a log line."""

import unicodedata

_DANGEROUS = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def plain(text: object, *, most: int = 500) -> str:
    """One line without control characters, escape sequences or direction overrides.

    >>> plain("a\\x1b[31mb\\nc")
    'a�[31mb c'
    """
    pieces = []
    for character in str(text)[: most + 1]:
        if character in "\t\n\r":
            pieces.append(" ")
        elif unicodedata.category(character) in _DANGEROUS:
            pieces.append("\ufffd")
        else:
            pieces.append(character)
    line = "".join(pieces)
    return line if len(line) <= most else line[: most - 1] + "…"
