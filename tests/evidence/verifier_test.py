#!/usr/bin/env python3
"""Good and tampered exports before both checkers, probant-verify and check_export.py: they must
agree, and name the place. The exports come from make_export.py, a third hand.

usage: verifier_test.py PROBANT_VERIFY
"""

import hmac
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from argparse import Namespace
from pathlib import Path

sys.dont_write_bytecode = True

import make_export  # noqa: E402
from check_export import Export  # noqa: E402

PROGRAM = ""
ONE = "hospiconnect:010780054"
# A process costs more than a check: the program sees one flip in so many (evidence_test.cpp shows
# it every one). Of the second export the script sees one in so many too.
PROGRAM_STRIDE = 31
STRIDES = {"all": 1, ONE: 5}


def by_script(folder, key=None, checkpoints=(), witnesses=(), tsa_ca=None):
    given = Namespace(key=key, checkpoint=checkpoints, witness=witnesses, tsa_ca=tsa_ca)
    return Export(folder, given).run()


def by_program(folder, key=None, checkpoints=(), witnesses=(), tsa_ca=None):
    words = [PROGRAM, str(folder), "--format", "json"]
    words += ["--key", key] if key else []
    words += ["--tsa-ca", tsa_ca] if tsa_ca else []
    for option, values in (("--checkpoint", checkpoints), ("--witness", witnesses)):
        for value in values:
            words += [option, str(value)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    # Good under a key that nobody gave is good, and said aloud to be no proof of origin.
    unpinned = report["verified"] and not report["key_pinned"]
    if (done.returncode != (0 if report["verified"] else 1)
            or ("sans --key" in done.stderr) != unpinned or (done.stderr and not unpinned)
            or report["origin_verified"] != (report["verified"] and report["key_pinned"])):
        raise AssertionError(f"status {done.returncode}: {done.stderr}, {report}")
    return report


class Exports(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name)

    def export(self, scope="all", **more):
        folder = self.root / "export"
        shutil.rmtree(folder, ignore_errors=True)
        make_export.write(folder, scope, **more)
        return folder

    def agreed(self, folder, **given):
        script, program = by_script(folder, **given), by_program(folder, **given)
        for field in ("verified", "origin", "size", "key_pinned", "first_bad_position"):
            self.assertEqual(script[field], program[field], (field, script, program))
        return program

    def good(self, folder, **given):
        report = self.agreed(folder, **given)
        self.assertTrue(report["verified"], report["problems"])
        return report

    def bad(self, folder, position, file, **given):
        report = self.agreed(folder, **given)
        self.assertFalse(report["verified"])
        self.assertEqual(report["first_bad_position"], position, report["problems"])
        self.assertIn(file, [p["file"] for p in report["problems"]])
        return report

    def lines(self, folder, name, change):
        path = folder / name
        lines = path.read_bytes().splitlines(keepends=True)
        change(lines)
        path.write_bytes(b"".join(lines))

    def both(self, folder, change):
        for name in ("leaves.jsonl", "events.jsonl"):
            self.lines(folder, name, change)


class Good(Exports):
    def test_a_whole_log_and_one_dossier_are_verified(self):
        key = make_export.Key(make_export.ORIGIN).vkey()
        for scope, events in (("all", 5), (ONE, 4)):
            with self.subTest(scope):
                report = self.good(self.export(scope), key=key)
                self.assertEqual((report["events"], report["erased"]), (events, [1]))
                self.assertTrue(report["key_pinned"])

    def test_an_empty_log_is_verified(self):
        folder = self.export()
        for name in ("leaves.jsonl", "events.jsonl"):
            (folder / name).write_bytes(b"")
        key = make_export.Key(make_export.ORIGIN)
        (folder / "checkpoint").write_text(make_export.signed_checkpoint(key, []))
        manifest = json.loads((folder / "manifest.json").read_text()) | {
            "size": 0, "events": 0, "erased": []}
        (folder / "manifest.json").write_text(make_export.canonical(manifest) + "\n")
        for name in ("tile", "rulebooks"):
            shutil.rmtree(folder / name)
        self.good(folder)

    def test_earlier_checkpoints_are_found_again(self):
        log = make_export.log()
        key = make_export.Key(make_export.ORIGIN)
        leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in log]
        for size in range(len(leaves) + 1):
            old = self.root / f"old-{size}"
            old.write_text(make_export.signed_checkpoint(key, leaves[:size]))
        olds = [self.root / f"old-{size}" for size in range(len(leaves) + 1)]
        self.good(self.export(), checkpoints=olds)

    def test_a_witness_that_is_asked_for_must_have_signed(self):
        witness = make_export.Key("witness.example/w1", b"w" * 32, kind=4)
        other = make_export.Key("witness.example/w1", b"x" * 32, kind=4)
        folder = self.export(witnesses=[witness])
        self.good(folder, witnesses=[witness.vkey()])
        self.bad(folder, None, "checkpoint", witnesses=[other.vkey()])
        self.bad(self.export(), None, "checkpoint", witnesses=[witness.vkey()])


    def test_what_a_witness_saw_last_may_be_older_than_the_export(self):
        witness = make_export.Key("witness.example/w1", b"w" * 32, kind=4)
        key, log = make_export.Key(make_export.ORIGIN), make_export.log()
        leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in log]
        folder = self.export()
        (folder / "cosigned").mkdir()
        old = folder / "cosigned/3.checkpoint"
        note = make_export.signed_checkpoint(key, leaves[:3], [witness])
        old.write_text(note)
        report = self.good(folder, witnesses=[witness.vkey()])
        self.assertEqual(report["cosigned"], [{"witness": "witness.example/w1", "size": 3,
                                               "cosigned_at": "2026-05-20T08:00:00Z"}])
        self.assertIn("2 derniers événements", report["notices"][0])
        self.assertIn("--witness", self.good(folder)["notices"][0])
        other = make_export.Key("witness.example/w1", b"x" * 32, kind=4)
        self.bad(folder, None, "checkpoint", witnesses=[other.vkey()])
        old.write_text(note.replace("— witness.example/w1 ", "— witness.example/w2 "))
        self.bad(folder, None, "checkpoint", witnesses=[witness.vkey()])
        old.write_text(note[:-8] + ("A" if note[-8] != "A" else "B") + note[-7:])
        self.bad(folder, None, "cosigned/3.checkpoint", witnesses=[witness.vkey()])
        old.write_text(make_export.signed_checkpoint(key, leaves[1:4], [witness]))
        self.bad(folder, None, "cosigned/3.checkpoint", witnesses=[witness.vkey()])
        old.rename(folder / "cosigned/4.checkpoint")
        self.bad(folder, None, "cosigned/4.checkpoint")


