"""Which watched facts of a claim changed, each change told once.

Every fact is compared to the value that was last told, kept in `ClaimState.facts`. A firm fact is read off the
page and told at once. A noisy one, and any fact that stirred lately, must show the same new value as often and
as long as a loss. So a page that shows two faces in turn, or a new one every night, tells it once, not nightly.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from crawler.core.drift import (
    CONTENTS,
    Portrait,
    completed,
    drift,
    drift_texts,
    portrait,
    portrait_from_text,
    portrait_text,
    signs,
    similarity,
)
from crawler.core.history_policy import HistoryPolicy
from crawler.core.records import Check, Event, LinkFacts, PageFacts
from crawler.core.vocabulary import EventKind, Reason, Region, Status, Via

_OWN_KIND = frozenset(
    {
        Reason.TARGET_DIFFERS,
        Reason.REL_DIFFERS,
        Reason.PAGE_NOFOLLOW,
        Reason.HIDDEN,
        Reason.PAGE_NOINDEX,
        Reason.ANCHOR_DIFFERS,
        Reason.REGION_DIFFERS,
    }
)
"""Reasons whose facts are watched under a kind of their own; the others have only `altered` to tell them."""

_READ_WHOLE = frozenset({Reason.LINK_REMOVED, Reason.MENTION_ONLY})
"""The losses at which the page itself was there, so that its facts are the page's and not an error page's."""

_GONE_STATUS = (404, 410)
"""With these a page leaves the index as by noindex, though the link is still on it (the judge holds it so too)."""

_CONTEXT_LENGTH = 160
_HIDDEN = "hidden:"

Facts = dict[str, str]
Texts = tuple[str, str]


def _as_it_is(before: str, after: str) -> Texts:
    return before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One fact as this check shows it, and how its values are compared and told."""

    name: str
    kind: EventKind
    value: str
    firm: bool = True
    same: Callable[[str, str], bool] = str.__eq__
    texts: Callable[[str, str], Texts] = _as_it_is


def status_text(status: Status | None, reasons: Iterable[Reason] = ()) -> str | None:
    """A status with its reasons as events show it: `live`, `altered: rel_differs, hidden`."""
    if status is None:
        return None
    listed = ", ".join(reasons)
    return f"{status}: {listed}" if listed else str(status)


def changes(
    told: Mapping[str, str], check: Check, page: PageFacts, policy: HistoryPolicy, *, still_altered: bool
) -> tuple[Facts, list[Event]]:
    """The facts as told after this check, and an event for each that changed.

    `still_altered`: the claim was altered and is; only then are reasons without a kind of their own news.
    """
    facts = dict(told)
    if not still_altered:
        _forget(facts, "reasons")
    events = []
    for fact in _watched(facts, check, page, policy):
        texts = _told(facts, fact, check.checked_at, policy)
        if texts is not None:
            before, after = texts
            events.append(
                Event(claim_id=check.claim_id, kind=fact.kind, before=before, after=after, at=check.checked_at)
            )
    return facts, events


def _told(facts: Facts, fact: Watched, at: datetime, policy: HistoryPolicy) -> Texts | None:
    """Compares one fact to its last told value and keeps what the next check needs; the texts if it is news."""
    name, value = fact.name, fact.value
    before = facts.get(name)
    if before is None:
        facts[name] = value
        return None
    if fact.same(before, value):
        _forget_next(facts, name)
        return None
    stirred = facts.get(f"{name}:stirred")
    calm = stirred is None or at - datetime.fromisoformat(stirred) >= policy.watch_span
    facts[f"{name}:stirred"] = at.isoformat()
    if (fact.firm and calm) or _holds(facts, fact, at, policy):
        facts[name] = value
        _forget_next(facts, name)
        return fact.texts(before, value)
    return None


def _holds(facts: Facts, fact: Watched, at: datetime, policy: HistoryPolicy) -> bool:
    """Counts a look at a new value that waits to be confirmed; whether it now is."""
    name = fact.name
    waiting = facts.get(f"{name}:next")
    if waiting is None or not fact.same(waiting, fact.value):
        facts[f"{name}:next"], facts[f"{name}:since"], facts[f"{name}:looks"] = fact.value, at.isoformat(), "1"
    else:
        facts[f"{name}:looks"] = str(int(facts[f"{name}:looks"]) + 1)
    span = at - datetime.fromisoformat(facts[f"{name}:since"])
    return int(facts[f"{name}:looks"]) >= policy.confirm_after and span >= policy.confirm_span


def _forget_next(facts: Facts, name: str) -> None:
    if facts.pop(f"{name}:next", None) is not None:
        del facts[f"{name}:since"], facts[f"{name}:looks"]


def _forget(facts: Facts, name: str) -> None:
    if facts.pop(name, None) is not None:
        _forget_next(facts, name)
        facts.pop(f"{name}:stirred", None)


def _watched(facts: Facts, check: Check, page: PageFacts, policy: HistoryPolicy) -> Iterator[Watched]:
    match check.status:
        case Status.LIVE | Status.ALTERED:
            yield from _of_page(page, facts, policy)
        case Status.LOST if _READ_WHOLE.issuperset(check.reasons):
            yield from _of_page(page, facts, policy)
        case _:
            return
    if check.link is not None and Reason.TARGET_DIFFERS in check.reasons:
        yield _of_target(check.link, firm=False)  # another link stands there: the rest of it is not comparable
    elif check.link is not None:
        yield _of_target(check.link, firm=check.link.via is Via.DIRECT)
        yield from _of_link(check.link, facts, policy)
    if check.status is Status.ALTERED:
        yield _of_reasons(check.reasons, facts)


