"""The names of the region model's features, in the order in which `region_features` gives them."""

from crawler.core.region_words import ANCHOR_GROUPS, CLASS_GROUPS, HEADING_GROUPS, HREF_GROUPS, PAGE_GROUPS

_SHAPE = (
    "chars,own text,density,links,chars a link,prose,nodes,chars a node,in paragraph,in item,in list,in table,"
    "in heading,share of links,depth,weight share,rest weight share,flagged"
).split(",")
_CONTAINER = "chars,own text,density,links,prose share,start,end,order,order from end,chars a link".split(",")
_ROW = "repeats,item size,item density,item own text,item links,row share,row rest share,medium rest share".split(",")
_PLACE = (
    "position,chars before,chars after,link position,links before,links after,prose position,prose before,prose after,"
    "element position,text since last,text to next"
).split(",")
SIDES = ("story", "core", "inner core", "bulk", "rest core", "rest inner")
BRANCHED = ("story", "rest inner")
_BRANCH = "size,density,prose,order,ratio,top,alike".split(",")
_HEADING = "heading level,heading gap,heading steps,heading scope,after h1,h1 distance".split(",")
_HREF = "hyphens,slashes,digits,fragment,absolute,outside,images".split(",")
_LANDMARK = "in main,in articles,local landmark".split(",")
_PAGE = (
    "page chars,page prose,page links,page density,page prose share,h1 count,main tag,article tags,paragraph tags,"
    "core size,bulk size,inner core share,story chars,story prose share,story share,story parts,prose places,"
    "inner core prose,rest inner prose,rest share,rest prose share,og type,url depth,url hyphens,url digits,"
    "url file,url query"
).split(",")

NAMES: tuple[str, ...] = (
    *_SHAPE,
    *(f"{box} {name}" for box in ("list", "small", "medium") for name in _CONTAINER),
    *_ROW,
    *_PLACE,
    *(
        f"{side} {name}"
        for side in SIDES
        for name in ("side", "steps", "gap", *((f"branch {b}" for b in _BRANCH) if side in BRANCHED else ()))
    ),
    *_HEADING,
    *(f"heading word {group}" for group in HEADING_GROUPS),
    *(f"anchor word {group}" for group in ANCHOR_GROUPS),
    *(f"href {group}" for group in HREF_GROUPS),
    *(f"href {name}" for name in _HREF),
    *(f"class word {group}" for group in CLASS_GROUPS),
    *(f"innermost {kind}" for kind in range(7)),
    *(f"outermost {kind}" for kind in range(6)),
    *(f"landmark {kind}" for kind in range(5)),
    *_LANDMARK,
    "copyright distance",
    "with copyright",
    *_PAGE,
    *(f"body word {group}" for group in PAGE_GROUPS),
    *(f"url word {group}" for group in PAGE_GROUPS),
)
