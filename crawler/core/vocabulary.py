"""Every word that is stored or published, as closed enums.

Stored text never changes its meaning; new members may be added. What each one means to a reader stands in
docs/statuses.md and docs/facts.md, and a test holds the two together.
"""

from enum import StrEnum


class Match(StrEnum):
    """Which link serves a claim, from the tightest to the widest."""

    EXACT = "exact"
    PAGE = "page"
    PREFIX = "prefix"
    HOST = "host"
    DOMAIN = "domain"


class RelTerm(StrEnum):
    """The rel that a claim was promised."""

    FOLLOW = "follow"
    NOFOLLOW = "nofollow"
    SPONSORED = "sponsored"
    UGC = "ugc"
    ANY = "any"


class Region(StrEnum):
    """Where on the page a link stands."""

    MAIN = "main"
    HEADER = "header"
    NAV = "nav"
    SIDEBAR = "sidebar"
    FOOTER = "footer"
    COMMENTS = "comments"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """The judgement of one claim in one run, and the settled state of a claim."""

    LIVE = "live"
    ALTERED = "altered"
    LOST = "lost"
    UNVERIFIED = "unverified"


class Reason(StrEnum):
    """Why a check has its status; `REASONS` says which status each belongs to."""

    ANCHOR_DIFFERS = "anchor_differs"
    REL_DIFFERS = "rel_differs"
    REGION_DIFFERS = "region_differs"
    TARGET_DIFFERS = "target_differs"
    TARGET_BROKEN = "target_broken"
    HIDDEN = "hidden"
    NOT_CRAWLABLE = "not_crawlable"
    PAGE_NOINDEX = "page_noindex"
    PAGE_NOFOLLOW = "page_nofollow"
    PAGE_NOT_CANONICAL = "page_not_canonical"
    PAGE_BLOCKED_FOR_SEARCH = "page_blocked_for_search"

    LINK_REMOVED = "link_removed"
    MENTION_ONLY = "mention_only"
    PAGE_GONE = "page_gone"
    PAGE_REDIRECTED = "page_redirected"
    SOFT_404 = "soft_404"
    PARKED = "parked"
    DOMAIN_GONE = "domain_gone"

    ROBOTS_DISALLOWED = "robots_disallowed"
    CHALLENGE = "challenge"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    LOGIN_REQUIRED = "login_required"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    DNS_ERROR = "dns_error"
    CONNECT_ERROR = "connect_error"
    TLS_ERROR = "tls_error"
    REDIRECT_LOOP = "redirect_loop"
    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    RENDER_FAILED = "render_failed"
    ADDRESS_REFUSED = "address_refused"
    BAD_URL = "bad_url"
    INTERNAL_ERROR = "internal_error"


ALTERED_REASONS = (
    Reason.TARGET_DIFFERS,
    Reason.TARGET_BROKEN,
    Reason.REL_DIFFERS,
    Reason.HIDDEN,
    Reason.NOT_CRAWLABLE,
    Reason.PAGE_NOINDEX,
    Reason.PAGE_BLOCKED_FOR_SEARCH,
    Reason.PAGE_NOFOLLOW,
    Reason.PAGE_NOT_CANONICAL,
    Reason.ANCHOR_DIFFERS,
    Reason.REGION_DIFFERS,
)
"""The reasons of `altered`, most telling first: the order in which a check lists them."""

LOST_REASONS = (
    Reason.DOMAIN_GONE,
    Reason.PARKED,
    Reason.PAGE_GONE,
    Reason.SOFT_404,
    Reason.PAGE_REDIRECTED,
    Reason.MENTION_ONLY,
    Reason.LINK_REMOVED,
)

UNVERIFIED_REASONS = tuple(r for r in Reason if r not in ALTERED_REASONS and r not in LOST_REASONS)


def status_of(reason: Reason) -> Status:
    """The one status that a reason belongs to."""
    if reason in ALTERED_REASONS:
        return Status.ALTERED
    return Status.LOST if reason in LOST_REASONS else Status.UNVERIFIED


