"""Is this answer the whole, real page that was claimed?

The claimed link is looked for first, elsewhere; where it was found, this verdict is a fact and no more.
Where it was not, the verdict keeps a block page, a login or a broken server from being called a loss.
A whole page called blocked costs one `unverified`; a blocked page called whole costs a false `lost`. So
in doubt a page is not whole. Every verdict carries its evidence in words; docs/page-states.md has the table.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from crawler.core.app_shell import app_shell
from crawler.core.page_signals import PageSignals, Size
from crawler.core.signatures import Places, Signature, Signatures, Where
from crawler.core.sniff import cut_off, noise
from crawler.core.soft404 import maybe_gone, says_gone, surely_gone
from crawler.core.urls import host_of, is_home, registrable_domain
from crawler.core.vocabulary import PageState


@dataclass(frozen=True, slots=True, kw_only=True)
class StateVerdict:
    """A page's state and what it rests on, in one line."""

    state: PageState
    evidence: str


_BLOCKS: Final = frozenset({PageState.CHALLENGE, PageState.FORBIDDEN, PageState.RATE_LIMITED, PageState.LOGIN_REQUIRED})
_ENDS: Final = frozenset({PageState.SERVER_ERROR, PageState.PARKED, PageState.SOFT_404})
_DOORS: Final = frozenset({PageState.CHALLENGE, PageState.LOGIN_REQUIRED})
_BY_STATUS: Final = {
    PageState.SERVER_ERROR: frozenset({PageState.CHALLENGE}),
    PageState.RATE_LIMITED: frozenset({PageState.CHALLENGE}),
    PageState.LOGIN_REQUIRED: _DOORS,
    PageState.FORBIDDEN: _BLOCKS,
}
"""What a page may say that tells more than the state of its status."""
_STATES: Final = {
    204: PageState.EMPTY,
    205: PageState.EMPTY,
    206: PageState.TRUNCATED,
    401: PageState.LOGIN_REQUIRED,
    402: PageState.LOGIN_REQUIRED,
    404: PageState.PAGE_GONE,
    407: PageState.LOGIN_REQUIRED,
    408: PageState.SERVER_ERROR,
    410: PageState.PAGE_GONE,
    421: PageState.SERVER_ERROR,
    425: PageState.SERVER_ERROR,
    429: PageState.RATE_LIMITED,
    511: PageState.LOGIN_REQUIRED,
    999: PageState.FORBIDDEN,
}
"""Other refusals (4xx) are `FORBIDDEN`; what else is not 200 (203 of a proxy, 3xx that lead nowhere) is no page."""
_DOCUMENT = re.compile(
    r"^application/pdf\b|\.pdf(?:[?#]|$)"
    r"|^[^ ]* ?(?:https?:)?//(?:docs\.google\.com/(?:viewer|gview)|view\.officeapps\.live\.com)",
    re.IGNORECASE,
)
_STILL_LOADING = 30
_NO_TEXT = 4


def page_state(signals: PageSignals, signatures: Signatures) -> StateVerdict:
    """What kind of answer the page is; `WHOLE` only where nothing speaks against it."""
    places = Places(signals)
    return (
        _by_status(signals, signatures, places)
        or _unreadable(signals)
        or _blocked(signals, signatures, places)
        or _incomplete(signals, signatures, places)
        or _closed(signals, signatures, places)
        or _elsewhere(signals, signatures)
        or _unfinished(signals, signatures, places)
        or _spoken(signals, signatures, places, _BLOCKS)
        or _gone(signals, signatures, places)
        or _spoken(signals, signatures, places, _ENDS)
        or _in_doubt(signals, signatures)
        or StateVerdict(state=PageState.WHOLE, evidence="read whole, and nothing speaks against it")
    )


