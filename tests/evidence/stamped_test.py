#!/usr/bin/env python3
"""RFC 3161 tokens in exports, good and tampered, before both checkers.

usage: stamped_test.py PROBANT_VERIFY
"""

import re
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import make_export  # noqa: E402
import verifier_test  # noqa: E402

TSA_SETTINGS = """
[tsa]
default_tsa = one
[one]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
"""


class Stamping(verifier_test.Exports):
    """Exports whose checkpoint an authority made for the test has stamped (RFC 3161)."""

    def openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], cwd=self.root, capture_output=True,
                       check=True)

    def authority(self):
        (self.root / "serial").write_text("01\n")
        (self.root / "settings").write_text(TSA_SETTINGS)
        (self.root / "purpose").write_text("extendedKeyUsage=critical,timeStamping\n"
                                           "basicConstraints=CA:false\n")
        new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        self.openssl(*new, "-x509", "-days", "3", "-subj", "/CN=AC", "-keyout", "ca.key", "-out",
                     "ca.pem")
        self.openssl(*new, "-subj", "/CN=TSA", "-keyout", "tsa.key", "-out", "tsa.csr")
        self.openssl("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                     "-CAcreateserial", "-days", "2", "-extfile", "purpose", "-out", "tsa.pem")

    def stamp(self, folder):
        place = folder / "timestamps"
        place.mkdir()
        shutil.copy(folder / "checkpoint", place / "5.checkpoint")
        self.openssl("ts", "-query", "-data", place / "5.checkpoint", "-sha256", "-cert", "-out",
                     "query")
        self.openssl("ts", "-reply", "-config", "settings", "-queryfile", "query", "-signer",
                     "tsa.pem", "-inkey", "tsa.key", "-out", place / "5.tsr")
        return folder


class Timestamped(Stamping):
    """RFC 3161 tokens over checkpoints."""

    def stamped(self):
        return self.stamp(self.export())

    def test_a_token_is_verified_under_its_authority(self):
        self.authority()
        folder = self.stamped()
        ca = str(self.root / "ca.pem")
        report = self.good(folder, tsa_ca=ca)
        self.assertFalse(report["problems"])
        [stamp] = report["timestamps"]
        self.assertEqual((stamp["size"], stamp["tsa"], stamp["verified"]), (5, "CN=TSA", True))
        shown = subprocess.run(["openssl", "ts", "-reply", "-in", folder / "timestamps/5.tsr",
                                "-text"], capture_output=True, text=True, check=True).stdout
        asserted = re.search(r"Time stamp: \w+ +\d+ ([\d:]+) (\d+) GMT", shown)
        self.assertTrue(stamp["time"].startswith(asserted[2]))
        self.assertTrue(stamp["time"].endswith(f"T{asserted[1]}Z"))
        self.assertFalse(self.good(folder)["timestamps"][0]["verified"])
        words = [verifier_test.PROGRAM, str(folder)]
        for more, said in (([], True), (["--tsa-ca", ca], False)):
            text = subprocess.run(words + more, capture_output=True, text=True, check=True).stdout
            self.assertIn(f"5 événements existaient le {stamp['time']}", text)
            self.assertEqual("non vérifié :" in text, said)
        report = self.bad(folder, None, "timestamps/5.tsr", tsa_ca=str(self.root / "tsa.pem"))
        self.assertIn("ce ne sont pas ceux de l'autorité, « CN=TSA »",
                      report["problems"][0]["message"])

    def test_a_token_that_the_journal_names_must_be_there(self):
        self.authority()
        folder = self.stamped()
        token = (folder / "timestamps/5.tsr").read_bytes()
        log = make_export.log()
        digest = make_export.sha256(token).hex()
        log.append(make_export.event(5, "journal:main", 1, "journal.checkpoint_timestamped",
                                     {"size": 5, "token_sha256": digest}))
        kept = self.root / "kept"
        shutil.copytree(folder / "timestamps", kept)
        folder = self.export(events=log)
        self.bad(folder, 5, "timestamps/5.tsr")
        shutil.copytree(kept, folder / "timestamps")
        self.good(folder, tsa_ca=str(self.root / "ca.pem"))
        log[5] = make_export.event(5, "journal:main", 1, "journal.checkpoint_timestamped",
                                   {"size": 5, "token_sha256": "0" * 64})
        folder = self.export(events=log)
        shutil.copytree(kept, folder / "timestamps")
        self.bad(folder, 5, "timestamps/5.tsr")

    def restored_log(self, **said):
        """A token of five events is named by the sixth and is not there; then a restoration."""
        log = make_export.log()
        restored = {"size": 6, "known_size": 6, "root": "ab" * 32, "erasures_reapplied": 0,
                    "backup_made_at": "hier"} | said
        for kind, data in (
                ("journal.checkpoint_timestamped", {"size": 5, "token_sha256": "ab" * 32}),
                ("journal.restored", restored)):
            log.append(make_export.event(len(log), "journal:main", len(log) - 4, kind, data))
        return self.export(events=log), log[6]["fields"]["recorded_at"]

    def test_one_that_was_lost_before_a_restoration_is_told_when_its_event_says_so(self):
        folder, at = self.restored_log(stamps_lost=[5])
        report = self.good(folder)
        self.assertIn(f"perdu avant la restauration du {at}", "".join(report["notices"]))
        for said in ({}, {"stamps_lost": []}, {"stamps_lost": [4]}, {"stamps_lost": [6]},
                     {"stamps_lost": [5], "size": 5}):  # none that was not restored
            folder, _ = self.restored_log(**said)
            self.bad(folder, 5, "timestamps/5.tsr")
        for said in ({"stamps_lost": ["5"]}, {"stamps_lost": 5}, {"stamps_lost": [5, None]},
                     {"stamps_lost": [5.0]}, {"stamps_lost": [True]}):
            report = self.agreed(self.restored_log(**said)[0])
            self.assertFalse(report["verified"], said)

    def test_what_a_key_says_of_it_counts_for_nothing(self):
        folder, at = self.restored_log()
        key = make_export.Key(make_export.ORIGIN)
        said = f"probant lost timestamp v1\n5\n{'ab' * 32}\n{at}\n"
        (folder / "timestamps").mkdir()
        (folder / "timestamps/5.lost").write_text(said + "\n" + key.sign(said))
        self.bad(folder, 5, "timestamps/5.tsr")

    def test_an_event_that_does_not_say_which_token(self):
        for data in ({}, {"size": 5}, {"token_sha256": "ab" * 32}, {"size": [5]}, {"size": "5"}):
            log = [*make_export.log(), make_export.event(
                5, "journal:main", 1, "journal.checkpoint_timestamped", data)]
            report = self.agreed(self.export(events=log))
            self.assertEqual((report["verified"], report["first_bad_position"]), (False, 5), data)

    def test_an_event_that_says_to_be_recorded_after_a_token_that_covers_it_is_named(self):
        self.authority()
        log = make_export.log()
        for position in (3, 4):
            fields = log[position]["fields"] | {"recorded_at": f"2199-01-01T08:00:0{position}Z"}
            log[position] |= {"fields": fields, "envelope": make_export.canonical(fields)}
        folder = self.stamp(self.export(events=log))
        report = self.good(folder)
        self.assertEqual(report["timestamps"][0]["recorded_later"], 3)
        self.assertIn("l'événement de la position 3 dit avoir été enregistré le 2199-01-01",
                      "".join(report["notices"]))
        self.assertEqual(verifier_test.by_script(folder)["recorded_later"], {5: 3})
        folder = self.stamped()
        self.assertIsNone(self.good(folder)["timestamps"][0]["recorded_later"])
        self.assertEqual(verifier_test.by_script(folder)["recorded_later"], {})

    def test_a_token_that_was_changed_or_is_for_something_else(self):
        self.authority()
        folder = self.stamped()
        ca = str(self.root / "ca.pem")
        token = folder / "timestamps/5.tsr"
        content = token.read_bytes()
        for at in range(0, len(content), 41):
            changed = bytearray(content)
            changed[at] ^= 1
            token.write_bytes(changed)
            report = verifier_test.by_program(folder, tsa_ca=ca)
            if report["verified"] != verifier_test.by_script(folder, tsa_ca=ca)["verified"]:
                self.fail(f"the checkers disagree on byte {at}")
            self.assertFalse(report["verified"], at)
        token.write_bytes(content)
        witness = make_export.Key("witness.example/w1", b"w" * 32, kind=4)
        make_export.write(self.root / "other", witnesses=[witness])
        shutil.copy(self.root / "other/checkpoint", folder / "timestamps/5.checkpoint")
        self.bad(folder, None, "timestamps/5.tsr", tsa_ca=ca)
        self.bad(folder, None, "timestamps/5.tsr")
        token.unlink()
        self.bad(folder, None, "timestamps/5.tsr")


if __name__ == "__main__":
    verifier_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
