"""What must stay: what verify compares, restore with and without loss.

usage: keeping_test.py PROBANT
"""

import base64
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "evidence"))

import make_export  # noqa: E402

PROBANT = ""
SECRET = "ETABLISSEMENT-QUE-PERSONNE-NE-DOIT-PLUS-LIRE"


def run(*arguments, status=0, text=None):
    done = subprocess.run([PROBANT, *map(str, arguments)], input=text, capture_output=True,
                          text=True, timeout=120)
    if done.returncode != status:
        raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def answer(*arguments, status=0, text=None):
    return json.loads(run(*arguments, "--format", "json", status=status, text=text).stdout)


def entity(number, name="CENTRE HOSPITALIER"):
    return json.dumps({
        "id": f"e{number}", "type": "register.entity_recorded", "dossier": "register:010780054",
        "actor": {"id": "op-1", "role": "operator", "organisation": ""},
        "data": {"entity": "010780054", "name": f"{name} {number}", "legal_status": "public",
                 "region": "84", "sites": [], "source": "essai"}}) + "\n"


def holds(folder, secret):
    return [str(path) for path in pathlib.Path(folder).rglob("*")
            if path.is_file() and secret.encode() in path.read_bytes()]


class Store(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.at = pathlib.Path(self.folder.name)
        self.store = self.at / "store"
        run("init", "--store", self.store, "--origin", "probant.example.org/journal")

    def tearDown(self):
        self.folder.cleanup()

    def record(self, number, *name, store=None):
        run("record", "-", "--store", store or self.store, text=entity(number, *name))

    def erase(self, position, store=None, by=("u-7", "u-12")):
        store = store or self.store
        run("erase", position, "--basis", "RGPD art. 17", "--by", by[0], "--store", store)
        return answer("erase", position, "--confirm", "--by", by[1], "--store", store)

    def backup(self, name):
        return answer("backup", self.at / name, "--store", self.store)


class Verify(Store):
    def test_what_was_not_there_to_compare_with_is_said(self):
        elsewhere = self.at / "elsewhere"
        elsewhere.mkdir()
        with open(self.store / "evidence/evidence.toml", "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{elsewhere}"]\n')
        self.record(1)
        self.assertEqual(answer("verify", "--store", self.store)["notices"], [])
        (self.store / "evidence/world").unlink()
        shutil.rmtree(elsewhere)
        notices = answer("verify", "--store", self.store)["notices"]
        self.assertEqual(len(notices), 2)
        words = run("verify", "--store", self.store).stdout
        self.assertIn("evidence/world", words)
        self.assertIn(str(elsewhere), words)

    def test_of_a_tail_that_was_cut_off_the_first_missing_event_is_named(self):
        self.record(1)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            database.execute("pragma wal_checkpoint(truncate)")
        database.close()
        shutil.copy(self.store / "log.sqlite", self.at / "older")
        self.record(2)
        self.record(3)
        for left in self.store.glob("log.sqlite-*"):
            left.unlink()
        shutil.copy(self.at / "older", self.store / "log.sqlite")
        verdict = answer("verify", "--store", self.store, status=1)
        self.assertEqual(verdict["first_bad_position"], 2)


class Restore(Store):
    def test_with_its_key_the_same_log_goes_on(self):
        self.record(1)
        self.backup("b")
        new = self.at / "new"
        made = answer("restore", self.at / "b", "--store", new, "--key",
                      self.store / "evidence/signing-key", "--checkpoint",
                      self.store / "evidence/checkpoint", "--assume-complete")
        self.assertEqual(made["known_from"], [str(self.store / "evidence/checkpoint")])
        self.assertEqual((made["events"], made["lost"]), (2, 0))
        self.assertEqual(made["key"], made["previous_key"])
        self.record(2, store=new)
        run("verify", "--store", new, "--checkpoint", self.store / "evidence/checkpoint")
        self.assertIn("probant restore certificate v1",
                      (new / "evidence/restore-certificate").read_text())
        run("restore", self.at / "b", "--store", new, status=2)

    def test_a_list_of_a_log_that_goes_on_from_it_wants_the_handover_to_its_key(self):
        self.record(1)
        self.backup("b")
        self.record(2)
        first = self.at / "first"
        run("restore", self.at / "b", "--store", first, "--key",
            self.store / "evidence/signing-key", "--checkpoint",
            self.store / "evidence/checkpoint", "--accept-loss")
        self.erase(1, store=first)
        words = ("restore", self.at / "b", "--store", self.at / "again", "--accept-loss",
                 "--erasures", first / "evidence/erasures")
        told = run(*words, status=3).stderr
        self.assertIn("--checkpoint evidence/lost/N/handover", told)
        self.assertIn("probant.example.org/journal-r1-", told)
        [handover] = first.glob("evidence/lost/*/handover")
        self.assertEqual(answer(*words, "--checkpoint", handover)["erasures_reapplied"], 1)
        self.assertIn("evidence/lost/N/handover", run("restore", "--help").stdout)

    def test_of_a_file_that_a_backup_is_read_by_it_is_said_where_it_is_to_be_had(self):
        self.record(1)
        self.backup("b")
        backup, new = self.at / "b", self.at / "new"
        another = "renez une autre sauvegarde"
        for name, bytes_now, status, said in (
                ("evidence/checkpoint", b"x", 1, "Le magasin d'où elle vient"),
                ("evidence/log.vkey", None, 3, "ou d'un export (log.vkey)"),
                ("evidence/log.vkey", b"x\n", 3, "ou d'un export (log.vkey)"),
                ("evidence/evidence.toml", None, 3, 'origin = "probant.example.org/journal"'),
                ("evidence/evidence.toml", b"", 3, 'origin = "probant.example.org/journal"'),
                ("evidence/evidence.toml", b"x", 3, 'origin = "probant.example.org/journal"'),
                ("certificate", None, 3, another), ("certificate", b"x", 1, another),
                ("log.sqlite", None, 3, another), ("log.sqlite", b"x", 1, another),
                ("log.sqlite", b"", 1, another)):
            whole = (backup / name).read_bytes()
            (backup / name).unlink()
            if bytes_now is not None:
                (backup / name).write_bytes(bytes_now)
            done = run("restore", backup, "--store", new, "--drill", status=status)
            self.assertIn(str(backup if name == "log.sqlite" else backup / name), done.stderr)
            self.assertIn(said, done.stderr)
            self.assertNotIn("restaurez une sauvegarde", done.stderr)
            self.assertNotIn("probant init", done.stderr)
            (backup / name).write_bytes(whole)
        (backup / "evidence/evidence.toml").write_text('origin = "probant.example.org/journal"\n')
        self.assertEqual(answer("restore", backup, "--store", new, "--assume-complete", "--key",
                                self.store / "evidence/signing-key")["lost"], 0)
        words = run("restore", self.at, "--store", self.at / "other", status=3).stderr
        self.assertIn("ce n'est pas une sauvegarde", words)
        # What nobody was told of may not have been.
        words = run("restore", backup, "--store", self.at / "third", "--assume-complete").stdout
        self.assertIn("un contenu effacé depuis serait de nouveau lisible", words)

    def test_without_its_key_another_one_takes_over_and_the_log_says_so(self):
        self.backup("b")
        new = self.at / "new"
        made = answer("restore", self.at / "b", "--store", new, "--assume-complete")
        self.assertEqual((made["known_from"], made["forked"]), ([], False))
        self.assertNotEqual(made["key"], made["previous_key"])
        self.assertEqual(made["origin"], made["previous_origin"])
        types = [e["type"] for e in answer("history", "journal:main", "--store", new)]
        self.assertEqual(types, ["journal.restored", "journal.key_rotated"])
        self.assertTrue(answer("verify", "--store", new)["verified"])
        run("restore", self.at / "b", "--store", self.at / "wrong", "--key",
            new / "evidence/signing-key", "--assume-complete", status=3)

    def test_when_nobody_outside_knows_no_second_history_is_begun(self):
        self.record(1)
        self.backup("b")
        self.record(2)
        new = self.at / "new"
        run("restore", self.at / "b", "--store", new, "--accept-loss", "--assume-complete",
            status=2)
        # What somebody kept, of before, does not say that nothing came after either.
        old = self.at / "b" / "evidence" / "checkpoint"
        for at, words in enumerate((("--accept-loss",), (), ("--checkpoint", old))):
            done = run("restore", self.at / "b", "--store", self.at / f"new{at}", "--key",
                       self.store / "evidence/signing-key", *words, "--format", "json")
            made = json.loads(done.stdout)
            self.assertEqual((made["forked"], made["handover"], made["lost"]), (True, True, None))
            self.assertEqual("--assume-complete" in done.stderr, at > 0)
        made = answer("restore", self.at / "b", "--store", new)
        self.assertEqual((made["forked"], made["lost"]), (True, None))
        self.assertRegex(made["origin"], r"^probant\.example\.org/journal-r1-[0-9a-f]{8}$")
        self.assertIsNone(answer("verify", "--store", new)["continues"][0]["lost"])
        self.assertTrue(answer("verify", "--store", new)["verified"])

    def test_what_a_killed_attempt_left_does_not_stand_in_the_way(self):
        self.record(1)
        self.backup("b")
        new = self.at / "new"
        new.mkdir()
        (new / "unfinished").write_text("4242 2026-05-20T10:00:00Z\n")
        (new / "log.sqlite").write_bytes(b"half")
        self.assertIn("pas été achevé", run("verify", "--store", new, status=3).stderr)
        answer("restore", self.at / "b", "--store", new, "--assume-complete")
        self.assertFalse((new / "unfinished").exists())
        run("verify", "--store", new)
        for name, command in (("c", "backup"), ("d", "init")):
            left = self.at / name
            (left / "evidence").mkdir(parents=True)
            (left / "unfinished").write_text("")
            words = [command, left] if command == "backup" else [command]
            store = self.store if command == "backup" else left
            run(*words, "--store", store)
            run("verify", "--store", left)

    def test_an_older_backup_is_refused_until_the_loss_is_accepted(self):
        self.record(1, SECRET)
        self.backup("b")
        self.record(2)
        self.erase(1)
        known = ("--checkpoint", self.store / "evidence/checkpoint",
                 "--erasures", self.store / "evidence/erasures")
        new = self.at / "new"
        refused = run("restore", self.at / "b", "--store", new, *known, status=1)
        self.assertIn("Il manque au moins 3 événements, positions 2 à 4", refused.stderr)
        self.assertFalse((new / "log.sqlite").exists())
        made = answer("restore", self.at / "b", "--store", new, *known, "--accept-loss")
        self.assertEqual((made["lost"], made["lost_from"], made["lost_to"]), (3, 2, 4))
        self.assertRegex(made["origin"], r"^probant\.example\.org/journal-r1-[0-9a-f]{8}$")
        self.assertEqual(made["erasures_reapplied"], 1)
        self.assertEqual(holds(new, SECRET), [])
        verified = answer("verify", "--store", new)
        self.assertEqual((verified["verified"], verified["erased"]), (True, 1))
        again = answer("history", "register:010780054", "--store", new)[0]["erasure"]
        self.assertRegex(again["legal_basis"], r"^RGPD art\. 17 \(effacement du \d\d/\d\d/20\d\d, "
                                               "position 4 du journal perdu, appliqué de nouveau")
        when = [[one["occurred_at"]
                 for one in answer("history", "register:010780054", "--store", at)
                 if one["type"] == "dossier.payload_erased"] for at in (self.store, new)]
        self.assertEqual(when[0], when[1])
        restored = answer("history", "journal:main", "--store", new)[0]["data"]
        self.assertEqual((restored["size"], restored["known_size"]), (2, 5))
        self.assertTrue((new / "evidence/lost/2/checkpoint").exists())
        self.record(3, store=new)
        lost = answer("verify", "--store", new, "--checkpoint",
                      self.store / "evidence/checkpoint", status=1)
        self.assertIn("couvre 3 événements (positions 2 à 4) perdus", lost["reason"])

    def copy_to(self, name):
        elsewhere = self.at / name
        elsewhere.mkdir()
        settings = self.store / "evidence/evidence.toml"
        copies = [f'"{folder}"' for folder in sorted(self.at.glob("elsewhere*"))]
        settings.write_text('origin = "probant.example.org/journal"\n'
                            f"copies = [{', '.join(copies)}]\n")
        return elsewhere

    def test_a_list_from_before_an_erasure_hides_none(self):
        for number, name in ((1, "AUTRE"), (2, SECRET)):
            self.record(number, name)
        self.backup("b")
        self.erase(1)
        old = self.at / "old-list"
        shutil.copy(self.store / "evidence/erasures", old)
        self.erase(2)
        new = self.at / "new"
        known = ("--checkpoint", self.store / "evidence/checkpoint", "--erasures")
        text = "ne va que jusqu'au 5e événement d'un journal qui en a eu au moins 7"
        asked = answer("restore", self.at / "b", "--store", new, *known, old, status=1)
        self.assertIn(text, asked["reason"])
        words = run("restore", self.at / "b", "--store", new, *known, old, "--accept-loss").stdout
        self.assertIn(text, words)
        certificate = (new / "evidence/restore-certificate").read_text()
        self.assertIn('"erasures_cover":5,"erasures_known":false', certificate)
        last = self.at / "last"
        made = answer("restore", self.at / "b", "--store", last, *known, old, "--erasures",
                      self.store / "evidence/erasures", "--accept-loss")
        self.assertEqual((made["erasures_known"], made["erasures_reapplied"]), (True, 2))
        self.assertEqual(holds(last, SECRET), [])

    def test_a_list_of_before_lists_told_how_far_they_go_is_read_and_not_trusted_further(self):
        self.record(1, SECRET)
        self.backup("b")
        self.erase(1)
        listed = self.store / "evidence/erasures"
        text = listed.read_text().split("\n\n")[0].replace("erasures v2", "erasures v1")
        text = text[:text.index("covers ")]
        secret = (self.store / "evidence/signing-key").read_text().split("\n")[0].split("+", 4)[4]
        key = make_export.Key("probant.example.org/journal", base64.b64decode(secret)[1:])
        listed.write_text(text + "\n" + key.sign(text))
        made = answer("restore", self.at / "b", "--store", self.at / "new", "--accept-loss",
                      "--checkpoint", self.store / "evidence/checkpoint", "--erasures", listed)
        self.assertEqual((made["erasures_known"], made["erasures_reapplied"]), (False, 1))
        self.record(2)
        self.assertTrue(answer("verify", "--store", self.store)["verified"])
        self.erase(4)
        self.assertIn("erasures v2", listed.read_text())

    def test_a_new_directory_of_copies_has_the_list_at_once_and_the_newest_counts(self):
        self.record(1, SECRET)
        self.backup("b")
        first = self.copy_to("elsewhere-1")
        self.erase(1)
        stale = (first / "erasures").read_bytes()
        second = self.copy_to("elsewhere-2")
        self.record(2)
        for folder in (first, second):
            self.assertEqual((folder / "erasures").read_bytes(),
                             (self.store / "evidence/erasures").read_bytes())
        (first / "erasures").write_bytes(stale)
        shutil.copy(self.store / "evidence/evidence.toml", self.at / "b/evidence")
        made = answer("restore", self.at / "b", "--store", self.at / "new", "--accept-loss")
        self.assertEqual((made["erasures_known"], made["erasures_reapplied"]), (True, 1))
        self.assertEqual(holds(self.at / "new", SECRET), [])

    def test_two_restorations_of_a_simulation_are_two_logs(self):
        shutil.rmtree(self.store)
        run("init", "--simulation", "--store", self.store)
        self.record(1)
        self.backup("b")
        origins = set()
        for number in (1, 2):
            new = self.at / f"new{number}"
            origins.add(answer("restore", self.at / "b", "--store", new, "--accept-loss")["origin"])
            self.record(7 + number, store=new)
            self.assertTrue(answer("verify", "--store", new)["verified"])
        self.assertEqual(len(origins), 2)
        for origin in origins:
            self.assertRegex(origin, r"^probant\.invalid/simulation-r1-[0-9a-f]{8}$")

    def test_a_key_that_took_over_since_the_backup_is_followed_in_the_copies(self):
        elsewhere = self.at / "elsewhere"
        elsewhere.mkdir()
        with open(self.store / "evidence/evidence.toml", "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{elsewhere}"]\n')
        self.record(1)
        self.backup("b")
        run("rotate-key", "--by", "u-1", "--grounds", "essai", "--store", self.store)
        self.record(2)
        new = self.at / "new"
        refused = run("restore", self.at / "b", "--store", new, status=1)
        self.assertIn("Il manque au moins 2 événements, positions 2 à 3", refused.stderr)
        for file in (elsewhere / "rotations").iterdir():
            whole = file.read_bytes()
            file.write_bytes(whole.replace(b"+A", b"+B", 1))
            self.assertIn("clé", run("restore", self.at / "b", "--store", new, status=3).stderr)
            file.write_bytes(whole)
        made = answer("restore", self.at / "b", "--store", new, "--accept-loss")
        self.assertEqual((made["lost"], made["forked"]), (2, True))
        self.assertTrue(answer("verify", "--store", new)["verified"])

    def test_a_copy_elsewhere_tells_of_what_is_missing(self):
        elsewhere = self.at / "elsewhere"
        elsewhere.mkdir()
        with open(self.store / "evidence/evidence.toml", "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{elsewhere}"]\n')
        self.record(1, SECRET)
        self.backup("b")
        self.erase(1)
        new = self.at / "new"
        run("restore", self.at / "b", "--store", new, status=1)
        made = answer("restore", self.at / "b", "--store", new, "--accept-loss")
        self.assertEqual(made["erasures_reapplied"], 1)
        self.assertEqual(holds(new, SECRET), [])
        self.record(2, store=new)
        self.assertTrue(answer("verify", "--store", new)["verified"])


if __name__ == "__main__":
    PROBANT = sys.argv.pop(1)
    unittest.main()
