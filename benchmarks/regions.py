"""Score the region classifier on gold pages and print it beside the published tools.

    python -m benchmarks.regions --gold DIR                   the shipped model
    python -m benchmarks.regions --gold DIR --cross-validate  models that saw no page of the domain they are asked about

The first way needs no training packages and runs unchanged on any directory of the same form. On the
directory that the shipped model was trained on only the second is a measurement.
"""

import argparse
import gc
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median
from time import process_time

from lxml import html as lxml_html
from selectolax.lexbor import LexborHTMLParser

from benchmarks.region_gold import MISSING, REGIONS, GoldPage, located, pages, parsed, score
from crawler.core.outline import outline
from crawler.core.region_model import RegionModel
from crawler.core.regions import classify

MODEL = Path(__file__).parents[1] / "crawler" / "core" / "region_model.json"

PUBLISHED = """\
| F1                                  | main  | per page | six, easy | six, hard | human | ms a page |
|-------------------------------------|-------|----------|-----------|-----------|-------|-----------|
| Mozilla Readability + jsdom         | 0.822 | 0.795    | –         | –         | –     | 443       |
| trafilatura                         | 0.774 | 0.724    | –         | –         | –     | 104       |
| readability-lxml                    | 0.743 | 0.696    | –         | –         | –     | 63        |
| resiliparse                         | 0.669 | 0.674    | –         | –         | –     | 5.2       |
| jusText                             | 0.545 | 0.532    | –         | –         | –     | 48        |
| nearest landmark tag or class word  | 0.502 | 0.538    | 0.801     | 0.04      | 0.553 | 7.3       |
| Screaming-Frog-style path rules     | 0.468 | 0.494    | 0.597     | 0.05      | 0.564 | 8.8       |"""

PUBLISHED_PARSE, GOAL = 3.1, 3
"""Milliseconds that lxml took for a page where the table was made, by which the table's machine can be held against
this one, and what ours may take there beyond the parse."""

Answer = tuple[str, float]
"""A region and its confidence."""
Answers = dict[tuple[str, str], list[Answer]]


def shipped(gold: Sequence[GoldPage], model: RegionModel) -> tuple[Answers, list[float]]:
    """Each gold link's verdict by the shipped model, and the milliseconds a page takes beyond its parse."""
    answers: Answers = {}
    times = []
    gc.freeze()  # the labels of all pages are no part of a crawler's memory
    for page in gold:
        html = page.read()
        tree, found, links = parsed(html)
        fresh = LexborHTMLParser(html)
        start = process_time()
        root = fresh.root
        assert root is not None
        walked = outline(root)
        verdicts = classify(walked, [link for link in walked.links if walked.tags[link] == "a"], model, page.url)
        times.append(1000 * (process_time() - start))
        places = located(page, found, links)
        answers[page.file, page.id] = [
            (MISSING, 0.0) if place is None else (str(verdicts[place].region), verdicts[place].confidence)
            for place in places
        ]
        del tree, fresh
    return answers, times


def cross_validated(gold: Path) -> Answers:
    """Each gold link's verdict by a model and a calibration that saw no page of its domain."""
    from benchmarks import regions_train as training
    from benchmarks.region_examples import FOLDS, examples

    given = examples(gold)
    ask = [example for example in given if not example.stripped]
    chances = training.out_of_fold(given, ask)
    judged = training.outcomes(ask, chances)
    calibrations = {
        fold: training.steps([outcome for outcome in judged if outcome[3] != fold]) for fold in range(FOLDS)
    }
    landmarks = {
        fold: training.with_landmark(
            [example for example in ask if example.fold != fold],
            {n: chances[at] for n, at in enumerate(at for at, example in enumerate(ask) if example.fold != fold)},
        )
        for fold in range(FOLDS)
    }
    answers: Answers = {}
    for at, example in enumerate(ask):
        verdicts = training.verdicts(
            example, chances[at], confidence=calibrations[example.fold], agreeing=landmarks[example.fold]
        )
        answers[example.page.file, example.page.id] = [
            (MISSING, 0.0) if block < 0 else verdicts[block] for block in example.links
        ]
    return answers


def reliability(gold: Sequence[GoldPage], answers: Answers) -> str:
    """How often verdicts of each confidence are right, over the links whose region gold knows."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for page in gold:
        for link, (region, confidence) in zip(page.links, answers[page.file, page.id], strict=True):
            unknowable = link.truth == "rest" and region != "main"
            if not (link.soft or unknowable or region in (MISSING, "unknown")):
                bins.setdefault(min(9, int(confidence * 10)), []).append((confidence, region in link.accept))
    lines = ["confidence   links  mean  right"]
    for tenth, seen in sorted(bins.items()):
        mean, right = fmean(c for c, _ in seen), fmean(r for _, r in seen)
        lines.append(f"{tenth / 10:.1f} – {tenth / 10 + 0.1:.1f}  {len(seen):6}  {mean:.2f}  {right:.2f}")
    return "\n".join(lines)


def parse_alone(gold: Sequence[GoldPage]) -> float:
    """Milliseconds a page that lxml takes to parse: what the table's times may be compared by."""
    spent = 0.0
    for page in gold:
        html = page.read().encode()
        start = process_time()
        lxml_html.document_fromstring(html)
        spent += process_time() - start
    return 1000 * spent / len(gold)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, required=True)
    options.add_argument("--cross-validate", action="store_true")
    chosen = options.parse_args()
    gold = list(pages(chosen.gold))
    model = RegionModel.from_json(MODEL.read_text(encoding="utf-8"))
    answers, times = shipped(gold, model)
    if chosen.cross_validate:
        answers = cross_validated(chosen.gold)
    regions = {key: [region for region, _ in found] for key, found in answers.items()}
    result = score(gold, regions)
    ours = "this classifier" + (", cross-validated" if chosen.cross_validate else "")
    cost = f"{fmean(times):.1f}"
    print(PUBLISHED)
    print(
        f"| {ours:35} | {result.main_f1:.3f} | {result.main_page_f1:.3f}    | {result.easy:.3f}     "
        f"| {result.hard:.3f}     | {result.human:.3f} | {cost:9} |"
    )
    print(f"\nmilliseconds beyond the parse: mean {cost}, median {median(times):.1f}, longest {max(times):.0f}")
    parse = parse_alone(gold)
    print(
        f"lxml parses a page in {parse:.1f} ms here, {PUBLISHED_PARSE} where the table was made: "
        f"ours beyond the parse is {fmean(times) / parse:.1f} times that, {GOAL / PUBLISHED_PARSE:.1f} were wanted"
    )
    without = score(gold, regions, lambda page: page.source != "mozilla-readability")
    print(f"without mozilla-readability pages: main {without.main_f1:.3f}, per page {without.main_page_f1:.3f}")
    for source in sorted({page.source for page in gold if page.file == "links"}):
        part = score([page for page in gold if page.file == "links" and page.source == source], regions)
        print(f"  {source:20} main {part.main_f1:.3f}  per page {part.main_page_f1:.3f}")
    print("\n          " + "".join(f"{region:>10}" for region in REGIONS))
    for name, by_region in result.by_region.items():
        print(f"{name:10}" + "".join(f"{by_region.get(region, float('nan')):10.3f}" for region in REGIONS))
    unknown = sum(region == "unknown" for found in regions.values() for region in found)
    print(f"\nunknown: {unknown} of {sum(map(len, regions.values()))} links\n\n{reliability(gold, answers)}")


if __name__ == "__main__":
    main()
