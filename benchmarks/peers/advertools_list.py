"""Peer: advertools in list mode, as its documentation has it. Arguments: list of URLs, output (.jsonl)."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import advertools  # type: ignore[import-not-found]  # lives in the peers' venv alone

if __name__ == "__main__":
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # it starts `scrapy`
    urls = Path(sys.argv[1]).read_text().split()
    advertools.crawl(
        urls,
        sys.argv[2],
        allowed_domains=sorted({urlsplit(url).hostname or "" for url in urls}),  # its own guess keeps the port
        custom_settings={"CONCURRENT_REQUESTS": 64, "LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False},
    )
