"""The keys of a log: how one hands over to the next, what is missed when that is taken away, and
two histories signed in one name.

usage: keys_test.py PROBANT
"""

import json
import pathlib
import shutil
import sqlite3
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent / "evidence"))

import keeping_test  # noqa: E402
import make_export  # noqa: E402
from keeping_test import answer, entity, run  # noqa: E402

ORIGIN = "probant.example.org/journal"


class Keys(keeping_test.Store):
    def rotate(self, store=None):
        return answer("rotate-key", "--by", "u-1", "--grounds", "essai", "--store",
                      store or self.store)

    def evidence(self, name):
        return self.store / "evidence" / name

    def verdict(self, *words, status=0, store=None):
        return answer("verify", *words, "--store", store or self.store, status=status)


class Passages(Keys):
    def test_a_passage_taken_away_is_missed_by_verify_and_export(self):
        self.record(1)
        self.rotate()
        self.record(2)
        self.rotate()
        self.assertTrue(self.verdict()["verified"])
        [first, second] = sorted((self.evidence("rotations")).iterdir())
        kept = second.read_bytes()
        second.unlink()
        found = self.verdict(status=1)
        self.assertIn(second.name, found["reason"])
        self.assertIn("passage", found["reason"])
        self.assertIsNone(found["first_bad_position"])
        self.assertIn("Journal non vérifié", run("verify", "--store", self.store, status=1).stdout)
        refused = run("export", "all", "--to", self.at / "e", "--store", self.store, status=3)
        self.assertIn("--without-passages", refused.stderr)
        self.assertFalse((self.at / "e").exists())
        run("export", "all", "--to", self.at / "e", "--without-passages", "--store", self.store)
        second.write_bytes(first.read_bytes())
        self.assertEqual(len(self.verdict(status=1)["problems"]), 2)
        second.write_bytes(kept)
        self.assertTrue(self.verdict()["verified"])

    def test_a_copy_that_has_it_is_named(self):
        elsewhere = self.at / "elsewhere"
        elsewhere.mkdir()
        with open(self.evidence("evidence.toml"), "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{elsewhere}"]\n')
        self.record(1)
        self.backup("b")
        self.rotate()
        # A backup from before knows by the copies who signs since, and that it is older.
        self.assertIn("n'a que", self.verdict(store=self.at / "b")["notices"][0])
        [passage] = self.evidence("rotations").iterdir()
        passage.unlink()
        self.assertIn(str(elsewhere / "rotations" / passage.name),
                      self.verdict(status=1)["reason"])

    def test_a_passage_of_the_log_before_is_missed_too(self):
        self.rotate()
        self.record(1)
        self.backup("b")
        self.record(2)
        new = self.at / "new"
        answer("restore", self.at / "b", "--store", new, "--checkpoint",
               self.evidence("checkpoint"), "--accept-loss", "--key",
               self.evidence("signing-key"))
        self.assertTrue(self.verdict(store=new)["verified"])
        [passage] = (new / "evidence/lost/3/rotations").iterdir()
        passage.unlink()
        self.assertIn(str(passage), self.verdict(store=new, status=1)["reason"])

    def test_without_its_key_a_restored_log_misses_no_passage(self):
        self.record(1)
        self.backup("b")
        new = self.at / "new"
        answer("restore", self.at / "b", "--store", new, "--assume-complete")
        found = self.verdict(store=new)
        self.assertTrue(found["verified"])
        self.assertIn("même nom, nouvelle clé, aucun passage", found["notices"][0])
        done = run("export", "all", "--to", self.at / "e", "--store", new)
        self.assertIn("même nom, nouvelle clé, aucun passage", done.stderr)
        words = run("restore", self.at / "b", "--store", self.at / "x", "--assume-complete").stdout
        self.assertIn("aucun passage", words)
        run("rotate-key", "--by", "probant-restore", "--grounds", "x", "--store", new, status=2)

    def test_given_in_any_order_passages_tell_an_older_backup_who_signs_since(self):
        self.record(1)
        self.backup("b")
        self.rotate()
        self.rotate()
        self.record(2)
        new = self.at / "new"
        passages = sorted(self.evidence("rotations").iterdir(), reverse=True)
        last = self.evidence("checkpoint")
        alone = run("restore", self.at / "b", "--store", new, "--checkpoint", last, status=3)
        self.assertIn("passages", alone.stderr)
        words = ["restore", self.at / "b", "--store", new, "--checkpoint", last]
        for one in passages:
            words += ["--checkpoint", one]
        refused = answer(*words, status=1)
        self.assertFalse(refused["restored"])
        self.assertEqual((refused["lost"], refused["lost_from"]), (3, 2))
        self.assertIn("Il manque au moins 3 événements", refused["reason"])
        made = answer(*words, "--accept-loss", "--key", self.evidence("signing-key"))
        self.assertEqual((made["lost"], made["handover"]), (3, True))
        self.assertEqual(sorted(p.name for p in (new / "evidence/lost/2/rotations").iterdir()),
                         sorted(p.name for p in passages))
        self.assertTrue(self.verdict(store=new)["verified"])
        found = self.verdict("--checkpoint", last, store=self.at / "b", status=1)
        self.assertIn("clé", found["reason"])
        more = [word for one in passages for word in ("--checkpoint", one)]
        found = self.verdict("--checkpoint", last, *more, store=self.at / "b", status=1)
        self.assertIn("n'a que 2", found["reason"])


