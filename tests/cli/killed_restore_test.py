"""A restoration that is killed at any step and asked for again: what it had begun is no loss, and
no log that goes on; what it had finished publishes in its turn.

usage: killed_restore_test.py PROBANT FAILING_FSYNC
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import keeping_test  # noqa: E402
from forking_test import Published  # noqa: E402
from keeping_test import answer, entity, run  # noqa: E402

KILLING = ""


class Killed(Published):
    def killed_at(self, step, new, words):
        """Whether it was: it has no more steps than so many otherwise."""
        done = subprocess.run(
            [keeping_test.PROBANT, "restore", self.at / "b", "--store", new, *words],
            env=os.environ | {"LD_PRELOAD": KILLING, "PROBANT_DIES_AT": str(step)},
            capture_output=True, check=False, timeout=120)
        self.assertIn(done.returncode, (0, -9), done.stderr)
        return done.returncode == -9

    def published(self):
        return {file: file.read_bytes() for file in self.elsewhere.rglob("*") if file.is_file()}

    def at_every_step(self, words, told):
        """Until the store is whole nobody outside has been told anything, and the same command
        again tells what it did at first; from then on whoever writes next publishes."""
        before, untold = self.at / "before", self.published()
        shutil.copytree(self.elsewhere, before)
        step, finished, again = 0, 0, 0
        while True:
            step += 1
            new = self.at / f"new-{step}"
            if not self.killed_at(step, new, words):
                break
            if not new.exists() or (new / "unfinished").exists() or not any(new.iterdir()):
                self.assertEqual((self.published(), finished), (untold, 0), step)
                if step % 9 == 0:  # the states in between differ in nothing that it looks at
                    again += 1
                    made = answer("restore", self.at / "b", "--store", new, *words)
                    self.assertEqual({key: made[key] for key in told}, told, step)
            else:
                finished += 1
                done = answer("restore", self.at / "b", "--store", new, *words)
                self.assertEqual({key: done[key] for key in told}, told, step)
                certificate = (new / "evidence/restore-certificate").read_text()
                self.assertEqual(json.loads(certificate.split("\n")[1]), done)
                self.assertIn("déjà restaurée dans", run(
                    "restore", self.at / "b", "--store", new, *words).stdout)
            if finished or step % 9 == 0:
                run("record", "-", "--store", new, text=entity(9))
                verdict = answer("verify", "--store", new)
                self.assertEqual((verdict["verified"], verdict["notices"]), (True, []), step)
                for name in ("checkpoint", "erasures"):
                    self.assertEqual((self.elsewhere / name).read_bytes(),
                                     (new / "evidence" / name).read_bytes(), step)
                self.assertFalse((new / "evidence/to-take-over").exists())
                again_in_use = run("restore", self.at / "b", "--store", new, *words, status=2)
                self.assertIn("n'est pas vide", again_in_use.stderr)
                yield new
                shutil.rmtree(self.elsewhere)
                shutil.copytree(before, self.elsewhere)
            shutil.rmtree(new, ignore_errors=True)
        self.assertGreater(again, 2)
        self.assertGreater(finished, 2)

    def test_with_a_loss(self):
        self.record(2)
        lost = self.copy.read_bytes()
        told = {"lost": 1, "forked": True, "handover": True, "continued_by": []}
        for new in self.at_every_step(("--accept-loss", "--key", self.key), told):
            self.assertEqual((self.elsewhere / "checkpoint.lost-3").read_bytes(), lost)
            self.assertEqual((self.elsewhere / "handover.lost-3").read_bytes(),
                             (new / "evidence/lost/2/handover").read_bytes())
            [continued] = json.loads(run("restore", self.at / "b", "--store", self.at / "try",
                                         "--drill", "--format", "json").stdout)["continued_by"]
            self.assertIn(continued["origin"], (new / "evidence/log.vkey").read_text())
            shutil.rmtree(self.at / "try")

    def test_what_it_left_among_temporary_files_the_next_one_removes(self):
        self.erase(1)
        shutil.rmtree(self.at / "b")
        self.backup("b")
        listed = self.at / "b/evidence/erasures"
        listed.write_bytes(listed.read_bytes() + b"\n")  # worth no more than one that is missing
        folder, words = self.at / "tmp", ("--accept-loss", "--key", self.key)
        folder.mkdir()
        (folder / "probant-restore-file").write_text("of somebody else")
        os.environ["TMPDIR"] = str(folder)
        self.addCleanup(os.environ.pop, "TMPDIR")
        self.assertTrue(self.killed_at(3, self.at / "new", words))
        self.assertEqual(len(list(folder.iterdir())), 2)
        run("restore", self.at / "b", "--store", self.at / "new", *words)
        self.assertEqual([one.name for one in folder.iterdir()], ["probant-restore-file"])

    def test_without_one(self):
        told = {"lost": 0, "forked": False, "continued_by": []}
        for _ in self.at_every_step(("--key", self.key), told):
            pass


if __name__ == "__main__":
    keeping_test.PROBANT, KILLING = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()
