"""The report's data as the page's script reads it: columns, repeated values written once, deflated."""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from crawler.core.vocabulary import AnchorKind
from crawler.report.buckets import Bucket, bucket_of, reasons_of, since_of
from crawler.show.safe import plain

_SAME_NAME = tuple(
    "id source target domain state status checked run first_live last_live kind vendor price currency ends"
    " promised_anchor promised_rel promised_region anchor_class rel region title http evidence hidden".split()
)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_IMAGE_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
_IMAGE_MOST, _IMAGES_MOST, _CONTEXT_MOST = 200_000, 6_000_000, 320


def told_claims(claims: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each claim as the report tells it: its bucket, why, since when, and the facts worth a look."""
    return [_told(claim) for claim in claims]


def _told(claim: Mapping[str, Any]) -> dict[str, Any]:
    bucket = bucket_of(claim)
    told = {name: claim[name] for name in _SAME_NAME}
    told["bucket"] = bucket.value
    told["since"] = since_of(claim, bucket)
    told["reasons"] = json.loads(reasons_of(claim, bucket))
    told["follow"] = _follow(claim)
    told["anchor"] = claim["alt"] if claim["anchor_kind"] == AnchorKind.IMAGE else claim["anchor"]
    told["image_link"] = 1 if claim["anchor_kind"] == AnchorKind.IMAGE else None
    told["final"] = claim["final"] if claim["final"] != claim["source"] else None
    told["url"] = claim["url"] if claim["url"] != claim["target"] else None
    told["context"] = (claim["context"] or "")[:_CONTEXT_MOST] or None if bucket is not Bucket.LIVE else None
    told["screenshot"] = claim["screenshot"] if bucket is not Bucket.LIVE else None
    return told


def _follow(claim: Mapping[str, Any]) -> str | None:
    """The link's rel in one word, the strongest first; `None` where no link was seen."""
    if claim["nofollow"] is None:
        return None
    if claim["sponsored"]:
        return "sponsored"
    if claim["ugc"]:
        return "ugc"
    return "nofollow" if claim["nofollow"] else "followed"


def thumbnails(claims: Sequence[Mapping[str, Any]], folder: Path) -> dict[str, str]:
    """Evidence images as data URLs by their path, as many as a mail can carry; what is no file is left out."""
    found: dict[str, str] = {}
    room = _IMAGES_MOST
    root = folder.resolve()
    for name in dict.fromkeys(claim["screenshot"] for claim in claims if claim["screenshot"]):
        file = (root / name).resolve()
        kind = _IMAGE_TYPES.get(file.suffix.lower())
        if kind is None or not file.is_relative_to(root) or not file.is_file():
            continue
        size = file.stat().st_size
        if size <= min(_IMAGE_MOST, room):
            found[name] = f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
            room -= size
    return found


def pack(data: Mapping[str, Any]) -> str:
    """JSON, deflated, in base64: safe inside a script element whatever it says."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    packer = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    return base64.b64encode(packer.compress(text) + packer.flush()).decode()


def columns(rows: Sequence[Mapping[str, Any]], names: Iterable[str]) -> dict[str, Any]:
    """Rows as columns: `[v, …]`, or `{"d": [distinct…], "i": [place in d…]}` where values repeat."""
    return {name: _column([clean(row[name]) for row in rows]) for name in names}


def clean(value: Any) -> Any:
    """Text without what steers a terminal or turns the direction of writing; anything else as it is."""
    return plain(value, most=len(value)) if isinstance(value, str) and _UNSAFE.search(value) else value


def _column(values: list[Any]) -> Any:
    keys = [json.dumps(value) if isinstance(value, list) else value for value in values]
    places: dict[Any, int] = {}
    distinct: list[Any] = []
    for key, value in zip(keys, values, strict=True):
        if key not in places:
            places[key] = len(distinct)
            distinct.append(value)
    if len(distinct) * 4 > len(values):
        return values
    return {"d": distinct, "i": [places[key] for key in keys]}
