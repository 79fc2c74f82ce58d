"""Would a browser show more than the bytes do? Evidence in words, or `None`.

A rendered page costs some two hundred raw ones, so the browser is asked only where there is a sign: a page
that scripts have yet to fill, or the target's name in something that a script may turn into a link.
"""

import re
from collections.abc import Iterable, Iterator

from crawler.core.page_signals import PageSignals, Size

_BARE = 170
_SPARSE = 800
_WANTS_SCRIPTS = re.compile(
    r"javascript (?:is )?(?:required|disabled|not enabled|deaktiviert)"
    r"|(?:requires?|needs?|without|sans|ohne|senza|sin) javascript"
    r"|(?:enable|activate|turn on|allow|aktivieren sie|activer|activez|activa|active|habilita|abilita|ative|włącz"
    r"|включите|zet) (?:\w+ ){0,2}javascript|javascript (?:aktivieren|einschalten|inschakelen|を有効)|启用 ?javascript",
    re.IGNORECASE,
)
_INERT_SCRIPT = re.compile(r"ld\+json|importmap|speculationrules", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]{1,60})\s*=\s*(?:"[^"]*|'[^']*|[^\s"'<>]*)\Z""")
_LIVE_ATTRIBUTE = re.compile(r"(?:data-|on|:|@|v-|x-|ng-)|(?:to|value|srcdoc|props|routerlink)$", re.IGNORECASE)
_MOST_PLACES, _REACH = 10, 1_000


def browser_hint(signals: PageSignals, names: Iterable[str]) -> str | None:
    """Why only a browser could tell whether the page links to the target.

    `names` are hosts or addresses of the targets that were not found as links. A name in visible text, in
    a comment or in an ordinary link is no sign: those a browser shows as they are.
    """
    if signals.rendered or signals.other_format or signals.status != 200:
        return None
    if signals.size >= Size.THIN and (shell := app_shell(signals)):
        return shell
    for name in names:
        for place in _places(signals.html_text, name):
            if holder := _holder(signals.html_text, place):
                return f"{name} stands in {holder}"
    return None


def app_shell(signals: PageSignals) -> str | None:
    """Whether a thin page waits for a script or a frame to fill it."""
    if signals.frameset:
        return "its content is in a frameset"
    if signals.frames and signals.chars <= _BARE:
        return f"its content is in a frame: {signals.frames[0][:80]!r}"
    if not signals.scripts:
        return None
    if signals.chars <= _BARE:
        return f"{signals.chars} characters of text beside {signals.scripts} scripts"
    if signals.empty_mount:
        return f"an empty mount point, {signals.chars} characters of text and {signals.scripts} scripts"
    if (
        signals.chars <= _SPARSE
        and _WANTS_SCRIPTS.search(signals.noscript)
        and "comment" not in signals.noscript.lower()
    ):
        return f"<noscript> asks for scripts: {signals.noscript[:80]!r}"
    return None


def _places(html_text: str, name: str) -> Iterator[int]:
    place = html_text.find(name)
    for _ in range(_MOST_PLACES):
        if place < 0:
            return
        yield place
        place = html_text.find(name, place + len(name))


def _holder(html_text: str, place: int) -> str | None:
    """The script, template or attribute that holds the place, in words."""
    for tag in ("script", "template", "textarea"):
        opened = html_text.rfind(f"<{tag}", 0, place)
        if opened > html_text.rfind(f"</{tag}", 0, place):
            start_tag, closed, _ = html_text[opened:place].partition(">")
            if closed and tag == "script":
                return None if _INERT_SCRIPT.search(start_tag) else "a script"
            if closed:
                return f"a <{tag}>"
    start = max(0, place - _REACH)
    opened = html_text.rfind("<", start, place)
    if opened <= html_text.rfind(">", start, place):
        return None
    attribute = _ATTRIBUTE.search(html_text[opened:place])
    if attribute is None or not _LIVE_ATTRIBUTE.match(attribute[1]):
        return None
    return f"the attribute {attribute[1][:40]}"
