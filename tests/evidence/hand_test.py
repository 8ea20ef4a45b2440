#!/usr/bin/env python3
"""The page of an export on how to check it by hand: its commands, run exactly as they stand there,
on exports as they were written and on forged ones.

usage: hand_test.py PROBANT
"""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

from receipt_test import entity, run  # noqa: E402

PROGRAM = ""
SCOPES = ("all", "register:010780054")


def commands(folder):
    """The blocks of the part on checking by hand, in order."""
    part = (folder / "LISEZMOI.md").read_text().split("## Vérifier à la main")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)


def followed(folder, line=1, key=None, kept=None):
    """Exit status and output of the whole page, pasted block after block into one shell."""
    script = "".join(commands(folder)).replace("ligne=1\n", f"ligne={line}\n")
    surroundings = {**os.environ, **({"CLE": key} if key else {}),
                    **({"GARDE": str(kept)} if kept else {})}
    done = subprocess.run(["bash"], input=script, cwd=folder, capture_output=True, text=True,
                          check=False, timeout=60, env=surroundings)
    return done.returncode, done.stdout + done.stderr


def compact(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def change_line(file, number, change):
    lines = file.read_bytes().split(b"\n")
    before = lines[number]
    lines[number] = change(lines[number])
    assert lines[number] != before, file
    file.write_bytes(b"\n".join(lines))


def new_payload(folder):
    """Other words in the last event; gives the payload as it is then."""
    change_line(folder / "events.jsonl", -2,
                lambda line: re.sub(b'"source":"essai', b'"source":"autre', line))
    line = (folder / "events.jsonl").read_bytes().split(b"\n")[-2]
    return line.split(b',"data":', 1)[1][:-1]


def commit(folder):
    """And an envelope that commits to them."""
    payload = new_payload(folder)

    def recommit(line):
        leaf = json.loads(line)
        envelope = json.loads(leaf["envelope"])
        envelope["payload_commit"] = hmac.new(bytes.fromhex(leaf["blinding"]), payload,
                                              "sha256").hexdigest()
        return compact(leaf | {"envelope": compact(envelope)}).encode()
    change_line(folder / "leaves.jsonl", -2, recommit)


def put_into_tile(folder):
    """And a tile that holds it: only the root knows."""
    commit(folder)
    leaf = json.loads((folder / "leaves.jsonl").read_text().split("\n")[-2])
    digest = hashlib.sha256(b"\0" + leaf["envelope"].encode()).digest()
    index = leaf["position"] // 256
    tile = next(path for path in (folder / "tile/0").rglob("*")
                if path.is_file() and path.relative_to(folder / "tile/0").parts[0][:3]
                == f"{index:03}")
    data, at = tile.read_bytes(), 32 * (leaf["position"] % 256)
    tile.write_bytes(data[:at] + digest + data[at + 32:])


def attribute(folder):
    """What the line says before the payload: another instant."""
    change_line(folder / "events.jsonl", -2,
                lambda line: line.replace(b'"time":"20', b'"time":"19'))


def tile(folder):
    first = folder / "tile/0/000"
    data = first.read_bytes()
    first.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])


def signature(folder):
    def spoil(line):
        name, text = line.rsplit(b" ", 1)
        data = bytearray(base64.b64decode(text))
        data[20] ^= 1
        return name + b" " + base64.b64encode(bytes(data))
    change_line(folder / "checkpoint", -2, spoil)


def root(folder):
    change_line(folder / "checkpoint", 2, lambda line: base64.b64encode(bytes(32)))


def missing(folder):
    """The payload of the last event is gone, as if it had been erased."""
    change_line(folder / "events.jsonl", -2,
                lambda line: line.split(b',"data":')[0] + b',"erased":true}')
    change_line(folder / "leaves.jsonl", -2, lambda line: compact(
        json.loads(line) | {"blinding": None}).encode())


def proof(folder):
    change_line(max(folder.glob("proofs/*"), key=lambda path: int(path.stem)), 2,
                lambda line: (b"A" if line[:1] != b"A" else b"B") + line[1:])


