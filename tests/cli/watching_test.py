#!/usr/bin/env python3
"""How a running service is watched: its metrics, by the rules of Prometheus, and its access log."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.request import urlopen

import serve_test
from serve_test import Serving, probant

SAMPLE = re.compile(r'^[a-z_:][a-z0-9_:]*(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? '
                    r'[0-9.e+-]+$|^[a-z_]+_bucket\{.*le="\+Inf"\} [0-9]+$')


def problems_of(text):
    """What promtool would say, as far as it matters: help, type and naming of every series."""
    found = [] if text.endswith("\n") else ["the last line does not end"]
    types = dict(re.findall(r"(?m)^# TYPE (\S+) (\S+)$", text))
    helped = re.findall(r"(?m)^# HELP (\S+) .+\.$", text)
    found += [f"{name}: no help" for name in types if name not in helped]
    for name, kind in types.items():
        if (kind == "counter") != name.endswith("_total"):
            found.append(f"{name}: a counter and nothing else ends in _total")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name = re.sub(r"_(bucket|sum|count)$", "", re.split(r"[ {]", line)[0])
        if not SAMPLE.match(line) or name not in types:
            found.append(line)
    return found


class Watching(unittest.TestCase):
    def setUp(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        self.store = serve_test.example_store(folder)
        self.token = serve_test.new_token(self.store, "u-1", "ans")

    def test_metrics_follow_the_rules(self):
        serving = Serving(self.store)
        serving.ask("GET", "/v1/dossiers/aap:2026-0417", self.token)
        answer, text = serving.ask("GET", "/metrics")
        self.assertEqual(answer.status, 200)
        self.assertEqual(problems_of(text), [])
        if shutil.which("promtool"):
            done = subprocess.run(["promtool", "check", "metrics"], input=text, text=True,
                                  capture_output=True, check=False)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
        self.assertIn('route="getDossier",status="200"} 1', text)
        self.assertEqual(serving.end()[0], 0)

    def test_metrics_on_an_address_of_their_own(self):
        serving = Serving(self.store, "--metrics-listen", "127.0.0.1:0")
        self.assertEqual(serving.ask("GET", "/metrics")[0].status, 404)
        with urlopen(f"http://{serving.greeting['metrics']}/metrics", timeout=30) as answer:
            self.assertEqual(problems_of(answer.read().decode()), [])
        serving.port = int(serving.greeting["metrics"].rsplit(":", 1)[1])
        self.assertEqual(serving.ask("GET", "/livez")[0].status, 404)
        self.assertEqual(serving.end()[0], 0)

    def test_the_access_log(self):
        folder = Path(self.store) / "service" / "access"
        folder.mkdir(mode=0o700)
        today = datetime.now(timezone.utc).date()
        old, kept = (folder / f"access-{today - timedelta(days=days)}.jsonl" for days in (40, 20))
        for file in (old, kept, folder / "notes.txt"):
            file.write_text("")
        serving = Serving(self.store, "--access-days", "30")
        trace = "0af7651916cd43dd8448eb211c80319c"
        serving.ask("GET", "/v1/dossiers/aap:2026-0417/history", self.token,
                    traceparent=f"00-{trace}-b7ad6b7169203331-01")
        serving.ask("GET", "/v1/dossiers?q=Dupont", self.token)
        serving.ask("GET", "/v1/dossiers?q=Dupont", "probant_" + "x" * 43)
        self.assertEqual(serving.end()[0], 0)
        files = sorted(file.name for file in folder.iterdir())
        self.assertNotIn(old.name, files)
        self.assertIn(kept.name, files)
        self.assertIn("notes.txt", files)
        text = (folder / files[-2]).read_text()
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([line["status"] for line in lines], [200, 200, 401])
        [listed] = [one for one in json.loads(probant("token", "list", "--format", "json",
                                                      store=self.store)) if one["name"] == "u-1"]
        self.assertEqual(lines[0]["token"], listed["id"])
        self.assertEqual(lines[0]["dossier"], "aap:2026-0417")
        self.assertEqual(lines[0]["trace_id"], trace)
        for secret in ("Dupont", self.token, "u-1", "127.0.0.1"):
            self.assertNotIn(secret, text)
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)

    def test_the_access_log_on_standard_error(self):
        serving = Serving(self.store, "--access-log", "-")
        serving.ask("GET", "/livez")
        status, _, err = serving.end()
        self.assertEqual(status, 0)
        self.assertEqual(json.loads(err.splitlines()[-1])["route"], "getLivez")


if __name__ == "__main__":
    serve_test.main(__doc__, __file__)
