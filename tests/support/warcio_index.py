#!/usr/bin/env python3
"""warcio_index.py OURS FILE...: the CDXJ index OURS says of the WARC FILEs what cdxj-indexer says.  Needs cdxj-indexer,
which writes "sha1:" before its digests, where most tools write none."""
import io
import json
import sys

from cdxj_indexer.main import CDXJIndexer


def read(text):
    rows = []
    for line in text.splitlines():
        key, time, rest = line.split(" ", 2)
        row = json.loads(rest)
        row["digest"] = row["digest"].removeprefix("sha1:")
        row["filename"] = row["filename"].removesuffix(".open")
        rows.append((key, time, row))
    return rows


class Output(io.StringIO):
    def close(self):
        pass


theirs = Output()
CDXJIndexer(theirs, sys.argv[2:], records="response,revisit,resource,conversion").process_all()
with open(sys.argv[1], encoding="utf-8") as f:
    lines = f.read()
assert lines.splitlines() == sorted(lines.splitlines(), key=lambda line: line.encode()), "not sorted bytewise"
order = lambda row: (row[0], row[1], row[2]["filename"], int(row[2]["offset"]))
ours, theirs = sorted(read(lines), key=order), sorted(read(theirs.getvalue()), key=order)
for a, b in zip(ours, theirs):
    assert a == b, f"{a}\n{b}"
assert len(ours) == len(theirs), (len(ours), len(theirs))
print(len(ours), "lines are the same")
