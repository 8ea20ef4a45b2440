"""A backup is no store: what would write refuses it before anything of it is opened.

usage: backup_apart_test.py PROBANT
"""

import hashlib
import pathlib
import shutil
import sqlite3
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import keeping_test  # noqa: E402
from keeping_test import Store, answer, entity, run  # noqa: E402

LIST = pathlib.Path(__file__).parent.parent / "data/simulation/establishments.csv"
WRITING = [
    ("record", "-"),
    ("serve", "--listen", "127.0.0.1:18917"),
    ("rotate-key", "--by", "u-7", "--grounds", "échéance"),
    ("erase", "1", "--basis", "RGPD art. 17", "--by", "u-7"),
    ("erase", "1", "--confirm", "--by", "u-9"),
    ("cosign",),
    ("timestamp",),
    ("import", "finess-csv", LIST),
    ("simulate", "--seed", "1", "--scale", "1", "--establishments", LIST),
    ("inbox", "dismiss", "x", "--by", "u-7", "--grounds", "hors périmètre"),
    ("convergence", "feed", LIST, "--by", "u-7"),
    ("token", "create", "--name", "u-7", "--role", "auditor"),
    ("token", "revoke", "x"),
]
READING = [
    ("verify",), ("show", "register:010780054"), ("history", "register:010780054"),
    ("deadlines",), ("exposure",), ("search", "hop"), ("prove", "1"), ("token", "list"),
    ("inbox",),
]


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file()}


class Apart(Store):
    def setUp(self):
        super().setUp()
        self.record(1)
        self.backup("b")
        self.copy = self.at / "b"
        self.key = self.store / "evidence/signing-key"

    def refused(self, words):
        return run(*words, "--store", self.copy, status=3, text=entity(2)).stderr

    def test_what_would_write_refuses_it_and_not_a_byte_changes(self):
        before = bytes_of(self.copy)
        for words in [*WRITING, ("backup", self.at / "again")]:
            said = self.refused(words)
            self.assertIn("c'est une sauvegarde, certifiée le 2", said, words)
            self.assertIn(f"probant restore {self.copy} --store", said, words)
            self.assertNotIn("signing-key", said, words)
            self.assertEqual(bytes_of(self.copy), before, words)
        self.assertFalse((self.at / "again").exists())
        run("restore", self.copy, "--store", self.at / "new", "--key", self.key,
            "--assume-complete")

    def test_a_key_put_there_does_not_make_it_a_store(self):
        shutil.copy(self.key, self.copy / "evidence/signing-key")
        before = bytes_of(self.copy)
        for words in WRITING:
            self.assertIn("sauvegarde", self.refused(words), words)
        self.assertEqual(bytes_of(self.copy), before)

    def test_nor_does_a_certificate_that_no_more_reads(self):
        (self.copy / "certificate").write_text("?")
        before = bytes_of(self.copy)
        self.assertIn("c'est une sauvegarde, pas un magasin", self.refused(("record", "-")))
        self.assertEqual(bytes_of(self.copy), before)

    def test_it_is_read_as_it_is(self):
        before = bytes_of(self.copy)
        for words in [*READING, ("export", "all", "--to", self.at / "x")]:
            run(*words, "--store", self.copy)
            self.assertEqual(bytes_of(self.copy), before, words)

    def touch(self, change=None):
        """As a program did that opened it for writing."""
        log = sqlite3.connect(self.copy / "log.sqlite")
        before = (self.copy / "log.sqlite").read_bytes()
        log.execute("pragma journal_mode=wal").fetchall()
        if change:
            log.execute(change)
            log.commit()
        log.close()
        self.assertNotEqual((self.copy / "log.sqlite").read_bytes(), before)
        return before

    def test_one_that_was_opened_for_writing_and_no_more_is_restored(self):
        certified = self.touch()
        new = self.at / "new"
        said = run("restore", self.copy, "--store", new, "--drill")
        self.assertIn("tel qu'il a été certifié", said.stderr)
        self.assertTrue(answer("verify", "--store", new)["verified"])
        self.assertEqual(len(certified), (self.copy / "log.sqlite").stat().st_size)

    def test_one_that_was_written_to_is_not(self):
        self.touch("create table stray (x)")
        answer("restore", self.copy, "--store", self.at / "new", "--drill", status=1)
        self.assertFalse((self.at / "new/log.sqlite").exists())

    def test_what_was_restored_from_it_is_a_store(self):
        new = self.at / "new"
        run("restore", self.copy, "--store", new, "--key", self.key, "--assume-complete")
        self.record(2, store=new)
        run("backup", self.at / "b2", "--store", new)
        self.record(3)  # nor is what it was taken of


if __name__ == "__main__":
    keeping_test.PROBANT = sys.argv.pop(1)
    unittest.main()
