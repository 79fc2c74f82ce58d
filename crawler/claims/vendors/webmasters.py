"""What search engines tell the owner of a site: samples of links, and count tables that hold none."""

from crawler.claims.formats import Field, Format

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
