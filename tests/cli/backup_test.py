"""Backups: made while others write, compared with their certificate, refused when changed.

usage: backup_test.py PROBANT
"""

import json
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import keeping_test  # noqa: E402
from keeping_test import SECRET, Store, answer, entity, holds, run  # noqa: E402


class Backup(Store):
    def test_a_backup_is_checked_by_its_certificate_and_holds_no_key(self):
        self.record(1)
        made = self.backup("b")
        self.assertEqual((made["events"], made["proposals"]), (2, 2))
        names = {path.name for path in (self.at / "b").rglob("*")}
        self.assertLessEqual({"log.sqlite", "certificate", "checkpoint", "log.vkey"}, names)
        self.assertNotIn("signing-key", names)
        self.assertEqual(holds(self.at / "b", "PRIVATE+KEY"), [])
        self.assertTrue(answer("verify", "--store", self.at / "b")["verified"])
        run("backup", self.at / "b", "--store", self.store, status=2)
        self.assertNotIn("service/", run("backup", self.at / "c", "--store", self.store).stdout)
        (self.store / "service").mkdir()
        self.assertIn("service/", run("backup", self.at / "d", "--store", self.store).stdout)

    def test_it_can_be_taken_while_another_process_records(self):
        lines = "".join(entity(n) for n in range(3000))
        writer = threading.Thread(
            target=lambda: run("record", "-", "--store", self.store, text=lines))
        writer.start()
        sizes = [self.backup(f"b{n}")["events"] for n in range(3)]
        writer.join()
        self.assertEqual(sizes, sorted(sizes))
        for n in range(3):
            self.assertTrue(answer("verify", "--store", self.at / f"b{n}")["verified"])

    def test_a_changed_backup_is_not_restored(self):
        self.record(1, SECRET)
        self.backup("b")
        key = self.store / "evidence/signing-key"
        for file in ("log.sqlite", "certificate"):
            bad = self.at / f"bad-{file}"
            shutil.copytree(self.at / "b", bad)
            content = bytearray((bad / file).read_bytes())
            content[len(content) // 2] ^= 1
            (bad / file).write_bytes(content)
            altered = answer("restore", bad, "--store", self.at / "new", "--key", key,
                             "--assume-complete", status=1)
            self.assertFalse(altered["restored"])
            self.assertTrue(altered["problems"])
            self.assertFalse((self.at / "new/log.sqlite").exists())

    def test_what_verify_refuses_of_what_witnesses_saw_is_not_restored(self):
        self.record(1)
        seen = self.store / "evidence/cosigned"
        seen.mkdir()
        shutil.copy(self.store / "evidence/checkpoint", seen / "2.checkpoint")
        self.backup("b")
        words = ("restore", self.at / "b", "--store", self.at / "new")
        [kept] = (self.at / "b/evidence/cosigned").iterdir()
        whole = kept.read_bytes()
        other = b"A" if whole[-30:-29] != b"A" else b"B"  # within the signature
        for name, content in ((kept, whole[:-30] + other + whole[-29:]), (kept, b""),
                              (kept, whole[:-20]), (kept.with_name("3.checkpoint"), whole)):
            name.write_bytes(content)
            self.assertFalse(answer("verify", "--store", self.at / "b", status=1)["verified"])
            # What was certified and is damaged may be done without, a stray may not.
            refused = answer(*words, "--assume-complete" if name == kept else "--accept-loss",
                             status=1)
            self.assertIn(name.name, json.dumps(refused["problems"]))
            self.assertFalse((self.at / "new/log.sqlite").exists())
            name.unlink()
            kept.write_bytes(whole)
        kept.write_bytes(b"")
        made = answer(*words, "--accept-loss")
        self.assertIn(kept.name, made["evidence_missing"][0])
        self.assertFalse((self.at / "new/evidence/lost/2/cosigned/2.checkpoint").exists())
        self.assertTrue(answer("verify", "--store", self.at / "new")["verified"])

    def test_into_a_directory_that_is_not_empty_none_is_made(self):
        (self.at / "b").mkdir()
        (self.at / "b/mine").write_text("x")
        told = run("backup", self.at / "b", "--store", self.store, status=2).stderr
        self.assertIn("chaque sauvegarde se fait dans un répertoire vide", told)
        self.assertNotIn("--store", told)

    def test_without_the_key_it_is_told_where_it_is_not(self):
        self.backup("b")
        (self.store / "evidence/signing-key").unlink()
        told = run("record", "-", "--store", self.store, text=entity(1), status=3).stderr
        for words in ("aucune sauvegarde ne l'a", "gardée à part", "probant restore"):
            self.assertIn(words, told)

    def test_a_place_without_room_is_not_blamed_on_the_backup(self):
        self.record(1)
        self.backup("b")
        new = self.at / "new"
        done = subprocess.run(
            [keeping_test.PROBANT, "restore", self.at / "b", "--store", new, "--assume-complete"],
            capture_output=True, text=True, timeout=120,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)))
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertTrue(done.stderr.startswith(f"probant : {new} : "), done.stderr)

    def test_a_changed_backup_is_told_with_its_first_bad_position(self):
        for number in (1, 2, 3):
            self.record(number)
        self.backup("b")
        with sqlite3.connect(self.at / "b/log.sqlite") as database:
            guards = database.execute("select name from sqlite_master where type = 'trigger'")
            for [name] in guards.fetchall():
                database.execute(f"drop trigger {name}")
            database.execute("update event set occurred_at = occurred_at + 1 where position = 2")
        database.close()
        words = ("restore", self.at / "b", "--store", self.at / "new", "--assume-complete")
        self.assertEqual(answer(*words, status=1)["first_bad_position"], 2)
        self.assertIn("altérée à la position 2", run(*words, status=1).stderr)


if __name__ == "__main__":
    keeping_test.PROBANT = sys.argv.pop(1)
    unittest.main()