def _of_page(page: PageFacts, facts: Facts, policy: HistoryPolicy) -> Iterator[Watched]:
    if page.final_url is not None:
        yield Watched(name="page", kind=EventKind.PAGE_MOVED, value=page.final_url.partition("#")[0])
    if page.noindex is not None:
        out = page.noindex or page.http_status in _GONE_STATUS
        yield Watched(
            name="noindex",
            kind=EventKind.PAGE_NOINDEXED if out else EventKind.PAGE_INDEXABLE,
            value="noindex" if out else "indexable",
        )
    shown = portrait(page)
    if known := facts.get(CONTENTS):
        facts[CONTENTS] = completed(known, shown)
    yield _of_contents(shown, policy)


def _of_contents(shown: Portrait, policy: HistoryPolicy) -> Watched:
    def same(one: str, other: str) -> bool:
        if one == other:
            return True
        figures = drift(portrait_from_text(one), portrait_from_text(other))
        return len(signs(figures, policy.drift)) < policy.drift.signs

    def texts(before: str, after: str) -> Texts:
        return drift_texts(portrait_from_text(before), portrait_from_text(after), policy.drift)

    return Watched(
        name=CONTENTS,
        kind=EventKind.PAGE_DRIFTED,
        value=portrait_text(shown),
        firm=False,
        same=same,
        texts=texts,
    )


def _of_link(link: LinkFacts, facts: Facts, policy: HistoryPolicy) -> Iterator[Watched]:
    yield Watched(name="rel", kind=EventKind.REL_CHANGED, value=_rel(link))
    yield Watched(name="anchor", kind=EventKind.ANCHOR_CHANGED, value=_anchor(link))
    if link.region is not Region.UNKNOWN:
        yield _of_region(link, facts.get("region"), policy)
    yield Watched(name="hidden", kind=EventKind.HIDDEN_CHANGED, value=_shown(link), firm=False, same=_same_sight)
    yield Watched(
        name="context",
        kind=EventKind.CONTEXT_CHANGED,
        value=_context(link),
        firm=False,
        same=lambda one, other: similarity(one, other) >= policy.context_similarity,
    )


def _of_target(link: LinkFacts, *, firm: bool) -> Watched:
    url = link.url.partition("#")[0]
    value = url if link.via is Via.DIRECT else f"{url} ({link.via})"
    return Watched(name="target", kind=EventKind.TARGET_CHANGED, value=value, firm=firm)


def _of_region(link: LinkFacts, before: str | None, policy: HistoryPolicy) -> Watched:
    """The region with its confidence beside it: two sure readings differ at once, others must hold."""
    sure = link.region_confidence >= policy.region_confidence
    was_sure = before is not None and float(before.split()[1]) >= policy.region_confidence
    return Watched(
        name="region",
        kind=EventKind.REGION_CHANGED,
        value=f"{link.region} {link.region_confidence:.2f}",
        firm=sure and was_sure,
        same=lambda one, other: one.split()[0] == other.split()[0],
        texts=lambda one, other: (one.split()[0], other.split()[0]),
    )


def _of_reasons(reasons: tuple[Reason, ...], facts: Facts) -> Watched:
    value = status_text(Status.ALTERED, reasons) or ""
    before = facts.get("reasons", value)
    return Watched(
        name="reasons",
        kind=EventKind.ALTERED,
        value=value,
        firm=Reason.TARGET_BROKEN not in _without_kind(before) ^ _without_kind(value),
        same=lambda one, other: _without_kind(one) == _without_kind(other),
    )


def _without_kind(text: str) -> frozenset[str]:
    return frozenset(text.partition(": ")[2].split(", ")) - _OWN_KIND - {""}


def _rel(link: LinkFacts) -> str:
    """What search engines read of rel, and what the page adds; `noopener` and its like are no news."""
    flags = (("nofollow", link.nofollow), ("sponsored", link.sponsored), ("ugc", link.ugc))
    own = " ".join(word for word, is_set in flags if is_set) or "follow"
    page = ", ".join(source for source in link.nofollow_from if source != "link")
    return f"{own} (page: nofollow by {page})" if page else own


def _shown(link: LinkFacts) -> str:
    """The bytes alone can tell that a link is hidden, a browser also that it is not."""
    if link.visible is False:
        return f"{_HIDDEN} {link.hidden_reason or 'unknown'}"
    return "visible" if link.visible else "not seen hidden"


def _same_sight(one: str, other: str) -> bool:
    return one == other or not (one.startswith(_HIDDEN) or other.startswith(_HIDDEN))


def _anchor(link: LinkFacts) -> str:
    text = " ".join(link.anchor.split())
    return text or (f"image: {' '.join(link.alt.split())}" if link.alt else "")


def _context(link: LinkFacts) -> str:
    before = " ".join(link.context_before.split())[-_CONTEXT_LENGTH:]
    after = " ".join(link.context_after.split())[:_CONTEXT_LENGTH]
    return f"{before} … {after}"
