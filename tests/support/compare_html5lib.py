#!/usr/bin/python3
"""compare_html5lib.py [--limit N] [--show N] HTML_TEXTS PAGE...: the text of every p, li, td, th and h1 to h6 of the pages
(.html or .html.gz), as wiremill's reader (the program HTML_TEXTS) and as html5lib sees it.

Prints the counts; exit status 1 if the readers differ in 0.5 % of the elements or more.  White space is folded on both
sides and parts words at the borders of blocks; what is never read as text (script, select, ...) is left out on both.
--show N prints the first N differences, --limit N takes about N pages, evenly spread."""
import argparse
import difflib
import gzip
import subprocess
import sys

import html5lib

WANTED = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
UNREAD = set("""audio canvas datalist head iframe noembed noframes noscript script select style svg template textarea title
    video""".split())
BLOCKS = set("""address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main menu nav
    noscript ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead title tr ul
    xmp""".split())
SVG = "{http://www.w3.org/2000/svg}"
MOST_DIFFERENCES = 0.005


def page_text(path):
    """A page as text: UTF-8 where it is, else in the charset that html5lib finds."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        data = file.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = html5lib._inputstream.HTMLBinaryInputStream(data).charEncoding[0]
        return data.decode(encoding.codec_info.name, "replace")


def add_text(element, root, parts):
    tag = element.tag
    if not isinstance(tag, str):
        return
    if element is not root and (tag in UNREAD or tag == SVG + "svg"):
        parts.append(" " if tag in BLOCKS else "")
        return
    border = " " if tag in BLOCKS or tag == "br" else ""
    parts += [border, element.text or ""]
    for child in element:
        add_text(child, root, parts)
        parts.append(child.tail or "")
    parts.append(border)


def fold(text):
    return " ".join(text.replace("\0", "").split())


def html5lib_texts(page):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    texts = []
    for element in tree.iter():
        if element.tag in WANTED:
            parts = []
            add_text(element, element, parts)
            texts.append(element.tag + "\t" + fold("".join(parts)))
    return texts


def our_texts(program, page):
    run = subprocess.run([program], input=page.encode("utf-8", "replace"), stdout=subprocess.PIPE, check=True)
    lines = run.stdout.decode("utf-8", "replace").split("\n")[:-1]
    return [tag + "\t" + fold(text) for tag, _, text in (line.partition("\t") for line in lines)]


def differences(theirs, ours):
    """Elements of either side that the other does not have there, as lines "-" (html5lib's) and "+"."""
    matcher = difflib.SequenceMatcher(None, theirs, ours, autojunk=False)
    found, count = [], 0
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            count += max(b - a, d - c)
            found += ["- " + line for line in theirs[a:b]] + ["+ " + line for line in ours[c:d]]
    return count, found


def compare(program, paths, show):
    elements = different = pages = 0
    for path in paths:
        page = page_text(path)
        theirs = html5lib_texts(page)
        count, lines = differences(theirs, our_texts(program, page))
        elements += len(theirs)
        different += count
        pages += count > 0
        for line in lines[:show]:
            print("%s: %s" % (path, line[:200]))
        show -= min(show, len(lines))
    print("%d pages, %d elements, %d differ (%.3f %%) on %d pages"
          % (len(paths), elements, different, 100 * different / max(elements, 1), pages))
    return elements and different < MOST_DIFFERENCES * elements


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--limit", type=int)
    parser.add_argument("program")
    parser.add_argument("page", nargs="+")
    args = parser.parse_args()
    sys.setrecursionlimit(10000)
    paths = sorted(args.page)
    if args.limit:
        paths = paths[::max(1, len(paths) // args.limit)]
    return 0 if compare(args.program, paths, args.show) else 1


sys.exit(main())
