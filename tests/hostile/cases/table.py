"""How a case of the hostile web is told: one host each, with the check that its claim must get.

A case `name` is served as http://name.test/page, and the claim is that this page links to replies.TARGET.
The tables are read by people: name, expected status and reason, and what the server does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.hostile.replies import GOOD, Answer, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`page` answers /page, `others` other paths of the host (`/robots.txt`) or whole addresses elsewhere."""

    name: str
    expect: str
    page: Answer
    others: Mapping[str, Answer] = field(default_factory=dict)
    url: str = ""

    @property
    def source(self) -> str:
        return self.url or f"http://{self.name}.test/page"

    def answers(self) -> dict[str, Answer]:
        """Every address of the case that answers."""
        found = {self.source: self.page}
        for place, answer in self.others.items():
            found[place if "://" in place else f"http://{self.name}.test{place}"] = answer
        return found

    @property
    def plain(self) -> bool:
        """Whether it is all good HTTP, so that it can be served from memory."""
        return not self.url and all(isinstance(answer, Reply) for answer in self.answers().values())


class Table(list[Case]):
    """The cases of one theme, in the order in which they are told."""

    def add(self, name: str, expect: str, answer: Answer | str = GOOD, /, url: str = "", **others: Answer) -> None:
        """A case whose other answers are at `robots`, `onward` and `home`."""
        places = {_PLACES.get(key, key): value for key, value in others.items()}
        self.append(Case(name=name, expect=expect, page=_reply(answer), others=places, url=url))

    def at(self, name: str, expect: str, answer: Answer | str, others: Mapping[str, Answer]) -> None:
        """A case with answers at paths or addresses of its own."""
        self.append(Case(name=name, expect=expect, page=_reply(answer), others=others))


_PLACES = {"robots": "/robots.txt", "onward": "/onward", "home": "/"}


def _reply(answer: Answer | str) -> Answer:
    return Reply(answer) if isinstance(answer, str) else answer


def thin(title: str, text: str = "", head: str = "") -> str:
    """A page of a heading and a sentence."""
    start = f"<!doctype html><html><head><title>{title}</title>{head}</head>"
    return f"{start}<body><h1>{title}</h1><p>{text}</p></body></html>"


def rules(text: str | bytes, **headers: str) -> Reply:
    """A robots.txt."""
    return Reply(text, headers={"Content-Type": "text/plain", **headers})