class Tampered(Exports):
    def test_every_byte_counts(self):
        """Every byte of every file that evidence rests on, changed in turn."""
        flips = 0
        for scope in ("all", ONE):
            folder = self.export(scope)
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                if path.name == "LISEZMOI.md":
                    continue
                content = path.read_bytes()
                for at in range(0, len(content), STRIDES[scope]):
                    changed = bytearray(content)
                    changed[at] ^= 1 << at % 8
                    path.write_bytes(changed)
                    report = by_script(folder)
                    if report["verified"]:
                        self.fail(f"{path.name}, byte {at}: not seen by the script")
                    if flips % PROGRAM_STRIDE == 0:
                        other = by_program(folder)
                        self.assertFalse(other["verified"], f"{path.name}, byte {at}")
                        self.assertEqual(other["first_bad_position"], report["first_bad_position"],
                                         (path.name, at, report, other))
                        self.assertTrue(all(p["file"] for p in other["problems"]))
                    flips += 1
                path.write_bytes(content)
            self.good(folder)
        print(f"{flips} flips", file=sys.stderr)

    def test_every_truncation_counts(self):
        folder = self.export()
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            if path.name == "LISEZMOI.md":
                continue
            content = path.read_bytes()
            for size in range(0, len(content), 97):
                path.write_bytes(content[:size])
                self.assertFalse(self.agreed(folder)["verified"], (path, size))
            path.unlink()
            self.assertFalse(self.agreed(folder)["verified"], path)
            path.write_bytes(content)

    def test_rows_removed_swapped_or_repeated_are_named(self):
        def swap(lines):
            lines[1], lines[2] = lines[2], lines[1]
        self.both(folder := self.export(), swap)
        self.bad(folder, 1, "leaves.jsonl:2")
        self.both(folder := self.export(), lambda lines: lines.pop(2))
        self.bad(folder, 2, "leaves.jsonl:3")
        self.both(folder := self.export(), lambda lines: lines.pop())
        self.bad(folder, 4, "leaves.jsonl:5")
        self.both(folder := self.export(), lambda lines: lines.insert(3, lines[3]))
        self.bad(folder, 4, "leaves.jsonl:5")
        self.lines(folder := self.export(), "events.jsonl", swap)
        self.bad(folder, 1, "events.jsonl:2")
        self.lines(folder := self.export(), "events.jsonl", lambda lines: lines.pop())
        self.bad(folder, 4, "events.jsonl:5")
        self.both(folder := self.export(ONE), lambda lines: lines.pop(1))
        self.bad(folder, 2, "leaves.jsonl:2")
        self.both(folder := self.export(ONE), swap)
        self.bad(folder, 1, "leaves.jsonl:3")

    def test_another_key_is_not_the_log_s(self):
        key = make_export.Key(make_export.ORIGIN).vkey()
        other = make_export.Key(make_export.ORIGIN, b"o" * 32)
        folder = self.export(key=other)
        self.assertFalse(self.good(folder)["key_pinned"])
        self.bad(folder, None, "checkpoint", key=key)

    def test_an_older_or_rewritten_history_is_seen(self):
        log = make_export.log()
        key = make_export.Key(make_export.ORIGIN)
        leaves = [make_export.sha256(b"\0" + e["envelope"].encode()) for e in log]
        folder = self.export()
        (folder / "checkpoint").write_text(make_export.signed_checkpoint(key, leaves[:3]))
        self.bad(folder, None, "manifest.json")
        leaves[1] = make_export.sha256(b"another history")
        kept = self.root / "kept"
        kept.write_text(make_export.signed_checkpoint(key, leaves[:3]))
        report = self.bad(self.export(), None, str(kept), checkpoints=[kept])
        self.assertIn("deux histoires signées", report["problems"][0]["message"])
        self.assertIn(make_export.root_of(leaves[:3]).hex(), report["problems"][0]["message"])
        kept.write_text(make_export.signed_checkpoint(key, [*leaves, leaves[0]]))
        self.bad(self.export(), None, str(kept), checkpoints=[kept])

    def test_what_lies_beside_the_evidence_does_not_pass_for_it(self):
        folder = self.export()
        (folder / "notes.txt").write_text("les miennes")
        self.good(folder)
        (folder / "proofs").mkdir()
        (folder / "proofs" / "9.tlog-proof").write_text("x")
        self.bad(folder, None, "proofs/9.tlog-proof")
        folder = self.export()
        (folder / "rulebooks" / "essai-1.toml").rename(self.root / "rules")
        (folder / "rulebooks" / "essai-1.toml").symlink_to(self.root / "rules")
        self.assertFalse(self.agreed(folder)["verified"])


