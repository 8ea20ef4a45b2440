#!/usr/bin/env python3
"""What is typed: options, their bounds, the environment; what is said when it is not understood."""
import argparse
import json
import os
import resource
import shutil
import subprocess
import unittest
from pathlib import Path

PROGRAM, FOLDER, LIST = "", Path(), ""


def run(*words, data=b"", **options):
    return subprocess.run([PROGRAM, *words], input=data, capture_output=True, check=False,
                          **options)


def with_store(store):
    return {**os.environ, "PROBANT_STORE": str(store)}


class Usage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        cls.store = FOLDER / "store"
        assert run("init", "--store", str(cls.store)).returncode == 0

    def wrong(self, *words, says):
        done = run(*words)
        self.assertEqual(done.returncode, 2, (words, done.stdout, done.stderr))
        self.assertFalse(done.stdout, words)
        text = done.stderr.decode()
        self.assertIn(says, text)
        for english in ("required", "expected", "following", "Check ", "not in", "Could not"):
            self.assertNotIn(english, text)
        return text

    def test_an_explicit_store_beats_the_environment(self):
        done = run("verify", "--store", str(self.store), env=with_store("/nowhere/store"))
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run("verify", "--store", "/nowhere/store", env=with_store(self.store))
        self.assertEqual(done.returncode, 3)
        self.assertIn("/nowhere/store", done.stderr.decode())

    def test_the_environment_is_used_without_the_option(self):
        self.assertEqual(run("verify", env=with_store(self.store)).returncode, 0)
        self.assertEqual(run("verify", env=with_store("/nowhere/store")).returncode, 3)

    def test_numbers_out_of_range_name_the_option_and_the_range(self):
        simulate = ("simulate", "--establishments", LIST, "--store", str(FOLDER / "never"))
        for seed in ("-1", str(2**64), "100000000000000000000000", "1.5", "0x10", "un", "", " 1"):
            self.wrong(*simulate, "--seed", seed, says="--seed : « " + seed)
            self.wrong(*simulate, "--seed", seed, says="de 0 à 18446744073709551615")
        for scale in ("0", "-1", "1001", str(2**64 + 1), "deux"):
            self.wrong(*simulate, "--scale", scale, says="de 1 à 1000")
        self.assertFalse((FOLDER / "never").exists())

    def test_a_position_is_a_number(self):
        for position in (str(2**63), "douze", "1.5"):
            self.wrong("prove", position, "--store", str(self.store), says="POSITION : «")

    def test_the_largest_seed_is_accepted(self):
        done = run("simulate", "--establishments", LIST, "--until", "2026-02-01", "--seed",
                   str(2**64 - 1), "--store", str(FOLDER / "largest"))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_an_empty_value_is_not_an_absent_one(self):
        done = run("verify", "--store", "", env=with_store(self.store))
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn("--store : « »", done.stderr.decode())
        store = ("--store", str(self.store))
        for words in (("deadlines", "--at", ""), ("deadlines", "--region", ""),
                      ("deadlines", "--dossier", ""),
                      ("exposure", "--known-at", ""), ("show", "aap:x", "--valid-at", ""),
                      ("search", "--phase", ""), ("whatif", "--events", ""),
                      ("rules", "--diff", ""), ("verify", "--checkpoint", "")):
            self.wrong(*words, *store, says=words[-2] + " : « »")
        self.wrong("init", "--origin", "", "--store", str(FOLDER / "unnamed"), says="--origin")
        self.wrong("init", "--origin", "https://p.example.org/j", "--store",
                   str(FOLDER / "unnamed"), says="donnez « p.example.org/j »")
        self.assertFalse((FOLDER / "unnamed").exists())

    def test_what_is_not_understood_is_said_in_french(self):
        self.wrong(says="il manque le nom d'une commande")
        self.wrong("histori", says="vouliez-vous dire « history »")
        self.wrong("abracadabra", says="n'est pas une commande")
        self.wrong("--couleur", says="--couleur")
        self.wrong("show", says="il manque DOSSIER")
        self.wrong("show", "aap:x", "aap:y", says="argument inattendu : aap:y")
        self.wrong("show", "aap:x", "--couleur", says="argument inattendu : --couleur")
        self.wrong("show", "aap:x", "--format", "xml", says="--format : « xml »")
        self.wrong("show", "aap:x", "--format", "xml", says="text, json")
        self.wrong("show", "aap:x", "--valid-at", says="--valid-at : il manque une valeur")
        self.wrong("show", "aap:x", "--store", "a", "--store", "b", says="donné plusieurs fois")
        self.wrong("import", "finess", "x.csv", says="finess-csv")
        self.wrong("deadlines", "--fail-if-overdue=peut-être", says="--fail-if-overdue")

    def test_help_is_french_and_names_the_store(self):
        text = run("show", "--help").stdout.decode()
        for word in ("Arguments", "RÉPERTOIRE", "$PROBANT_STORE", "text|json", "obligatoire"):
            self.assertIn(word, text)
        for word in ("Positionals", "REQUIRED", "TEXT ", "SUBCOMMAND"):
            self.assertNotIn(word, text + run("--help").stdout.decode())

    def test_init_in_a_directory_with_something_in_it(self):
        self.wrong("init", "--store", str(self.store), says="n'est pas vide")
        other = FOLDER / "other"
        other.mkdir()
        (other / "notes.txt").write_text("x")
        self.wrong("init", "--store", str(other), says="n'est pas vide")
        self.assertEqual([p.name for p in other.iterdir()], ["notes.txt"])

    def test_an_init_that_fails_half_way_does_not_block_the_next(self):
        for limit in range(0, 200_000, 8_000):
            store = FOLDER / f"small-{limit}"

            def small_disk(size=limit):
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

            done = run("init", "--store", str(store), preexec_fn=small_disk)
            self.assertIn(done.returncode, (0, 3), (limit, done.stderr))
            if done.returncode == 0:
                self.assertGreater(limit, 50_000)
                break
            self.assertTrue(done.stderr)
            again = run("init", "--store", str(store))
            self.assertEqual(again.returncode, 0, (limit, again.stderr))
            self.assertTrue(json.loads(run("verify", "--store", str(store), "--format",
                                           "json").stdout)["verified"])
        else:
            self.fail("init never succeeded")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("list")
    parser.add_argument("folder", type=Path)
    parsed, rest = parser.parse_known_args()
    PROGRAM, FOLDER, LIST = parsed.program, parsed.folder, parsed.list
    unittest.main(argv=["usage_test", *rest], verbosity=1)
