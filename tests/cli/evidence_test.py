"""What a log is signed with, and what happens to it: probant init, record --wait-for-checkpoint,
verify --checkpoint, rotate-key, and a store that is older than what was signed of it.

usage: evidence_test.py PROBANT
"""

import base64
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROBANT = ""


def run(*arguments, status=0, text=None):
    done = subprocess.run([PROBANT, *map(str, arguments)], input=text, capture_output=True,
                          text=True, timeout=60)
    if done.returncode != status:
        raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def entity(number):
    return json.dumps({
        "id": f"e{number}", "type": "register.entity_recorded",
        "dossier": "register:010780054",
        "actor": {"id": "op-1", "role": "operator", "organisation": ""},
        "data": {"entity": "010780054", "name": f"CENTRE HOSPITALIER {number}",
                 "legal_status": "public", "region": "84", "sites": [], "source": "essai"}}) + "\n"


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Evidence(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.at = pathlib.Path(self.folder.name)
        self.store = self.at / "store"
        run("init", "--store", self.store, "--origin", "probant.example.org/journal")

    def tearDown(self):
        self.folder.cleanup()

    def record(self, number, *more):
        done = run("record", "-", "--store", self.store, "--format", "json", *more,
                   text=entity(number))
        return json.loads(done.stdout)

    def checkpoint(self):
        return (self.store / "evidence" / "checkpoint").read_text()

    def test_every_command_that_appends_leaves_a_signed_checkpoint(self):
        origin, size, _ = self.checkpoint().split("\n")[:3]
        self.assertEqual((origin, size), ("probant.example.org/journal", "1"))
        self.record(1)
        self.assertEqual(self.checkpoint().split("\n")[1], "2")
        self.assertEqual((self.store / "evidence/signing-key").stat().st_mode & 0o777, 0o600)

    def test_a_receipt_proves_the_event_under_its_checkpoint(self):
        self.record(1)
        receipt = self.record(2, "--wait-for-checkpoint")["receipt"]
        head, note = receipt.split("\n\n", 1)
        lines = head.split("\n")
        self.assertEqual(lines[0], "c2sp.org/tlog-proof@v1")
        extra = json.loads(base64.b64decode(lines.pop(1).removeprefix("extra ")))
        self.assertEqual(extra["envelope"].count('"position":2'), 1)
        self.assertEqual(lines[1], "index 2")
        self.assertEqual(note, self.checkpoint())
        envelope = subprocess.run(
            ["sqlite3", self.store / "log.sqlite",
             "select hex(envelope) from leaf where position = 2"],
            capture_output=True, text=True, check=True).stdout
        leaf = hashlib.sha256(b"\x00" + bytes.fromhex(envelope)).digest()
        # The third of three leaves: its path is the node over the first two.
        root = node(base64.b64decode(lines[2]), leaf)
        self.assertEqual(base64.b64encode(root).decode(), note.split("\n")[2])

    def test_a_log_goes_on_from_every_checkpoint_kept_of_it(self):
        kept = self.at / "kept"
        kept.write_text(self.checkpoint())
        self.record(1)
        run("verify", "--store", self.store, "--checkpoint", kept)
        other = self.at / "other"
        run("init", "--store", other, "--origin", "probant.example.org/journal")
        foreign = self.at / "foreign"
        foreign.write_text((other / "evidence/checkpoint").read_text())
        done = run("verify", "--store", self.store, "--checkpoint", foreign, status=1)
        self.assertIn("foreign", done.stdout)

    def test_an_older_copy_put_back_is_refused_and_told(self):
        old = self.at / "old"
        shutil.copytree(self.store, old)
        self.record(1)
        shutil.copy(self.store / "evidence/checkpoint", old / "evidence/checkpoint")
        before = (old / "log.sqlite").read_bytes()
        done = run("record", "-", "--store", old, text=entity(2), status=3)
        self.assertIn("1 événement", done.stderr)
        self.assertIn("atteste 2", done.stderr)
        self.assertEqual((old / "log.sqlite").read_bytes(), before)
        answer = json.loads(run("verify", "--store", old, "--format", "json", status=1).stdout)
        self.assertFalse(answer["verified"])

    def test_another_history_of_the_same_length_is_refused(self):
        other = self.at / "other"
        shutil.copytree(self.store, other)
        self.record(1)
        run("record", "-", "--store", other, text=entity(2))
        shutil.copy(self.store / "evidence/checkpoint", other / "evidence/checkpoint")
        done = run("record", "-", "--store", other, text=entity(3), status=3)
        self.assertIn("changés", done.stderr)

    def test_a_copy_elsewhere_is_as_good_as_the_one_beside_the_log(self):
        elsewhere = self.at / "elsewhere"
        elsewhere.mkdir()
        with open(self.store / "evidence/evidence.toml", "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{elsewhere}"]\n')
        old = self.at / "old"
        shutil.copytree(self.store, old)
        self.record(1)
        self.assertEqual((elsewhere / "checkpoint").read_text(), self.checkpoint())
        run("record", "-", "--store", old, text=entity(2), status=3)

    def test_settings_with_an_unknown_name_are_refused_with_their_line(self):
        with open(self.store / "evidence/evidence.toml", "a", encoding="utf-8") as settings:
            settings.write("copy = 1\n")
        done = run("record", "-", "--store", self.store, text=entity(2), status=3)
        self.assertRegex(done.stderr, r"ligne \d+ : réglage inconnu : « copy »")

    def test_after_a_rotation_both_keys_vouch_once_then_the_new_one(self):
        kept = self.at / "kept"
        kept.write_text(self.checkpoint())
        run("rotate-key", "--store", self.store, "--by", "u-7", "--grounds", "Renouvellement")
        self.assertEqual(self.checkpoint().count("— probant.example.org/journal "), 2)
        keys = (self.store / "evidence/log.vkey").read_text().split()
        self.assertEqual(len(set(keys)), 2)
        self.record(1)
        self.assertEqual(self.checkpoint().count("— probant.example.org/journal "), 1)
        run("verify", "--store", self.store, "--checkpoint", kept)
        history = json.loads(run("history", "journal:main", "--store", self.store, "--format",
                                 "json").stdout)
        self.assertEqual(history[0]["data"]["key"], keys[0])
        self.assertEqual(history[0]["data"]["previous_key"], keys[1])
        [handover] = (self.store / "evidence/rotations").iterdir()
        self.assertIn(f"\nkey-rotation {keys[0]}\n", handover.read_text())
        run("export", "all", "--to", self.at / "export", "--store", self.store)
        exported = self.at / "export/rotations" / handover.name
        self.assertEqual(exported.read_bytes(), handover.read_bytes())

    def test_without_its_last_checkpoint_a_log_is_not_written_to(self):
        (self.store / "evidence/checkpoint").unlink()
        done = run("record", "-", "--store", self.store, text=entity(2), status=3)
        self.assertIn("evidence/checkpoint manque", done.stderr)

    def test_a_copy_that_is_not_there_may_know_of_more(self):
        with open(self.store / "evidence/evidence.toml", "a", encoding="utf-8") as settings:
            settings.write(f'copies = ["{self.at / "absent"}"]\n')
        done = run("record", "-", "--store", self.store, text=entity(2), status=3)
        self.assertIn("montez-le", done.stderr)

    def test_a_key_that_was_given_up_signs_no_more(self):
        key = self.store / "evidence/signing-key"
        old = key.read_text()
        run("rotate-key", "--store", self.store, "--by", "u-7", "--grounds", "Renouvellement")
        before = self.checkpoint()
        key.write_text(old)
        done = run("record", "-", "--store", self.store, text=entity(2), status=3)
        self.assertIn("clé en vigueur", done.stderr)
        self.assertEqual(self.checkpoint(), before)

    def test_what_is_no_checkpoint_of_this_log_is_a_wrong_argument(self):
        text = self.at / "text"
        text.write_text("bonjour\n")
        run("verify", "--store", self.store, "--checkpoint", text, status=2)
        run("init", "--store", self.at / "other", "--origin", "probant.example.org/autre")
        done = run("verify", "--store", self.store, "--checkpoint",
                   self.at / "other/evidence/checkpoint", status=2)
        self.assertIn("autre journal", done.stderr)

    def test_a_key_that_others_can_read_signs_nothing(self):
        (self.store / "evidence/signing-key").chmod(0o644)
        done = run("record", "-", "--store", self.store, text=entity(2), status=3)
        self.assertIn("chmod 600", done.stderr)

    def test_nobody_proposes_to_the_journal(self):
        line = json.dumps({"id": "j", "type": "journal.clock_went_back", "dossier": "journal:main",
                           "actor": {"id": "op-1", "role": "operator", "organisation": ""},
                           "data": {"shown": "a", "last_recorded": "b"}})
        done = run("record", "-", "--store", self.store, "--format", "json", text=line, status=2)
        codes = {reason["code"] for reason in json.loads(done.stdout)["reasons"]}
        self.assertIn("unknown_type", codes)

    def test_the_same_simulation_is_signed_with_the_same_bytes(self):
        shipped = pathlib.Path(__file__).parents[1] / "data/simulation/establishments.csv"
        notes = []
        for name in ("s1", "s2"):
            run("simulate", "--establishments", shipped, "--seed", 5, "--until", "2026-02-10",
                "--store", self.at / name)
            notes.append((self.at / name / "evidence/checkpoint").read_bytes())
        self.assertEqual(notes[0], notes[1])


if __name__ == "__main__":
    PROBANT = sys.argv.pop(1)
    unittest.main()