class PrivateKey(Keys):
    def test_which_key_signs_is_said_and_another_is_found(self):
        self.record(1)
        found = self.verdict()
        self.assertEqual(found["private_key"], "matches")
        self.assertTrue(found["key"].startswith(ORIGIN + "+"))
        self.assertIn(found["key"], run("verify", "--store", self.store).stdout)
        key = self.evidence("signing-key")
        whole = key.read_text()
        other = self.at / "other"
        run("init", "--store", other, "--origin", ORIGIN)
        shutil.copy(other / "evidence/signing-key", key)
        found = self.verdict(status=1)
        self.assertEqual(found["private_key"], "other")
        self.assertIn("signing-key", found["reason"])
        key.unlink()
        found = self.verdict()
        self.assertEqual(found["private_key"], "absent")
        self.assertIn("signing-key", found["notices"][0])
        key.write_text(whole)
        key.chmod(0o600)
        self.backup("b")
        self.assertEqual(self.verdict(store=self.at / "b")["private_key"], "backup")

    def test_what_lies_beside_the_log_is_its_own(self):
        self.rotate()
        settings = self.evidence("evidence.toml")
        whole = settings.read_text()
        settings.write_text(whole.replace("/journal", "/other"))
        self.assertIn("n'est pas celle des clés", self.verdict(status=1)["reason"])
        settings.write_text(whole)
        self.evidence("signing-key").chmod(0o644)
        self.assertIn("chmod 600", self.verdict()["notices"][0])
        self.evidence("signing-key").chmod(0o600)
        self.backup("b")
        new = self.at / "new"
        answer("restore", self.at / "b", "--store", new, "--assume-complete")
        for name in ("restore-certificate", "backup-certificate"):
            file = new / "evidence" / name
            kept = file.read_text()
            file.write_text(kept.replace('"events":2', '"events":9'))
            self.assertIn(name, self.verdict(store=new, status=1)["reason"])
            file.write_text(kept)
        self.assertTrue(self.verdict(store=new)["verified"])

    def test_a_public_key_put_beside_the_log_s_is_not_its_own(self):
        self.record(1)
        for seed in range(4):  # whichever comes first in order
            intruder = make_export.Key(ORIGIN, bytes([seed]) * 32)
            own = self.evidence("log.vkey").read_text()
            self.evidence("log.vkey").write_text(own + intruder.vkey() + "\n")
            found = self.verdict(status=1)
            self.assertEqual(len(found["problems"]), 1)
            self.assertIn(intruder.vkey(), found["reason"])
            self.evidence("log.vkey").write_text(own)


