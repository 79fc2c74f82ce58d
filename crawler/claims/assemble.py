"""One row of a recognised table -> a claim with the tool's belief, a mark, a skip or a reject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crawler.claims.dates import read_date
from crawler.claims.excerpt import excerpt_of
from crawler.claims.formats import DateOrder, Field, Format, RelWords, loose
from crawler.claims.results import Imported, Reject, RejectCause, Skip, VendorBelief
from crawler.claims.rows import Row
from crawler.claims.values import (
    Address,
    BadValue,
    clean_text,
    clean_token,
    read_currency,
    read_dollars,
    read_id,
    read_iso_date,
    read_kind,
    read_match,
    read_price,
    read_region,
    read_rel,
    read_url,
)
from crawler.claims.vendors import NOT_LINKS
from crawler.core.claim_ids import claim_id
from crawler.core.records import Claim
from crawler.core.vocabulary import Match, RelTerm

_YES = frozenset({"true", "yes", "1", "y"})
_NO = frozenset({"false", "no", "0", "n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the rows of one table become claims: the format with this file's columns put in."""

    format: Format
    width: int
    places: Mapping[Field, tuple[int, ...]]
    """Where each field stands; of several columns the first that is filled counts."""
    flags: tuple[tuple[int, str], ...]
    """Columns that say the link type by being set."""
    kept: tuple[tuple[int, str], ...]
    """Columns without a meaning to us, with the names under which they are kept."""
    target: Address | None
    """Where the links of a file without targets lead, by `--target`."""
    target_match: Match
    match: Match
    date_order: DateOrder
    table: str | None

    @property
    def believes(self) -> bool:
        return not self.format.promises or any(field in self.places for field in _BELIEFS)


_BELIEFS = tuple(Field)[14:]


class _Cells:
    """The cells of one row, asked for by field."""

    def __init__(self, cells: list[str], places: Mapping[Field, tuple[int, ...]]) -> None:
        self._cells = cells
        self._places = places

    def __getitem__(self, field: Field) -> str:
        for place in self._places.get(field, ()):
            if place < len(self._cells) and (text := self._cells[place].strip()):
                return text
        return ""


def assemble(row: Row, plan: Plan) -> Imported | Reject | Skip:
    """A row never stops the file: whatever is wrong with it comes back as its reject."""
    cells = _Cells(row.cells, plan.places)
    try:
        _refuse_surplus(row.cells, plan)
        link_type = _link_type(row.cells, cells, plan)
        if (kind := _no_link(link_type, plan.format)) is not None:
            return Skip(line=row.line, cause=kind, table=plan.table)
        claim = _claim(row.cells, cells, plan)
    except BadValue as bad:
        excerpt = excerpt_of(" | ".join(row.cells))
        return Reject(line=row.line, cause=bad.cause, detail=str(bad), excerpt=excerpt, table=plan.table)
    return Imported(
        line=row.line,
        claim=claim,
        belief=_belief(row.cells, cells, plan, link_type) if plan.believes else None,
    )


def _refuse_surplus(cells: list[str], plan: Plan) -> None:
    if len(cells) > plan.width and not plan.format.ragged and any(cells[plan.width :]):
        raise BadValue(
            RejectCause.TOO_MANY_COLUMNS,
            f"the row has {len(cells)} columns, the header {plan.width}: put cells with a delimiter in double quotes",
        )


def _link_type(raw: list[str], cells: _Cells, plan: Plan) -> str | None:
    for place, name in plan.flags:
        if place < len(raw) and _flag(raw[place].strip(), plan.format.filled_is_yes):
            return name
    return cells[Field.LINK_TYPE] or None


def _no_link(link_type: str | None, fmt: Format) -> str | None:
    """What a row is instead of a link, `None` for a link."""
    word = loose(link_type or "")
    if word in NOT_LINKS or (fmt.only_types and word not in fmt.only_types):
        return link_type or "no link type"
    return None


def _claim(raw: list[str], cells: _Cells, plan: Plan) -> Claim:
    if not (given := cells[Field.SOURCE_URL]):
        raise BadValue(RejectCause.NO_SOURCE, "the row names no linking page")
    source = read_url(given, "the linking page", scheme_optional=plan.format.scheme_optional)
    target, default_match = _target(cells, plan)
    match = read_match(word) if (word := cells[Field.MATCH]) else default_match
    anchor = clean_text(cells[Field.ANCHOR]) or None
    extra = _kept(raw, plan) if plan.format.promises else {}
    for name, address in (("source_url", source), ("target_url", target)):
        if address.changed:
            extra[f"{name}_note"] = address.changed
    starts_on, ends_on = _term(cells, plan)
    own_id = cells[Field.ID]
    return Claim(
        id=read_id(own_id)
        if own_id
        else claim_id(source_key=source.key, target_key=target.key, match=match, anchor=anchor),
        source_url=source.text,
        target_url=target.text,
        match=match,
        anchor=anchor,
        rel=_rel(cells[Field.REL], plan.format.rel_words),
        region=read_region(word) if (word := cells[Field.REGION]) else None,
        kind=read_kind(word) if (word := cells[Field.KIND]) else None,
        vendor=clean_text(cells[Field.VENDOR]) or None,
        price=_price(cells[Field.PRICE], plan.format),
        currency=read_currency(word) if (word := cells[Field.CURRENCY]) else None,
        starts_on=starts_on,
        ends_on=ends_on,
        note=clean_text(cells[Field.NOTE]) or None,
        origin=plan.format.name,
        extra=extra,
    )


