#!/usr/bin/env python3
"""Every file of an export missing, empty, longer, doubled, elsewhere, a link, a folder…: both
checkers must agree on each, and refuse what is evidence.

usage: spoiled_test.py PROBANT_VERIFY
"""

import sys
import unittest

sys.dont_write_bytecode = True

import make_export  # noqa: E402
import spoiling  # noqa: E402
import stamped_test  # noqa: E402
import verifier_test  # noqa: E402

READ_ONLY = {"LISEZMOI.md", "rapport.html"}
# What may be taken away, or lie beside, without a word of the journal being in doubt.
HARMLESS = {"without": {"cosigned/3.checkpoint", "rotations/2.checkpoint"}}
BESIDE = ("under_two_names", "beside_a_stray")


class Spoiled(stamped_test.Stamping):
    """Of a journal whose key has changed, with a cosignature and a time stamp."""

    def rich(self, scope):
        old = make_export.Key(make_export.ORIGIN)
        new = make_export.Key(make_export.ORIGIN, b"n" * 32)
        witness = make_export.Key("witness.example/w1", b"w" * 32, kind=4)
        log = make_export.log()
        leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in log]
        folder = self.export(scope, key=new)
        (folder / "cosigned").mkdir()
        (folder / "cosigned/3.checkpoint").write_text(
            make_export.signed_checkpoint(new, leaves[:3], [witness]))
        text = make_export.signed_checkpoint(old, leaves[:2]).split("\n\n")[0] + "\n"
        text += f"key-rotation {new.vkey()}\n"
        (folder / "rotations").mkdir()
        (folder / "rotations/2.checkpoint").write_text(
            text + "\n" + "".join(key.sign(text) for key in (old, new)))
        (folder / "log.vkey").write_text(f"{new.vkey()}\n{old.vkey()}\n")
        return self.stamp(folder)

    def check(self, scope, given):
        folder = self.rich(scope)
        self.good(folder, **given)
        tried = 0
        for name, way, _ in spoiling.spoiled(folder):
            with self.subTest(file=name, way=way.__name__):
                report = self.agreed(folder, **given)
                evidence = name not in READ_ONLY
                if way.__name__ in BESIDE:
                    evidence = "/" in name
                if name in HARMLESS.get(way.__name__, ()):
                    evidence = False
                if name in READ_ONLY and way.__name__ in ("as_a_link", "as_a_pipe"):
                    evidence = True
                self.assertEqual(report["verified"], not evidence, report)
            tried += 1
        self.good(folder, **given)
        return tried

    def test_every_file_in_every_way(self):
        self.authority()
        ca = {"tsa_ca": str(self.root / "ca.pem")}
        tried = self.check("all", ca) + self.check(verifier_test.ONE, {})
        print(f"{tried} files spoiled", file=sys.stderr)


if __name__ == "__main__":
    verifier_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
