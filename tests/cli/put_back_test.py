"""A log put back as it once was, its checkpoint with it or taken away: what else its key signed
tells.

usage: put_back_test.py PROBANT
"""

import pathlib
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import keeping_test  # noqa: E402
from keeping_test import Store, answer, entity, run  # noqa: E402


class PutBack(Store):
    def setUp(self):
        super().setUp()
        self.record(1)
        shutil.copytree(self.store, self.at / "old")
        self.record(2)
        self.record(3)

    def put_back(self, *names):
        for name in names:
            shutil.copy(self.at / "old" / name, self.store / name)

    def signed(self):
        return {path.name: path.read_bytes() for path in (self.store / "evidence").iterdir()
                if path.is_file()}

    def test_with_its_checkpoint_nothing_is_signed_over_what_was_lost(self):
        self.put_back("log.sqlite", "evidence/checkpoint")
        before = self.signed()
        verdict = answer("verify", "--store", self.store, status=1)
        self.assertEqual(verdict["first_bad_position"], 2)
        for said in (
                run("verify", "--store", self.store, status=1).stdout,
                run("record", "-", "--store", self.store, text=entity(4), status=3).stderr,
                run("export", "all", "--to", self.at / "x", "--store", self.store,
                    status=3).stderr,
                run("prove", "1", "--store", self.store, status=3).stderr,
                run("show", "register:010780054", "--store", self.store).stderr):
            for words in ("4 événements", "n'en a que 2", "positions 2 à 3", "probant restore"):
                self.assertIn(words, said)
        self.assertEqual(self.signed(), before)

    def test_put_right_it_goes_on(self):
        shutil.copytree(self.store, self.at / "newer")
        self.put_back("log.sqlite", "evidence/checkpoint")
        run("record", "-", "--store", self.store, text=entity(4), status=3)
        for name in ("log.sqlite", "evidence/checkpoint"):
            shutil.copy(self.at / "newer" / name, self.store / name)
        self.record(4)
        self.assertTrue(answer("verify", "--store", self.store)["verified"])

    def test_what_another_key_certified_does_not_stand_in_the_way(self):
        other = self.at / "other"
        run("init", "--store", other, "--origin", "probant.example.org/journal")
        for number in range(6):
            self.record(number, store=other)
        shutil.copy(other / "evidence/world", self.store / "evidence/world")
        self.record(4)

    def test_of_the_checkpoint_alone_what_it_does_not_cover_any_more_is_sealed(self):
        self.put_back("evidence/checkpoint")
        self.assertEqual(answer("verify", "--store", self.store)["seal"], "holds")
        self.assertEqual(run("record", "-", "--store", self.store, text=entity(4)).stderr, "")

    def test_of_a_checkpoint_taken_away_it_is_not_said_that_there_was_none(self):
        (self.store / "evidence/checkpoint").unlink()
        for words in (("export", "all", "--to", self.at / "x"), ("prove", "1")):
            said = run(*words, "--store", self.store, status=3).stderr
            self.assertIn("evidence/checkpoint manque", said)
            self.assertIn("retiré", said)
            self.assertNotIn("pas encore", said)


if __name__ == "__main__":
    keeping_test.PROBANT = sys.argv.pop(1)
    unittest.main()
