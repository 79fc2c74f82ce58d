"""Pages that say "no such page" with status 200, and the probe that settles a doubt.

A phrase counts where it is a whole part of the title or of a first heading: a post on how to design error
pages has it too, but among other words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from crawler.core.page_signals import PageSignals, Size
from crawler.core.signatures import Signatures, folded, phrase_key, segments

_LONG_PHRASE = 9
_FIRST_TEXT, _FIRST_WORDS = 3_000, 300
_SAME_WORDS = 0.9


def says_gone(headings: Iterable[str], signatures: Signatures) -> Iterator[str]:
    """The parts of the headings that are phrases for a missing page and nothing else."""
    return (part for heading in headings for part in segments(heading) if part in signatures.gone_phrases)


def surely_gone(signals: PageSignals, signatures: Signatures) -> str | None:
    """Evidence of a thin page whose heading says that the page is missing."""
    if signals.size < Size.THIN:
        return None
    heading = next(says_gone(signals.h1s, signatures), None)
    if heading is not None:
        return f"first heading is {heading!r}"
    title = next(says_gone((signals.title,), signatures), None)
    if title is not None and (segments(signals.title)[0] == title or signals.size is Size.TINY):
        return f"title is {title!r}"
    return None


def maybe_gone(signals: PageSignals, signatures: Signatures) -> str | None:
    """Evidence that leaves a doubt: the phrase on a page with more to read, or among other words on a thin one."""
    said = next(says_gone((signals.title, *signals.h1s), signatures), None)
    if said is not None:
        return f"heading is {said!r}, on a page with more to read"
    if signals.size < Size.THIN:
        return None
    for text in (*signals.headings, folded(signals.text[:_FIRST_TEXT])[:_FIRST_WORDS]):
        key = phrase_key(folded(text))
        phrase = next((p for p in signatures.gone_phrases if len(p) >= _LONG_PHRASE and p in key), None)
        if phrase is not None:
            return f"a thin page that has {phrase!r}"
    return None


def probe_verdict(page: PageSignals, probe: PageSignals) -> bool | None:
    """Whether a page looks like its surely missing neighbour; `None` where the probe tells nothing.

    The probe is the answer to an impossible address beside the page's own. A server that refuses it with
    404 or 410 knows its pages, so the claimed one is there.
    """
    if probe.status in (404, 410):
        return False
    if probe.status != 200 or probe.other_format or probe.truncated or not probe.body_bytes:
        return None
    if page.final_url == probe.final_url and page.redirected and probe.redirected:
        return True
    ours, theirs = Counter(folded(page.text).split()), Counter(folded(probe.text).split())
    if not ours or not theirs:
        return None
    if folded(page.title) != folded(probe.title):
        return False
    shared = (ours & theirs).total()
    return shared >= _SAME_WORDS * max(ours.total(), theirs.total())
