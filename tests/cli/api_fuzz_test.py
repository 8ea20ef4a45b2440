#!/usr/bin/env python3
"""Requests made up from the OpenAPI document of a running service, good, bad and odd: none is
answered with 500, with a status or a media type that the document does not know, or with anything
of a region that is not the caller's."""
import argparse
import http.client
import json
import os
import random
import re
import shutil
import tempfile
import time
import unittest
from pathlib import Path
from urllib.parse import quote

import serve_test
from serve_test import Serving, probant

SEED = int(os.environ.get("PROBANT_SEED") or random.SystemRandom().randrange(1 << 32))
SECONDS = float(os.environ.get("PROBANT_FUZZ_SECONDS") or 20)
ODD = ["", " ", "0", "-1", "9" * 30, "true", "null", "é", "%00", "a" * 300, "../..", "\"", "*",
       "2026-02-30", "2026-06-30", "1e9", "aap:", "aap:2026-0417/..", "84", "\u202e", "[]", "{}",
       "'; DROP TABLE events; --", "<b>", "W/\"1\"", "\"0\"", "\"18446744073709551616\""]
# Each history under its own numbers; those of the example stand in messages and descriptions.
HERE, THERE = [[("010780054", entity), ("010000024", entity[:2] + "0000024"),
                ("2026-0417", reference), ('"84"', f'"{region}"'), ('"id": "', f'"id": "{mark}-')]
               for entity, reference, region, mark in [
                   ("690781810", "2026-8400", "84", "h"), ("750712184", "2026-1100", "11", "o")]]


class Made:
    """One request."""

    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body

    def __str__(self):
        body = self.body[:300] if self.body else ""
        return f"{self.method} {self.target} {self.headers} {body}"


class Maker:
    def __init__(self, document, samples, proposals):
        self.document, self.samples, self.proposals = document, samples, proposals
        self.random = random.Random(SEED)
        self.recorded = []

    def value(self, parameter):
        schema = parameter["schema"]
        pick = self.random.random()
        if pick < 0.25:
            return self.random.choice(ODD)
        if parameter["name"] in self.samples and pick < 0.9:
            return self.random.choice(self.samples[parameter["name"]])
        if schema["type"] == "array":
            return ",".join(self.random.choices(schema["items"]["enum"], k=2))
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if schema["type"] == "integer":
            low, high = schema["minimum"], schema["maximum"]
            return str(self.random.choice([low, high, low - 1, high + 1, 3, 12]))
        return self.random.choice([*ODD, "2026-06-30", "2026-06-30T12:00:00Z"])

    def mutated(self, value, depth=0):
        """The same JSON, with something else somewhere."""
        if self.random.random() < 0.15:
            return self.random.choice([None, True, -1, 0, 1 << 53, 1.5, "", [], {}, "x" * 500,
                                       [[[]]], *ODD])
        if isinstance(value, dict) and value:
            copy = dict(value)
            name = self.random.choice(list(copy))
            change = self.random.random()
            if change < 0.2:
                del copy[name]
            elif change < 0.3:
                copy[self.random.choice(["unknown", "data", name + "_cents"])] = 1
            else:
                copy[name] = self.mutated(copy[name], depth + 1)
            return copy
        if isinstance(value, list) and value:
            copy = list(value)
            at = self.random.randrange(len(copy))
            copy[at] = self.mutated(copy[at], depth + 1)
            return copy
        return self.random.choice(ODD) if depth else value

    def proposal(self):
        proposal = json.loads(self.random.choice(self.proposals))
        proposal.pop("actor", None)
        if self.random.random() < 0.3:
            proposal.pop("occurred_at", None)
        for _ in range(self.random.choice([0, 1, 1, 2])):
            proposal = self.mutated(proposal)
        if self.random.random() < 0.5 and isinstance(proposal, dict):
            proposal["id"] = f"f-{self.random.randrange(1 << 40)}"
        text = json.dumps(proposal, ensure_ascii=self.random.random() < 0.5)
        if self.random.random() < 0.1:
            text = text[:self.random.randrange(len(text))]
        return text

    def good(self):
        """A proposal that is recorded; now and then one that was, or of another version."""
        if not self.recorded or self.random.random() < 0.7:
            department = self.random.choice(["69", "75"])
            self.recorded.append(f"{department}{self.random.randrange(10 ** 7):07d}")
        entity = self.random.choice(self.recorded[-3:])
        version = self.random.choice([0, 0, 0, 0, 7])
        return Made("POST", "/v1/events", {
            "Content-Type": "application/json", "If-Match": f'"{version}"',
            "Idempotency-Key": f'"good-{entity}"'}, json.dumps({
                "type": "register.entity_recorded", "dossier": f"register:{entity}",
                "data": {"entity": entity, "name": "CH", "legal_status": "public",
                         "region": "84" if entity.startswith("69") else "11", "sites": [],
                         "source": "essai"}}).encode())

    def subscription(self):
        wanted = {"url": "https://subscriber.example/", "types": ["aap.attainment_refused"]}
        for _ in range(self.random.choice([0, 0, 1, 2])):
            wanted = self.mutated(wanted)
        return json.dumps(wanted)

    def body(self, path, operation):
        if "requestBody" not in operation:
            return None, {}
        make = self.subscription if path.startswith("/v1/subscriptions") else self.proposal
        media = self.random.choice(list(operation["requestBody"]["content"]))
        lines = self.random.randrange(4) if "json" in media and media != "application/json" else 1
        text = "\n".join(make() for _ in range(lines))
        if self.random.random() < 0.1:
            media = self.random.choice(["text/plain", "", "application/json; charset=latin-1"])
        return text.encode("utf-8", "surrogatepass"), {"Content-Type": media}

    def make(self, path, method, operation):
        query = []
        headers = {}
        for parameter in operation.get("parameters", []):
            text = str(self.value(parameter))
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", quote(text, safe="/:") or "x")
            elif self.random.random() < (0.7 if parameter["name"] == "If-Match" else 0.35):
                if parameter["in"] == "header":
                    headers[parameter["name"]] = text
                else:
                    query.append(f"{parameter['name']}={quote(text, safe=',')}")
        if self.random.random() < 0.05:
            query.append("unknown=1")
        if self.random.random() < 0.1:
            headers[self.random.choice(["If-None-Match", "Accept", "traceparent", "Range"])] = \
                self.random.choice([*ODD, "text/csv", "*"])
        body, described = self.body(path, operation)
        headers.update(described)
        headers = {name: text.encode("utf-8").decode("latin-1") for name, text in headers.items()}
        target = path + ("?" + "&".join(query) if query else "")
        return Made(method.upper(), target, headers, body)