def _target(cells: _Cells, plan: Plan) -> tuple[Address, Match]:
    """The row's own target, else the one that holds for the whole file."""
    if given := cells[Field.TARGET_URL]:
        return read_url(given, "the target", scheme_optional=plan.format.scheme_optional), plan.match
    if plan.target is None:
        raise BadValue(
            RejectCause.NO_TARGET, "the row names no target: fill it in, or pass --target for all rows without one"
        )
    return plan.target, plan.target_match


def _rel(cell: str, words: RelWords) -> RelTerm:
    if not cell:
        return RelTerm.ANY
    if words is RelWords.TERM:
        return read_rel(cell)
    wanted = _flag(cell, filled_is_yes=False)
    if wanted is None:
        raise BadValue(RejectCause.BAD_REL, f"expected follow '{excerpt_of(cell, 60)}' is neither yes nor no")
    return RelTerm.FOLLOW if wanted else RelTerm.NOFOLLOW


def _price(cell: str, fmt: Format) -> float | None:
    if not cell:
        return None
    return read_dollars(cell) if fmt.dollars else read_price(cell)


def _term(cells: _Cells, plan: Plan) -> tuple[date | None, date | None]:
    starts_on = _promised_date(cells[Field.STARTS_ON], "the start date", plan.format.date_order)
    ends_on = _promised_date(cells[Field.ENDS_ON], "the end date", plan.format.date_order)
    if starts_on and ends_on and ends_on < starts_on:
        raise BadValue(RejectCause.ENDS_BEFORE_START, f"the claim ends ({ends_on}) before it starts ({starts_on})")
    return starts_on, ends_on


def _promised_date(cell: str, what: str, order: DateOrder) -> date | None:
    if not cell:
        return None
    if order is not DateOrder.UNKNOWN and (day := read_date(clean_token(cell), order)) is not None:
        return day
    return read_iso_date(cell, what)


def _kept(raw: list[str], plan: Plan) -> dict[str, str]:
    kept = {name: text for place, name in plan.kept if place < len(raw) and (text := clean_text(raw[place]))}
    for place in range(plan.width, len(raw)):
        if text := clean_text(raw[place]):
            kept[f"column {place + 1}"] = text
    return kept


def _flag(cell: str, filled_is_yes: bool) -> bool | None:
    """Yes, no, or `None` for a word that we do not know: never guessed."""
    if filled_is_yes:
        return bool(cell)
    word = cell.casefold()
    return True if word in _YES else False if word in _NO else None


def _belief(raw: list[str], cells: _Cells, plan: Plan, link_type: str | None) -> VendorBelief:
    unread: dict[str, str] = {}

    def flag(field: Field) -> bool | None:
        cell = cells[field]
        value = _flag(cell, plan.format.filled_is_yes) if field in plan.places else None
        if value is None and cell:
            unread[field.value] = cell
        return value

    def day(field: Field) -> date | None:
        cell = clean_token(cells[field])
        value = read_date(cell, plan.date_order) if cell else None
        if value is None and cell:
            unread[field.value] = cell
        return value

    follow, nofollow = flag(Field.FOLLOW), flag(Field.NOFOLLOW)
    lost = flag(Field.LOST)
    if lost is None and Field.LOST_ON in plan.places:
        lost = bool(cells[Field.LOST_ON])
    return VendorBelief(
        anchor=clean_text(cells[Field.BELIEVED_ANCHOR]) or None,
        rel=clean_text(cells[Field.BELIEVED_REL]) or None,
        nofollow=nofollow if follow is None else not follow,
        sponsored=flag(Field.SPONSORED),
        ugc=flag(Field.UGC),
        link_type=link_type,
        region=cells[Field.BELIEVED_REGION] or None,
        first_seen=day(Field.FIRST_SEEN),
        last_seen=day(Field.LAST_SEEN),
        lost=lost,
        lost_on=day(Field.LOST_ON),
        lost_reason=cells[Field.LOST_REASON] or None,
        unread=unread,
        metrics={} if plan.format.promises else _kept(raw, plan),
    )
