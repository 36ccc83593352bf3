#!/usr/bin/env python3
"""The same pages through normalize and through other extractors, in one run: CPU seconds of one core, and how good the bodies are.

usage: EXTRACTORS_PYTHON bench/extractors.py [--bin build/bin] [--pages FOLDER] [--rounds 2]

FOLDER holds html/*.html.gz (or *.html) and, for the scores, ground-truth.json: {"NAME": {"articleBody": "...", "url": "..."}}.
The largest pages are left out until the others have a mean of 174 KB, as bench-normalize does.  Run it with a Python that has
the other extractors:  python3 -m venv V && V/bin/pip install trafilatura readability-lxml resiliparse.  Those that are not
there are named and left out.  Each of them gets the page as a string, decoded beforehand, which ours does itself; imports and
a first page, which fills their caches, are not in the figures.

F1 is of overlapping four-word shingles, per page counted as multisets: the harmonic mean of mean precision and mean recall."""
import argparse
import collections
import glob
import gzip
import json
import os
import re
import subprocess
import tempfile
import time

MEAN_BYTES = 174000


def load(folder):
    pages = {}
    for path in glob.glob(os.path.join(folder, "html", "*.html*")):
        name = os.path.basename(path).split(".html")[0]
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f:
            pages[name] = f.read()
    names, total = sorted(pages, key=lambda n: len(pages[n])), sum(map(len, pages.values()))
    while names and total > MEAN_BYTES * len(names):
        total -= len(pages[names.pop()])
    return {n: pages[n] for n in names}


def trafilatura():
    import trafilatura as package
    return package.__version__, lambda page: package.extract(page, include_comments=False, include_tables=True)


def readability():
    import importlib.metadata
    import readability as package
    from lxml import html

    def extract(page):
        return html.fromstring(package.Document(page).summary()).text_content()
    return importlib.metadata.version("readability-lxml"), extract


def resiliparse():
    import importlib.metadata
    from resiliparse.extract.html2text import extract_plain_text
    return importlib.metadata.version("resiliparse"), lambda page: extract_plain_text(page, main_content=True)


def guarded(extract, page):
    try:
        return extract(page) or ""
    except Exception:  # a page that one of them cannot read is one without a body
        return ""


def measure(extract, pages, rounds):
    texts = {name: page.decode("utf-8", "replace") for name, page in pages.items()}
    guarded(extract, next(iter(texts.values())))
    best = None
    for _ in range(rounds):
        began = time.process_time()
        bodies = {name: guarded(extract, text) for name, text in texts.items()}
        spent = time.process_time() - began
        best = spent if best is None else min(best, spent)
    return best, bodies


def write_pages(pages, folder):
    for name, page in pages.items():
        with open(os.path.join(folder, name + ".html"), "wb") as f:
            f.write(page)


def measure_ours(bin_dir, pages):
    """Seconds for all pages, as bench-normalize has it; the bodies, one process for all."""
    with tempfile.TemporaryDirectory() as folder:
        write_pages(pages, folder)
        said = subprocess.run([os.path.join(bin_dir, "bench-normalize"), folder], capture_output=True, text=True, check=True)
        rate = float(re.search(r"([0-9.]+) pages/s", said.stdout).group(1))
        files = [os.path.join(folder, name + ".html") for name in pages]
        done = subprocess.run([os.path.join(bin_dir, "wiremill-normalize"), "--content-type", "text/html"] + files,
                              capture_output=True, text=True)
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    return len(pages) / rate, {a["sourceFile"][:-len(".html")]: a.get("body", "") for a in articles}


def shingles(text):
    words = re.findall(r"\w+", text or "")
    n = min(4, len(words))
    return collections.Counter(tuple(words[i:i + n]) for i in range(len(words) - n + 1)) if n else collections.Counter()


def f1(truth, bodies):
    precisions, recalls = [], []
    for name, true in truth.items():
        found = shingles(bodies.get(name))
        both = sum((found & true).values())
        if found:
            precisions.append(both / sum(found.values()))
        if true:
            recalls.append(both / sum(true.values()))
    p, r = sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))
    return 2 * p * r / (p + r) if p + r else 0.0


def read_truth(folder, pages):
    try:
        with open(os.path.join(folder, "ground-truth.json"), encoding="utf-8") as f:
            return {n: shingles(t.get("articleBody")) for n, t in json.load(f).items() if n in pages}
    except FileNotFoundError:
        return None


def say(name, spent, ours, pages, truth, bodies):
    score = "  body F1 %.3f" % f1(truth, bodies) if truth else ""
    print("  %-28s %7.1f pages/s %9.0f us a page  ours is %5.1fx%s"
          % (name, len(pages) / spent, spent / len(pages) * 1e6, spent / ours, score), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/bin")
    parser.add_argument("--pages", default="../shared/data/news-dev")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    pages = load(args.pages)
    if not pages:
        print("extractors: not measured, no pages in %s/html" % args.pages)
        return
    truth = read_truth(args.pages, pages)
    print("extractors %d pages, mean %.0f KB, CPU time of one core, best of %d rounds"
          % (len(pages), sum(map(len, pages.values())) / len(pages) / 1e3, args.rounds))
    ours, bodies = measure_ours(args.bin, pages)
    say("wiremill normalize", ours, ours, pages, truth, bodies)
    for other in (resiliparse, trafilatura, readability):
        try:
            version, extract = other()
        except ImportError:
            print("  %-28s not measured: this Python has none (see bench/extractors.py --help)" % other.__name__)
            continue
        spent, bodies = measure(extract, pages, args.rounds)
        say("%s %s" % (other.__name__, version), spent, ours, pages, truth, bodies)


main()
