#!/usr/bin/env python3
"""Ten thousand connections that do nothing, as far as the system allows: they cost little memory,
and whoever asks something is answered. Nor do those wait who ask while others want everything."""
import argparse
import resource
import shutil
import socket
import tempfile
import threading
import time
import unittest
from pathlib import Path

import serve_test
from serve_test import Serving, probant

WANTED = 10_000
OTHER_FILES = 500
KIB_EACH_MAX = 40
ESTABLISHMENTS = (Path(__file__).parents[2] / "adapters" / "simulation" / "data" /
                  "establishments.csv")


def memory_kib(process):
    """What the process holds of its own."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    raise AssertionError("no RssAnon")


class Crowd(unittest.TestCase):
    def test_idle_connections(self):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        count = min(WANTED, hard - OTHER_FILES)
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        store = str(Path(folder) / "store")
        probant("init", "--simulation", store=store)
        serving = Serving(store, "--access-log", folder + "/access")
        self.assertEqual(serving.ask("GET", "/livez")[0].status, 200)
        before = memory_kib(serving.process)
        crowd = []
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", serving.port), timeout=30)
            one.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertTrue(one.recv(4096).startswith(b"HTTP/1.1 200 "))
            crowd.append(one)
        each = (memory_kib(serving.process) - before) / count
        print(f"{count} connections, {each:.1f} KiB each", flush=True)
        self.assertLess(each, KIB_EACH_MAX)
        self.assertEqual(serving.ask("GET", "/readyz")[0].status, 200)
        crowd[0].sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertTrue(crowd[0].recv(4096).startswith(b"HTTP/1.1 200 "))
        self.assertEqual(serving.end()[0], 0)
        for one in crowd:
            one.close()


class LongLists(unittest.TestCase):
    def test_workbooks_of_everything_keep_nobody_else_waiting(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        store = str(Path(folder) / "store")
        probant("init", "--simulation", store=store)
        probant("simulate", "--establishments", str(ESTABLISHMENTS), "--seed", "1", "--scale", "3",
                store=store)
        token = serve_test.new_token(store, "u-1", "ans")
        serving = Serving(store, "--token-rate", "0")
        statuses = []

        def ask():
            statuses.append(serving.ask("HEAD", "/v1/deadlines?format=xlsx", token)[0].status)
        begun = time.monotonic()
        askers = [threading.Thread(target=ask) for _ in range(20)]
        for asker in askers:
            asker.start()
        slowest = 0
        while any(asker.is_alive() for asker in askers):
            asked = time.monotonic()
            self.assertEqual(serving.ask("GET", "/livez")[0].status, 200)
            slowest = max(slowest, time.monotonic() - asked)
        took = time.monotonic() - begun
        print(f"{len(statuses)} workbooks in {took:.1f} s, /livez in {slowest:.2f} s at most",
              flush=True)
        self.assertLess(slowest, took / 4)
        self.assertEqual(statuses.count(200) + statuses.count(503), 20)
        self.assertGreater(statuses.count(200), 0)
        self.assertEqual(serving.end()[0], 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    arguments, rest = parser.parse_known_args()
    serve_test.PROGRAM = arguments.program
    unittest.main(argv=["crowd_test.py", *rest], verbosity=2)
