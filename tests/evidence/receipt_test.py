#!/usr/bin/env python3
"""What one person holds: a receipt before both checkers, and the proof that a log goes on from a
checkpoint kept since. The program makes them, a third hand spoils them.

usage: receipt_test.py PROBANT PROBANT_VERIFY
"""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import check_proof  # noqa: E402

PROGRAM = VERIFY = ""


def run(program, *words, text=None, status=0):
    done = subprocess.run([program, *map(str, words)], input=text, capture_output=True, text=True,
                          check=False, timeout=60)
    if done.returncode != status:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def entity(number):
    return json.dumps({
        "id": f"e{number}", "type": "register.entity_recorded", "dossier": "register:010780054",
        "actor": {"id": "op-1", "role": "operator", "organisation": ""},
        "data": {"entity": "010780054", "name": f"CH {number}", "legal_status": "public",
                 "region": "84", "sites": [], "source": "essai"}}) + "\n"


class Held(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.at = Path(holder.name)
        self.store = self.at / "store"
        made = run(PROGRAM, "init", "--store", self.store, "--format", "json")
        self.key = json.loads(made.stdout)["key"]

    def record(self, number):
        done = run(PROGRAM, "record", "-", "--wait-for-checkpoint", "--store", self.store,
                   "--format", "json", text=entity(number))
        return json.loads(done.stdout)

    def verdicts(self, file, key=None, passages=()):
        key = key or self.key
        given = [word for passage in passages for word in ("--handover", str(passage))]
        done = subprocess.run([VERIFY, "proof", str(file), "--key", key, "--format", "json",
                               *given], capture_output=True, text=True, check=False)
        report = json.loads(done.stdout)
        script = check_proof.report(Path(file).read_bytes(), key,
                                    handovers=[Path(one).read_bytes() for one in passages])
        self.assertEqual(done.returncode, 0 if report["verified"] else 1, done.stderr)
        self.assertEqual(report["verified"], script["verified"], (report, script))
        self.assertIs(report["simulation"], False)
        self.assertFalse(script.get("simulation"))
        return report

    def test_a_receipt_is_enough_for_its_holder(self):
        self.record(1)
        file = self.at / "2.tlog-proof"
        file.write_text(self.record(2)["receipt"])
        report = self.verdicts(file)
        self.assertTrue(report["verified"], report)
        self.assertEqual(report["payload"]["name"], "CH 2")
        self.assertEqual(report["envelope"]["position"], 2)
        made = self.at / "made.tlog-proof"
        run(PROGRAM, "prove", 2, "--to", made, "--store", self.store)
        self.assertEqual(made.read_text(), file.read_text())
        run(PROGRAM, "prove", 2, "--to", made, "--store", self.store, status=2)
        self.assertIn("CH 2", run(VERIFY, "proof", file, "--key", self.key).stdout)

    def test_nothing_in_a_receipt_can_be_changed(self):
        file = self.at / "1.tlog-proof"
        lines = self.record(1)["receipt"].split("\n")
        extra = json.loads(base64.b64decode(lines[1].split(" ")[1]))
        def spoiled(**change):
            text = json.dumps(extra | change, ensure_ascii=False, sort_keys=True,
                              separators=(",", ":"))
            file.write_text("\n".join([lines[0], "extra " + base64.b64encode(
                text.encode()).decode(), *lines[2:]]))
            return self.verdicts(file)
        self.assertTrue(spoiled()["verified"])
        self.assertFalse(spoiled(payload=extra["payload"].replace("CH 1", "CH 2"))["verified"])
        self.assertFalse(spoiled(blinding="0" * 64)["verified"])
        self.assertFalse(spoiled(blinding=extra["blinding"] + "00")["verified"])
        self.assertFalse(spoiled(blinding=extra["blinding"].upper())["verified"])
        self.assertFalse(spoiled(blinding=None)["verified"])
        self.assertFalse(spoiled(envelope=extra["envelope"] + " ")["verified"])
        bare = spoiled(blinding=None, payload=None)
        self.assertTrue(bare["verified"])
        self.assertNotIn("payload", bare)
        data = "\n".join(lines).encode()
        for at in range(0, len(data), 7):
            file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
            self.assertFalse(self.verdicts(file)["verified"], at)
        file.write_bytes(data)
        other = run(PROGRAM, "init", "--store", self.at / "other", "--format", "json").stdout
        foreign = json.loads(other)["key"]
        self.assertFalse(self.verdicts(file, key=foreign)["verified"])
        text = run(VERIFY, "proof", file, "--key", foreign, status=1).stdout
        self.assertIn("celle qui est donnée par --key ne répond pas", text)
        self.assertNotIn("celle de l'export", text)

    def rotate(self):
        run(PROGRAM, "rotate-key", "--by", "u-7", "--grounds", "essai", "--store", self.store)
        files = (self.store / "evidence/rotations").iterdir()
        return sorted(files, key=lambda path: int(path.stem))

    def test_each_key_that_the_one_trusted_led_to_is_believed_for_its_time(self):
        first = [self.record(1)["receipt"]]
        self.rotate()
        first.append(self.record(2)["receipt"])
        self.rotate()
        first.append(self.record(3)["receipt"])
        passages = self.rotate()
        self.assertEqual(len(passages), 3)
        for count, receipt in enumerate(first):
            file = self.at / f"{count}.tlog-proof"
            file.write_text(receipt)
            for given in range(4):
                report = self.verdicts(file, passages=passages[:given])
                self.assertEqual(report["verified"], given >= count, (count, given, report))

    def test_what_a_key_signs_after_it_was_given_up_is_no_receipt(self):
        self.record(1)
        shutil.copytree(self.store, self.at / "other")
        kept = self.at / "kept"
        shutil.copy(self.store / "evidence/checkpoint", kept)
        passages = self.rotate()
        self.store = self.at / "other"
        for number, good in ((2, True), (3, False)):  # the passage is of three events
            file = self.at / f"{number}.tlog-proof"
            file.write_text(self.record(number)["receipt"])
            proof = self.at / f"{number}.proof"
            proof_of_passage = self.at / f"{number}-from-3.proof"
            run(PROGRAM, "prove", "--from", 3, "--to", proof_of_passage, "--store", self.store)
            run(PROGRAM, "prove", "--from", 2, "--to", proof, "--store", self.store)
            words = (VERIFY, "consistency", proof, "--checkpoint", kept, "--key", self.key)
            self.assertTrue(self.verdicts(file)["verified"])
            run(*words)
            report = self.verdicts(file, passages=passages)
            self.assertEqual(report["verified"], good, report)
            done = run(*words, "--handover", passages[0], status=0 if good else 1)
            for text in () if good else (json.dumps(report, ensure_ascii=False), done.stdout):
                self.assertIn("signé par une clé retirée", text)
                self.assertNotIn("n'a pas signé", text)
            if not good:
                done = run(VERIFY, "consistency", proof_of_passage, "--checkpoint", passages[0],
                           "--key", self.key, status=1)
                self.assertIn("signé par une clé retirée", done.stdout)

    def test_a_passage_given_as_a_checkpoint_leads_on_beside_the_one_kept(self):
        self.record(1)
        kept = self.at / "kept"
        shutil.copy(self.store / "evidence/checkpoint", kept)  # of two events
        self.rotate()
        self.record(2)
        first, second = self.rotate()  # of three events, and of five
        self.record(3)
        for size, good, words in ((2, True, [kept, first, second]),
                                  (2, True, [first, second, kept]),
                                  (3, True, [first, second]), (3, False, [kept, first, second]),
                                  (2, False, [first, second]), (2, False, [kept, first])):
            proof = self.at / f"from-{size}"
            proof.unlink(missing_ok=True)
            run(PROGRAM, "prove", "--from", size, "--to", proof, "--store", self.store)
            given = [word for file in words for word in ("--checkpoint", file)]
            with self.subTest(size=size, given=[file.name for file in words]):
                run(VERIFY, "consistency", proof, "--key", self.key, *given,
                    status=0 if good else 1)
        done = run(VERIFY, "consistency", self.at / "from-2", "--key", self.key, "--checkpoint",
                   first, "--checkpoint", second, status=1)
        self.assertIn("n'est pas le point de contrôle de 2 événements", done.stdout)

    def test_a_log_that_goes_on_from_what_was_kept_can_be_shown_without_it(self):
        kept = self.at / "kept"
        kept.write_text((self.store / "evidence/checkpoint").read_text())
        for number in range(1, 7):
            self.record(number)
        for size in range(1, 8):
            proof = self.at / f"proof-{size}"
            run(PROGRAM, "prove", "--from", size, "--to", proof, "--store", self.store)
        words = ("consistency", self.at / "proof-1", "--checkpoint", kept, "--key", self.key)
        run(VERIFY, *words)
        run(VERIFY, "consistency", self.at / "proof-2", *words[2:], status=1)
        spoiled = self.at / "spoiled"
        lines = (self.at / "proof-1").read_text().split("\n")
        lines[1] = ("A" if lines[1][0] != "A" else "B") + lines[1][1:]
        spoiled.write_text("\n".join(lines))
        run(VERIFY, "consistency", spoiled, *words[2:], status=1)
        proof = (self.at / "proof-1").read_text()
        spoiled.write_text(proof.replace("\n— ", "\n— x", 1))
        done = run(VERIFY, "consistency", spoiled, *words[2:], status=1)
        self.assertIn("preuve de continuité : le point de contrôle", done.stdout)
        self.assertNotIn("tlog-proof", done.stdout)
        run(PROGRAM, "prove", "--from", 0, "--store", self.store, status=2)
        run(PROGRAM, "prove", "--from", 8, "--store", self.store, status=2)
        run(PROGRAM, "prove", 1, "--from", 1, "--store", self.store, status=2)
        run(PROGRAM, "prove", "--store", self.store, status=2)

    def test_of_an_exercise_it_is_told_to_be_one(self):
        self.record(1)
        run(PROGRAM, "backup", self.at / "b", "--store", self.store)
        drill = self.at / "drill"
        run(PROGRAM, "restore", self.at / "b", "--store", drill, "--drill")
        for store, exercise in ((self.store, False), (drill, True)):
            key = (store / "evidence/log.vkey").read_text().split("\n")[0]
            receipt = self.at / "receipt"
            receipt.unlink(missing_ok=True)
            run(PROGRAM, "prove", "1", "--store", store, "--to", receipt)
            said = run(VERIFY, "proof", receipt, "--key", key).stdout
            self.assertTrue(said.startswith("VÉRIFIÉ"))
            self.assertEqual("EXERCICE" in said, exercise)


if __name__ == "__main__":
    PROGRAM, VERIFY = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()
