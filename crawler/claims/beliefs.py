"""What the tool that wrote a row believed of the link: read as far as it is plain, kept raw where it is not."""

from datetime import date

from crawler.claims.dates import read_date
from crawler.claims.formats import Field
from crawler.claims.plan import Cells, Plan
from crawler.claims.results import VendorBelief
from crawler.claims.values import clean_text, clean_token

_YES = frozenset("true yes 1 y wahr ja vrai oui verdadero sí si vero sì verdadeiro sim waar prawda tak".split())
_NO = frozenset("false no 0 n falsch nein faux non falso não onwaar nee fałsz nie".split())
"""Also as Excel and its users write them in German, French, Spanish, Italian, Portuguese, Dutch and Polish."""


def kept_cells(raw: list[str], plan: Plan) -> dict[str, str]:
    """The cells of columns that have no meaning to us, by their headers."""
    kept = {name: text for place, name in plan.kept if place < len(raw) and (text := clean_text(raw[place]))}
    for place in range(plan.width, len(raw)):
        if text := clean_text(raw[place]):
            kept[f"column {place + 1}"] = text
    return kept


def read_flag(cell: str, filled_is_yes: bool) -> bool | None:
    """Yes, no, or `None` for a word that we do not know: never guessed."""
    if filled_is_yes:
        return bool(cell)
    word = cell.casefold()
    return True if word in _YES else False if word in _NO else None


def believed(raw: list[str], cells: Cells, plan: Plan, link_type: str | None) -> VendorBelief:
    """What the tool that wrote this row believed; what it says in a way we cannot read is kept in its own words."""
    unread: dict[str, str] = {}

    def flag(field: Field) -> bool | None:
        cell = cells.get(field, "")
        value = read_flag(cell, plan.format.filled_is_yes) if field in plan.fields else None
        if value is None and cell:
            unread[field.value] = cell
        return value

    def day(field: Field) -> date | None:
        cell = clean_token(cells.get(field, ""))
        value = read_date(cell, plan.date_order) if cell else None
        if value is None and cell:
            unread[field.value] = cell
        return value

    follow, nofollow = flag(Field.FOLLOW), flag(Field.NOFOLLOW)
    lost = flag(Field.LOST)
    if lost is None and Field.LOST_ON in plan.fields:
        lost = bool(cells.get(Field.LOST_ON, ""))
    return VendorBelief(
        anchor=clean_text(cells.get(Field.BELIEVED_ANCHOR, "")) or None,
        rel=clean_text(cells.get(Field.BELIEVED_REL, "")) or None,
        nofollow=nofollow if follow is None else not follow,
        sponsored=flag(Field.SPONSORED),
        ugc=flag(Field.UGC),
        link_type=link_type,
        region=cells.get(Field.BELIEVED_REGION, "") or None,
        first_seen=day(Field.FIRST_SEEN),
        last_seen=day(Field.LAST_SEEN),
        lost=lost,
        lost_on=day(Field.LOST_ON),
        lost_reason=cells.get(Field.LOST_REASON, "") or None,
        unread=unread,
        metrics={} if plan.format.promises else kept_cells(raw, plan),
    )
