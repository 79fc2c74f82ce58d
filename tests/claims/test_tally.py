"""What became of every row, and how far reading has come."""

from pathlib import Path

from crawler.claims import RejectCause, Tally, read_claims
from tests.claims.reading import EXAMPLES, write


def tally_of(*paths: Path) -> Tally:
    tally = Tally(told=2)
    for path in paths:
        for item in read_claims(path, target="shop.example"):
            tally.add(item)
    return tally


def test_every_row_is_counted_once(tmp_path: Path) -> None:
    broken = write(tmp_path, "source_url,target_url\n" + "nothing,x\n" * 5 + ",\n")
    tally = tally_of(EXAMPLES / "majestic.csv", EXAMPLES / "semrush.csv", EXAMPLES / "disavow.txt", broken)
    assert (tally.claims, tally.marks, dict(tally.skips)) == (5, 2, {"mention": 1, "frame": 1})
    assert dict(tally.rejects) == {RejectCause.BAD_URL: 1, RejectCause.NO_SCHEME: 5}
    assert tally.rows == 5 + 2 + 2 + 6
    assert [reject.line for reject in tally.first_rejects] == [6, 2]


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    row = "https://a.example/p,https://t.example/\n"
    reading = read_claims(write(tmp_path, "source_url,target_url\n" + row * 20_000))
    seen = [reading.progress() for number, _ in enumerate(reading) if number % 1_000 == 0]
    assert seen == sorted(seen)
    assert 0.0 < seen[0] < 0.1
    assert 0.9 < seen[-1] < 1.0
    assert reading.progress() == 1.0
