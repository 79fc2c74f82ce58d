"""A table and the user's options -> how each row is read, or why the table cannot be read at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.claims.dates import order_shown
from crawler.claims.excerpt import excerpt_of
from crawler.claims.formats import DATES, DateOrder, Field, Format, Layout, loose
from crawler.claims.options import Options
from crawler.claims.plan import Plan
from crawler.claims.recognise import (
    Found,
    Sample,
    by_header,
    by_mapping,
    by_shape,
    is_url,
    samples_of,
)
from crawler.claims.results import Recognised
from crawler.claims.rows import IsWholeRow
from crawler.claims.tables import Table
from crawler.claims.unknown import first_reject, header_seen
from crawler.claims.values import Address
from crawler.claims.vendors import FORMATS
from crawler.core.urls import host_of
from crawler.core.vocabulary import Match


class NotReadable(Exception):
    """Why a table holds no claims that could be read; the file may hold others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTable:
    """A table with the way to read it."""

    table: Table
    plan: Plan
    recognised: Recognised
    delimiter: str | None
    header_line: int
    is_whole_row: IsWholeRow


def plan_table(table: Table, options: Options) -> PlannedTable:
    """Recognise a table and lay out its columns; `NotReadable` in one line that says what to do."""
    samples = samples_of(table)
    if not any(sample.rows for sample in samples):
        raise NotReadable(f"it holds no row that could be read{first_reject(samples[0])}")
    found = _recognise(samples, options)
    if found.format.refuse:
        raise NotReadable(f"it is {found.format.title}: {found.format.refuse}")
    sample = next(sample for sample in samples if sample.delimiter == found.delimiter)
    last_line = max([row.line for row in sample.rows] + [reject.line for reject in sample.rejects])
    if last_line <= found.header_line:
        raise NotReadable(f"it is {found.format.title} with a header (line {found.header_line}) and no rows below it")
    places = _places(found, options.mapping)
    _require(places, found, options)
    _refuse_own_pages(places, sample, found, options)
    plan = _plan(table, found, places, sample, options)
    return PlannedTable(
        table=table,
        plan=plan,
        recognised=_recognised(table, found, plan),
        delimiter=found.delimiter,
        header_line=found.header_line,
        is_whole_row=_whole_row_test(places, len(found.header)),
    )


def _recognise(samples: Sequence[Sample], options: Options) -> Found:
    forced = options.format
    if options.mapping:
        found = by_mapping(samples, options.mapping)
        if found is None:
            raise NotReadable(f"no row has every column that --map names. {header_seen(samples)}")
        return found._replace(format=forced) if forced else found
    if forced is None:
        found = by_header(samples, FORMATS) or by_shape(samples)
        if found is None:
            raise NotReadable(f"its format is not known. {header_seen(samples)}")
        return found
    if forced.layout is not Layout.TABLE:
        delimiter = "\t" if samples[0].delimiter else None
        return Found(forced, delimiter, 0, [], (Field.SOURCE_URL,))
    found = by_header(samples, [forced])
    if found is None:
        shape = by_shape(samples)
        found = shape if shape and shape.format is forced else None
    if found is None:
        raise NotReadable(f"it has no header of {forced.title} ({_wanted(forced)}). {header_seen(samples)}")
    return found


def _wanted(fmt: Format) -> str:
    any_of = f"{' or '.join(fmt.any_of)}" if fmt.any_of else ""
    return ", ".join([*fmt.needs, *([any_of] if any_of else [])])


def _places(found: Found, mapping: Mapping[str, Field]) -> dict[Field, tuple[int, ...]]:
    """Where each field stands, in the order in which the format prefers them; --map goes before the format."""
    if found.by_position:
        return {name: (place,) for place, name in enumerate(found.by_position)}
    at: dict[str, list[int]] = {}
    for place, cell in enumerate(found.header):
        at.setdefault(loose(cell), []).append(place)
    said = {loose(column): name for column, name in mapping.items()}
    words = said | {
        loose(column): name
        for column, name in found.format.columns.items()
        if loose(column) not in said and name not in said.values()
    }
    places: dict[Field, tuple[int, ...]] = {}
    for word, name in words.items():
        if len(at.get(word, ())) > 1:
            raise NotReadable(f"column '{found.header[at[word][0]].strip()}' is there twice: rename or remove one")
        if word in at:
            places[name] = (*places.get(name, ()), *at[word])
    return places


