"""Majestic: its website export and its API write the same facts under other names."""

from crawler.claims.formats import Field, Format

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
