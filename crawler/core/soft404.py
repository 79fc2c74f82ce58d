"""Pages that say "no such page" with status 200, and the probe that settles a doubt.

A phrase counts where it is a whole part of the title or of a first heading: a post on how to design error
pages has it too, but among other words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from crawler.core.page_signals import PageSignals, Size
from crawler.core.signatures import Signatures, folded, parts, phrase_key, segments
from crawler.core.urls import is_home
from crawler.core.vocabulary import PageState

GONE = (404, 410)
_LONG_PHRASE = 9
_FIRST_TEXT, _FIRST_WORDS = 3_000, 300
_SAME_WORDS = 0.9


def says_gone(headings: Iterable[str], signatures: Signatures) -> Iterator[str]:
    """The parts of the headings that are phrases for a missing page and nothing else."""
    return (part for heading in headings for part in segments(heading) if part in signatures.gone_phrases)


def surely_gone(signals: PageSignals, signatures: Signatures) -> str | None:
    """Evidence of a thin page that says itself that it is missing, where a page says what it is."""
    if signals.size < Size.THIN:
        return None
    said = next(says_gone(signals.h1s, signatures), None) or _sentence(signals.h1s, signatures)
    if said is not None:
        return f"first heading is {said!r}"
    titled = [signals.title] if signals.size is Size.TINY else parts(signals.title)[:1]
    said = next(says_gone(titled, signatures), None) or _sentence(titled, signatures)
    return f"title is {said!r}" if said is not None else None


def maybe_gone(signals: PageSignals, signatures: Signatures) -> str | None:
    """Evidence that leaves a doubt: the phrase on a page with more to read, or among other words on a thin one."""
    said = next(says_gone((signals.title, *signals.h1s), signatures), None)
    if said is not None:
        return f"heading is {said!r}, on a page with more to read"
    if signals.size < Size.THIN:
        return None
    texts = [folded(text) for text in (*signals.headings, signals.text[:_FIRST_TEXT])]
    for text in texts:
        key = phrase_key(text[:_FIRST_WORDS])
        phrase = next((p for p in signatures.gone_phrases if len(p) >= _LONG_PHRASE and p in key), None)
        if phrase is not None:
            return f"a thin page that has {phrase!r}"
    said = _sentence(texts, signatures)
    return f"a thin page that says {said!r}" if said is not None else None


def _sentence(texts: Iterable[str], signatures: Signatures) -> str | None:
    """The words among the first ones of a text that say that what was asked for is not there."""
    for text in texts:
        for part in parts(text[:_FIRST_TEXT]):
            if found := signatures.gone_sentence.search(part[:_FIRST_WORDS]):
                return found[0]
    return None


def looks_bare(state: PageState | None, signals: PageSignals) -> bool:
    """Whether a page that nothing speaks against has so little on it that it may be what the host shows for
    every address: a wall, a parking page or a notice in words that no signature knows.

    In its site's dress such a notice may be as long as a short page. A home page is spared where it is more than
    bare, as some hosts show it at every address; so is what a browser rendered, where raw neighbours are none.
    """
    if state is not PageState.WHOLE:
        return False
    longer = signals.size >= Size.SHORT and not signals.rendered and not is_home(signals.final_url)
    return signals.size >= Size.BARE or longer


def says_little(signals: PageSignals) -> bool:
    """Whether a page is bare, or has hardly anything between header and footer."""
    return signals.size >= Size.BARE or bool(signals.brief)


def probe_verdict(page: PageSignals, probe: PageSignals) -> bool | None:
    """Whether a page looks like its surely missing neighbour; `None` where the probe tells nothing.

    The probe is the answer to an impossible address beside the page's own. A server that refuses it with
    404 or 410 knows its pages, so the claimed one is there. One that sends it on to the very page (to its home,
    mostly) shows that page twice, which tells nothing.
    """
    if probe.status in GONE:
        return False
    if probe.status != 200 or probe.other_format or probe.truncated or not probe.body_bytes:
        return None
    if page.final_url == probe.final_url and probe.redirected:
        return True if page.redirected else None
    ours, theirs = Counter(folded(page.text).split()), Counter(folded(probe.text).split())
    if not ours or not theirs:
        return None
    if folded(page.title) != folded(probe.title):
        return False
    shared = (ours & theirs).total()
    return shared >= _SAME_WORDS * max(ours.total(), theirs.total())
