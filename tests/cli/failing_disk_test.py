#!/usr/bin/env python3
"""The service under load while its disk fills up, or stops confirming what it writes: it says so,
goes on answering questions, takes writes again by itself once the disk is well, and nothing it
acknowledged is missing afterwards. When the log itself is taken away it confirms nothing more."""
import argparse
import http.client
import json
import os
import re
import resource
import shutil
import tempfile
import threading
import time
import unittest
from pathlib import Path

import serve_test
from serve_test import Serving, probant

FAILING_FSYNC = ""
PROPOSERS = 8
REGISTERS = 400


def register(entity):
    return {"type": "register.entity_recorded", "dossier": f"register:{entity}",
            "data": {"entity": entity, "name": "CH " + "x" * 150, "region": "11",
                     "legal_status": "public", "sites": [], "source": "essai"}}


class Proposer(threading.Thread):
    """Proposes one register after another until told to stop, and keeps every answer."""

    def __init__(self, serving, token, number, stop):
        super().__init__()
        self.serving, self.token, self.number, self.stop = serving, token, number, stop
        self.acknowledged, self.refused = [], []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.serving.port, timeout=30)
        for turn in range(10_000):
            if self.stop.is_set():
                break
            entity = f"{self.number + 10:02d}{turn:07d}"
            connection.request("POST", "/v1/events", json.dumps(register(entity)), {
                "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
                "If-Match": '"0"', "Idempotency-Key": f'"{entity}"'})
            answer = connection.getresponse()
            content = answer.read()
            if answer.status == 201:
                self.acknowledged.append(json.loads(content))
            else:
                self.refused.append((answer.status, answer.headers, content))
                if len(self.refused) > 3:
                    break
        connection.close()


