"""Files of people who were promised links: their columns are terms. And the two lists without columns."""

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
    kinds={"purchase": "purchased", "organic": "editorial"},
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
