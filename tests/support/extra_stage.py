#!/usr/bin/python3
"""A worker for a stage of one's own, written from docs/protocol.md: notes the number of words in `extra`.

With --crash-on TEXT it dies, as a program with a bug would, while it holds an article whose body has TEXT.
"""
import argparse
import json
import os
import signal
import time

import zmq

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--dispatch", required=True, metavar="ENDPOINT")
parser.add_argument("--stage", required=True)
parser.add_argument("--name", help="the same after a restart, unlike any other worker's [STAGE@PID]")
parser.add_argument("--crash-on", metavar="TEXT", help="die by SIGKILL over an article whose body has TEXT")
options = parser.parse_args()

stopping = False


def stop(number, frame):
    global stopping
    stopping = True


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)

boot = os.urandom(8).hex()
name = options.name or f"{options.stage}@{os.getpid()}"
pipe = zmq.Context().socket(zmq.DEALER)
pipe.setsockopt(zmq.ROUTING_ID, f"{options.stage[:32]}/{boot}".encode())
pipe.setsockopt(zmq.IMMEDIATE, 1)
pipe.setsockopt(zmq.LINGER, 500)
pipe.connect(options.dispatch)
hello = {"verb": "hello", "role": "worker", "stage": options.stage, "name": name, "boot": boot, "protocol": 1, "credit": 2}
farewell = {"verb": "bye"}


def say(header, *article):
    try:
        pipe.send_multipart([json.dumps(header).encode(), *article], zmq.DONTWAIT)
        return True
    except zmq.Again:
        return False  # no dispatcher: what this answers will be handed out again


def work(header, metadata, body):
    if options.crash_on and options.crash_on.encode() in body:
        os.kill(os.getpid(), signal.SIGKILL)
    article = json.loads(metadata)
    article.setdefault("extra", {})[options.stage] = {"words": len(body.split())}
    say({"verb": "result", "ticket": header["ticket"], "outcome": "forward"}, json.dumps(article).encode(), body)


last, said, heard, bye = None, 0.0, time.monotonic(), False
while not (bye and stopping) and not (stopping and time.monotonic() - heard > 5):
    word = farewell if stopping else hello
    if word is not last or time.monotonic() - said >= 1:
        last, said = (word if say(word) else None), time.monotonic()
    if not pipe.poll(100):
        continue
    parts = pipe.recv_multipart()
    if parts == [b""]:
        continue  # a probe
    header, heard = json.loads(parts[0]), time.monotonic()
    if header["verb"] == "work":
        work(header, *parts[1:])
    elif header["verb"] == "bye":
        bye = True
    elif header["verb"] == "error":
        print(f"{name}: refused: {header['reason']}", flush=True)
