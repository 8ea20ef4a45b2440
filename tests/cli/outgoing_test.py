#!/usr/bin/env python3
"""What the service tells others: subscribers of this test's own, who check every signature, are
down, come back, and are told in order whatever happens to the service."""
import base64
import hashlib
import hmac
import json
import re
import shutil
import signal
import socket
import sqlite3
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import serve_test
from serve_test import ENTITY, Serving, probant

CONFIG = '[outgoing]\nallow = ["127.0.0.1"]\nallow_http = true\n'


class Subscriber:
    """Keeps what it is told, and answers with the next of `answers`, then with 204."""

    def __init__(self, answers=(), port=0):
        subscriber = self
        self.told, self.answers, self.secrets = [], list(answers), []
        self.changed = threading.Condition()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with subscriber.changed:
                    status = subscriber.answers.pop(0) if subscriber.answers else 204
                    subscriber.told.append((status, dict(self.headers), body))
                    subscriber.changed.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, count):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.told) >= count, timeout=30):
                raise AssertionError(f"told {len(self.told)} of {count}")

    def positions(self, status=204):
        return [json.loads(body)["position"] for code, _, body in self.told if code == status]

    def end(self):
        self.server.shutdown()
        self.server.server_close()


def is_signed(headers, body, secret):
    """Standard Webhooks 1.0.0, v1."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    good = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return good in headers["webhook-signature"].split(" ")


class Told(unittest.TestCase):
    """A service that may tell this machine, and what is asked of it."""

    def setUp(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        self.store = serve_test.example_store(folder)
        self.config = str(folder / "service.toml")
        Path(self.config).write_text(CONFIG, encoding="utf-8")
        self.token = self.new_token("u-1", "ans")

    def new_token(self, name, role, *more):
        return serve_test.new_token(self.store, name, role, *more)

    def serve(self):
        return Serving(self.store, "--config", self.config)

    def subscribe(self, serving, subscriber, **members):
        answer, body = serving.ask("POST", "/v1/subscriptions", self.token,
                                   {"url": f"http://127.0.0.1:{subscriber.port}/hook", **members})
        self.assertEqual(answer.status, 201, body)
        return json.loads(body)

    def state(self, serving, subscription):
        return json.loads(serving.ask("GET", f"/v1/subscriptions/{subscription['id']}",
                                      self.token)[1])

    def size(self, serving):
        return int(serving.ask("GET", "/v1/events?limit=1", self.token)[0].headers["Log-Size"])


class Outgoing(Told):
    def test_addresses_inside_are_refused_at_once(self):
        serving = self.serve()
        for host in ("169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "2130706433",
                     "0x7f.1", "127.1", "192.168.1.1:8443"):
            answer, body = serving.ask("POST", "/v1/subscriptions", self.token,
                                       {"url": f"https://{host}/hook"})
            self.assertEqual((answer.status, json.loads(body)["field"]), (400, "url"), host)
        _, body = serving.ask("POST", "/v1/subscriptions", self.token,
                              {"url": "https://si.example.org/hook#part"})
        self.assertIn("fragment", json.loads(body)["detail"])
        for host in ("127.0.0.1:9", "1.1.1.1", "si.example.org", "[2606:4700::1111]"):
            answer, body = serving.ask("POST", "/v1/subscriptions", self.token,
                                       {"url": f"https://{host}/hook"})
            self.assertEqual(answer.status, 201, (host, body))
        self.assertEqual(serving.end()[0], 0)

    def test_one_account_leaves_room_for_others(self):
        serving = self.serve()
        other = self.new_token("u-2", "ars", "--organisation", "84")
        wanted = {"url": "https://si.example.org/hook"}

        def subscribe(token):
            return serving.ask("POST", "/v1/subscriptions", token, wanted)
        limit = 16
        for _ in range(limit):
            self.assertEqual(subscribe(self.token)[0].status, 201)
        answer, body = subscribe(self.token)
        self.assertEqual((answer.status, json.loads(body)["type"].rsplit(":", 1)[1]),
                         (409, "too_many"))
        self.assertIn(f"Votre compte a déjà {limit}", json.loads(body)["detail"])
        self.assertEqual(subscribe(other)[0].status, 201)
        serving.ask("DELETE", "/v1/subscriptions/1", self.token)
        self.assertEqual(subscribe(self.token)[0].status, 201)
        described = json.loads(serving.ask("GET", "/openapi.json")[1])
        self.assertIn(f"{limit} par compte", described["paths"]["/v1/subscriptions"]["post"]
                      ["responses"]["409"]["description"])
        self.assertEqual(serving.end()[0], 0)

    def test_who_may_not_come_in_any_more_is_told_no_more(self):
        subscriber, serving = Subscriber(), self.serve()
        subscription = self.subscribe(serving, subscriber)
        other = self.new_token("u-2", "operator")
        made = json.loads(probant("token", "list", "--format", "json", store=self.store))
        [own] = [one["id"] for one in made if one["name"] == "u-1"]
        probant("token", "revoke", own, store=self.store)
        answer, body = serving.ask("POST", "/v1/events", other, ENTITY, If_Match='"0"',
                                   Idempotency_Key='"k-1"')
        self.assertEqual(answer.status, 201, body)
        until = time.monotonic() + 30
        path = f"/v1/subscriptions/{subscription['id']}"
        while json.loads(serving.ask("GET", path, other)[1])["state"] != "paused":
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        self.assertIn("jeton", json.loads(serving.ask("GET", path, other)[1])["why"])
        self.assertEqual(subscriber.told, [])
        subscriber.end()
        self.assertEqual(serving.end()[0], 0)

    def test_a_log_shorter_than_what_was_told_is_no_silence(self):
        subscriber, serving = Subscriber(), self.serve()
        subscription = self.subscribe(serving, subscriber)
        self.assertEqual(serving.end()[0], 0)
        book = sqlite3.connect(Path(self.store) / "service" / "outgoing.sqlite")
        with book:
            book.execute("update subscription set next = next + 1")
        book.close()
        serving = self.serve()
        until = time.monotonic() + 30
        while (shown := self.state(serving, subscription))["state"] != "paused":
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        self.assertIn(f"finit avant la position {subscription['next'] + 1}", shown["why"])
        self.assertEqual(subscriber.told, [])
        subscriber.end()
        self.assertEqual(serving.end()[0], 0)

    def test_a_subscriber_who_never_answers_does_not_hold_up_a_stop(self):
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        serving = self.serve()
        answer, body = serving.ask("POST", "/v1/subscriptions", self.token, {
            "url": f"http://127.0.0.1:{silent.getsockname()[1]}/hook", "from": 0})
        self.assertEqual(answer.status, 201, body)
        connection, _ = silent.accept()  # the letter is under way
        self.addCleanup(connection.close)
        begun = time.monotonic()
        self.assertEqual(serving.end()[0], 0)
        self.assertLess(time.monotonic() - begun, 10)
        again = self.serve()
        shown = self.state(again, json.loads(body))
        self.assertEqual((shown["next"], shown["attempt"]), (0, 0))
        self.assertEqual(again.end()[0], 0)

    def test_everything_is_told_in_order_and_signed(self):
        subscriber, serving = Subscriber(), self.serve()
        subscription = self.subscribe(serving, subscriber, **{"from": 0})
        size = self.size(serving)
        subscriber.wait_for(size)
        self.assertEqual(subscriber.positions(), list(range(size)))
        for _, headers, body in subscriber.told:
            self.assertTrue(is_signed(headers, body, subscription["secret"]))
            self.assertEqual(headers["content-type"], "application/cloudevents+json")
        answer, _ = serving.ask("POST", "/v1/events", self.token, ENTITY, If_Match='"0"',
                                Idempotency_Key='"k-1"')
        self.assertEqual(answer.status, 201)
        subscriber.wait_for(size + 1)
        self.assertEqual(json.loads(subscriber.told[-1][2])["subject"], "register:750712184")
        shown = self.state(serving, subscription)
        self.assertNotIn("secret", shown)
        self.assertEqual(serving.end()[0], 0)
        subscriber.end()

    def test_what_has_been_told_is_owed_no_more(self):
        def owed():
            text = serving.ask("GET", "/metrics")[1]
            return int(re.search(r'probant_outbox_letters\{state="active"\} (\d+)', text)[1])
        subscriber, serving = Subscriber([204, 204, 500]), self.serve()
        subscription = self.subscribe(serving, subscriber, **{"from": 0})
        size = self.size(serving)
        self.assertLessEqual(owed(), size)
        subscriber.wait_for(3)
        until = time.monotonic() + 30
        while owed() != size - 2:
            self.assertLess(time.monotonic(), until, owed())
            time.sleep(0.1)
        shown = self.state(serving, subscription)
        self.assertEqual((shown["owed"], shown["owed_exact"]), (size - 2, True))
        self.assertEqual(shown["owed_since"], shown["created_at"])  # the third is older than that
        listed = json.loads(serving.ask("GET", "/v1/subscriptions", self.token)[1])
        self.assertEqual([one["owed"] for one in listed], [size - 2])
        subscriber.wait_for(size + 1)
        until = time.monotonic() + 30
        while owed() != 0:
            self.assertLess(time.monotonic(), until, owed())
            time.sleep(0.1)
        shown = self.state(serving, subscription)
        self.assertEqual((shown["owed"], shown["owed_exact"]), (0, True))
        self.assertNotIn("owed_since", shown)
        subscriber.answers = [500]
        serving.ask("POST", "/v1/events", self.token, ENTITY, If_Match='"0"',
                    Idempotency_Key='"k-1"')
        subscriber.wait_for(size + 2)
        last = json.loads(serving.ask("GET", f"/v1/events/{size}", self.token)[1])
        self.assertEqual(self.state(serving, subscription)["owed_since"], last["recordedat"])
        self.assertEqual(serving.end()[0], 0)
        subscriber.end()

    def test_killed_in_the_middle_it_goes_on_and_leaves_nothing_out(self):
        subscriber, serving = Subscriber(), self.serve()
        subscription = self.subscribe(serving, subscriber, **{"from": 0})
        size = self.size(serving)
        for kill_at in (2, 4, 7):
            subscriber.wait_for(kill_at)
            serving.end(signal.SIGKILL)
            serving = self.serve()
        deadline = time.monotonic() + 30
        while self.state(serving, subscription)["next"] < size and time.monotonic() < deadline:
            time.sleep(0.1)
        told = subscriber.positions()
        self.assertEqual(sorted(set(told)), list(range(size)))
        self.assertTrue(all(b - a in (0, 1) for a, b in zip(told, told[1:])), told)
        names = {headers["webhook-id"] for _, headers, _ in subscriber.told}
        self.assertEqual(len(names), size)
        self.assertEqual(serving.end()[0], 0)
        subscriber.end()

    def test_a_subscriber_that_fails_is_told_again_and_one_that_is_gone_is_left(self):
        failing, gone, serving = Subscriber([500]), Subscriber([410]), self.serve()
        subscription = self.subscribe(serving, failing, types=["aap.project_filed"],
                                      **{"from": 0})
        left = self.subscribe(serving, gone, **{"from": 0})
        failing.wait_for(2)
        self.assertEqual([status for status, _, _ in failing.told[:2]], [500, 204])
        self.assertEqual(failing.told[0][1]["webhook-id"], failing.told[1][1]["webhook-id"])
        attempts = json.loads(serving.ask(
            "GET", f"/v1/subscriptions/{subscription['id']}/attempts", self.token)[1])
        self.assertIn(500, [attempt["status"] for attempt in attempts])
        shown = self.state(serving, left)
        self.assertEqual(shown["state"], "disabled")
        self.assertIn("410", shown["why"])
        self.assertEqual(len(gone.told), 1)
        path = f"/v1/subscriptions/{left['id']}/resume"
        self.assertEqual(serving.ask("POST", path, self.token)[0].status, 200)
        gone.wait_for(3)
        self.assertEqual(serving.end()[0], 0)
        failing.end()
        gone.end()

    def test_secrets_change_and_subscriptions_are_their_owners(self):
        subscriber, serving = Subscriber(), self.serve()
        subscription = self.subscribe(serving, subscriber)
        path = f"/v1/subscriptions/{subscription['id']}"
        changed = json.loads(serving.ask("POST", path + "/secret", self.token)[1])
        self.assertNotEqual(changed["secret"], subscription["secret"])
        serving.ask("POST", "/v1/events", self.token, ENTITY, If_Match='"0"',
                    Idempotency_Key='"k-1"')
        subscriber.wait_for(1)
        _, headers, body = subscriber.told[0]
        self.assertTrue(is_signed(headers, body, changed["secret"]))
        self.assertTrue(is_signed(headers, body, subscription["secret"]))
        other = self.new_token("u-2", "ans")
        self.assertEqual(serving.ask("GET", path, other)[0].status, 404)
        self.assertEqual(serving.ask("DELETE", path, other)[0].status, 404)
        self.assertEqual(json.loads(serving.ask("GET", "/v1/subscriptions", other)[1]), [])
        self.assertEqual(serving.ask("DELETE", path, self.token)[0].status, 204)
        self.assertEqual(serving.ask("GET", path, self.token)[0].status, 404)
        self.assertEqual(serving.end()[0], 0)
        subscriber.end()

    def test_nothing_inside_is_reached_unless_allowed(self):
        Path(self.config).write_text("[outgoing]\nallow_http = true\n", encoding="utf-8")
        subscriber, serving = Subscriber(), self.serve()
        inside = f"http://localhost:{subscriber.port}/hook"  # what a name stands for is seen late
        subscription = self.subscribe(serving, subscriber, url=inside, **{"from": 0})
        deadline = time.monotonic() + 20
        attempts = []
        while not attempts and time.monotonic() < deadline:
            attempts = json.loads(serving.ask(
                "GET", f"/v1/subscriptions/{subscription['id']}/attempts", self.token)[1])
            time.sleep(0.1)
        self.assertEqual(attempts[0]["status"], 0)
        self.assertIn("localhost mène à une adresse", attempts[0]["answer"])
        self.assertEqual(subscriber.told, [])
        for wrong in ("http://127.0.0.1:99999/", "ftp://example.org/", "https://u:p@example.org/",
                      ""):
            answer, _ = serving.ask("POST", "/v1/subscriptions", self.token, {"url": wrong})
            self.assertEqual(answer.status, 400, wrong)
        answer, body = serving.ask("POST", "/v1/subscriptions", self.token,
                                   {"url": "https://example.org/", "type": ["x"]})
        self.assertEqual((answer.status, json.loads(body)["field"]), (400, "type"))
        self.assertEqual(serving.end()[0], 0)
        subscriber.end()


if __name__ == "__main__":
    serve_test.main(__doc__, __file__)
