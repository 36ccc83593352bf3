#!/usr/bin/python3
"""tests/validate.py FILE...: checks JSON Lines of finished documents ("-" is standard input).

Each line must be one document that, as a whole, is valid against data/schema/wiremill-1.0.schema.json and, without its key
`enrichment`, against IPTC's ninjs 3.1; date-times must have a zone, URIs be ASCII, offsets fit the text they count in,
and entities and mentions know each other.  Prints what is wrong with file and line, then counts; exit status 1 if anything is.
Needs Debian's python3-jsonschema, which checks no date-times: that is done here."""
import json
import os
import re
import sys
import unicodedata
import warnings

import jsonschema

warnings.simplefilter("ignore", DeprecationWarning)
SCHEMAS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "schema")
DATE_TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
                       r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#$&-;=?-Z_a-z~%\[\]]+")
TIMES = ("contentCreated", "firstCreated", "versionCreated")


def load(*parts):
    with open(os.path.join(SCHEMAS, *parts), encoding="utf-8") as f:
        return json.load(f)


def validators():
    ninjs = load("ninjs", "ninjs-schema_3.1.json")
    ours = load("wiremill-1.0.schema.json")
    store = {s["$id"].rstrip("#"): s for s in (ninjs, ours, load("ninjs", "geojson-substitute.json"))}
    made = []
    for schema in (ninjs, ours):
        resolver = jsonschema.RefResolver(schema["$id"], schema, store=store)
        made.append(jsonschema.Draft202012Validator(schema, resolver=resolver))
    return made


def times_and_uris(doc):
    for key in TIMES:
        if key in doc and not DATE_TIME.fullmatch(doc[key]):
            yield "%s %r is no date-time with a zone" % (key, doc[key])
    fetched = doc["enrichment"]["provenance"].get("fetched")
    if fetched is not None and not DATE_TIME.fullmatch(fetched):
        yield "fetched %r is no date-time with a zone" % fetched
    uris = [doc["uri"], doc["standard"]["schema"]] + [r["href"] for r in doc.get("renditions", [])]
    for picture in doc.get("associations", []):
        uris += [picture["uri"]] + [r["href"] for r in picture.get("renditions", [])]
    for listed in ("places", "subjects", "infoSources"):
        uris += [x["uri"] for x in doc.get(listed, []) if "uri" in x]
    for uri in uris:
        if not URI.fullmatch(uri):
            yield "%r is no ASCII URI" % uri


def spans(doc):
    enrichment = doc["enrichment"]
    yield from ((m, m["exact"]) for m in enrichment["mentions"])
    yield from ((d, d["text"]) for d in enrichment["dates"])
    for sector in enrichment["sectors"]:
        yield from ((e, e["exact"]) for e in sector["evidence"])


def offsets(doc):
    body = doc["bodies"][0]["value"]
    if unicodedata.normalize("NFC", body) != body:
        yield "the body is not in NFC"
    if doc["bodies"][0]["charCount"] != len(body):
        yield "charCount %d, the body has %d" % (doc["bodies"][0]["charCount"], len(body))
    for span, words in spans(doc):
        if body[span["start"]:span["end"]] != words:
            yield "body[%d:%d] is %r, not %r" % (span["start"], span["end"], body[span["start"]:span["end"]], words)
    at = 0
    for mention in doc["enrichment"]["mentions"]:
        if mention["start"] < at:
            yield "mention at %d overlaps the one before it, or is out of order" % mention["start"]
        at = mention["end"]


def references(doc):
    ids = [e["id"] for e in doc["enrichment"]["entities"]]
    if ids != ["e%d" % (i + 1) for i in range(len(ids))]:
        yield "entities are not e1, e2, ... in order"
    if {m["entity"] for m in doc["enrichment"]["mentions"]} != set(ids):
        yield "mentions and entities do not know each other"
    if [p["literal"] for p in doc.get("places", [])] != ids:
        yield "places are not the entities"


def problems(line, official, extended):
    if not line.endswith(b"\n"):
        yield "no LF at the end"
    try:
        doc = json.loads(line.decode("utf-8"))
    except ValueError as e:
        yield "no JSON in UTF-8: %s" % e
        return
    broken = ["ours: " + e.message[:300] for e in extended.iter_errors(doc)]
    if isinstance(doc, dict):
        bare = {key: value for key, value in doc.items() if key != "enrichment"}
        broken += ["ninjs 3.1: " + e.message[:300] for e in official.iter_errors(bare)]
    yield from broken
    if not broken:                          # what follows relies on the shape
        for check in (times_and_uris, offsets, references):
            yield from check(doc)


def main():
    if len(sys.argv) < 2:
        sys.stderr.write("usage: tests/validate.py FILE...\n")
        return 2
    official, extended = validators()
    documents = mentions = bad = 0
    for name in sys.argv[1:]:
        with (sys.stdin.buffer if name == "-" else open(name, "rb")) as f:
            for number, line in enumerate(f, 1):
                found = list(problems(line, official, extended))
                for what in found:
                    print("%s:%d: %s" % (name, number, what))
                documents += 1
                bad += bool(found)
                mentions += line.count(b'"entity":')
    print("%d documents, %d mentions, %d documents wrong" % (documents, mentions, bad))
    return 1 if bad else 0


sys.exit(main())
