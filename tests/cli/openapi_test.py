#!/usr/bin/env python3
"""The OpenAPI document of a running service, and that what the service answers is what it says: for
each route, good and bad requests, the status is documented and the body has the shape of its
schema."""
import argparse
import http.client
import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from urllib.parse import quote

from jsonschema import Draft202012Validator

from serve_test import Serving, probant
import serve_test

MODULES = ""
SAMPLES = {"dossier": ["aap:2026-0417", "mie:010780054", "aap:2026-9999"], "position": ["5", "999"],
           "figure": ["entitlement", "recovered"], "path": ["0/000.p/3", "000.p/3", "9/9"],
           "id": ["1", "999", "msg_kept", "msg_none"]}
SUBSCRIPTION = {"url": "https://subscriber.example/", "types": ["aap.attainment_refused"]}
KEPT = {"type": "convergence.status_changed", "timestamp": "2026-11-01T08:00:00Z",
        "data": {"reference": "CVG-1", "dossier": "aap:2026-0417", "sequence": 1,
                 "status": "INCONNU", "occurred_at": "2026-11-01T08:00:00Z", "payload": {}}}
ENTITY = json.dumps(serve_test.ENTITY)
BODIES = [("", {}), ("{}", {"If-Match": '"0"'}), (ENTITY, {}), (ENTITY, {"If-Match": '"0"'}),
          (ENTITY, {"If-Match": '"0"', "Idempotency-Key": "k"}),
          (ENTITY, {"If-Match": '"0"', "Idempotency-Key": "k"}),
          (ENTITY, {"If-Match": '"0"', "Idempotency-Key": "other"}),
          (json.dumps({**serve_test.ENTITY, "actor": {"id": "x", "role": "ans"}}),
           {"If-Match": '"0"', "Idempotency-Key": "of another"})]


HEADERS = ["Content-Disposition", "ETag", "Link", "Location", "Log-Size", "Retry-After",
           "WWW-Authenticate"]


