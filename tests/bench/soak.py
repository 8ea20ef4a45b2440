#!/usr/bin/env python3
"""The service for a while at half of what it can: updates of Convergence and reads of dossiers at
once, first as fast as they are answered, then at half that rate for the minutes asked. Every ten
seconds the latencies and the memory of the service; at the end a chart, an SVG file beside it, and
the verification of the whole log. Reads need wrk; without it, updates alone.

usage: soak.py PROGRAM SENDER [--minutes 10] [--connections 64] [--entities 2000] [--svg FILE]
"""
import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from webhook_soak import SECRET, Loaded

STEP = 10
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
LUA = """local n = 0
function request()
  n = (n * 7919 + 1) % {entities}
  return wrk.format("GET", string.format("/v1/dossiers/hospiconnect:75%07d", n))
end
"""
SERIES = [("updates p99, ms", "#b3312c"), ("reads p99, ms", "#2c5fb3"), ("memory, MiB", "#3a7d34")]


class Loads:
    """The two senders over one step; each gives its rate, p50 and p99 in ms, and whether all was
    answered as it should be."""

    def __init__(self, loaded, sender, connections, token, entities):
        self.loaded, self.sender, self.connections = loaded, sender, connections
        self.token, self.entities, self.first = token, entities, 1

    def updates(self, count, rate):
        words = [self.sender, self.loaded.port, SECRET, str(count), str(self.connections),
                 str(self.loaded.entities), str(self.first), str(rate)]
        self.first += count // self.entities + 2
        return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)

    def reads(self, rate):
        if not shutil.which("wrk"):
            return None
        # Each connection waits between two requests: so many of them make the rate.
        delay = 1000 * self.connections // rate if rate else 0
        script = self.loaded.folder / "reads.lua"
        script.write_text(LUA.format(entities=self.entities) + (
            f"function delay() return {delay} end\n" if delay else ""))
        return subprocess.Popen(
            ["wrk", "-t1", f"-c{self.connections}", f"-d{STEP}s", "--latency", "-s", str(script),
             "-H", f"Authorization: Bearer {self.token}", f"http://127.0.0.1:{self.loaded.port}"],
            stdout=subprocess.PIPE, text=True)

    @staticmethod
    def of_updates(process):
        out = process.communicate()[0]
        rate, half, slow = re.search(r": (\d+)/s; p50 (\d+) us, p99 (\d+) us", out).groups()
        return float(rate), int(half) / 1000, int(slow) / 1000, process.returncode == 0

    @staticmethod
    def of_reads(process):
        if process is None:
            return 0.0, 0.0, 0.0, True
        out = process.communicate()[0]
        half, slow = (float(number) * UNITS[unit] for number, unit in (
            re.search(share + r"%\s+([\d.]+)(us|ms|s)", out).groups() for share in ("50", "99")))
        good = "Non-2xx" not in out and "Socket errors" not in out
        return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), half, slow, good

    def step(self, updates, reads):
        """Both for one step; `reads` 0: as many as it can."""
        reading = self.reads(reads)
        writing = self.updates(updates * STEP, updates if reads else 0)
        return self.of_updates(writing), self.of_reads(reading)


def chart(rows):
    """One line for each step: a bar of the memory beside the figures."""
    most = max(row[2] for row in rows)
    for number, (updates, reads, memory) in enumerate(rows, 1):
        bar = "#" * round(30 * memory / most)
        print(f"{number * STEP:6d} s  updates p99 {updates:7.1f} ms  reads p99 {reads:7.1f} ms  "
              f"{memory:5d} MiB {bar}")


def svg(rows, title):
    width, height, edge = 900, 420, 50
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" '
             f'fill="white"/><text x="{edge}" y="20">{title}</text>']
    for index, (name, colour) in enumerate(SERIES):
        values = [row[index] for row in rows]
        most = max(max(values), 1)
        points = " ".join(
            f"{edge + (width - 2 * edge) * at / max(len(rows) - 1, 1):.1f},"
            f"{height - edge - (height - 2 * edge) * value / most:.1f}"
            for at, value in enumerate(values))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" '
                     'stroke-width="2"/>')
        parts.append(f'<text x="{edge + 230 * index}" y="{height - 15}" fill="{colour}">{name}: '
                     f'{min(values):.1f} to {max(values):.1f}</text>')
    return "".join(parts) + "</svg>\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("sender")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--entities", type=int, default=2_000)
    parser.add_argument("--svg", default="soak.svg")
    asked = parser.parse_args()
    loaded = Loaded(asked.program, asked.entities)
    rows, good = [], True
    try:
        token = json.loads(subprocess.run(
            [asked.program, "token", "create", "--name", "soak", "--role", "ans", "--format",
             "json", "--store", loaded.store], capture_output=True, text=True,
            check=True).stdout)["token"]
        loads = Loads(loaded, asked.sender, asked.connections, token, asked.entities)
        (peak, *_), (read_peak, *_) = loads.step(2_000, 0)
        updates, reads = max(int(peak / 2), 1), max(int(read_peak / 2), 1)
        title = (f"half the peak: {updates} updates/s and {reads} reads/s, "
                 f"{asked.connections} connections each")
        print(title, flush=True)
        for number in range(max(round(asked.minutes * 60 / STEP), 1)):
            wrote, read = loads.step(updates, reads)
            good = good and wrote[3] and read[3]
            rows.append((wrote[2], read[2], loaded.resident_mib()))
            print(f"{(number + 1) * STEP:6d} s  {wrote[0]:6.0f} updates/s p50 {wrote[1]:.1f} ms "
                  f"p99 {wrote[2]:.1f} ms  {read[0]:6.0f} reads/s p50 {read[1]:.1f} ms p99 "
                  f"{read[2]:.1f} ms  {rows[-1][2]} MiB", flush=True)
    finally:
        well = loaded.end()
    chart(rows)
    Path(asked.svg).write_text(svg(rows, title), encoding="utf-8")
    print(f"chart: {asked.svg}")
    return 0 if good and well else 1


if __name__ == "__main__":
    sys.exit(main())