class FailingDisk(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.store = str(self.folder / "store")
        probant("init", "--simulation", store=self.store)
        self.token = json.loads(probant("token", "create", "--name", "u-1", "--role", "operator",
                                        "--format", "json", store=self.store))["token"]

    def fill(self):
        file = self.folder / "registers.jsonl"
        file.write_text("".join(json.dumps({
            "id": f"r-{number}", "actor": {"id": "o", "role": "operator", "organisation": ""},
            **register(f"80{number:07d}")}) + "\n" for number in range(REGISTERS)))
        probant("record", str(file), store=self.store)

    def load(self, serving, after=None):
        stop = threading.Event()
        proposers = [Proposer(serving, self.token, number, stop) for number in range(PROPOSERS)]
        for proposer in proposers:
            proposer.start()
        if after:
            threading.Timer(0.5, after).start()
        for proposer in proposers:
            proposer.join(60)
        stop.set()
        return proposers

    def check(self, serving, proposers):
        acknowledged = [one for proposer in proposers for one in proposer.acknowledged]
        refused = [one for proposer in proposers for one in proposer.refused]
        self.assertGreater(len(acknowledged), 10)
        self.assertGreater(len(refused), 0)
        for status, headers, content in refused:
            self.assertEqual(status, 503, content)
            self.assertIn("Retry-After", headers)
        problems = [json.loads(content) for _, _, content in refused]
        self.assertTrue(any("store_read_only" in json.dumps(one) for one in problems), problems[0])
        answer, lines = serving.ask(
            "POST", "/v1/events/batch", self.token,
            json.dumps({"id": "b-1", **register("770000001")}), Content_Type="application/x-ndjson")
        self.assertEqual(answer.status, 503, lines)
        described = json.loads(serving.ask("GET", "/openapi.json")[1])
        ways = described["paths"]["/v1/events/batch"]["post"]["responses"]["503"]["content"]
        self.assertIn(answer.headers["Content-Type"], ways)
        self.assertIn("application/problem+json", ways)
        answer, body = serving.ask("GET", "/readyz")
        ready = json.loads(body)
        self.assertEqual((answer.status, ready["ready"], ready["writable"]), (503, False, False))
        self.assertTrue(ready["problems"][0])
        self.assertEqual(serving.ask("GET", "/livez")[0].status, 200)
        self.assertIn("probant_log_writable 0", serving.ask("GET", "/metrics")[1])
        known = f"/v1/dossiers/{acknowledged[0]['dossier']}"
        self.assertEqual(serving.ask("GET", known, self.token)[0].status, 200)
        return acknowledged

    def recovered(self, serving):
        """The disk is well again: without a restart, writes are taken, and what they answer."""
        until = time.monotonic() + 60
        while serving.ask("GET", "/readyz")[0].status != 200:
            self.assertLess(time.monotonic(), until, serving.ask("GET", "/readyz")[1])
            time.sleep(0.2)
        text = serving.ask("GET", "/metrics")[1]
        for line in ("probant_log_writable 1", "probant_store_recoveries_total 1",
                     "probant_store_failures_total 1"):
            self.assertIn(line, text)
        acknowledged = []
        for number in range(5):
            entity = f"90{number:07d}"
            answer, body = serving.ask("POST", "/v1/events", self.token, register(entity),
                                       If_Match='"0"', Idempotency_Key=f'"{entity}"')
            self.assertEqual(answer.status, 201, body)
            acknowledged.append(json.loads(body))
        return acknowledged

    def check_afterwards(self, acknowledged):
        self.assertTrue(json.loads(probant("verify", "--format", "json",
                                           store=self.store))["verified"])
        again = Serving(self.store, "--token-rate", "0")
        for one in acknowledged:
            answer, body = again.ask("GET", f"/v1/events/{one['position']}", self.token)
            self.assertEqual((answer.status, json.loads(body)["subject"]), (200, one["dossier"]))
        answer, _ = again.ask("GET", "/readyz")
        self.assertEqual(answer.status, 200)
        self.assertEqual(again.end()[0], 0)

    def test_a_disk_that_is_full(self):
        # No file can grow beyond what the log has: its journal can for a while, the log itself not,
        # so that emptying the one into the other makes no room.
        self.fill()
        room = (Path(self.store) / "log.sqlite").stat().st_size
        endless = resource.RLIM_INFINITY

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, endless))
        serving = Serving(self.store, "--token-rate", "0", preexec_fn=limit)
        acknowledged = self.check(serving, self.load(serving))
        resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE, (endless, endless))
        acknowledged += self.recovered(serving)
        serving.end()
        self.check_afterwards(acknowledged)

    def test_a_disk_that_confirms_nothing(self):
        mark = self.folder / "fails"
        serving = Serving(self.store, "--token-rate", "0",
                          env={**os.environ, "LD_PRELOAD": FAILING_FSYNC,
                               "PROBANT_FSYNC_FAILS": str(mark)})
        acknowledged = self.check(serving, self.load(serving, after=mark.touch))
        text = serving.ask("GET", "/metrics")[1]
        self.assertGreater(int(re.search(r"probant_store_fsync_errors_total (\d+)", text)[1]), 0)
        mark.unlink()
        acknowledged += self.recovered(serving)
        _, _, err = serving.end()
        self.assertIn("réessaie de lui-même", err)  # nobody has to start it again
        self.assertNotIn("relancez", err)
        self.check_afterwards(acknowledged)

    def test_a_log_that_is_taken_away(self):
        serving = Serving(self.store, "--token-rate", "0")

        def remove():
            for name in ("log.sqlite", "log.sqlite-wal", "log.sqlite-shm"):
                (Path(self.store) / name).unlink()
        self.check(serving, self.load(serving, after=remove))
        answer, body = serving.ask("GET", "/readyz")
        self.assertNotIn(self.store, body)
        self.assertIn("probant_store_failures_total 1", serving.ask("GET", "/metrics")[1])
        serving.end()

    def test_a_log_that_is_gone_while_nobody_writes(self):
        serving = Serving(self.store)
        (Path(self.store) / "log.sqlite").rename(self.folder / "elsewhere")
        until = time.monotonic() + 30
        while serving.ask("GET", "/readyz")[0].status == 200:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.2)
        self.assertFalse(json.loads(serving.ask("GET", "/readyz")[1])["writable"])
        serving.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("failing_fsync", help="the library to preload")
    arguments, rest = parser.parse_known_args()
    serve_test.PROGRAM, FAILING_FSYNC = arguments.program, arguments.failing_fsync
    unittest.main(argv=["failing_disk_test.py", *rest], verbosity=2)
