#!/usr/bin/env python3
"""The page of an export on how to check it by hand: its commands, run as they stand there.

usage: hand_test.py PROBANT
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

from receipt_test import entity, run  # noqa: E402

PROGRAM = ""


def commands(page):
    """The indented blocks of the part on checking by hand, in order, as one script each."""
    part = page.split("## Vérifier à la main")[1].split("\n## ")[0]
    blocks, lines = [], []
    for line in [*part.split("\n"), "."]:
        if line.startswith("    ") or (not line and lines):
            lines.append(line[4:])
        elif lines:
            blocks.append("\n".join(lines) + "\n")
            lines = []
    return blocks


class ByHand(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name)
        store = self.root / "store"
        run(PROGRAM, "init", "--store", store)
        run(PROGRAM, "record", "-", "--store", store,
            text="".join(entity(number) for number in range(300)))
        for scope in ("all", "register:010780054"):
            run(PROGRAM, "export", scope, "--to", self.folder(scope), "--store", store)

    def folder(self, scope):
        return self.root / scope.replace(":", "-")

    def followed(self, folder):
        """Exit status and output of the whole page; it stops at the first command that fails."""
        script = "set -eu\n" + "".join(commands((folder / "LISEZMOI.md").read_text()))
        done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True,
                              check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def test_every_command_of_the_page_does_what_it_says(self):
        for scope in ("all", "register:010780054"):
            folder = self.folder(scope)
            status, told = self.followed(folder)
            self.assertEqual(status, 0, told)
            self.assertIn("Signature Verified Successfully", told)
            root = (folder / "checkpoint").read_text().split("\n")[2]
            self.assertIn(f"racine {root} de 301 feuilles", told)
            numbers = [line for line in told.split("\n") if "payload_commit" in line]
            self.assertEqual(len(numbers), 1)
            self.assertIn(numbers[0].split('"')[3], told.split("payload_commit")[0])
            self.assertIn("inclusion : ", told)

    def test_what_was_changed_is_found(self):
        folder = self.folder("register:010780054")
        position = (folder / "leaves.jsonl").read_text().split('"position":')[-1].split("}")[0]
        first = next(iter(sorted(folder.glob("proofs/*"))))
        tile, proof = folder / "tile/0/000", first
        self.assertTrue(position and tile.exists())
        for file, at in ((tile, 40), (folder / "leaves.jsonl", 150)):
            whole = file.read_bytes()
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
            status, told = self.followed(folder)
            self.assertNotEqual(status, 0, (file, told))
            file.write_bytes(whole)
        leaf = (folder / "leaves.jsonl").read_text().split("\n")[0]
        number = leaf.rsplit('"position":', 1)[1].rstrip("}")
        proof = folder / f"proofs/{number}.tlog-proof"
        lines = proof.read_text().split("\n")
        lines[2] = ("A" if lines[2][0] != "A" else "B") + lines[2][1:]
        proof.write_text("\n".join(lines))
        self.assertIn("pas inclus", self.followed(folder)[1])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
