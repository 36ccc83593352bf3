#!/usr/bin/python3
"""A small WebSub hub, which is also the publisher of one feed, for tests.

    hub.py --log FILE [--lease SECONDS] [--link-header]

serves on a free port of 127.0.0.1 and says "listening on ADDRESS".  With --link-header the feed names its hub in the
HTTP head instead of in itself.

    GET  /feed.xml, /article/N.html   the feed of N entries, and its articles
    POST /hub                         a subscription; verified after the answer, then kept
    GET  /control/publish?n=N         from now on the feed has N entries
    GET  /control/status?hub=N        from now on subscriptions are answered N; 0: as they should be
    GET  /control/push?how=HOW&method=sha1   post the feed to each subscriber: signed (also gzip), forged, bare
    GET  /control/ask?mode=M&topic=T  ask each callback with this mode; an empty topic is the right one
    GET  /control/elsewhere           post to a callback that was never given out

A control answers with the statuses that came, blanks between.  A line a request goes to the log: METHOD PATH STATUS;
for a verification "VERIFY STATUS echoed|other"; for a subscription's form "FORM NAME=VALUE".
"""
import argparse
import gzip
import hmac
import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

CHALLENGE = "a challenge & <more> of it"


class Hub:
    def __init__(self, log, lease, link_header):
        self.lock = threading.Lock()
        self.log_file = open(log, "a", buffering=1)
        self.lease, self.link_header = lease, link_header
        self.base = None
        self.entries, self.refusal = 1, 0
        self.subscribers = {}  # callback -> secret

    def log(self, *words):
        with self.lock:
            print(*words, file=self.log_file)

    def feed(self):
        links = "" if self.link_header else (
            f'<link rel="hub" href="{self.base}/hub"/><link rel="self" href="{self.base}/feed.xml"/>')
        entries = "".join(
            f'<entry><id>tag:hub,{n}</id><title>Entry {n}</title><link href="{self.base}/article/{n}.html"/></entry>'
            for n in range(self.entries, 0, -1))
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Hub</title>{links}{entries}</feed>'.encode()

    def call(self, method, url, body=None, headers=None):
        """Returns the status and the body."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def verify(self, callback, topic, secret):
        query = urlencode({"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": CHALLENGE,
                           "hub.lease_seconds": self.lease})
        status, body = self.call("GET", f"{callback}?{query}")
        if status == 200 and body == CHALLENGE.encode():
            self.subscribers[callback] = secret
        self.log("VERIFY", status, "echoed" if body == CHALLENGE.encode() else "other")

    def push(self, callback, secret, how, method):
        body = self.feed()
        headers = {"Content-Type": "application/atom+xml"}
        if how == "gzip":
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        if how == "forged":
            secret = "not " + secret
        if how != "bare":
            headers["X-Hub-Signature"] = f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"
        return self.call("POST", callback, body, headers)[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", content_type="text/plain", headers=()):
        hub.log(self.command, self.path, status)
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = urlsplit(self.path).path
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if path == "/feed.xml":
            links = [("Link", f'<{hub.base}/hub>; rel="hub", <{hub.base}/feed.xml>; rel=self')]
            self.answer(200, hub.feed(), "application/atom+xml", links if hub.link_header else ())
        elif path.startswith("/article/"):
            name = path.removeprefix("/article/").removesuffix(".html")
            text = f"<p>This is article-number-{name}, and it says enough to be read as an article of its own.</p>" * 5
            self.answer(200, f"<html><title>Article {name}</title><body><article>{text}</article></body></html>".encode(),
                        "text/html")
        elif path.startswith("/control/"):
            statuses = self.control(path.removeprefix("/control/"), query)
            self.answer(200, " ".join(map(str, statuses)).encode())
        else:
            self.answer(404)

    def control(self, name, query):
        subscribers = list(hub.subscribers.items())
        if name == "publish":
            hub.entries = int(query["n"])
        elif name == "status":
            hub.refusal = int(query["hub"])
        elif name == "push":
            return [hub.push(callback, secret, query["how"], query.get("method", "sha256"))
                    for callback, secret in subscribers]
        elif name == "ask":
            asked = urlencode({"hub.mode": query["mode"], "hub.topic": query.get("topic", hub.base + "/feed.xml"),
                               "hub.challenge": CHALLENGE, "hub.reason": "a test"})
            return [hub.call("GET", f"{callback}?{asked}")[0] for callback, _ in subscribers]
        elif name == "elsewhere":
            return [hub.push(callback[:-1] + ("1" if callback[-1] == "0" else "0"), secret, "signed", "sha256")
                    for callback, secret in subscribers]
        return []

    def do_POST(self):
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        for name, value in form.items():
            hub.log("FORM", f"{name}={value}")
        if hub.refusal:
            self.answer(hub.refusal)
            return
        self.answer(202)
        threading.Thread(target=hub.verify, args=(form["hub.callback"], form["hub.topic"], form["hub.secret"])).start()


options = argparse.ArgumentParser()
options.add_argument("--log", required=True)
options.add_argument("--lease", type=int, default=86400)
options.add_argument("--link-header", action="store_true")
given = options.parse_args()
hub = Hub(given.log, given.lease, given.link_header)
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
hub.base = f"http://127.0.0.1:{server.server_port}"
print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
