#!/usr/bin/env python3
"""A simulated programme, exported by the program, before both checkers and by hand.

usage: export_test.py PROBANT PROBANT_VERIFY ESTABLISHMENTS
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from argparse import Namespace
from pathlib import Path

sys.dont_write_bytecode = True

import check_proof  # noqa: E402
from check_export import Export  # noqa: E402
from hand_test import followed  # noqa: E402

PROBANT, VERIFY, ESTABLISHMENTS = "", "", ""
UNTIL = "2026-03-15"


def run(*words, status=0):
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    if done.returncode != status:
        raise AssertionError(f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class Exported(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.root = Path(holder.name)
        cls.store = cls.root / "store"
        run(PROBANT, "simulate", "--establishments", ESTABLISHMENTS, "--seed", 7, "--until", UNTIL,
            "--store", cls.store)
        cls.key = (cls.store / "evidence/log.vkey").read_text().split("\n")[0]
        found = json.loads(run(PROBANT, "search", "--kind", "hospiconnect", "--store", cls.store,
                               "--format", "json"))
        cls.dossiers = [entry["dossier"] for entry in found[:3]]

    def export(self, dossier, name):
        to = self.root / name
        run(PROBANT, "export", dossier, "--to", to, "--store", self.store)
        return to

    def test_both_checkers_verify_the_whole_journal(self):
        to = self.export("all", "all")
        program = json.loads(run(VERIFY, to, "--key", self.key, "--format", "json"))
        script = Export(to, Namespace(key=self.key, checkpoint=[], witness=[], tsa_ca=None)).run()
        self.assertTrue(program["verified"] and program["key_pinned"], program)
        self.assertTrue(script["verified"], script)
        for field in ("origin", "size", "events", "erased"):
            self.assertEqual(program[field], script[field])
        self.assertGreater(program["events"], 256)
        self.assertEqual(files(to), files(self.export("all", "again")))

    def test_the_second_checker_says_what_it_lacks(self):
        to = self.export(self.dossiers[0], "checked")
        script = Path(__file__).with_name("check_export.py")
        key = self.root / "pinned.vkey"
        key.write_text(self.key + "\n")
        for given, status in ((key, 0), (self.key, 0), (self.root / "none", 2), ("a+b", 2)):
            run(sys.executable, script, to, "--key", given, status=status)
        alone = self.root / "alone.py"
        shutil.copy(script, alone)
        done = subprocess.run([sys.executable, alone, to], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("kept.py", done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_both_checkers_verify_a_dossier(self):
        for number, dossier in enumerate(self.dossiers):
            to = self.export(dossier, f"one-{number}")
            run(VERIFY, to, "--key", self.key)
            given = Namespace(key=self.key, checkpoint=[self.store / "evidence/checkpoint"],
                              witness=[], tsa_ca=None)
            self.assertTrue(Export(to, given).run()["verified"])

    def test_every_event_of_a_dossier_can_be_checked_by_hand(self):
        to = self.export(self.dossiers[0], "by-hand")
        for line in range(1, (to / "events.jsonl").read_text().count("\n") + 1):
            status, told = followed(to, line)
            self.assertEqual(status, 0, told)

    def test_a_single_proof(self):
        answer = json.loads(run(PROBANT, "prove", 3, "--store", self.store, "--format", "json"))
        proof, envelope = self.root / "3.tlog-proof", self.root / "3.json"
        run(PROBANT, "prove", 3, "--store", self.store, "--to", proof)
        self.assertEqual(proof.read_text(), answer["proof"])
        envelope.write_text(answer["envelope"])
        run(VERIFY, "proof", proof, "--envelope", envelope, "--key", self.key)
        envelope.write_text(answer["envelope"].replace('"position":3', '"position":4'))
        run(VERIFY, "proof", proof, "--envelope", envelope, "--key", self.key, status=1)

    def test_a_simulation_says_so_wherever_it_may_pass_for_a_log(self):
        verified = json.loads(run(PROBANT, "verify", "--store", self.store, "--format", "json"))
        self.assertIs(verified["simulation"], True)
        self.assertIn("SIMULATION", run(PROBANT, "verify", "--store", self.store))
        turned = self.root / "turned"
        shutil.copytree(self.store, turned)
        run(PROBANT, "rotate-key", "--by", "u-1", "--grounds", "essai", "--store", turned)
        for store, name in ((self.store, "simulated"), (turned, "simulated-on")):
            key = (store / "evidence/log.vkey").read_text().split("\n")[0]
            for scope in ("all", self.dossiers[0]):
                to = self.root / f"{name}-{scope[:3]}"
                made = json.loads(run(PROBANT, "export", scope, "--to", to, "--store", store,
                                      "--format", "json"))
                self.assertIs(made["simulation"], True)
                for page in ("LISEZMOI.md", "rapport.html"):
                    self.assertIn("SIMULATION", (to / page).read_text())
                for given in ([], ["--key", key]):
                    self.assertIn("\n  SIMULATION ", run(VERIFY, to, *given))
                    found = json.loads(run(VERIFY, to, *given, "--format", "json"))
                    self.assertIs(found["simulation"], True)
                script = Export(to, Namespace(key=key, checkpoint=[], witness=[], tsa_ca=None))
                self.assertIs(script.run()["simulation"], True)
        receipt = self.root / "simulated.tlog-proof"
        run(PROBANT, "prove", 3, "--store", self.store, "--to", receipt)
        self.assertIn("\n  SIMULATION ", run(VERIFY, "proof", receipt, "--key", self.key))
        self.assertIs(check_proof.report(receipt.read_bytes(), self.key)["simulation"], True)

    def test_what_cannot_be_exported(self):
        (self.root / "taken").mkdir()
        (self.root / "taken/file").write_text("x")
        run(PROBANT, "export", "all", "--to", self.root / "taken", "--store", self.store, status=2)
        run(PROBANT, "export", "rien", "--to", self.root / "x", "--store", self.store, status=2)
        run(PROBANT, "export", "aap:inconnu", "--to", self.root / "x", "--store", self.store,
            status=2)
        run(PROBANT, "prove", 99999999, "--store", self.store, status=2)
        self.assertFalse((self.root / "x").exists())


if __name__ == "__main__":
    PROBANT, VERIFY, ESTABLISHMENTS = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
