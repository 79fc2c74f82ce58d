"""The reviewed signatures of block, login, parked, gone and maintenance pages, as frozen records.

The data is `config/signatures.toml`, whose head explains the keys. Reading is strict: a signature that
could never match is a mistake, and the error names its key path.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from crawler.core.errors import PolicyError
from crawler.core.page_signals import MOST_TEXT, PageSignals, Size
from crawler.core.vocabulary import PageState

_E = TypeVar("_E", bound=StrEnum)


class Where(StrEnum):
    """The part of a response that a signature is looked for in."""

    HEADER = "header"
    URL = "url"
    HEADING = "heading"
    TEXT = "text"
    WORDS = "words"
    MARKUP = "markup"
    TAIL = "tail"


class How(StrEnum):
    """How the words are held against that part: contained, the whole of a title's segment, or a pattern."""

    HAS = "has"
    IS = "is"
    REGEX = "regex"


_SIZES = {"any": Size.LONG, "short": Size.SHORT, "thin": Size.THIN, "bare": Size.BARE, "tiny": Size.TINY}
_KEYS = {"name", "state", "where", "page", "header", "every", *How}
_TAIL = 2_000
_MOST_MARKUP = {Size.TINY: 262_144}
"""Block pages are small; only those that are all script and no text may be long."""
_PUNCTUATION = re.compile(r"[\W_]+")
_SEPARATOR = re.compile(r"\s[-–—/<>]\s|\s*[|·•»«]\s*|\s::\s")


def folded(text: str) -> str:
    """Text as phrases are compared: case, curly quotes and runs of white space aside."""
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("´", "'")
    return " ".join(text.casefold().split())


def phrase_key(text: str) -> str:
    """Folded text without its punctuation: "404: page not found!" is "404 page not found"."""
    return _PUNCTUATION.sub(" ", text).strip()


def parts(heading: str) -> list[str]:
    """The parts of a title such as "Page not found | Example", folded."""
    return _SEPARATOR.split(folded(heading))


