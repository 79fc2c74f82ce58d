"""Text from strangers' pages made harmless for a terminal and a log line."""

import json
import unicodedata

_DANGEROUS = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def escaped(json_text: str) -> str:
    """JSON that means the same and can do a terminal no harm: what `plain` drops stands there by its number.

    >>> escaped('"a\\x9b31mb"')
    '"a\\\\u009b31mb"'
    """
    return "".join(
        character if character in "\n" or unicodedata.category(character) not in _DANGEROUS else _numbered(character)
        for character in json_text
    )


def _numbered(character: str) -> str:
    return json.dumps(character)[1:-1] if ord(character) > 0x7F else f"\\u{ord(character):04x}"


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