class FailureKind(StrEnum):
    """Why a visit ended without a page, or with only a part of one; stored in `pages.failure`."""

    ROBOTS_DISALLOWED = "robots_disallowed"
    TIMEOUT = "timeout"
    DNS_ERROR = "dns_error"
    DOMAIN_GONE = "domain_gone"
    CONNECT_ERROR = "connect_error"
    TLS_ERROR = "tls_error"
    REDIRECT_LOOP = "redirect_loop"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    ADDRESS_REFUSED = "address_refused"
    BAD_URL = "bad_url"
    PROTOCOL_ERROR = "protocol_error"
    RENDER_FAILED = "render_failed"
    CANCELLED = "cancelled"
    INTERNAL_ERROR = "internal_error"


class PageState(StrEnum):
    """What kind of answer a page is, apart from whether the link is on it."""

    WHOLE = "whole"
    CHALLENGE = "challenge"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    LOGIN_REQUIRED = "login_required"
    SERVER_ERROR = "server_error"
    PAGE_GONE = "page_gone"
    SOFT_404 = "soft_404"
    MAYBE_SOFT_404 = "maybe_soft_404"
    PARKED = "parked"
    REDIRECTED = "redirected"
    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    NEEDS_BROWSER = "needs_browser"


class Via(StrEnum):
    """How a link leads to the target."""

    DIRECT = "direct"
    WRAPPED = "wrapped"
    REDIRECT = "redirect"


class AnchorKind(StrEnum):
    """What a link shows."""

    TEXT = "text"
    IMAGE = "image"
    MIXED = "mixed"
    EMPTY = "empty"


class Place(StrEnum):
    """Where in the bytes a link was found; only `body` is a link that every browser shows."""

    BODY = "body"
    NOSCRIPT = "noscript"
    TEMPLATE = "template"
    COMMENT = "comment"
    SRCDOC = "srcdoc"
    SCRIPT = "script"


class Crawlable(StrEnum):
    """Google's crawlability class of a link (developers.google.com, "Make your links crawlable")."""

    YES = "yes"
    NOT_AN_ANCHOR = "not_an_anchor"
    SCRIPT_URL = "script_url"
    NO_HREF = "no_href"
    OTHER_SCHEME = "other_scheme"


class HiddenReason(StrEnum):
    """Why a link is not visible, as far as it can be told."""

    HIDDEN_ATTRIBUTE = "hidden_attribute"
    DISPLAY_NONE = "display_none"
    VISIBILITY_HIDDEN = "visibility_hidden"
    OPACITY_ZERO = "opacity_zero"
    ZERO_SIZE = "zero_size"
    OFF_SCREEN = "off_screen"
    CLIPPED = "clipped"
    FONT_SIZE_ZERO = "font_size_zero"
    TEXT_INDENT = "text_indent"
    SAME_COLOUR = "same_colour"
    COVERED = "covered"
    EMPTY_ANCHOR = "empty_anchor"
    ARIA_HIDDEN = "aria_hidden"
    NOSCRIPT = "noscript"
    COLLAPSED = "collapsed"
    REMOVED_BY_SCRIPT = "removed_by_script"


class SeenIn(StrEnum):
    """Which of the two readings of a page showed the link."""

    RAW = "raw"
    RENDERED = "rendered"
    BOTH = "both"


class FetchedBy(StrEnum):
    HTTP = "http"
    BROWSER = "browser"


class RunOutcome(StrEnum):
    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class EventKind(StrEnum):
    """What changed for a claim; one row in `events` for each change, never again every night."""

    VERIFIED = "verified"
    NEVER_FOUND = "never_found"
    LOST = "lost"
    RESTORED = "restored"
    ALTERED = "altered"
    REPAIRED = "repaired"
    REL_CHANGED = "rel_changed"
    ANCHOR_CHANGED = "anchor_changed"
    TARGET_CHANGED = "target_changed"
    REGION_CHANGED = "region_changed"
    CONTEXT_CHANGED = "context_changed"
    HIDDEN_CHANGED = "hidden_changed"
    PAGE_NOINDEXED = "page_noindexed"
    PAGE_INDEXABLE = "page_indexable"
    PAGE_MOVED = "page_moved"
    PAGE_DRIFTED = "page_drifted"
    UNVERIFIABLE = "unverifiable"
    TERM_ENDS_SOON = "term_ends_soon"
    UNAVAILABLE_AFTER_SOON = "unavailable_after_soon"


class RenderMode(StrEnum):
    """When a page is opened in a browser as well."""

    AUTO = "auto"
    NEVER = "never"
    ALWAYS = "always"
