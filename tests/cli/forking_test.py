"""Two histories: a log never publishes over what another has published in its name, and a backup
restored beside a log in use takes nothing from it.

usage: forking_test.py PROBANT
"""

import json
import pathlib
import shutil
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import keeping_test  # noqa: E402
import serve_test  # noqa: E402
from keeping_test import answer, entity, run  # noqa: E402
from serve_test import Serving  # noqa: E402


class Published(keeping_test.Store):
    """A log whose checkpoints are copied elsewhere, with a backup of its first two events."""

    def setUp(self):
        super().setUp()
        self.elsewhere = self.at / "elsewhere"
        self.elsewhere.mkdir()
        self.copy = self.elsewhere / "checkpoint"
        self.publish_to(self.store, self.elsewhere)
        self.record(1)
        self.backup("b")
        self.key = self.store / "evidence/signing-key"

    @staticmethod
    def publish_to(store, folder):
        with open(store / "evidence/evidence.toml", "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{folder}"]\n')

    def clone(self):
        """The same log twice, as a copy of its directory makes it; the other goes on first."""
        other = self.at / "clone"
        shutil.copytree(self.store, other)
        return other

    def restore(self, *words, status=0, name="new"):
        new = self.at / name
        done = run("restore", self.at / "b", "--store", new, *words, "--format", "json",
                   status=status)
        return new, done


class Copies(Published):
    def refused(self, why, number=7):
        before = self.copy.read_bytes()
        done = run("record", "-", "--store", self.store, text=entity(number), status=3)
        self.assertIn(str(self.copy), done.stderr)
        self.assertIn(why, done.stderr)
        self.assertEqual(self.copy.read_bytes(), before)

    def test_one_that_has_more_stays_and_nothing_is_recorded(self):
        self.record(2, store=self.clone())
        self.refused("en atteste 3")

    def test_one_of_another_history_stays(self):
        other = self.clone()
        self.record(2, store=other)
        self.copy.rename(self.at / "aside")
        self.record(3)
        self.record(4)
        shutil.copy(self.at / "aside", self.copy)
        verdict = answer("verify", "--store", self.store, status=1)
        self.assertEqual(len(verdict["forks"]), 1)
        self.assertIn("deux histoires signées au nom de", verdict["reason"])
        self.refused(verdict["reason"])
        asked = run("history", "register:010780054", "--store", self.store).stderr
        taken = run("export", "all", "--to", self.at / "e", "--store", self.store).stderr
        for told in (asked, taken):
            self.assertIn(f"attention, {verdict['reason']}", told)
            self.assertNotIn("restore", told)
        served = run("serve", "--listen", "127.0.0.1:0", "--store", self.store, status=3)
        self.assertIn(verdict["reason"], served.stderr)
        for told in (served, run("backup", self.at / "c", "--store", self.store, status=3)):
            self.assertIn("Two histories", told.stderr)
            self.assertNotIn("restore", told.stderr)

    def test_one_of_another_log_stays(self):
        other = self.at / "other"
        run("init", "--store", other, "--origin", "probant.example.org/autre")
        shutil.copy(other / "evidence/checkpoint", self.copy)
        self.refused("un autre journal, « probant.example.org/autre »")
        self.assertIn("autre journal", answer("verify", "--store", self.store, status=1)["reason"])

    def test_one_in_its_name_by_another_key_stays(self):
        other = self.at / "other"
        run("init", "--store", other, "--origin", "probant.example.org/journal")
        shutil.copy(other / "evidence/checkpoint", self.copy)
        self.refused("porte le nom du journal, et n'est signé ni de sa clé")

    def test_what_is_no_checkpoint_stays(self):
        self.copy.write_text("bonjour\n")
        self.refused("n'est pas un point de contrôle")

    def test_an_older_one_of_its_own_is_replaced(self):
        older = self.copy.read_bytes()
        self.record(2)
        newer = self.copy.read_bytes()
        self.copy.write_bytes(older)
        self.record(3)
        self.assertNotIn(self.copy.read_bytes(), (older, newer))
        run("rotate-key", "--by", "u-1", "--grounds", "essai", "--store", self.store)
        self.copy.write_bytes(newer)
        self.record(4)
        self.assertEqual(self.copy.read_bytes(), (self.store / "evidence/checkpoint").read_bytes())

    def test_what_was_taken_away_is_told_and_put_back(self):
        self.copy.unlink()
        done = run("record", "-", "--store", self.store, text=entity(2))
        self.assertIn(f"copie {self.elsewhere} : pas de point de contrôle", done.stderr)
        self.assertTrue(self.copy.exists())
        own = self.store / "evidence/checkpoint"
        own.unlink()
        self.assertIn("n'est plus là", answer("verify", "--store", self.store, status=1)["reason"])
        done = run("record", "-", "--store", self.store, text=entity(3))
        self.assertIn("evidence/checkpoint n'est plus là", done.stderr)
        self.assertTrue(answer("verify", "--store", self.store)["verified"])

    def test_a_service_stops_signing_and_recording_and_says_so(self):
        other = self.clone()
        token = serve_test.new_token(self.store, "op-1", "operator")
        serving = Serving(self.store)
        self.assertEqual(serving.ask("GET", "/readyz")[0].status, 200)
        self.record(2, store=other)
        published = self.copy.read_bytes()
        for _ in range(200):
            ready, text = serving.ask("GET", "/readyz")
            if ready.status == 503:
                break
            time.sleep(0.1)
        self.assertEqual(ready.status, 503)
        self.assertIn("Deux histoires sont racontées", text)
        answered, body = serving.ask("POST", "/v1/events", token, serve_test.ENTITY,
                                     If_Match='"0"', Idempotency_Key='"k-9"')
        self.assertEqual(answered.status, 503, body)
        self.assertIn("Deux histoires sont racontées", body)
        self.assertNotIn("disque", body)
        self.assertIn("probant_log_second_history 1", serving.ask("GET", "/metrics")[1])
        self.assertIn(str(self.copy), serving.end()[2])
        self.assertEqual(self.copy.read_bytes(), published)


