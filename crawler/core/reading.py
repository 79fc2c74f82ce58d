"""One response read for all its claims: page facts, links, mentions, and what kind of answer it is. Facts only."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from crawler.core.app_shell import browser_hint
from crawler.core.charset import decode
from crawler.core.cloaks import Cloaks
from crawler.core.directives import Directives, directives
from crawler.core.document import Document, parse
from crawler.core.drift import fingerprint
from crawler.core.link_facts import RegionOf, describe
from crawler.core.links import LinkFinder
from crawler.core.outline import Outline
from crawler.core.page_signals import PageSignals, page_signals
from crawler.core.pagestate import page_state
from crawler.core.records import Claim, Followed, Hop, LinkFacts, PageFacts
from crawler.core.refresh import header_refresh, meta_refresh
from crawler.core.signatures import Signatures
from crawler.core.soft404 import looks_bare
from crawler.core.urls import UrlPolicy, resolve, url_keys
from crawler.core.vocabulary import PageState
from crawler.core.wanted import Wanted, wanted_for
from crawler.core.wrapped import WrapPolicy
from crawler.core.xhtml import for_html

_FINGERPRINTED = 600
"""Words that the text fingerprint is made of: its noise depends on the bins, not on them."""

_TELLING_BRAND, _TELLING_ANCHOR = 5, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPolicy:
    """The reviewed rules that reading a page needs."""

    urls: UrlPolicy
    wraps: WrapPolicy
    signatures: Signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One whole HTTP answer (or a rendered page) with the claims to look for.

    `headers` have lower-case names; `body` is decompressed; `moved` gives the addresses that a claim's target
    redirects to, `followed` where cloaked addresses of this page ended; `page` holds what the visit itself knows.
    """

    page: PageFacts
    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes
    claims: tuple[Claim, ...]
    hops: tuple[Hop, ...] = ()
    truncated: bool = False
    too_large: bool = False
    rendered: bool = False
    keep_signals: bool = False
    moved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    followed: Mapping[str, Followed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one answer says. `refresh` is delay in seconds and absolute address (the page's own, where it only loads
    itself anew) of a meta refresh or Refresh header; `cloaked` are addresses that may lead to the target of a missing
    claim; `signals` is kept where the page may not be the claimed one and has to be compared with a sibling, or was
    asked for."""

    page: PageFacts
    links: tuple[LinkFacts, ...] = ()
    mentions: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    needs_browser: str | None = None
    refresh: tuple[int, str] | None = None
    cloaked: Cloaks = field(default_factory=Cloaks)
    signals: PageSignals | None = None


def read_answer(answer: Answer, policy: ReadingPolicy, region_of: RegionOf) -> Reading:
    """Read one answer; the bytes are parsed once, and only what somebody asked for is described."""
    final_url = answer.page.final_url or answer.page.source_url
    content_type = _first(answer.headers, "content-type")
    decoded = decode(answer.body, content_type)
    text = for_html(decoded.text, content_type)
    document = parse(text, final_url, decoded.charset)
    signals = page_signals(
        document.tree,
        status=answer.status,
        headers=answer.headers,
        source_url=answer.page.source_url,
        final_url=final_url,
        body=answer.body,
        html_text=text,
        page=document.outline,
        hops=answer.hops,
        truncated=answer.truncated,
        too_large=answer.too_large,
        rendered=answer.rendered,
    )
    state = page_state(signals, policy.signatures)
    page = replace(
        answer.page,
        state=state.state,
        state_evidence=state.evidence,
        charset=decoded.charset,
        bytes=len(answer.body),
        body_sha256=hashlib.sha256(answer.body).hexdigest(),
    )
    missing = frozenset(claim.id for claim in answer.claims)
    if signals.other_format is not None:
        return Reading(page=page, missing=missing)
    return _read_html(answer, document, page, signals, policy, region_of)


def _read_html(
    answer: Answer,
    document: Document,
    page: PageFacts,
    signals: PageSignals,
    policy: ReadingPolicy,
    region_of: RegionOf,
) -> Reading:
    told = directives(document.named_metas(), answer.headers.get("x-robots-tag", ()))
    wanted = wanted_for(answer.claims, moved=answer.moved, policy=policy.urls)
    finder = LinkFinder(document, wanted, urls=policy.urls, wraps=policy.wraps, followed=answer.followed)
    finder.read()
    missing = finder.missing()
    names = [name for one in missing for name in (*one.names, *one.encoded)]
    refresh = header_refresh(_first(answer.headers, "refresh")) or _meta_refresh(document)
    address = (resolve(refresh[1], document.base) if refresh[1] else document.url) if refresh else None
    doubt = page.state is PageState.MAYBE_SOFT_404 or (missing and looks_bare(page.state, signals))
    whole = page.state in (PageState.WHOLE, PageState.NEEDS_BROWSER, PageState.MAYBE_SOFT_404)
    return Reading(
        page=_page_facts(page, document, told, finder, answer, policy.urls),
        links=describe(document, finder.found, told, region_of),
        mentions=_mentions(missing, document.outline),
        missing=frozenset(one.claim.id for one in missing),
        needs_browser=browser_hint(signals, names) if missing and whole else None,
        refresh=(refresh[0], address) if refresh and address else None,
        cloaked=finder.cloaked(),
        signals=signals.for_keeping() if answer.keep_signals or doubt else None,
    )


def _page_facts(
    page: PageFacts,
    document: Document,
    told: Directives,
    finder: LinkFinder,
    answer: Answer,
    urls: UrlPolicy,
) -> PageFacts:
    canonical = document.canonical(answer.headers.get("link", ()))
    words = document.outline.text_of_all.split()
    return replace(
        page,
        title=document.title,
        language=document.language or _first(answer.headers, "content-language"),
        canonical=canonical,
        canonical_self=_same_page(canonical, document.url, urls) if canonical else None,
        robots_meta=told.text("meta"),
        x_robots_tag=told.text("header"),
        noindex=told.noindex,
        nofollow=bool(told.nofollow_from),
        unavailable_after=told.unavailable_after,
        links_internal=finder.internal,
        links_external=finder.external,
        links_nofollow=finder.nofollowed,
        words=len(words),
        text_fingerprint=fingerprint(words[:_FINGERPRINTED]) or None,
    )


def _same_page(one: str, other: str, urls: UrlPolicy) -> bool:
    """Whether a canonical names the page itself; http or https and `www.` count as one page here."""
    first, second = url_keys(one, urls), url_keys(other, urls)
    return first is not None and second is not None and first.page == second.page


def _meta_refresh(document: Document) -> tuple[int, str] | None:
    """Looked for only where the page has one: a selector walks the whole page."""
    pragmas = ((meta.get("http-equiv") or "").strip().lower() for meta in document.metas)
    return meta_refresh(document.tree) if "refresh" in pragmas else None


def _mentions(missing: list[Wanted], page: Outline) -> frozenset[str]:
    """The claims whose target is named in the page's visible text: by its host, by the name that its domain begins
    with, or by the promised anchor; as whole words, and not by one that any page might hold by chance."""
    if not missing:
        return frozenset()
    text = " ".join(page.text_of_all.split()).lower()
    return frozenset(one.claim.id for one in missing if any(_stands_in(text, name) for name in _said_names(one)))


def _said_names(one: Wanted) -> Iterator[str]:
    yield from one.names
    brand = one.keys.domain.partition(".")[0]
    if len(brand) >= _TELLING_BRAND:
        yield brand
    anchor = " ".join((one.claim.anchor or "").lower().split())
    if len(anchor.encode()) >= _TELLING_ANCHOR:
        yield anchor


def _stands_in(text: str, name: str) -> bool:
    return name in text and re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None


def _first(headers: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    values = headers.get(name)
    return values[0] if values else None
