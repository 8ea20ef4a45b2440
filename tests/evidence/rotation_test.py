#!/usr/bin/env python3
"""How a reader of an old key goes on to the new one, before both checkers.

usage: rotation_test.py PROBANT_VERIFY
"""

import shutil
import sys
import unittest

sys.dont_write_bytecode = True

import make_export  # noqa: E402
import verifier_test  # noqa: E402


class Keys(verifier_test.Exports):
    def setUp(self):
        super().setUp()
        self.old = make_export.Key(make_export.ORIGIN)
        self.new = make_export.Key(make_export.ORIGIN, b"n" * 32)


class Rotations(Keys):
    """A key of another seed took over when the log had two events."""

    def rotated(self, signer, by=None, names=None):
        folder = self.export(key=signer)
        leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in make_export.log()[:2]]
        text = make_export.signed_checkpoint(self.old, leaves).split("\n\n")[0] + "\n"
        text += f"key-rotation {(names or self.new).vkey()}\n"
        (folder / "rotations").mkdir()
        (folder / "rotations/2.checkpoint").write_text(
            text + "\n" + "".join(key.sign(text) for key in by or (self.old, self.new)))
        (folder / "log.vkey").write_text(f"{self.new.vkey()}\n{self.old.vkey()}\n")
        return folder

    def test_the_old_key_vouches_for_the_new_one(self):
        folder = self.rotated(self.new)
        self.assertTrue(self.good(folder, key=self.old.vkey())["key_pinned"])
        self.good(folder, key=self.new.vkey())
        self.good(folder)
        (folder / "rotations/2.checkpoint").unlink()
        self.bad(folder, None, "checkpoint", key=self.old.vkey())

    def test_who_takes_the_first_key_has_the_one_that_signs(self):
        folder = self.rotated(self.new)
        (folder / "log.vkey").write_text(f"{self.old.vkey()}\n{self.new.vkey()}\n")
        for key in (self.old.vkey(), self.new.vkey(), None):
            self.bad(folder, None, "log.vkey", key=key)
        folder = self.rotated(self.new)
        manifest = folder / "manifest.json"
        told = manifest.read_text()
        self.assertIn(self.new.vkey(), told)
        manifest.write_text(told.replace(self.new.vkey(), self.old.vkey()))
        for key in (self.old.vkey(), self.new.vkey(), None):
            self.bad(folder, None, "manifest.json", key=key)

    def test_a_key_that_was_given_up_signs_nothing_new(self):
        folder = self.rotated(self.old)
        for key in (self.old, self.new):
            self.bad(folder, None, "checkpoint", key=key.vkey())

    def test_what_a_key_signed_after_it_was_given_up_says_nothing_of_the_log(self):
        folder = self.rotated(self.new)
        leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in make_export.log()]
        kept = self.root / "kept"
        for count in (1, 2, 3, len(leaves)):
            kept.write_text(make_export.signed_checkpoint(self.old, leaves[:count]))
            if count <= 2:
                self.good(folder, key=self.new.vkey(), checkpoints=[kept])
                continue
            report = self.bad(folder, None, str(kept), key=self.new.vkey(), checkpoints=[kept])
            self.assertIn("signé par une clé retirée", report["problems"][0]["message"])
        kept.write_text(make_export.signed_checkpoint(self.old, leaves[:2] + leaves[:1]))
        report = self.bad(folder, None, str(kept), key=self.new.vkey(), checkpoints=[kept])
        self.assertNotIn("deux histoires", report["problems"][0]["message"])

    def test_a_handover_needs_both_keys(self):
        folder = self.rotated(self.new, by=(self.old,))
        self.bad(folder, None, "rotations/2.checkpoint", key=self.old.vkey())
        folder = self.rotated(self.new, by=(self.new,))
        self.bad(folder, None, "checkpoint", key=self.old.vkey())
        folder = self.rotated(self.new, names=self.old)
        self.bad(folder, None, "checkpoint", key=self.old.vkey())

    def test_nothing_else_passes_for_a_handover(self):
        folder = self.rotated(self.new)
        (folder / "rotations/2.checkpoint").rename(folder / "rotations/3.checkpoint")
        self.bad(folder, None, "rotations/3.checkpoint", key=self.new.vkey())
        (folder / "rotations/3.checkpoint").write_bytes((folder / "checkpoint").read_bytes())
        self.bad(folder, None, "rotations/3.checkpoint", key=self.new.vkey())


