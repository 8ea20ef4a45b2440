#!/usr/bin/env python3
"""After a restoration with loss: who trusted the old log is led to the new one, before both
checkers.

usage: fork_test.py PROBANT PROBANT_VERIFY
"""

import json
import shutil
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import check_proof  # noqa: E402
import make_export  # noqa: E402
import spoiling  # noqa: E402
import verifier_test  # noqa: E402
from receipt_test import entity, run  # noqa: E402

PROGRAM = VERIFY = ""


class Restored(verifier_test.Exports):
    """Of five events, one is in the backup with the rulebook; a checkpoint of each size is kept."""

    def setUp(self):
        super().setUp()
        self.store = self.root / "store"
        self.old = self.probant("init", "--origin", "probant.example.org/journal")["key"]
        self.kept = {}
        self.record(1)
        self.probant("backup", self.root / "b")
        for number in (2, 3, 4):
            self.record(number)

    def probant(self, *words, store=None, status=0, text=None):
        done = run(PROGRAM, *words, "--store", store or self.store, "--format", "json", text=text,
                   status=status)
        return json.loads(done.stdout)

    def record(self, number, store=None):
        self.probant("record", "-", store=store, text=entity(number))
        file = self.root / f"kept-{number}"
        shutil.copy((store or self.store) / "evidence/checkpoint", file)
        self.kept[number] = file

    def forked(self, *more):
        new = self.root / "new"
        made = self.probant("restore", self.root / "b", "--checkpoint", self.kept[4],
                            "--accept-loss", *more, store=new)
        self.assertEqual(made["lost"], 3)
        self.assertRegex(made["origin"], r"^probant\.example\.org/journal-r1-[0-9a-f]{8}$")
        self.record(9, store=new)
        return new, made

    def exported(self, store, scope="all", name="taken"):
        folder = self.root / name
        shutil.rmtree(folder, ignore_errors=True)
        self.probant("export", scope, "--to", folder, store=store)
        return folder

    def with_key(self):
        return self.forked("--key", self.store / "evidence/signing-key")


