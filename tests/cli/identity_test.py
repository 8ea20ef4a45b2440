#!/usr/bin/env python3
"""Callers whose tokens were made elsewhere: issuers of this test's own, one that publishes keys and
signs with openssl, one that answers introspections."""
import base64
import datetime
import hmac
import json
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import serve_test
from outgoing_test import Subscriber
from serve_test import ENTITY, Serving

CONFIG = """
[outgoing]
allow = ["127.0.0.1"]
allow_http = true

[[identity.issuers]]
name = "psc"
kind = "jwt"
issuer = "https://psc.example"
audience = "probant"
url = "http://127.0.0.1:{port}/keys"
algorithms = ["RS256"]

[[identity.issuers]]
name = "proconnect"
kind = "introspection"
issuer = "https://pc.example"
audience = "probant"
url = "http://127.0.0.1:{port}/introspect"
client_id = "probant"
client_secret_file = "secret"

[[identity.grants]]
issuer = "psc"
where = {{ sub = "u-1" }}
role = "ars"
organisation = "84"

[[identity.grants]]
issuer = "proconnect"
where = {{ siret = "13000794900010" }}
role = "auditor"
"""


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Issuer:
    def __init__(self, folder):
        self.key, self.asked, self.active, self.down = str(folder / "key.pem"), [], {}, False
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True,
                       capture_output=True)
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, content):
                issuer.asked.append(self.path)
                body = json.dumps(content).encode()
                self.send_response(500 if issuer.down else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.answer(issuer.keys())

            def do_POST(self):
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                good = self.headers["Authorization"] == "Basic " + base64.b64encode(
                    b"probant:s3cret").decode()
                told = issuer.active.get(form["token"][0]) if good else None
                self.answer({"active": True, **told} if told else {"active": False})

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def serve_tls(self, certificate, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def keys(self):
        out = subprocess.run(["openssl", "rsa", "-in", self.key, "-noout", "-modulus"], check=True,
                             capture_output=True, text=True).stdout
        modulus = bytes.fromhex(out.strip().removeprefix("Modulus="))
        return {"keys": [{"kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "e": "AQAB",
                          "n": base64url(modulus)}]}

    def token(self, header=None, **claims):
        head = {"alg": "RS256", "typ": "at+jwt", "kid": "k1", **(header or {})}
        body = {"iss": "https://psc.example", "sub": "u-1", "aud": "probant",
                "exp": int(time.time()) + 600, **claims}
        text = ".".join(base64url(json.dumps(part).encode()) for part in (head, body))
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key],
                                   input=text.encode(), check=True, capture_output=True).stdout
        return text + "." + base64url(signature)


class Vouched(unittest.TestCase):
    """A service whose callers these issuers vouch for."""

    def setUp(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        self.store = serve_test.example_store(folder)
        self.issuer = Issuer(folder)
        self.addCleanup(self.issuer.server.server_close)
        self.addCleanup(self.issuer.server.shutdown)
        (folder / "secret").write_text("s3cret\n", encoding="utf-8")
        (folder / "secret").chmod(0o600)
        self.config = folder / "service.toml"
        self.config.write_text(CONFIG.format(port=self.issuer.server.server_address[1]),
                               encoding="utf-8")
        self.serving = Serving(self.store, "--config", str(self.config))
        self.addCleanup(lambda: self.assertEqual(self.serving.end()[0], 0))
        self.complaints = []

    def status(self, token, path="/v1/dossiers"):
        return self.serving.ask("GET", path, token)[0].status

    def reload(self, *changes):
        text = self.config.read_text(encoding="utf-8")
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new)
        self.config.write_text(text, encoding="utf-8")
        self.serving.process.send_signal(signal.SIGHUP)
        self.notice("relus")

    def notice(self, words):
        late = threading.Timer(60, self.serving.process.kill)
        late.start()
        line = "\n"
        while line and words not in line:
            self.complaints += [line] if "émetteur" in line else []
            line = self.serving.process.stderr.readline()
        late.cancel()
        self.assertIn(words, line)
        return json.loads(line)["message"]


