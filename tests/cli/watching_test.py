#!/usr/bin/env python3
"""How a running service is watched: its metrics, by the rules of Prometheus, and its access log."""
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.request import urlopen

import serve_test
from convergence_test import NEW, OLD, signature, whsec
from serve_test import Serving, probant

# Where scripts/test puts it; else where it is installed.
PROMTOOL = next((str(file) for file in [Path(__file__).parents[2] / "build/promtool/promtool"]
                 if file.exists()), shutil.which("promtool"))

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


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


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
        self.assertIn('route="getDossier",status="200"} 1', text)
        self.assertEqual(serving.end()[0], 0)

    @unittest.skipUnless(PROMTOOL, "promtool n'est pas installé (paquet Debian prometheus)")
    def test_promtool_finds_nothing_to_say(self):
        serving = Serving(self.store)
        serving.ask("GET", "/v1/dossiers/aap:2026-0417", self.token)
        serving.ask("POST", "/webhooks/convergence", "", {})
        serving.ask("POST", "/v1/subscriptions", self.token, {"url": "https://s.example/"})
        _, text = serving.ask("GET", "/metrics")
        done = subprocess.run([PROMTOOL, "check", "metrics"], input=text, text=True,
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
        self.assertEqual(serving.end()[0], 0)

    def test_the_guard_and_the_webhook_are_watched(self):
        config = Path(self.store).parent / "probant.toml"
        config.write_text(f'[convergence]\nsecrets = ["{whsec(NEW)}"]\n')
        serving = Serving(self.store, "--config", str(config))

        def raw(text):
            with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as wire:
                wire.sendall(text)
                return wire.recv(4096).split(b" ", 2)[1]
        self.assertEqual(raw(b"GET /livez HTTP/1.1\r\n\r\n"), b"400")
        self.assertEqual(raw(b"GET /livez HTTP/1.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n"), b"431")
        self.assertEqual(raw(b"POST /webhooks/convergence HTTP/1.1\r\nHost: a\r\n"
                             b"Content-Length: 2000000\r\n\r\n"), b"413")

        def post(text, key=NEW, at=0, name="m-1"):
            now = int(time.time()) + at
            return serving.ask("POST", "/webhooks/convergence", "", text, **{
                "Content-Type": "application/json", "webhook-id": name,
                "webhook-timestamp": str(now),
                "webhook-signature": signature(key, name, now, text.encode())})[0].status
        update = {"type": "convergence.status_changed", "timestamp": "2026-11-20T08:00:00Z",
                  "data": {"reference": "C-1", "dossier": "aap:2026-1", "sequence": 1,
                           "status": "INCONNU", "occurred_at": "2026-11-20T08:00:00Z",
                           "payload": {}}}
        good = json.dumps(update)
        self.assertEqual([post(good), post(good + " "), post("{}", name="m-2"),
                          post(good, OLD), post(good, at=-400)], [202, 409, 400, 401, 401])
        _, text = serving.ask("GET", "/metrics")
        for line in ('probant_http_refused_total{reason="malformed_request"} 1',
                     'probant_http_refused_total{reason="headers_too_large"} 1',
                     'probant_http_refused_total{reason="body_too_large"} 1',
                     *(f'probant_webhook_rejected_total{{reason="{reason}"}} 1' for reason in
                       ("signature", "timestamp", "malformed", "conflict", "too_large")),
                     "probant_inbox_updates 1", "probant_store_failures_total 0",
                     "probant_store_fsync_errors_total 0"):
            self.assertIn(line + "\n", text)
        self.assertRegex(text, r"(?m)^probant_http_connections [1-9]$")
        self.assertEqual(problems_of(text), [])
        self.assertEqual(serving.end()[0], 0)
        [file] = (Path(self.store) / "service" / "access").iterdir()
        reasons = [json.loads(line).get("reason") for line in file.read_text().splitlines()]
        self.assertEqual(reasons[:3], ["malformed_request", "headers_too_large", "body_too_large"])
        self.assertIn("signature_invalid", reasons)

    def test_a_log_ahead_of_the_clock(self):
        # Given an event recorded by a clock that was wrong, years ahead
        year = datetime.now(timezone.utc).year + 3
        act = {"id": "ahead", "type": "register.workforce_recorded",
               "dossier": "register:010780054", "occurred_at": f"{year}-07-03T10:00:00Z",
               "actor": {"id": "o-1", "role": "operator", "organisation": ""},
               "data": {"site": "010000024", "year": 2025, "salaried": 100}}
        file = Path(self.store).parent / "act.jsonl"
        file.write_text(json.dumps(act) + "\n")
        said = f"au {year}-07-03T10:00:00Z"
        self.assertEqual(json.loads(probant("verify", "--format", "json",
                                            store=self.store))["notices"], [])
        probant("record", str(file), "--clock", "proposals", store=self.store)
        # Then who runs the service, watches it or verifies the log is told, and what to do
        notices = json.loads(probant("verify", "--format", "json", store=self.store))["notices"]
        self.assertTrue(any(said in notice for notice in notices), notices)
        serving = Serving(self.store)
        answer, body = serving.ask("GET", "/readyz")
        self.assertEqual(answer.status, 200)
        self.assertTrue(any(said in notice and "probant record" in notice
                            for notice in json.loads(body)["notices"]), body)
        ahead = re.search(r"(?m)^probant_log_ahead_seconds (\S+)$",
                          serving.ask("GET", "/metrics")[1])[1]
        self.assertGreater(float(ahead), 86_400 * 365)
        _, _, err = serving.end()
        self.assertEqual(err.count(said), 1, err)

    def test_what_is_owed_and_who_vouches(self):
        serving = Serving(self.store)
        answer, _ = serving.ask("POST", "/v1/subscriptions", self.token,
                                {"url": "https://localhost:9/", "kinds": ["aap"], "from": 0})
        self.assertEqual(answer.status, 201)
        _, text = serving.ask("GET", "/metrics")
        shown = dict(re.findall(r'(?m)^(probant_outbox\S+\{state="active"\}) (\S+)$', text))
        self.assertEqual(shown['probant_outbox_subscriptions{state="active"}'], "1")
        self.assertEqual(shown['probant_outbox_letters{state="active"}'], "2")
        # Recorded long before, but owed since the subscription alone.
        self.assertLess(float(shown['probant_outbox_oldest_age_seconds{state="active"}']), 60)
        self.assertEqual(shown['probant_outbox_dead_letters{state="active"}'], "0")
        self.assertRegex(text, r"(?m)^probant_checkpoint_signed_age_seconds \d+$")

        def at(step, path=""):
            return json.loads(serving.ask(step, f"/v1/subscriptions/1{path}", self.token)[1])
        made = at("GET")
        self.assertEqual(made["owed_since"], made["created_at"])
        self.assertEqual(at("POST", "/resume")["owed_since"], made["created_at"])  # it was active
        at("POST", "/pause")
        self.assertGreater(at("POST", "/resume")["owed_since"], made["created_at"])
        self.assertEqual(serving.end()[0], 0)

    def test_the_age_of_a_witness(self):
        port = free_port()
        key = (Path(self.store) / "evidence" / "log.vkey").read_text().splitlines()[0]
        witness = subprocess.Popen(
            [serve_test.PROGRAM, "witness", "--listen", f"127.0.0.1:{port}", "--state",
             str(Path(self.store).parent / "witness"), "--log", key, "--format", "json"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(witness.communicate)
        self.addCleanup(witness.terminate)
        told = json.loads(witness.stdout.readline())
        settings = Path(self.store) / "evidence" / "evidence.toml"
        settings.write_text(settings.read_text() + f'witnesses = [{{ vkey = "{told["vkey"]}", '
                            f'url = "http://127.0.0.1:{port}" }}]\n')
        serving = Serving(self.store)
        name = told["vkey"].split("+")[0]
        until = time.monotonic() + 30
        text = ""
        while f'probant_witness_cosign_age_seconds{{witness="{name}"}}' not in text:
            self.assertLess(time.monotonic(), until, text)
            time.sleep(0.5)
            text = serving.ask("GET", "/metrics")[1]
        size = re.search(r"(?m)^probant_log_tree_size (\d+)$", text)[1]
        self.assertIn(f'probant_witness_cosigned_tree_size{{witness="{name}"}} {size}', text)
        self.assertEqual(serving.end()[0], 0)

    def test_metrics_are_not_for_what_a_proxy_passes_on(self):
        serving = Serving(self.store)
        self.addCleanup(serving.end)
        for name in ["Forwarded", "Via", "X-Forwarded-For", "X-Real-IP"]:
            answer, _ = serving.ask("GET", "/metrics", **{name.replace("-", "_"): "for=192.0.2.1"})
            self.assertEqual(answer.status, 404, name)
        self.assertEqual(serving.ask("GET", "/metrics")[0].status, 200)

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