class Unsigned(keeping_test.Store):
    """The last events were acknowledged, and the process was killed before the next checkpoint."""

    def setUp(self):
        super().setUp()
        self.record(1)
        self.signed = self.at / "signed"
        shutil.copytree(self.store / "evidence", self.signed)
        self.other = self.at / "clone"
        shutil.copytree(self.store, self.other)
        for number in (2, 3):
            self.record(number)
        shutil.rmtree(self.store / "evidence")
        shutil.copytree(self.signed, self.store / "evidence")

    def verdict(self, number):
        for one in range(number):
            self.record(8 + one, store=self.other)
        given = self.other / "evidence/checkpoint"
        words = run("verify", "--store", self.store, "--checkpoint", given, status=1).stdout
        found = answer("verify", "--store", self.store, "--checkpoint", given, status=1)
        for text in (words, found["reason"]):
            self.assertNotIn("altéré", text)
            self.assertNotIn("restaurez une sauvegarde", text)
            self.assertNotIn("restore", text)
        self.assertTrue(words.startswith("Deux histoires, l'une non signée"), words)
        self.assertIn("ses 2 premiers événements", found["reason"])
        self.assertIn("les 2 suivants, positions 2 à 3", found["reason"])
        self.assertIn(f"atteste {2 + number} événements", found["reason"])
        self.assertEqual((found["unsigned_events"], found["forks"]), (2, []))
        return found

    def test_with_nothing_beside_it_is_told_how_much_is_signed_nowhere(self):
        found = answer("verify", "--store", self.store)
        self.assertEqual((found["verified"], found["unsigned_events"]), (True, 2))
        self.assertIn("2 événements, à partir de la position 2, ne sont couverts",
                      found["notices"][0])
        taken = run("export", "all", "--to", self.at / "e", "--store", self.store)
        self.assertIn("2 événements, à partir de la position 2, n'y sont pas", taken.stderr)
        self.assertIn("d'un journal signé jusqu'à 2", taken.stdout)
        words = run("verify", "--store", self.store).stdout
        self.assertIn("seul ce qui précède est attesté", words)
        self.record(9)
        self.assertEqual(answer("verify", "--store", self.store)["unsigned_events"], 0)

    def test_beside_another_history_as_long_they_are_no_damage(self):
        self.assertIsNone(self.verdict(2)["first_bad_position"])

    def test_whoever_would_write_is_told_the_same(self):
        self.record(8, store=self.other)
        elsewhere = self.at / "elsewhere"
        elsewhere.mkdir()
        shutil.copy(self.other / "evidence/checkpoint", elsewhere)
        Published.publish_to(self.store, elsewhere)
        found = answer("verify", "--store", self.store, status=1)
        self.assertEqual(found["unsigned_events"], 2)
        refused = run("record", "-", "--store", self.store, text=entity(7), status=3)
        self.assertIn(found["reason"], refused.stderr)
        self.assertNotIn("restore", refused.stderr)

    def test_beside_a_longer_one_neither(self):
        self.assertIn("n'a pas tous", self.verdict(5)["reason"])

    def test_alone_they_are_signed_next_and_nothing_is_lost(self):
        self.assertTrue(answer("verify", "--store", self.store)["verified"])
        self.record(4)
        self.assertTrue(answer("verify", "--store", self.store)["verified"])

    def test_what_was_signed_and_is_gone_is_still_damage(self):
        shutil.copy(self.other / "log.sqlite", self.at / "older")
        self.record(8, store=self.other)
        newer = self.other / "evidence/checkpoint"
        older = self.at / "cut"
        shutil.copytree(self.other, older)
        for leftover in older.glob("log.sqlite*"):
            leftover.unlink()
        shutil.copy(self.at / "older", older / "log.sqlite")
        words = run("verify", "--store", older, "--checkpoint", newer, status=1).stdout
        self.assertTrue(words.startswith("Journal altéré"), words)


