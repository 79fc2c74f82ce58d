"""How the rows of one table become claims: a format with this file's columns put in."""

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.claims.formats import DateOrder, Field, Format
from crawler.claims.rows import Row
from crawler.claims.values import Address
from crawler.core.vocabulary import Match

_BELIEFS = tuple(Field)[14:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that reading a row needs to know."""

    format: Format
    width: int
    places: tuple[tuple[Field, int], ...]
    """Where each field stands; of several columns for one field the last that is filled counts."""
    fields: frozenset[Field]
    flags: tuple[tuple[int, str], ...]
    """Columns that say the link type by being set."""
    kept: tuple[tuple[int, str], ...]
    """Columns without a meaning to us, with the names under which they are kept."""
    target: Address | None
    """Where the links of a file without targets lead, by `--target`."""
    target_match: Match
    match: Match
    said: frozenset[str]
    """What the rows speak of, by the claim's attributes: an empty cell of these is an answer, the rest is silence."""
    date_order: DateOrder
    table: str | None

    @property
    def believes(self) -> bool:
        return not self.format.promises or not self.fields.isdisjoint(_BELIEFS)


Cells = Mapping[Field, str]
"""The filled cells of one row, by what they mean."""


_MAY_BE_LEFT_OUT = frozenset(
    {Field.MATCH, Field.REL, Field.REGION, Field.PRICE, Field.CURRENCY, Field.STARTS_ON, Field.ENDS_ON}
)
_NOTHING = frozenset({"-", "–", "—", "n/a", "#n/a", "na", "none", "null", "nil"})
"""What people write into a cell of a number, a date or a word from a list where there is none."""


def cells_of(row: Row, plan: Plan) -> Cells:
    last = len(row.cells)
    return {
        field: text
        for field, place in plan.places
        if place < last
        and (text := row.cells[place].strip())
        and not (field in _MAY_BE_LEFT_OUT and text.casefold() in _NOTHING)
    }
