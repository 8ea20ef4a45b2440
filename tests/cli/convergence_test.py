#!/usr/bin/env python3
"""The Convergence webhook of a running service: what is applied, kept or refused, over real
connections; that nothing acknowledged is lost when the process is killed; and the file of missed
updates."""
import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import serve_test
from serve_test import new_token, probant

OLD, NEW = b"o" * 24, b"n" * 32
MODULES = ""


def whsec(key):
    return "whsec_" + base64.b64encode(key).decode()


def signature(key, message_id, timestamp, body):
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def update(reference, sequence, status, dossier, payload, occurred_at="2026-02-03T08:00:00Z"):
    return json.dumps({
        "type": "convergence.status_changed", "timestamp": "2026-02-03T08:00:01Z",
        "data": {"reference": reference, "dossier": dossier, "sequence": sequence,
                 "status": status, "occurred_at": occurred_at, "payload": payload}}).encode()


def filing(entity, reference=None):
    return update(reference or f"CVG-{entity}", 1, "CANDIDATURE_DEPOSEE", f"hospiconnect:{entity}",
                  {"candidate": entity, "entities": [entity]})


def finess(number):
    """A number with its key, as the register asks for (Luhn)."""
    digits = f"75{number:06d}"
    for key in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(digits + key)):
            value = int(digit) * (2 if place % 2 else 1)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return digits + key
    raise AssertionError("no key")