class Beside(Published):
    """A backup restored while its log goes on."""

    def test_a_drill_publishes_nothing_and_is_marked(self):
        self.record(2)
        before = {file: file.read_bytes() for file in self.elsewhere.rglob("*") if file.is_file()}
        new, done = self.restore("--drill")
        made = json.loads(done.stdout)
        self.assertEqual((made["drill"], made["lost"]), (True, 1))
        self.assertRegex(made["origin"], r"^probant\.example\.org/journal-drill-[0-9a-f]{8}$")
        self.record(9, store=new)
        self.assertTrue(answer("verify", "--store", new)["verified"])
        after = {file: file.read_bytes() for file in self.elsewhere.rglob("*") if file.is_file()}
        self.assertEqual(before, after)
        rotated = answer("history", "journal:main", "--store", new)[1]["data"]
        self.assertIn("Exercice", rotated["grounds"])
        self.record(3)
        self.assertTrue(answer("verify", "--store", self.store)["verified"])
        self.restore("--drill", "--accept-loss", status=2, name="other")
        words = run("restore", self.at / "b", "--store", self.at / "third", "--drill").stdout
        self.assertIn("Exercice", words)

    def test_without_the_key_no_copy_is_taken(self):
        before = self.copy.read_bytes()
        new, done = self.restore(status=2)
        self.assertIn("--key", done.stderr)
        self.assertFalse((new / "log.sqlite").exists())
        self.assertEqual(self.copy.read_bytes(), before)
        aside = self.at / "aside"
        self.copy.rename(aside)
        made = json.loads(self.restore("--checkpoint", aside, "--assume-complete")[1].stdout)
        self.assertNotEqual(made["key"], made["previous_key"])

    def test_two_that_go_on_under_one_name_never_both_publish(self):
        new, done = self.restore("--key", self.key)
        published = self.copy.read_bytes()
        run("record", "-", "--store", self.store, text=entity(2), status=3)
        self.assertEqual(self.copy.read_bytes(), published)
        self.record(3, store=new)

    def test_the_way_out_of_two_histories_is_the_one_of_the_page(self):
        other = self.at / "clone"
        shutil.copytree(self.store, other)
        self.record(2, store=other)
        run("record", "-", "--store", self.store, text=entity(3), status=3)
        self.copy.rename(self.at / "aside")
        known = ("--checkpoint", self.store / "evidence/checkpoint",
                 "--checkpoint", other / "evidence/checkpoint")
        answer("verify", "--store", self.store, *known, status=1)
        answer("verify", "--store", other, *known)
        for store in (self.store, other):
            run("export", "all", "--to", self.at / f"{store.name}-preuves", "--store", store)
        made = json.loads(self.restore("--key", self.key, *known, "--accept-loss")[1].stdout)
        self.assertEqual((made["forked"], made["handover"], made["lost"]), (True, True, 1))
        self.record(9, store=self.at / "new")
        self.assertTrue(answer("verify", "--store", self.at / "new")["verified"])

    def test_so_it_is_when_a_key_took_over_in_one_of_them(self):
        other = self.at / "clone"
        shutil.copytree(self.store, other)
        run("rotate-key", "--by", "u-7", "--grounds", "essai", "--store", self.store)
        self.record(2)
        [passage] = (self.elsewhere / "rotations").iterdir()
        # The other is told where the log goes on, not that its key is wrong.
        refused = run("record", "-", "--store", other, text=entity(3), status=3).stderr
        told = answer("verify", "--store", other, status=1)
        for text in (refused, json.dumps(told["problems"], ensure_ascii=False)):
            self.assertIn(f"{passage} : la clé de ce magasin y a passé la main", text)
            self.assertNotIn("Remettez la bonne clé", text)
            self.assertIn("Two histories", text)
        # It goes on nevertheless, where nobody sees it.
        (other / "evidence/evidence.toml").write_text('origin = "probant.example.org/journal"\n')
        for number in (4, 5, 6, 7):
            self.record(number, store=other)
        fork = other / "evidence/checkpoint"
        known = ("--checkpoint", self.store / "evidence/checkpoint", "--accept-loss")
        _, done = self.restore("--key", self.key, *known, "--checkpoint", fork, status=3)
        self.assertIn(f"{fork} : signé par une clé retirée", done.stderr)
        self.assertIn("relancez sans lui", done.stderr)
        made = json.loads(self.restore("--key", self.key, *known)[1].stdout)
        self.assertEqual((made["forked"], made["handover"], made["lost"]), (True, True, 2))
        self.assertTrue(answer("verify", "--store", self.at / "new")["verified"])

    def test_a_backup_of_another_history_than_what_is_given_is_called_that(self):
        other = self.at / "clone"
        shutil.copytree(self.store, other)
        self.copy.unlink()
        self.record(3, store=other)
        self.copy.unlink()
        self.record(2)
        shutil.rmtree(self.at / "b")
        self.backup("b")
        fork = other / "evidence/checkpoint"
        for words in ((), ("--accept-loss",), ("--drill",)):
            _, done = self.restore("--checkpoint", fork, *words, status=1)
            told = json.loads(done.stdout)
            self.assertFalse(told["restored"])
            self.assertIn("deux histoires signées", told["reason"])
            self.assertIn(f"{fork} atteste la racine", told["reason"])
            self.assertIsNone(told["first_bad_position"])
        words = run("restore", self.at / "b", "--store", self.at / "new", "--checkpoint", fork,
                    status=1).stderr
        self.assertIn("est d'une autre histoire", words)
        self.assertNotIn("altérée", words)
        self.assertFalse((self.at / "new/log.sqlite").exists())

    def test_two_histories_given_are_told_and_left_by_another_name(self):
        other = self.at / "clone"
        shutil.copytree(self.store, other)
        self.copy.unlink()
        self.record(3, store=other)
        self.copy.unlink()
        self.record(2)
        known = ("--checkpoint", self.store / "evidence/checkpoint",
                 "--checkpoint", other / "evidence/checkpoint")
        _, done = self.restore("--key", self.key, *known, status=1)
        self.assertIn("deux histoires signées", json.loads(done.stdout)["reason"])
        _, done = self.restore("--key", self.key, *known, "--accept-loss")
        self.assertIn("deux histoires signées", done.stderr)
        self.assertTrue(json.loads(done.stdout)["forked"])

    def test_a_backup_whose_loss_was_accepted_is_verified_and_restored_again(self):
        self.record(2)
        _, done = self.restore("--accept-loss", "--key", self.key)
        self.assertNotIn("l'a retiré", done.stderr)
        first = json.loads(done.stdout)
        self.record(9, store=self.at / "new")
        published = self.copy.read_bytes()
        verdict = answer("verify", "--store", self.at / "b")
        self.assertIn(first["origin"], "".join(verdict["notices"]))
        _, refused = self.restore(status=1, name="again")
        self.assertIn("Il manque au moins 1 événement, position ", refused.stderr)
        again = json.loads(self.restore("--accept-loss", name="again")[1].stdout)
        self.assertEqual((again["lost"], first["lost"]), (1, 1))
        self.assertNotEqual(again["origin"], first["origin"])
        self.assertTrue(answer("verify", "--store", self.at / "again")["verified"])
        self.record(3, store=self.at / "again")
        self.assertEqual(self.copy.read_bytes(), published)
        self.record(4, store=self.at / "new")
        self.assertTrue(answer("verify", "--store", self.at / "new")["verified"])
        self.restore("--drill", name="drill")


if __name__ == "__main__":
    keeping_test.PROBANT = serve_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