class ByHand(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.root = Path(holder.name)
        cls.store = cls.root / "store"
        run(PROGRAM, "init", "--store", cls.store)
        run(PROGRAM, "record", "-", "--store", cls.store,
            text="".join(entity(number) for number in range(300)))
        cls.export("")

    @classmethod
    def export(cls, suffix):
        for scope in SCOPES:
            run(PROGRAM, "export", scope, "--to", cls.folder(scope, suffix), "--store", cls.store)

    @classmethod
    def folder(cls, scope, suffix=""):
        return cls.root / (scope.replace(":", "-") + suffix)

    def last_line(self, folder):
        return (folder / "events.jsonl").read_text().count("\n")

    def test_every_step_of_the_page_says_what_it_checked(self):
        for scope in SCOPES:
            folder = self.folder(scope)
            key = (folder / "log.vkey").read_text().split("\n")[0]
            self.assertNotIn("SIMULATION", (folder / "LISEZMOI.md").read_text())
            before = sorted(folder.rglob("*"))
            for given in (None, key):
                status, told = followed(folder, self.last_line(folder), given)
                self.assertEqual(status, 0, told)
                steps = ["1", "2", "3", "4"] + (["5"] if scope != "all" else [])
                self.assertEqual(re.findall("^OUI, pas (.)", told, re.MULTILINE), steps, told)
                self.assertNotIn("NON", told)
                self.assertEqual("vient de l'export lui-même" in told, given is None, told)
                self.assertIn("les 301 empreintes", told)
            self.assertEqual(sorted(folder.rglob("*")), before)

    def test_every_forgery_ends_in_a_plain_no(self):
        for scope in SCOPES:
            for forge in (new_payload, commit, put_into_tile, attribute, tile, signature, root,
                          missing, *([proof] if scope != "all" else [])):
                folder = self.folder(scope, forge.__name__)
                shutil.copytree(self.folder(scope), folder)
                forge(folder)
                status, told = followed(folder, self.last_line(folder))
                with self.subTest(scope=scope, forge=forge.__name__):
                    self.assertNotEqual(status, 0, told)
                    self.assertIn("NON, pas ", told)
                    self.assertTrue(told.rstrip().split("\n")[-1].startswith("NON, pas "), told)
                    self.assertNotRegex(told, "NON(.|\n)*OUI")
                    self.assertNotIn("Traceback", told)

    def test_under_another_key_than_the_one_held_nothing_is_verified(self):
        folder = self.folder("all")
        key = (folder / "log.vkey").read_text().split("\n")[0]
        other = "autre.example/journal+" + key.split("+", 1)[1]
        raw = base64.b64decode(key.split("+", 2)[2])
        unlike = key.rsplit("+", 1)[0] + "+" + base64.b64encode(raw[:1] + raw[:0:-1]).decode()
        for wrong in (other, unlike, "rien"):
            status, told = followed(folder, 1, wrong)
            self.assertNotEqual(status, 0, told)
            self.assertNotIn("OUI", told)

    def test_an_older_key_is_followed_and_a_kept_checkpoint_compared(self):
        store, thief = self.root / "rotated", self.root / "thief"
        run(PROGRAM, "init", "--store", store, "--origin", "probant.example.org/journal")
        note = store / "evidence/checkpoint"
        old = (store / "evidence/log.vkey").read_text().split("\n")[0]
        kept = {}

        def record(which, number, place=store):
            run(PROGRAM, "record", "-", "--store", place, text=entity(number))
            kept[which] = shutil.copy(place / "evidence/checkpoint", self.root / f"kept-{which}")

        record("early", 1)
        shutil.copytree(store, thief)
        run(PROGRAM, "rotate-key", "--store", store, "--by", "u-7", "--grounds", "essai")
        kept["passage"] = shutil.copy(note, self.root / "kept-passage")
        record("late", 2)
        for number in (7, 8, 9):
            record(f"stolen {number}", number, thief)
        for scope in SCOPES:
            folder = self.root / f"rotated-{scope}".replace(":", "-")
            run(PROGRAM, "export", scope, "--to", folder, "--store", store)
            for which, file in kept.items():
                status, told = followed(folder, self.last_line(folder), old, file)
                good = not which.startswith("stolen")
                self.assertEqual(status == 0, good, (which, told))
                self.assertIn("a passé la main à", told)
                self.assertIn("OUI, pas 1", told)
                self.assertEqual("OUI, pas 3" in told, good, (which, told))
                self.assertNotIn("Traceback", told)
            [passage] = (folder / "rotations").iterdir()
            passage.write_text(passage.read_text().replace("key-rotation", "key-rotatiom"))
            status, told = followed(folder, self.last_line(folder), old)
            self.assertIn("NON, pas 1", told)
            passage.write_bytes(b"")
            self.assertIn("NON, pas 1", followed(folder, 1, old)[1])
            record("late", 3)

    def test_each_block_leaves_the_shell_alone_and_stands_by_itself(self):
        for block in commands(self.folder(SCOPES[1]))[1:]:
            done = subprocess.run(["bash"], input=block + "echo encore là\n", text=True,
                                  check=False, capture_output=True, cwd=self.folder("all"),
                                  timeout=60,
                                  env={"PATH": os.environ["PATH"], "travail": str(self.root)})
            self.assertIn("n'a pas abouti", done.stderr)
            self.assertIn("encore là", done.stdout)

    def test_an_erased_content_is_told_with_the_order_to_look_at(self):
        store = self.store
        run(PROGRAM, "erase", "5", "--store", store, "--by", "u-1", "--basis", "base")
        run(PROGRAM, "erase", "5", "--store", store, "--by", "u-2", "--confirm")
        self.export(".erased")
        for scope in SCOPES:
            folder = self.folder(scope, ".erased")
            events = (folder / "events.jsonl").read_text().split("\n")[:-1]
            line = next((n for n, one in enumerate(events, 1) if '"erased":true' in one), None)
            if scope == "all":
                status, told = followed(folder, line)
                self.assertEqual(status, 0, told)
                order = int(re.search(r"ligne=(\d+)", told)[1])
                self.assertIn("dossier.payload_erased", events[order - 1])
                self.assertIn("son contenu effacé", told)
                self.assertEqual(followed(folder, order)[0], 0)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