class Forks(Restored):
    def test_the_old_key_leads_to_the_new_log(self):
        new, made = self.with_key()
        self.assertTrue(made["handover"])
        for scope in ("all", "register:010780054"):
            folder = self.exported(new, scope)
            for key in (self.old, made["key"], None):
                report = self.good(folder, key=key, checkpoints=[self.kept[1], self.kept[9]])
            report = self.good(folder, key=self.old)
            self.assertTrue(report["key_pinned"])
            self.assertEqual([(one["lost"], one["handover"]) for one in report["continues"]],
                             [(3, True)])
            self.assertIn("Au moins 3 événements perdus (positions 2 à 4",
                          (folder / "rapport.html").read_text())
            text = run(VERIFY, folder, "--key", self.old).stdout
            self.assertIn("a passé la main à celle de probant.example.org/journal-r1", text)
            self.assertIn("au moins 3 événements perdus", text)

    def test_a_checkpoint_of_what_was_lost_says_so(self):
        new, made = self.with_key()
        folder = self.exported(new)
        for number, lost in ((2, "1 événement (position 2) perdu"),
                             (4, "3 événements (positions 2 à 4) perdus")):
            report = self.bad(folder, None, str(self.kept[number]), key=self.old,
                              checkpoints=[self.kept[number]])
            said = f"couvre {lost} à la restauration du"
            self.assertIn(said, report["problems"][0]["message"])
            verdict = self.probant("verify", "--checkpoint", self.kept[number], store=new, status=1)
            self.assertIn(said, verdict["reason"])
        verdict = self.probant("verify", "--checkpoint", self.kept[1], store=new)
        self.assertEqual(verdict["continues"][0]["lost"], 3)
        self.assertIn("au moins 3 événements perdus", run(PROGRAM, "verify", "--store", new).stdout)

    def test_a_receipt_of_what_was_lost_says_so_to_who_has_the_handover(self):
        new, _ = self.with_key()
        words = ("--key", self.old, "--handover", new / "evidence/lost/2/handover")
        for position, lost in ((1, False), (3, True)):
            receipt = self.root / f"{position}.tlog-proof"
            run(PROGRAM, "prove", position, "--to", receipt, "--store", self.store)
            text = run(VERIFY, "proof", receipt, *words).stdout
            self.assertEqual("est de ce qui en a été perdu" in text, lost, text)
            self.assertNotIn("perdu", run(VERIFY, "proof", receipt, *words[:2]).stdout)

    def rotated(self):
        """A key takes over and signs; gives the one before, and the passage."""
        before = self.root / "key-before"
        shutil.copy(self.store / "evidence/signing-key", before)
        self.probant("rotate-key", "--by", "u-7", "--grounds", "essai")
        self.record(5)
        [passage] = (self.store / "evidence/rotations").iterdir()
        return before, passage

    def test_a_key_that_took_over_in_what_was_lost_is_known_by_its_passage_alone(self):
        before, passage = self.rotated()
        new, late = self.root / "new", self.kept[5]
        made = self.probant("restore", self.root / "b", "--accept-loss", "--key", before,
                            store=new)
        self.record(9, store=new)
        for scope in ("all", "register:010780054"):
            folder = self.exported(new, scope)
            for key in (self.old, made["key"]):
                told = self.bad(folder, None, str(late), key=key, checkpoints=[late])
                said = [told["problems"][0]["message"]]
                self.assertIn("dans ce qui en a été perdu, donnez aussi leurs passages", said[0])
                for given in ([passage, late], [late, passage]):
                    told = self.agreed(folder, key=key, checkpoints=given)
                    self.assertEqual(
                        sorted(one["message"].split(" perdu")[0] for one in told["problems"]),
                        ["couvre 5 événements (positions 2 à 6)"])
                    self.assertIn(f"{passage} : passage d'une clé à la suivante, qui couvre 4 "
                                  "événements (positions 2 à 5) perdus", "".join(told["notices"]))
        words = self.probant("verify", "--checkpoint", late, store=new, status=1)["reason"]
        self.assertIn("dans ce qui en a été perdu, donnez aussi les passages", words)
        for text in (words, *said):
            self.assertNotIn("autre journal", text)
        for given in ([passage, late], [late, passage]):
            told = self.probant("verify", *(word for file in given for word in
                                            ("--checkpoint", file)), store=new, status=1)
            self.assertIn(f"{late} : ce point de contrôle couvre 5 événements (positions 2 à 6)",
                          json.dumps(told["problems"], ensure_ascii=False))

    def test_a_key_that_took_over_since_the_export_is_known_by_its_passage_alone(self):
        folder = self.exported(self.store)
        _, passage = self.rotated()
        late = self.kept[5]
        told = self.bad(folder, None, str(late), key=self.old, checkpoints=[late])
        self.assertIn("donnez aussi leurs passages", told["problems"][0]["message"])
        told = self.agreed(folder, key=self.old, checkpoints=[late, passage])
        for one in told["problems"]:
            self.assertIn("est plus récent que cet export", one["message"])

    def test_of_a_checkpoint_of_another_log_both_names_are_told(self):
        other = self.root / "other"
        run(PROGRAM, "init", "--store", other, "--origin", "probant.example.org/autre")
        given = other / "evidence/checkpoint"
        names = ("« probant.example.org/autre »", "« probant.example.org/journal »")
        export = self.exported(self.store)
        told = [self.bad(export, None, str(given), checkpoints=[given])["problems"][0]["message"]]
        for words in (("verify", "--store", self.store), ("restore", self.root / "b", "--store",
                                                          self.root / "new")):
            status = 2 if words[0] == "verify" else 3
            told.append(run(PROGRAM, *words, "--checkpoint", given, status=status).stderr)
        for text in told:
            for name in names:
                self.assertIn(name, text)

    def test_what_a_key_given_up_before_the_loss_signed_is_no_proof_of_lost_events(self):
        thief = self.root / "thief"
        shutil.copytree(self.store, thief)
        self.probant("rotate-key", "--by", "u-7", "--grounds", "essai")  # after six events
        self.record(5)
        self.probant("backup", self.root / "later")
        self.record(6)
        new = self.root / "new"
        made = self.probant("restore", self.root / "later", "--checkpoint", self.kept[6],
                            "--accept-loss", "--key", self.store / "evidence/signing-key",
                            store=new)
        self.assertEqual(made["lost"], 1)
        self.record(9, store=new)
        folder = self.exported(new)
        for number in (21, 22, 23, 24):  # six events to nine
            self.record(number, store=thief)
        for key in (self.old, made["key"]):
            self.good(folder, key=key, checkpoints=[self.kept[4], self.kept[5]])
        for number, said in ((6, "couvre 1 événement"), (22, "signé par une clé retirée"),
                             (24, "signé par une clé retirée")):
            kept = self.kept[number]
            report = self.bad(folder, None, str(kept), key=self.old, checkpoints=[kept])
            self.assertIn(said, report["problems"][0]["message"])
            verdict = self.probant("verify", "--checkpoint", kept, store=new, status=1)
            self.assertIn(said, verdict["reason"])

    def test_of_a_list_of_erasures_by_a_later_key_the_way_out_is_told(self):
        self.probant("rotate-key", "--by", "u-7", "--grounds", "essai")
        self.probant("erase", 1, "--basis", "RGPD art. 17", "--by", "u-7")
        self.probant("erase", 1, "--confirm", "--by", "u-9")
        words = ["restore", self.root / "b", "--accept-loss", "--erasures",
                 self.store / "evidence/erasures", "--store", self.root / "new"]
        told = run(PROGRAM, *words, status=3).stderr
        self.assertIn("evidence/erasures : ", told)
        for text in ("« probant.example.org/journal »", "donnez aussi les passages",
                     "--checkpoint evidence/rotations/N.checkpoint"):
            self.assertIn(text, told)
        passage = next((self.store / "evidence/rotations").iterdir())
        made = json.loads(run(PROGRAM, *words, "--checkpoint", passage, "--format", "json").stdout)
        self.assertEqual(made["erasures_reapplied"], 1)

    def test_without_the_old_key_nothing_is_signed_and_it_is_said(self):
        new, made = self.forked()
        self.assertFalse(made["handover"])
        folder = self.exported(new)
        self.assertFalse(self.good(folder, key=made["key"], checkpoints=[self.kept[1]])[
            "continues"][0]["handover"])
        report = self.bad(folder, None, "checkpoint", key=self.old)
        self.assertIn("n'a signé aucun passage", report["problems"][0]["message"])

    def test_what_is_kept_of_the_old_log_cannot_be_changed(self):
        new, made = self.with_key()
        folder = self.exported(new)
        kept = folder / "lost/2"
        for name in ("certificate", "handover", "log.vkey", "checkpoint"):
            whole = (kept / name).read_bytes()
            for at in range(3, len(whole), 41):
                (kept / name).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
                self.assertFalse(self.agreed(folder, key=self.old)["verified"], (name, at))
            (kept / name).write_bytes(whole)
        (kept / "handover").unlink()
        self.bad(folder, None, "checkpoint", key=self.old)
        (new / "evidence/lost/2/certificate").unlink()
        self.assertIn("certificat", self.probant("verify", store=new, status=1)["reason"])
        shutil.rmtree(new / "evidence/lost")
        verdict = self.probant("verify", store=new, status=1)
        self.assertIn("que celui-ci continue", verdict["reason"])

    def test_the_losses_that_an_export_tells_of_stand_in_it(self):
        new, made = self.with_key()
        folder = self.exported(new)
        shutil.rmtree(folder / "lost")
        report = self.agreed(folder, key=made["key"])
        self.assertFalse(report["verified"])
        self.assertIn("lost/2/certificate", json.dumps(report["problems"]))

    def test_what_is_kept_of_the_old_log_is_what_it_should_be_file_by_file(self):
        new, made = self.with_key()
        witness = make_export.Key("witness.example/w1", b"w" * 32, kind=4)
        body = self.kept[1].read_text()
        text = body.split("\n\n")[0] + "\n"
        (new / "evidence/lost/2/cosigned").mkdir(exist_ok=True)
        (new / "evidence/lost/2/cosigned/2.checkpoint").write_text(
            body + witness.cosign(text, 1779264000))
        folder = self.exported(new)
        self.assertTrue((folder / "lost/2/cosigned/2.checkpoint").is_file())
        self.good(folder, key=self.old)
        # Nobody need have kept these.
        optional = {"lost/2/checkpoint", "lost/2/cosigned/2.checkpoint"}
        for name, way, _ in spoiling.spoiled(folder, "lost/"):
            with self.subTest(file=name, way=way.__name__):
                sound = way.__name__ == "without" and name in optional
                self.assertEqual(self.agreed(folder, key=self.old)["verified"], sound)

    def test_keys_and_logs_that_follow_each_other_are_followed_to_the_last(self):
        self.probant("rotate-key", "--by", "u-1", "--grounds", "essai")
        self.record(5)
        shutil.rmtree(self.root / "b")
        self.probant("backup", self.root / "b")
        self.record(6)
        new = self.root / "new"
        self.probant("restore", self.root / "b", "--checkpoint", self.kept[6], "--accept-loss",
                     "--key", self.store / "evidence/signing-key", store=new)
        self.probant("rotate-key", "--by", "u-1", "--grounds", "essai", store=new)
        self.record(7, store=new)
        self.probant("backup", self.root / "c", store=new)
        self.record(8, store=new)
        last = self.root / "last"
        made = self.probant("restore", self.root / "c", "--checkpoint", self.kept[8],
                            "--accept-loss", "--key", new / "evidence/signing-key", store=last)
        self.assertRegex(made["origin"], r"^probant\.example\.org/journal-r2-[0-9a-f]{8}$")
        self.record(9, store=last)
        folder = self.exported(last)
        report = self.good(folder, key=self.old, checkpoints=[self.kept[n] for n in (1, 5, 7, 9)])
        self.assertEqual([one["lost"] for one in report["continues"]], [1, 1])
        for number in (6, 8):
            self.bad(folder, None, str(self.kept[number]), key=self.old,
                     checkpoints=[self.kept[number]])
        self.probant("verify", "--checkpoint", self.kept[5], store=last)
        receipt = self.root / "receipt"
        run(PROGRAM, "prove", 1, "--to", receipt, "--store", last)
        handovers = sorted(map(str, [*folder.glob("rotations/*"), *folder.glob("lost/*/handover"),
                                     *folder.glob("lost/*/rotations/*")]))
        words = [word for file in handovers for word in ("--handover", file)]
        run(VERIFY, "proof", receipt, "--key", self.old, *words)
        run(VERIFY, "proof", receipt, "--key", self.old, *words[2:], status=1)
        notes = [Path(file).read_bytes() for file in handovers]
        self.assertTrue(check_proof.report(receipt.read_bytes(), self.old,
                                           handovers=notes)["verified"])
        self.assertFalse(check_proof.report(receipt.read_bytes(), self.old,
                                            handovers=notes[1:])["verified"])
        suite = self.root / "suite"
        run(PROGRAM, "prove", "--from", 2, "--to", suite, "--store", last)
        run(VERIFY, "consistency", suite, "--checkpoint", self.kept[1], "--key", self.old, *words)
        run(VERIFY, "consistency", suite, "--checkpoint", self.kept[1], "--key", made["key"],
            status=1)

    def erase(self, position, store):
        for by, more in (("u-7", ["--basis", "RGPD"]), ("u-9", ["--confirm"])):
            self.probant("erase", position, "--by", by, *more, store=store)

    def test_a_passage_of_a_log_that_was_restored_before_is_none_of_the_backup(self):
        copy = self.root / "copy"
        copy.mkdir()
        settings = self.store / "evidence/evidence.toml"
        settings.write_text(settings.read_text() + f'copies = ["{copy}"]\n')
        self.record(5)
        backup = self.root / "shared"
        self.probant("backup", backup)
        self.record(6)
        key = self.store / "evidence/signing-key"
        first = self.root / "first"
        self.probant("restore", backup, "--accept-loss", "--key", key, store=first)
        self.record(7, store=first)
        self.probant("rotate-key", "--by", "u-7", "--grounds", "échéance", store=first)
        self.assertTrue(list((copy / "rotations").iterdir()))
        for name, words in (("second", ["--accept-loss", "--key", key]), ("drill", ["--drill"])):
            store = self.root / name
            done = run(PROGRAM, "restore", backup, *words, "--store", store)
            self.assertNotIn("point de contrôle", done.stderr)
            self.assertTrue(self.probant("verify", store=store)["verified"])
            self.exported(store)

    def test_what_another_restoration_of_the_same_past_erased_is_erased_again(self):
        for number in (5, 6, 7):
            self.record(number)
        self.probant("backup", self.root / "past")
        stores = [self.root / "one", self.root / "two"]
        settings = {}
        for store in stores:
            copy = self.root / f"copy-{store.name}"
            copy.mkdir()
            self.probant("restore", self.root / "past", "--accept-loss", "--key",
                         self.store / "evidence/signing-key", store=store)
            settings[store] = store / "evidence/evidence.toml"
            settings[store].write_text(settings[store].read_text() + f'copies = ["{copy}"]\n')
            self.record(40, store=store)
        one, two = stores
        self.probant("backup", self.root / "b-one", store=one)
        self.record(41, store=two)  # as far as another event is there
        self.erase(3, two)
        self.erase(10, two)
        beside = two / "evidence"
        last = self.root / "last"
        words = ["restore", self.root / "b-one", "--accept-loss", "--key",
                 one / "evidence/signing-key"]
        given = ["--checkpoint", beside / "lost/8/handover"]
        told = run(PROGRAM, *words, *given, "--store", self.root / "without").stdout
        self.assertIn("a le même passé que ce journal", told)
        self.assertIn("faute de sa liste (--erasures)", told)
        made = self.probant(*words, *given, "--checkpoint", beside / "checkpoint", "--erasures",
                            beside / "erasures", store=last)
        self.assertEqual(made["erasures_reapplied"], 1)
        self.assertTrue(self.probant("verify", store=last)["verified"])
        self.assertEqual(self.good(self.exported(last))["erased"], [3])
        # A copy that both have tells of it by itself.
        shared = self.root / "copy-two"
        backed = self.root / "b-one/evidence/evidence.toml"
        backed.write_text(backed.read_text().replace(str(self.root / "copy-one"), str(shared)))
        shutil.copy(beside / "lost/8/handover", shared / "handover.lost-8")
        again = self.root / "again"
        made = self.probant(*words, store=again)
        self.assertEqual(made["erasures_reapplied"], 1)
        self.assertEqual([log["origin"] for log in made["continued_by"]], [])


if __name__ == "__main__":
    PROGRAM, VERIFY = sys.argv.pop(1), sys.argv.pop(1)
    verifier_test.PROGRAM = VERIFY
    unittest.main()
