"""The words by which anchors are told apart in the views: `[anchors]` of config/policy.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.core.errors import PolicyError


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorWords:
    """`brand` words may stand anywhere in an anchor; a `generic` or `phrase` entry is the whole anchor."""

    brand: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()

    @classmethod
    def from_toml(cls, table: Mapping[str, Any]) -> "AnchorWords":
        unknown = table.keys() - {"brand", "phrase", "generic"}
        if unknown:
            raise PolicyError(f"anchors.{min(unknown)}: unknown key; known are brand, generic, phrase")
        return cls(**{name: _words(table, name) for name in table})

    def rows(self) -> set[tuple[str, str]]:
        """(list, word) as views look them up: as written and in lower case, since SQLite lowers ASCII alone."""
        lists = (("brand", self.brand), ("phrase", self.phrase), ("generic", self.generic))
        return {(name, spelled) for name, words in lists for word in words for spelled in (word, word.lower())}


def _words(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table[key]
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise PolicyError(f"anchors.{key}: expected a list of words")
    return tuple(word.strip() for word in value)