def _require(places: Mapping[Field, tuple[int, ...]], found: Found, options: Options) -> None:
    seen = excerpt_of(", ".join(cell.strip() for cell in found.header), 200)
    header = f"Header row seen (line {found.header_line}): {seen}"
    if Field.SOURCE_URL not in places:
        raise NotReadable(f"no column says which page links. {header}. Say it with --map COLUMN=source_url")
    if Field.TARGET_URL in places or options.target is not None or found.format.layout is Layout.MARKS:
        return
    if Field.TARGET_URL in found.format.columns.values() or not found.format.columns:
        raise NotReadable(
            f"no column says where the links lead. {header if found.header else 'It is a list of linking pages'}."
            " Say it with --map COLUMN=target_url, or with --target example.com when all lead to one site"
        )
    raise NotReadable(f"{found.format.title} names no target: say where the links lead with --target example.com")


def _refuse_own_pages(places: Mapping[Field, tuple[int, ...]], sample: Sample, found: Found, options: Options) -> None:
    """A list without targets whose pages are all on the target's own host is the wrong list."""
    if Field.TARGET_URL in places or options.target is None or found.format.layout is Layout.MARKS:
        return
    place = places[Field.SOURCE_URL][0]
    own = _site(options.target.key)
    rows = [row for row in sample.rows if row.line > found.header_line and place < len(row.cells)]
    if rows and all(_site(row.cells[place]) == own for row in rows):
        raise NotReadable(f"every page in it is on {own} itself: it lists your own pages, not those that link to them")


def _site(url: str) -> str:
    return host_of(url.strip()).removeprefix("www.")


def _plan(
    table: Table, found: Found, places: Mapping[Field, tuple[int, ...]], sample: Sample, options: Options
) -> Plan:
    fmt = found.format
    flags = {loose(header): name for header, name in fmt.type_flags.items()}
    at = {loose(cell): place for place, cell in enumerate(found.header)}
    used = {place for several in places.values() for place in several}
    order = fmt.date_order
    if order is DateOrder.UNKNOWN:
        dated = [p for name in DATES for p in places.get(name, ())]
        order = order_shown(row.cells[p] for row in sample.rows for p in dated if p < len(row.cells))
    kept = _kept_columns(found.header, used)
    said = {name.value for name in places} | ({"extra"} if kept else set()) | ({"match"} if options.match else set())
    return Plan(
        format=fmt,
        width=max(1, len(found.header)),
        places=tuple((name, place) for name, several in places.items() for place in reversed(several)),
        fields=frozenset(places),
        flags=tuple((at[word], name) for word, name in flags.items() if word in at),
        kept=kept,
        target=options.target,
        target_match=options.match or _match_for(options.target),
        match=options.match or Match.PAGE,
        said=frozenset(said),
        date_order=order,
        table=table.name,
    )


def _match_for(target: Address | None) -> Match:
    """A site alone as the target means a link to anywhere on it; a page means that page."""
    if target is None:
        return Match.PAGE
    path = target.key.split("/", 3)[3]
    return Match.PAGE if path else Match.DOMAIN


def _kept_columns(header: Sequence[str], used: set[int]) -> tuple[tuple[int, str], ...]:
    kept: dict[str, int] = {}
    for place, cell in enumerate(header):
        if place not in used:
            name = cell.strip() or f"column {place + 1}"
            kept[name if name not in kept else f"{name} ({place + 1})"] = place
    return tuple((place, name) for name, place in kept.items())


def _whole_row_test(places: Mapping[Field, tuple[int, ...]], width: int) -> IsWholeRow:
    urls = [places[name][0] for name in (Field.SOURCE_URL, Field.TARGET_URL) if name in places]

    def is_whole_row(cells: list[str]) -> bool:
        return 1 < width == len(cells) and all(is_url(cells[place]) for place in urls)

    return is_whole_row


def _recognised(table: Table, found: Found, plan: Plan) -> Recognised:
    columns = {found.header[place].strip(): name.value for name, place in plan.places if place < len(found.header)}
    return Recognised(
        format=found.format.name,
        title=found.format.title,
        table=table.name,
        encoding=table.encoding.codec if table.encoding else None,
        encoding_note=table.encoding.note if table.encoding else None,
        delimiter=found.delimiter,
        header_line=found.header_line or None,
        header=tuple(cell.strip() for cell in found.header),
        columns=columns,
        kept=tuple(name for _, name in plan.kept),
        promises=found.format.promises,
        target=_target_of_all(plan),
    )


def _target_of_all(plan: Plan) -> str | None:
    if plan.target is None or plan.format.layout is Layout.MARKS or Field.TARGET_URL in plan.fields:
        return None
    return plan.target.text
