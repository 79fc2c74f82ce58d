"""Every claim file that is read without being told how: one description each, taken from real exports and the
vendors' own pages. What each looks like and how its columns are used stands in docs/claim-files.md."""

from crawler.claims.formats import TERMS, DateOrder, Field, Format, Layout, RelWords

NATIVE = Format(
    name="native",
    title="claim file",
    columns={term.value: term for term in TERMS},
    needs=("source_url",),
    promises=True,
)
MAPPED = Format(name="mapped", title="table with --map", promises=True)
URL_LIST = Format(name="url-list", title="plain list of linking pages", layout=Layout.LIST)
DISAVOW = Format(name="disavow", title="Google disavow file", layout=Layout.MARKS)

GSC_LATEST_LINKS = Format(
    name="gsc-latest-links",
    title="Google Search Console, Latest links",
    columns={
        "Linking page": Field.SOURCE_URL,
        "Last crawled": Field.LAST_SEEN,
        "Página de enlace": Field.SOURCE_URL,
        "Último rastreo": Field.LAST_SEEN,
        "דף מקשר": Field.SOURCE_URL,
        "נסרק לאחרונה": Field.LAST_SEEN,
    },
    any_of=("Last crawled", "Último rastreo", "נסרק לאחרונה"),
)
GSC_SAMPLE_LINKS = Format(
    name="gsc-sample-links",
    title="Google Search Console, More sample links",
    columns={
        "Linking page": Field.SOURCE_URL,
        "Página de enlace": Field.SOURCE_URL,
        "דף מקשר": Field.SOURCE_URL,
    },
    any_of=("Linking page", "Página de enlace", "דף מקשר"),
    without=("Last crawled", "Último rastreo", "נסרק לאחרונה", "Linking sites", "Target pages"),
)
_EXPORT_LATEST = "; export 'Latest links' or 'More sample links' instead"
GSC_LINKING_SITES = Format(
    name="gsc-linking-sites",
    title="Google Search Console, Top linking sites",
    any_of=("Target pages", "דפי יעד"),
    refuse="it counts links per site and names no linking page" + _EXPORT_LATEST,
)
GSC_LINKED_PAGES = Format(
    name="gsc-linked-pages",
    title="Google Search Console, Top linked pages",
    any_of=("Incoming links", "קישורים נכנסים"),
    refuse="it counts links per page of your own and names no linking page" + _EXPORT_LATEST,
)
GSC_LINKING_TEXT = Format(
    name="gsc-linking-text",
    title="Google Search Console, Top linking text",
    needs=("Linking text",),
    any_of=("Count",),
    refuse="it counts anchor texts and names no linking page" + _EXPORT_LATEST,
)

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
    title="Semrush, Backlinks (before 2021)",
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

MAJESTIC = Format(
    name="majestic",
    title="Majestic, Download Backlinks",
    columns={
        "Source URL": Field.SOURCE_URL,
        "Target URL": Field.TARGET_URL,
        "Anchor Text": Field.BELIEVED_ANCHOR,
        "Source First Found Date": Field.FIRST_SEEN,
        "Source Crawl Date": Field.LAST_SEEN,
        "FlagNoFollow": Field.NOFOLLOW,
    },
    needs=("Source URL", "Target URL"),
    any_of=("Source Crawl Date", "Source First Found Date", "FlagOldCrawl"),
    filled_is_yes=True,
    ragged=True,
    type_flags={
        "FlagMention": "mention",
        "FlagRedirect": "redirect",
        "FlagFrame": "frame",
        "FlagImageLink": "image",
    },
)
MAJESTIC_API = Format(
    name="majestic-api",
    title="Majestic, GetBackLinkData",
    columns={
        "SourceURL": Field.SOURCE_URL,
        "TargetURL": Field.TARGET_URL,
        "AnchorText": Field.BELIEVED_ANCHOR,
        "FirstIndexedDate": Field.FIRST_SEEN,
        "LastSeenDate": Field.LAST_SEEN,
        "DateLost": Field.LOST_ON,
        "ReasonLost": Field.LOST_REASON,
        "FlagNoFollow": Field.NOFOLLOW,
        "LinkType": Field.LINK_TYPE,
        "FlagDeleted": Field.LOST,
    },
    needs=("SourceURL", "TargetURL"),
    any_of=("FirstIndexedDate", "LastSeenDate", "DateLost", "FlagDeleted"),
    type_flags={
        "FlagMention": "mention",
        "FlagRedirect": "redirect",
        "FlagFrame": "frame",
        "FlagImages": "image",
    },
)