class Dishonest(Exports):
    """Logs that are well signed, by an operator who should not have."""

    def test_content_that_was_never_committed(self):
        log = make_export.log()
        log[3]["payload"] = log[3]["payload"].replace("Autre", "Notre")
        self.bad(self.export(events=log), 3, "events.jsonl:4")

    def test_content_erased_without_an_order(self):
        log = make_export.log()
        log[3]["payload"] = log[3]["blinding"] = None
        self.bad(self.export(events=log), 3, "events.jsonl")

    def test_content_still_there_after_its_erasure(self):
        kept, log = make_export.log(), make_export.log()
        log[1] = make_export.event(1, ONE, 1, "hospiconnect.candidacy_withdrawn",
                                   {"grounds": "Données de M. Untel"}, warnings=kept[1]["warnings"],
                                   links=make_export.by("u-118", "establishment", "010780054"))
        self.assertEqual(log[1]["envelope"], kept[1]["envelope"])
        self.bad(self.export(events=log), 1, "events.jsonl")

    def test_a_version_left_out_and_time_going_back(self):
        log = make_export.log()
        log[4] = make_export.event(4, ONE, 4, "dossier.payload_erased",
                                   {"legal_basis": "RGPD 17", "position": 1})
        self.bad(self.export(events=log), 4, "leaves.jsonl:5")
        log = make_export.log()
        log[3] = make_export.event(3, "aap:2026-0417", 1, "aap.project_withdrawn", {},
                                   links={"recorded_at": "2026-05-20T08:00:01.1Z"})
        self.bad(self.export(events=log), 3, "leaves.jsonl:4")

    def test_other_warnings_or_other_rules(self):
        log = make_export.log()
        log[1]["warnings"] = "[]"
        self.bad(self.export(events=log), 1, "events.jsonl:2")
        folder = self.export()
        (folder / "rulebooks" / "essai-1.toml").write_text("x = 1\n")
        self.bad(folder, 0, "rulebooks/essai-1.toml")


