"""A store that was changed by hand or by a disk: verify names what, the program does not go on.

usage: damage_test.py PROBANT
"""

import base64
import http.client
import json
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent / "evidence"))

import keeping_test  # noqa: E402
import make_export  # noqa: E402
import serve_test  # noqa: E402
from keeping_test import answer, run  # noqa: E402
from serve_test import Serving  # noqa: E402


class Damaged(keeping_test.Store):
    def change(self, *statements):
        with sqlite3.connect(self.store / "log.sqlite") as database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def test_what_is_not_ours_in_the_schema_is_named_and_nothing_written(self):
        self.record(1)
        self.change("create trigger spy after insert on event begin "
                    "update event set payload = null where position = 0; end")
        found = answer("verify", "--store", self.store, status=1)
        self.assertIn("« trigger spy »", found["reason"])
        self.assertIn("spy", run("record", "-", "--store", self.store, status=3,
                                 text=keeping_test.entity(2)).stderr)
        self.change("drop trigger spy", "create view v as select 1", "drop trigger event_stays")
        problems = " ".join(answer("verify", "--store", self.store, status=1)["problems"])
        self.assertIn("« view v »", problems)
        self.assertIn("« trigger event_stays » manque", problems)

    def test_the_mark_of_a_simulation_is_bound_to_the_keys(self):
        self.record(1)
        self.change("update meta set value = '1'")
        self.assertIn("meta", answer("verify", "--store", self.store, status=1)["reason"])
        run("record", "-", "--clock", "proposals", "--store", self.store, status=3,
            text=keeping_test.entity(2))
        for change in ("update meta set value = '2'", "delete from meta"):
            self.change(change)
            self.assertIn("meta", answer("verify", "--store", self.store, status=1)["reason"])

    def test_nothing_is_written_over_a_payload_that_was_taken_away(self):
        self.record(1)
        self.record(2)
        self.erase(1)
        self.record(3)
        self.change("drop trigger event_is_fixed", "drop trigger leaf_is_fixed",
                    "update event set payload = null where position = 2",
                    "update leaf set blinding = null where position = 2")
        self.assertEqual(answer("verify", "--store", self.store,
                                status=1)["first_bad_position"], 2)
        refused = run("record", "-", "--store", self.store, status=3, text=keeping_test.entity(4))
        self.assertIn("Position 2", refused.stderr)

    def test_a_service_in_use_says_that_a_content_was_taken_away(self):
        for number in (1, 2, 3):
            self.record(number)
        self.erase(1)
        serving = Serving(self.store)
        self.addCleanup(serving.process.kill)
        token = serve_test.new_token(self.store, "u-1", "ans")

        def asked(path):
            reply, body = serving.ask("GET", path, token)
            return reply.status, json.loads(body)

        self.assertEqual(asked("/readyz")[1]["missing_contents"], 0)
        self.change("drop trigger event_is_fixed", "drop trigger leaf_is_fixed",
                    "update event set payload = null where position = 2",
                    "update leaf set blinding = null where position = 2")
        status, problem = asked("/v1/events/2")
        self.assertEqual((status, problem["type"].rsplit(":")[-1]), (500, "content_missing"))
        self.assertIn("probant verify", problem["detail"])
        status, lawful = asked("/v1/events/1")
        self.assertEqual((status, lawful["erased"]), (200, True))
        listed = asked("/v1/events")[1]
        self.assertEqual([(one.get("erased"), one.get("missing")) for one in listed[1:4]],
                         [(True, None), (None, True), (None, None)])
        story = asked("/v1/dossiers/register:010780054/history")[1]
        self.assertEqual([(one.get("erased"), one.get("missing")) for one in story[:3]],
                         [(True, None), (None, True), (None, None)])
        connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=30)
        connection.request("GET", "/v1/events/stream?after=1", headers={
            "Authorization": f"Bearer {token}"})
        stream = connection.getresponse()
        lines = [stream.readline().decode() for _ in range(4)]
        self.assertIn('"missing":true', "".join(lines))
        connection.close()
        status, ready = asked("/readyz")
        self.assertEqual((status, ready["missing_contents"]), (503, 1))
        self.assertIn("enlevés du journal", ready["problems"][0])
        serving.end()

    def test_a_service_that_read_a_damaged_index_is_not_ready(self):
        for number in (1, 2, 3):
            self.record(number)
        self.change("insert into dossier_index select dossier_key, version, position from event",
                    "update head set indexed_events = 4")
        serving = Serving(self.store)
        self.addCleanup(serving.process.kill)
        token = serve_test.new_token(self.store, "u-1", "ans")
        self.assertEqual(serving.ask("GET", "/readyz")[0].status, 200)
        self.change("update dossier_index set position = 0 where position = 2")
        history = "/v1/dossiers/register:010780054/history"
        self.assertEqual(serving.ask("GET", history, token)[0].status, 503)
        ready, text = serving.ask("GET", "/readyz")
        self.assertEqual(ready.status, 503)
        self.assertIn("abîmé", text)
        serving.end()

    def test_a_row_changed_under_who_writes_decides_nothing(self):
        for number in (1, 2):
            self.record(number)
        live = subprocess.Popen([keeping_test.PROBANT, "record", "-", "--store", self.store],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
        live.stdin.write(keeping_test.entity(3))
        live.stdin.flush()
        self.assertIn("enregistré (position 3", live.stdout.readline())
        swap = "update event set payload = replace(payload, 'HOSPITALIER {}', 'HOSPITALIER {}')"
        self.change("drop trigger event_is_fixed", swap.format(1, 9) + " where position = 1")
        correction = {
            "id": "c-1", "type": "dossier.correction_recorded", "dossier": "register:010780054",
            "actor": {"id": "ans-1", "role": "ans", "organisation": "ans"},
            "data": {"position": 2, "grounds": "essai", "corrections": [
                {"field": "name", "was": "CENTRE HOSPITALIER 2", "becomes": "CENTRE"}]}}
        said, errors = live.communicate(json.dumps(correction) + "\n" + keeping_test.entity(4),
                                     timeout=60)
        self.assertEqual(live.returncode, 3, said + errors)
        self.assertIn("Position 1", errors)
        self.change(swap.format(9, 1) + " where position = 1")
        with sqlite3.connect(self.store / "log.sqlite") as database:
            count, = database.execute("select count(*) from event").fetchone()
        self.assertEqual(count, 5, "nothing was decided on it")

    def test_nothing_changed_leaves_as_evidence(self):
        for number in (1, 2, 3):
            self.record(number)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            content, = database.execute("select payload from event where position = 1").fetchone()
            blinding, = database.execute("select blinding from leaf where position = 1").fetchone()
        self.erase(1)
        whole = self.at / "whole"
        run("export", "all", "--to", whole, "--store", self.store)
        self.change("drop trigger event_is_fixed", "drop trigger leaf_is_fixed",
                    "update event set payload = replace(payload, 'HOSPITALIER 2', 'HOSPITALIER 9') "
                    "where position = 2")
        for what in ("all", "register:010780054"):
            refused = run("export", what, "--to", self.at / "none", "--store", self.store, status=3)
            self.assertIn("L'événement 2 n'est plus tel", refused.stderr)
            self.assertFalse((self.at / "none").exists())
        self.assertIn("L'événement 2 n'est plus tel",
                      run("prove", 2, "--store", self.store, status=3).stderr)
        run("prove", 3, "--store", self.store)
        self.change("update event set payload = replace(payload, 'HOSPITALIER 9', 'HOSPITALIER 2') "
                    "where position = 2")
        with sqlite3.connect(self.store / "log.sqlite") as database:
            database.execute("update event set payload = ? where position = 1", (content,))
        refused = run("export", "all", "--to", self.at / "none", "--store", self.store, status=3)
        self.assertIn("L'événement 1", refused.stderr)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            database.execute("update leaf set blinding = ? where position = 1", (blinding,))
        for what in ("all", "register:010780054"):
            refused = run("export", what, "--to", self.at / "none", "--store", self.store, status=3)
            self.assertIn("a été effacé légalement", refused.stderr)
        refused = run("prove", 1, "--store", self.store, status=3)
        self.assertIn("a été effacé légalement", refused.stderr)
        self.assertNotIn("HOSPITALIER 1", refused.stdout)
        self.change("update event set payload = null where position in (1, 3)",
                    "update leaf set blinding = null where position = 3")
        found = answer("verify", "--store", self.store, status=1)
        self.assertEqual(found["first_bad_position"], 1)
        self.assertIn("aveuglement", found["reason"])
        self.assertIn("absent", run("prove", 3, "--store", self.store, status=3).stderr)

    def test_settings_that_are_not_there_say_nothing_about_the_log(self):
        self.record(1)
        (self.store / "evidence/evidence.toml").unlink()
        told = run("verify", "--store", self.store, status=3)
        self.assertEqual(told.stdout, "")
        self.assertIn("evidence.toml manque", told.stderr)

    def test_a_damaged_file_is_an_answer_with_its_place(self):
        text = "".join(keeping_test.entity(number) for number in range(1, 200))
        run("record", "-", "--store", self.store, text=text)
        file = self.store / "log.sqlite"
        whole = file.read_bytes()
        found_places = set()
        size = int.from_bytes(whole[16:18], "big")  # of a page
        for page in range(1, len(whole) // size):
            file.write_bytes(whole[:page * size] + b"\xff" * size + whole[(page + 1) * size:])
            found = answer("verify", "--store", self.store, status=1)
            self.assertFalse(found["verified"])
            found_places.add(found["first_bad_position"])
        self.assertGreater(len(found_places), 3)
        for damaged in (whole[:len(whole) // 2], b"x" * len(whole), b""):
            file.write_bytes(damaged)
            found = answer("verify", "--store", self.store, status=1)
            self.assertFalse(found["verified"])
        file.unlink()
        run("verify", "--store", self.store, status=3)

    def test_every_part_that_is_kept_twice_is_compared(self):
        self.record(1)
        text = "".join(keeping_test.entity(number) for number in range(2, 300))
        run("record", "-", "--store", self.store, text=text)
        self.erase(1)
        run("verify", "--store", self.store)
        guards = ("drop trigger tile_is_fixed", "drop trigger tile_stays")
        make = ("create trigger tile_stays before delete on tile begin\n"
                "  select raise(abort, 'tile is append-only'); end",
                "create trigger tile_is_fixed before update on tile begin\n"
                "  select raise(abort, 'tile is append-only'); end")
        drills = 0
        for at in range(1, 8192, 347):
            swap = (f"update tile set hashes = cast(substr(hashes, 1, {at - 1}) || x'{{}}' || "
                    f"substr(hashes, {at + 1}) as blob) where level = 0 and n = 0")
            with sqlite3.connect(self.store / "log.sqlite") as database:
                [[byte]] = database.execute(
                    f"select hex(substr(hashes, {at}, 1)) from tile where level = 0").fetchall()
            database.close()
            self.change(*guards, swap.format(f"{int(byte, 16) ^ 1:02X}"), *make)
            found = answer("verify", "--store", self.store, status=1)
            self.assertEqual(found["first_bad_position"], (at - 1) // 32, found)
            self.change(*guards, swap.format(byte), *make)
            drills += 1
        listed = self.store / "evidence/erasures"
        whole = listed.read_bytes()
        for at in range(0, len(whole), 9):
            listed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
            self.assertIn("erasures", answer("verify", "--store", self.store, status=1)["reason"])
            drills += 1
        listed.write_bytes(whole)
        run("verify", "--store", self.store)
        print(f"{drills} changes of tiles and of the list of erasures", file=sys.stderr)

    def change_behind(self, guard, statement):
        """What the guard forbids, the guard put back as it was."""
        with sqlite3.connect(self.store / "log.sqlite") as database:
            [[made]] = database.execute("select sql from sqlite_master where name = ?", [guard])
        database.close()
        self.change(f"drop trigger {guard}", statement, made)

    def test_a_longer_blinding_makes_the_same_commitment_and_is_found(self):
        self.record(1)
        self.change_behind("leaf_is_fixed", "update leaf set blinding = "
                           "cast(blinding || x'00' as blob) where position = 1")
        found = answer("verify", "--store", self.store, status=1)
        self.assertIn("32 octets", found["reason"])

    def test_a_tile_put_in_by_hand_is_named_and_nothing_else_is_blamed(self):
        run("record", "-", "--store", self.store,
            text="".join(keeping_test.entity(number) for number in range(299)))
        for level, n in ((0, 1), (1, 0), (0, 9), (7, 0), (0, -1)):
            self.change(f"insert into tile values({level}, {n}, zeroblob(8192))")
            found = answer("verify", "--store", self.store, status=1)
            self.assertEqual(len(found["problems"]), 1, found)
            self.assertIn(f"en trop, insérées après coup : niveau {level}, numéro {n}",
                          found["reason"])
            self.change_behind("tile_stays",
                               f"delete from tile where level = {level} and n = {n}")
        self.assertTrue(answer("verify", "--store", self.store)["verified"])

    def test_the_hash_of_a_proposal_is_not_proven_and_can_do_no_harm(self):
        self.record(1)
        self.record(2)
        again = ("record", "-", "--store", self.store)
        answered = answer(*again, text=keeping_test.entity(2))
        events = answer("verify", "--store", self.store)["events"]
        self.change_behind("proposal_is_fixed",
                           "update proposal set body_hash = zeroblob(32) where id = 'e1'")
        found = answer("verify", "--store", self.store)
        self.assertEqual((found["verified"], found["not_proven"]), (True, ["proposal.body_hash"]))
        self.assertIn("proposal.body_hash", run("verify", "--store", self.store).stdout)
        refused = answer(*again, text=keeping_test.entity(1), status=1)
        self.assertEqual(refused["reasons"][0]["code"], "idempotency_conflict")
        self.assertEqual(answer(*again, text=keeping_test.entity(2)), answered)
        # What was recorded is what it was; that somebody was refused may have been added.
        self.assertLessEqual(answer("verify", "--store", self.store)["events"], events + 1)
        self.assertEqual(len(answer("history", "register:010780054", "--store", self.store)), 2)

    def test_an_order_to_erase_that_was_changed_is_an_answer(self):
        self.record(1)
        self.erase(1)
        with sqlite3.connect(self.store / "log.sqlite") as database:
            [[position]] = database.execute("select max(position) from event join type on "
                                            "key = type_key where name = 'dossier.payload_erased'")
        database.close()
        self.change_behind("event_is_fixed",
                           f"update event set payload = 'x' where position = {position}")
        found = answer("verify", "--store", self.store, status=1)
        # Nothing orders the erasure of event 1 any more.
        self.assertEqual(found["first_bad_position"], 1)

    def test_a_slip_of_the_operator_is_not_held_against_the_log(self):
        self.record(1)
        big = self.at / "photo"
        big.write_bytes(b"x" * 300_000)
        run("verify", "--checkpoint", big, "--store", self.store, status=2)
        settings = self.store / "evidence/evidence.toml"
        settings.write_text(settings.read_text() + "temoins = 1\n")
        self.assertIn("temoins", run("verify", "--store", self.store, status=3).stderr)

    def test_answers_that_were_certified_are_given_again(self):
        self.assertEqual(answer("verify", "--store", self.store)["projections"], "none")
        self.record(1)
        self.assertEqual(answer("verify", "--store", self.store)["projections"], "same")
        file = self.store / "evidence/world"
        text, signatures = file.read_text().split("\n\n")
        run("rotate-key", "--by", "u-1", "--grounds", "essai", "--store", self.store)
        self.assertEqual(answer("verify", "--store", self.store)["projections"], "same")
        name, _, seed = (self.store / "evidence/signing-key").read_text().split("+", 2)[2].split(
            "+", 2)
        key = make_export.Key(name, base64.b64decode(seed)[1:])
        at = text.index('"exposure":"') + len('"exposure":"')
        other = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1:] + "\n"
        file.write_text(other + "\n" + signatures)
        self.assertIn("signature", answer("verify", "--store", self.store, status=1)["reason"])
        file.write_text(other + "\n" + key.sign(other))
        found = answer("verify", "--store", self.store, status=1)
        self.assertEqual(found["projections"], "different")
        self.assertIn("les mêmes réponses", found["reason"])
        file.write_text("x")
        self.assertEqual(answer("verify", "--store", self.store, status=1)["projections"],
                         "different")
        self.record(2)
        self.assertEqual(answer("verify", "--store", self.store)["projections"], "same")
        self.erase(1)
        self.assertEqual(answer("verify", "--store", self.store)["projections"], "same")

    def test_questions_on_an_older_copy_are_answered_with_a_warning(self):
        self.record(1)
        old = self.at / "old"
        shutil.copytree(self.store, old)
        self.record(2)
        shutil.copy(self.store / "evidence/checkpoint", old / "evidence/checkpoint")
        for words in (["show", "register:010780054"], ["deadlines"], ["exposure"], ["rules"],
                      ["history", "register:010780054"]):
            done = run(*words, "--store", old)
            self.assertIn("copie ancienne", done.stderr, words)
            self.assertEqual(run(*words, "--store", self.store).stderr, "", words)

    def test_only_its_owner_and_group_read_a_log(self):
        self.backup("b")
        for place in (self.store, self.at / "b"):
            self.assertEqual(stat.S_IMODE((place / "log.sqlite").stat().st_mode), 0o640)

    def test_wrong_arguments_are_not_taken_for_damage(self):
        for file in ("/nowhere", __file__):
            run("verify", "--store", self.store, "--tsa-ca", file, status=2)
        run("init", "--store", self.at / "x", "--origin", "deux mots", status=2)
        run("init", "--store", self.at / "x", "--origin", "a+b", status=2)


if __name__ == "__main__":
    keeping_test.PROBANT = serve_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
