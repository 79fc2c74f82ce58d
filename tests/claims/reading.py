"""What the tests of claim files share: write a file, read all of it, and compare in few words."""

from pathlib import Path
from typing import Any

from crawler.claims import Imported, Mark, Reject, Skip, read_claims

EXAMPLES = Path(__file__).parents[2] / "examples" / "formats"
DATA = Path(__file__).parents[1] / "data"


def write(folder: Path, content: str | bytes, name: str = "claims.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, **options: Any) -> tuple[list[Imported], list[Reject], list[Skip], list[Mark]]:
    items = list(read_claims(path, **options))
    return (
        [item for item in items if isinstance(item, Imported)],
        [item for item in items if isinstance(item, Reject)],
        [item for item in items if isinstance(item, Skip)],
        [item for item in items if isinstance(item, Mark)],
    )
