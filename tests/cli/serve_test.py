#!/usr/bin/env python3
"""The service as a process: started, proposed to, read from, stopped by a signal."""
import argparse
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM, DATA = "", Path()
ENTITY = {"type": "register.entity_recorded", "dossier": "register:750712184",
          "data": {"entity": "750712184", "name": "CH", "legal_status": "public", "region": "11",
                   "sites": [], "source": "essai"}}


def probant(*words, store, status=0):
    done = subprocess.run([PROGRAM, *words, "--store", store], capture_output=True, text=True,
                          check=False)
    if done.returncode != status:
        raise AssertionError(f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def example_store(folder):
    """A simulation store in `folder` that has played the example."""
    store = str(Path(folder) / "store")
    probant("init", "--simulation", store=store)
    probant("record", str(DATA / "example-proposals.jsonl"), "--clock", "proposals", store=store,
            status=1)
    return store


def new_token(store, name, role, *more):
    return json.loads(probant("token", "create", "--name", name, "--role", role, *more, "--format",
                              "json", store=store))["token"]


def main(description, file):
    """Runs the tests of the script that calls it: usage FILE PROGRAM DATA."""
    global PROGRAM, DATA
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("program")
    parser.add_argument("data")
    arguments, rest = parser.parse_known_args()
    PROGRAM, DATA = arguments.program, Path(arguments.data)
    unittest.main(argv=[Path(file).name, *rest], verbosity=2)


class Serving:
    """A running service on a port of its own; `end` stops it and gives what it wrote."""

    def __init__(self, store, *options, listen="127.0.0.1:0", **how):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--store", store, "--listen", listen, "--format", "json", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)
        greeting = self.process.stdout.readline()
        if not greeting:
            raise AssertionError(self.process.communicate()[1])
        self.greeting = json.loads(greeting)
        self.port = int(self.greeting["listen"].rsplit(":", 1)[1])

    def ask(self, method, path, token="", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            named["Authorization"] = f"Bearer {token}"
        if body is not None and "Content-Type" not in named:
            named["Content-Type"] = "application/json"
            body = json.dumps(body)
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        content = answer.read().decode()
        connection.close()
        return answer, content

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


class Serve(unittest.TestCase):
    def setUp(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        self.store = example_store(folder)

    def test_propose_read_and_stop(self):
        serving = Serving(self.store)
        token = json.loads(probant("token", "create", "--name", "u-1", "--role", "ans",
                                   "--format", "json", store=self.store))["token"]
        answer, body = serving.ask("GET", "/v1/dossiers/aap:2026-0417", token)
        self.assertEqual(answer.status, 200, body)
        self.assertEqual(answer.headers["ETag"], '"2"')
        # An HTTP answer and the command's are the same JSON; the day may change in between.
        shown = json.loads(probant("show", "aap:2026-0417", "--valid-at", "2026-10-31", "--format",
                                   "json", store=self.store))
        answer, body = serving.ask("GET", "/v1/dossiers/aap:2026-0417?valid_at=2026-10-31", token)
        self.assertEqual(json.loads(body), shown)
        answer, _ = serving.ask("GET", "/v1/dossiers/aap:2026-0417", token, If_None_Match='"2"')
        self.assertEqual(answer.status, 304)
        answer, body = serving.ask("POST", "/v1/events", token, ENTITY, If_Match='"0"',
                                   Idempotency_Key='"k-1"')
        self.assertEqual(answer.status, 201, body)
        answer, body = serving.ask("GET", answer.headers["Location"], token)
        self.assertEqual(json.loads(body)["subject"], "register:750712184")
        status, _, _ = serving.end()
        self.assertEqual(status, 0)
        self.assertTrue(json.loads(probant("verify", "--format", "json",
                                           store=self.store))["verified"])
        again = Serving(self.store)
        answer, body = again.ask("POST", "/v1/events", token, ENTITY, If_Match='"0"',
                                 Idempotency_Key='"k-1"')
        self.assertEqual((answer.status, json.loads(body)["outcome"]), (200, "duplicate"))
        self.assertEqual(again.end(signal.SIGINT)[0], 0)

    def test_an_event_is_told_in_the_same_words_in_an_export_and_over_http(self):
        folder = Path(self.store).parent / "export"
        probant("erase", "5", "--basis", "RGPD art. 17", "--by", "u-7", store=self.store)
        probant("erase", "5", "--confirm", "--by", "u-9", store=self.store)
        probant("export", "all", "--to", str(folder), store=self.store)
        exported = [line for line in (folder / "events.jsonl").read_text().split("\n") if line]
        shutil.rmtree(folder)
        token = json.loads(probant("token", "create", "--name", "op", "--role", "operator",
                                   "--format", "json", store=self.store))["token"]
        serving = Serving(self.store)
        _, page = serving.ask("GET", "/v1/events?limit=1000", token)
        _, one = serving.ask("GET", "/v1/events/5", token)
        serving.end()
        self.assertEqual(page, "[" + ",".join(exported) + "]")
        self.assertEqual(one, exported[5])
        self.assertIn('"erased":true', one)

    def rights(self):
        text = (Path(self.store) / "service" / "rights.jsonl").read_text()
        lines, previous = text.splitlines(), ""
        for line in lines:
            self.assertEqual(json.loads(line)["previous"], previous)
            previous = hashlib.sha256(line.encode()).hexdigest()
        return [json.loads(line) for line in lines]

    def test_the_address_of_a_calendar_is_told_in_json_too(self):
        feed = json.loads(probant("token", "create", "--calendar", "--name", "u-9", "--role", "ans",
                                  "--url", "https://p.example.org", "--format", "json",
                                  store=self.store))
        self.assertEqual(feed["url"],
                         "https://p.example.org/v1/deadlines.ics?link=" + feed["token"])

    def test_a_token_made_or_revoked_leaves_a_trace(self):
        serving = Serving(self.store)
        token = new_token(self.store, "u-118", "ars", "--organisation", "84")
        [_, made] = json.loads(probant("token", "list", "--format", "json", store=self.store))
        probant("token", "revoke", made["id"], store=self.store)
        first, created, revoked = self.rights()
        self.assertEqual((first["event"], first["role"]), ("token_created", "operator"))
        self.assertEqual((created["event"], revoked["event"]), ("token_created", "token_revoked"))
        for line in (created, revoked):
            self.assertEqual({name: line[name] for name in (
                "token", "name", "role", "organisation", "expires_at", "by", "found")}, {
                    "token": made["id"], "name": "u-118", "role": "ars", "organisation": "84",
                    "expires_at": made["expires_at"], "by": f"uid {os.getuid()}", "found": False})
        file = Path(self.store) / "service" / "rights.jsonl"
        self.assertNotIn(token, file.read_text())
        self.assertEqual(os.stat(file).st_mode & 0o777, 0o600)
        self.assertEqual(serving.end()[0], 0)
        self.assertEqual(len(self.rights()), 3)

    def test_a_token_put_into_the_book_by_hand_is_found_and_noted(self):
        for running in (False, True):
            serving = Serving(self.store) if running else None
            book = Path(self.store) / "service" / "tokens"
            new_token(self.store, "u-1", "ars", "--organisation", "84")
            line = json.loads(book.read_text().splitlines()[-1])
            line["sha256"] = hashlib.sha256(f"probant_{running}".encode()).hexdigest()
            with open(book, "a", encoding="utf-8") as file:
                file.write(json.dumps(line, separators=(",", ":"), sort_keys=True) + "\n")
            serving = serving or Serving(self.store)
            self.assertEqual(serving.ask("GET", "/v1/events", "unknown")[0].status, 401)
            status, _, err = serving.end()
            self.assertEqual(status, 0)
            self.assertIn("sans « probant token »", err)
            last = self.rights()[-1]
            self.assertEqual((last["token"], last["found"]), (line["sha256"][:12], True))

    def test_a_trace_that_was_altered_is_told_and_keeps_nobody_out(self):
        new_token(self.store, "u-1", "ars", "--organisation", "84")
        new_token(self.store, "u-2", "ars", "--organisation", "84")
        file = Path(self.store) / "service" / "rights.jsonl"
        file.write_text(file.read_text().replace('"u-1"', '"u-9"'))
        done = subprocess.run([PROGRAM, "token", "create", "--name", "u-3", "--role", "auditor",
                               "--store", self.store], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("la ligne 2 ne suit pas celle d'avant", done.stderr)
        self.assertIn('"u-3"', file.read_text())

    def test_the_first_token_is_shown_once_and_kept_from_others(self):
        _, _, err = Serving(self.store).end()
        token = re.search(r"probant_[A-Za-z0-9_-]{43}", err).group(0)
        _, _, err = Serving(self.store).end()
        self.assertNotIn("probant_", err)
        file = Path(self.store) / "service" / "tokens"
        self.assertEqual(os.stat(file).st_mode & 0o777, 0o600)
        self.assertNotIn(token, file.read_text())
        serving = Serving(self.store)
        self.assertEqual(serving.ask("GET", "/v1/dossiers/aap:2026-0417", token)[0].status, 200)
        [listed] = json.loads(probant("token", "list", "--format", "json", store=self.store))
        self.assertEqual((listed["role"], listed["state"]), ("operator", "active"))
        probant("token", "revoke", listed["id"], store=self.store)
        self.assertEqual(serving.ask("GET", "/v1/dossiers/aap:2026-0417", token)[0].status, 401)
        self.assertEqual(serving.end()[0], 0)
        file.chmod(0o644)
        done = subprocess.run([PROGRAM, "serve", "--store", self.store, "--listen", "127.0.0.1:0"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn("chmod 600", done.stderr)

    def test_a_receipt_is_checked_without_the_service(self):
        token = new_token(self.store, "u-1", "ars", "--organisation", "84")
        serving = Serving(self.store)
        self.addCleanup(serving.end)
        answer, receipt = serving.ask("GET", "/v1/proofs/5", token)
        self.assertEqual(answer.status, 200)
        file = Path(self.store) / "5.tlog-proof"
        file.write_text(receipt)
        key = (Path(self.store) / "evidence" / "log.vkey").read_text().splitlines()[0]
        done = subprocess.run([Path(PROGRAM).with_name("probant-verify"), "proof", str(file),
                               "--key", key], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_body_that_nobody_asked_for_is_passed_over(self):
        token = new_token(self.store, "u-1", "operator")
        serving = Serving(self.store)
        self.addCleanup(serving.end)
        pause = "/v1/subscriptions/7/pause"
        self.assertEqual(serving.ask("POST", pause, token, {})[0].status, 404)
        self.assertEqual(serving.ask("POST", pause, token, {"x": "x" * 2000})[0].status, 413)

    def test_without_the_tokens_nobody_is_told_that_theirs_is_bad(self):
        token = new_token(self.store, "u-1", "operator")
        serving = Serving(self.store)
        self.addCleanup(serving.end)
        self.assertEqual(serving.ask("GET", "/v1/deadlines", token)[0].status, 200)
        book = Path(self.store) / "service" / "tokens"
        book.rename(book.with_name("aside"))
        answer, text = serving.ask("GET", "/v1/deadlines", token)
        self.assertEqual(answer.status, 503)
        self.assertTrue(json.loads(text)["type"].endswith("store_unavailable"), text)
        book.with_name("aside").rename(book)
        self.assertEqual(serving.ask("GET", "/v1/deadlines", token)[0].status, 200)

    def test_the_stream_goes_on_until_the_token_is_revoked(self):
        serving = Serving(self.store)
        token = json.loads(probant("token", "create", "--name", "u-2", "--role", "ans",
                                   "--format", "json", store=self.store))
        connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=30)
        connection.request("GET", "/v1/events/stream", headers={
            "Authorization": f"Bearer {token['token']}"})
        stream = connection.getresponse()
        self.assertEqual(stream.headers["Content-Type"], "text/event-stream")
        self.assertEqual(stream.readline(), b"retry: 3000\n")
        answer, body = serving.ask("POST", "/v1/events", token["token"], ENTITY, If_Match='"0"',
                                   Idempotency_Key='"k-1"')
        self.assertEqual(answer.status, 201, body)
        self.assertEqual(stream.readline(), b"\n")
        self.assertEqual(stream.readline(), f"id: {json.loads(body)['position']}\n".encode())
        self.assertIn(b'"subject":"register:750712184"', stream.readline())
        probant("token", "revoke", token["id"], store=self.store)
        self.assertEqual(stream.read(), b"\n")
        connection.close()
        self.assertEqual(serving.end()[0], 0)

    def test_a_body_is_not_read_for_who_may_not_send_it(self):
        serving = Serving(self.store)
        connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=30)
        connection.putrequest("POST", "/v1/events/batch")
        connection.putheader("Content-Length", str(16 << 20))
        connection.endheaders()
        self.assertEqual(connection.getresponse().status, 401)
        connection.close()
        self.assertEqual(serving.end()[0], 0)

    def test_wrong_use_is_told(self):
        def wrong(*words):
            return subprocess.run([PROGRAM, *words, "--store", self.store], capture_output=True,
                                  text=True, check=False)
        self.assertEqual(wrong("serve", "--listen", "nowhere").returncode, 2)
        self.assertEqual(wrong("token", "create", "--name", "a b", "--role", "ans").returncode, 2)
        self.assertEqual(wrong("token", "create", "--name", "a", "--role", "ars").returncode, 2)
        self.assertEqual(wrong("token", "revoke", "000000000000").returncode, 2)
        serving = Serving(self.store)
        self.assertEqual(wrong("serve", "--listen", f"127.0.0.1:{serving.port}").returncode, 3)
        self.assertEqual(serving.end()[0], 0)


if __name__ == "__main__":
    main(__doc__, __file__)
