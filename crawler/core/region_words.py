"""What class names, ids, headings, anchors and hrefs say about the place they stand in.

Names are read as whole words, split at hyphens, underscores, digits and camel humps: `downloads`
holds no `ads`. The lists are ordinary web vocabulary in the languages that class names and menus are
written in; how much each group weighs is learnt, not written here. A new group needs a new training.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")
_TEXT_WORD = re.compile(r"[^\W\d_]+")

CLASS_GROUPS: dict[str, str] = {
    "header": ("header head masthead banner topbar kopf kopfbereich hd siteheader pageheader cabecera entete header1"),
    "nav": (
        "nav navi navigation navbar mainnav topnav sidenav subnav globalnav navgroup navlist navmenu menu menus "
        "mainmenu submenu megamenu topmenu leftmenu hauptmenu menuitem sitemap hauptnavigation menubar jumpbox"
    ),
    "sidebar": (
        "sidebar sidebars aside rail secondary complementary leftcol rightcol leftcolumn rightcolumn sidecol "
        "sidecolumn side sidebox marginal lateral seitenleiste barra"
    ),
    "footer": (
        "footer foot ft colophon sitefooter pagefooter fuss fusszeile fussbereich pie subfooter footerlinks bottombar"
    ),
    "comments": (
        "comment comments commentlist commentform respond disqus discussion kommentare kommentar commentaires "
        "comentarios replies byuser bypostauthor pingback trackback guestbook livefyre"
    ),
    "main": (
        "main content maincontent contents primary maincol maincolumn inhalt contenido contenu centercol "
        "hauptinhalt mainbar centercolumn conteudo bodycontent"
    ),
    "post": (
        "post entry hentry article articles story blog blogpost single artikel beitrag posting noticia body articlebody"
    ),
    "prose": (
        "prose paragraph text richtext wysiwyg copy longform markdown rte editorial description bodytext txt "
        "textblock rich summary intro lead excerpt"
    ),
    "related": (
        "related recommended recommendation recommendations similar suggested suggestions also more readmore "
        "further mehr verwandte outbrain taboola zergnet promoted upsell crosssell crosslinks"
    ),
    "popular": ("popular trending recent latest most hot ranking mostread newest aktuell archive archives trends"),
    "breadcrumb": "breadcrumb breadcrumbs crumb crumbs bread brotkrumen rootline pathway ariane",
    "pagination": (
        "pagination pager paging pages pagenav prev previous next older newer wp-pagenavi pagenavi pagelinks"
    ),
    "logo": "logo brand branding logos sitetitle wordmark",
    "tools": (
        "search login signin signup logout register account cart basket checkout language languages lang switcher "
        "locale user profile auth toolbar tools utility suche anmelden wishlist store"
    ),
    "widget": "widget widgets module modules textwidget box sidewidget portlet gadget block",
    "card": (
        "card cards tile tiles teaser teasers product products grid listing listings result results feed stream "
        "item items thumbnail thumb gallery carousel slider swiper collection list hub features feature portfolio"
    ),
    "forum": (
        "thread threads topic topics forum forums message messages postbody question questions answer answers "
        "reply conversation bbs signature posts votes qa board"
    ),
    "legal": "legal copyright terms privacy policy imprint impressum credits disclaimer notice notices copy",
    "flyout": (
        "dropdown flyout drawer offcanvas mobile hamburger toggle modal popup overlay cookie consent mega "
        "collapse collapsed dialog hidden sticky pinned"
    ),
    "menuitem": "sub level ancestor children current active parent depth dd tab tabs",
    "right": "right rechts",
    "table": "table infobox spec specs specifications properties details detail attributes facts",
}
"""Of class names and ids."""

TELLING = tuple(
    "header nav sidebar footer comments main post related tools widget card forum flyout menuitem right".split()
)
"""Those that the model sees; the others tell content from layout or serve as evidence."""

HEADING_GROUPS: dict[str, str] = {
    "comments": (
        "comment comments reply replies respond discussion kommentar kommentare commentaires comentarios "
        "komentarze комментарии 评论 留言 コメント σχόλια responses"
    ),
    "related": (
        "related similar recommended recommend recommendations more also mehr auch verwandte weitere ähnliche "
        "plus aussi suggested similaires relacionados więcej похожие 相关 推荐 関連 περισσότερα thema promoted "
        "sponsored"
    ),
    "popular": (
        "popular trending latest recent most newest top beliebt beliebteste meistgelesen neueste aktuelle "
        "dernières últimas populares ostatnie популярные последние 热门 最新 人気 ランキング τελευταία"
    ),
    "browse": (
        "categories category tags tag archive archives topics kategorien archiv schlagworte catégories categorías "
        "kategorie рубрики теги 分类 标签 カテゴリー アーカイブ blogroll links"
    ),
    "follow": (
        "follow connect newsletter subscribe social share abonnieren folgen suivez síguenos subscription stay "
        "sign подписка フォロー"
    ),
    "site": (
        "about contact company legal help support information service services kontakt über unternehmen customer "
        "navigation menu navigationsmenü quick info impressum resources"
    ),
    "next": "next previous prev older newer navigation zurück weiter",
    "source": "references sources notes external footnotes see einzelnachweise weblinks literatur",
}
"""Of headings."""

ANCHOR_GROUPS: dict[str, str] = {
    "legal": (
        "privacy terms imprint impressum datenschutz agb copyright legal disclaimer cookies cookie sitemap "
        "accessibility confidentialité mentions privacidad aviso polityka regulamin condiciones policy "
        "nutzungsbedingungen careers jobs advertise mediadaten press rss feedback faq investors licence license"
    ),
    "site": (
        "home about contact kontakt startseite accueil inicio help hilfe support über shop store blog news "
        "services products produkte forum главная контакты 首页 ホーム"
    ),
    "tools": (
        "login log signin sign register search account cart basket anmelden registrieren suche connexion menu "
        "english deutsch français español subscribe newsletter donate checkout logout skip"
    ),
    "reply": "reply permalink report antworten répondre responder like flag quote link ответить 回复 返信",
    "share": (
        "facebook twitter share tweet instagram youtube linkedin pinterest email print whatsapp reddit teilen "
        "telegram flickr tumblr google"
    ),
    "more": "more mehr continue weiterlesen read lire leer details подробнее 続きを読む view see all alle",
    "next": "next previous prev older newer weiter zurück suivant siguiente last first »",
}
"""Of short anchors."""

HREF_GROUPS: dict[str, tuple[str, ...]] = {
    "reply": ("comment", "replytocom", "#respond", "/reply", "#post"),
    "legal": (
        "privacy",
        "terms",
        "legal",
        "imprint",
        "impressum",
        "about",
        "contact",
        "kontakt",
        "datenschutz",
        "/jobs",
        "career",
    ),
}
"""Parts of an href, not words: paths are spelt without gaps."""


def _bits(groups: Mapping[str, str]) -> dict[str, int]:
    """For each word the groups that it is in, one bit each."""
    found: dict[str, int] = {}
    for bit, words in enumerate(groups.values()):
        for word in words.split():
            found[word] = found.get(word, 0) | 1 << bit
    return found


CLASS_BIT = {name: bit for bit, name in enumerate(CLASS_GROUPS)}
_CLASS_WORDS = _bits(CLASS_GROUPS)
_PARTS = sum(1 << CLASS_BIT[group] for group in ("post", "card", "comments", "widget", "forum"))
_PAGE_PARTS = sum(1 << CLASS_BIT[group] for group in ("header", "footer"))
_HEADING_WORDS = _bits(HEADING_GROUPS)
_ANCHOR_WORDS = _bits(ANCHOR_GROUPS)
_HREF_PARTS = tuple((part, 1 << bit) for bit, parts in enumerate(HREF_GROUPS.values()) for part in parts)


@lru_cache(maxsize=16_384)
def class_mask(name: str, identity: str = "") -> int:
    """The groups that the words of a class attribute and an id belong to, as bits."""
    mask = 0
    for one in (*name.split(), *identity.split()):
        mask |= _one_class(one)
    return mask


@lru_cache(maxsize=16_384)
def _one_class(name: str) -> int:
    mask = 0
    for _, groups in _words_of(name):
        mask |= groups
    return mask


def _words_of(name: str) -> Iterator[tuple[str, int]]:
    """The words of one name and their groups; `post-footer` is a post's footer and says nothing of the page's."""
    part = False
    for word in _NAME_WORD.findall(name):
        groups = _CLASS_WORDS.get(word.lower(), 0)
        yield word, groups & ~_PAGE_PARTS if part else groups
        part = part or groups & _PARTS > 0


def class_word(name: str, groups: int) -> str:
    """The first word of a class attribute or id that belongs to one of the groups."""
    for one in name.split():
        for word, its in _words_of(one):
            if its & groups:
                return word
    return ""


@lru_cache(maxsize=4_096)
def heading_mask(text: str) -> int:
    """The groups that the words of a heading belong to, as bits."""
    mask = 0
    for word in _TEXT_WORD.findall(text.lower()):
        mask |= _HEADING_WORDS.get(word, 0)
    return mask


@lru_cache(maxsize=16_384)
def anchor_mask(text: str) -> int:
    """The groups that the words of a short anchor belong to, as bits."""
    mask = 0
    for word in _TEXT_WORD.findall(text.lower()):
        mask |= _ANCHOR_WORDS.get(word, 0)
    return mask


def href_mask(hrefs: str) -> int:
    """The groups that the spelling of some hrefs belongs to, as bits."""
    hrefs = hrefs.lower()
    mask = 0
    for part, bit in _HREF_PARTS:
        if part in hrefs:
            mask |= bit
    return mask


@lru_cache(maxsize=4_096)
def bits_of(mask: int, groups: int) -> tuple[float, ...]:
    """The mask as 0 or 1 for each group."""
    return tuple([float(mask >> bit & 1) for bit in range(groups)])