def _by_status(signals: PageSignals, signatures: Signatures, places: Places) -> StateVerdict | None:
    """HTTP's word; only 200 says that this is the page."""
    status = signals.status
    if signals.final_url.startswith("chrome-error:"):
        return _is(PageState.SERVER_ERROR, "the browser shows its own error page")
    if status == 200:
        return None
    state = _STATES.get(status)
    if state is None:
        state = PageState.FORBIDDEN if 400 <= status < 500 else PageState.SERVER_ERROR
    if state is PageState.PAGE_GONE:
        found = _find(signatures.telling[min(signals.size, Size.THIN)], places, _DOORS)
    else:
        found = _find(signatures.telling[Size.TINY], places, _BY_STATUS.get(state, frozenset()))
    if found is not None:
        return _is(found.state, f"HTTP {status}; {found.evidence}")
    return _is(state, f"HTTP {status}")


def _unreadable(signals: PageSignals) -> StateVerdict | None:
    if signals.too_large:
        return _is(PageState.TOO_LARGE, "larger than the size limit")
    if signals.truncated:
        return _is(PageState.TRUNCATED, f"the body ended early, after {signals.body_bytes} bytes")
    if signals.body_bytes == 0:
        return _is(PageState.EMPTY, "an empty body")
    if signals.other_format is not None:
        return _is(PageState.NOT_HTML, signals.other_format)
    if unread := noise(signals.html_text):
        return _is(PageState.NOT_HTML, unread)
    if signals.size is Size.TINY:
        viewers = [frame for frame in signals.frames if _DOCUMENT.search(frame)]
        if viewers:
            return _is(PageState.NOT_HTML, f"a viewer for a document: {viewers[0][:80]!r}")
    return None


def _blocked(signals: PageSignals, signatures: Signatures, places: Places) -> StateVerdict | None:
    """Tests for people, refusals, logins, and walls of consent or payment that come with 200."""
    found = _find(signatures.telling[signals.size], places, _BLOCKS)
    if found is not None:
        return found
    if signals.redirected and _leads_to(signatures.login_address, signals):
        return _is(PageState.LOGIN_REQUIRED, f"redirected to a login at {signals.final_url[:120]}")
    if signals.size >= Size.THIN:
        titles = places.get(Where.HEADING, whole=True)
        title = next((title for title in titles if title in signatures.login_headings), None)
        if title and (signals.password_field or signals.size is Size.TINY):
            return _is(PageState.LOGIN_REQUIRED, f"a login page: heading {title!r}")
        if signals.password_field and signatures.login_address.search(signals.final_url.lower()):
            return _is(PageState.LOGIN_REQUIRED, "a password field at a login's address")
    if signals.password_field and signals.size is Size.TINY:
        return _is(PageState.LOGIN_REQUIRED, "a password field and little else")
    return _withheld(signals, signatures)


def _withheld(signals: PageSignals, signatures: Signatures) -> StateVerdict | None:
    text = signals.text
    for word in signatures.withheld_words:
        place = text.find(word)
        if place >= 0 and signatures.withheld_near.search(text[max(0, place - 80) : place + 80]):
            return _is(PageState.LOGIN_REQUIRED, f"links are hidden from guests: {word!r}")
    return None


def _incomplete(signals: PageSignals, signatures: Signatures, places: Places) -> StateVerdict | None:
    """Pages that stopped on the way: the link may stand in the part that never came."""
    found = _find(signatures.telling[signals.size], places, {PageState.SERVER_ERROR})
    if found is not None:
        return found
    cut = None if signals.rendered else cut_off(signals.html_text)
    return _is(PageState.TRUNCATED, cut) if cut else None


def _closed(signals: PageSignals, signatures: Signatures, places: Places) -> StateVerdict | None:
    """Parked and suspended domains."""
    domain = _site(signals.final_url)
    if signals.redirected and domain in signatures.parking_hosts and domain != _site(signals.source_url):
        return _is(PageState.PARKED, f"redirected to {domain}, where domains are sold")
    found = _find(signatures.telling[signals.size], places, {PageState.PARKED})
    if found is None and domain and signals.size >= Size.THIN:
        for heading in places.get(Where.HEADING):
            _, named, behind = heading.partition(domain)
            if named and (sale := signatures.sale_phrase.match(behind)):
                return _is(PageState.PARKED, f"a parking page: heading has {domain + sale[0]!r}")
    return found


