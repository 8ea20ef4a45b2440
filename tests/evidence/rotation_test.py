#!/usr/bin/env python3
"""How a reader of an old key goes on to the new one, before both checkers.

usage: rotation_test.py PROBANT_VERIFY
"""

import sys
import unittest

sys.dont_write_bytecode = True

import make_export  # noqa: E402
import verifier_test  # noqa: E402


class Rotations(verifier_test.Exports):
    """A key of another seed took over when the log had two events."""

    def setUp(self):
        super().setUp()
        self.old = make_export.Key(make_export.ORIGIN)
        self.new = make_export.Key(make_export.ORIGIN, b"n" * 32)

    def rotated(self, signer, by=None, names=None):
        folder = self.export(key=signer)
        leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in make_export.log()[:2]]
        text = make_export.signed_checkpoint(self.old, leaves).split("\n\n")[0] + "\n"
        text += f"key-rotation {(names or self.new).vkey()}\n"
        (folder / "rotations").mkdir()
        (folder / "rotations/2.checkpoint").write_text(
            text + "\n" + "".join(key.sign(text) for key in by or (self.old, self.new)))
        (folder / "log.vkey").write_text(f"{self.new.vkey()}\n{self.old.vkey()}\n")
        return folder

    def test_the_old_key_vouches_for_the_new_one(self):
        folder = self.rotated(self.new)
        self.assertTrue(self.good(folder, key=self.old.vkey())["key_pinned"])
        self.good(folder, key=self.new.vkey())
        self.good(folder)
        (folder / "rotations/2.checkpoint").unlink()
        self.bad(folder, None, "checkpoint", key=self.old.vkey())

    def test_a_key_that_was_given_up_signs_nothing_new(self):
        folder = self.rotated(self.old)
        for key in (self.old, self.new):
            self.bad(folder, None, "checkpoint", key=key.vkey())

    def test_what_a_key_signed_after_it_was_given_up_says_nothing_of_the_log(self):
        folder = self.rotated(self.new)
        leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in make_export.log()]
        kept = self.root / "kept"
        for count in (1, 2, 3, len(leaves)):
            kept.write_text(make_export.signed_checkpoint(self.old, leaves[:count]))
            if count <= 2:
                self.good(folder, key=self.new.vkey(), checkpoints=[kept])
                continue
            report = self.bad(folder, None, str(kept), key=self.new.vkey(), checkpoints=[kept])
            self.assertIn("signé par une clé retirée", report["problems"][0]["message"])
        kept.write_text(make_export.signed_checkpoint(self.old, leaves[:2] + leaves[:1]))
        report = self.bad(folder, None, str(kept), key=self.new.vkey(), checkpoints=[kept])
        self.assertNotIn("deux histoires", report["problems"][0]["message"])

    def test_a_handover_needs_both_keys(self):
        folder = self.rotated(self.new, by=(self.old,))
        self.bad(folder, None, "rotations/2.checkpoint", key=self.old.vkey())
        folder = self.rotated(self.new, by=(self.new,))
        self.bad(folder, None, "checkpoint", key=self.old.vkey())
        folder = self.rotated(self.new, names=self.old)
        self.bad(folder, None, "checkpoint", key=self.old.vkey())

    def test_nothing_else_passes_for_a_handover(self):
        folder = self.rotated(self.new)
        (folder / "rotations/2.checkpoint").rename(folder / "rotations/3.checkpoint")
        self.bad(folder, None, "rotations/3.checkpoint", key=self.new.vkey())
        (folder / "rotations/3.checkpoint").write_bytes((folder / "checkpoint").read_bytes())
        self.bad(folder, None, "rotations/3.checkpoint", key=self.new.vkey())


if __name__ == "__main__":
    verifier_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
