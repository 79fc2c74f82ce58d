"""One job done: decompress within the limit, then read. Runs in a reader process, and inline for `inspect`."""

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from crawler.core.link_facts import RegionOf
from crawler.core.outline import Outline
from crawler.core.reading import Answer, Reading, ReadingPolicy, read_answer
from crawler.core.region_model import RegionModel
from crawler.core.regions import RegionVerdict, classify
from crawler.downloader.decompress import decompress
from crawler.readers.job import Job, Unchanged

MODEL = Path(__file__).parents[1] / "core" / "region_model.json"


def load_regions(path: Path = MODEL) -> RegionOf:
    """The shipped region classifier, ready to use."""
    model = RegionModel.from_json(path.read_text(encoding="utf-8"))
    return partial(_classified, model)


def _classified(model: RegionModel, page: Outline, elements: Sequence[int], url: str) -> list[RegionVerdict]:
    return classify(page, elements, model, url)


def read_job(job: Job, policy: ReadingPolicy, region_of: RegionOf, *, largest_body: int) -> Reading | Unchanged:
    """Read one response. A body that unpacks beyond `largest_body` bytes is read as far as that and marked."""
    codings = ", ".join(job.headers.get("content-encoding", ()))
    unpacked = decompress(job.body, codings, largest_body)
    if job.known_sha256 is not None and hashlib.sha256(unpacked.body).hexdigest() == job.known_sha256:
        return Unchanged(body_bytes=len(unpacked.body))
    answer = Answer(
        page=job.page,
        status=job.status,
        headers=job.headers,
        body=unpacked.body,
        claims=job.claims,
        hops=job.hops,
        truncated=job.truncated or not unpacked.complete,
        too_large=job.too_large or unpacked.too_large,
        rendered=job.rendered,
        keep_signals=job.keep_signals,
        moved=job.moved,
        followed=job.followed,
    )
    return read_answer(answer, policy, region_of)