class Openapi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        store = str(Path(cls.folder) / "store")
        probant("init", "--simulation", store=store)
        probant("record", str(serve_test.DATA / "example-proposals.jsonl"), "--clock", "proposals",
                store=store, status=1)
        missed = Path(cls.folder) / "missed.jsonl"
        missed.write_text(json.dumps({"webhook_id": "msg_kept", "body": json.dumps(KEPT)}))
        probant("convergence", "feed", str(missed), "--by", "op-1", store=store, status=1)
        cls.tokens = [""]
        for role, organisation in [("operator", ""), ("ars", "84"), ("ars", "11"),
                                   ("establishment", "010780054")]:
            cls.tokens.append(json.loads(probant(
                "token", "create", "--name", f"u-{len(cls.tokens)}", "--role", role,
                "--organisation", organisation, "--format", "json", store=store))["token"])
        cls.serving = Serving(store, "--token-rate", "0")
        cls.document = json.loads(cls.send("GET", "/openapi.json")[2])
        status, _, _ = cls.send("POST", "/v1/subscriptions", cls.tokens[1],
                                json.dumps(SUBSCRIPTION), {"Content-Type": "application/json"})
        assert status == 201

    @classmethod
    def tearDownClass(cls):
        assert cls.serving.end()[0] == 0
        shutil.rmtree(cls.folder)

    @classmethod
    def send(cls, method, path, token="", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", cls.serving.port, timeout=30)
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        endless = answer.headers["Content-Type"] == "text/event-stream"
        content = b"" if endless else answer.read()
        connection.close()
        return answer.status, answer.headers, content

    def check(self, operation, status, headers, content):
        documented = operation["responses"]
        self.assertIn(str(status), documented, content[:300])
        media = documented[str(status)].get("content")
        described = documented[str(status)].get("headers", {})
        for name in HEADERS:
            if name in headers:
                self.assertIn(name, described)
        if status >= 400:  # what is said of a refusal is always there
            self.assertEqual([name for name in described if name not in headers], [])
        if media is None:
            self.assertEqual((content, headers["Content-Type"]), (b"", None))
            return
        self.assertIn(headers["Content-Type"], media)
        shape = media[headers["Content-Type"]].get("schema")
        if shape is None:  # neither text nor JSON
            self.assertRegex(headers["Content-Type"], "octet-stream|spreadsheet")
            return
        if shape == {"type": "string"}:
            self.assertNotRegex(headers["Content-Type"], r"[/+]json\b")
            content.decode("utf-8")
            return
        schema = {**shape, "components": self.document["components"]}
        said = json.loads(content, object_pairs_hook=self.without_doubles)
        errors = list(Draft202012Validator(schema).iter_errors(said))
        self.assertEqual([error.message for error in errors], [])

    def without_doubles(self, pairs):
        self.assertEqual(len(pairs), len(dict(pairs)), [name for name, _ in pairs])
        return dict(pairs)

    def targets(self, path, operation):
        targets = [path]
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path":
                name = parameter["name"]
                targets = [target.replace("{" + name + "}", quote(value, safe="/:"))
                           for target in targets for value in SAMPLES[name]]
        good, bad = [], []
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                name, schema = parameter["name"], parameter["schema"]
                values = schema.get("enum", [])[:3]
                if schema["type"] == "array":
                    values = [schema["items"]["enum"][0], ",".join(schema["items"]["enum"][1:])]
                elif schema["type"] == "integer":
                    values = [schema["minimum"], 3]
                elif "at" in name:
                    values = ["2026-06-30", "2026-06-30T12:00:00Z"]
                elif "pattern" in schema:
                    values = ["84"] if name == "region" else ["aap:2026-0417"]
                good += [f"?{name}={value}" for value in values]
                bad += [f"?{name}=%C3%A9%22%20x", f"?{name}=", f"?{name}=1&{name}=1"]
        return [target + query for target in targets for query in ["", *good]], \
            [target + query for target in targets for query in [*bad, "?unknown=1"]]

    def test_every_answer_is_as_described(self):
        seen = set()
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                if method != "get":
                    continue
                good, bad = self.targets(path, operation)
                for target in good + bad:
                    for token in self.tokens if target in good else self.tokens[:2]:
                        with self.subTest(target=target, token=token[:12]):
                            status, headers, content = self.send("GET", target, token)
                            self.check(operation, status, headers, content)
                            self.assertNotEqual(status, 500)
                            seen.add((path, status))
                            if status != 200 or "ETag" not in headers:
                                continue
                            again = self.send("GET", target, token,
                                              headers={"If-None-Match": headers["ETag"]})
                            self.check(operation, *again)
        for path in self.document["paths"]:
            if "get" in self.document["paths"][path]:
                self.assertIn((path, 200), seen)

    def test_every_proposal_is_answered_as_described(self):
        for path, kind in [("/v1/events", "application/json"),
                           ("/v1/events/batch", "application/x-ndjson")]:
            operation = self.document["paths"][path]["post"]
            for token in self.tokens:
                for body, headers in BODIES:
                    for media in [kind, "text/plain"]:
                        with self.subTest(path=path, body=body[:20], headers=headers):
                            answer = self.send("POST", path, token, body,
                                               {**headers, "Content-Type": media})
                            self.check(operation, *answer)

    def test_every_change_is_answered_as_described(self):
        """The other routes: good and bad bodies, in an order in which all can say yes."""
        own, letters = "/v1/subscriptions/{id}", "/v1/subscriptions/{id}/dead-letters/replay"
        resolution = json.dumps({"resolution": "dismiss", "grounds": "Sans objet"})
        missed = json.dumps({"webhook_id": "msg_late", "body": json.dumps(KEPT)})
        seen = set()
        for path, method, kind, body in [
                ("/v1/subscriptions", "post", "application/json", json.dumps(SUBSCRIPTION)),
                (own + "/pause", "post", None, None), (own + "/resume", "post", None, None),
                (own + "/secret", "post", None, None), (letters, "post", None, None),
                (own, "delete", None, None),
                ("/v1/convergence/feed", "post", "application/x-ndjson", missed),
                ("/v1/inbox/{id}/resolve", "post", "application/json", resolution),
                ("/webhooks/convergence", "post", "application/json", json.dumps(KEPT))]:
            operation = self.document["paths"][path][method]
            for token in reversed(self.tokens):
                for one in ["999", "2", "1", "msg_late"]:
                    for sent in [body, body and "{}"]:
                        headers = {"Content-Type": kind} if kind else {}
                        with self.subTest(path=path, method=method, id=one, body=sent):
                            answer = self.send(method.upper(), path.replace("{id}", one), token,
                                               sent, headers)
                            self.check(operation, *answer)
                            seen.add((path, method, answer[0] < 300))
            self.assertIn((path, method, path != "/webhooks/convergence"), seen)

    def test_the_document_is_whole(self):
        names = set()
        for operations in self.document["paths"].values():
            for operation in operations.values():
                names.add(operation["operationId"])
        self.assertGreater(len(names), 12)
        letter = self.document["webhooks"]["eventRecorded"]["post"]
        self.assertEqual([one["name"] for one in letter["parameters"]],
                         ["webhook-id", "webhook-timestamp", "webhook-signature"])
        text = json.dumps(self.document)
        for operation in (one for path in self.document["paths"].values() for one in path.values()):
            for reply in operation["responses"].values():
                self.assertNotIn("", reply.get("content", {}))
        for schema in self.document["components"]["schemas"].values():
            Draft202012Validator.check_schema(schema)
        for part in text.split('"$ref": "#/components/schemas/')[1:]:
            self.assertIn(part.split('"')[0].split("/")[0],
                          self.document["components"]["schemas"])

    def test_a_public_linter_finds_no_error(self):
        if not (Path(MODULES) / "node_modules" / "@redocly" / "openapi-core").exists():
            self.skipTest("npm ci has not been run (scripts/test does)")
        file = Path(self.folder) / "openapi.json"
        file.write_text(json.dumps(self.document), encoding="utf-8")
        done = subprocess.run(["node", str(Path(__file__).parent / "npm" / "lint.mjs"), MODULES,
                               str(file)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        errors = [line for line in done.stdout.splitlines() if line.startswith("error")]
        self.assertEqual(errors, [])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("data")
    parser.add_argument("modules", help="folder where npm ci was run")
    arguments, rest = parser.parse_known_args()
    serve_test.PROGRAM, serve_test.DATA = arguments.program, Path(arguments.data)
    MODULES = arguments.modules
    unittest.main(argv=["openapi_test.py", *rest], verbosity=2)
