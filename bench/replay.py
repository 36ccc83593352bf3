#!/usr/bin/python3
"""Replays generated pages through all processes and reports articles/s, CPU and resident memory of each process.

usage: bench/replay.py --bin build/bin [--pages 20000] [--page-bytes 0] [--normalize 1] [--enrich 1]

The memory of each process is read from /proc when it has begun to work and again before it ends.  The stages are also run alone on
the same files, so that what the pipes cost can be seen."""
import argparse
import glob
import os
import resource
import shutil
import subprocess
import tempfile
import time


def children_of(pid):
    found = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as f:
                fields = f.read().rsplit(")", 1)[1].split()
            if int(fields[1]) != pid:
                continue
            own = path.split("/")[2]
            with open("/proc/%s/cmdline" % own) as f:
                words = f.read().split("\0")
            name = words[0].replace("wiremill-", "")
            if "--name" in words:
                name = words[words.index("--name") + 1]
            with open("/proc/%s/status" % own) as f:
                status = dict(line.split(":", 1) for line in f if ":" in line)
            ticks = int(fields[11]) + int(fields[12])
            found[name] = (int(status["VmRSS"].split()[0]), int(status["VmHWM"].split()[0]), ticks / os.sysconf("SC_CLK_TCK"))
        except (OSError, KeyError, IndexError):
            continue  # it ended while we looked
    return found


def replay(args, pages, out, workers):
    start = time.monotonic()
    process = subprocess.Popen([os.path.join(args.bin, "wiremill"), "replay", pages, "--out", out,
                                "--normalize", str(workers[0]), "--enrich", str(workers[1]), "--log-level", "error"],
                               stderr=subprocess.DEVNULL)
    first, last, begun = {}, {}, 0
    while process.poll() is None:
        now = children_of(process.pid)
        size = sum(os.path.getsize(p) for p in glob.glob(os.path.join(out, "segments", "*")))
        if size and not begun:
            begun, first = 1, now
        for name, figures in now.items():
            last[name] = figures
        time.sleep(0.1)
    return time.monotonic() - start, process.returncode, first, last


def alone(args, command, files):
    with open(os.devnull, "w") as null:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([os.path.join(args.bin, "wiremill"), command] + files, stdout=null, stderr=null, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/bin")
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--page-bytes", type=int, default=0)
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="wiremill-bench-")
    pages = os.path.join(folder, "pages")
    padding = ["--page-bytes", str(args.page_bytes)] if args.page_bytes else []
    subprocess.run([os.path.join(args.bin, "newsroom"), "--generate", pages, "--count", str(args.pages)] + padding, check=True,
                   stdout=subprocess.DEVNULL)
    files = sorted(glob.glob(os.path.join(pages, "*.html")))
    mean = sum(map(os.path.getsize, files)) / len(files)
    print("%d pages of %.1f KB on %d cores" % (len(files), mean / 1000, os.cpu_count()))
    for workers in ((1, 1), (2, 1)):
        out = os.path.join(folder, "out%d%d" % workers)
        seconds, status, first, last = replay(args, pages, out, workers)
        print("\nreplay, normalize %d, enrich %d: %.1f s, %.0f articles/s, exit status %d" % (
            *workers, seconds, len(files) / seconds, status))
        print("%-14s %10s %10s %10s %12s" % ("process", "start KiB", "end KiB", "peak KiB", "CPU us/art."))
        for name in sorted(last):
            print("%-14s %10d %10d %10d %12.0f" % (name, first.get(name, last[name])[0], last[name][0], last[name][1],
                                                  1e6 * last[name][2] / len(files)))
    some = files[:2000]
    clean = os.path.join(folder, "clean.jsonl")
    with open(clean, "w") as f:
        subprocess.run([os.path.join(args.bin, "wiremill"), "normalize"] + some, stdout=f, check=False)
    for command, operands in (("normalize", some), ("enrich", [clean])):
        seconds = alone(args, command, operands)
        print("\n%s alone: %.0f us CPU an article, %.0f articles/s/core" % (command, 1e6 * seconds / len(some), len(some) / seconds))
    shutil.rmtree(folder)


main()
