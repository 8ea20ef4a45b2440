"""What must go: probant erase by two people, and what it leaves.

usage: erasing_test.py PROBANT
"""

import csv
import json
import pathlib
import sqlite3
import subprocess
import sys
import unittest

import keeping_test
import serve_test
from keeping_test import SECRET, Store, answer, entity, holds, run


class Erasure(Store):
    def test_nothing_is_left_of_what_two_people_erase(self):
        self.record(1, SECRET)
        self.assertTrue(holds(self.store, SECRET))
        answered = self.erase(1)
        self.assertEqual((answered["outcome"], answered["erased"]), ("recorded", [1]))
        [notice] = answered["notices"]
        self.assertIn("Les sauvegardes et les exports faits avant gardent ce contenu", notice)
        self.assertEqual(holds(self.store, SECRET), [])
        verified = answer("verify", "--store", self.store)
        self.assertEqual((verified["verified"], verified["erased"]), (True, 1))
        kept = (self.store / "evidence/erasures").read_text().split("\n")[2].split()
        self.assertEqual((kept[0], kept[2]), ("1", str(answered["position"])))
        history = answer("history", "register:010780054", "--store", self.store)
        self.assertIsNone(history[0]["data"])
        self.assertEqual(history[0]["erasure"]["legal_basis"], "RGPD art. 17")
        words = run("history", "register:010780054", "--store", self.store).stdout
        self.assertIn("contenu effacé légalement le", words)
        again = json.loads(run("record", "-", "--store", self.store, "--format", "json",
                               text=entity(1, SECRET)).stdout)
        self.assertEqual((again["outcome"], again["erased"]), ("duplicate", True))
        self.assertNotIn("data", again)
        self.assertEqual(holds(self.store, SECRET), [])

    def test_an_erasure_proposed_as_an_event_is_listed_outside_too(self):
        self.record(1, SECRET)
        acts = [{"id": kind, "type": f"dossier.{kind}", "dossier": "register:010780054",
                 "actor": {"id": who, "role": "ans", "organisation": "ans"},
                 "data": {"position": 1, "legal_basis": "RGPD art. 17"}}
                for kind, who in (("erasure_requested", "u-7"), ("payload_erased", "u-12"))]
        run("record", "-", "--store", self.store, text="\n".join(map(json.dumps, acts)) + "\n")
        self.assertEqual(holds(self.store, SECRET), [])
        kept = (self.store / "evidence/erasures").read_text().split("\n")[2].split()
        self.assertEqual((kept[0], kept[2]), ("1", "3"))

    def test_killed_at_any_moment_an_erasure_is_listed_by_the_next_command(self):
        self.record(1)
        self.record(2)
        listed = self.store / "evidence/erasures"
        run("erase", 1, "--basis", "RGPD art. 17", "--by", "u-7", "--store", self.store)
        # The list cannot be written: as if the machine had stopped before it was.
        blocked = listed.with_name("erasures.new")
        blocked.mkdir()
        run("erase", 1, "--confirm", "--by", "u-12", "--store", self.store, status=3)
        self.assertIn("n'y figure pas", answer("verify", "--store", self.store, status=1)["reason"])
        self.assertIn("erase 1 --confirm",
                      answer("verify", "--store", self.store, status=1)["reason"])
        blocked.rmdir()
        listed.unlink(missing_ok=True)
        again = answer("erase", 1, "--confirm", "--by", "u-12", "--store", self.store, status=1)
        self.assertIn("est complétée", again["notices"][0])
        self.assertEqual(answer("verify", "--store", self.store)["erased"], 1)
        listed.unlink()
        self.record(3)
        self.assertEqual(answer("verify", "--store", self.store)["erased"], 1)
        run("erase", 2, "--basis", "RGPD art. 17", "--by", "u-7", "--store", self.store)
        for step in range(12):
            words = ["erase", "2", "--confirm", "--by", "u-12", "--store", self.store]
            killed = subprocess.Popen([keeping_test.PROBANT, *words], stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
            try:
                killed.wait(0.004 * (step + 1))
            except subprocess.TimeoutExpired:
                killed.kill()
                killed.wait()
            self.record(4 + step)
            run("verify", "--store", self.store)
        run("erase", 2, "--confirm", "--by", "u-12", "--store", self.store,
            status=1 if answer("verify", "--store", self.store)["erased"] == 2 else 0)
        self.assertEqual(len(listed.read_text().split("\n\n")[0].split("\n")), 5)

    def test_what_carries_dossiers_or_the_accounts_stays(self):
        refused = answer("erase", 0, "--basis", "x", "--by", "u-7", "--store", self.store, status=1)
        self.assertEqual([r["code"] for r in refused["reasons"]], ["not_allowed_now"])

    def test_two_people_are_two_whatever_the_case(self):
        self.record(1)
        run("erase", 1, "--basis", "RGPD art. 17", "--by", "martin", "--store", self.store)
        for same in ("Martin", "MARTIN", "mar tin", "op-1", "OP-1"):
            refused = answer("erase", 1, "--confirm", "--by", same, "--store", self.store, status=1)
            self.assertEqual([r["code"] for r in refused["reasons"]], ["segregation_of_duties"])
        answer("erase", 1, "--confirm", "--by", "durand", "--store", self.store)

    def test_a_forged_list_of_erasures_is_not_believed(self):
        self.record(1)
        self.record(2)
        self.backup("b")
        self.erase(1)
        run("verify", "--store", self.store)
        listed = self.store / "evidence/erasures"
        whole = listed.read_bytes()
        lines = whole.decode().split("\n")
        forged = "\n".join([*lines[:3], lines[2].replace("1 ", "2 ", 1), *lines[3:]]).encode()
        for changed in (forged, whole.replace(b"\n1 ", b"\n2 ", 1), lines[2].encode() + b"\n",
                        whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:], whole[:40]):
            listed.write_bytes(changed)
            self.assertIn("erasures", answer("verify", "--store", self.store, status=1)["reason"])
            run("restore", self.at / "b", "--store", self.at / "new", "--accept-loss",
                "--erasures", listed, status=3)
        listed.unlink()
        self.assertIn("n'y figure pas", answer("verify", "--store", self.store, status=1)["reason"])
        listed.write_bytes(whole)
        run("verify", "--store", self.store)

    def put_back(self, position, kept):
        with sqlite3.connect(self.store / "log.sqlite") as database:
            guards = database.execute("select name, sql from sqlite_master where type = 'trigger'")
            guards = guards.fetchall()
            for name, _ in guards:
                database.execute(f"drop trigger {name}")
            for (table, column), value in kept.items():
                database.execute(f"update {table} set {column} = ? where position = ?",
                                 (value, position))
            for _, sql in guards:
                database.execute(sql)
        database.close()

    def test_a_payload_put_back_by_hand_is_read_by_nobody(self):
        self.record(1, SECRET)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            kept = {(table, column): database.execute(
                        f"select {column} from {table} where position = 1").fetchone()[0]
                    for table, column in (("event", "payload"), ("leaf", "blinding"))}
        database.close()
        self.erase(1)
        token = serve_test.new_token(self.store, "u-1", "ans")
        serving = serve_test.Serving(self.store)
        self.put_back(1, kept)
        self.assertTrue(holds(self.store, SECRET))
        for path in ("events/1", "events?limit=100", "dossiers/register:010780054",
                     "dossiers/register:010780054/history"):
            answered, text = serving.ask("GET", f"/v1/{path}", token)
            self.assertEqual(answered.status, 200, text)
            self.assertNotIn(SECRET, text, path)
        self.assertTrue(json.loads(serving.ask("GET", "/v1/events/1", token)[1])["erased"])
        serving.end()
        dossier = "register:010780054"
        for words in (("history", dossier), ("show", dossier), ("search", "ETABLISSEMENT"),
                      ("history", dossier, "--valid-at", "2100-01-01")):
            for form in ("text", "json"):
                told = run(*words, "--format", form, "--store", self.store).stdout
                self.assertNotIn(SECRET, told, words)
        item = answer("history", dossier, "--store", self.store)[0]
        self.assertIsNone(item["data"])
        self.assertEqual(item["erasure"]["legal_basis"], "RGPD art. 17")
        run("export", "all", "--to", self.at / "e", "--store", self.store, status=3)
        found = answer("verify", "--store", self.store, status=1)
        self.assertEqual(found["first_bad_position"], 1)

    def test_who_erases_is_told_what_older_backups_still_hold(self):
        self.record(1)
        run("erase", 1, "--basis", "RGPD art. 17", "--by", "u-7", "--store", self.store)
        words = run("erase", 1, "--confirm", "--by", "u-12", "--store", self.store).stdout
        self.assertIn("sauvegardes", words)
        self.assertIn("probant restore", words)

    def test_a_payload_put_back_by_hand_is_found(self):
        self.record(1, SECRET)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            kept = [database.execute(f"select {column} from {table} where position = 1").fetchone()
                    for table, column in (("event", "payload"), ("leaf", "blinding"))]
        self.erase(1)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            guards = database.execute("select name from sqlite_master where type = 'trigger'")
            for [name] in guards.fetchall():
                database.execute(f"drop trigger {name}")
            database.execute("update event set payload = ? where position = 1", kept[0])
            database.execute("update leaf set blinding = ? where position = 1", kept[1])
        verified = answer("verify", "--store", self.store, status=1)
        self.assertEqual(verified["first_bad_position"], 1)
        self.assertIn("alors qu'un événement en a ordonné l'effacement", verified["reason"])

    def test_one_person_cannot_do_it_alone(self):
        self.record(1)
        ask = ("erase", 1, "--basis", "RGPD art. 17", "--by", "u-7", "--store", self.store)
        run(*ask)
        refused = answer("erase", 1, "--confirm", "--by", "u-7", "--store", self.store, status=1)
        self.assertEqual([r["code"] for r in refused["reasons"]], ["segregation_of_duties"])
        self.assertEqual(answer("verify", "--store", self.store)["erased"], 0)

    def test_a_sum_tells_of_what_an_erasure_left_out_of_it(self):
        store = self.at / "example"
        run("init", "--simulation", "--store", store)
        acts = pathlib.Path(__file__).parents[1] / "data/example/example-proposals.jsonl"
        run("record", acts, "--clock", "proposals", "--store", store, status=1)
        asked = ("exposure", "--by", "programme", "--at", "2026-11-20", "--store", store)
        self.assertEqual([row.get("unknown") for row in answer(*asked)], [None, None])
        self.assertNotIn("hors ", run(*asked).stdout)
        self.erase(answer("history", "aap:2026-0417", "--store", store)[0]["position"], store)
        self.assertEqual([row.get("unknown") for row in answer(*asked)],
                         [{"ceiling_gross_cents": 1, "ceiling_net_cents": 1}, None])
        self.assertIn("Plafond net : hors 1 dossier dont ce montant n'est pas connu (aap : 1)\n",
                      run(*asked).stdout)
        head, *rows = csv.reader(run(*asked, "--format", "csv").stdout.splitlines())
        self.assertEqual([row[head.index("unknown")] for row in rows],
                         ["ceiling_gross_cents: 1, ceiling_net_cents: 1", ""])
        run("export", "all", "--to", self.at / "out", "--store", store)
        self.assertIn("hors 1 dossier dont", (self.at / "out/rapport.html").read_text())

    def test_wrong_usage_says_so(self):
        run("erase", 99, "--basis", "x", "--by", "u-7", "--store", self.store, status=2)
        run("erase", 0, "--by", "u-7", "--store", self.store, status=2)
        run("erase", 0, "--basis", "x", "--by", "", "--store", self.store, status=2)

    def test_what_is_deleted_by_hand_is_tampering(self):
        self.record(1)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            database.execute("update event set payload = null where position = 1")
            database.execute("update leaf set blinding = null where position = 1")
        database.close()
        answered = answer("verify", "--store", self.store, status=1)
        self.assertEqual((answered["verified"], answered["first_bad_position"]), (False, 1))


if __name__ == "__main__":
    keeping_test.PROBANT = serve_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