class ToldByEvents(Keys):
    """The sixth event says that the other key takes over; the passage is of six events."""

    def setUp(self):
        super().setUp()
        self.log = make_export.log() + [
            make_export.event(5, "journal:main", 1, "journal.key_rotated", {
                "key": self.new.vkey(), "previous_key": self.old.vkey(), "grounds": "essai"}),
            make_export.event(6, "aap:2026-0417", 2, "aap.project_withdrawn", {"grounds": "x"})]
        self.leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in self.log]

    def passage(self, size=6, to=None):
        to = to or self.new
        text = make_export.signed_checkpoint(self.old, self.leaves[:size]).split("\n\n")[0] + "\n"
        text += f"key-rotation {to.vkey()}\n"
        file = self.root / f"passage-{size}"
        file.write_text(text + "\n" + self.old.sign(text) + to.sign(text))
        return file

    def signed_by(self, signer, *, size=7, passages=()):
        folder = self.export(key=signer, events=self.log[:size])
        (folder / "log.vkey").write_text(f"{self.new.vkey()}\n{self.old.vkey()}\n")
        for file in passages:
            (folder / "rotations").mkdir(exist_ok=True)
            number = file.name.removeprefix("passage-")
            (folder / f"rotations/{number}.checkpoint").write_bytes(file.read_bytes())
        return folder

    def test_a_key_that_the_log_says_was_given_up_convinces_nobody(self):
        folder = self.signed_by(self.old)
        for key in (self.old.vkey(), None):
            message = self.bad(folder, None, "checkpoint", key=key)["problems"][0]["message"]
            for words in ("position 5", self.new.vkey(), "rotations/N.checkpoint"):
                self.assertIn(words, message)
        other = make_export.Key(make_export.ORIGIN, b"m" * 32)
        for passages in ([self.passage(2, other)], [self.passage(2, other), self.passage()]):
            folder = self.signed_by(other, passages=passages)
            (folder / "log.vkey").write_text(f"{other.vkey()}\n{self.old.vkey()}\n")
            self.bad(folder, None, "checkpoint" if len(passages) == 1 else
                     "rotations/6.checkpoint", key=self.old.vkey())

    def test_it_signs_up_to_its_passage(self):
        passage = self.passage()
        for key in (self.old.vkey(), self.new.vkey()):
            self.good(self.signed_by(self.new, passages=[passage]), key=key)
        for size in (5, 6):  # before the passage there may be one more, by the old key alone
            self.good(self.signed_by(self.old, size=size), key=self.old.vkey())
        self.good(self.signed_by(self.old, size=6, passages=[passage]), key=self.old.vkey())
        kept = self.root / "kept"
        kept.write_text(make_export.signed_checkpoint(self.old, self.leaves))
        self.good(self.signed_by(self.new), key=self.new.vkey())
        self.bad(self.signed_by(self.new), None, str(kept), key=self.new.vkey(),
                 checkpoints=[kept])
        # A change that was interrupted, and ended after one more event.
        self.good(self.signed_by(self.old, passages=[self.passage(7)]), key=self.old.vkey(),
                  checkpoints=[kept])

    def test_a_passage_that_the_reader_has_leads_as_those_of_the_export_do(self):
        passage = self.passage()
        self.bad(self.signed_by(self.new), None, "checkpoint", key=self.old.vkey())
        given = {"key": self.old.vkey(), "checkpoints": [passage]}
        self.assertTrue(self.good(self.signed_by(self.new), **given)["key_pinned"])
        self.good(self.signed_by(self.old, size=6), **given)
        report = self.bad(self.signed_by(self.old), None, "checkpoint", **given)
        self.assertIn("signé par une clé retirée", report["problems"][0]["message"])
        other = make_export.Key(make_export.ORIGIN, b"m" * 32)
        folder = self.signed_by(other, passages=[self.passage(2, other)])
        (folder / "log.vkey").write_text(f"{other.vkey()}\n{self.old.vkey()}\n")
        report = self.bad(folder, None, str(passage), **given)
        self.assertIn("ne passe la main qu'une fois", report["problems"][0]["message"])

    def test_a_passage_to_another_than_the_one_named_lets_the_old_key_sign_no_longer(self):
        other = make_export.Key(make_export.ORIGIN, b"m" * 32)
        folder = self.signed_by(self.old, passages=[self.passage(7, other)])
        self.bad(folder, None, "rotations/7.checkpoint", key=self.old.vkey())
        # Nor does one to a key that the one in office is said to have named.
        self.log.append(make_export.event(7, "journal:main", 2, "journal.key_rotated", {
            "key": other.vkey(), "previous_key": self.new.vkey(), "grounds": "faux"}))
        for size in (2, 7):
            folder = self.signed_by(other, size=8, passages=[self.passage(size, other)])
            (folder / "log.vkey").write_text(f"{other.vkey()}\n")
            self.bad(folder, None, f"rotations/{size}.checkpoint", key=self.old.vkey())

    def test_nobody_comes_back_by_an_event_of_his_own(self):
        third, fourth = (make_export.Key(make_export.ORIGIN, seed * 32) for seed in (b"m", b"q"))
        log = self.log
        for changes, signer, at in (
                ([(self.new, self.old)], self.old, 7),
                ([(self.old, self.old)], self.old, 7),
                ([(self.new, third), (third, self.old)], self.old, 8),
                ([(self.new, third), (self.old, fourth)], fourth, 8),
                ([(third, self.old)], self.old, 7),
                ([(third, fourth)], fourth, 7)):
            self.log = list(log)
            for before, after in changes:
                self.log.append(make_export.event(
                    len(self.log), "journal:main", len(self.log) - 5, "journal.key_rotated",
                    {"key": after.vkey(), "previous_key": before.vkey(), "grounds": "essai"}))
            told = len(self.log)
            self.log.append(make_export.event(told, "aap:2026-0417", 3,
                                              "aap.project_withdrawn", {"grounds": "faux"}))
            self.leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in self.log]
            passages = [] if signer is self.old else [self.passage(told, signer)]
            for size in (told, told + 1):
                with self.subTest(at=at, signer=signer.vkey(), size=size):
                    folder = self.signed_by(signer, size=size, passages=passages)
                    (folder / "log.vkey").write_text(f"{signer.vkey()}\n")
                    report = self.bad(folder, at, "events.jsonl", key=self.old.vkey())
                    words = [one["message"] for one in report["problems"]
                             if one["file"] == "events.jsonl"]
                    self.assertIn("n'est pas de la clé en vigueur", words[0])

    def replaced(self, keys, by="u-7"):
        """What the sixth event says never took effect: by the old key, these are named next."""
        self.log[5:] = [make_export.event(
            5, "journal:main", 1, "journal.key_rotated", {
                "key": self.new.vkey(), "previous_key": self.old.vkey(), "grounds": "essai"},
            by=by), self.log[6]]
        for version, key in enumerate(keys, 2):
            self.log.append(make_export.event(
                len(self.log), "journal:main", version, "journal.key_rotated",
                {"key": key.vkey(), "previous_key": self.old.vkey(), "grounds": "perdue"}))
        told = len(self.log)
        self.log.append(make_export.event(told, "aap:2026-0417", 3, "aap.project_withdrawn",
                                          {"grounds": "y"}))
        self.leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in self.log]
        return told

    def test_a_change_that_never_took_effect_is_replaced_by_another(self):
        other, third = (make_export.Key(make_export.ORIGIN, seed * 32) for seed in (b"m", b"q"))
        for keys in ([other], [third, other]):
            self.setUp()
            told = self.replaced(keys)

            def export(*passages, told=told):
                folder = self.signed_by(other, size=told + 1, passages=passages)
                (folder / "log.vkey").write_text(
                    f"{other.vkey()}\n{self.new.vkey()}\n{self.old.vkey()}\n")
                return folder
            passage = self.passage(told, other)
            for key in (self.old.vkey(), other.vkey(), None):
                report = self.good(export(passage), key=key)
                notices = [one for one in report["notices"] if "remplacement abandonné" in one]
                self.assertEqual(len(notices), len(keys))
                self.assertIn(self.new.vkey(), notices[0])
            # What the first one signed tells that it had taken over, and so does its passage.
            kept = self.root / "kept"
            for size in (6, 7, told + 1):
                kept.write_text(make_export.signed_checkpoint(self.new, self.leaves[:size]))
                self.bad(export(passage), None, str(kept), key=other.vkey(), checkpoints=[kept])
            given = self.passage(6)
            self.bad(export(passage), None, str(given), key=self.old.vkey(), checkpoints=[given])
            self.bad(export(given, passage), None, "rotations/6.checkpoint", key=other.vkey())

    def test_what_a_restoration_names_is_not_replaced(self):
        other = make_export.Key(make_export.ORIGIN, b"m" * 32)
        told = self.replaced([other], by="probant-restore")
        folder = self.signed_by(other, size=told + 1, passages=[self.passage(told, other)])
        (folder / "log.vkey").write_text(f"{other.vkey()}\n{self.old.vkey()}\n")
        self.bad(folder, 7, "events.jsonl", key=self.old.vkey())

    def test_nobody_comes_back_by_a_passage_either(self):
        text = make_export.signed_checkpoint(self.new, self.leaves).split("\n\n")[0] + "\n"
        text += f"key-rotation {self.old.vkey()}\n"
        back = self.root / "passage-7"
        back.write_text(text + "\n" + self.new.sign(text) + self.old.sign(text))
        for key in (self.old.vkey(), self.new.vkey(), None):
            folder = self.signed_by(self.new, passages=[self.passage()])
            self.good(folder, key=key)
            self.bad(folder, None, str(back), key=key, checkpoints=[back])
            shutil.copy(back, folder / "checkpoint")
            self.bad(folder, None, "checkpoint", key=key)
            self.bad(self.signed_by(self.new, passages=[self.passage(), back]), None,
                     "rotations/7.checkpoint", key=key)
        # Without the passage there, the event says it, and without the event, the passage.
        folder = self.signed_by(self.new)
        shutil.copy(back, folder / "checkpoint")
        self.bad(folder, None, "checkpoint", key=self.new.vkey())
        self.log[5] = make_export.event(5, "aap:2026-0417", 2, "aap.project_withdrawn",
                                        {"grounds": "y"})
        self.log[6] = make_export.event(6, "aap:2026-0417", 3, "aap.project_withdrawn",
                                        {"grounds": "x"})
        self.leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in self.log]
        text = make_export.signed_checkpoint(self.new, self.leaves).split("\n\n")[0] + "\n"
        text += f"key-rotation {self.old.vkey()}\n"
        folder = self.signed_by(self.new, passages=[self.passage()])
        self.good(folder, key=self.new.vkey())
        (folder / "checkpoint").write_text(text + "\n" + self.new.sign(text) + self.old.sign(text))
        self.bad(folder, None, "checkpoint", key=self.new.vkey())

    def test_keys_that_follow_each_other_in_events_are_followed(self):
        third = make_export.Key(make_export.ORIGIN, b"m" * 32)
        self.log.append(make_export.event(7, "journal:main", 2, "journal.key_rotated", {
            "key": third.vkey(), "previous_key": self.new.vkey(), "grounds": "essai"}))
        self.log.append(make_export.event(8, "aap:2026-0417", 3, "aap.project_withdrawn",
                                          {"grounds": "x"}))
        folder = self.signed_by(third, size=9)
        (folder / "log.vkey").write_text(f"{third.vkey()}\n")
        self.good(folder, key=third.vkey())

    def test_a_change_of_key_that_does_not_say_which_is_none(self):
        for data in ({"key": self.new.vkey(), "grounds": "x"},
                     {"key": "x", "previous_key": self.old.vkey(), "grounds": "x"}):
            self.log[5] = make_export.event(5, "journal:main", 1, "journal.key_rotated", data)
            self.bad(self.export(key=self.old, events=self.log), 5, "events.jsonl:6")


if __name__ == "__main__":
    verifier_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
