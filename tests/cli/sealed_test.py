"""The end of a log that no checkpoint covers is sealed by its key: what a kill leaves is signed by
the next command without ado, and what somebody writes into the database is never signed.

usage: sealed_test.py PROBANT FAILING_FSYNC
"""

import base64
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent / "evidence"))

import forging  # noqa: E402
import keeping_test  # noqa: E402
from keeping_test import answer, entity, run  # noqa: E402

KILLING = ""
COLUMN = ", seal blob"
FORGED = {"entity": "010780054", "legal_status": "public", "name": "CENTRE INVENTÉ", "region": "84",
          "sites": [], "source": "personne"}


def change(store, *statements):
    with contextlib.closing(sqlite3.connect(store / "log.sqlite", isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def asked(store, question):
    with contextlib.closing(sqlite3.connect(store / "log.sqlite")) as db:
        return db.execute(question).fetchone()


def unsealed_format(store):
    change(store, "alter table head drop column seal", "pragma user_version = 1")


def other_key(store):
    key = f"PRIVATE+KEY+probant.example.org/journal+00000000+{base64.b64encode(bytes(33)).decode()}"
    with contextlib.closing(sqlite3.connect(store / "log.sqlite", isolation_level=None)) as db:
        db.execute("update head set seal = ?", (forging.seal_of(store, key),))


# Whoever writes to the database can do all of this, and has not the key.
WAYS = {
    "the seal of before": lambda store: None,
    "none": lambda store: change(store, "update head set seal = null"),
    "an empty one": lambda store: change(store, "update head set seal = x''"),
    "another key's": other_key,
    "no place for it": lambda store: change(store, "alter table head drop column seal"),
    "the version before": lambda store: change(store, "pragma user_version = 1"),
    "the version before, without a seal": lambda store: change(
        store, "update head set seal = null", "pragma user_version = 1"),
    "the format before": unsealed_format,
}


class Sealed(keeping_test.Store):
    def evidence(self, store=None):
        folder = (store or self.store) / "evidence"
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def killed(self, number, store=None):
        """Records one more and is killed before its checkpoint."""
        process = subprocess.Popen(
            [keeping_test.PROBANT, "record", "-", "--store", store or self.store, "--format",
             "json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        process.stdin.write(entity(number).encode())
        process.stdin.flush()
        recorded = json.loads(process.stdout.readline())
        process.kill()
        process.communicate()
        self.assertEqual(recorded["outcome"], "recorded")
        return recorded["position"]

    def forge(self, store):
        return forging.insert(store, 1, FORGED, "op-1")


class Killed(Sealed):
    def test_what_a_kill_leaves_is_signed_by_the_next_command_without_ado(self):
        self.record(1)
        at = [self.killed(number) for number in (2, 3)]
        self.assertEqual(at, [2, 3])
        found = answer("verify", "--store", self.store)
        self.assertEqual((found["verified"], found["seal"], found["unsigned_events"]),
                         (True, "holds", 2), found)
        self.assertIn("est de sa clé", " ".join(found["notices"]))
        self.assertEqual(run("history", "register:010780054", "--store", self.store).stderr, "")
        self.assertEqual(run("record", "-", "--store", self.store, text=entity(4)).stderr, "")
        found = answer("verify", "--store", self.store)
        self.assertEqual((found["seal"], found["unsigned_events"], found["notices"]),
                         ("none", 0, []))

    def test_the_page_tells_how_it_is_made(self):
        self.killed(1)
        key = (self.store / "evidence/signing-key").read_text()
        self.assertEqual(asked(self.store, "select seal from head")[0],
                         forging.seal_of(self.store, key))

    def test_without_the_key_nobody_can_tell_and_that_is_said(self):
        self.killed(1)
        (self.store / "evidence/signing-key").rename(self.at / "key")
        found = answer("verify", "--store", self.store)
        self.assertEqual(found["seal"], "unchecked")
        self.assertIn("clé privée", " ".join(found["notices"]))
        self.forge(self.store)
        found = answer("verify", "--store", self.store)
        self.assertEqual((found["seal"], found["unsigned_events"]), ("unchecked", 2))

    def test_a_backup_of_it_is_certified_and_restored(self):
        self.record(1)
        self.killed(2)
        self.backup("b")
        found = answer("verify", "--store", self.at / "b")
        self.assertEqual((found["verified"], found["seal"]), (True, "certified"))
        self.assertIn("certificat", " ".join(found["notices"]))
        key = self.store / "evidence/signing-key"
        for name, words in (("same", ("--key", key, "--assume-complete")),
                            ("other", ("--assume-complete",)), ("drill", ("--drill",)),
                            ("fork", ("--key", key, "--accept-loss"))):
            run("restore", self.at / "b", "--store", self.at / name, *words)
            self.record(9, store=self.at / name)
            self.killed(10, store=self.at / name)
            self.assertEqual(answer("verify", "--store", self.at / name)["seal"], "holds", name)
            self.record(11, store=self.at / name)
            self.assertTrue(answer("verify", "--store", self.at / name)["verified"], name)

    def test_a_change_of_keys_killed_at_every_step_is_gone_on_with(self):
        self.record(1)
        for killed_before in (False, True):
            before = self.at / f"before-{killed_before}"
            shutil.copytree(self.store if not killed_before else self.at / "before-False", before)
            if killed_before:
                self.killed(2, store=before)
            step, finished = 0, False
            while not finished:
                step += 1
                shutil.rmtree(self.store)
                shutil.copytree(before, self.store)
                done = subprocess.run(
                    [keeping_test.PROBANT, "rotate-key", "--by", "u-1", "--grounds", "essai",
                     "--store", self.store], capture_output=True, check=False, timeout=120,
                    env=os.environ | {"LD_PRELOAD": KILLING, "PROBANT_DIES_AT": str(step)})
                finished = done.returncode == 0
                self.assertIn(done.returncode, (0, -9), done.stderr)
                self.assertIn(answer("verify", "--store", self.store)["seal"], ("none", "holds"))
                if step % 2:  # another kill on top
                    self.killed(7)
                run("rotate-key", "--by", "u-1", "--grounds", "essai", "--store", self.store)
                self.killed(8)
                self.assertEqual(answer("verify", "--store", self.store)["seal"], "holds")
                self.record(9)
                self.assertTrue(answer("verify", "--store", self.store)["verified"], step)
            self.assertGreater(step, 10)


class Forged(Sealed):
    def refused(self, store, way, covered, at):
        """By whatever writes or signs; the log and what was signed of it stay as they are."""
        before, size = self.evidence(store), asked(store, "select size from head")
        status = answer("verify", "--store", store, status=1)
        self.assertEqual((status["verified"], status["first_bad_position"]), (False, covered), way)
        words = ([["record", "-"], ["serve", "--listen", "127.0.0.1:0"], ["backup", store / "b"],
                  ["rotate-key", "--by", "u-1", "--grounds", "x"], ["cosign"], ["timestamp"],
                  ["erase", "1", "--basis", "x", "--by", "u-7"]]
                 if way in ("none", "the format before") else [["record", "-"]])
        for command in words:
            told = run(*command, "--store", store, status=3, text=entity(99)).stderr
            self.assertFalse((store / "b/certificate").exists())
            schema = way in ("no place for it", "the version before",
                             "the version before, without a seal")
            span = f"position {at}" if covered == at else f"positions {covered} à {at}"
            self.assertIn("table head" if schema else span, told, (way, command))
            self.assertIn("probant restore" if not schema else "probant verify", told)
        self.assertEqual((self.evidence(store), asked(store, "select size from head")),
                         (before, size), (way, words))
        self.assertTrue(status["seal"] == "broken" or way == "the key", status)
        told = run("history", "register:010780054", "--store", store).stderr
        self.assertIn("par aucun point de contrôle signé", told)

    def in_every_way(self, covered):
        for way, do in WAYS.items():
            store = self.at / way.replace(" ", "-")
            shutil.copytree(self.store, store)
            at = self.forge(store)
            do(store)
            self.refused(store, way, covered, at)

    def test_an_act_written_into_a_log_that_was_closed_is_never_signed(self):
        self.record(1)
        self.record(2)
        self.in_every_way(3)

    def test_nor_one_written_after_a_kill(self):
        self.record(1)
        self.killed(2)
        self.in_every_way(2)

    def test_nor_one_written_into_what_a_kill_left(self):
        self.record(1)
        self.killed(2)
        with forging.unguarded(self.store) as db:
            for table in ("proposal", "leaf", "event"):
                db.execute(f"delete from {table} where position = 2")
            [[peaks]] = db.execute("select substr(peaks, 1, 32) from head").fetchall()
            db.execute("update head set size = 2, peaks = ?", (peaks,))
        self.assertEqual(self.forge(self.store), 2)
        self.refused(self.store, "the seal of before", 2, 2)

    def test_an_export_is_without_it_and_promises_nothing(self):
        self.record(1)
        self.forge(self.store)
        done = run("export", "all", "--to", self.at / "e", "--store", self.store)
        self.assertIn("d'un journal signé jusqu'à 2", done.stdout)
        self.assertIn("aucun ne le fera : 1 événement, position 2,", done.stderr)

    def test_what_stays_the_end_of_a_killed_log_can_be_cut_off(self):
        self.record(1)
        self.killed(2)
        with forging.unguarded(self.store) as db:
            for table in ("proposal", "leaf", "event"):
                db.execute(f"delete from {table} where position = 2")
            [[peaks]] = db.execute("select substr(peaks, 1, 32) from head").fetchall()
            db.execute("update head set size = 2, peaks = ?", (peaks,))
        self.assertTrue(answer("verify", "--store", self.store)["verified"])
        self.record(3)

    def test_what_stays_whoever_has_the_key(self):
        self.record(1)
        self.forge(self.store)
        forging.seal(self.store)
        self.assertEqual(answer("verify", "--store", self.store)["seal"], "holds")
        self.record(3)


class Before(Sealed):
    """A store of format 1, which has no seal."""

    def test_it_is_read_and_the_next_command_that_writes_gives_it_one(self):
        self.record(1)
        made = asked(self.store, "select sql from sqlite_master where name = 'head'")
        unsealed_format(self.store)
        self.assertTrue(answer("verify", "--store", self.store)["verified"])
        self.assertEqual(run("history", "register:010780054", "--store", self.store).stderr, "")
        self.assertEqual(asked(self.store, "pragma user_version"), (1,))
        self.killed(2)
        self.assertEqual(asked(self.store, "pragma user_version"), (2,))
        self.assertEqual(asked(self.store, "select sql from sqlite_master where name = 'head'"),
                         made)
        self.assertEqual(answer("verify", "--store", self.store)["seal"], "holds")
        self.record(3)

    def test_its_backups_are_restored(self):
        self.record(1)
        unsealed_format(self.store)
        self.backup("b")
        self.assertEqual(asked(self.at / "b", "pragma user_version"), (1,))
        self.assertTrue(answer("verify", "--store", self.at / "b")["verified"])
        for name, words in (("same", ("--key", self.store / "evidence/signing-key",
                                      "--assume-complete")), ("drill", ("--drill",))):
            run("restore", self.at / "b", "--store", self.at / name, *words)
            self.assertEqual(asked(self.at / name, "pragma user_version"), (2,))
            self.record(2, store=self.at / name)
            self.assertTrue(answer("verify", "--store", self.at / name)["verified"])

    def test_with_an_end_that_no_checkpoint_covers_the_way_out_is_told(self):
        self.record(1)
        self.killed(2)
        unsealed_format(self.store)
        found = answer("verify", "--store", self.store, status=1)
        self.assertIn("avec la version de probant qui l'a écrit", found["reason"])
        self.assertIn("Journal non vérifié à la position 2",
                      run("verify", "--store", self.store, status=1).stdout)
        told = run("record", "-", "--store", self.store, status=3, text=entity(3)).stderr
        self.assertIn("avec la version de probant qui l'a écrit", told)
        self.assertEqual(asked(self.store, "pragma user_version"), (1,))


if __name__ == "__main__":
    keeping_test.PROBANT, KILLING = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()
