#!/usr/bin/env python3
"""A running service that is told to read its certificate and its configuration anew (SIGHUP): what
is right takes effect at once, what is wrong leaves everything as it was."""
import argparse
import http.client
import json
import shutil
import signal
import socket
import ssl
import tempfile
import threading
import time
import unittest
from pathlib import Path

import serve_test
import tls_test
from convergence_test import NEW, OLD, signature, whsec
from serve_test import Serving, new_token, probant


EXAMPLE = Path(__file__).parents[2] / "adapters" / "cli" / "service.example.toml"


def body(number):
    return json.dumps({"type": "convergence.status_changed", "timestamp": "2026-11-20T08:00:00Z",
                       "data": {"reference": f"C-{number}", "dossier": "aap:2026-1", "sequence": 1,
                                "status": "INCONNU", "occurred_at": "2026-11-20T08:00:00Z",
                                "payload": {}}})


class Reload(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.store = str(self.folder / "store")
        probant("init", "--simulation", store=self.store)
        self.token = new_token(self.store, "u-1", "operator")
        self.key, self.certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        self.config = self.folder / "probant.toml"

    def serve(self, *options):
        serving = Serving(self.store, *options)

        def stop():
            if serving.process.poll() is None:
                serving.process.kill()
            serving.process.communicate()
        self.addCleanup(stop)
        return serving

    def reload(self, serving):
        serving.process.send_signal(signal.SIGHUP)
        late = threading.Timer(60, serving.process.kill)
        late.start()
        line = json.loads(serving.process.stderr.readline())
        late.cancel()
        self.assertEqual(line["event"], "notice")
        return line["message"]

    def post(self, serving, number, key):
        now, text = int(time.time()), body(number)
        answer, content = serving.ask("POST", "/webhooks/convergence", "", text, **{
            "Content-Type": "application/json", "webhook-id": f"m-{number}",
            "webhook-timestamp": str(now),
            "webhook-signature": signature(key, f"m-{number}", now, text.encode())})
        return answer.status, content

    def configure(self, key, more=""):
        self.config.touch()
        self.config.chmod(0o600)
        self.config.write_text(f'[convergence]\nsecrets = ["{whsec(key)}"]\n{more}',
                               encoding="utf-8")

    def presented(self, port):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", port), timeout=30)
        wire = context.wrap_socket(plain)
        return wire, wire.getpeercert(binary_form=True)

    def test_another_certificate(self):
        tls_test.Tls.make("localhost", self.key, self.certificate)
        serving = self.serve("--tls-certificate", str(self.certificate), "--tls-key",
                             str(self.key))
        old, before = self.presented(serving.port)
        tls_test.Tls.make("localhost", self.key, self.certificate)
        self.assertIn("relus", self.reload(serving))
        new, after = self.presented(serving.port)
        self.assertNotEqual(before, after)
        for wire in (old, new):  # those there are go on
            wire.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = http.client.HTTPResponse(wire)
            answer.begin()
            self.assertEqual(json.loads(answer.read()), {"live": True})
            wire.close()
        self.certificate.write_text("half a certificate")
        line = self.reload(serving)
        self.assertIn("rien n'est changé", line)
        self.assertIn("certificate.pem", line)
        wire, still = self.presented(serving.port)
        wire.close()
        self.assertEqual(still, after)
        self.assertEqual(serving.end()[0], 0)

    def test_secrets_and_limits(self):
        self.configure(OLD)
        serving = self.serve("--config", str(self.config))
        self.assertEqual(self.post(serving, 1, OLD)[0], 202)
        self.assertEqual(self.post(serving, 2, NEW)[0], 401)
        self.configure(NEW, "[limits]\ntoken_rate = 1\n")
        self.assertIn("relus", self.reload(serving))
        self.assertEqual(self.post(serving, 3, OLD)[0], 401)
        self.assertEqual(self.post(serving, 2, NEW)[0], 202)
        statuses = {serving.ask("GET", "/v1/inbox", self.token)[0].status for _ in range(40)}
        self.assertEqual(statuses, {200, 429})
        self.configure(NEW)
        self.assertIn("relus", self.reload(serving))
        self.assertEqual(serving.ask("GET", "/v1/inbox", self.token)[0].status, 200)
        self.assertEqual(serving.end()[0], 0)

    def test_the_example_is_taken_as_it_is(self):
        for name, text in (("convergence.secrets", whsec(OLD)), ("proconnect.secret", "s3cret")):
            (self.folder / name).write_text(text + "\n", encoding="utf-8")
            (self.folder / name).chmod(0o600)
        shutil.copy(EXAMPLE, self.config)
        serving = self.serve("--config", str(self.config))
        self.assertEqual(self.post(serving, 1, OLD)[0], 202)
        self.assertEqual(serving.end()[0], 0)

    def admitted(self, serving, wanted):
        """How many of that many connections at once are answered."""
        connections = [socket.create_connection(("127.0.0.1", serving.port), timeout=30)
                       for _ in range(wanted)]
        good = 0
        for connection in connections:
            try:
                connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                good += connection.recv(4096).startswith(b"HTTP/1.1 200")
            except OSError:
                pass  # refused and closed before the question came
        for connection in connections:
            connection.close()
        return good

    def test_how_many_connections_there_may_be(self):
        self.configure(NEW, "[limits]\nconnections = 5\n")
        serving = self.serve("--config", str(self.config))
        self.assertLessEqual(self.admitted(serving, 20), 5)
        self.configure(NEW, "[limits]\nconnections_per_address = 8\n")
        self.assertIn("relus", self.reload(serving))
        self.assertLessEqual(self.admitted(serving, 20), 8)
        self.configure(NEW)
        self.assertIn("relus", self.reload(serving))
        until = time.monotonic() + 30
        while self.admitted(serving, 20) != 20:  # those of before are on their way out
            self.assertLess(time.monotonic(), until)
        self.assertEqual(serving.end()[0], 0)

    def test_the_status_table(self):
        self.configure(NEW)
        serving = self.serve("--config", str(self.config))
        status, content = self.post(serving, 1, NEW)
        self.assertEqual((status, json.loads(content)["reasons"][0]["code"]),
                         (202, "unknown_status"))
        self.configure(NEW, '[convergence.statuses]\nINCONNU = "aap.project_selected"\n')
        self.assertIn("relus", self.reload(serving))
        _, content = self.post(serving, 2, NEW)
        self.assertNotIn("unknown_status", content)
        self.assertEqual(serving.end()[0], 0)

    def test_what_is_wrong_changes_nothing(self):
        self.configure(NEW)
        serving = self.serve("--config", str(self.config))
        for text, line in ((f'[convergence]\nsecrets = ["{whsec(OLD)}"]\n[limits]\ntoken_rate = -1',
                            "ligne 4"), ("[convergance]\n", "ligne 1"), ("[", "ligne 1"),
                           ('[outgoing]\nca_file = "absent.pem"', "absent.pem"),
                           (f'[outgoing]\nca_file = "{self.config.name}"', "aucun certificat")):
            self.config.write_text(text, encoding="utf-8")
            told = self.reload(serving)
            self.assertIn("rien n'est changé", told)
            self.assertIn(line, told)
            self.assertEqual(self.post(serving, len(text), NEW)[0], 202)
            self.assertEqual(self.post(serving, 100 + len(text), OLD)[0], 401)
        self.config.unlink()
        self.assertIn("probant.toml", self.reload(serving))
        self.assertEqual(self.post(serving, 99, NEW)[0], 202)
        self.assertEqual(serving.end()[0], 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    arguments, rest = parser.parse_known_args()
    serve_test.PROGRAM = arguments.program
    unittest.main(argv=["reload_test.py", *rest], verbosity=2)
