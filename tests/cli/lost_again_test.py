"""A log is lost and restored with loss, and the restored one is lost in its turn: what that one
erased stays erased, whichever backup is restored next.

usage: lost_again_test.py PROBANT
"""

import json
import pathlib
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import keeping_test  # noqa: E402
import serve_test  # noqa: E402
from forking_test import Published  # noqa: E402
from keeping_test import answer, run  # noqa: E402
from serve_test import Serving  # noqa: E402


class LostAgain(Published):
    def lost_again(self, *words):
        """The log is lost and restored, an event erased in the restored one, which is lost too."""
        made = json.loads(self.restore("--accept-loss", *words, name="r1")[1].stdout)
        self.record(9, store=self.at / "r1")
        keeping_test.Store.erase(self, 1, store=self.at / "r1")
        list_of = self.at / "list"
        shutil.copy(self.at / "r1/evidence/erasures", list_of)
        events = answer("verify", "--store", self.at / "r1")["events"]
        shutil.rmtree(self.at / "r1")
        for words in ((), ("--assume-complete", "--key", self.key)):
            told = json.loads(self.restore(*words, status=1)[1].stdout)
            self.assertIn(f"« {made['origin']} » continue ce journal", told["reason"])
            self.assertIn(f"au moins {events} événements", told["reason"])
            self.assertFalse((self.at / "new/log.sqlite").exists())
        return made["origin"], events, list_of, told["reason"]

    def test_what_was_erased_in_a_restored_log_that_is_lost_too_is_erased_again(self):
        self.record(2)
        origin, events, _, reason = self.lost_again("--key", self.key)
        self.assertNotIn("ne seront pas appliqués", reason)
        for name, words in (("new", ("--accept-loss", "--key", self.key)), ("try", ("--drill",))):
            new, done = self.restore(*words, name=name)
            made = json.loads(done.stdout)
            self.assertEqual(made["erasures_reapplied"], 1)
            self.assertIn({"erasures_known": True, "events": events, "origin": origin},
                          made["continued_by"])
            self.assertIn("erasure", answer("history", "register:010780054", "--store", new)[0])
            self.assertTrue(answer("verify", "--store", new)["verified"])
        # Without what leads to its key, what it says is not believed, and that is told.
        for handover in self.elsewhere.rglob("handover.lost-*"):
            handover.unlink()
        made = json.loads(self.restore("--accept-loss", name="third")[1].stdout)
        self.assertEqual((made["erasures_reapplied"], [
            one["erasures_known"] for one in made["continued_by"]]), (0, [False, False]))

    def test_it_is_erased_in_a_longer_backup_of_the_first_log_too(self):
        for number in range(2, 9):
            self.record(number)
        late = self.at / "late"
        self.backup("late")
        secret = "HOSPITALIER 1\""
        self.assertNotEqual(keeping_test.holds(late, secret), [])
        self.lost_again("--key", self.key)
        new = self.at / "new"
        made = answer("restore", late, "--store", new, "--accept-loss", "--key", self.key)
        order = answer("history", "register:010780054", "--store", new)[0]["erasure"]
        self.assertEqual((made["events"], made["erasures_reapplied"]), (9, 1))
        self.assertRegex(order["legal_basis"], r"position [5-8] du journal perdu")
        self.assertEqual(keeping_test.holds(new, secret), [])
        self.assertTrue(answer("verify", "--store", new)["verified"])

    def test_so_it_is_when_a_key_had_taken_over_since_the_backup(self):
        run("rotate-key", "--by", "u-1", "--grounds", "essai", "--store", self.store)
        keeping_test.Store.erase(self, 1)
        secret = "HOSPITALIER 1\""
        for name, words in (("r1", ("--accept-loss", "--key", self.key)), ("d1", ("--drill",)),
                            ("r2", ("--accept-loss", "--key", self.key)), ("d2", ("--drill",))):
            new, done = self.restore(*words, name=name)
            made = json.loads(done.stdout)
            self.assertEqual((made["erasures_reapplied"], made["erasures_known"]), (1, True), name)
            self.assertEqual(keeping_test.holds(new, secret), [])
            self.assertTrue(answer("verify", "--store", new)["verified"])
            if name == "r1":
                shutil.rmtree(new)

    def test_what_the_first_erased_in_what_was_lost_is_erased_in_a_backup_of_the_second(self):
        keeping_test.Store.erase(self, 1)
        listed = self.elsewhere / "erasures"
        hidden = self.at / "hidden"
        listed.rename(hidden)
        self.restore("--accept-loss", "--key", self.key, name="r1")
        self.assertNotEqual(keeping_test.holds(self.at / "r1", "HOSPITALIER 1\""), [])
        answer("backup", self.at / "late", "--store", self.at / "r1")
        words = ("--assume-complete", "--key", self.at / "r1/evidence/signing-key")
        made = answer("restore", self.at / "late", "--store", self.at / "given", *words,
                      "--erasures", hidden)
        self.assertEqual(made["erasures_reapplied"], 1)
        shutil.copy(hidden, self.elsewhere / "erasures.lost-4")
        drill = answer("restore", self.at / "late", "--store", self.at / "drill", "--drill")
        self.assertEqual(drill["erasures_reapplied"], 1)
        self.assertEqual(keeping_test.holds(self.at / "drill", "HOSPITALIER 1\""), [])

    def test_restored_while_another_restoration_publishes_it_has_copies_of_its_own(self):
        self.record(2)
        words = ("--accept-loss", "--key", self.key)
        first = json.loads(self.restore(*words, name="r1")[1].stdout)
        published = {file: file.read_bytes() for file in self.elsewhere.rglob("*")
                     if file.is_file()}
        second, done = self.restore(*words, name="r2")
        made = json.loads(done.stdout)
        folder = self.elsewhere / made["origin"].replace("/", "-")
        self.assertEqual(made["copies_beside"], [str(folder)])
        self.assertEqual({file: file.read_bytes() for file in published}, published)
        self.record(9, store=second)
        erased = keeping_test.Store.erase(self, 1, store=second)
        self.assertIn("« probant restore » l'efface de nouveau", erased["notices"][0])
        for name in ("checkpoint", "erasures"):
            self.assertEqual((folder / name).read_bytes(),
                             (second / "evidence" / name).read_bytes())
        events = answer("verify", "--store", second)["events"]
        self.assertEqual(answer("verify", "--store", second)["notices"], [])
        # The first goes on undisturbed; neither is lost to whoever restores next.
        self.record(8, store=self.at / "r1")
        self.assertTrue(answer("verify", "--store", self.at / "r1")["verified"])
        shutil.rmtree(second)
        third, done = self.restore(*words, name="r3")
        told = json.loads(done.stdout)
        self.assertEqual({one["origin"]: one["erasures_known"] for one in told["continued_by"]},
                         {first["origin"]: True, made["origin"]: True})
        self.assertEqual(max(one["events"] for one in told["continued_by"]), events)
        self.assertEqual(told["erasures_reapplied"], 1)
        self.assertEqual(keeping_test.holds(third, "HOSPITALIER 1\""), [])
        # One that goes on from the second takes its folder, as any restoration with loss does.
        self.assertNotEqual(told["copies_beside"], made["copies_beside"])

    def test_an_exercise_does_not_say_that_it_publishes_beside(self):
        self.record(2)
        self.restore("--accept-loss", "--key", self.key, name="r1")
        told = self.restore("--drill", name="drill")[1].stderr
        self.assertIn("n'y publiera rien", told)
        self.assertNotIn("à côté", told)

    def test_where_the_second_is_known_by_its_name_alone_its_erasures_are_said_not_to_be(self):
        self.record(2)
        self.restore("--accept-loss", name="r1")
        second, done = self.restore("--accept-loss", name="r2")
        keeping_test.Store.erase(self, 1, store=second)
        shutil.rmtree(second)
        told = json.loads(self.restore("--accept-loss", name="r3")[1].stdout)
        origin = json.loads(done.stdout)["origin"]
        self.assertIn((origin, False), [(one["origin"], one["erasures_known"])
                                        for one in told["continued_by"]])
        self.assertEqual(told["erasures_reapplied"], 0)

    def test_a_restoration_of_the_second_takes_the_folder_over(self):
        self.record(2)
        words = ("--accept-loss", "--key", self.key)
        self.restore(*words, name="r1")
        second, done = self.restore(*words, name="r2")
        folder = pathlib.Path(json.loads(done.stdout)["copies_beside"][0])
        answer("backup", self.at / "late", "--store", second)
        self.record(9, store=second)
        third = self.at / "r3"
        made = answer("restore", self.at / "late", "--store", third, "--accept-loss", "--key",
                      second / "evidence/signing-key")
        self.assertEqual(made["copies_beside"], [])
        self.assertEqual((folder / "checkpoint").read_bytes(),
                         (third / "evidence/checkpoint").read_bytes())
        keeping_test.Store.erase(self, 1, store=third)
        told = json.loads(self.restore(*words, name="r4")[1].stdout)
        self.assertEqual(len(told["continued_by"]), 3)
        self.assertEqual(told["erasures_reapplied"], 1)

    def test_a_list_that_is_another_logs_is_told_wherever_it_is_asked_about(self):
        self.record(2)
        keeping_test.Store.erase(self, 1)
        aside, listed = self.at / "aside", self.elsewhere / "erasures"
        shutil.copy(listed, aside)
        self.restore("--drill", name="other")
        shutil.copy(self.at / "other/evidence/erasures", listed)
        token = serve_test.new_token(self.store, "op-1", "operator")
        serving = Serving(self.store)
        try:
            ready, text = serving.ask("GET", "/readyz")
            self.assertEqual(ready.status, 503)
            self.assertIn("La liste des effacements", json.loads(text)["problems"][0])
        finally:
            serving.end()
        self.assertTrue(token)
        verdict = answer("verify", "--store", self.store, status=1)
        self.assertIn(f"{listed} : ", verdict["reason"])
        run("erase", 2, "--basis", "RGPD art. 17", "--by", "u-7", "--store", self.store)
        done = run("erase", 2, "--confirm", "--by", "u-12", "--store", self.store, "--format",
                   "json", status=3)
        erased = json.loads(done.stdout)
        self.assertEqual(erased["outcome"], "recorded")
        self.assertIn("une restauration le ferait revenir", erased["notices"][0])
        self.assertIn(str(listed), done.stderr)
        listed.rename(self.at / "not-ours")
        self.record(3)
        self.assertTrue(answer("verify", "--store", self.store)["verified"])
        with open(listed, encoding="utf-8") as text:
            self.assertEqual(sum(line[:1].isdigit() for line in text), 2)

    def test_without_a_passage_its_erasures_are_said_not_to_be_applied(self):
        self.copy.rename(self.at / "aside")
        origin, events, listed, reason = self.lost_again("--checkpoint", self.at / "aside")
        self.assertIn(f"effacements décidés dans « {origin} » ne seront pas appliqués", reason)
        new, done = self.restore("--accept-loss", "--checkpoint", self.copy)
        made = json.loads(done.stdout)
        self.assertEqual(made["continued_by"], [
            {"erasures_known": False, "events": events, "origin": origin}])
        self.restore("--accept-loss", "--erasures", listed, status=3, name="other")


if __name__ == "__main__":
    keeping_test.PROBANT = serve_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