BING = Format(
    name="bing",
    title="Bing Webmaster Tools, Backlinks",
    columns={
        "Source Url": Field.SOURCE_URL,
        "Target Url": Field.TARGET_URL,
        "Anchor text": Field.BELIEVED_ANCHOR,
    },
    needs=("Source Url", "Target Url", "Anchor text"),
)
BING_COUNTS = Format(
    name="bing-counts",
    title="Bing Webmaster Tools, domains or anchors",
    needs=("Backlinks Count",),
    refuse="it counts links and names no linking page; export 'Pages' instead",
)

_SCREAMING_FROG_COLUMNS = {
    "Source": Field.SOURCE_URL,
    "Destination": Field.TARGET_URL,
    "Type": Field.LINK_TYPE,
    "Anchor": Field.BELIEVED_ANCHOR,
    "Alt Text": Field.BELIEVED_ANCHOR,
    "Follow": Field.FOLLOW,
    "Rel": Field.BELIEVED_REL,
    "Link Position": Field.BELIEVED_REGION,
}
SCREAMING_FROG = Format(
    name="screaming-frog",
    title="Screaming Frog, All Inlinks",
    columns=_SCREAMING_FROG_COLUMNS,
    needs=("Type", "Source", "Destination"),
    any_of=("Follow", "Link Position", "Status Code"),
    only_types=frozenset({"hyperlink", "href"}),
)

LINKODY = Format(
    name="linkody",
    title="Linkody import",
    columns={
        "URL FROM": Field.SOURCE_URL,
        "NOTES": Field.NOTE,
        "EXPECTED LANDING PAGE URL": Field.TARGET_URL,
        "EXPECTED FOLLOW": Field.REL,
        "EXPECTED ANCHOR": Field.ANCHOR,
        "ADDED": Field.STARTS_ON,
        "EXPIRES": Field.ENDS_ON,
        "COST": Field.PRICE,
    },
    needs=("URL FROM",),
    promises=True,
    rel_words=RelWords.YES_IS_FOLLOW,
)
BUZZSTREAM = Format(
    name="buzzstream",
    title="BuzzStream link partners",
    columns={
        "Link Partner – Name": Field.VENDOR,
        "Linking from": Field.SOURCE_URL,
        "Linking To": Field.TARGET_URL,
        "Anchor Text": Field.ANCHOR,
        "Acquisition Method": Field.KIND,
        "Payment – Amount": Field.PRICE,
        "Payment – Start date": Field.STARTS_ON,
        "Payment – Expiration date": Field.ENDS_ON,
    },
    needs=("Linking from", "Linking To"),
    promises=True,
    dollars=True,
    date_order=DateOrder.MONTH_FIRST,
)
TRACELINKER = Format(
    name="tracelinker",
    title="TraceLinker",
    columns={
        "source_url": Field.SOURCE_URL,
        "target_url": Field.TARGET_URL,
        "anchor_text": Field.ANCHOR,
        "rel": Field.REL,
        "first_seen": Field.FIRST_SEEN,
        "last_seen": Field.LAST_SEEN,
        "note": Field.NOTE,
    },
    needs=("source_url", "target_url", "anchor_text"),
    promises=True,
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
YANDEX = Format(
    name="yandex",
    title="Yandex Webmaster, External links",
    columns={
        "source_url": Field.SOURCE_URL,
        "destination_url": Field.TARGET_URL,
        "discovery_date": Field.FIRST_SEEN,
        "source_last_access_date": Field.LAST_SEEN,
    },
    needs=("source_url", "destination_url"),
)

FORMATS = (
    NATIVE,
    GSC_LATEST_LINKS,
    GSC_SAMPLE_LINKS,
    GSC_LINKING_SITES,
    GSC_LINKED_PAGES,
    GSC_LINKING_TEXT,
    AHREFS,
    AHREFS_BROKEN,
    AHREFS_INTERSECT,
    SEMRUSH,
    SEMRUSH_OLD,
    SEMRUSH_AUDIT,
    MOZ,
    MOZ_TOP_PAGES,
    MAJESTIC,
    MAJESTIC_API,
    BING,
    BING_COUNTS,
    SCREAMING_FROG,
    LINKODY,
    BUZZSTREAM,
    TRACELINKER,
    DATAFORSEO,
    YANDEX,
    URL_LIST,
    DISAVOW,
)
BY_NAME = {each.name: each for each in FORMATS}

NOT_LINKS = frozenset(
    {
        "redirect",
        "frame",
        "form",
        "canonical",
        "alternate",
        "rss",
        "mention",
        "textmention",
        "meta",
        "deleted",
    }
)
"""Link types that no `<a>` stands behind: a check would not find them and call them lost."""
