"""Made-up words in a few scripts for the benchmark's pages: as long and as varied as real ones, the same for a seed."""

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the corpus: its syllables, and the encodings that its pages come in, the usual one first."""

    code: str
    share: int
    syllables: tuple[str, ...]
    encodings: tuple[str, ...] = ("utf-8",)
    between: str = " "


_LATIN = tuple("an ber co de el fa gen har in jo ka lo mar ne or pa qui re sta ter un ver wa zen th ing ed ly".split())
LANGUAGES = (
    Language(code="en", share=10, syllables=_LATIN, encodings=("utf-8", "utf-8", "utf-8", "windows-1252")),
    Language(
        code="de", share=3, syllables=(*_LATIN, "ü", "ö", "ße", "sch", "äh"), encodings=("utf-8", "utf-8", "iso-8859-1")
    ),
    Language(code="fr", share=2, syllables=(*_LATIN, "é", "è", "ça", "ê"), encodings=("utf-8", "utf-8", "iso-8859-15")),
    Language(code="pl", share=1, syllables=(*_LATIN, "ł", "ż", "ś", "ą", "ę"), encodings=("utf-8", "iso-8859-2")),
    Language(
        code="ru",
        share=2,
        syllables=tuple("ка но во ра ли та ре ни по ст ен об ла ск ы мо ве го".split()),
        encodings=("utf-8", "windows-1251"),
    ),
    Language(
        code="ja",
        share=1,
        syllables=tuple("かなしのとで市場新聞日本東京にはがを人年大学ク ト".split()),
        encodings=("utf-8", "shift_jis", "euc-jp"),
        between="",
    ),
    Language(
        code="zh",
        share=1,
        syllables=tuple("的 一 是 在 不 了 有 和 人 这 中 大 为 上 个 国 我 以 要 他".split()),
        encodings=("utf-8", "gb18030"),
        between="",
    ),
)


@dataclass(slots=True)
class Words:
    """`some(n)` are n words of running text; `name()` is a word that may stand in a path or a class."""

    dice: random.Random
    language: Language
    _known: list[str] = field(init=False)
    _names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        def word(syllables: tuple[str, ...]) -> str:
            return "".join(self.dice.choices(syllables, k=self.dice.choices((1, 2, 3, 4), (4, 6, 4, 1))[0]))

        self._known = [word(self.language.syllables) for _ in range(700)]
        self._names = [word(_LATIN[:24]) for _ in range(200)]

    def some(self, count: int) -> str:
        return self.language.between.join(self.dice.choices(self._known, k=count))

    def sentence(self, count: int) -> str:
        text = self.some(count)
        return f"{text[:1].upper()}{text[1:]}."

    def name(self) -> str:
        return self.dice.choice(self._names)
