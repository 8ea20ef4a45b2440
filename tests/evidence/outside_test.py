#!/usr/bin/env python3
"""The evidence others give: a witness as an auditor hosts one, and a time-stamping authority made
with `openssl ts`, both reached over HTTP by the program as a user runs it.

usage: outside_test.py PROBANT
"""

import http.client
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

from authority import openssl  # noqa: E402

PROGRAM = ""

class Scene(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name)
        self.store = self.root / "store"
        self.key = json.loads(self.run_ok("init", "--origin", "example.org/journal"))["key"]

    def run_probant(self, command, *words, env=None):
        words = [PROGRAM, command, "--store", str(self.store), "--format", "json", *map(str, words)]
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60,
                              env={**os.environ, **(env or {})})

    def run_ok(self, command, *words, env=None):
        done = self.run_probant(command, *words, env=env)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done.stdout

    def settings(self, line):
        file = self.store / "evidence" / "evidence.toml"
        kept = [old for old in file.read_text().splitlines() if old.startswith("origin")]
        file.write_text("\n".join([*kept, line]) + "\n")

    def evidence(self, name):
        return self.store / "evidence" / name


class WitnessTest(Scene):
    def start(self, *more, state="witness", logs=None):
        words = [PROGRAM, "witness", "--listen", "127.0.0.1:0", "--state", str(self.root / state),
                 "--name", "witness.example/w", "--format", "json", *more]
        for key in logs or [self.key]:
            words += ["--log", key]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        line = process.stdout.readline()
        self.assertTrue(line, process.stderr.read() if process.poll() is not None else "")
        greeting = json.loads(line)
        self.settings(f'witnesses = [{{ vkey = "{greeting["vkey"]}", '
                      f'url = "http://{greeting["listen"]}" }}]')
        return process, greeting

    @staticmethod
    def end(process, how=signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(how)
        status = process.wait(timeout=20)
        process.stdout.close()
        process.stderr.close()
        return status

    @staticmethod
    def ask(greeting, method, path, body=None):
        connection = http.client.HTTPConnection(greeting["listen"], timeout=10)
        connection.request(method, path, body)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, answer.headers

    def monitoring(self, greeting):
        digest = openssl("dgst", "-sha256", "-r", data=b"example.org/journal").decode().split()[0]
        return self.ask(greeting, "GET", f"/{digest}/checkpoint")

    def grow(self):
        self.run_ok("rotate-key", "--by", "u-1", "--grounds", "essai")

    def test_cosigns_and_survives_being_killed_right_after_the_answer(self):
        process, greeting = self.start()
        key = self.root / "witness" / "witness-key"
        self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600)
        self.assertEqual(self.monitoring(greeting)[0], 404)
        answer = json.loads(self.run_ok("cosign"))
        self.assertEqual(answer["witnesses"], [{"witness": "witness.example/w", "cosigned": True}])
        note = self.evidence("checkpoint").read_text()
        self.assertEqual(answer["checkpoint"], note)
        self.assertEqual(note.count("\n— witness.example/w "), 1)
        self.end(process)

        process, again = self.start()
        self.assertEqual(again["vkey"], greeting["vkey"])
        status, text, headers = self.monitoring(again)
        self.assertEqual((status, text), (200, note))
        self.assertEqual(headers["content-type"], "text/plain; charset=utf-8")
        self.run_ok("cosign")
        note = self.evidence("checkpoint").read_text()
        self.assertEqual(note.count("\n— witness.example/w "), 1)
        self.run_ok("verify")
        self.assertEqual(self.end(process, signal.SIGTERM), 0)

    def test_what_a_witness_cosigned_is_kept_and_nobody_need_ask(self):
        process, greeting = self.start()
        self.grow()
        note = self.evidence("checkpoint").read_text()
        self.assertEqual(note.count("\n— witness.example/w "), 1)
        self.assertIn(self.monitoring(greeting)[1].split("\n")[-2], note.split("\n"))
        self.end(process)
        done = self.run_probant("rotate-key", "--by", "u-1", "--grounds", "essai")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("non contresigné", done.stderr)
        self.assertNotIn("witness.example", self.evidence("checkpoint").read_text())
        size = note.split("\n")[1]
        kept = self.evidence("cosigned") / f"{size}.checkpoint"
        self.assertEqual([*self.evidence("cosigned").iterdir()], [kept])
        self.assertEqual(kept.read_text(), note)
        self.run_ok("verify")
        self.run_ok("export", "all", "--to", self.root / "export")
        self.assertEqual((self.root / "export/cosigned" / kept.name).read_text(), note)
        lines = note.split("\n")
        lines[2] = ("B" if lines[2][0] != "B" else "C") + lines[2][1:]
        kept.write_text("\n".join(lines))
        self.assertEqual(self.run_probant("verify").returncode, 1)

    def test_an_export_says_seen_by_a_witness_only_of_what_its_key_confirms(self):
        process, _ = self.start()
        self.grow()
        self.end(process)
        [kept] = self.evidence("cosigned").iterdir()
        note = kept.read_text()

        def told(name, status=0):
            to = self.root / name
            done = self.run_probant("export", "all", "--to", to, "--offline")
            self.assertEqual(done.returncode, status, done.stderr)
            return (to / "rapport.html").read_text() if status == 0 else done.stderr
        page = told("known")
        self.assertIn("Vu par un témoin</dt><dd><code>witness.example/w</code>, le ", page)
        self.assertIn("contresignature vérifiée", page)
        line = note.rstrip("\n").split("\n")[-1]
        forged = note.replace(line, line[:-9] + ("A" if line[-9] != "A" else "B") + line[-8:])
        self.assertNotEqual(forged, note)
        kept.write_text(forged)
        self.assertIn("fausse", told("forged", 3))
        self.settings("")
        page = told("unknown")
        self.assertIn("<code>witness.example/w</code> (2 événements)", page)
        self.assertIn("non vérifié ici", page)
        self.assertNotIn("Vu par un témoin", page)

    def test_witnesses_out_of_reach_cost_a_command_little(self):
        holes = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
        for hole in holes:
            self.addCleanup(hole.close)  # takes connections, and never answers
        _, greeting = self.start()
        urls = [f"http://127.0.0.1:{hole.getsockname()[1]}" for hole in holes]
        self.settings("witnesses = [" + ", ".join(
            f'{{ vkey = "{greeting["vkey"]}", url = "{url}" }}' for url in urls) + "]")
        began = time.monotonic()
        done = self.run_probant("rotate-key", "--by", "u-1", "--grounds", "essai")
        took = time.monotonic() - began
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("non contresigné", done.stderr)
        # A second when it opens the log, one when it closes it; all are asked at once.
        self.assertLess(took, 4)

    def test_an_older_copy_put_back_whole_is_found_out(self):
        self.start()
        self.run_ok("cosign")
        copy = self.root / "copy"
        shutil.copytree(self.store, copy)
        self.grow()
        self.run_ok("cosign")
        shutil.rmtree(self.store)
        shutil.copytree(copy, self.store)
        done = self.run_probant("cosign")
        self.assertEqual(done.returncode, 3)
        self.assertIn("témoin witness.example/w", done.stderr)

    def test_a_second_history_is_refused_before_it_is_signed(self):
        self.start()
        self.run_ok("cosign")
        copy = self.root / "copy"
        shutil.copytree(self.store, copy)
        self.grow()
        shutil.rmtree(self.store)
        shutil.copytree(copy, self.store)
        before = self.evidence("checkpoint").read_text()
        done = self.run_probant("rotate-key", "--by", "u-1", "--grounds", "essai")
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("témoin witness.example/w", done.stderr)
        self.assertEqual(self.evidence("checkpoint").read_text(), before)
        verdict = self.run_probant("verify")
        self.assertEqual(verdict.returncode, 1)
        self.assertIn("témoin witness.example/w", json.loads(verdict.stdout)["reason"])
        self.run_ok("verify", "--offline")
        for command, *words in (("backup", self.root / "b"),
                                ("export", "all", "--to", self.root / "e")):
            done = self.run_probant(command, *words)
            self.assertEqual(done.returncode, 3)
            self.assertIn("témoin witness.example/w", done.stderr)
            self.run_ok(command, *words, "--offline")

    def test_a_log_with_a_new_key_is_followed(self):
        process, _ = self.start()
        self.run_ok("cosign")
        self.grow()  # one checkpoint signed by both keys
        self.run_ok("cosign")
        for _ in range(2):
            self.grow()
            self.run_ok("cosign")
        self.end(process)
        process, _ = self.start()  # with the first key alone, as it was always hosted
        self.grow()
        self.run_ok("cosign")
        self.assertEqual(len(self.evidence("log.vkey").read_text().split()), 5)
        self.end(process)
        url = self.evidence("evidence.toml").read_text()
        for _ in range(2):
            self.grow()  # nobody is there to see the checkpoints that hand over
        self.start()
        self.assertNotEqual(url, self.evidence("evidence.toml").read_text())
        self.run_ok("cosign")

    def test_statuses_over_the_wire(self):
        process, greeting = self.start()
        self.run_ok("cosign")
        note = self.evidence("checkpoint").read_text()
        def post(body):
            return self.ask(greeting, "POST", "/add-checkpoint", body.encode())

        size = note.split("\n")[1]
        status, text, headers = post(f"old 0\n\n{note}")
        self.assertEqual((status, text), (409, f"{size}\n"))
        self.assertEqual(headers["content-type"], "text/x.tlog.size")
        self.assertEqual(post(f"old {size}\n\n{note}")[0], 200)
        self.assertEqual(post(f"old {int(size) + 1}\n\n{note}")[0], 400)
        self.assertEqual(post("nonsense")[0], 400)
        renamed = note.replace("example.org", "example.com")
        self.assertEqual(post(f"old {size}\n\n{renamed}")[0], 404)
        self.assertEqual(post(f"old {size}\n\n{note.replace(size, '7', 1)}")[0], 403)
        proof = "A" * 43 + "="
        self.assertEqual(post(f"old {size}\n{proof}\n\n{note}")[0], 422)
        self.assertEqual(post("x" * (1 << 19))[0], 413)
        self.assertEqual(self.ask(greeting, "GET", "/add-checkpoint")[0], 405)
        self.assertEqual(self.ask(greeting, "GET", "/")[0], 404)
        self.assertEqual(self.ask(greeting, "DELETE", "/x/checkpoint")[0], 404)
        self.assertEqual(self.end(process, signal.SIGINT), 0)

    def test_one_process_for_one_state_and_a_state_that_is_its_own(self):
        process, _ = self.start()
        self.run_ok("cosign")
        words = [PROGRAM, "witness", "--listen", "127.0.0.1:0", "--state",
                 str(self.root / "witness"), "--log", self.key]
        second = subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
        self.assertEqual(second.returncode, 3, second.stdout)
        self.end(process)
        (self.root / "witness" / "witness-key").unlink()
        other = subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
        self.assertEqual(other.returncode, 3, other.stdout)
        self.assertIn("signature de ce témoin", other.stderr)
        words[3] = "localhost:0"
        self.assertEqual(subprocess.run(words, capture_output=True, check=False).returncode, 2)

    def test_restoring_asks_the_witnesses_what_came_after(self):
        process, _ = self.start()
        self.run_ok("cosign")
        backup, new = self.root / "backup", self.root / "new"
        self.run_ok("backup", backup)
        key = self.root / "key"
        shutil.copy(self.evidence("signing-key"), key)

        def restore(*more):
            words = [PROGRAM, "restore", str(backup), "--store", str(new), "--key", str(key),
                     "--format", "json", *more]
            return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
        done = restore("--assume-complete")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["known_from"], ["témoin witness.example/w"])
        shutil.rmtree(new)
        # That restoration has gone on from the backup, and the witness has seen it.
        for words in ((), ("--assume-complete",)):
            done = restore(*words)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("Il manque au moins 1 événement, position ", done.stderr)
        self.end(process)
        # A witness that does not answer may know of as much: a person decides.
        done = restore()
        self.assertEqual(done.returncode, 1, done.stdout)
        told = json.loads(done.stdout)
        self.assertEqual((told["restored"], told["lost"]), (False, None))
        for words in ("témoin witness.example/w", "rien au dehors", "--assume-complete",
                      "--accept-loss"):
            self.assertIn(words, told["reason"])
        self.assertFalse((new / "log.sqlite").exists())
        done = restore("--accept-loss")
        self.assertTrue(json.loads(done.stdout)["forked"], done.stderr)

    def test_what_it_saw_of_a_key_that_was_given_up_stops_nothing(self):
        shutil.copytree(self.store, old := self.root / "old")
        self.grow()
        act = json.dumps({
            "id": "e1", "type": "register.entity_recorded", "dossier": "register:010780054",
            "actor": {"id": "op-1", "role": "operator", "organisation": ""},
            "data": {"entity": "010780054", "name": "CENTRE HOSPITALIER", "legal_status": "public",
                     "region": "84", "sites": [], "source": "essai"}}) + "\n"

        def record(store, number):
            done = subprocess.run(
                [PROGRAM, "record", "-", "--store", store], text=True, check=False,
                input=act.replace("e1", f"e{number}").replace("HOSPITALIER", f"H{number}"),
                capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
        for number in (1, 2, 3):
            record(old, number)
        self.start()  # it knows the old key alone
        shutil.copy(self.evidence("evidence.toml"), old / "evidence")
        record(old, 4)
        for number in (1, 2, 3):
            record(self.store, number)
        self.assertIn("signé par une clé retirée", "".join(json.loads(
            self.run_ok("verify"))["notices"]))

    def test_a_copy_from_before_another_key_hears_what_its_witness_saw(self):
        process, _ = self.start()
        shutil.copytree(self.store, old := self.root / "old")
        self.run_ok("backup", backup := self.root / "backup")
        self.end(process)
        self.grow()
        self.start(logs=[self.key, self.evidence("log.vkey").read_text().split("\n")[0]])
        self.run_ok("cosign")
        restore = ["restore", backup, "--key", old / "evidence/signing-key", "--assume-complete"]
        for place, status, words in ((backup, 1, [*restore, "--store", self.root / "new"]),
                                     (old, 3, ["cosign", "--store", old])):
            shutil.copy(self.evidence("evidence.toml"), place / "evidence")
            done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)

    def test_nobody_there_is_said_in_words(self):
        process, _ = self.start()
        self.end(process)
        done = self.run_probant("cosign")
        self.assertEqual(done.returncode, 1)
        self.assertIn("ne répond pas", done.stdout)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
