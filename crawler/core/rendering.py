"""Should a page be opened in a browser as well, and what is said where it should have been and was not?

A rendered page costs some two hundred plain ones, so it is done only where it can change the answer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from crawler.core.records import Claim, ClaimState, Observation
from crawler.core.vocabulary import PageState, RenderMode, Status

_READ = frozenset({PageState.WHOLE, PageState.NEEDS_BROWSER, PageState.MAYBE_SOFT_404})
_WAS_THERE = frozenset({Status.LIVE, Status.ALTERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Why a browser should look. `needed` where the plain visit alone cannot tell a loss; `looks_only` where
    every link was found and only its visibility is asked for."""

    cause: str
    needed: bool = False
    looks_only: bool = False


def wish(
    seen: Observation,
    states: Mapping[str, ClaimState],
    *,
    mode: RenderMode,
    helped: bool,
    kinds: Collection[str],
    pictured: bool = False,
) -> Wish | None:
    """Why this page should be rendered, `None` where the plain visit is enough.

    `helped`: scripts have added links on this host before; `kinds`: kinds of claim whose links are to be looked
    at with the eyes of a reader even though they were found; `pictured`: evidence of this page is to be kept.
    """
    page = seen.page
    if page.failure is not None or page.state not in _READ:
        return None
    missing = missing_claims(seen)
    if missing:
        if seen.needs_browser is not None:
            return Wish(cause=seen.needs_browser, needed=True)
        if page.state is PageState.NEEDS_BROWSER:
            return Wish(cause=page.state_evidence or "scripts have yet to fill the page", needed=True)
        if mode is RenderMode.ALWAYS:
            return Wish(cause="this site is always opened in a browser", needed=True)
        if helped:
            return Wish(cause="scripts have added links on this host before", needed=True)
        if any(_was_there(states.get(claim.id)) for claim in missing):
            return Wish(cause="the link was there before, and a browser looks before it is called lost")
    if mode is RenderMode.ALWAYS:
        return Wish(cause="this site is always opened in a browser", looks_only=True)
    if pictured:
        return Wish(cause="its evidence is to be kept", looks_only=True)
    asked = next((claim.kind for claim in seen.claims if claim.kind in kinds), None)
    if asked is not None and len(missing) < len(seen.claims):
        return Wish(cause=f"links of kind {asked} are looked at in a browser", looks_only=True)
    return None


def left_out(seen: Observation, wanted: Wish, cause: str, *, careful: bool) -> Observation:
    """The observation of a page that was not rendered, with the cause. Its missing claims become unverified
    where only a browser could tell; `careful`: also where the browser was to have a second look."""
    if wanted.looks_only:
        return seen
    page = replace(seen.page, failure_detail=f"not opened in a browser: {cause}")
    needs = seen.needs_browser or (wanted.cause if wanted.needed or careful else None)
    return replace(seen, page=page, needs_browser=needs)


def missing_claims(seen: Observation) -> list[Claim]:
    """The claims that no link serves."""
    served = {link.claim_id for link in seen.links if link.serves}
    return [claim for claim in seen.claims if claim.id not in served]


def _was_there(state: ClaimState | None) -> bool:
    return state is not None and state.status in _WAS_THERE
