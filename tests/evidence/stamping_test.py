#!/usr/bin/env python3
"""Time stamps of an authority (RFC 3161), made with `openssl ts` and reached over HTTP by the
program as a user runs it.

usage: stamping_test.py PROBANT
"""

import json
import re
import shutil
import subprocess
import sys
import unittest
from datetime import date
from pathlib import Path

sys.dont_write_bytecode = True

import outside_test  # noqa: E402
from authority import Authority, openssl  # noqa: E402


class TimestampTest(outside_test.Scene):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.root / "authority")

    def verify(self, ca=None):
        done = self.run_probant("verify", *(["--tsa-ca", ca] if ca else []))
        return done.returncode, json.loads(done.stdout)

    def pair(self):
        token = next(self.evidence("timestamps").glob("*.tsr"))
        return token, token.with_suffix(".checkpoint")

    def test_a_token_is_kept_named_and_verified_by_openssl_too(self):
        url = self.authority.serve(self)
        ca = self.authority.ca
        answer = json.loads(self.run_ok("timestamp", "--tsa", url, "--ca", ca))
        self.assertEqual(answer["authority"], "CN=Horodatage d'essai")
        kind, query = self.authority.seen[0]
        self.assertEqual(kind, "application/timestamp-query")
        self.assertGreater(len(query), 66)
        token, checkpoint = self.pair()
        self.assertEqual(token.stem, str(answer["size"]))
        openssl("ts", "-verify", "-in", token, "-data", checkpoint, "-CAfile", ca)
        event = json.loads(self.run_ok("history", "journal:main"))
        self.assertIn("journal.checkpoint_timestamped", json.dumps(event))
        for given in (None, ca):
            status, report = self.verify(given)
            self.assertEqual((status, report["timestamps"]), (0, 1 if given else 0), report)
            [stamped] = report["timestamped"]
            self.assertEqual((stamped["tsa"], stamped["verified"]),
                             ("CN=Horodatage d'essai", bool(given)))
            words = [outside_test.PROGRAM, "verify", "--store", self.store]
            words = subprocess.run(words + (["--tsa-ca", given] if given else []),
                                   capture_output=True, text=True, check=True).stdout
            self.assertIn(f"1 événement existait le {stamped['time']}", words)
            self.assertEqual("non vérifié" in words, not given)

    def test_what_an_authority_says_when_it_rejects_is_told(self):
        config = self.authority.root / "tsa.cnf"
        config.write_text(config.read_text().replace("digests = sha256", "digests = sha512"))
        done = self.run_probant("timestamp", "--tsa", self.authority.serve(self), "--ca",
                                self.authority.ca)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("elle répond « Message digest algorithm is not supported", done.stderr)

    def test_a_day_has_one_stamp_without_anybody_asking(self):
        ca = self.authority.ca
        self.settings(f'tsa = {{ url = "{self.authority.serve(self)}", ca_file = "{ca}" }}')
        for _ in range(2):
            self.run_ok("rotate-key", "--by", "u-1", "--grounds", "essai")
            self.assertEqual(len([*self.evidence("timestamps").glob("*.tsr")]), 1)
        status, report = self.verify()
        self.assertEqual((status, report["timestamps"]), (0, 1), report)
        size = self.evidence("checkpoint").read_text().split("\n")[1]
        self.assertEqual(int(size), report["events"])

    def test_one_byte_changed_is_found(self):
        ca = self.authority.ca
        self.settings(f'tsa = {{ url = "{self.authority.serve(self)}", ca_file = "{ca}" }}')
        self.run_ok("timestamp")
        self.assertEqual(self.verify()[0], 0)
        for file in self.pair():
            whole = file.read_bytes()
            for at in range(0, len(whole), max(1, len(whole) // 7)):
                file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
                self.assertEqual(self.verify()[0], 1, f"{file.name}, byte {at}")
            file.unlink()
            self.assertEqual(self.verify()[0], 1)
            file.write_bytes(whole)
        self.assertEqual(self.verify()[0], 0)
        # Another authority's certificates are a slip of the caller, and no word against the log.
        other = Authority(self.root / "other")
        done = self.run_probant("verify", "--tsa-ca", other.ca)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("ne sont pas ceux de l'autorité", done.stderr)
        self.settings(f'tsa = {{ url = "http://127.0.0.1:9", ca_file = "{other.ca}" }}')
        self.assertEqual(self.run_probant("verify").returncode, 3)
        self.assertEqual(self.verify(ca)[0], 0)

    def test_one_lost_from_a_backup_is_done_without_and_said_to_be_wherever_it_goes(self):
        ca = self.authority.ca
        self.settings(f'tsa = {{ url = "{self.authority.serve(self)}", ca_file = "{ca}" }}')
        self.run_ok("timestamp")
        store, number = self.store, 0
        for spoil in (lambda token: token.unlink(), lambda token: token.write_bytes(b"0")):
            number += 1
            backup = self.root / f"b{number}"
            self.store = store
            self.run_ok("backup", backup)
            spoil(next((backup / "evidence/timestamps").glob("*.tsr")))
            self.store = self.root / f"new{number}"
            done = self.run_probant("restore", backup, "--assume-complete")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("--accept-loss restaure sans eux", self.run_words("restore", backup))
            made = json.loads(self.run_ok("restore", backup, "--accept-loss"))
            self.assertIn("horodatage de 1 événement", made["evidence_missing"][0])
            self.told_as_lost()
            # So it is when that one is restored in its turn, with its key or without.
            again = self.root / f"again{number}"
            self.run_ok("backup", again)
            key = self.evidence("signing-key")
            for words in (("--assume-complete", "--key", key), ("--accept-loss",)):
                self.store = self.root / f"last{number}{len(words)}"
                made = json.loads(self.run_ok("restore", again, *words))
                self.assertEqual(made["evidence_missing"], [])
                self.told_as_lost()

    def run_words(self, *words):
        return subprocess.run([outside_test.PROGRAM, *words, "--store", self.store],
                              capture_output=True, text=True, check=False).stderr

    def told_as_lost(self):
        status, report = self.verify()
        self.assertEqual((status, report["timestamped"]), (0, []), report)
        self.assertIn("horodatage de 1 événement : perdu avant la restauration du",
                      "".join(report["notices"]))
        taken = self.root / "taken"
        shutil.rmtree(taken, ignore_errors=True)
        self.run_ok("export", "all", "--to", taken)
        events = map(json.loads, (taken / "events.jsonl").read_text().splitlines())
        restored = [event for event in events
                    if event["type"] == "journal.restored" and "stamps_lost" in event["data"]]
        self.assertEqual([event["data"]["stamps_lost"] for event in restored], [[1]])
        self.assertFalse((taken / "timestamps").exists())
        self.checked(taken)
        dossier = json.loads((taken / "events.jsonl").read_text().splitlines()[0])["subject"]
        shutil.rmtree(taken)
        self.run_ok("export", dossier, "--to", taken)
        self.checked(taken)

    def checked(self, taken):
        checker = Path(__file__).parent / "check_export.py"
        done = subprocess.run([sys.executable, checker, taken], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_one_that_is_found_again_speaks_for_itself(self):
        ca = self.authority.ca
        self.settings(f'tsa = {{ url = "{self.authority.serve(self)}", ca_file = "{ca}" }}')
        self.run_ok("timestamp")
        backup, kept = self.root / "b", self.root / "kept"
        self.run_ok("backup", backup)
        shutil.copytree(self.evidence("timestamps"), kept)
        next((backup / "evidence/timestamps").glob("*.tsr")).unlink()
        self.store = self.root / "new"
        self.run_ok("restore", backup, "--accept-loss")
        self.told_as_lost()
        for file in kept.iterdir():
            shutil.copy(file, self.evidence("timestamps"))
        status, report = self.verify()
        self.assertEqual((status, len(report["timestamped"])), (0, 1), report)
        taken = self.root / "taken-again"
        self.run_ok("export", "all", "--to", taken)
        self.assertEqual(sorted(file.name for file in (taken / "timestamps").iterdir()),
                         ["1.checkpoint", "1.tsr"])
        self.checked(taken)

    def test_an_event_recorded_by_a_clock_that_was_ahead_of_the_authority_is_named(self):
        self.store = self.root / "simulation"
        self.run_ok("init", "--simulation")
        proposals = self.root / "proposals"
        years = [*range(2035, 2190, 9)]  # each ten years at most after the one before
        proposals.write_text("".join(json.dumps({
            "id": f"e{at}", "type": "register.entity_recorded", "dossier": "register:010780054",
            "occurred_at": f"{at}-01-01T08:00:00Z",
            "actor": {"id": "op-1", "role": "operator", "organisation": ""},
            "data": {"entity": "010780054", "name": f"CENTRE {at}", "legal_status": "public",
                     "region": "84", "sites": [], "source": "essai"}}) + "\n" for at in years))
        self.run_ok("record", proposals, "--clock", "proposals")
        self.run_ok("timestamp", "--tsa", self.authority.serve(self), "--ca", self.authority.ca)
        status, report = self.verify()
        self.assertEqual(status, 0, report)
        first = next(at for at, year in enumerate(years, 1) if year > date.today().year)
        self.assertIn(f"l'événement de la position {first} dit avoir été enregistré le "
                      f"{years[first - 1]}-01-01T08:00:00Z, après cet horodatage",
                      "".join(report["notices"]))
        # The next stamp is told of the first event that this one does not cover, as checkers do.
        size = report["timestamped"][0]["size"]
        self.run_ok("timestamp", "--tsa", self.authority.serve(self), "--ca", self.authority.ca)
        told = [re.search(r"de la position (\d+) dit", one) for one in self.verify()[1]["notices"]]
        self.assertEqual([int(one[1]) for one in told if one], [first, size])
        taken = self.root / "taken"
        self.run_ok("export", "all", "--to", taken)
        self.assertEqual(list(self.checked(taken)["recorded_later"].values()), [first, size])

    def test_an_answer_that_does_not_hold_is_not_kept(self):
        url = self.authority.serve(self)
        ca = self.authority.ca
        def flipped(reply):
            return reply[:-20] + bytes([reply[-20] ^ 1]) + reply[-19:]

        def stale(_):
            openssl("ts", "-query", "-data", self.evidence("checkpoint"), "-sha256", "-cert",
                    "-out", self.authority.root / "older")
            return self.authority.answer((self.authority.root / "older").read_bytes())

        for spoil in (flipped, stale, lambda reply: b"", lambda reply: reply[:-1],
                      lambda reply: reply + b"x", lambda reply: b"x" * (2 << 20)):
            self.authority.spoil = spoil
            done = self.run_probant("timestamp", "--tsa", url, "--ca", ca)
            self.assertEqual(done.returncode, 3, done.stdout)
            self.assertIn("Horodatage", done.stderr)
        self.authority.spoil = lambda reply: reply
        other = Authority(self.root / "other")
        done = self.run_probant("timestamp", "--tsa", url, "--ca", other.ca)
        self.assertEqual(done.returncode, 3)
        self.assertFalse(self.evidence("timestamps").exists())
        self.assertEqual(self.run_probant("timestamp").returncode, 2)

    def test_over_https_the_server_must_be_the_one_that_was_meant(self):
        self.authority.issue("good", "/CN=x", "subjectAltName=DNS:localhost")
        self.authority.issue("other", "/CN=localhost", "subjectAltName=DNS:elsewhere.example")
        ca = self.authority.ca
        url = self.authority.serve(self, tls="good")
        words = ("timestamp", "--tsa", url, "--ca", ca)
        self.run_ok(*words, env={"SSL_CERT_FILE": str(ca)})
        untrusted = self.run_probant(*words, env={"SSL_CERT_FILE": "/dev/null"})
        self.assertEqual(untrusted.returncode, 3)
        self.assertIn("TLS", untrusted.stderr)
        url = self.authority.serve(self, tls="other")
        misnamed = self.run_probant("timestamp", "--tsa", url, "--ca", ca,
                                    env={"SSL_CERT_FILE": str(ca)})
        self.assertEqual(misnamed.returncode, 3)
        self.assertIn("TLS", misnamed.stderr)


if __name__ == "__main__":
    outside_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