class TwoHistories(Keys):
    def fork(self):
        """A second store with the same key, which recorded something else."""
        self.record(1)
        other = self.at / "other"
        shutil.copytree(self.store, other)
        self.record(2)
        run("record", "-", "--store", other, text=entity(3))
        return other

    def test_a_checkpoint_of_another_history_is_no_damage(self):
        other = self.fork()
        theirs = other / "evidence/checkpoint"
        for _ in range(2):
            found = self.verdict("--checkpoint", theirs, status=1)
            [fork] = found["forks"]
            self.assertEqual(fork["size"], 3)
            self.assertNotEqual(fork["root"], fork["other_root"])
            self.assertIn("deux histoires signées", found["reason"])
            self.assertIn(fork["root"], found["reason"])
            self.assertIn(fork["other_root"], found["reason"])
            text = run("verify", "--store", self.store, "--checkpoint", theirs, status=1).stdout
            self.assertIn("Deux histoires signées", text)
            self.record(4)

    def test_beside_a_shorter_log_it_is_no_damage_either(self):
        other = self.fork()
        kept = self.at / "of-as-many"
        shutil.copy(other / "evidence/checkpoint", kept)
        run("record", "-", "--store", other, text=entity(5))
        longer = other / "evidence/checkpoint"
        found = self.verdict("--checkpoint", longer, "--checkpoint", kept, status=1)
        self.assertEqual([fork["size"] for fork in found["forks"]], [3])
        words = run("verify", "--store", self.store, "--checkpoint", longer, "--checkpoint", kept,
                    status=1).stdout
        self.assertTrue(words.startswith("Deux histoires signées"), words)
        # Alone it does not tell an older copy from another history: nothing is to be lost.
        found = self.verdict("--checkpoint", longer, status=1)
        self.assertEqual((found["forks"], found["first_bad_position"]), ([], 3))
        words = run("verify", "--store", self.store, "--checkpoint", longer, status=1).stdout
        self.assertTrue(words.startswith("Deux histoires, ou une copie ancienne"), words)
        for text in (words, found["reason"]):
            self.assertIn("en atteste 4", text)
            self.assertNotIn("altéré", text)
            self.assertNotIn("restaurez une sauvegarde", text)

    def test_an_export_tells_of_it(self):
        other = self.fork()
        elsewhere = self.at / "elsewhere"
        elsewhere.mkdir()
        shutil.copy(other / "evidence/checkpoint", elsewhere)
        with open(self.evidence("evidence.toml"), "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{elsewhere}"]\n')
        done = run("export", "all", "--to", self.at / "e", "--store", self.store)
        self.assertIn("deux histoires signées", done.stderr)
        [fork] = self.verdict(status=1)["forks"]
        report = (self.at / "e/rapport.html").read_text()
        self.assertIn("Deux histoires sont signées", report)
        for root in (fork["root"], fork["other_root"]):
            self.assertIn(root, report)
        self.assertNotIn(str(self.at), report)

    def test_a_copy_that_says_otherwise_is_found_by_verify_and_stops_writing(self):
        other = self.fork()
        elsewhere = self.at / "elsewhere"
        elsewhere.mkdir()
        shutil.copy(other / "evidence/checkpoint", elsewhere)
        with open(self.evidence("evidence.toml"), "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{elsewhere}"]\n')
        self.assertEqual(len(self.verdict(status=1)["forks"]), 1)
        self.assertIn("deux histoires", run("record", "-", "--store", self.store, text=entity(5),
                                            status=3).stderr)

    def test_a_damaged_log_is_not_called_a_second_history(self):
        self.record(1)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            for [name] in database.execute(
                    "select name from sqlite_master where type = 'trigger'").fetchall():
                database.execute(f"drop trigger {name}")
            database.execute("update leaf set envelope = cast(replace(cast(envelope as text), "
                             "'op-1', 'op-2') as blob) where position = 1")
        database.close()
        self.assertEqual(self.verdict(status=1)["forks"], [])

    def test_two_restorations_of_one_backup_do_not_bear_one_name(self):
        self.record(1)
        self.backup("b")
        self.record(2)
        words = ("restore", self.at / "b", "--checkpoint", self.evidence("checkpoint"),
                 "--accept-loss", "--key", self.evidence("signing-key"), "--store")
        origins = [answer(*words, self.at / name)["origin"] for name in ("x", "y")]
        self.assertEqual(len(set(origins)), 2)
        for origin in origins:
            self.assertRegex(origin, rf"^{ORIGIN}-r1-[0-9a-f]{{8}}$")
        words = [f"{self.at}/{name}/evidence/lost/2/handover" for name in ("x", "y")]
        self.verdict("--checkpoint", words[0], store=self.at / "x")
        self.assertIn("deux journaux le continuent",
                      self.verdict("--checkpoint", words[1], store=self.at / "x",
                                   status=1)["reason"])
        self.assertIn("celui-ci est clos",
                      self.verdict("--checkpoint", words[1], status=1)["reason"])


