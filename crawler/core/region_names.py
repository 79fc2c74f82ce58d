"""The names of the region model's features, in the order in which `region_features` gives them."""

from crawler.core.region_words import ANCHOR_GROUPS, HEADING_GROUPS, HREF_GROUPS, TELLING

_SHAPE = (
    "chars,own text,density,links,chars a link,prose,nodes,chars a node,in paragraph,in item,in list,in heading,"
    "share of links,depth,rest share,apart"
).split(",")
_CONTAINER = (
    "chars,own text,density,links,prose share,start,end,order from end,chars a link,images a link,"
    "paragraphs a link,headings a link"
).split(",")
_PLACE = (
    "position,chars before,chars after,link position,links before,prose position,prose before,prose after,"
    "element position,text since last"
).split(",")
SIDES = ("story", "rest inner", "rest core", "merit")
BRANCHED = (True, True, False, False)
"""Of which centres the branches are compared, too."""
_BRANCH = "size,density,prose,ratio,top,alike".split(",")
NO_BRANCH = (0.0, 0.0, 0.0, 0.0, 0.0, -1.0)
_HEADLINE = "after headline,headline gap,headline scope".split(",")
_MERIT = "merit ratio,own merit ratio".split(",")
_LIST = "list rank,list weight,list item own text".split(",")
_HEADING = "heading level,heading gap,heading steps,heading scope,after h1,h1 distance".split(",")
_HREF = "hyphens,slashes,numbers,fragment,absolute,outside,same section".split(",")
_LANDMARK = "in main,in articles,copyright distance,with copyright".split(",")
_PAGE = (
    "article tags,images a link,story chars,story share,story parts,long runs,merit size,merit density,"
    "rest inner prose,headline coverage,headline level,headline position,largest list against story,og type,front,"
    "own depth,own hyphens,own digits,own folder"
).split(",")

NAMES: tuple[str, ...] = (
    *_SHAPE,
    *(f"{box} {name}" for box in ("near", "medium") for name in _CONTAINER),
    "repeats",
    *_PLACE,
    *(
        f"{side} {name}"
        for side, branched in zip(SIDES, BRANCHED, strict=True)
        for name in ("side", "gap", *((f"branch {b}" for b in _BRANCH) if branched else ()))
    ),
    "links to merit",
    "density to merit",
    *_HEADLINE,
    *_MERIT,
    *_LIST,
    *_HEADING,
    *(f"heading word {group}" for group in HEADING_GROUPS),
    *(f"anchor word {group}" for group in ANCHOR_GROUPS),
    *(f"href {group}" for group in HREF_GROUPS),
    *(f"href {name}" for name in _HREF),
    *(f"class word {group}" for group in TELLING),
    *(f"innermost {kind}" for kind in range(7)),
    *(f"outermost {kind}" for kind in range(6)),
    *(f"landmark {kind}" for kind in range(5)),
    *_LANDMARK,
    *_PAGE,
)
DENSITY, PROSE = NAMES.index("density"), NAMES.index("prose")
"""Of a block's own: together they tell whether it is running text."""