class ApiFuzz(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED} (PROBANT_SEED), {SECONDS:.0f} s (PROBANT_FUZZ_SECONDS)", flush=True)
        cls.folder = tempfile.mkdtemp()
        store = str(Path(cls.folder) / "store")
        file = Path(cls.folder) / "two-regions.jsonl"
        example = (serve_test.DATA / "example-proposals.jsonl").read_text().splitlines()
        cls.proposals = [cls.moved(line, names) for names in (HERE, THERE) for line in example]
        file.write_text("\n".join(cls.proposals))
        probant("init", "--simulation", store=store)
        probant("record", str(file), "--clock", "proposals", store=store, status=1)
        cls.tokens = {"": ""}
        for role, organisation in [("operator", ""), ("auditor", ""), ("ars", "84"), ("ars", "11"),
                                   ("ars_authorising_officer", "11"),
                                   ("establishment", "690781810"), ("establishment", "750712184")]:
            cls.tokens[f"{role} {organisation}"] = json.loads(probant(
                "token", "create", "--name", f"u-{len(cls.tokens)}", "--role", role,
                "--organisation", organisation, "--format", "json", store=store))["token"]
        cls.serving = Serving(store, "--token-rate", "0")
        cls.connection = http.client.HTTPConnection("127.0.0.1", cls.serving.port, timeout=30)

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        status, _, err = cls.serving.end()
        shutil.rmtree(cls.folder)
        assert status == 0, err

    @staticmethod
    def moved(line, names):
        for old, new in names:
            line = line.replace(old, new)
        return line

    def send(self, made, token):
        headers = {**made.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        for again in (False, True):
            try:
                self.connection.request(made.method, made.target, made.body, headers)
                answer = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection.close()
                if again:
                    raise
        endless = answer.headers["Content-Type"] == "text/event-stream"
        content = b"" if endless or made.method == "HEAD" else answer.read()
        if endless or answer.headers["Connection"] == "close":
            self.connection.close()
        return answer.status, answer.headers, content

    def dossiers(self, token):
        """By region, each as they are named."""
        found = {}
        made = Made("GET", "/v1/dossiers?limit=1000", {}, None)
        for entry in json.loads(self.send(made, token)[2]):
            if entry["region"] and not entry["dossier"].startswith("programme:"):
                found.setdefault(entry["region"], set()).add(entry["dossier"])
        return found

    def without_doubles(self, pairs):
        self.assertEqual(len(pairs), len(dict(pairs)), [name for name, _ in pairs])

    def check(self, made, operation, answer):
        status, headers, content = answer
        self.assertNotEqual(status, 500, content[:500])
        documented = operation["responses"]
        self.assertIn(str(status), documented, content[:500])
        if status in (429, 503):
            self.assertIn("Retry-After", headers)
        if status == 401:
            self.assertIn("WWW-Authenticate", headers)
        if status in (204, 304) or made.method == "HEAD":
            self.assertEqual(content, b"")
            return
        self.assertIn(headers["Content-Type"], documented[str(status)]["content"])
        if "json" in headers["Content-Type"] and "x-ndjson" not in headers["Content-Type"]:
            json.loads(content, object_pairs_hook=self.without_doubles)

    def test_made_up_requests(self):
        document = json.loads(self.send(Made("GET", "/openapi.json", {}, None), "")[2])
        regions = self.dossiers(self.tokens["operator "])
        self.assertIn("84", regions)
        self.assertIn("11", regions)
        every = [name for names in regions.values() for name in names]
        maker = Maker(document, {
            "dossier": every, "figure": ["entitlement", "recovered", "ceiling_gross"],
            "id": ["1", "2", "999"],
            "If-Match": [f'"{version}"' for version in range(6)],
            "path": ["0/000.p/3", "000.p/3"], "region": ["84", "11"],
            "subject": ["entity:690781810", "entity:750712184"], "q": ["bourg", "2026"],
        }, self.proposals)
        operations = [(path, method, operation)
                      for path, methods in document["paths"].items()
                      for method, operation in methods.items()]
        begun, seen, sent = time.monotonic(), {}, 0
        while time.monotonic() - begun < SECONDS or sent < len(operations):
            path, method, operation = operations[sent % len(operations)]
            who, token = maker.random.choice(list(self.tokens.items()))
            made = maker.make(path, method, operation)
            if operation["operationId"] == "proposeEvent" and maker.random.random() < 0.4:
                who, made = "operator ", maker.good()
                token = self.tokens[who]
            sent += 1
            with self.subTest(seed=SEED, number=sent, who=who, request=str(made)):
                answer = self.send(made, token)
                self.check(made, operation, answer)
                seen.setdefault(operation["operationId"], set()).add(answer[0])
                own = who.split(" ")[1:]
                if own and own[0] in ("84", "11"):
                    self.no_leak(made, answer[2].decode("utf-8", "replace"),
                                 regions["11" if own[0] == "84" else "84"])
        print(f"{sent} requests", {name: sorted(all_) for name, all_ in seen.items()}, flush=True)
        self.assertLessEqual({200, 201, 412, 422, 428}, seen["proposeEvent"])
        good = [name for name, statuses in seen.items() if statuses & {200, 201, 204}]
        self.assertGreater(len(good), len(operations) * 2 // 3)

    def no_leak(self, made, text, foreign):
        asked = f"{made.target} {made.body}"
        # Who tried something with a dossier stands in that dossier's refusals, stranger or not.
        text = re.sub(r'"(actor)?organisation":"\d+"|L\'établissement \d+', "", text)
        for dossier in foreign:
            reference = dossier.split(":")[1]
            if reference not in asked and reference in text:
                at = text.index(reference)
                self.fail(f"{dossier}: …{text[max(0, at - 600):at + 100]}…")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("data")
    arguments, rest = parser.parse_known_args()
    serve_test.PROGRAM, serve_test.DATA = arguments.program, Path(arguments.data)
    unittest.main(argv=["api_fuzz_test.py", *rest], verbosity=2)