class Retired(Keys):
    """A copy of the store went on with the key that the log has given up since."""

    def setUp(self):
        super().setUp()
        self.elsewhere = self.at / "elsewhere"
        self.elsewhere.mkdir()
        self.record(1)
        self.before = self.at / "before"
        shutil.copy(self.evidence("checkpoint"), self.before)
        self.other = self.at / "other"
        shutil.copytree(self.store, self.other)
        with open(self.evidence("evidence.toml"), "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{self.elsewhere}"]\n')
        self.rotate()
        for number in (2, 3, 4):
            run("record", "-", "--store", self.other, text=entity(number))
        self.theirs = self.other / "evidence/checkpoint"

    def test_what_it_signs_is_no_evidence_about_the_log(self):
        self.assertTrue(self.verdict("--checkpoint", self.before)["verified"])
        found = self.verdict("--checkpoint", self.theirs, status=1)
        self.assertIn("signé par une clé retirée : elle a passé la main à une autre après 3",
                      found["reason"])
        self.assertEqual((found["forks"], found["first_bad_position"]), ([], None))
        words = run("verify", "--store", self.store, "--checkpoint", self.theirs, status=1).stdout
        self.assertIn("Journal non vérifié", words)

    def test_in_a_copy_it_stops_nothing_and_is_put_aside(self):
        shutil.copy(self.theirs, self.elsewhere / "checkpoint")
        found = self.verdict()
        self.assertIn("signé par une clé retirée", found["notices"][0])
        done = run("record", "-", "--store", self.store, text=entity(9))
        aside = self.elsewhere / "checkpoint.retired-5"
        self.assertEqual(aside.read_bytes(), self.theirs.read_bytes())
        self.assertIn(str(aside), done.stderr)
        self.assertEqual((self.elsewhere / "checkpoint").read_bytes(),
                         self.evidence("checkpoint").read_bytes())
        self.assertTrue(self.verdict()["verified"])

    def test_a_restoration_is_not_convinced_by_it(self):
        self.backup("b")
        new = self.at / "new"
        key = ("--key", self.evidence("signing-key"))
        refused = run("restore", self.at / "b", "--store", new, *key, "--checkpoint", self.theirs,
                      status=3)
        self.assertIn("signé par une clé retirée", refused.stderr)
        self.assertNotIn("passages", refused.stderr)
        shutil.copy(self.theirs, self.elsewhere / "checkpoint")
        asked = answer("restore", self.at / "b", "--store", new, *key, status=1)
        self.assertIn("signé par une clé retirée", asked["reason"])
        self.assertIsNone(asked["lost"])
        made = answer("restore", self.at / "b", "--store", new, *key, "--assume-complete")
        self.assertEqual((made["lost"], made["forked"]), (0, False))
        self.assertTrue(self.verdict(store=new)["verified"])

    def test_nor_by_a_list_of_erasures_that_it_signed(self):
        self.backup("b")
        self.erase(1, store=self.other)
        asked = run("restore", self.at / "b", "--store", self.at / "new", "--accept-loss",
                    "--erasures", self.other / "evidence/erasures", status=3)
        self.assertIn("signé par une clé retirée", asked.stderr)

    def test_a_change_that_was_interrupted_once_signed_is_carried_through(self):
        old = (self.evidence("signing-key")).read_text()
        before = (self.evidence("log.vkey")).read_text()
        self.rotate()
        new = self.evidence("signing-key").read_text()
        for name, text in (("signing-key", old), ("signing-key.next", new)):
            self.evidence(name).write_text(text)
            self.evidence(name).chmod(0o600)
        self.record(9)
        self.assertEqual(self.evidence("signing-key").read_text(), new)
        self.assertFalse(self.evidence("signing-key.next").exists())
        self.assertNotEqual(self.evidence("log.vkey").read_text(), before)
        self.assertTrue(self.verdict()["verified"])


if __name__ == "__main__":
    keeping_test.PROBANT = sys.argv.pop(1)
    unittest.main()
