"""One claim judged by the facts of one visit: a pure, total function, so that old nights can be judged again.

The link comes first: where it is found it is there, whatever else the page says. A loss needs the whole, real
page without the link, or a page that is truly gone. Everything else is `unverified` with its cause.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from crawler.core.records import Check, Claim, LinkFacts, Observation, PageFacts, TargetFacts
from crawler.core.urls import fetch_url
from crawler.core.vocabulary import (
    ALTERED_REASONS,
    Crawlable,
    FailureKind,
    Match,
    PageState,
    Place,
    Reason,
    Region,
    RelTerm,
    Status,
    Via,
    status_of,
)
from crawler.core.wording import same_words

_NO_ORDINAL = 2**31
_GONE_STATUS = (404, 410)
_LIKELY_REGION = 0.5
"""Confidence from which a region counts against a promise: below it another one is as likely, and no vendor owes for
a guess."""
_TIGHTNESS = {level: place for place, level in enumerate((Match.EXACT, Match.PAGE, Match.PREFIX, Match.HOST))}


def judge(claim: Claim, seen: Observation, *, now: datetime) -> Check:
    """The check of one claim: `link` is the link that serves it best, or the one that stands there instead."""
    links = [link for link in seen.links if link.claim_id == claim.id]
    serving = [link for link in links if link.serves]
    target = seen.targets.get(claim.target_url)
    if serving:
        best = min(serving, key=lambda link: _rank(claim, link, seen.page, target))
        reasons = _unkept(claim, best, seen.page, target)
        status = Status.ALTERED if reasons else Status.LIVE
        return Check(claim_id=claim.id, status=status, reasons=reasons, link=best, checked_at=now)
    reason = _absent(claim, seen, links)
    other = _other_link(claim, links) if reason is Reason.TARGET_DIFFERS else None
    return Check(claim_id=claim.id, status=status_of(reason), reasons=(reason,), link=other, checked_at=now)


def _rank(
    claim: Claim, link: LinkFacts, page: PageFacts, target: TargetFacts | None
) -> tuple[int, list[int], bool, bool, int, int]:
    """The order of links that all serve: fewest broken terms, then the least telling ones, in the text, straight to
    the target, tightest, first on the page (those in no document order last)."""
    broken = _unkept(claim, link, page, target)
    return (
        len(broken),
        [-ALTERED_REASONS.index(reason) for reason in broken],
        link.region is not Region.MAIN,
        link.via is not Via.DIRECT,
        _TIGHTNESS.get(link.match, len(_TIGHTNESS)),
        link.ordinal if link.ordinal >= 0 else _NO_ORDINAL,
    )


def _unkept(claim: Claim, link: LinkFacts, page: PageFacts, target: TargetFacts | None) -> tuple[Reason, ...]:
    """The terms that the link does not keep, most telling first."""
    broken = {
        Reason.TARGET_BROKEN: target is not None and _is_broken(target),
        Reason.REL_DIFFERS: not _keeps_rel(claim.rel, link),
        Reason.HIDDEN: link.visible is False,
        Reason.NOT_CRAWLABLE: link.crawlable is not Crawlable.YES or link.place is Place.SRCDOC,
        Reason.PAGE_NOINDEX: bool(page.noindex) or page.http_status in _GONE_STATUS,
        Reason.PAGE_BLOCKED_FOR_SEARCH: page.robots_txt_googlebot == "disallowed",
        Reason.PAGE_NOFOLLOW: bool(page.nofollow) and claim.rel is RelTerm.FOLLOW,
        Reason.PAGE_NOT_CANONICAL: page.canonical_self is False,
        Reason.ANCHOR_DIFFERS: claim.anchor is not None and not same_words(claim.anchor, link.anchor, link.alt),
        Reason.REGION_DIFFERS: claim.region not in (None, link.region)
        and link.region is not Region.UNKNOWN
        and link.region_confidence >= _LIKELY_REGION,
    }
    return tuple(reason for reason in ALTERED_REASONS if broken.get(reason))


def _is_broken(target: TargetFacts) -> bool:
    """A target that answered with an error; one that refuses robots (403, 429 …) was not seen to be broken."""
    if target.failure is FailureKind.DOMAIN_GONE:
        return True
    return target.http_status is not None and (target.http_status in _GONE_STATUS or target.http_status >= 500)


def _keeps_rel(term: RelTerm, link: LinkFacts) -> bool:
    match term:
        case RelTerm.ANY:
            return True
        case RelTerm.FOLLOW:
            return not link.effective_nofollow
        case RelTerm.NOFOLLOW:
            return link.effective_nofollow
        case RelTerm.SPONSORED:
            return link.sponsored
        case RelTerm.UGC:
            return link.ugc
        case _:
            assert_never(term)


def _other_link(claim: Claim, links: Iterable[LinkFacts]) -> LinkFacts | None:
    """The link to the target's domain that a reader would take for a changed one: shown, says the promised
    words, and nearest to the target."""

    def distance(link: LinkFacts) -> tuple[bool, int, int]:
        said = claim.anchor is not None and same_words(claim.anchor, link.anchor, link.alt)
        return not said, _TIGHTNESS.get(link.match, len(_TIGHTNESS)), link.ordinal

    return min((link for link in links if link.place is Place.BODY), key=distance, default=None)


def _absent(claim: Claim, seen: Observation, links: list[LinkFacts]) -> Reason:
    """Why no link serves: what kept the visit from telling, or what the whole page showed instead."""
    page = seen.page
    if page.failure is not None:
        return _OF_FAILURE[page.failure]
    if page.state is None:
        return Reason.CONNECT_ERROR
    reason = _OF_STATE[page.state]
    if reason is not None:
        return reason
    if fetch_url(claim.target_url) is None:
        return Reason.BAD_URL
    if page.state is PageState.NEEDS_BROWSER or seen.needs_browser is not None:
        return Reason.RENDER_FAILED
    if _other_link(claim, links) is not None:
        return Reason.TARGET_DIFFERS
    return Reason.MENTION_ONLY if claim.id in seen.mentions else Reason.LINK_REMOVED


_OF_FAILURE = {
    FailureKind.ROBOTS_DISALLOWED: Reason.ROBOTS_DISALLOWED,
    FailureKind.TIMEOUT: Reason.TIMEOUT,
    FailureKind.DNS_ERROR: Reason.DNS_ERROR,
    FailureKind.DOMAIN_GONE: Reason.DOMAIN_GONE,
    FailureKind.CONNECT_ERROR: Reason.CONNECT_ERROR,
    FailureKind.TLS_ERROR: Reason.TLS_ERROR,
    FailureKind.REDIRECT_LOOP: Reason.REDIRECT_LOOP,
    FailureKind.TOO_LARGE: Reason.TOO_LARGE,
    FailureKind.TRUNCATED: Reason.TRUNCATED,
    FailureKind.ADDRESS_REFUSED: Reason.ADDRESS_REFUSED,
    FailureKind.BAD_URL: Reason.BAD_URL,
    FailureKind.PROTOCOL_ERROR: Reason.CONNECT_ERROR,
    FailureKind.RENDER_FAILED: Reason.RENDER_FAILED,
    FailureKind.CANCELLED: Reason.TIMEOUT,
    FailureKind.INTERNAL_ERROR: Reason.INTERNAL_ERROR,
}


_OF_STATE: dict[PageState, Reason | None] = {
    PageState.WHOLE: None,
    PageState.NEEDS_BROWSER: None,
    PageState.MAYBE_SOFT_404: Reason.EMPTY,
    PageState.CHALLENGE: Reason.CHALLENGE,
    PageState.FORBIDDEN: Reason.FORBIDDEN,
    PageState.RATE_LIMITED: Reason.RATE_LIMITED,
    PageState.LOGIN_REQUIRED: Reason.LOGIN_REQUIRED,
    PageState.SERVER_ERROR: Reason.SERVER_ERROR,
    PageState.PAGE_GONE: Reason.PAGE_GONE,
    PageState.SOFT_404: Reason.SOFT_404,
    PageState.PARKED: Reason.PARKED,
    PageState.REDIRECTED: Reason.PAGE_REDIRECTED,
    PageState.NOT_HTML: Reason.NOT_HTML,
    PageState.TOO_LARGE: Reason.TOO_LARGE,
    PageState.TRUNCATED: Reason.TRUNCATED,
    PageState.EMPTY: Reason.EMPTY,
}
"""A page that may be a soft 404 and could not be told apart (no sibling to compare) is unverified: nothing of
worth was read."""