class Identity(Vouched):
    def test_a_jwt_is_who_its_grant_says(self):
        token = self.issuer.token()
        answer, body = self.serving.ask("GET", "/v1/dossiers", token)
        self.assertEqual(answer.status, 200, body)
        self.assertTrue(all(row["region"] in ("84", None) for row in json.loads(body)))
        self.assertEqual(self.status(token), 200)
        self.assertEqual(self.issuer.asked, ["/keys"])
        self.assertEqual(self.status(self.issuer.token(sub="u-2")), 403)

    def test_how_sure_its_issuer_was_is_in_the_access_log(self):
        token = self.issuer.token(acr="eidas2", auth_time=1_795_160_000, given_name="Marie")
        self.assertEqual(self.status(token), 200)
        self.assertEqual(self.status(self.issuer.token(acr="Marie Martin")), 200)
        self.assertEqual(self.status("x"), 401)
        [file] = (Path(self.store) / "service" / "access").iterdir()
        until = time.monotonic() + 30
        while len(file.read_text().splitlines()) < 3:  # a line is there within a second
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        self.assertEqual((lines[0]["acr"], lines[0]["auth_time"]), ("eidas2", 1_795_160_000))
        self.assertNotIn("acr", lines[1])
        self.assertEqual(lines[2]["reason"], "token_required")
        self.assertNotIn("Marie", file.read_text())

    def test_no_account_of_an_issuer_is_in_the_access_log(self):
        self.assertEqual(self.status(self.issuer.token()), 200)
        self.assertEqual(self.status(self.issuer.token(jti="2")), 200)
        self.assertEqual(self.status(serve_test.new_token(self.store, "u-9", "ans")), 200)
        service = Path(self.store) / "service"
        [file] = (service / "access").iterdir()
        until = time.monotonic() + 30
        while len(file.read_text().splitlines()) < 3:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)
        self.assertNotIn("u-1", file.read_text())
        lines = [json.loads(line)["token"] for line in file.read_text().splitlines()]
        # Found by whoever has the key
        self.assertEqual((service / "access.key").stat().st_mode & 0o777, 0o600)
        key = (service / "access.key").read_text(encoding="utf-8").strip()
        name = hmac.new(key.encode(), b"psc:u-1", "sha256").hexdigest()[:32]
        self.assertEqual(lines[:2], [f"psc:{name}"] * 2)
        self.assertNotIn(":", lines[2])

    def test_its_attacks_are_refused(self):
        good = self.issuer.token()
        head, body, signature = good.split(".")
        wrong = {
            "unsigned": base64url(b'{"alg":"none","typ":"at+jwt","kid":"k1"}') + f".{body}.",
            "tampered": ".".join([head, base64url(json.dumps({
                "iss": "https://psc.example", "sub": "u-1", "aud": "probant",
                "exp": int(time.time()) + 9999}).encode()), signature]),
            "an ID token": self.issuer.token({"typ": "JWT"}),
            "another audience": self.issuer.token(aud="other"),
            "another issuer": self.issuer.token(iss="https://psc.example/"),
            "expired": self.issuer.token(exp=int(time.time()) - 61),
            "not yet": self.issuer.token(nbf=int(time.time()) + 120),
            "another algorithm": self.issuer.token({"alg": "HS256"}),
            "its own key": self.issuer.token({"kid": "k9", "jku": "http://127.0.0.1:1/"}),
        }
        for name, token in wrong.items():
            self.assertEqual(self.status(token), 401, name)
        self.assertEqual(self.status(good), 200)

    def test_a_token_bound_to_a_key_is_refused_clearly(self):
        answer, body = self.serving.ask("GET", "/v1/dossiers",
                                        self.issuer.token(cnf={"jkt": "0ZcOCORZNYy"}))
        self.assertEqual(answer.status, 401)
        self.assertTrue(json.loads(body)["type"].endswith("token_bound"), body)
        self.assertIn('error="invalid_token"', answer.headers["WWW-Authenticate"])

    def test_an_opaque_token_is_introspected(self):
        told = {"sub": "s-1", "aud": "probant", "siret": "13000794900010"}
        self.issuer.active = {"opaque-1": told, "opaque-2": {**told, "siret": "1"}}
        self.assertEqual(self.status("opaque-1"), 200)
        self.assertEqual(self.status("opaque-1"), 200)
        self.assertEqual(self.issuer.asked, ["/introspect"])
        self.assertEqual(self.status("opaque-2"), 403)
        self.assertEqual(self.status("opaque-3"), 401)
        answer, _ = self.serving.ask("POST", "/v1/events", "opaque-1", {}, If_Match='"0"')
        self.assertEqual(answer.status, 403)

    def subscribe(self, token):
        subscriber = Subscriber()
        self.addCleanup(subscriber.end)
        answer, body = self.serving.ask("POST", "/v1/subscriptions", token, {
            "url": f"http://127.0.0.1:{subscriber.port}/hook", "kinds": ["register"]})
        self.assertEqual(answer.status, 201, body)
        return subscriber, f"/v1/subscriptions/{json.loads(body)['id']}"

    def record(self, number):
        entity = ENTITY["data"] | {"name": f"CH {number}", "region": "84"}
        own = serve_test.new_token(self.store, "u-9", "ans")
        answer, body = self.serving.ask("POST", "/v1/events", own, ENTITY | {"data": entity},
                                        If_Match=f'"{number}"', Idempotency_Key=f'"k-{number}"')
        self.assertEqual(answer.status, 201, body)

    def shown(self, path, token):
        return json.loads(self.serving.ask("GET", path, token)[1])

    def assert_told_no_more(self, path, number):
        operator = serve_test.new_token(self.store, "u-8", "operator")
        self.assertEqual(self.shown(path, operator)["state"], "paused")
        self.assertIn("identity.grants", self.shown(path, operator)["why"])
        self.record(number)
        self.assertEqual(self.serving.ask("POST", path + "/resume", operator)[0].status, 200)
        until = time.monotonic() + 30  # the operator vouches for nobody
        while self.shown(path, operator)["state"] != "paused":
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        self.notice("suspendu")

    def test_whose_grant_is_taken_away_is_told_no_more(self):
        token = self.issuer.token()
        subscriber, path = self.subscribe(token)
        line = 'where = { sub = "u-1" }'
        self.reload((line, line + "  # as it was"))
        self.record(0)
        subscriber.wait_for(1)
        self.reload((line, 'where = { sub = "u-2" }'))
        message = self.notice("suspendu")
        self.assertIsNone(re.search("u-1|u-2|psc", message), message)
        self.assertEqual(self.status(token), 403)
        self.assert_told_no_more(path, 1)
        self.reload(('where = { sub = "u-2" }', line))
        self.assertEqual(self.shown(path, token)["state"], "paused")
        self.assertEqual(len(subscriber.told), 1)
        self.assertEqual(self.serving.ask("POST", path + "/resume", token)[0].status, 200)
        subscriber.wait_for(2)
        self.reload(('role = "ars"\norganisation = "84"', 'role = "ans"'))
        self.notice("suspendu")
        self.assert_told_no_more(path, 2)
        self.assertEqual(len(subscriber.told), 2)

    def test_whose_issuer_is_gone_when_it_starts_is_told_no_more(self):
        subscriber, path = self.subscribe(self.issuer.token())
        self.assertEqual(self.serving.end()[0], 0)
        self.config.write_text(CONFIG[:CONFIG.index("[[identity")], encoding="utf-8")
        self.serving = Serving(self.store, "--config", str(self.config))
        self.notice("suspendu")
        self.assert_told_no_more(path, 0)
        self.assertEqual(subscriber.told, [])

    def test_who_is_not_seen_any_more_is_told_no_more(self):
        token, day = self.issuer.token(), 86_400
        subscriber, path = self.subscribe(token)
        held = datetime.datetime.fromisoformat(self.shown(path, token)["vouched_until"][:19])
        self.assertAlmostEqual(held.replace(tzinfo=datetime.timezone.utc).timestamp(),
                               time.time() + 90 * day, delta=day)
        self.age(91, seen=89)  # the owner came back meanwhile
        self.record(0)
        subscriber.wait_for(1)
        self.age(91, seen=91)
        self.assertIn("90 jours", self.notice("suspendu"))
        operator = serve_test.new_token(self.store, "u-8", "operator")
        self.record(1)
        self.assertEqual(self.shown(path, operator)["state"], "paused")
        self.assertEqual(len(subscriber.told), 1)
        self.assertEqual(self.serving.ask("POST", path + "/resume", token)[0].status, 200)
        subscriber.wait_for(2)
        # Whoever comes is seen
        self.age(91, seen=89)
        before = self.shown(path, operator)["vouched_until"]
        self.assertEqual(self.status(token), 200)
        self.assertGreater(self.shown(path, operator)["vouched_until"], before)

    def age(self, made, seen):
        """As if subscriptions had been made, and their owners seen, that many days ago."""
        self.assertEqual(self.serving.end()[0], 0)
        book = sqlite3.connect(Path(self.store) / "service" / "outgoing.sqlite")
        with book:
            book.execute("update subscription set active_since = ?, seen_at = ?",
                         [(int(time.time()) - days * 86_400) * 10**9 for days in (made, seen)])
        book.close()
        self.serving = Serving(self.store, "--config", str(self.config))

    def test_whose_token_has_only_expired_is_told_on(self):
        token = self.issuer.token(exp=int(time.time()) - 55)  # a minute is let pass
        subscriber, path = self.subscribe(token)
        until = time.monotonic() + 30
        while self.status(token) != 401:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.5)
        self.record(0)
        subscriber.wait_for(1)
        self.assertEqual(self.shown(path, self.issuer.token())["state"], "active")

    def test_a_wrong_configuration_is_told_with_its_line(self):
        for old, new, line in (("\"RS256\"", "\"none\"", 12),
                               ("role = \"ars\"", "role = \"x\"", 26),
                               ("\n[[identity.grants]]", "\n[[identity.grant]]", 23)):
            text = self.config.read_text(encoding="utf-8").replace(old, new, 1)
            wrong = self.config.with_name("wrong.toml")
            wrong.write_text(text, encoding="utf-8")
            done = subprocess.run([serve_test.PROGRAM, "serve", "--store", self.store, "--config",
                                   str(wrong)], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(f"ligne {line}", done.stderr)


if __name__ == "__main__":
    serve_test.main(__doc__, __file__)
