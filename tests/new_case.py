"""Adds a golden page: `python -m tests.new_case NAME PAGE.html SOURCE_URL TARGET_URL "what it shows"`.

Copies the page to tests/pages/links/NAME and writes beside it what is read off it today. What is wrong there is
yours to put right by hand, and then the code's to follow; leave only the facts that matter for the case. Write the
page yourself: other people's pages do not belong in the repository.
"""

import sys
from pathlib import Path
from typing import Any

from tests.core.link_cases import CASES, Case, check_of

_PAGE = ("state", "charset", "title", "canonical", "noindex", "nofollow", "links_internal", "links_external")
_LINK = (
    *("ordinal", "href", "url", "via", "match", "serves", "place", "element", "anchor", "anchor_kind", "alt"),
    *("rel_tokens", "effective_nofollow", "nofollow_from", "context_before", "context_after", "block_text"),
    *("heading", "path", "crawlable", "hidden_reason"),
)


def written(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case tuple() | list():
            return "[" + ", ".join(written(each) for each in value) + "]"
        case None:
            return '"none"'
        case _:
            text = str(value).replace("\\", "\\\\").replace('"', '\\"')
            return '"' + text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'


def facts(record: Any, names: tuple[str, ...]) -> list[str]:
    return [f"{name} = {written(getattr(record, name))}" for name in names]


def expectation(body: bytes, source: str, target: str, title: str) -> str:
    case = Case(name="", body=body, url=source, expected={"claim": {"target": target}})
    reading = case.reading()
    check = check_of(reading, case.claim)
    lines = [f"title = {written(title)}", f"url = {written(source)}", "", "[claim]", f"target = {written(target)}"]
    lines += ["", "[check]", *facts(check, ("status", "reasons")), "", "[page]", *facts(reading.page, _PAGE)]
    for link in reading.links:
        lines += ["", "[[link]]", *facts(link, _LINK)]
    return "\n".join(lines) + "\n"


def main(name: str, page: str, source: str, target: str, title: str) -> None:
    folder = CASES / name
    folder.mkdir(parents=True)
    body = Path(page).read_bytes()
    (folder / "page.html").write_bytes(body)
    (folder / "expect.toml").write_text(expectation(body, source, target, title), "utf-8")
    print(f"{folder}: look at every line of expect.toml")


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
