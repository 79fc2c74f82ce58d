"""Exports of the big link indexes. Their rows are what a crawler once saw: beliefs, never terms."""

from crawler.claims.formats import Field, Format

AHREFS = Format(
    name="ahrefs",
    title="Ahrefs, Backlinks",
    columns={
        "Referring page URL": Field.SOURCE_URL,
        "Target URL": Field.TARGET_URL,
        "Link URL": Field.TARGET_URL,
        "Anchor": Field.BELIEVED_ANCHOR,
        "Link Anchor": Field.BELIEVED_ANCHOR,
        "Type": Field.LINK_TYPE,
        "Nofollow": Field.NOFOLLOW,
        "UGC": Field.UGC,
        "Sponsored": Field.SPONSORED,
        "First seen": Field.FIRST_SEEN,
        "Last seen": Field.LAST_SEEN,
        "Lost": Field.LOST_ON,
        "Lost status": Field.LOST_REASON,
        "Drop reason": Field.LOST_REASON,
    },
    needs=("Referring page URL",),
    any_of=("Target URL", "Link URL"),
    without=("Intersect", "Target page HTTP code"),
)
AHREFS_BROKEN = Format(
    name="ahrefs-broken",
    title="Ahrefs, Broken backlinks",
    columns={**AHREFS.columns, "Ref. page checked": Field.LAST_SEEN},
    needs=("Referring page URL", "Target URL", "Target page HTTP code"),
)
AHREFS_INTERSECT = Format(
    name="ahrefs-intersect",
    title="Ahrefs, Link intersect",
    needs=("Intersect",),
    refuse="it compares domains and names no target page; export 'Backlinks' instead",
)
_SEMRUSH_COLUMNS = {
    "Source url": Field.SOURCE_URL,
    "Target url": Field.TARGET_URL,
    "Anchor": Field.BELIEVED_ANCHOR,
    "Nofollow": Field.NOFOLLOW,
    "Sponsored": Field.SPONSORED,
    "Ugc": Field.UGC,
    "First seen": Field.FIRST_SEEN,
    "Last seen": Field.LAST_SEEN,
    "Lost link": Field.LOST,
}
_SEMRUSH_TYPES = {"Text": "text", "Image": "image", "Frame": "frame", "Form": "form"}
SEMRUSH = Format(
    name="semrush",
    title="Semrush, Backlinks",
    columns=_SEMRUSH_COLUMNS,
    needs=("Source url", "Target url"),
    any_of=("Page ascore", "Source title", "New link", "Lost link", "Nofollow", "Sitewide"),
    without=("Page trust score", "Toxicity Score"),
    type_flags=_SEMRUSH_TYPES,
)
SEMRUSH_OLD = Format(
    name="semrush-old",
    title="Semrush, Backlinks (older export)",
    columns=_SEMRUSH_COLUMNS,
    needs=("Source url", "Target url", "Page trust score"),
    type_flags=_SEMRUSH_TYPES,
)
SEMRUSH_AUDIT = Format(
    name="semrush-audit",
    title="Semrush, Backlink Audit",
    columns=_SEMRUSH_COLUMNS,
    needs=("Source url", "Target url", "Toxicity Score"),
)
MOZ = Format(
    name="moz",
    title="Moz, Inbound links",
    columns={
        "URL": Field.SOURCE_URL,
        "Target URL": Field.TARGET_URL,
        "Anchor Text": Field.BELIEVED_ANCHOR,
        "Only rel=nofollow": Field.NOFOLLOW,
    },
    needs=("URL", "Target URL"),
    any_of=("Page Authority", "PA", "Spam Score", "Domain Authority", "DA", "Link Equity"),
    scheme_optional=True,
    type_flags={"301": "redirect"},
)
MOZ_TOP_PAGES = Format(
    name="moz-top-pages",
    title="Moz, Top pages",
    needs=("URL",),
    any_of=("Linking Domains to Page", "Total Links"),
    without=("Target URL",),
    refuse="it counts links per page of your own and names no linking page; export 'Inbound links' instead",
)
DATAFORSEO = Format(
    name="dataforseo",
    title="DataForSEO backlinks",
    columns={
        "url_from": Field.SOURCE_URL,
        "url_to": Field.TARGET_URL,
        "anchor": Field.BELIEVED_ANCHOR,
        "dofollow": Field.FOLLOW,
        "attributes": Field.BELIEVED_REL,
        "first_seen": Field.FIRST_SEEN,
        "last_seen": Field.LAST_SEEN,
        "is_lost": Field.LOST,
        "item_type": Field.LINK_TYPE,
        "semantic_location": Field.BELIEVED_REGION,
    },
    needs=("url_from", "url_to"),
)
