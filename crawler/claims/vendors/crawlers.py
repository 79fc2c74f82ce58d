"""Exports of crawlers that people run on sites themselves."""

from crawler.claims.formats import Field, Format

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
