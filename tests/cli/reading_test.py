#!/usr/bin/env python3
"""What a person reads in text mode, and what a program reads in JSON, of the same answers."""
import argparse
import json
import re
import shutil
import subprocess
import unittest
from pathlib import Path

PROGRAM, DATA, FOLDER = "", Path(), Path()
SPACE, NBSP = "\u202f", "\u00a0"


def run(store, *words, text=None):
    return subprocess.run([PROGRAM, *words, "--store", str(FOLDER / store)], input=text, text=True,
                          capture_output=True, check=False)


def said(store, *words):
    done = run(store, *words)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def answer(store, *words):
    return json.loads(said(store, *words, "--format", "json"))


AUTHOR = {"first_name": "Anne", "last_name": "Roy", "quality": "Directrice", "service": "ANS"}

EXAMPLE = {}


def act(number, kind, day, data, role="ans", who="ans-1"):
    return json.dumps({"id": f"rec-{number}", "type": "recovery." + kind,
                       "dossier": "recovery:r-1", "occurred_at": f"2026-{day}T10:00:00Z",
                       "actor": {"id": who, "role": role, "organisation": "ans"},
                       "data": data}) + "\n"


RECOVERY = [
    act(1, "opened", "10-28", {"against": "mie:010780054", "cause": "non_compliance",
                               "amount_cents": 500000, "grounds": "Pièces manquantes."}),
    act(2, "formal_notice_served", "10-29", {"notified_on": "2026-10-29",
                                             "respond_within_days": 15, "grounds": "Répondre."}),
    act(3, "withdrawal_decided", "11-17", {"decision": {"author": AUTHOR,
                                                        "signed_on": "2026-11-17"},
                                           "amount_cents": 450000, "grounds": "Non justifié."}),
    act(4, "repayment_ordered", "11-18", {"order_reference": "TP-1", "due_on": "2026-12-31"},
        "ans_authorising_officer", "ord-1"),
    act(5, "repayment_received", "11-19", {"amount_cents": 100000, "received_on": "2026-11-19",
                                           "payment_reference": "E-1"},
        "ans_accounting_officer", "cpt-1"),
]


