#!/usr/bin/env python3
"""coded_pages.py make SAMPLES ROOT: a newsroom folder whose feed lists each sample page once for each way to send it.
coded_pages.py compare SAMPLES LIST FOLDER: the pages in the archive FOLDER, of which LIST is `archive list --json`, are
byte for byte those of SAMPLES once their content coding is undone."""
import gzip
import json
import pathlib
import sys
import zlib

WAYS = ("identity", "gzip", "deflate", "br", "chunked")


def brotli(data):
    """A brotli stream (RFC 7932) of meta-blocks that are not compressed."""
    out, bits, n = bytearray(), 0, 0

    def put(value, width):
        nonlocal bits, n
        bits, n = bits | value << n, n + width
        while n >= 8:
            out.append(bits & 255)
            bits, n = bits >> 8, n - 8

    put(0, 1)  # a window of 2**16
    for at in range(0, len(data), 1 << 16):
        part = data[at:at + (1 << 16)]
        put(0, 1)  # not the last
        put(0, 2)  # four nibbles of length
        put(len(part) - 1, 16)
        put(1, 1)  # not compressed
        put(0, -n % 8)
        out += part
    put(3, 2)  # the last, and empty
    put(0, -n % 8)
    return bytes(out)


CODE = {"identity": bytes, "chunked": bytes, "gzip": lambda data: gzip.compress(data, mtime=0), "deflate": zlib.compress, "br": brotli}


def pages(samples):
    return sorted(p for p in pathlib.Path(samples).glob("*/*.html"))


def url_path(way, name):
    if way == "identity":
        return f"identity/{name}"
    return f"x/chunked/chunked/{name}" if way == "chunked" else f"x/coded/{way}/{way}/{name}"


def make(samples, root):
    items = []
    for page in pages(samples):
        name = f"{page.parent.name}-{page.name}"
        for way in WAYS:
            folder = pathlib.Path(root, way)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(CODE[way](page.read_bytes()))
            items.append(f"<item><link>@BASE@/{url_path(way, name)}</link></item>")
    pathlib.Path(root, "rss.xml").write_text("<rss version='2.0'><channel>%s</channel></rss>" % "".join(items))


def stored_body(folder, record):
    with open(next(pathlib.Path(folder).glob(record["file"] + "*")), "rb") as f:
        f.seek(record["offset"])
        plain = gzip.decompress(f.read(record["length"]))
    head, body = plain[:-4].split(b"\r\n\r\n", 2)[1:]
    return head.lower(), body


def compare(samples, listing, folder):
    records = {r["uri"].split("/", 3)[3]: r for r in map(json.loads, open(listing)) if r["type"] == "response"}
    n = 0
    for page in pages(samples):
        for way in WAYS:
            head, body = stored_body(folder, records[url_path(way, f"{page.parent.name}-{page.name}")])
            assert body == CODE[way](page.read_bytes()), (page, way)
            assert (b"content-encoding: " + way.encode() in head) == (way in ("gzip", "deflate", "br")), (page, way)
            assert (b"\nx-crawler-transfer-encoding: chunked" in head) == (way == "chunked"), (page, way)
            assert b"\ntransfer-encoding:" not in head, (page, way)
            n += 1
    print(n, "pages are as they were sent")


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](*sys.argv[2:])
