#!/usr/bin/env python3
"""probant simulate: a store of its own, the same bytes for the same seed, and clear refusals."""
import argparse
import json
import shutil
import subprocess
import unittest
from pathlib import Path

PROGRAM, LIST, FOLDER = "", "", Path()


def run(store, *words):
    return subprocess.run([PROGRAM, *words, "--store", str(FOLDER / store)], capture_output=True,
                          check=False)


def simulate(store, *words):
    return run(store, "simulate", "--establishments", LIST, "--until", "2026-12-31", *words)


def root(store):
    done = run(store, "verify", "--format", "json")
    answer = json.loads(done.stdout)
    assert answer["verified"], answer
    return answer["root"]


class Simulate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        cls.done = simulate("one", "--seed", "7", "--format", "json")

    def test_plays_the_programme_and_checks_it(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        summary = json.loads(self.done.stdout)
        self.assertEqual(summary["violations"], [])
        self.assertGreater(summary["events"], 500)
        self.assertGreater(summary["dossiers"]["mie"]["under_convention"], 5)
        self.assertGreater(summary["refused"], 0)

    def test_same_seed_same_bytes(self):
        self.assertEqual(simulate("again", "--seed", "7").returncode, 0)
        self.assertEqual(root("again"), root("one"))
        self.assertEqual(simulate("other", "--seed", "8").returncode, 0)
        self.assertNotEqual(root("other"), root("one"))

    def test_a_fresh_simulation_store_will_do(self):
        self.assertEqual(run("fresh", "init", "--simulation").returncode, 0)
        self.assertEqual(simulate("fresh", "--seed", "7").returncode, 0)
        self.assertEqual(root("fresh"), root("one"))

    def test_a_store_in_use_is_left_alone(self):
        before = root("one")
        done = simulate("one")
        self.assertEqual(done.returncode, 2)
        self.assertIn("contient déjà", done.stderr.decode())
        self.assertEqual(root("one"), before)

    def test_a_real_store_is_left_alone(self):
        self.assertEqual(run("real", "init").returncode, 0)
        before = root("real")
        done = simulate("real")
        self.assertEqual(done.returncode, 2)
        self.assertIn("vrai magasin", done.stderr.decode())
        self.assertEqual(root("real"), before)

    def test_a_bad_list_makes_no_store(self):
        bad = FOLDER / "bad.csv"
        bad.write_text("finess_et;name;category;sector;city\n10000024;A;B;public;C\n")
        for path, words, status in ((bad, "ligne 2", 2),
                                    (FOLDER / "missing.csv", "ce fichier n'existe pas", 3)):
            done = run("none", "simulate", "--establishments", str(path))
            self.assertEqual(done.returncode, status)
            self.assertIn(words, done.stderr.decode())
            self.assertFalse((FOLDER / "none").exists())

    def test_the_summary_is_told_in_french(self):
        done = simulate("french", "--seed", "7")
        text = done.stdout.decode()
        for words in ("événements enregistrés", "candidatures HospiConnect", "sous convention",
                      "Invariants vérifiés"):
            self.assertIn(words, text)

    def test_before_anything_is_paid_no_table_of_money_is_empty(self):
        done = run("early", "simulate", "--establishments", LIST, "--until", "2026-01-06")
        text = done.stdout.decode()
        self.assertIn("Aucun montant", text)
        self.assertNotIn("MONTANTS", text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="the probant program")
    parser.add_argument("list", help="a list of establishments")
    parser.add_argument("folder", type=Path, help="where to make the stores")
    arguments = parser.parse_args()
    PROGRAM, LIST, FOLDER = arguments.program, arguments.list, arguments.folder
    unittest.main(argv=["simulate_test.py"])