class Reading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        for line in (DATA / "example/example-proposals.jsonl").read_text().splitlines():
            proposal = json.loads(line)
            EXAMPLE.setdefault(proposal["type"], []).append(proposal["data"])
        said("example", "init", "--simulation")
        run("example", "record", str(DATA / "example/example-proposals.jsonl"), "--clock",
            "proposals")
        said("debt", "init", "--simulation")
        acts = (DATA / "example/example-proposals.jsonl").read_text() + "".join(RECOVERY)
        cls.debt = run("debt", "record", "-", "--clock", "proposals", text=acts)
        said("real", "init")

    def test_show_tells_the_facts_in_french(self):
        text = said("example", "show", "mie:010780054", "--valid-at", "2026-11-01")
        for words in ("Faits :", "bénéficiaire : 010780054", "cartes : 150", "convention :",
                      f"montant : 31{SPACE}600,50{NBSP}€", "campagnes :", "année : 2026"):
            self.assertIn(words, text)
        for words in ('{"', "occurred_at", "_cents", "declared", "2026-0"):
            self.assertNotIn(words, text.split("Actes possibles")[0])
        for dossier in ("aap:2026-0417", "hospiconnect:010780054", "register:010780054",
                        "programme:hopen2-2026", "refusals:aap:2026-0417"):
            self.assertIn("Faits :", said("example", "show", dossier), dossier)

    def test_a_recovery_has_its_amounts_and_their_trees(self):
        dossier = "recovery:r-1"
        shown = answer("debt", "show", dossier)
        self.assertEqual(shown["version"], 5, self.debt.stdout)
        for figure, cents in (("undue", 450000), ("recovered", 100000), ("outstanding", 350000)):
            self.assertEqual(shown["amounts"][figure + "_cents"], cents)
            self.assertEqual(shown["facts"][figure + "_cents"], cents)
            tree = answer("debt", "explain", dossier, figure)
            self.assertEqual(tree["value"], cents)
            self.assertTrue(tree["operands"])
        self.assertIsNone(shown["amounts"]["ceiling_net_cents"])
        text = said("debt", "show", dossier)
        for words in ("contre le dossier : mie:010780054", "motif : manquement aux obligations",
                      "Indu", "Recouvré", f"3{SPACE}500,00{NBSP}€"):
            self.assertIn(words, text)
        rows = answer("debt", "exposure")
        self.assertEqual({r["programme"] for r in rows}, {"aap", "mie"})
        self.assertEqual(sum(r["outstanding_cents"] or 0 for r in rows), 350000)

    def test_history_reads_as_french(self):
        text = said("example", "history", "mie:010780054")
        for words in ("quantité : 150", f"montant : 31{SPACE}600,50{NBSP}€", "payé le : ",
                      "auteur : "):
            self.assertIn(words, text)
        self.assertNotIn('{"', text)
        self.assertNotIn("amount_cents", text)

    def test_every_kind_has_its_diagram(self):
        for kind in ("hospiconnect", "aap", "mie", "recovery", "register", "programme", "dossier"):
            self.assertIn("stateDiagram-v2", said("example", "diagram", kind))

    def test_events_of_one_type_are_a_table(self):
        text = said("example", "events", "aap.project_filed")
        for words in ("CHAMP", "obligatoire", "facultatif", "calculé", "targets[].label",
                      "établissement", "ceiling_cents"):
            self.assertIn(words, text)
        self.assertNotIn('{"', text)
        self.assertIn("properties", answer("example", "events", "aap.project_filed")["schema"])

    def test_events_of_one_type_name_their_fields_as_people_read_them(self):
        fields = {f["path"]: f for f in answer("example", "events", "aap.project_filed")["fields"]}
        self.assertEqual(fields["targets[].label"], {"path": "targets[].label", "label": "intitulé",
                                                     "required": True, "computed": False})
        self.assertTrue(fields["ceiling_cents"]["computed"])
        text = said("example", "events", "aap.project_filed")
        for path, field in fields.items():
            self.assertRegex(text, rf"(?m)^{re.escape(path)} +{re.escape(field['label'])} ")

    def test_a_list_says_the_day_it_answers_for(self):
        for words, head in ((("deadlines",), "Échéances"), (("exposure",), "Exposition"),
                            (("exposure", "--by", "region"), "Exposition")):
            text = said("example", *words, "--at", "2026-07-10")
            self.assertEqual(text.splitlines()[0], head + " au 10/07/2026")
            text = said("example", *words, "--at", "2026-07-10", "--known-at", "2026-06-30")
            self.assertEqual(text.splitlines()[0], head + " au 10/07/2026, d'après ce qui était "
                                                          "connu au 30/06/2026")
            csv = said("example", *words, "--at", "2026-07-10", "--format", "csv")
            self.assertNotIn("10/07/2026", csv.splitlines()[0])

    def test_a_list_for_a_dossier_that_is_not_there_says_so(self):
        for command in ("deadlines", "exposure"):
            for form in ("text", "json", "csv"):
                done = run("example", command, "--dossier", "aap:inconnu", "--format", form)
                self.assertEqual(done.returncode, 0)
                self.assertIn("aap:inconnu : dossier inconnu à cette date", done.stderr)
            done = run("example", command, "--dossier", "aap:2026-0417")
            self.assertEqual(done.stderr, "")

    def test_who_is_responsible_in_french_for_people_only(self):
        for form in ("text", "ics"):
            text = said("example", "deadlines", "--format", form)
            self.assertIn("établissement", text)
            self.assertNotIn("establishment", text)
        self.assertIn("establishment", {d["responsible"] for d in answer("example", "deadlines")})

    def test_search_by_an_unknown_phase_lists_the_phases(self):
        done = run("example", "search", "--phase", "foo")
        self.assertEqual(done.returncode, 2)
        self.assertIn("under_convention (sous convention)", done.stderr)
        said("example", "search", "--phase", "under_convention")

    def test_the_register_tells_workforce_and_usage_payments(self):
        facts = answer("example", "show", "register:010780054")["facts"]
        self.assertEqual({(w["site"], w["year"]) for w in facts["workforce"]},
                         {(e["site"], e["year"]) for e in EXAMPLE["register.workforce_recorded"]})
        self.assertEqual(len(facts["usage_payments"]),
                         len(EXAMPLE.get("register.usage_payment_recorded", [])))
        self.assertIn("effectifs :", said("example", "show", "register:010780054"))

    def test_nobody_is_named_before_the_request(self):
        acts = (DATA / "example/example-proposals.jsonl").read_text().splitlines()[0] + "\n"
        acts += json.dumps({
            "id": "x-1", "type": "dossier.extension_granted", "dossier": "hospiconnect:010780054",
            "occurred_at": "2026-02-01T10:00:00Z",
            "actor": {"id": "ans-1", "role": "ans", "organisation": "ans"},
            "data": {"key": "hospiconnect.window", "new_date": "2026-03-29",
                     "decision": {"author": AUTHOR, "signed_on": "2026-02-01"},
                     "grounds": "Incident du téléservice."}}) + "\n"
        said("extended", "init", "--simulation")
        done = run("extended", "record", "-", "--clock", "proposals", text=acts)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("échéance précédente : 13/02/2026",
                      said("extended", "history", "hospiconnect:010780054"))
        shown = answer("extended", "show", "hospiconnect:010780054")
        self.assertIsNone(shown["facts"]["candidate"])

    def test_a_file_that_is_not_there_is_said_in_french(self):
        done = run("example", "record", "/nowhere/acts.jsonl")
        self.assertEqual(done.returncode, 3)
        self.assertIn("/nowhere/acts.jsonl : ce fichier n'existe pas", done.stderr)
        self.assertNotIn("No such", done.stderr)

    def test_search_by_every_phase_that_search_prints(self):
        for phase in {entry["phase"] for entry in json.loads(
                run("debt", "search", "--format", "json").stdout)}:
            self.assertTrue(answer("debt", "search", "--phase", phase), phase)
        said("debt", "search", "--phase", "restitution_due")

    def test_search_by_the_phase_as_people_read_it(self):
        for store in ("example", "debt"):
            for entry in answer(store, "search"):
                dossier = entry["dossier"]
                label = said(store, "show", dossier).splitlines()[0].split(" : ")[1]
                label = label.split(" (version")[0]
                found = answer(store, "search", "--phase", label.upper().replace("É", "e"))
                self.assertIn(dossier, [one["dossier"] for one in found], label)
        self.assertEqual(answer("example", "search", "--phase", "Sous Convention"),
                         answer("example", "search", "--phase", "under_convention"))
        self.assertTrue(answer("debt", "search", "--phase", "retrait decide"))

    def test_search_finds_a_project_by_its_hospital(self):
        for query in ("Bourg en Bresse", "bourg-en-bresse", "010000024", "fleyriat", "2026-0417"):
            found = answer("example", "search", query, "--kind", "aap")
            self.assertEqual([entry["dossier"] for entry in found], ["aap:2026-0417"], query)
        self.assertFalse(answer("example", "search", "Bourg sans Bresse"))

    def test_deadlines_in_several_states(self):
        everything = answer("example", "deadlines", "--at", "2026-07-10")
        two = sorted({d["state"] for d in everything})[:2]
        self.assertEqual(len(two), 2)
        wanted = [d for d in everything if d["state"] in two]
        for words in (("--state", ",".join(two)), ("--state", two[0], "--state", two[1])):
            self.assertEqual(answer("example", "deadlines", "--at", "2026-07-10", *words), wanted)
        for wrong in ("demain", "met,demain", ""):
            self.assertEqual(run("example", "deadlines", "--state", wrong).returncode, 2, wrong)

    def test_an_import_names_the_person(self):
        path = FOLDER / "person.csv"
        path.write_text("finess;etalab;111;2026-05-12\n"
                        "structureet;010000024;010780054;CH;;;;;;;;;451;01;AIN;01440 VIRIAT;;;355;"
                        "CH;1102;CH;26010004500012;8610Z;03;ARS;1;EPS;1979-02-13;1979-02-13;"
                        "2020-02-04;\n")
        said("person", "init")
        done = run("person", "import", "finess-csv", str(path), "--by", "u-7 ")
        self.assertEqual(done.returncode, 2, done.stdout)
        said("person", "import", "finess-csv", str(path), "--by", "u-7")
        history = answer("person", "history", "register:010780054")
        self.assertIn('"u-7"', json.dumps(history))
        self.assertNotIn("probant-import", json.dumps(history))

    def test_a_simulation_cannot_end_before_it_begins(self):
        done = run("early", "simulate", "--establishments",
                   str(DATA / "simulation/establishments.csv"), "--until", "1999-01-01")
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("--until", done.stderr)
        self.assertFalse((FOLDER / "early").exists())

    def test_whatif_tells_every_reason_and_the_cause_first(self):
        rules = (Path(__file__).parents[2] / "engine/rules/hopen2-2026.toml").read_text()
        path = FOLDER / "rules.toml"
        path.write_text(rules.replace("2026-02-13", "2026-01-21"))
        text = said("example", "whatif", "--rulebook", str(path))
        whole = answer("example", "whatif", "--rulebook", str(path))
        self.assertGreater(len(whole["refusals"]), 1)
        for refusal in whole["refusals"]:
            for reason in refusal["reasons"]:
                self.assertIn(reason["message"], text)
        self.assertIn("suite du refus de la position 4", text)
        self.assertLess(text.index("window_closed"), text.index("suite du refus"))

    def test_an_import_says_what_it_did(self):
        path = FOLDER / "sites.csv"
        line = ("structureet;010000024;010780054;CH;;;;;;;;;451;01;AIN;01440 VIRIAT;;;355;CH;1102;"
                "CH;26010004500012;8610Z;03;ARS;1;EPS;1979-02-13;1979-02-13;2020-02-04;\n")
        path.write_text("finess;etalab;111;2026-05-12\n" + line +
                        line.replace("010000024", "010000025"))
        first = run("real", "import", "finess-csv", str(path))
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("attention", first.stdout)
        self.assertIn("010000025", first.stdout)
        again = run("real", "import", "finess-csv", str(path), "--format", "json")
        lines = [json.loads(one) for one in again.stdout.splitlines()]
        self.assertEqual(lines[-1]["outcome"], "import_completed")
        self.assertEqual((lines[-1]["read"], lines[-1]["recorded"], lines[-1]["unchanged"],
                          lines[-1]["rejected"]), (2, 0, 1, 0))
        imports = answer("real", "search", "imports")
        self.assertEqual([(e["dossier"], e["region"]) for e in imports],
                         [("register:imports", None)])

    def test_a_corrected_list_names_the_projects_that_it_concerns(self):
        path = FOLDER / "activity.csv"
        path.write_text("pmsi;year;combined_activity\n010780054;2024;6125\n")
        for store in ("relisted", "relisted-json"):
            shutil.copytree(FOLDER / "example", FOLDER / store)
        told = run("relisted", "import", "activity", str(path)).stdout
        self.assertIn("aap:2026-0417", told)
        self.assertIn("1 événement appelle l'attention", told)

        def lines():
            out = run("relisted-json", "import", "activity", str(path), "--format", "json").stdout
            return [json.loads(line) for line in out.splitlines()]
        listed = lines()
        self.assertEqual(listed[0]["warnings"][0]["code"], "category_changed")
        self.assertEqual(listed[-1]["warned"], 1)
        # Put right, the figure is that of the filing again.
        path.write_text("pmsi;year;combined_activity\n010780054;2024;61250\n")
        self.assertEqual(lines()[-1]["warned"], 0)

    def test_an_extract_without_its_date_does_not_replace_a_dated_one(self):
        csv = (DATA / "reference/finess-etalab-cs1100502.csv").read_text()
        plus = (DATA / "reference/finess-plus-structures.json").read_text()
        said("undated", "init")
        for kind, text, good, impossible, where in (
                ("finess-csv", csv, "2026-05-12", "2026-02-30", "ligne 1, date d'extraction"),
                ("finess-plus", plus, "2026-03-09T15:49:37.615611300Z", "2026-02-30T00:00:00Z",
                 "generatedAt")):
            path = FOLDER / kind
            path.write_text(text)
            said("undated", "import", kind, str(path))
            before = answer("undated", "verify")["events"]
            for date in ("", impossible):
                path.write_text(text.replace(good, date, 1).replace("CLINIQUE", "ANCIENNE"))
                done = run("undated", "import", kind, str(path), "--format", "json")
                self.assertEqual(done.returncode, 2, done.stdout)
                for words in (where, "Rien n'a été inscrit", "--accept-older"):
                    self.assertIn(words, done.stderr)
                self.assertEqual(json.loads(done.stdout)["outcome"], "import_refused")
                self.assertEqual(answer("undated", "verify")["events"], before)
            done = run("undated", "import", kind, str(path), "--accept-older", "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(where, json.loads(done.stdout.splitlines()[-1])["notice"])

    def test_a_copy_gone_through_a_spreadsheet_is_refused_whole(self):
        path = FOLDER / "mangled.csv"
        path.write_text("finess;etalab;111;2026-05-12\n"
                        "structureet;10000024;10780054;CH;;;;;;;;;451;1;AIN;01440 VIRIAT;;;355;CH;"
                        "1102;CH;2,601E+13;8610Z;03;ARS;1;EPS;13/02/1979;13/02/1979;04/02/2020;\n")
        before = answer("real", "verify")["events"]
        done = run("real", "import", "finess-csv", str(path), "--format", "json")
        self.assertEqual(done.returncode, 2)
        self.assertIn("Rien n'a été inscrit", done.stderr)
        self.assertEqual(json.loads(done.stdout.splitlines()[-1])["outcome"], "import_refused")
        self.assertEqual(answer("real", "verify")["events"], before)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parsed, rest = parser.parse_known_args()
    PROGRAM, DATA, FOLDER = parsed.program, parsed.data, parsed.folder
    unittest.main(argv=["reading_test", *rest], verbosity=1)
