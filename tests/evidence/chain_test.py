#!/usr/bin/env python3
"""Restorations that follow each other: whatever `export` writes of the last log, both checkers
accept, and each tells of every log before.

usage: chain_test.py PROBANT PROBANT_VERIFY
"""

import json
import shutil
import sys
import unittest

sys.dont_write_bytecode = True

import fork_test  # noqa: E402
import verifier_test  # noqa: E402
from authority import Authority  # noqa: E402
from receipt_test import run  # noqa: E402


def spoil(file, way):
    if way == "gone":
        return file.unlink()
    data = file.read_bytes()
    return file.write_bytes(b"" if way == "empty" else
                            data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])


def continued_at(folder, key):
    """Of the event by which the log of that key says which one goes on from it."""
    events = map(json.loads, (folder / "events.jsonl").read_text().splitlines())
    return next(one["position"] for one in events if one["type"] == "journal.key_rotated"
                and one["data"]["previous_key"] == key)


class Chains(fork_test.Restored):
    def again(self, store, name, *more, key=True, lost=True):
        """A backup of the store, restored under `name` after one more event, or as a drill."""
        backup, new = self.root / f"{name}-b", self.root / name
        self.probant("backup", backup, store=store)
        self.number = getattr(self, "number", 20) + 1
        self.record(self.number, store=store)
        words = ["--checkpoint", self.kept[self.number], "--accept-loss"] if lost else []
        words += ["--key", store / "evidence/signing-key"] if key else []
        made = self.probant("restore", backup, *words, *more, store=new)
        self.number += 1
        self.record(self.number, store=new)
        return new, made

    def told(self, store, *, by=None, handovers):
        """Every export of the store verifies, and tells of each log before, oldest first."""
        self.assertTrue(self.probant("verify", store=store)["verified"])
        for scope in ("all", "register:010780054"):
            folder = self.exported(store, scope)
            report = self.good(folder, key=by)
            self.assertEqual([one["handover"] for one in report["continues"]], handovers)
        return folder

    def test_loss_after_loss(self):
        new, _ = self.with_key()
        last, made = self.again(new, "last")
        for key in (self.old, made["previous_key"], made["key"], None):
            self.told(last, by=key, handovers=[True, True])

    def test_the_second_without_its_key(self):
        new, first = self.with_key()
        last, made = self.again(new, "last", key=False)
        folder = self.told(last, by=made["key"], handovers=[True, False])
        self.told(last, handovers=[True, False])
        for key in (self.old, first["key"]):
            report = self.bad(folder, None, "checkpoint", key=key)
            self.assertIn("n'a signé aucun passage", report["problems"][0]["message"])

    def test_the_first_without_its_key(self):
        new, first = self.forked()
        last, _ = self.again(new, "last")
        self.told(last, by=first["key"], handovers=[False, True])

    def test_both_without_their_keys_then_a_third_with(self):
        new, _ = self.forked()
        other, made = self.again(new, "other", key=False)
        last, _ = self.again(other, "last")
        self.told(last, by=made["key"], handovers=[False, False, True])

    def test_an_exercise_after_a_loss(self):
        new, _ = self.with_key()
        drill, made = self.again(new, "drill", "--drill", key=False, lost=False)
        self.told(drill, by=made["key"], handovers=[True, False])
        self.assertIn('"drill":true', (drill / "evidence/restore-certificate").read_text())
        self.assertIn("exercice de restauration", run(fork_test.PROGRAM, "verify", "--store",
                                                      drill).stdout)
        verdict = self.probant("verify", store=drill)
        self.assertEqual([one["drill"] for one in verdict["continues"]], [False, True])
        for scope in ("all", "register:010780054"):
            folder = self.exported(drill, scope)
            for page in ("rapport.html", "LISEZMOI.md"):
                self.assertIn("Exercice de restauration", (folder / page).read_text())
            report = self.good(folder, key=made["key"])
            self.assertEqual([one["drill"] for one in report["continues"]], [False, True])
            self.assertIn("EXERCICE", run(fork_test.VERIFY, folder, "--key", made["key"]).stdout)
        page = (self.exported(new) / "rapport.html").read_text()
        self.assertNotIn("Exercice", page)

    def test_loss_then_a_new_key_then_loss(self):
        new, _ = self.with_key()
        self.probant("rotate-key", "--by", "u-1", "--grounds", "essai", store=new)
        last, _ = self.again(new, "last")
        self.told(last, by=self.old, handovers=[True, True])
        unsigned, made = self.again(last, "unsigned", key=False)
        self.told(unsigned, by=made["key"], handovers=[True, True, False])

    def test_a_key_that_changed_after_the_backup_then_loss(self):
        new, _ = self.with_key()
        self.probant("backup", self.root / "early", store=new)
        self.probant("rotate-key", "--by", "u-1", "--grounds", "essai", store=new)
        self.record(30, store=new)
        [passage] = (new / "evidence/rotations").iterdir()
        for name, key in (("with", ["--key", new / "evidence/signing-key"]), ("without", [])):
            last = self.root / name
            made = self.probant("restore", self.root / "early", "--checkpoint", passage,
                                "--checkpoint", self.kept[30], "--accept-loss", *key, store=last)
            self.record(31, store=last)
            folder = self.told(last, by=self.old if key else made["key"],
                               handovers=[True, bool(key)])
            # Given besides, the passage is one of what was lost: it leads on, and proves no more.
            report = self.good(folder, key=made["key"], checkpoints=[passage])
            self.assertIn(f"{passage} : passage d'une clé à la suivante, qui couvre",
                          "".join(report["notices"]))
            self.bad(folder, None, str(self.kept[30]), key=made["key"],
                     checkpoints=[passage, self.kept[30]])

    def lost_passage_of(self, store):
        """A backup of a log that goes on from this one, of whose two passages it lost the second:
        the log, the backup, the passage, and the keys, newest first."""
        early, last, backup = (self.root / f"{store.name}-{one}" for one in ("e", "l", "b"))
        for number in (30, 31):
            self.probant("rotate-key", "--by", "u-1", "--grounds", "essai", store=store)
            self.record(number, store=store)
            if number == 30:
                self.probant("backup", early, store=store)
        passage = max((store / "evidence/rotations").iterdir(), key=lambda p: int(p.stem))
        self.probant("restore", early, "--checkpoint", passage, "--checkpoint", self.kept[31],
                     "--accept-loss", "--key", store / "evidence/signing-key", store=last)
        self.record(32, store=last)
        self.probant("backup", backup, store=last)
        [file] = backup.glob(f"evidence/lost/*/rotations/{passage.name}")
        return last, backup, file, (store / "evidence/log.vkey").read_text().splitlines()

    def test_a_passage_of_what_was_lost_that_is_lost_in_its_turn(self):
        last, backup, file, (newest, before, _) = self.lost_passage_of(self.store)
        for way in ("gone", "changed"):
            spoil(file, way) if file.exists() else file.write_bytes(b"x")
            again = self.root / f"again-{way}"
            words = ("restore", backup, "--key", last / "evidence/signing-key")
            self.assertIn("--accept-loss restaure sans eux", run(
                fork_test.PROGRAM, *words, "--assume-complete", "--store", again, status=1).stderr)
            made = self.probant(*words, "--accept-loss", store=again)
            self.assertIn(str(file), made["evidence_missing"][0])
            self.assertEqual(list(again.glob(f"evidence/lost/*/rotations/{file.name}")), [])
            self.assertIn("n'est pas gardé",
                          run(fork_test.PROGRAM, "verify", "--store", again).stdout)
            for trusted in (newest, made["key"]):
                self.told(again, by=trusted, handovers=[True, True])
        folder = self.exported(again)
        for trusted in (self.old, before):
            report = self.bad(folder, None, "checkpoint", key=trusted)
            self.assertIn("dans ce qui en a été perdu", report["problems"][0]["message"])
        # Of a key that only handovers tell of, the certificate says that it was the last.
        certificate = min(folder.glob("lost/*/certificate"), key=lambda p: int(p.parent.name))
        shutil.rmtree(certificate.parent)
        self.bad(folder, continued_at(folder, newest) - 1, "events.jsonl", key=made["key"])

    def test_without_a_passage_that_a_certificate_rests_on_nothing_is_restored(self):
        new, _ = self.with_key()
        last, backup, file, _ = self.lost_passage_of(new)
        self.told(last, by=self.old, handovers=[True, True])
        file.unlink()
        for words in (("verify", "--store", backup),
                      ("restore", backup, "--accept-loss", "--store", self.root / "no")):
            done = run(fork_test.PROGRAM, *words, status=1)
            self.assertIn("sans lui un export entier serait refusé", done.stdout + done.stderr)
        self.assertIn("Le magasin d'où elle vient", done.stderr)

    def test_what_is_kept_of_a_log_before_is_what_it_says(self):
        new, _ = self.with_key()
        [kept] = (new / "evidence/lost").iterdir()
        self.assertTrue(self.probant("verify", store=new)["verified"])
        for name in ("checkpoint", "erasures"):
            whole = (kept / name).read_bytes()
            for spoilt in (whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:], b"", b"x\n"):
                (kept / name).write_bytes(spoilt)
                self.assertIn(str(kept / name), run(fork_test.PROGRAM, "verify", "--store", new,
                                                    status=1).stdout, (name, spoilt))
            (kept / name).write_bytes(whole)
        (kept / "cosigned").mkdir(exist_ok=True)
        shutil.copy(kept / "checkpoint", kept / "cosigned/1.checkpoint")
        self.assertIn("cosigned/1.checkpoint", run(fork_test.PROGRAM, "verify", "--store", new,
                                                   status=1).stdout)

    def test_a_log_before_cannot_be_made_up_from_keys_that_lead_nowhere(self):
        new, _ = self.with_key()
        last, made = self.again(new, "last", key=False)
        folder = self.exported(last)
        certificate = max(folder.glob("lost/*/certificate"), key=lambda p: int(p.parent.name))
        # Without the link between them, the first is nobody's word any more.
        shutil.rmtree(certificate.parent)
        self.assertFalse(self.agreed(folder, key=made["key"])["verified"])

    def test_a_log_before_is_not_made_up_beside_the_log_either(self):
        new, _ = self.with_key()
        other = self.root / "other"
        run(fork_test.PROGRAM, "init", "--store", other, "--origin", "probant.example.org/autre")
        self.probant("backup", self.root / "o", store=other)
        self.probant("restore", self.root / "o", "--accept-loss", store=self.root / "made")
        for place in (self.root / "made/evidence/lost").iterdir():
            shutil.copytree(place, new / "evidence/lost" / place.name)
            keys = new / "evidence/lost" / place.name / "log.vkey"
            keys.write_text(keys.read_text()
                            + (self.root / "made/evidence/log.vkey").read_text())
        verdict = self.probant("verify", store=new, status=1)
        self.assertIn("probant.example.org/autre", verdict["reason"])

    def test_under_its_old_name_without_its_key_a_log_with_a_past_is_refused(self):
        new, _ = self.with_key()
        backup = self.root / "c"
        self.probant("backup", backup, store=new)
        done = run(fork_test.PROGRAM, "restore", backup, "--assume-complete", "--store",
                   self.root / "last", status=2)
        self.assertIn("--accept-loss", done.stderr)
        self.assertFalse((self.root / "last/log.sqlite").exists())
        made = self.probant("restore", backup, "--assume-complete", "--key",
                            new / "evidence/signing-key", store=self.root / "same")
        self.told(self.root / "same", by=self.old, handovers=[True])
        made = self.probant("restore", backup, "--accept-loss", store=self.root / "last")
        self.told(self.root / "last", by=made["key"], handovers=[True, False])

    def test_a_backup_without_what_proves_its_log_is_not_restored(self):
        new, _ = self.with_key()
        authority = Authority(self.root / "authority")
        self.probant("rotate-key", "--by", "u-1", "--grounds", "essai", store=new)
        self.probant("timestamp", "--tsa", authority.serve(self), "--ca", authority.ca, store=new)
        whole, part, last = (self.root / name for name in ("whole", "part", "last"))
        self.probant("backup", whole, store=new)
        words = ("restore", part, "--assume-complete", "--key", new / "evidence/signing-key")
        for gone, said in (("rotations", "le passage signé de la clé"),
                           ("timestamps", "horodatage"), ("timestamps/*.tsr", "horodatage"),
                           ("lost", "que celui-ci continue"),
                           ("lost/*/handover", "le passage signé manque"),
                           ("lost/*/certificate", "certificat de la restauration manque")):
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(whole, part)
            for file in (part / "evidence").glob(gone):
                shutil.rmtree(file) if file.is_dir() else file.unlink()
            self.assertFalse(self.probant("verify", store=part, status=1)["verified"], gone)
            told = self.probant(*words, store=last, status=1)
            self.assertIn(said, json.dumps(told["problems"], ensure_ascii=False))
            self.assertIsNone(told["first_bad_position"])
            text = run(fork_test.PROGRAM, *words, "--store", last, status=1).stderr
            self.assertIn("Le magasin d'où elle vient", text)
            self.assertNotIn("altérée", text)
            self.assertFalse((last / "log.sqlite").exists(), gone)
        for name in ("handover", "log.vkey", "certificate"):
            for way in ("changed", "empty"):
                shutil.rmtree(part)
                shutil.copytree(whole, part)
                [file] = part.glob(f"evidence/lost/*/{name}")
                spoil(file, way)
                for option in ("--assume-complete", "--accept-loss"):
                    text = run(fork_test.PROGRAM, "restore", part, option, *words[3:], "--store",
                               last, status=1).stderr
                    self.assertIn(str(file), text)
                    self.assertIn("Le magasin d'où elle vient", text)
        shutil.rmtree(part)
        shutil.copytree(whole, part)
        self.probant(*words, store=last)
        self.told(last, by=self.old, handovers=[True])

    def test_of_a_backup_what_was_certified_beside_its_log_is_there_or_told(self):
        new, _ = self.with_key()
        for by, more in (("u-7", ["--basis", "RGPD"]), ("u-9", ["--confirm"])):
            self.probant("erase", 1, "--by", by, *more, store=new)
        whole, part = self.root / "whole", self.root / "part"
        self.probant("backup", whole, store=new)
        older = self.root / "older"
        shutil.copy(new / "evidence/erasures", older)
        key = new / "evidence/signing-key"
        for name in ("erasures", "checkpoint", "lost/2/checkpoint", "lost/2/erasures"):
            for way in ("gone", "other", "changed", "empty"):
                shutil.rmtree(part, ignore_errors=True)
                shutil.copytree(whole, part)
                file = part / "evidence" / name
                if way == "other":
                    shutil.copy(self.kept[1] if name.endswith("checkpoint") else older, file)
                else:
                    spoil(file, way)
                if way == "other" and file.read_bytes() == (
                        whole / "evidence" / name).read_bytes():
                    continue
                words = ("restore", part, "--assume-complete", "--key", key)
                last = self.root / f"last-{name}-{way}".replace("/", "-")
                done = run(fork_test.PROGRAM, *words, "--store", last, status=1)
                self.assertIn(str(file), done.stderr)
                self.assertFalse((last / "log.sqlite").exists())
                told = self.probant(*words, store=last, status=1)
                self.assertIn(str(file), json.dumps(told["problems"]))
                self.assertIn("--accept-loss", done.stderr)
                if way == "gone":
                    self.assertIn(str(file), json.dumps(
                        self.probant("verify", store=part, status=1)["problems"]))
                made = self.probant("restore", part, "--accept-loss", "--key", key, store=last)
                self.assertIn(str(file), made["evidence_missing"][0])
                self.told(last, by=self.old, handovers=[True, True])
        # Settings may be put right by hand, and what was lost may be put back.
        shutil.rmtree(part)
        shutil.copytree(whole, part)
        (part / "evidence/evidence.toml").write_text(
            (part / "evidence/evidence.toml").read_text() + "# ici\n")
        made = self.probant("restore", part, "--assume-complete", "--key", key,
                            store=self.root / "last")
        self.assertEqual(made["evidence_missing"], [])

    def test_what_checkers_would_refuse_is_not_exported(self):
        new, _ = self.with_key()
        authority = Authority(self.root / "authority")
        self.probant("rotate-key", "--by", "u-1", "--grounds", "essai", store=new)
        self.probant("timestamp", "--tsa", authority.serve(self), "--ca", authority.ca, store=new)
        kept = new / "evidence"
        [rotation] = (kept / "rotations").iterdir()
        [token] = (kept / "timestamps").glob("*.tsr")
        stamped = token.with_suffix(".checkpoint")
        strays = {
            "rotations/4.checkpoint": [(rotation, "rotations/4.checkpoint")],
            "timestamps/3.checkpoint": [(stamped, "timestamps/3.checkpoint"),
                                        (token, "timestamps/3.tsr")],
            "cosigned/3.checkpoint": [(stamped, "cosigned/3.checkpoint")],
            "lost/2/rotations/4.checkpoint": [(rotation, "lost/2/rotations/4.checkpoint")],
        }
        for name, copies in strays.items():
            for source, target in copies:
                (kept / target).parent.mkdir(exist_ok=True)
                shutil.copy(source, kept / target)
            for scope in ("all", "register:010780054"):
                done = run(fork_test.PROGRAM, "export", scope, "--to", self.root / "no", "--store",
                           new, status=3)
                self.assertIn(str(kept / name), done.stderr)
                self.assertIn("hors du dossier evidence", done.stderr)
                self.assertEqual(list(self.root.glob("no*")), [])
            self.assertFalse(self.probant("verify", store=new, status=1)["verified"], name)
            for _, target in copies:
                (kept / target).unlink()
        keys = kept / "log.vkey"
        whole = keys.read_text()
        keys.write_text("".join(reversed(whole.splitlines(keepends=True))))
        self.told(new, by=self.old, handovers=[True])
        keys.write_text(whole + whole.splitlines(keepends=True)[0])
        done = run(fork_test.PROGRAM, "export", "all", "--to", self.root / "no", "--store", new,
                   status=3)
        self.assertIn(str(keys), done.stderr)
        keys.write_text(whole)
        self.told(new, by=self.old, handovers=[True])


if __name__ == "__main__":
    fork_test.PROGRAM, fork_test.VERIFY = sys.argv.pop(1), sys.argv.pop(1)
    verifier_test.PROGRAM = fork_test.VERIFY
    unittest.main()