def segments(heading: str) -> list[str]:
    """The same parts as phrase keys."""
    return [key for part in parts(heading) if (key := phrase_key(part))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One pattern and the state that it stands for; `page` is the longest page on which it tells."""

    name: str
    state: PageState
    where: Where
    how: How
    page: Size
    words: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...] = ()
    every: bool = False
    header: str = ""

    def found(self, places: "Places") -> str | None:
        """What was found and where, in words; `None` where it is not there."""
        texts = places.of(self)
        hits: list[str] = []
        for index in range(len(self.words)) if texts else ():
            hit = self._hit(index, texts)
            if hit:
                hits.append(hit)
            if self.every is (hit is None):
                break
        if not hits or (self.every and len(hits) < len(self.words)):
            return None
        where = f"header {self.header}" if self.header else self.where.value
        return f"{self.name}: {where} {'is' if self.how is How.IS else 'has'} {' + '.join(hits)!r}"

    def _hit(self, index: int, texts: tuple[str, ...]) -> str | None:
        if self.how is How.REGEX:
            matches = (self.patterns[index].search(text) for text in texts)
            return next((match[0][:80] or self.words[index] for match in matches if match), None)
        word = self.words[index]
        if self.how is How.IS:
            return word if word in texts else None
        return word if any(word in text for text in texts) else None


class Places:
    """The parts of one response, each made ready at most once."""

    def __init__(self, signals: PageSignals) -> None:
        self.signals = signals
        self._ready: dict[tuple[Where, bool], tuple[str, ...]] = {}

    def of(self, signature: Signature) -> tuple[str, ...]:
        if signature.where is Where.HEADER:
            return tuple(value.lower() for value in self.signals.headers.get(signature.header, ()))
        return self.get(signature.where, whole=signature.how is How.IS)

    def get(self, where: Where, *, whole: bool = False) -> tuple[str, ...]:
        """The texts of a part; with `whole`, the segments that a phrase may be the whole of."""
        key = (where, whole)
        if key not in self._ready:
            texts = self._texts(where)
            self._ready[key] = tuple(part for text in texts for part in segments(text)) if whole else texts
        return self._ready[key]

    def _texts(self, where: Where) -> tuple[str, ...]:
        signals = self.signals
        match where:
            case Where.URL:
                return (_arrival(signals),) if signals.redirected else ()
            case Where.HEADING:
                return tuple(folded(text) for text in signals.headings)
            case Where.TEXT:
                return (folded(signals.text[:MOST_TEXT]), folded(signals.noscript))
            case Where.WORDS:
                return (*self.get(Where.HEADING), folded(signals.brief), folded(signals.noscript))
            case Where.MARKUP:
                return (signals.html_text[: _MOST_MARKUP.get(signals.size, 65_536)],)
            case Where.TAIL:
                return (signals.html_text[-_TAIL:],)
            case Where.HEADER:
                return ()


def _arrival(signals: PageSignals) -> str:
    """Where redirects led; of an address that only got another scheme or host, those alone."""
    origin, path = _split(signals.final_url)
    return (f"{origin}/" if path == _split(signals.source_url)[1] else signals.final_url).lower()


def _split(url: str) -> tuple[str, str]:
    """Origin, and everything behind it."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", slash + path


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """The signatures that tell on a page of each size, in the order of the file, and the word lists of the
    rules that are code."""

    telling: Mapping[Size, tuple[Signature, ...]]
    cues: tuple[Signature, ...]
    gone_phrases: frozenset[str]
    gone_sentence: re.Pattern[str]
    gone_address: re.Pattern[str]
    parking_hosts: frozenset[str]
    sale_phrase: re.Pattern[str]
    login_headings: frozenset[str]
    login_address: re.Pattern[str]
    withheld_words: tuple[str, ...]
    withheld_near: re.Pattern[str]


def signatures_from_toml(mapping: Mapping[str, Any]) -> Signatures:
    """Signatures from the parsed file; a `PolicyError` names the key path of what cannot be meant."""
    known = {"signature", "cue", "soft_404", "parked", "login", "withheld"}
    if unknown := mapping.keys() - known:
        raise PolicyError(f"{min(unknown)}: unknown key; known are {', '.join(sorted(known))}")
    read = [_signature(rule, path) for path, rule in _tables(mapping, "signature")]
    cues = [_signature({"where": "words", "page": "bare", **rule}, path) for path, rule in _tables(mapping, "cue")]
    return Signatures(
        telling={size: tuple(rule for rule in read if rule.page <= size) for size in Size},
        cues=tuple(cues),
        gone_phrases=_keys(mapping, "soft_404", "phrases"),
        gone_sentence=_patterns(mapping, "soft_404", "patterns"),
        gone_address=_patterns(mapping, "soft_404", "addresses"),
        parking_hosts=frozenset(_phrases(mapping, "parked", "hosts")),
        sale_phrase=_patterns(mapping, "parked", "sale"),
        login_headings=_keys(mapping, "login", "headings"),
        login_address=_patterns(mapping, "login", "addresses"),
        withheld_words=tuple(_listed(mapping, "withheld", "words")),
        withheld_near=_patterns(mapping, "withheld", "near"),
    )


def _tables(mapping: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The tables of an array, each with its key path."""
    rules = mapping.get(key, [])
    if not isinstance(rules, list) or not all(isinstance(rule, Mapping) for rule in rules):
        raise PolicyError(f"{key}: expected [[{key}]] tables")
    return [(f"{key}[{place}]", rule) for place, rule in enumerate(rules)]


def _signature(rule: Mapping[str, Any], path: str) -> Signature:
    if unknown := rule.keys() - _KEYS:
        raise PolicyError(f"{path}.{min(unknown)}: unknown key")
    hows = [how for how in How if how in rule]
    if len(hows) != 1:
        raise PolicyError(f"{path}: expected exactly one of has, is, regex")
    how = hows[0]
    where = _member(Where, rule.get("where"), f"{path}.where")
    words = tuple(_words(rule[how], f"{path}.{how}"))
    if how is How.IS and where is not Where.HEADING:
        raise PolicyError(f"{path}.is: only headings have segments")
    if (where is Where.HEADER) is not ("header" in rule):
        raise PolicyError(f"{path}.header: a header is named where, and only where, the place is one")
    page = rule.get("page", "short")
    if page not in _SIZES:
        raise PolicyError(f"{path}.page: {page!r} is none of {', '.join(_SIZES)}")
    if how is How.IS:
        words = tuple(phrase_key(folded(word)) for word in words)
    elif how is How.HAS and where not in (Where.MARKUP, Where.TAIL):
        words = tuple(folded(word) for word in words)
    return Signature(
        name=str(rule.get("name", where)),
        state=_member(PageState, rule.get("state"), f"{path}.state"),
        where=where,
        how=how,
        page=_SIZES[page],
        words=words,
        patterns=tuple(_pattern(word, f"{path}.regex") for word in words) if how is How.REGEX else (),
        every=rule.get("every", False) is True,
        header=str(rule.get("header", "")).lower(),
    )


def _member(kind: type[_E], value: Any, path: str) -> _E:
    try:
        return kind(value)
    except ValueError:
        raise PolicyError(f"{path}: {value!r} is none of {', '.join(kind)}") from None


def _listed(mapping: Mapping[str, Any], table: str, key: str) -> list[str]:
    return _words(mapping.get(table, {}).get(key), f"{table}.{key}")


def _keys(mapping: Mapping[str, Any], table: str, key: str) -> frozenset[str]:
    return frozenset(phrase_key(folded(word)) for word in _listed(mapping, table, key))


def _phrases(mapping: Mapping[str, Any], table: str, key: str) -> list[str]:
    return [folded(word) for word in _listed(mapping, table, key)]


def _patterns(mapping: Mapping[str, Any], table: str, key: str) -> re.Pattern[str]:
    return _pattern("|".join(_listed(mapping, table, key)), f"{table}.{key}")


def _words(value: Any, path: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise PolicyError(f"{path}: expected a list of words")
    return value


def _pattern(text: str, path: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise PolicyError(f"{path}: {text!r} is no pattern ({error})") from None
