#!/usr/bin/env python3
"""A change of keys that was interrupted: gone on with, or abandoned when its key is not to be had.

usage: unfinished_rotation_test.py PROBANT
"""

import shutil
import sys
import unittest

sys.dont_write_bytecode = True

import keeping_test  # noqa: E402
import keys_test  # noqa: E402
from keeping_test import entity, run  # noqa: E402


class Unfinished(keys_test.Keys):
    def interrupted(self):
        """Recorded and not signed. Returns the key that was prepared; it is put nowhere."""
        self.record(1)
        before = {path: path.read_bytes() for path in self.evidence(".").rglob("*")
                  if path.is_file()}
        self.rotate()
        shutil.copytree(self.store, self.at / "done")
        prepared = self.evidence("signing-key").read_bytes()
        shutil.rmtree(self.evidence("rotations"))
        for path, content in before.items():
            path.write_bytes(content)
        return prepared

    def prepare(self, key):
        self.evidence("signing-key.next").write_bytes(key)
        self.evidence("signing-key.next").chmod(0o600)

    def exported(self, name, store=None):
        run("export", "all", "--to", self.at / name, "--store", store or self.store)

    def test_a_change_of_keys_that_was_interrupted_is_no_damage(self):
        self.prepare(self.interrupted())
        found = self.verdict()
        self.assertIn("rotate-key", " ".join(found["notices"]))
        said = run("record", "-", "--store", self.store, text=entity(2)).stderr
        self.assertIn("rotate-key", said)
        self.rotate()
        found = self.verdict()
        self.assertNotIn("abandonné", " ".join(found["notices"]))
        self.exported("e")

    def test_a_change_whose_key_is_lost_or_a_stranger_s_is_abandoned(self):
        self.interrupted()
        self.prepare(self.evidence("signing-key").read_bytes())  # not the one that is named
        self.assertIn("n'est pas celle que", self.verdict(status=1)["reason"])
        self.evidence("signing-key.next").unlink()
        self.assertIn("n'est pas celle que", self.verdict(status=1)["reason"])
        said = run("record", "-", "--store", self.store, text=entity(2)).stderr
        self.assertIn("n'est pas celle que", said)
        run("export", "all", "--to", self.at / "e", "--store", self.store, status=3)
        said = run("rotate-key", "--by", "u-1", "--grounds", "x", "--store", self.store).stderr
        self.assertIn("abandonné", said)
        found = self.verdict()
        self.assertIn("remplacement abandonné", " ".join(found["notices"]))
        self.exported("e")
        self.record(9)
        self.backup("b")
        run("restore", self.at / "b", "--store", self.at / "new", "--key",
            self.evidence("signing-key"), "--assume-complete")
        self.assertTrue(self.verdict(store=self.at / "new")["verified"])
        self.exported("e2", self.at / "new")
        # What the first one signed, or its passage, tells that it had taken over.
        done = self.at / "done/evidence"
        self.evidence("timestamps").mkdir(exist_ok=True)
        shutil.copy(done / "checkpoint", self.evidence("timestamps/2.checkpoint"))
        found = self.verdict(status=1)
        self.assertIn("le passage signé", found["reason"])
        self.evidence("timestamps/2.checkpoint").unlink()
        [passage] = (done / "rotations").iterdir()
        shutil.copy(passage, self.evidence("rotations"))
        self.assertIn("qu'une fois", self.verdict(status=1)["reason"])

    def test_a_backup_in_the_middle_of_a_change_is_told_and_restored(self):
        self.prepare(self.interrupted())
        said = run("backup", self.at / "b", "--store", self.store).stderr
        self.assertIn("rotate-key", said)
        self.assertTrue(self.verdict(store=self.at / "b")["verified"])
        key = self.evidence("signing-key")
        same, fork = self.at / "same", self.at / "fork"
        said = run("restore", self.at / "b", "--store", same, "--key", key, "--assume-complete")
        self.assertIn("rotate-key", said.stderr)
        self.verdict(status=1, store=same)
        self.rotate(same)
        self.assertTrue(self.verdict(store=same)["verified"])
        self.exported("e", same)
        run("restore", self.at / "b", "--store", fork, "--key", key, "--accept-loss")
        self.assertTrue(self.verdict(store=fork)["verified"])
        self.exported("f", fork)


if __name__ == "__main__":
    keeping_test.PROBANT = sys.argv.pop(1)
    unittest.main()
