"""`rejudge` without its command: which checks and states today's policy would change, and changing them."""

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.core.history import settle
from crawler.core.judge import judge
from crawler.core.records import Check, Claim, ClaimState
from crawler.core.rejudge import compared_again
from crawler.core.vocabulary import Status
from crawler.policy import Policy
from crawler.store.replay import Archive, Rejudged, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the last check of a claim says and would say; `settled` is the settled status as it stands, `state` the
    settled state that would follow."""

    claim: Claim
    before: Stored
    after: Rejudged
    changed_checks: int
    settled: Status | None
    state: ClaimState


def rejudge(archive: Archive, policy: Policy, *, apply: bool) -> Iterator[Change]:
    """Judge every stored check again; yields the claims for which something changes, and writes if told to."""
    for claim in archive.claims():
        stored = archive.history(claim)
        if not stored:
            continue
        judged = [_again(claim, one, policy) for one in stored]
        changed = sum(
            (one.status, one.reasons) != (new.check.status, new.check.reasons)
            for one, new in zip(stored, judged, strict=True)
        )
        state: ClaimState | None = None
        for one, new in zip(stored, judged, strict=True):
            state, _ = settle(state, new.check, one.seen.page, claim=claim, policy=policy.history, now=one.night)
        assert state is not None
        settled = archive.settled(claim)
        if not changed and settled is state.status:
            continue
        if apply:
            archive.replace(judged, state)
        yield Change(
            claim=claim, before=stored[-1], after=judged[-1], changed_checks=changed, settled=settled, state=state
        )
    if apply:
        archive.count_again()


def _again(claim: Claim, stored: Stored, policy: Policy) -> Rejudged:
    """The check made again; one whose facts were pruned stays as it was."""
    if stored.pruned:
        kept = Check(claim_id=claim.id, status=stored.status, reasons=stored.reasons, checked_at=stored.checked_at)
        return Rejudged(check_id=stored.check_id, check=kept, link_id=None)
    seen = compared_again(stored.seen, policy.reading.urls)
    check = judge(claim, seen, now=stored.checked_at)
    link_id = stored.link_ids[seen.links.index(check.link)] if check.link is not None else None
    return Rejudged(check_id=stored.check_id, check=check, link_id=link_id)
