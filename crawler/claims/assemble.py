"""One row of a recognised table -> a claim with the tool's belief, a skip or a reject."""

from datetime import date

from crawler.claims.beliefs import believed, kept_cells, read_flag
from crawler.claims.dates import looks_like_date, read_whole_date
from crawler.claims.excerpt import excerpt_of
from crawler.claims.formats import DATES, DateOrder, Field, Format, RelWords, loose
from crawler.claims.plan import Cells, Plan, cells_of
from crawler.claims.results import Imported, Reject, RejectCause, Skip
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


def assemble(row: Row, plan: Plan) -> Imported | Reject | Skip:
    """A row never stops the file: whatever is wrong with it comes back as its reject."""
    row = _with_date_whole(row, plan)
    cells = cells_of(row, plan)
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
        promised=plan.format.promises,
        said=plan.said,
        belief=believed(row.cells, cells, plan, link_type) if plan.believes else None,
    )


def _with_date_whole(row: Row, plan: Plan) -> Row:
    """A last cell such as `Sep 28, 2026` that was written without quotes comes in two parts."""
    if len(row.cells) != plan.width + 1 or not any(
        name in DATES and place == plan.width - 1 for name, place in plan.places
    ):
        return row
    *rest, month, year = row.cells
    whole = f"{month.strip()}, {year.strip()}"
    return Row(row.line, [*rest, whole]) if looks_like_date(whole) else row


def _refuse_surplus(cells: list[str], plan: Plan) -> None:
    if len(cells) > plan.width and not plan.format.ragged and any(cells[plan.width :]):
        raise BadValue(
            RejectCause.TOO_MANY_COLUMNS,
            f"the row has {len(cells)} columns, the header {plan.width}: put cells with a delimiter in double quotes",
        )


def _link_type(raw: list[str], cells: Cells, plan: Plan) -> str | None:
    for place, name in plan.flags:
        if place < len(raw) and read_flag(raw[place].strip(), plan.format.filled_is_yes):
            return name
    return cells.get(Field.LINK_TYPE, "") or None


def _no_link(link_type: str | None, fmt: Format) -> str | None:
    """What a row is instead of a link, `None` for a link."""
    word = loose(link_type or "")
    if word in NOT_LINKS or (fmt.only_types and word not in fmt.only_types):
        return link_type or "no link type"
    return None


def _claim(raw: list[str], cells: Cells, plan: Plan) -> Claim:
    if not (given := cells.get(Field.SOURCE_URL, "")):
        raise BadValue(RejectCause.NO_SOURCE, "the row names no linking page")
    source = read_url(given, "the linking page", scheme_optional=plan.format.scheme_optional)
    target, default_match = _target(cells, plan)
    match = read_match(word) if (word := cells.get(Field.MATCH, "")) else default_match
    anchor = clean_text(cells.get(Field.ANCHOR, "")) or None
    extra = kept_cells(raw, plan) if plan.format.promises else {}
    for name, address in (("source_url", source), ("target_url", target)):
        if address.changed:
            extra[f"{name}_note"] = address.changed
    starts_on, ends_on = _term(cells, plan)
    own_id = cells.get(Field.ID, "")
    return Claim(
        id=read_id(own_id)
        if own_id
        else claim_id(source_key=source.key, target_key=target.key, match=match, anchor=anchor),
        source_url=source.text,
        target_url=target.text,
        match=match,
        anchor=anchor,
        rel=_rel(cells.get(Field.REL, ""), plan.format.rel_words),
        region=read_region(word) if (word := cells.get(Field.REGION, "")) else None,
        kind=_kind(cells.get(Field.KIND, ""), plan.format),
        vendor=clean_text(cells.get(Field.VENDOR, "")) or None,
        price=_price(cells.get(Field.PRICE, ""), plan.format),
        currency=read_currency(word) if (word := cells.get(Field.CURRENCY, "")) else None,
        starts_on=starts_on,
        ends_on=ends_on,
        note=clean_text(cells.get(Field.NOTE, "")) or None,
        origin=plan.format.name,
        extra=extra,
    )


def _target(cells: Cells, plan: Plan) -> tuple[Address, Match]:
    """The row's own target, else the one that holds for the whole file."""
    if given := cells.get(Field.TARGET_URL, ""):
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
    wanted = read_flag(cell, filled_is_yes=False)
    if wanted is None:
        raise BadValue(RejectCause.BAD_REL, f"expected follow '{excerpt_of(cell, 60)}' is neither yes nor no")
    return RelTerm.FOLLOW if wanted else RelTerm.NOFOLLOW


def _kind(cell: str, fmt: Format) -> str | None:
    if not cell:
        return None
    kind = read_kind(cell)
    return fmt.kinds.get(kind, kind)


def _price(cell: str, fmt: Format) -> float | None:
    if not cell:
        return None
    return read_dollars(cell) if fmt.dollars else read_price(cell)


def _term(cells: Cells, plan: Plan) -> tuple[date | None, date | None]:
    starts_on = _promised_date(cells.get(Field.STARTS_ON, ""), "the start date", plan.date_order)
    ends_on = _promised_date(cells.get(Field.ENDS_ON, ""), "the end date", plan.date_order)
    if starts_on and ends_on and ends_on < starts_on:
        raise BadValue(RejectCause.ENDS_BEFORE_START, f"the claim ends ({ends_on}) before it starts ({starts_on})")
    return starts_on, ends_on


def _promised_date(cell: str, what: str, order: DateOrder) -> date | None:
    if not cell:
        return None
    day = read_whole_date(clean_token(cell), order)
    return day if day is not None else read_iso_date(cell, what)
