#!/usr/bin/env python3
"""What was done stays as it was done: moved dates, corrections, suppositions, a store changed by
hand. All in one store that has played the example, and copies of it."""
import argparse
import hashlib
import json
import shutil
import sqlite3
import subprocess
import unittest
from pathlib import Path

PROGRAM, DATA, FOLDER = "", Path(), Path()
MIE, AAP = "mie:010780054", "aap:2026-0417"
COUNT = [0]


def run(store, *words, text=None):
    return subprocess.run([PROGRAM, *words, "--store", str(FOLDER / store)], input=text, text=True,
                          capture_output=True, check=False)


def said(store, *words):
    done = run(store, *words)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def answer(store, *words):
    return json.loads(said(store, *words, "--format", "json"))


def act(kind, dossier, day, data, role="ans", ident=None):
    COUNT[0] += 1
    return json.dumps({"id": ident or f"p-{COUNT[0]}", "type": kind, "dossier": dossier,
                       "occurred_at": day + "T10:00:00Z",
                       "actor": {"id": role, "role": role,
                                 "organisation": "84" if role == "ars" else "ans"},
                       "data": data}) + "\n"


def record(store, *acts, status=0):
    done = run(store, "record", "-", "--clock", "proposals", "--format", "json",
               text="".join(acts))
    assert done.returncode == status, (done.stdout, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def due(store, key, dossier):
    return next(d for d in answer(store, "deadlines", "--dossier", dossier) if d["key"] == key)


class Past(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        said("played", "init", "--simulation")
        run("played", "record", str(DATA / "example/example-proposals.jsonl"), "--clock",
            "proposals")

    def copy(self, name):
        shutil.copytree(FOLDER / "played", FOLDER / name)
        return name

    def position(self, store, dossier, kind):
        return [e["position"] for e in answer(store, "history", dossier) if e["type"] == kind][-1]

    def test_a_date_moved_later_changes_nothing_of_what_was_done(self):
        store = self.copy("moved")
        before = due(store, "mie.declaration.2026", MIE)
        self.assertEqual(before["state"], "met")
        record(store, act("programme.date_set", "programme:hopen2-2026", "2026-11-02", {
            "key": "mie.declaration.2026", "date": "2026-06-16", "reason": "r", "source": "s"}),
               act("programme.date_set", "programme:hopen2-2026", "2026-11-02", {
                   "key": "mie.declaration.2027", "date": "2027-06-30", "reason": "r",
                   "source": "s"}))
        self.assertEqual(due(store, "mie.declaration.2026", MIE), before)
        self.assertEqual(due(store, "mie.declaration.2027", MIE)["due_on"], "2027-06-30")

    def test_rules_adopted_later_change_nothing_of_what_was_certified(self):
        store = self.copy("ruled")
        before = answer(store, "show", MIE)["amounts"]
        rules = (Path(__file__).parents[2] / "engine/rules/hopen2-2026.toml").read_text()
        rules = rules.replace('version = "1"', 'version = "2"', 1).replace(
            'key = "mie.rate_per_agent_cents"\nlabel = "Tarif de base par agent"\nvalue = 2000',
            'key = "mie.rate_per_agent_cents"\nlabel = "Tarif de base par agent"\nvalue = 1000')
        sha256 = hashlib.sha256(rules.encode()).hexdigest()
        record(store, act("programme.rulebook_adopted", "programme:hopen2-2026", "2026-11-02", {
            "name": "hopen2-2026", "version": "2", "sha256": sha256, "content": rules}))
        self.assertEqual(answer(store, "show", MIE)["amounts"], before)
        path = FOLDER / "rules.toml"
        path.write_text(rules)
        changed = answer(store, "whatif", "--rulebook", str(path))["amounts"]
        self.assertIn("ceiling_gross_cents", {one["figure"] for one in changed})

    def test_a_correction_marks_what_it_corrects(self):
        store = self.copy("corrected")
        at = self.position(store, "register:010780054", "register.workforce_recorded")
        record(store, act("dossier.correction_recorded", "register:010780054", "2026-11-02", {
            "position": at, "grounds": "Saisie.",
            "corrections": [{"field": "salaried", "was": 2100, "becomes": 2110}]}))
        item = next(e for e in answer(store, "history", "register:010780054")
                    if e["position"] == at)
        self.assertEqual(item["data"]["salaried"], 2100)
        self.assertEqual(item["corrections"][0]["fields"],
                         [{"field": "salaried", "was": 2100, "becomes": 2110}])
        text = said(store, "history", "register:010780054")
        self.assertIn("corrigé le 02/11/2026", text)
        self.assertIn("effectif salarié (salaried)", text)
        earlier = answer(store, "history", "register:010780054", "--known-at", "2026-11-01")
        self.assertFalse(any("corrections" in e for e in earlier))

    def test_a_refused_correction_names_the_field(self):
        at = self.position("played", AAP, "aap.project_selected")
        wrong = record(self.copy("named"), act(
            "dossier.correction_recorded", AAP, "2026-11-02", {
                "position": at, "grounds": "Saisie.",
                "corrections": [{"field": "granted_cents", "was": 1, "becomes": 2}]}, "ars"),
                       status=1)[0]
        self.assertEqual(wrong["reasons"][0]["field"], "data.corrections[0].was")

    def test_whatif_looks_at_the_past(self):
        path = FOLDER / "supposed.jsonl"
        path.write_text(act("mie.cards_ordered", MIE, "2026-06-10", {
            "quantity": 100, "order_reference": "CPS-9", "ordered_on": "2026-06-10"},
                            ident="supposed"))
        then = ("whatif", "--events", str(path), "--valid-at")
        changes = {c["figure"]: c for c in answer("played", *then, "2026-06-15")["amounts"]}
        self.assertEqual(changes["cards_deduction_cents"]["after"] -
                         changes["cards_deduction_cents"]["before"], 120000)
        self.assertNotIn("entitlement_cents", changes)
        self.assertIn("Total ANS", said("played", *then, "2026-06-15"))
        self.assertEqual([p["payer"] for p in answer("played", *then, "2026-06-15")["payers"]],
                         ["ans", "ars"])
        early = run("played", *then, "2026-06-01")
        self.assertEqual(early.returncode, 2)
        self.assertIn("--valid-at", early.stderr)

    def test_whatif_looks_from_the_last_supposed_act(self):
        path = FOLDER / "ahead.jsonl"
        path.write_text(act("programme.date_set", "programme:hopen2-2026", "2099-06-20", {
            "key": "aap.proofs", "date": "2099-07-31", "reason": "r", "source": "s"}))
        moved = [c for c in answer("played", "whatif", "--events", str(path))["deadlines"]
                 if "aap.proofs" in json.dumps(c)]
        self.assertEqual([c["after"]["due_on"] for c in moved], ["2099-07-31"])
        self.assertEqual([c["before"]["due_on"] for c in moved], ["2027-06-30"])
        self.assertIn("au 20/06/2099", said("played", "whatif", "--events", str(path)))

    def test_whatif_refuses_an_id_that_was_used_for_another_act(self):
        path = FOLDER / "used.jsonl"
        lines = (DATA / "example/example-proposals.jsonl").read_text().splitlines()
        path.write_text(lines[13] + "\n" + act("mie.cards_ordered", MIE, "2026-06-10", {
            "quantity": 100, "order_reference": "CPS-9", "ordered_on": "2026-06-10"},
                                               ident=json.loads(lines[13])["id"]))
        told = answer("played", "whatif", "--events", str(path))
        self.assertEqual([r["reasons"][0]["code"] for r in told["refusals"]],
                         ["idempotency_conflict"])
        self.assertEqual(told["amounts"], [])

    def test_each_payer_has_a_total_of_its_own(self):
        payers = answer("played", "exposure", "--by", "payer")
        self.assertEqual([p["payer"] for p in payers], ["ans", "ars"])
        text = said("played", "exposure")
        self.assertIn("Total ANS", text)
        self.assertIn("Total ARS", text)

    def test_nothing_is_recorded_on_top_of_what_was_changed(self):
        store = self.copy("changed")
        log = sqlite3.connect(FOLDER / store / "log.sqlite")
        for name, in log.execute("select name from sqlite_master where type = 'trigger' and "
                                 "tbl_name = 'event'").fetchall():
            log.execute(f"drop trigger {name}")
        log.execute("update event set payload = replace(payload, '2100', '9100') "
                    "where position = 2")
        log.commit()
        log.close()
        done = run(store, "record", "-", "--clock", "proposals",
                   text=act("dossier.legal_hold_set", AAP, "2026-11-02", {"grounds": "g"}, "ars"))
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("Position 2", done.stderr)

    def test_a_file_that_is_not_there_is_the_environment(self):
        for words in (("record", "/nowhere.jsonl"), ("whatif", "--rulebook", "/nowhere.toml"),
                      ("whatif", "--events", "/nowhere.jsonl"), ("import", "ceilings", "/nowhere"),
                      ("verify", "--checkpoint", "/nowhere")):
            done = run("played", *words)
            self.assertEqual(done.returncode, 3, words)
            self.assertIn("n'existe pas", done.stderr)

    def test_a_directory_is_no_file(self):
        done = run("played", "record", str(FOLDER))
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"{FOLDER} : c'est un répertoire", done.stderr)
        for words in (("whatif", "--rulebook"), ("whatif", "--events"), ("verify", "--checkpoint"),
                      ("serve", "--config")):
            done = run("played", *words, str(FOLDER))
            self.assertEqual(done.returncode, 3, words)
            self.assertIn("c'est un répertoire", done.stderr)

    def test_a_file_that_is_too_big_is_invalid_input(self):
        path = FOLDER / "big"
        path.write_text("#" * (2 * 1024 * 1024 + 1))
        for words in (("whatif", "--rulebook"), ("verify", "--checkpoint"), ("serve", "--config")):
            done = run("played", *words, str(path))
            self.assertEqual(done.returncode, 2, words)
            self.assertIn("dépasse", done.stderr)
        done = run("played", "whatif", "--events", str(path))
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{path}, ligne 1 : La ligne dépasse 2048 Kio", done.stderr)

    def test_a_rulebook_in_json_is_told_to_be_toml(self):
        path = FOLDER / "rules.json"
        path.write_text('{"name": "x"}')
        done = run("played", "whatif", "--rulebook", str(path))
        self.assertEqual(done.returncode, 2)
        self.assertIn("JSON", done.stderr)
        self.assertIn("TOML", done.stderr)

    def test_a_dossier_that_is_none_is_told_what_it_should_be(self):
        done = run("played", "show", "register:0107900193")
        self.assertEqual(done.returncode, 2)
        self.assertIn("après « register: » vient", done.stderr)
        wrong = run("played", "record", "-", text=act(
            "dossier.legal_hold_set", "mie:01", "2026-11-02", {"grounds": "g"}))
        self.assertIn("après « mie: » vient", wrong.stdout)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parsed, rest = parser.parse_known_args()
    PROGRAM, DATA, FOLDER = parsed.program, parsed.data, parsed.folder
    unittest.main(argv=["past_test", *rest], verbosity=1)
