#!/usr/bin/env python3
"""Bad input and bad surroundings: each gets a clear message and its exit status, and leaves the
store as it was."""
import argparse
import json
import os
import resource
import sqlite3
import subprocess
import unittest
from pathlib import Path

PROGRAM, STORE = "", Path()
GOOD = {"id": "good", "type": "register.entity_recorded", "dossier": "register:010780054",
        "actor": {"id": "op", "role": "operator", "organisation": ""},
        "data": {"entity": "010780054", "name": "CH", "legal_status": "public", "region": "84",
                 "sites": [], "source": "essai"}}


def run(*words, data=b"", store=None, **options):
    return subprocess.run([PROGRAM, *words, "--store", str(store or STORE)], input=data,
                          capture_output=True, check=False, **options)


def events(store=None):
    done = run("verify", "--format", "json", store=store)
    answer = json.loads(done.stdout)
    assert answer["verified"], answer
    return answer["events"], answer["root"]


def line(**changes):
    return json.dumps({**GOOD, **changes}).encode()


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run(["rm", "-rf", str(STORE)], check=True)
        assert run("init").returncode == 0
        assert run("record", "-", data=line()).returncode == 0
        cls.before = events()

    def tearDown(self):
        self.assertEqual(events(), self.before, "the store changed")

    def refused_as_invalid(self, data, words=""):
        done = run("record", "-", "--format", "json", data=data)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        outcome = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual(outcome["outcome"], "invalid")
        self.assertTrue(outcome["reasons"][0]["message"])
        self.assertIn(words, json.dumps(outcome, ensure_ascii=False))
        return outcome

    def test_a_file_without_a_proposal_is_told(self):
        done = run("record", "-", data=b"")
        self.assertEqual((done.returncode, done.stdout), (0, b""))
        self.assertIn("aucune proposition".encode(), done.stderr)

    def test_truncated_json(self):
        whole = line(id="t")
        for cut in range(1, len(whole), 7):
            self.refused_as_invalid(whole[:cut])

    def test_a_hundred_thousand_brackets(self):
        self.refused_as_invalid(b"[" * 100_000)
        self.refused_as_invalid(b'{"id":' * 100_000)

    def test_nul_and_control_characters(self):
        self.refused_as_invalid(line(id="n").replace(b"CH", b"C\x00H"))
        self.refused_as_invalid(line(id="n").replace(b"CH", b"C\\u0000H"))

    def test_invalid_utf8(self):
        for bad in (b"\xff", b"\xc0\xa0", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"):
            self.refused_as_invalid(line(id="u").replace(b"CH", b"C" + bad))

    def test_numbers_beyond_64_bits_and_fractions(self):
        money = {**GOOD, "id": "m", "type": "register.ceiling_published"}
        self.refused_as_invalid(line(id="m").replace(b'"84"', b"99999999999999999999"), "64 bits")
        for amount in ("-1", "1.5", "1e3", '"12"', "true", "null"):
            data = '{"entity":"010780054","amount_cents":%s,"source":"x"}' % amount
            text = json.dumps({**money, "data": 0}).replace('"data": 0', '"data": ' + data)
            self.refused_as_invalid(text.encode(), "data.amount_cents")

    def test_a_date_that_does_not_exist(self):
        site = {"site": "010000024", "name": "S", "category": "355", "opened": "2026-02-30"}
        self.refused_as_invalid(line(id="d", data={**GOOD["data"], "sites": [site]}),
                                "data.sites[0].opened")

    def test_unknown_missing_and_doubled_fields(self):
        self.refused_as_invalid(line(id="f", data={**GOOD["data"], "nom": "x"}), "data.nom")
        missing = {k: v for k, v in GOOD["data"].items() if k != "name"}
        self.refused_as_invalid(line(id="f", data=missing), "data.name")
        self.refused_as_invalid(line(id="f").replace(b'"name"', b'"name":"A","name"'), "data.name")

    def test_a_line_of_a_gigabyte_is_skipped_in_little_memory(self):
        process = subprocess.Popen([PROGRAM, "record", "-", "--format", "json", "--store",
                                    str(STORE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        piece = b"x" * (1 << 20)
        for _ in range(1024):
            process.stdin.write(piece)
        out, _ = process.communicate(b"\n")
        self.assertEqual(process.returncode, 2)
        self.assertEqual(json.loads(out)["line"], 1)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.assertLess(peak, 300 * 1024, "KiB")

    def test_a_missing_file_and_a_missing_store(self):
        self.assertEqual(run("record", "/nowhere/file.jsonl").returncode, 3)
        done = run("show", "aap:x", store="/nowhere/store")
        self.assertEqual(done.returncode, 3)
        self.assertTrue(done.stderr)
        self.assertFalse(done.stdout)

    def test_closed_standard_descriptors(self):
        """No file of the store may take the place of the program's input or output."""
        lock = STORE / "lock"
        proposals = STORE.with_name("closed.jsonl")
        proposals.write_bytes(line(id="closed") + b"\n")
        shell = '"$0" record {0} --store "$1" {1}'
        for closed, status in ((">&-", 3), ("<&- 2>&-", 3), ("<&- >&- 2>&-", 3), ("<&-", 3)):
            done = subprocess.run(["sh", "-c", f"exec {closed}; " + shell.format("-", ""), PROGRAM,
                                   str(STORE)], capture_output=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (status, b""), (closed, done.stderr))
        done = subprocess.run(["sh", "-c", shell.format(f"'{proposals}'", ">&-"), PROGRAM,
                               str(STORE)], capture_output=True, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn("sortie standard", done.stderr.decode())
        if lock.exists():
            self.assertNotIn(b"outcome", lock.read_bytes())
            self.assertNotIn("enregistr", lock.read_text())

    def test_hidden_control_characters_and_ids_that_look_alike(self):
        for hidden in ("\u0085", "\u009b", "\u200f", "\u202e", "\u2066"):
            self.refused_as_invalid(line(id="h", data={**GOOD["data"], "name": "C" + hidden}),
                                    "data.name")
        for person in ("op ", " op"):
            self.refused_as_invalid(line(id="s", actor={**GOOD["actor"], "id": person}), "actor.id")
            done = run("rotate-key", "--by", person, "--grounds", "Essai")
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("--by", done.stderr.decode())

    def test_wrong_usage(self):
        for words in (["show"], ["show", "pas-un-dossier"], ["deadlines", "--at", "hier"],
                      ["exposure", "--by", "couleur"], ["deadlines", "--region", "99"],
                      ["record", "-", "--clock", "proposals"], ["inconnu"],
                      ["explain", "mie:010780054", "couleur"]):
            done = run(*words)
            self.assertEqual(done.returncode, 2, (words, done.stderr))
            self.assertTrue(done.stderr)

    def test_init_refuses_what_is_there(self):
        self.assertEqual(run("init").returncode, 2)

    def test_a_second_writer_is_told_who_holds_the_store(self):
        holder = subprocess.Popen([PROGRAM, "record", "-", "--store", str(STORE)],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        holder.stdin.write(line() + b"\n")
        holder.stdin.flush()
        holder.stdout.readline()
        done = run("record", "-", data=line(id="second"))
        holder.communicate()
        self.assertEqual(done.returncode, 3)
        self.assertIn(str(holder.pid), done.stderr.decode())

    def test_a_disk_that_is_full(self):
        size = os.path.getsize(STORE / "log.sqlite") + 64 * 1024

        def small_disk():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        big = {**GOOD["data"], "sites": [
            {"site": f"{10_000_000 + i:09d}", "name": "S" * 400, "category": "355"}
            for i in range(2000)]}
        acts = [line(id="big", data=big)] + [line(id=f"after-{i}") for i in range(20)]
        done = run("record", "-", "--format", "json", data=b"\n".join(acts),
                   preexec_fn=small_disk)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        outcomes = [json.loads(answer) for answer in done.stdout.splitlines()]
        self.assertEqual({one["reasons"][0]["code"] for one in outcomes}, {"store_read_only"})
        self.assertEqual([one["id"] for one in outcomes],
                         ["big"] + [f"after-{i}" for i in range(20)])
        self.assertIn("21 propositions ne sont pas enregistrées", done.stderr.decode())

    def test_a_store_from_a_newer_version(self):
        newer = STORE.with_name("newer-store")
        subprocess.run(["rm", "-rf", str(newer)], check=True)
        self.assertEqual(run("init", store=newer).returncode, 0)
        base = sqlite3.connect(newer / "log.sqlite")
        version = base.execute("pragma user_version").fetchone()[0]
        base.execute(f"pragma user_version = {version + 1}")
        base.commit()
        base.close()
        for words in (["show", "aap:x"], ["record", "-"]):
            done = run(*words, store=newer)
            self.assertEqual(done.returncode, 3)
            self.assertIn("version", done.stderr.decode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("store", type=Path)
    parsed, rest = parser.parse_known_args()
    PROGRAM, STORE = parsed.program, parsed.store
    unittest.main(argv=["hostile_test", *rest], verbosity=1)
