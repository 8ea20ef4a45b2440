#!/usr/bin/env python3
"""One establishment through both programmes, by the command line alone, against figures worked out
by hand; then the questions an auditor and an ARS agent would ask of it."""
import argparse
import json
import re
import shutil
import subprocess
import unittest
from pathlib import Path

PROGRAM, DATA, STORE = "", Path(), ""


def probant(*words, status=0, text=None):
    done = subprocess.run([PROGRAM, *words, "--store", STORE], input=text, capture_output=True,
                          text=True, check=False)
    if done.returncode != status:
        raise AssertionError(f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def answer(*words):
    return json.loads(probant(*words, "--format", "json"))


class Example(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run(["rm", "-rf", STORE], check=True)
        probant("init", "--simulation")
        lines = probant("record", str(DATA / "example-proposals.jsonl"), "--clock", "proposals",
                        "--format", "json", status=1)
        cls.outcomes = {o["id"]: o for o in map(json.loads, lines.splitlines())}

    def test_every_outcome_is_the_expected_one(self):
        for line in (DATA / "example-outcomes.txt").read_text().splitlines():
            name, kind, dossier, expected = re.match(r"(\S+) (\S+) (\S+): (.*)", line).groups()
            outcome = self.outcomes[name]
            with self.subTest(name):
                self.assertEqual(outcome["outcome"], expected.split(":")[0].split(" ")[0])
                self.assertEqual(outcome["dossier"], dossier)
                if outcome["outcome"] == "refused":
                    self.assertEqual([r["code"] for r in outcome["reasons"]],
                                     [expected.split(": ")[1]])
                    self.assertTrue(all(r["message"] for r in outcome["reasons"]))

    def test_the_ceiling_of_the_project_is_that_of_category_c(self):
        data = self.outcomes["ex-12"]["data"]
        self.assertEqual((data["category"], data["ceiling_cents"]), ("C", 8500000))

    def test_the_payment_is_the_eligible_costs(self):
        self.assertEqual(self.outcomes["ex-20"]["data"]["amount_cents"], 3160050)

    def test_the_net_ceiling_deducts_the_cards(self):
        row = next(r for r in answer("exposure") if r["dossier"] == "mie:010780054")
        self.assertEqual(row["ceiling_gross_cents"], 4224000)
        self.assertEqual(row["cards_deduction_cents"], 180000)
        self.assertEqual(row["ceiling_net_cents"], 4044000)
        self.assertEqual(row["eligible_costs_cents"], 3160050)
        self.assertEqual(row["paid_cents"], 3160050)
        self.assertEqual(row["unverified_cents"], 3160050)
        self.assertEqual(row["overcompensation_cents"], 0)
        self.assertIsNone(row["recognised_costs_cents"])
        self.assertIsNone(row["ceiling_published_cents"])

    def test_history_tells_what_was_known_then(self):
        everything = answer("history", "mie:010780054")
        before = answer("history", "mie:010780054", "--known-at", "2026-06-30")
        self.assertEqual([i["version"] for i in everything], list(range(1, len(everything) + 1)))
        self.assertEqual(everything[:len(before)], before)
        self.assertLess(len(before), len(everything))
        self.assertEqual(before[-1]["type"], "mie.declaration_transmitted")

    def test_show_answers_for_a_day_in_the_past(self):
        then = answer("show", "aap:2026-0417", "--valid-at", "2026-05-31")
        now = answer("show", "aap:2026-0417")
        self.assertEqual((then["phase"], then["version"]), ("filed", 1))
        self.assertEqual((now["phase"], now["version"]), ("selected", 2))
        self.assertIn("aap.convention_signed", now["allowed_next"])
        self.assertEqual(answer("show", "aap:inconnu")["version"], 0)

    def test_the_declaration_was_met_and_the_next_one_is_upcoming(self):
        rows = answer("deadlines", "--at", "2026-11-01", "--dossier", "mie:010780054")
        by_key = {row["key"]: row for row in rows}
        self.assertEqual(by_key["mie.declaration.2026"]["state"], "met")
        self.assertEqual(by_key["mie.declaration.2027"]["state"], "upcoming")
        self.assertEqual(by_key["mie.convention"]["state"], "met")
        self.assertEqual(by_key["mie.declaration.2028"]["due_on"], "2028-07-17")
        self.assertEqual(by_key["mie.declaration.2027"]["due_at"], "2027-07-15T21:59:59.999999999Z")

    def test_an_overdue_deadline_makes_the_command_say_no(self):
        probant("deadlines", "--at", "2026-07-16", "--dossier", "aap:2026-0417",
                "--fail-if-overdue")
        probant("deadlines", "--at", "2027-07-01", "--dossier", "aap:2026-0417",
                "--fail-if-overdue", status=1)

    def test_explain_reaches_events_and_sources(self):
        tree = answer("explain", "mie:010780054", "entitlement")
        self.assertEqual(tree["value"], 3160050)
        leaves = list(self.leaves(tree))
        self.assertTrue(any("position" in leaf for leaf in leaves))
        self.assertTrue(any(leaf.get("rule") == "mie.rate_per_agent_cents" for leaf in leaves))
        self.assertTrue(any("004_216ae045a3483cc5" in leaf.get("source", "") for leaf in leaves))

    def leaves(self, node):
        if not node.get("operands"):
            yield node
        for operand in node.get("operands", []):
            yield from self.leaves(operand)

    def test_the_same_proposals_again_are_duplicates(self):
        count = answer("verify")["events"]
        lines = probant("record", str(DATA / "example-proposals.jsonl"), "--clock", "proposals",
                        "--format", "json", status=1)
        again = {o["id"]: o for o in map(json.loads, lines.splitlines())}
        for name, outcome in again.items():
            self.assertEqual(outcome["outcome"], "duplicate")
            first = dict(self.outcomes[name], outcome="duplicate")
            self.assertEqual(outcome, first)
        self.assertEqual(answer("verify")["events"], count)

    def test_the_same_id_with_another_body_is_a_conflict(self):
        line = json.loads((DATA / "example-proposals.jsonl").read_text().splitlines()[0])
        line["data"]["name"] = "AUTRE"
        out = probant("record", "-", "--clock", "proposals", "--format", "json", status=1,
                      text=json.dumps(line))
        self.assertEqual(json.loads(out)["reasons"][0]["code"], "idempotency_conflict")

    def test_without_dates_every_question_is_about_everything_recorded(self):
        ahead = STORE + "-ahead"
        subprocess.run(["rm", "-rf", ahead], check=True)
        shutil.copytree(STORE, ahead)
        cards = {"id": "ahead-1", "type": "mie.cards_ordered", "dossier": "mie:010780054",
                 "occurred_at": "2028-01-02T09:00:00Z",
                 "actor": {"id": "ans-1", "role": "ans", "organisation": "ans"},
                 "data": {"quantity": 10, "order_reference": "CPS-2028",
                          "ordered_on": "2028-01-02"}}

        def ask(*words):
            done = subprocess.run([PROGRAM, *words, "--store", ahead, "--format", "json"],
                                  input=json.dumps(cards), capture_output=True, text=True,
                                  check=True)
            return json.loads(done.stdout)

        ask("record", "-", "--clock", "proposals")
        for at, deducted in ((None, 160), ("2027-12-31", 150)):
            dates = [["--valid-at", at], ["--at", at]] if at else [[], []]
            with self.subTest(at):
                shown = ask("show", "mie:010780054", *dates[0])
                self.assertEqual(shown["facts"]["cards"], deducted)
                self.assertEqual(len(ask("history", "mie:010780054", *dates[0])),
                                 shown["version"])
                row = next(r for r in ask("exposure", *dates[1])
                           if r["dossier"] == "mie:010780054")
                self.assertEqual(row["cards_deduction_cents"], deducted * 1200)
                tree = ask("explain", "mie:010780054", "cards_deduction", *dates[0])
                self.assertEqual(tree["value"], deducted * 1200)

    def test_a_refusal_names_a_rule_that_is_listed(self):
        listed = {rule["key"] for rule in answer("rules")}
        for name in ("ex-15", "ex-18"):
            for reason in self.outcomes[name]["reasons"]:
                self.assertIn(reason["rule"], listed)
                self.assertTrue(reason["source"])
        self.assertLess({"roles", "lifecycle.mie", "log.idempotency"}, listed)

    def test_the_same_question_twice_gives_the_same_bytes(self):
        for words in (("exposure", "--at", "2026-11-01"), ("deadlines", "--at", "2026-11-01"),
                      ("show", "mie:010780054", "--valid-at", "2026-11-01"),
                      ("deadlines", "--at", "2026-11-01", "--format", "ics")):
            self.assertEqual(probant(*words), probant(*words))

    def test_a_hypothesis_changes_nothing_that_is_stored(self):
        before = answer("verify")
        supposed = STORE + "-supposed.jsonl"
        Path(supposed).write_text(json.dumps({
            "id": "h-1", "type": "mie.cards_ordered", "dossier": "mie:010780054",
            "occurred_at": "2026-11-02T09:00:00Z",
            "actor": {"id": "ans-1", "role": "ans", "organisation": "ans"},
            "data": {"quantity": 2000, "order_reference": "CPS-9", "ordered_on": "2026-11-02"}}))
        answered = answer("whatif", "--events", supposed)
        self.assertTrue(answered["hypothetical"])
        changes = {(c["dossier"], c["figure"]): c for c in answered["amounts"]}
        net = changes[("mie:010780054", "ceiling_net_cents")]
        self.assertEqual((net["before"], net["after"]), (4044000, 4044000 - 2000 * 1200))
        self.assertEqual(answer("verify"), before)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("data", type=Path)
    parser.add_argument("store")
    parsed, rest = parser.parse_known_args()
    PROGRAM, DATA, STORE = parsed.program, parsed.data, parsed.store
    unittest.main(argv=["example_test", *rest], verbosity=1)
