"""Whatever strangers write into pages, nothing of it comes alive on a terminal, in JSON or in a log line."""

import io
import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from crawler.core.judge import judge
from crawler.core.records import Claim, Hop, LinkFacts, Observation, PageFacts, TargetFacts
from crawler.core.vocabulary import FailureKind, Match, PageState
from crawler.failures import one_line
from crawler.show.summary import show_summary
from crawler.show.visit import show_visit, visit_as_json
from crawler.store.sqlite import open_database
from crawler.store.summary import summary_of
from tests.fakeweb import FakeWeb, crawl, keep, page

HOSTILE = (
    "\x1b[31mred", "\x1b]0;owned\x07", "\x1b]8;;http://evil.test\x1b\\click", "\x9b31m", "\x90q\x9c", "a\rb", "\x08\x08", "\x00",
    "\u202egnp.exe", "\u2066x\u2069", "\u2028next", "\ufeff", "\ue000", "[bold red]x[/]", "[link=http://evil.test]x[/link]", ":skull:",
)  # fmt: skip
AT = datetime(2026, 11, 23, tzinfo=UTC)


def harmless(text: str) -> bool:
    return not {
        one for one in text if one != "\n" and unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    }


def seen(text: str) -> tuple[Claim, Observation]:
    """A visit whose every text is hostile."""
    url = f"http://a.test/{text}"
    claim = Claim(id="c", source_url=url, target_url="http://t.test/", anchor=text)
    found = LinkFacts(
        claim_id="c", ordinal=0, href=text, url="http://t.test/", match=Match.EXACT, anchor=text, alt=text, title=text,
        rel=text, context_before=text, context_after=text, block_text=text, heading=text, path=text, hops=(Hop(url=url, status="302"),),
    )  # fmt: skip
    facts = PageFacts(
        source_url=url, final_url=url, title=text, canonical=text, robots_meta=text, content_type=text, etag=text,
        state=PageState.WHOLE, state_evidence=text, http_status=200, redirects=(Hop(url=url, status="301"),),
    )  # fmt: skip
    target = TargetFacts(url="http://t.test/", final_url=url, failure=FailureKind.BAD_URL, failure_detail=text)
    return claim, Observation(
        claims=(claim,), page=facts, links=(found,), targets={claim.target_url: target}, needs_browser=text
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_inspect_on_a_terminal(text: str) -> None:
    claim, visit = seen(text)
    out = io.StringIO()
    show_visit(judge(claim, visit, now=AT), visit, Console(file=out, width=100))
    assert harmless(out.getvalue())
    if text.isprintable():
        assert text in out.getvalue(), "and what is harmless stands as it is: no markup is read"


@pytest.mark.parametrize("text", HOSTILE)
def test_inspect_as_json(text: str) -> None:
    claim, visit = seen(text)
    told = visit_as_json(judge(claim, visit, now=AT), visit)
    assert harmless(told)
    assert json.loads(told)["links"][0]["anchor"] == text


def test_letters_of_all_the_world_stay_letters() -> None:
    claim, visit = seen("鉄床 ñandú Ελλάς العربية")
    assert "鉄床 ñandú Ελλάς العربية" in visit_as_json(judge(claim, visit, now=AT), visit)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_log_line(text: str) -> None:
    assert harmless(one_line(f"http://me:secret@a.test/{text}"))
    assert "secret" not in one_line(f"http://me:secret@a.test/{text}")


def test_the_summary_of_a_run(tmp_path: Path) -> None:
    path = tmp_path / "links.db"
    hostile = "".join(HOSTILE)
    keep(
        path,
        *(
            Claim(id=f"c{n}", source_url=f"http://a.test/{n}", target_url="http://t.test/", anchor="x")
            for n in range(3)
        ),
    )
    web = FakeWeb(
        {f"http://a.test/{n}": page(f'<a href="http://t.test/">{hostile}</a>', title=hostile) for n in range(2)}
    )
    crawl(path, web)
    summary = summary_of(open_database(path))
    assert summary is not None
    stained = [
        replace(one, source_url=hostile, target_url=hostile, note=hostile, anchor=hostile) for one in summary.attention
    ]
    assert stained
    out = io.StringIO()
    show_summary(replace(summary, attention=stained), Console(file=out, width=100), database=hostile)
    assert harmless(out.getvalue())