class MadeByHand(Exports):
    """Whoever holds the key may sign anything: both checkers still read it alike."""

    def remade(self, at, payload=None, **fields):
        events = make_export.log()
        event = events[at]
        event["payload"] = payload or event["payload"]
        event["fields"] |= fields | {"payload_commit": hmac.new(
            bytes.fromhex(event["blinding"]), event["payload"].encode(), "sha256").hexdigest()}
        event["envelope"] = make_export.canonical(event["fields"])
        return self.export(events=events)

    def test_a_payload_is_one_object_that_every_reader_reads_alike(self):
        nested = [f'{{"a":{"[" * depth}1{"]" * depth}}}' for depth in (60, 61, 62, 63, 500)]
        for payload, good in (('{"a": 1}', True), ("{}", True), ('{"a":-0}', True),
                              ('{"a":1,"a":2}', False), ('{"a":[{"b":{"c":1,"c":1}}]}', False),
                              ('{"a":1,"\\u0061":2}', False), ("[1]", False), ('{"a":NaN}', False),
                              ('{"a":123456789012345678901234567890}', False),
                              ('{"a":18446744073709551615}', True), ('{"a":1e999}', False),
                              ('{"a":"\\ud800"}', False), *zip(nested, 2 * (True,) + 3 * (False,))):
            with self.subTest(payload):
                folder = self.remade(3, payload)
                self.good(folder) if good else self.bad(folder, 3, "events.jsonl:4")

    def test_a_restoration_says_of_how_many_events_and_of_which(self):
        whole = {"size": "1", "known_size": "1", "root": f'"{"ab" * 32}"',
                 "erasures_reapplied": "0", "backup_made_at": '""'}

        def restored(fields):
            payload = ",".join(f'"{key}":{value}' for key, value in fields.items())
            return self.remade(3, "{" + payload + "}", type="journal.restored")

        self.good(restored(whole))
        self.good(restored(whole | {"size": "2"}))
        for key, value in (("size", "-1"), ("known_size", '"2"'), ("known_size", "null"),
                           ("known_size", "2.5"), ("known_size", "9223372036854775808"),
                           ("size", "true"), ("size", "[1]"), ("root", "1"), ("root", '"ab"'),
                           ("erasures_reapplied", "null"), ("backup_made_at", "3")):
            with self.subTest(**{key: value}):
                self.bad(restored(whole | {key: value}), 3, "events.jsonl:4")
        for gone in whole:
            self.bad(restored({k: v for k, v in whole.items() if k != gone}), 3, "events.jsonl:4")
        self.bad(restored(whole | {"known_size": "2"}), 3, "lost/1/certificate")

    def test_an_envelope_has_its_types_and_a_day_is_one_of_the_calendar(self):
        for change in ({"schema": -1}, {"schema": "1"}, {"schema": True}, {"causation": -1},
                       {"subjects": [1]}, {"subjects": "x"}, {"type": 1}, {"rulebook": None},
                       {"occurred_at": "2026-02-30T08:00:00Z"},
                       {"occurred_at": "2026-13-01T08:00:00Z"},
                       {"occurred_at": "2025-02-29T08:00:00Z"},
                       {"occurred_at": "0000-01-01T08:00:00Z"},
                       {"occurred_at": "2026-02-28T24:00:00Z"},
                       {"occurred_at": "2026-02-28T23:59:60Z"}):
            with self.subTest(change):
                self.bad(self.remade(3, **change), 3, "leaves.jsonl:4")
        self.good(self.remade(3, occurred_at="2024-02-29T23:59:59Z"))


class Usage(unittest.TestCase):
    def run_with(self, *words):
        done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_statuses(self):
        self.assertEqual(self.run_with("--help")[0], 0)
        self.assertIn("Exemples", self.run_with("--help")[1])
        self.assertNotRegex(self.run_with("--help")[1], "Subcommand|Display|Positional")
        self.assertEqual(self.run_with()[0], 2)
        self.assertEqual(self.run_with("/nowhere")[0], 3)
        self.assertEqual(self.run_with(".", "--key", "rien")[0], 2)
        self.assertEqual(self.run_with(".", "--format", "xml")[0], 2)
        self.assertEqual(self.run_with(".", "--tsa-ca", __file__)[0], 2)
        for words in ([".", "--key"], [".", "x"], [".", "--nothing"], ["proof"], ["--format", "x"]):
            status, said = self.run_with(*words)
            self.assertEqual(status, 2, words)
            self.assertRegex(said, "il manque|inattendu|n'est pas admis")
            self.assertNotRegex(said, "[Rr]equired|expected|following")

    def test_one_proof(self):
        key = make_export.Key(make_export.ORIGIN).vkey()
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            make_export.write(root, ONE)
            leaf = json.loads((root / "leaves.jsonl").read_text().splitlines()[2])
            envelope = root / "envelope"
            envelope.write_text(leaf["envelope"])
            words = ["proof", str(root / "proofs/2.tlog-proof"), "--envelope", str(envelope)]
            self.assertEqual(self.run_with(*words, "--key", key)[0], 0)
            self.assertEqual(self.run_with(*words)[0], 1)
            envelope.write_text(leaf["envelope"] + " ")
            self.assertEqual(self.run_with(*words, "--key", key)[0], 1)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
