"""A store of which the tables contradict each other: verify names the place and the way out, and
nothing is acknowledged.

usage: altered_test.py PROBANT
"""

import shutil
import sqlite3
import sys
import unittest

sys.dont_write_bytecode = True

import keeping_test  # noqa: E402
from keeping_test import answer, run  # noqa: E402


class Changed(keeping_test.Store):
    def change(self, *statements):
        with sqlite3.connect(self.store / "log.sqlite") as database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def test_after_a_head_of_another_tree_nothing_is_acknowledged(self):
        for number in (1, 2, 3):
            self.record(number)
        self.change("update head set peaks = zeroblob(length(peaks))")
        refused = run("record", "-", "--store", self.store, status=3, text=keeping_test.entity(4))
        self.assertIn("état de tête", refused.stderr)
        reason = answer("verify", "--store", self.store, status=1)["reason"]
        self.assertIn("lui seul", reason)
        self.change(reason.split('"')[1])
        self.assertTrue(answer("verify", "--store", self.store)["verified"])
        self.record(4)

    def test_of_a_head_and_unsigned_events_that_differ_neither_is_blamed(self):
        self.record(1)
        signed = (self.store / "evidence/checkpoint").read_bytes()
        self.record(2)
        (self.store / "evidence/checkpoint").write_bytes(signed)
        self.change("update head set peaks = zeroblob(length(peaks))")
        run("record", "-", "--store", self.store, status=3, text=keeping_test.entity(3))
        reason = answer("verify", "--store", self.store, status=1)["reason"]
        self.assertIn("l'un ou l'autre", reason)
        self.assertNotIn("sqlite3", reason)

    def verdict_after(self, *statements):
        """On a copy: the verdict, and what was changed."""
        other = Changed()
        other.store = self.at / "changed"
        shutil.rmtree(other.store, ignore_errors=True)
        shutil.copytree(self.store, other.store)
        other.change(*statements)
        return answer("verify", "--store", other.store, status=1), other

    def test_what_an_index_or_an_answer_is_wrong_about_is_named_by_its_position(self):
        for number in (1, 2, 3):
            self.record(number)
        self.change("insert into dossier_index select dossier_key, version, position from event",
                    "update head set indexed_events = 4")
        self.assertTrue(answer("verify", "--store", self.store)["verified"])
        for change, position in (("set position = 0 where position = 2", 2),
                                 ("set position = 5 - position where position > 1", 2)):
            verdict, changed = self.verdict_after("update dossier_index " + change)
            self.assertEqual(verdict["first_bad_position"], position)
            self.assertIn("l'événement 2 (register:010780054, version 2)", verdict["reason"])
            changed.change(*verdict["reason"].split('"')[1].split(";"))
            self.assertTrue(answer("verify", "--store", changed.store)["verified"])
        verdict, changed = self.verdict_after("update head set indexed_proposals = 3")
        self.assertEqual(verdict["first_bad_position"], 0)
        changed.change(*verdict["reason"].split('"')[1].split(";"))
        self.assertTrue(answer("verify", "--store", changed.store)["verified"])
        free = "drop trigger proposal_is_fixed", "drop trigger proposal_stays"
        for change, position in (
                ("update proposal set recorded = 0 where sequence = 2", 2),
                ("update proposal set id = 'other' where sequence = 2", 2),
                ("update proposal set body_hash = x'00' where sequence = 2", 2),
                ("delete from proposal where sequence = 2", 2),
                ("update proposal set sequence = 9 where sequence = 3", 3),
                ("delete from proposal where sequence = 3", 3)):
            verdict, _ = self.verdict_after(*free, change)
            self.assertEqual(verdict["first_bad_position"], position, change)
            self.assertIn(f"l'événement {position}", " ".join(verdict["problems"]))

    def test_a_repeated_proposal_is_not_answered_with_what_another_was(self):
        for number in (1, 2, 3):
            self.record(number)
        free = "drop trigger proposal_is_fixed", "drop trigger proposal_stays"
        for change in ("recorded = 0", "position = 1"):
            _, changed = self.verdict_after(
                *free, f"update proposal set {change} where sequence = 2")
            refused = run("record", "-", "--store", changed.store, status=3,
                          text=keeping_test.entity(2))
            self.assertIn("n'est pas la réponse à la proposition", refused.stderr)

    def test_of_a_run_that_does_not_end_where_it_must_the_place_is_named(self):
        for number in (1, 2, 3):
            self.record(number)
        another = ("insert into leaf select 4, envelope, blinding from leaf where position = 3",)
        for changes, position in (
                (("drop trigger event_stays", "delete from event where position = 3"), 3),
                (("drop trigger leaf_stays", "delete from leaf where position > 1"), 2),
                (("drop trigger leaf_stays", "delete from leaf where position = 0"), 0),
                (another, 4),
                ((another[0].replace("4", "-1"),), -1)):
            self.assertEqual(self.verdict_after(*changes)[0]["first_bad_position"], position)

    def test_of_a_table_that_is_not_there_verify_does_not_send_to_itself(self):
        self.record(1)
        for table in ("dossier_index", "leaf"):
            verdict, _ = self.verdict_after("drop table " + table)
            self.assertIn(f"« table {table} » manque", verdict["reason"])
            self.assertIn("probant restore", verdict["reason"])
            self.assertNotIn("probant verify", " ".join(verdict["problems"]))

    def test_an_answer_taken_from_the_midst_is_not_held_against_the_disk(self):
        for number in (1, 2, 3):
            self.record(number)
        self.change("drop trigger proposal_stays", "delete from proposal where sequence = 1")
        refused = run("record", "-", "--store", self.store, status=3, text=keeping_test.entity(4))
        self.assertIn("proposal.sequence", refused.stderr)
        self.assertNotIn("disque", refused.stderr)


if __name__ == "__main__":
    keeping_test.PROBANT = sys.argv.pop(1)
    unittest.main()