def _elsewhere(signals: PageSignals, signatures: Signatures) -> StateVerdict | None:
    """Redirects that ended at another page than the claimed one."""
    if not signals.redirected:
        return None
    if _leads_to(signatures.gone_address, signals):
        return _is(PageState.SOFT_404, f"redirected to {signals.final_url[:120]}")
    if _site(signals.source_url) != _site(signals.final_url):
        return _is(PageState.REDIRECTED, f"redirected to another site, {host_of(signals.final_url)}")
    if is_home(signals.final_url) and not is_home(signals.source_url):
        return _is(PageState.REDIRECTED, f"redirected to the home page, {signals.final_url[:120]}")
    return None


def _unfinished(signals: PageSignals, signatures: Signatures, places: Places) -> StateVerdict | None:
    """Pages that a browser has yet to build, and pages with nothing on them."""
    if signals.rendered:
        if signals.scripts and 0 < signals.chars <= _STILL_LOADING:
            return _is(PageState.NEEDS_BROWSER, f"only {signals.chars} characters of text, even in a browser")
        return None
    found = _find(signatures.telling[signals.size], places, {PageState.NEEDS_BROWSER})
    if found is not None:
        return found
    if signals.size >= Size.THIN and not any(says_gone(signals.h1s, signatures)):
        shell = app_shell(signals)
        if shell is not None:
            return _is(PageState.NEEDS_BROWSER, shell)
        if signals.hollow and signals.scripts:
            return _is(PageState.NEEDS_BROWSER, "scripts, and next to nothing between its header and its footer")
    return None


def _spoken(
    signals: PageSignals, signatures: Signatures, places: Places, states: frozenset[PageState]
) -> StateVerdict | None:
    """What a bare page says, in words that only a page that is not the claimed one would have; of a page with as
    little between header and footer, only what a wall says. Where people may write, a test for them stands in the
    form."""
    if signals.size < Size.BARE:
        if not signals.brief:
            return None
        states &= _BLOCKS
    return _find(signatures.cues, places, states - {PageState.CHALLENGE} if signals.text_field else states)


def _gone(signals: PageSignals, signatures: Signatures, places: Places) -> StateVerdict | None:
    """Soft 404, where the page says so itself."""
    found = _find(signatures.telling[signals.size], places, {PageState.SOFT_404})
    if found is not None:
        return found
    sure = surely_gone(signals, signatures)
    return _is(PageState.SOFT_404, sure) if sure else None


def _in_doubt(signals: PageSignals, signatures: Signatures) -> StateVerdict | None:
    """A doubt that one probe of a surely missing neighbour settles (`soft404.probe_verdict`), or nothing at all."""
    if doubt := maybe_gone(signals, signatures):
        return _is(PageState.MAYBE_SOFT_404, doubt)
    if signals.chars <= _NO_TEXT and not signals.media:
        return _is(PageState.EMPTY, f"{signals.chars} characters of text, and no image")
    if signals.hollow:
        return _is(PageState.EMPTY, "next to nothing between its header and its footer")
    return None


def _find(rules: Iterable[Signature], places: Places, states: Collection[PageState]) -> StateVerdict | None:
    """The first of the signatures of these states that is found."""
    for rule in rules:
        if rule.state in states and (evidence := rule.found(places)):
            return _is(rule.state, evidence)
    return None


def _leads_to(pattern: re.Pattern[str], signals: PageSignals) -> bool:
    """Whether the visit ended at such an address without having begun at one."""
    return bool(pattern.search(signals.final_url.lower())) and not pattern.search(signals.source_url.lower())


def _site(url: str) -> str:
    return registrable_domain(host_of(url).removeprefix("www."))


def _is(state: PageState, evidence: str) -> StateVerdict:
    return StateVerdict(state=state, evidence=" ".join(evidence.split()))
