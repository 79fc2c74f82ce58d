"""Where links stand, on small pages of our own that show one case each."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.core.outline import outline
from crawler.core.region_marks import NAV
from crawler.core.region_model import Forest, RegionModel, forest
from crawler.core.region_names import NAMES
from crawler.core.region_page import Page
from crawler.core.region_words import CLASS_BIT, class_mask
from crawler.core.regions import RegionVerdict, classify
from crawler.core.vocabulary import Region

MODEL = RegionModel.from_json(
    (Path(__file__).parents[2] / "crawler" / "core" / "region_model.json").read_text(encoding="utf-8")
)
CLAY = "Clay has to be wedged before it is thrown, or pockets of air will burst in the heat of the kiln. "
STORY = "".join(
    f"<p>{CLAY}It is <a href=/glossary/{n}>term {n}</a> that matters here. {CLAY}{CLAY}</p>" for n in range(6)
)
MENU = "".join(
    f"<li><a href=/{word}>{word.title()}</a></li>" for word in ("home", "shop", "courses", "about", "contact")
)
LEGAL = "".join(f"<li><a href=/{word}>{word.title()}</a></li>" for word in ("privacy", "terms", "imprint"))
RECENT = "".join(f"<li><a href=/post/{n}-glaze-notes>Glaze notes number {n}</a></li>" for n in range(6))
REPLIES = "".join(
    f"<li class=comment id=comment-{n}><a href=http://reader{n}.test/>Reader {n}</a> <a href=#comment-{n}>2 May</a>"
    f"<p>Thank you, that helped me with my own kiln at home, number {n}.</p><a href=?replytocom={n}>Reply</a></li>"
    for n in range(5)
)
LANDMARKS = f"""<body><header><a href=/ class=logo>Clay &amp; Co</a></header><nav><ul>{MENU}</ul></nav>
<main><article><header><a href=/author/ann>Ann Potter</a></header><h1>Wedging</h1>{STORY}</article>
<section id=comments class=comments-area><h2>5 comments</h2><ol class=comment-list>{REPLIES}</ol></section></main>
<aside class=sidebar><h3>Recent posts</h3><ul>{RECENT}</ul></aside>
<footer><nav><ul>{LEGAL}</ul></nav><p>© Clay &amp; Co</p></footer>"""
NAMED = f"""<body><div id=header><a href=/ class=logo>Clay &amp; Co</a></div><div class=main-nav><ul>{MENU}</ul></div>
<div class=content><div class=post><h1>Wedging</h1>{STORY}</div>
<div id=comments><h2>5 comments</h2><ol class=comment-list>{REPLIES}</ol></div></div>
<div class=sidebar><h3>Recent posts</h3><ul>{RECENT}</ul></div>
<div class=site-footer><ul>{LEGAL}</ul><p>© Clay &amp; Co</p></div>"""
BARE = f"""<body><div><ul>{MENU}</ul></div><div><div><h1>Wedging</h1>{STORY}</div>
<div><h3>Recent posts</h3><ul>{RECENT}</ul></div></div><div><ul>{LEGAL}</ul><p>© Clay &amp; Co</p></div>"""


def verdicts(html: str, url: str = "") -> dict[str, RegionVerdict]:
    """By href."""
    tree = LexborHTMLParser(html)
    assert tree.root is not None
    page = outline(tree.root)
    found = classify(page, page.links, MODEL, url)
    hrefs = [page.nodes[link].attributes["href"] or "" for link in page.links]
    return dict(zip(hrefs, found, strict=True))


@pytest.mark.parametrize("html", [LANDMARKS, NAMED, BARE], ids=["landmarks", "names", "bare"])
@pytest.mark.parametrize(
    ("href", "region"),
    [
        ("/courses", Region.NAV),
        ("/glossary/3", Region.MAIN),
        ("/post/3-glaze-notes", Region.SIDEBAR),
        ("/privacy", Region.FOOTER),
    ],
)
def test_regions_of_an_article(html: str, href: str, region: Region) -> None:
    assert verdicts(html)[href].region is region


@pytest.mark.parametrize("html", [LANDMARKS, NAMED], ids=["landmarks", "names"])
def test_comments_are_not_main(html: str) -> None:
    found = verdicts(html)
    assert found["http://reader3.test/"].region is Region.COMMENTS
    assert found["?replytocom=3"].region is Region.COMMENTS


def test_an_articles_header_is_not_the_pages() -> None:
    assert verdicts(LANDMARKS)["/author/ann"].region is not Region.HEADER


def test_a_menu_in_the_footer_is_footer() -> None:
    assert verdicts(LANDMARKS)["/terms"].evidence.startswith("inside <footer>")


def test_a_region_that_a_landmark_says_too_is_sure() -> None:
    found = verdicts(LANDMARKS)
    assert found["/terms"].confidence >= 0.95
    assert found["/terms"].confidence > verdicts(BARE)["/terms"].confidence


def test_evidence_names_what_can_be_checked() -> None:
    found = verdicts(NAMED)
    assert found["/post/3-glaze-notes"].evidence.startswith("class word 'sidebar' on <div>")
    assert "in running text" in found["/glossary/3"].evidence
    assert 0.0 < found["/glossary/3"].confidence <= 1.0


def test_evidence_is_of_the_link_itself_not_of_the_first_that_is_like_it() -> None:
    found = verdicts(LANDMARKS)
    places = [found[f"/glossary/{n}"].evidence.split(" at ")[1] for n in range(6)]
    assert len(set(places)) == 6


def test_evidence_does_not_take_an_articles_header_for_the_pages() -> None:
    byline = "<p><a href=/tag/kilns>Kilns</a> <a href=/tag/clay>Clay</a></p>"
    own = f"<article><header>{byline}</header>{STORY}<footer><a href=/author/ann>Ann Potter</a></footer></article>"
    page = f"<body><header><a href=/>Clay</a></header><main>{own}</main><footer><ul>{LEGAL}</ul></footer>"
    found = verdicts(page)
    assert not any("<header>" in found[href].evidence for href in ("/tag/kilns", "/author/ann"))
    assert not any("<footer>" in found[href].evidence for href in ("/tag/kilns", "/author/ann"))
    assert found["/terms"].evidence.startswith("inside <footer>")


def test_the_feet_of_posts_are_not_the_pages() -> None:
    page = Path(__file__).parents[1] / "pages" / "regions" / "posts-with-footers" / "page.html"
    found = verdicts(page.read_text(encoding="utf-8"))
    assert found["/imprint/"].region is Region.FOOTER
    assert not any(
        verdict.region is Region.FOOTER for href, verdict in found.items() if href.startswith(("/on", "/by"))
    )


@pytest.mark.parametrize(
    ("url", "canonical", "line", "front"),
    [
        ("https://clay.test/", "", "Clay &amp; Co", True),
        ("https://clay.test/en/index.html", "https://clay.test/en/", "Clay &amp; Co", True),
        ("https://clay.test/", "https://clay.test/2024/05/wedging", "Clay &amp; Co", False),
        ("https://clay.test/", "", "Why clay has to be wedged before it is thrown", False),
        ("https://clay.test/?p=28", "", "Clay &amp; Co", False),
        ("https://clay.test/kilns/", "", "Clay &amp; Co", False),
        ("", "", "Clay &amp; Co", False),
    ],
)
def test_a_front_page_stands_at_the_root_and_has_no_headline(url: str, canonical: str, line: str, front: bool) -> None:
    link = f"<link rel=canonical href={canonical}>" if canonical else ""
    tree = LexborHTMLParser(f"<title>{line} | Clay</title>{link}<body><h1>{line}</h1><ul>{MENU}</ul>")
    assert tree.root is not None
    assert Page(outline(tree.root), url).front is front


def test_an_aside_of_a_front_page_is_a_sidebar() -> None:
    item = "<p><a href=/{0}-{1}>The {0} kiln, number {1}</a> {2}</p>"
    columns = "".join(item.format("blue", n, CLAY) for n in range(6))
    html = f"<body><nav><ul>{MENU}</ul></nav><div>{columns}</div><aside><h3>Recent posts</h3><ul>{RECENT}</ul></aside>"
    html += f"<footer><ul>{LEGAL}</ul><p>© Clay &amp; Co</p></footer>"
    assert verdicts(html, "https://clay.test/")["/post/3-glaze-notes"].region is Region.SIDEBAR


@pytest.mark.parametrize("shell", ["<main>{}</main>", "<article>{}</article>"])
def test_a_main_around_everything_may_hold_the_pages_footer(shell: str) -> None:
    inside = (
        f"<div class=menu><ul>{MENU}</ul></div><h1>Wedging</h1>{STORY}<div class=site-footer><ul>{LEGAL}</ul></div>"
    )
    assert verdicts("<body>" + shell.format(inside))["/terms"].region is Region.FOOTER


@pytest.mark.parametrize(
    ("name", "group", "holds"),
    [
        ("post-footer", "footer", False),
        ("entry-header", "header", False),
        ("comment-footer", "footer", False),
        ("footer-widget", "footer", True),
        ("header post", "header", True),
        ("phpbb-jumpbox", "nav", True),
        ("padding--top", "popular", False),
        ("subheader", "header", False),
        ("overhead", "header", False),
        ("header-shadow", "header", True),
        ("boardgame", "forum", False),
        ("topBoard", "forum", True),
        ("site_footer", "footer", True),
        ("footerless", "footer", False),
        ("mainNav", "nav", True),
        ("canavan", "nav", False),
        ("commentList2", "comments", True),
    ],
)
def test_class_words_are_whole_words(name: str, group: str, holds: bool) -> None:
    assert bool(class_mask(name) & 1 << CLASS_BIT[group]) is holds


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "<a href=/x>word</a>|<nav>|</nav>|<table><tr><td>|<main>|<article>|<footer>|</div>|<div class=sidebar>|<h2>|<ul><li>|"
            "</ul>|<svg>|<select><option>|<noscript>|</body>|<frameset>|<p>A longer run of text that counts as prose here.|\0|<!--|".split(
                "|"
            )
        ),
        max_size=40,
    )
)
def test_any_markup_gets_one_verdict_a_link(parts: list[str]) -> None:
    tree = LexborHTMLParser("".join(parts))
    assert tree.root is not None
    page = outline(tree.root)
    found = classify(page, page.links, MODEL, "http://clay.test/notes/1")
    assert len(found) == len(page.links)
    assert all(0.0 <= verdict.confidence <= 1.0 and verdict.evidence for verdict in found)
    alone = [classify(page, [link], MODEL, "http://clay.test/notes/1") for link in page.links]
    assert alone == [[verdict] for verdict in found]


def test_some_of_the_links_may_be_asked_about() -> None:
    tree = LexborHTMLParser(LANDMARKS)
    assert tree.root is not None
    page = outline(tree.root)
    everything = classify(page, page.links, MODEL)
    assert classify(page, page.links[3:5], MODEL) == everything[3:5]
    assert classify(page, page.links[-1:], MODEL) == everything[-1:]
    assert classify(page, [], MODEL) == []


def test_forest_walks_each_tree_to_its_leaf() -> None:
    tree = [0, 0.5, [1, 2.0, 1.0, 2.0], [1, 3.0, 4.0, 8.0]]
    votes = forest([[tree, 0.25], [[1, 2.5, 16.0, 32.0], 0.5]], features=2)
    for row, summed in (([0.5, 2.0], (1.25, 16.5)), ([0.0, 2.1], (2.25, 16.5)), ([1.0, 3.0], (4.25, 32.5))):
        assert votes(*row) == summed


def test_forest_takes_nothing_but_numbers() -> None:
    with pytest.raises(ValueError, match="could not convert"):
        forest([[[0, "__import__('os')", 0.0, 1.0]]], features=1)
    with pytest.raises(TypeError):
        forest([[[0, 1.0, None, 1.0]]], features=1)


def test_a_clear_row_needs_the_first_trees_alone() -> None:
    told = {"first": 1, "sure": 2.0, "trees": {"a": [[0, 0.5, 1.0, 3.0], 10.0], "b": [0.5, 1.0]}}
    grove = Forest.of(told, features=1)
    assert [*grove.votes([0.0])] == [11.0, 1.5]
    assert [*grove.votes([1.0])] == [3.0, 0.5]
    alone = Forest.of(told | {"trees": {"a": [[0, 0.5, 1.0, -3.0], 10.0]}}, features=1)
    assert [*alone.votes([0.0])] == [11.0]
    assert [*alone.votes([1.0])] == [-3.0]


def grown(classes: list[list[Any]], features: int) -> Forest:
    """A forest that is always sure after its first half."""
    trees = {str(at): told for at, told in enumerate(classes)}
    return Forest.of({"first": len(classes[0]), "sure": 0.0, "trees": trees}, features)


def small(**said: Any) -> RegionModel:
    """A model of a few trees: two places, nothing unknown."""
    told: dict[str, Any] = {
        "main": grown([[]], features=0),
        "place": grown([[]], features=0),
        "places": ("sidebar", "nav"),
        "main_at": 0.4,
        "main_surely": 0.8,
        "text_surely": 0.8,
        "main_behind": 6.0,
        "storyless_side": 1.0,
        "confidence": ((0.0, 0.0), (1.0, 1.0)),
        "unknown_below": 0.0,
        "with_landmark": 1.0,
    }
    return RegionModel(**told | said)


def test_a_block_outdone_by_another_is_not_main() -> None:
    """The same article with its teasers: the teasers alone are the content, beside a story they are not."""
    model = small(
        main=grown([[[NAMES.index("in paragraph"), 0.5, 0.0, 3.0]]], len(NAMES)),
        place=grown([[1.0], [0.0]], len(NAMES)),
    )
    teasers = f"<body><ul>{RECENT}</ul>"
    for html, region in ((teasers, Region.MAIN), (teasers + STORY, Region.SIDEBAR)):
        tree = LexborHTMLParser(html)
        assert tree.root is not None
        page = outline(tree.root)
        assert classify(page, page.links[:1], model)[0].region is region


@pytest.mark.parametrize(
    ("html", "region"),
    [
        (f"<body><table><tr><td>{RECENT}</table>", Region.MAIN),
        (f"<body><aside><ul>{RECENT}</ul></aside>", Region.SIDEBAR),
        (f"<body><ul>{RECENT}</ul>{STORY}", Region.SIDEBAR),
    ],
    ids=["no article", "no article, an aside", "beside an article"],
)
def test_where_no_article_stands_a_column_is_rather_content(html: str, region: Region) -> None:
    """The trees hold sidebar for twice as likely as main on each of the pages."""
    main, place = grown([[-0.6931]], len(NAMES)), grown([[9.0], [0.0]], len(NAMES))
    model = small(main=main, place=place, storyless_side=2.1)
    tree = LexborHTMLParser(html)
    assert tree.root is not None
    page = outline(tree.root)
    assert classify(page, page.links[:1], model)[0].region is region


def test_a_menu_in_an_article_settles_nothing() -> None:
    cards = f"<article><h2>Kilns</h2><nav id=inner><ul>{RECENT}</ul></nav></article>" * 2
    tree = LexborHTMLParser(f"<body><nav id=outer><ul>{MENU}</ul></nav>{cards}<p>{CLAY}")
    assert tree.root is not None
    page = Page(outline(tree.root))
    told = {node.id: page.told(at) for at, node in enumerate(page.outline.nodes) if node.tag == "nav"}
    assert told == {"outer": NAV, "inner": 0}


def test_confidence_runs_in_straight_lines_between_its_steps() -> None:
    model = small(confidence=((0.4, 0.3), (0.8, 0.9)))
    assert [round(model.calibrated(raw), 3) for raw in (0.1, 0.4, 0.6, 0.8, 1.0)] == [0.3, 0.3, 0.6, 0.9, 0.9]


def test_hostile_nesting_is_walked_in_bounds() -> None:
    tree = LexborHTMLParser("<div><b><a href=/x>x</a>" * 1_500)
    assert tree.root is not None
    page = outline(tree.root)
    assert len(classify(page, page.links, MODEL)) == len(page.links) == 1_500