class Service(serve_test.Serving):
    """With a [convergence] section; `post` signs as the platform does."""

    def __init__(self, store, config):
        self.process = subprocess.Popen(
            [serve_test.PROGRAM, "serve", "--store", store, "--listen", "127.0.0.1:0", "--format",
             "json", "--config", config],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        greeting = self.process.stdout.readline()
        if not greeting:
            raise AssertionError(self.process.communicate()[1])
        self.port = int(json.loads(greeting)["listen"].rsplit(":", 1)[1])

    def post(self, message_id, body, key=NEW, at=None, connection=None):
        timestamp = int(at if at is not None else time.time())
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        own.request("POST", "/webhooks/convergence", body, {
            "Content-Type": "application/json", "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(key, message_id, timestamp, body)})
        answer = own.getresponse()
        content = json.loads(answer.read())
        if not connection:
            own.close()
        return answer.status, content


class Receiving(unittest.TestCase):
    """A service that receives, whose register has forty entities of region 11."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.store = str(self.folder / "store")
        self.config = str(self.folder / "probant.toml")
        (self.folder / "old-secret").write_text(whsec(OLD) + "\n")
        (self.folder / "old-secret").chmod(0o600)
        Path(self.config).write_text(
            f'[convergence]\nsecrets = ["{whsec(NEW)}"]\nsecret_files = ["old-secret"]\n')
        probant("init", "--simulation", store=self.store)
        self.entities = [finess(number) for number in range(100, 140)]
        lines = [{"id": f"e-{entity}", "type": "register.entity_recorded",
                  "dossier": f"register:{entity}", "occurred_at": "2026-01-05T08:00:00Z",
                  "actor": {"id": "op", "role": "operator", "organisation": ""},
                  "data": {"entity": entity, "name": "CH", "legal_status": "public",
                           "region": "11", "sites": [], "source": "essai"}}
                 for entity in self.entities]
        file = self.folder / "entities.jsonl"
        file.write_text("\n".join(json.dumps(line) for line in lines))
        probant("record", str(file), "--clock", "proposals", store=self.store)
        self.serving = Service(self.store, self.config)
        self.addCleanup(self.stop)

    def stop(self):
        if self.serving.process.poll() is None:
            self.serving.end()
        for stream in (self.serving.process.stdout, self.serving.process.stderr):
            stream.close()

    def token(self, role, organisation=""):
        return json.loads(probant("token", "create", "--name", "u-1", "--role", role,
                                  "--organisation", organisation, "--format", "json",
                                  store=self.store))["token"]

    def history(self, dossier):
        return json.loads(probant("history", dossier, "--format", "json", store=self.store))


class Convergence(Receiving):
    def test_applied_again_kept_refused(self):
        post, entity = self.serving.post, self.entities[0]
        status, first = post("msg_1", filing(entity))
        self.assertEqual((status, first["outcome"]), (201, "applied"), first)
        status, again = post("msg_1", filing(entity), key=OLD)
        self.assertEqual((status, again["outcome"]), (200, "duplicate"))
        self.assertEqual({**again, "outcome": "applied"}, first)
        status, other = post("msg_1", filing(self.entities[1]))
        self.assertEqual(status, 409)
        self.assertTrue(other["type"].endswith("idempotency_conflict"))
        status, late = post("msg_2", filing(entity, f"CVG-{entity}") + b" ")
        self.assertEqual((status, late["outcome"]), (202, "kept"))
        self.assertIn("out_of_order", [reason["code"] for reason in late["reasons"]])
        for key, at in [(b"x" * 24, None), (NEW, 0), (NEW, time.time() + 400)]:
            self.assertEqual(post("msg_3", filing(entity), key=key, at=at)[0], 401)
        self.assertEqual(post("msg_4", b"{}")[0], 400)
        self.assertEqual(post("msg_5", b" " * (1 << 20) + filing(entity))[0], 413)
        acts = self.history(f"hospiconnect:{entity}")
        self.assertEqual([act["actor"]["role"] for act in acts], ["convergence"])
        self.assertEqual(acts[0]["position"], first["applied_position"])
        self.assertEqual(acts[0]["occurred_at"], "2026-02-03T08:00:00Z")
        receipts = self.history(f"convergence:CVG-{entity}")
        self.assertEqual([one["position"] for one in receipts],
                         [first["position"], late["position"]])
        self.assertEqual(receipts[0]["data"]["raw_body"], filing(entity).decode())

    def test_half_a_body_is_nothing(self):
        body, timestamp = filing(self.entities[0]), int(time.time())
        head = (f"POST /webhooks/convergence HTTP/1.1\r\nHost: localhost\r\n"
                f"Content-Length: {len(body)}\r\nwebhook-id: msg_1\r\n"
                f"webhook-timestamp: {timestamp}\r\n"
                f"webhook-signature: {signature(NEW, 'msg_1', timestamp, body)}\r\n\r\n").encode()
        for cut in (0, 1, len(body) // 2, len(body) - 1):
            with socket.create_connection(("127.0.0.1", self.serving.port)) as connection:
                connection.sendall(head + body[:cut])
        self.assertEqual(self.history(f"hospiconnect:{self.entities[0]}"), [])
        with socket.create_connection(("127.0.0.1", self.serving.port)) as connection:
            connection.sendall(head + body[:-1])
            time.sleep(0.3)
            connection.sendall(body[-1:])
            self.assertIn(b" 201 ", connection.recv(4096).split(b"\r\n")[0])
        with socket.create_connection(("127.0.0.1", self.serving.port)) as connection:
            connection.sendall(head + body[:-1] + b" ")  # the right length, another byte
            self.assertIn(b" 401 ", connection.recv(4096).split(b"\r\n")[0])

    def test_what_was_acknowledged_survives_a_kill(self):
        random.seed(20261122)
        acknowledged, lock = {}, threading.Lock()

        def send(entities):
            connection = http.client.HTTPConnection("127.0.0.1", self.serving.port, timeout=30)
            try:
                for entity in entities:
                    for suffix in ("a", "b"):
                        message = f"msg_{entity}{suffix}"
                        answer = self.serving.post(message, filing(entity), connection=connection)
                        with lock:
                            acknowledged[message] = answer
            except (OSError, http.client.HTTPException):
                pass  # killed

        threads = [threading.Thread(target=send, args=(self.entities[i::4],)) for i in range(4)]
        for thread in threads:
            thread.start()
        while len(acknowledged) < 15:
            time.sleep(0.005)
        os.kill(self.serving.process.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
        self.serving.process.wait()
        self.stop()
        before = dict(acknowledged)
        self.assertTrue(json.loads(probant("verify", "--format", "json",
                                           store=self.store))["verified"])
        self.serving = Service(self.store, self.config)
        for entity in self.entities:
            for suffix in ("a", "b"):
                message = f"msg_{entity}{suffix}"
                status, answer = self.serving.post(message, filing(entity))
                if message in before:
                    self.assertEqual(status, 200, answer)
                    self.assertEqual(answer["position"], before[message][1]["position"])
            # Never half of it: each applied receipt is followed by its event, and by one alone.
            receipts = self.history(f"convergence:CVG-{entity}")
            applied = [one["position"] for one in receipts
                       if one["data"]["disposition"] == "applied"]
            acts = [act["position"] for act in self.history(f"hospiconnect:{entity}")]
            self.assertEqual([position + 1 for position in applied], acts)
            self.assertEqual(len(acts), 1)
            self.assertEqual(len(receipts), 2)

    def test_missed_updates_come_by_file(self):
        one, two = self.entities[:2]
        self.assertEqual(self.serving.post("msg_1", filing(one))[0], 201)
        self.assertEqual(self.serving.end()[0], 0)
        file = self.folder / "missed.jsonl"
        lines = [json.dumps({"webhook_id": "msg_1", "body": filing(one).decode()}),
                 filing(two).decode(), "", '{"webhook_id":"msg_3","body":"{}"}', "nonsense"]
        file.write_text("\n".join(lines))
        words = ["convergence", "feed", str(file), "--by", "op-7", "--format", "json"]
        told = [json.loads(line) for line in
                probant(*words, store=self.store, status=2).splitlines()]
        self.assertEqual([(one["line"], one["outcome"]) for one in told],
                         [(1, "duplicate"), (2, "applied"), (4, "invalid"), (5, "invalid")])
        for one_told in told[:2]:  # a repetition tells as much as the first time
            self.assertEqual((one_told["disposition"], one_told["applied_position"]),
                             ("applied", one_told["position"] + 1))
        receipt = self.history(f"convergence:CVG-{two}")[0]
        self.assertEqual(receipt["actor"], {"id": "op-7", "role": "operator", "organisation": ""})
        self.assertNotIn("webhook_signature", receipt["data"])
        [act] = self.history(f"hospiconnect:{two}")
        self.assertEqual(act["came_by"], {"position": receipt["position"], "received_from": "op-7",
                                          "signed": False})
        said = ("remis par fichier, non signé, par op-7 (un opérateur) "
                f"(position {receipt['position']})")
        self.assertIn(f"    {said}\n", probant("history", f"hospiconnect:{two}", store=self.store))
        probant("export", f"hospiconnect:{two}", "--to", str(self.folder / "export"),
                store=self.store)
        self.assertIn(said, (self.folder / "export/rapport.html").read_text())
        file.write_text("\n".join(lines[:2]))
        again = probant(*words, store=self.store)
        self.assertEqual([json.loads(line)["outcome"] for line in again.splitlines()],
                         ["duplicate", "duplicate"])

    def test_what_is_fed_again_is_no_news(self):
        self.assertEqual(self.serving.end()[0], 0)
        file = self.folder / "missed.jsonl"
        update = json.loads(filing(self.entities[0]))
        update["data"]["status"] = "INCONNU"
        file.write_text(json.dumps(update))
        words = ["convergence", "feed", str(file), "--by", "op-7"]
        self.assertIn(" : gardée\n", probant(*words, store=self.store, status=1))
        again = probant(*words, store=self.store)
        self.assertIn(" : déjà reçue ; gardée alors\n", again)
        self.assertIn("0 gardée", again)

    def test_missed_updates_come_to_a_running_service_too(self):
        one, two = self.entities[:2]
        self.assertEqual(self.serving.post("msg_1", filing(one))[0], 201)
        lines = "\n".join([json.dumps({"webhook_id": "msg_1", "body": filing(one).decode()}), "",
                           filing(two).decode(), '{"webhook_id":"msg_3","body":"{}"}'])
        token = new_token(self.store, "op-7", "operator")
        feed = lambda token: self.serving.ask("POST", "/v1/convergence/feed", token, lines,
                                              Content_Type="application/x-ndjson")
        answer, text = feed(token)
        self.assertEqual(answer.status, 200)
        told = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([(one["line"], one["outcome"]) for one in told],
                         [(1, "duplicate"), (3, "applied"), (4, "invalid")])
        self.assertEqual(told[2]["reasons"][0]["code"], "invalid_field")
        receipt = self.history(f"convergence:CVG-{two}")[0]
        self.assertEqual(receipt["actor"], {"id": "op-7", "role": "operator", "organisation": ""})
        again = [json.loads(line)["outcome"] for line in feed(token)[1].splitlines()]
        self.assertEqual(again, ["duplicate", "duplicate", "invalid"])
        agent = new_token(self.store, "a-1", "ars", "--organisation", "84")
        self.assertEqual(feed(agent)[0].status, 403)

    def test_a_field_that_the_platform_adds_is_kept(self):
        body = json.loads(filing(self.entities[0]))
        body["data"]["priority"] = {"level": 2}
        status, told = self.serving.post("msg_1", json.dumps(body).encode())
        self.assertEqual((status, told["disposition"]), (202, "kept"))
        self.assertEqual(told["reasons"][0]["field"], "data.priority")

    def test_a_wrong_configuration_is_told_with_its_line(self):
        for text, said in [("[convergence]\nsecrets = []\n", "clés"),
                           (f'[convergence]\nsecrets = ["{whsec(NEW)}"]\ntolerence = 3\n',
                            "ligne 3"), ("[convergance]\n", "inconnu"), ("[", "TOML")]:
            Path(self.config).write_text(text)
            done = subprocess.run([serve_test.PROGRAM, "serve", "--store", self.store, "--config",
                                   self.config, "--listen", "127.0.0.1:0"],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, text)
            self.assertIn(said, done.stderr)

    def test_secrets_that_others_may_read_are_told(self):
        secret = f'[convergence]\nsecrets = ["{whsec(NEW)}"]\n'
        apart = '[convergence]\nsecret_files = ["old-secret"]\n'
        for text, mode, told in [(secret, 0o644, True), (secret, 0o640, True),
                                 (secret, 0o600, False), (apart, 0o644, False)]:
            Path(self.config).write_text(text)
            Path(self.config).chmod(mode)
            self.stop()
            self.serving = Service(self.store, self.config)
            status, _, err = self.serving.end()
            self.assertEqual(status, 0, err)
            self.assertEqual("chmod 600" in err, told, err)
            self.assertNotIn(whsec(NEW), err)
            for line in err.splitlines():
                json.loads(line)

    def test_the_platform_has_no_token(self):
        done = subprocess.run([serve_test.PROGRAM, "token", "create", "--name", "convergence",
                               "--role", "convergence", "--store", self.store],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("secret_files", done.stderr)

    def test_the_official_library_is_understood(self):
        if not (Path(MODULES) / "node_modules" / "standardwebhooks").exists():
            self.skipTest("npm ci has not been run (scripts/test does)")
        entity = self.entities[0]
        sent = [{"secret": whsec(NEW), "id": "msg_1", "body": filing(entity).decode()},
                {"secret": whsec(OLD), "id": "msg_1", "body": filing(entity).decode()},
                {"secret": whsec(b"?" * 24), "id": "msg_2", "body": filing(entity).decode()},
                {"secret": whsec(NEW), "id": "msg_3", "body": filing(entity).decode(),
                 "timestamp": int(time.time()) - 301},
                {"secret": whsec(NEW), "id": "msg_4", "body": update(
                    "CVG-e", 1, "STATUT €", f"hospiconnect:{entity}",
                    {"title": "Réseau 🏥"}).decode()}]
        done = subprocess.run(
            ["node", str(Path(__file__).parent / "npm" / "send.mjs"), MODULES,
             f"http://127.0.0.1:{self.serving.port}/webhooks/convergence"],
            input="\n".join(json.dumps(one) for one in sent), capture_output=True, text=True,
            check=True)
        statuses = [json.loads(line)["status"] for line in done.stdout.splitlines()]
        self.assertEqual(statuses, [201, 200, 401, 401, 202])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("modules", help="folder where npm ci was run")
    arguments, rest = parser.parse_known_args()
    serve_test.PROGRAM, MODULES = arguments.program, str(Path(arguments.modules).resolve())
    unittest.main(argv=["convergence_test.py", *rest], verbosity=2)
