#!/usr/bin/python3
"""compare_newsroom.py EXPECTED.jsonl DOCUMENTS.jsonl: each article page of the sample newsroom has one document, with the
page's text and nothing else of the page.  Prints what differs; exit status 1 if anything does."""
import json
import sys


def read(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]




def main():
    expected, documents = read(sys.argv[1]), read(sys.argv[2])
    problems = []
    for want in expected:
        got = [d for d in documents if d["enrichment"]["provenance"]["url"].endswith(want["path"])]
        if len(got) != 1:
            problems.append("%s: %d documents" % (want["path"], len(got)))
            continue
        body = got[0]["bodies"][0]["value"]
        if got[0]["language"] != want["language"]:
            problems.append("%s: language %s" % (want["path"], got[0]["language"]))
        if want["title"] != (got[0].get("headlines") or [{}])[0].get("value"):
            problems.append("%s: title %r" % (want["path"], got[0].get("headlines")))
        if (want.get("byline") or None) != got[0].get("by"):
            problems.append("%s: byline %r, not %r" % (want["path"], got[0].get("by"), want.get("byline")))
        published = (got[0].get("contentCreated") or got[0]["enrichment"].get("published") or "")[:10]
        if want.get("published") and published != want["published"][:10]:
            problems.append("%s: published %s, not %s" % (want["path"], published, want["published"]))
        problems += ["%s: leaks %r" % (want["path"], s) for s in want["not_in_body"] if s in body]
        problems += ["%s: lost %r" % (want["path"], p[:80]) for p in want["body"].split("\n\n") if p not in body]
    if len(documents) != len(expected):
        problems.append("%d documents of %d pages" % (len(documents), len(expected)))
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
