#!/usr/bin/python3
"""What polling costs: CPU seconds and memory of one ingest that watches 10,000 feeds.

usage: bench/poll.py --bin build/bin [--feeds 10000] [--hosts 500] [--interval 60] [--seconds 40]

Every feed is polled once (all of it is new then), then again and again.  The interval is compressed, 60 s instead of 15 minutes,
so that in 40 seconds there are as many polls as in 10 minutes of real time: the CPU time of those is what counts.  Of these polls
about one in five finds a changed feed, the others a 304.  Only the process that polls is measured, over http: TLS is not in the
figure."""
import argparse
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time

FILES, ENTRIES, REAL_INTERVAL_S, REAL_SECONDS = 20, 25, 900, 600
TICK = os.sysconf("SC_CLK_TCK")


def write_feed(root, number, version):
    text = "What happened, told in a few sentences that say where, when and why it did. " * 12
    items = "".join("<item><guid isPermaLink='false'>%d-%d</guid><title>Entry %d</title><description>%s</description>"
                    "<pubDate>Tue, 05 Mar 2024 08:15:00 GMT</pubDate></item>" % (number, version + i, version + i, text)
                    for i in range(ENTRIES))
    path = os.path.join(root, "%d.xml" % number)
    with open(path + ".new", "w") as f:
        f.write("<rss version='2.0'><channel><title>Feed %d</title>%s</channel></rss>" % (number, items))
    os.utime(path + ".new", (1700000000 + version, 1700000000 + version))
    os.rename(path + ".new", path)


def cpu_of(pid):
    with open("/proc/%d/stat" % pid) as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def rss_mb(pid):
    with open("/proc/%d/status" % pid) as f:
        return int(next(line.split()[1] for line in f if line.startswith("VmRSS"))) / 1024


def polls_in(log):
    with open(log) as f:
        statuses = [line.split(" ", 3)[2] for line in f]
    return statuses.count("200"), statuses.count("304"), len(statuses)


class Bench:
    def __init__(self, args, folder):
        self.args, self.folder = args, folder
        self.root, self.log = os.path.join(folder, "site"), os.path.join(folder, "newsroom.log")
        self.hosts = ["127.0.%d.%d" % (i // 200 + 1, i % 200 + 1) for i in range(args.hosts)]
        os.mkdir(self.root)
        for number in range(FILES):
            write_feed(self.root, number, 0)

    def serve(self):
        self.server = subprocess.Popen([os.path.join(self.args.bin, "newsroom"), "--root", self.root, "--address", "0.0.0.0",
                                        "--port", "0", "--log", self.log], stdout=subprocess.PIPE, text=True)
        self.port = self.server.stdout.readline().rsplit(":", 1)[1].strip()
        with open(os.path.join(self.folder, "feeds.txt"), "w") as f:
            for i in range(self.args.feeds):
                f.write("http://%s:%s/%d.xml?feed=%d\n" % (self.hosts[i % self.args.hosts], self.port, i % FILES, i))

    def ingest(self, *more):
        interval = str(self.args.interval)
        return subprocess.Popen([os.path.join(self.args.bin, "wiremill-ingest"), "--feeds", self.folder + "/feeds.txt",
                                 "--archive", self.folder + "/archive", "--state", self.folder + "/state",
                                 "--dead", self.folder + "/dead", "--dispatch", "ipc://%s/dispatch" % self.folder,
                                 "--allow-hosts", ",".join(self.hosts), "--feed-interval-s", interval,
                                 "--feed-interval-min-s", interval, "--feed-interval-max-s", interval, *more],
                                stderr=open(self.folder + "/stderr", "a"))

    def first_round(self):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        code = self.ingest("--once", "--host-delay-ms", "0").wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print("first polls, all entries new: %d feeds in %.1f s, %.2f ms of CPU each (exit status %d)" %
              (polls_in(self.log)[2], time.monotonic() - start, 1000 * cpu / self.args.feeds, code))

    def spread(self):
        db = sqlite3.connect(self.folder + "/state/ingest.sqlite")
        now = int(time.time() * 1000)
        db.executemany("UPDATE feeds SET due_ms=? WHERE id=?",
                       [(now + 3000 + random.randrange(1000 * self.args.interval), row[0]) for row in
                        db.execute("SELECT id FROM feeds").fetchall()])
        db.commit()
        db.close()

    def edit(self, stop):
        version = 1
        while True:
            for _ in range(FILES // 5):
                write_feed(self.root, version % FILES, version)
                version += 1
            if stop.wait(self.args.interval):
                return

    def started(self, pid):
        begun = time.monotonic()
        while "event=start run" not in open(self.folder + "/stderr").read():
            time.sleep(0.02)
        print("start with %d feeds known: %.2f s, %.2f s of CPU" % (self.args.feeds, time.monotonic() - begun, cpu_of(pid)))

    def many_rounds(self):
        open(self.folder + "/stderr", "w").close()
        process, stop = self.ingest("--log-level", "info"), threading.Event()
        self.started(process.pid)
        threading.Thread(target=self.edit, args=(stop,), daemon=True).start()
        time.sleep(4)
        before, cpu = polls_in(self.log), cpu_of(process.pid)
        time.sleep(self.args.seconds)
        after, cpu, rss = polls_in(self.log), cpu_of(process.pid) - cpu, rss_mb(process.pid)
        stop.set()
        process.send_signal(signal.SIGTERM)
        process.wait()
        polls = after[2] - before[2]
        due = self.args.feeds * REAL_SECONDS / REAL_INTERVAL_S
        print("%d polls in %d s (%d found a changed feed): %.2f ms of CPU each, %.0f MB resident" %
              (polls, self.args.seconds, after[0] - before[0], 1000 * cpu / polls, rss))
        print("10 minutes of %d feeds every 15 minutes: %.0f polls, %.1f %% of a core" %
              (self.args.feeds, due, 100 * due * cpu / polls / REAL_SECONDS))
        print("                    every  5 minutes: %.0f polls, %.1f %% of a core" %
              (3 * due, 300 * due * cpu / polls / REAL_SECONDS))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--feeds", type=int, default=10000)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--interval", type=int, default=60)
    parser.add_argument("--seconds", type=int, default=40)
    folder = tempfile.mkdtemp(prefix="wiremill-poll-")
    bench = Bench(parser.parse_args(), folder)
    bench.serve()
    try:
        bench.first_round()
        bench.spread()
        bench.many_rounds()
    finally:
        bench.server.terminate()
        bench.server.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
