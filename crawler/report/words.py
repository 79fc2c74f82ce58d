"""What a report calls things, and what to do about each reason, in words for people who buy links, not crawl them."""

import json

from crawler.core.vocabulary import EventKind, Reason, Status
from crawler.report.buckets import Bucket

BUCKETS: dict[Bucket, tuple[str, str]] = {
    Bucket.LOST: ("Lost", "The whole page was read, more than once, and the link is not on it, or the page is gone."),
    Bucket.CONFIRM: ("To be confirmed", "Something changed at the last look; a second look decides."),
    Bucket.ALTERED: ("Altered", "The link is there, but not as agreed."),
    Bucket.UNVERIFIED: ("Could not be checked", "The last look could not tell. This never counts as a loss."),
    Bucket.LIVE: ("Live", "The link is there and keeps its terms."),
    Bucket.UNCHECKED: ("Not checked yet", "No visit has taken place so far."),
}

REASONS: dict[Reason, tuple[str, str]] = {
    Reason.ANCHOR_DIFFERS: (
        "another anchor text",
        "Ask the editor to restore the agreed words, or accept the new ones.",
    ),
    Reason.REL_DIFFERS: (
        "another rel",
        "Compare with the contract: a nofollow or sponsored was added, or one is missing.",
    ),
    Reason.REGION_DIFFERS: ("moved on the page", "Look at the page: the link no longer stands where it was agreed."),
    Reason.TARGET_DIFFERS: (
        "leads to another URL",
        "The page links to the same domain, another page. Ask for the right URL.",
    ),
    Reason.TARGET_BROKEN: ("target does not answer", "The linked page of yours is broken: repair it or redirect it."),
    Reason.HIDDEN: ("not visible", "Readers cannot see the link. Ask why, and show the evidence."),
    Reason.NOT_CRAWLABLE: ("not a crawlable link", "Search engines may not follow it: ask for a plain <a href>."),
    Reason.PAGE_NOINDEX: ("page is noindex", "The page asks search engines to leave it out: talk to its owner."),
    Reason.PAGE_NOFOLLOW: ("page is nofollow", "The page marks all its links nofollow: talk to its owner."),
    Reason.PAGE_NOT_CANONICAL: ("another page is canonical", "Check whether the link is on the canonical page, too."),
    Reason.PAGE_BLOCKED_FOR_SEARCH: (
        "blocked for search engines",
        "robots.txt keeps Googlebot out: talk to the owner.",
    ),
    Reason.LINK_REMOVED: ("link removed", "The page is there without the link. Ask for it back, or for your money."),
    Reason.MENTION_ONLY: ("mentioned, not linked", "The address is there as text: ask to make it a link again."),
    Reason.PAGE_GONE: ("page gone (404, 410)", "The page does not exist any more. Ask for a new place."),
    Reason.PAGE_REDIRECTED: ("page redirects away", "The page sends visitors elsewhere, and the link is not there."),
    Reason.SOFT_404: ("page says “not found”", "It answers 200, but its text is an error page. Treat it as gone."),
    Reason.PARKED: ("domain parked", "The domain shows a parking page. The site is gone."),
    Reason.DOMAIN_GONE: ("domain gone", "The domain's name does not exist any more."),
    Reason.ROBOTS_DISALLOWED: ("robots.txt keeps us out", "Look by hand, or ask the owner to let us in."),
    Reason.CHALLENGE: ("bot check", "A firewall wanted proof of a human. Look by hand, or ask to be let in."),
    Reason.FORBIDDEN: ("access refused (403)", "The site refuses us. Look by hand, or ask to be let in."),
    Reason.RATE_LIMITED: ("too many requests (429)", "The site asked us to slow down; the next night tries again."),
    Reason.LOGIN_REQUIRED: ("behind a login", "Only members can see the page. Look by hand."),
    Reason.SERVER_ERROR: ("server error", "The site had a bad night. Wait for the next one."),
    Reason.TIMEOUT: ("no answer in time", "The site was too slow. Wait for the next night."),
    Reason.DNS_ERROR: ("name not resolved", "A name server failed. Wait for the next night."),
    Reason.CONNECT_ERROR: ("no connection", "The server did not take our call. Wait for the next night."),
    Reason.TLS_ERROR: ("TLS failed", "No safe connection could be made. If it lasts, tell the owner."),
    Reason.REDIRECT_LOOP: ("redirects in a circle", "The page never arrives anywhere. If it lasts, tell the owner."),
    Reason.NOT_HTML: ("not a web page", "The address answers with a file of another type. Check the claim."),
    Reason.TOO_LARGE: ("page too large", "The page is larger than we read. Look by hand."),
    Reason.TRUNCATED: ("page cut short", "The answer broke off before its end. Wait for the next night."),
    Reason.EMPTY: ("empty page", "The page came without text. Look by hand if it lasts."),
    Reason.RENDER_FAILED: (
        "browser failed",
        "The page needs a browser, and it failed there. Look by hand if it lasts.",
    ),
    Reason.ADDRESS_REFUSED: ("private address", "The name leads into a private network, where we never go."),
    Reason.BAD_URL: ("not a web address", "The claim's URL cannot be visited: correct the claim file."),
    Reason.INTERNAL_ERROR: ("our own mistake", "Something failed on our side. Please tell whoever runs this."),
}

EVENTS: dict[EventKind, str] = {
    EventKind.LOST: "lost",
    EventKind.NEVER_FOUND: "never found",
    EventKind.ALTERED: "altered",
    EventKind.TARGET_CHANGED: "target changed",
    EventKind.REL_CHANGED: "rel changed",
    EventKind.HIDDEN_CHANGED: "visibility changed",
    EventKind.PAGE_NOINDEXED: "page now noindex",
    EventKind.ANCHOR_CHANGED: "anchor changed",
    EventKind.REGION_CHANGED: "place on page changed",
    EventKind.PAGE_DRIFTED: "page became another one",
    EventKind.PAGE_MOVED: "page moved",
    EventKind.CONTEXT_CHANGED: "text around it changed",
    EventKind.UNVERIFIABLE: "not checkable for nights",
    EventKind.TERM_ENDS_SOON: "term ends soon",
    EventKind.UNAVAILABLE_AFTER_SOON: "page will expire",
    EventKind.RESTORED: "restored",
    EventKind.REPAIRED: "repaired",
    EventKind.PAGE_INDEXABLE: "page indexable again",
    EventKind.VERIFIED: "verified for the first time",
}
"""In the order in which a report tells them: what hurts most first, good news last."""

GOOD_NEWS = frozenset({EventKind.RESTORED, EventKind.REPAIRED, EventKind.PAGE_INDEXABLE, EventKind.VERIFIED})


def spoken(text: str | None) -> str | None:
    """What an event says of before and after, for people: `lost (link removed)`, `days left 7, ends on 2027-01-31`."""
    if text is None:
        return None
    status, colon, reasons = text.partition(": ")
    if colon and status in list(Status) and all(reason in list(Reason) for reason in reasons.split(", ")):
        return f"{status} ({', '.join(REASONS[Reason(reason)][0] for reason in reasons.split(', '))})"
    if not text.startswith("{"):
        return text
    try:
        figures = json.loads(text)
    except ValueError:
        return text
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
