"""`make browse`: the database in Datasette, on this machine alone, with meanings, facets and example queries.

Datasette knows a database by its file's name, so the metadata is made for the file at hand.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import mkdtemp

from crawler.export.reference import datasette


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m crawler.export.browse", description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("--port", default="8001")
    parser.add_argument("--get", metavar="PATH", help="answer one request and stop, as tests do")
    options = parser.parse_args()
    if not options.database.is_file():
        sys.exit(f"{options.database}: no such database; `make verify` makes one (DB=FILE names another)")
    metadata = Path(mkdtemp(prefix="linkwitness-browse-")) / "metadata.json"
    metadata.write_text(json.dumps(datasette(options.database.stem)))
    how = ["--get", options.get] if options.get else ["--host", "127.0.0.1", "--port", options.port]
    command = [sys.executable, "-m", "datasette", "serve", str(options.database), "--metadata", str(metadata)]
    os.execv(sys.executable, [*command, *how, "--setting", "sql_time_limit_ms", "10000"])  # noqa: S606 - no shell


if __name__ == "__main__":
    main()
