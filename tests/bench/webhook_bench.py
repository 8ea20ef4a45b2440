#!/usr/bin/env python3
"""P7: the Convergence webhook, from signature to disk, beside a Node server doing the same, by one
sender in one run. Prints what this machine reaches; without Node, ours alone.

usage: webhook_bench.py PROGRAM SENDER [--updates 40000]
"""
import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

from webhook_soak import SECRET, Loaded

PEER = Path(__file__).with_name("webhook_peer.js")
PEERS = [("group", "Node, one fdatasync for all that wait", 1.4),
         ("each", "Node, one fdatasync an update", 10)]


class Sender:
    """Each run goes on where the last one of the same receiver ended."""

    def __init__(self, program, port, entities):
        self.program, self.port, self.entities, self.first = program, port, entities, 1

    def send(self, count, connections):
        """Updates a second, and the 99th percentile in milliseconds."""
        done = subprocess.run([self.program, str(self.port), SECRET, str(count), str(connections),
                               str(self.entities), str(self.first)],
                              capture_output=True, text=True, check=False)
        self.first += count
        if done.returncode:
            raise SystemExit(f"webhook_bench: an answer other than due\n{done.stdout}{done.stderr}")
        rate, slow = re.search(r": (\d+)/s; .*p99 (\d+) us", done.stdout).groups()
        return float(rate), int(slow) / 1000


def beside_peers(asked, loaded, mine):
    if not shutil.which("node"):
        print("     beside no peer: node is not installed")
        return
    for manner, name, goal in PEERS:
        peer = subprocess.Popen(["node", str(PEER), SECRET, str(loaded.folder / manner), manner],
                                stdout=subprocess.PIPE, text=True)
        try:
            sender = Sender(asked.sender, peer.stdout.readline().strip(), loaded.entities)
            rate, slow = sender.send(asked.updates, 64)
        finally:
            peer.terminate()
            peer.wait()
        print(f"     {name}: {rate:.0f}/s, p99 {slow:.1f} ms; ours is {mine / rate:.2f}x   "
              f"goal >= {goal}x", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("sender")
    parser.add_argument("--updates", type=int, default=40_000)
    asked = parser.parse_args()
    loaded = Loaded(asked.program, 2_000)
    try:
        sender = Sender(asked.sender, loaded.port, loaded.entities)
        sender.send(asked.updates // 10, 64)  # caches are warm from here on
        many, slow = sender.send(asked.updates, 64)
        one, slow_one = sender.send(asked.updates // 10, 1)
        print(f"P7   webhook at 64 connections: {many:.0f}/s, p99 {slow:.1f} ms   "
              "goal >= 30000/s, p99 <= 8 ms", flush=True)
        print(f"     at one: {one:.0f}/s, p99 {slow_one:.1f} ms   goal >= 3000/s, p99 <= 1.5 ms",
              flush=True)
        beside_peers(asked, loaded, many)
    finally:
        well = loaded.end()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
