"""A backup calls itself verified by what restore judges it by.

usage: backup_judged_test.py PROBANT
"""

import pathlib
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import keeping_test  # noqa: E402
from keeping_test import Store, answer, run  # noqa: E402


class Judged(Store):
    def setUp(self):
        super().setUp()
        self.record(1)
        run("rotate-key", "--by", "u-7", "--grounds", "échéance", "--store", self.store)
        self.record(2)
        self.key = self.store / "evidence/signing-key"

    def restored(self, backup, *words, status=0):
        shutil.rmtree(self.at / "new", ignore_errors=True)
        return answer("restore", backup, "--store", self.at / "new", "--key", self.key, *words,
                      status=status)

    def spoil(self, way):
        if way == "passage":
            shutil.rmtree(self.store / "evidence/rotations")
            return "rotations"
        keys = self.store / "evidence/log.vkey"
        keys.write_text(keys.read_text().splitlines(True)[0])
        return "log.vkey"

    def test_what_restore_takes_is_verified(self):
        made = self.backup("b")
        self.assertEqual((made["verified"], made["problems"]), (True, []))
        said = run("backup", self.at / "c", "--store", self.store)
        self.assertIn("faite et vérifiée", said.stdout)
        self.restored(self.at / "c", "--assume-complete")

    def test_what_restore_refuses_is_copied_and_told_in_the_same_words(self):
        for way in ("passage", "keys"):
            evidence = self.at / "whole"
            shutil.copytree(self.store / "evidence", evidence)
            missing = self.spoil(way)
            run("verify", "--store", self.store, status=1)
            made = answer("backup", self.at / f"{way}-json", "--store", self.store, status=1)
            self.assertFalse(made["verified"])
            refused = self.restored(self.at / f"{way}-json", "--accept-loss", status=1)
            self.assertEqual(made["problems"], refused["problems"])
            backup = self.at / way
            said = run("backup", backup, "--store", self.store, status=1)
            self.assertNotIn("vérifiée", said.stdout)
            for words in ("restore", missing, "refaites une sauvegarde", "antérieure"):
                self.assertIn(words, said.stderr)
            self.assertTrue((backup / "certificate").exists())
            # The way out that it names.
            shutil.rmtree(self.store / "evidence")
            evidence.rename(self.store / "evidence")
            self.assertTrue(answer("backup", self.at / f"{way}-again", "--store",
                                   self.store)["verified"])


if __name__ == "__main__":
    keeping_test.PROBANT = sys.argv.pop(1)
    unittest.main()
