"""Files without columns: a plain list of linking pages, and the disavow file."""

import ada_url

from crawler.claims.assemble import assemble
from crawler.claims.excerpt import excerpt_of
from crawler.claims.plan import Plan
from crawler.claims.recognise import is_one_url
from crawler.claims.results import Item, Mark, MarkScope, Reject, RejectCause
from crawler.claims.rows import Row
from crawler.claims.values import BadValue, read_url

_DOMAIN = "domain:"


def read_list_row(row: Row, plan: Plan) -> Item | None:
    """One line of a plain list: a linking page; `None` for a comment."""
    line = row.cells[0].strip()
    if line.startswith("#"):
        return None
    if line.lower().startswith(_DOMAIN):
        return _reject(row, RejectCause.BAD_URL, "this is a line of a disavow file: read it with --format disavow")
    if line.lower().startswith("http") and " " not in line and not is_one_url(line):
        return _reject(row, RejectCause.BAD_URL, "two URLs in one row: give each a row, or add a header")
    return assemble(row, plan)


def read_mark(row: Row) -> Mark | Reject | None:
    """One line of a disavow file (Search Console help 2648487): `domain:` and a host, a URL, or a comment."""
    line = row.cells[0].strip()
    if line.startswith("#"):
        return None
    if line.lower().startswith(_DOMAIN):
        host = line[len(_DOMAIN) :].strip()
        try:
            url = ada_url.URL(f"https://{host}")
        except ValueError:
            url = None
        if url is None or url.pathname != "/" or url.username or not host:
            return _reject(row, RejectCause.NOT_A_MARK, "after domain: a host name alone is read, without a path")
        return Mark(line=row.line, scope=MarkScope.DOMAIN, value=url.hostname)
    try:
        return Mark(line=row.line, scope=MarkScope.URL, value=read_url(line, "the disavowed page").text)
    except BadValue as bad:
        return _reject(row, RejectCause.NOT_A_MARK, f"neither domain:HOST nor a URL: {bad}")


def _reject(row: Row, cause: RejectCause, detail: str) -> Reject:
    return Reject(line=row.line, cause=cause, detail=detail, excerpt=excerpt_of(" ".join(row.cells)))
