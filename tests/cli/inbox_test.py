#!/usr/bin/env python3
"""The inbox of Convergence, by HTTP and by command: what waits, who may resolve it, and that an ARS
applies what lies in its region alone."""
import json
import subprocess
from pathlib import Path

import convergence_test
import serve_test
from convergence_test import NEW, Service, filing, finess, update, whsec
from serve_test import probant


class Inbox(convergence_test.Receiving):
    def test_the_inbox_by_http_and_by_command(self):
        ans, region = self.token("ans"), self.token("ars", "11")
        one, two, three = self.entities[:3]
        early = update("CVG-1", 1, "CANDIDATURE_DEPOSEE", f"hospiconnect:{one}", {})
        self.assertEqual(self.serving.post("msg_1", early)[0], 202)
        for name, entity in (("msg_2", two), ("msg_3", three)):
            body = update(f"CVG-{name}", 1, "INCONNU", f"hospiconnect:{entity}", {})
            self.assertEqual(self.serving.post(name, body)[0], 202)
        answer, content = self.serving.ask("GET", "/v1/inbox", region)
        self.assertEqual([item["id"] for item in json.loads(content)], ["msg_1", "msg_2", "msg_3"])
        self.assertEqual(json.loads(content)[0]["body"], early.decode())
        self.assertEqual(self.serving.ask("GET", "/v1/inbox", self.token("ars", "84"))[1], "[]")
        order = {"resolution": "apply", "grounds": "Données complétées",
                 "payload": {"candidate": one, "entities": [one]}}
        answer, content = self.serving.ask("POST", "/v1/inbox/msg_1/resolve", ans, order)
        self.assertEqual(answer.status, 201, content)
        [act] = self.history(f"hospiconnect:{one}")
        came_by = {"position": act["position"] - 4, "received_from": "convergence", "signed": True,
                   "resolved_by": {"id": "u-1", "organisation": "", "role": "ans"},
                   "resolved_position": act["position"] - 1, "altered": True}
        self.assertEqual((act["actor"]["role"], act["came_by"]), ("convergence", came_by))
        for reader in (region, self.token("establishment", one)):
            told = self.serving.ask("GET", f"/v1/dossiers/hospiconnect:{one}/history", reader)[1]
            self.assertEqual(json.loads(told)[0]["came_by"], came_by)
        said = (f"    reçu de Convergence, signé (position {came_by['position']}) ; appliqué par "
                f"u-1 (l'ANS) (position {act['position'] - 1}), avec un contenu autre que celui "
                "reçu\n")
        self.assertIn(said, probant("history", f"hospiconnect:{one}", store=self.store))
        order = {"resolution": "dismiss", "grounds": "Statut sans effet", "payload": {}}
        answer, content = self.serving.ask("POST", "/v1/inbox/msg_2/resolve", region, order)
        self.assertEqual(answer.status, 422, content)
        self.assertEqual(json.loads(content)["reasons"][0]["field"], "payload")
        del order["payload"]
        answer, content = self.serving.ask("POST", "/v1/inbox/msg_2/resolve", region, order)
        self.assertEqual(answer.status, 201, content)
        self.assertEqual(self.serving.end()[0], 0)
        [left] = json.loads(probant("inbox", "--format", "json", store=self.store))
        self.assertEqual(left["id"], "msg_3")
        self.assertIn("INCONNU", probant("inbox", "show", "msg_3", store=self.store))
        self.assertIn("msg_3", probant("inbox", "list", store=self.store))
        words = ["--by", "u-9", "--grounds", "Table complétée"]
        probant("inbox", "apply", "msg_3", *words, store=self.store, status=1)
        Path(self.config).write_text(
            f'[convergence]\nsecrets = ["{whsec(NEW)}"]\n[convergence.statuses]\n'
            'INCONNU = "hospiconnect.candidacy_filed"\n')
        data = self.folder / "data.json"
        data.write_text(json.dumps({"candidate": three, "entities": [three]}))
        probant("inbox", "apply", "msg_3", *words, "--config", self.config, "--data", str(data),
                store=self.store)
        self.assertEqual(len(self.history(f"hospiconnect:{three}")), 1)
        self.assertEqual(json.loads(probant("inbox", "--format", "json", store=self.store)), [])
        probant("inbox", "dismiss", "msg_3", *words, store=self.store, status=2)
        self.assertTrue(json.loads(probant("verify", "--format", "json",
                                           store=self.store))["verified"])

    def test_beside_a_running_service_each_command_names_its_own_way(self):
        words = ("--by", "u-9", "--grounds", "Essai")
        routes = {("inbox", "apply", "msg_1", *words): "POST /v1/inbox/{id}/resolve",
                  ("inbox", "dismiss", "msg_1", *words): "POST /v1/inbox/{id}/resolve",
                  ("convergence", "feed", "-", "--by", "u-9"): "POST /v1/convergence/feed",
                  ("record", "-"): "POST /v1/events, /v1/events/batch",
                  ("erase", "1", "--basis", "RGPD art. 17", "--by", "u-9"): "POST /v1/events"}
        for command, route in routes.items():
            done = subprocess.run([serve_test.PROGRAM, *command, "--store", self.store], input="",
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(f"le processus {self.serving.process.pid} depuis", done.stderr)
            self.assertIn(f"({route})", done.stderr)

    def test_a_decision_of_an_ars_that_is_made_for_another_says_how_to_make_it(self):
        one = self.entities[0]
        self.assertEqual(self.serving.post("msg_1", filing(one, "CVG-1"))[0], 201)
        sent = update("CVG-1", 2, "CANDIDATURE_VALIDEE", f"hospiconnect:{one}",
                      {"decision": {"signed_on": "2026-02-03"}}, "2026-02-03T09:00:00Z")
        self.assertEqual(self.serving.post("msg_2", sent)[0], 202)
        self.assertEqual(self.serving.end()[0], 0)
        data = self.folder / "data.json"
        author = {"first_name": "C", "last_name": "M", "quality": "Q", "service": "S"}
        data.write_text(json.dumps({"decision": {"author": author, "signed_on": "2026-02-03"}}))
        words = ("inbox", "apply", "msg_2", "--by", "u-12", "--grounds", "Complétée", "--data",
                 str(data), "--format", "json", "--store", self.store)
        own = ("--role", "ars", "--organisation")
        for role, status, codes, told in (((), 1, ["forbidden_role"], True),
                                          ((*own, "84"), 1, ["not_competent_ars"], False),
                                          ((*own, "11"), 0, [], False)):
            done = subprocess.run([serve_test.PROGRAM, *words, *role], capture_output=True,
                                  text=True, check=False)
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
            reasons = json.loads(done.stdout).get("reasons", [])
            self.assertEqual([one["code"] for one in reasons], codes)
            self.assertEqual("--role ars --organisation" in done.stderr, told, done.stderr)

    def test_an_ars_applies_what_its_region_leads_and_learns_of_no_other(self):
        example = (serve_test.DATA / "example-proposals.jsonl").read_text().splitlines()
        given = json.loads(example[11])["data"]
        theirs, neighbour, foreign = leads = [finess(number) for number in (200, 201, 202)]
        lines = [{"id": f"e-{lead}", "type": "register.entity_recorded",
                  "dossier": f"register:{lead}", "occurred_at": "2026-01-05T08:00:00Z",
                  "actor": {"id": "op", "role": "operator", "organisation": ""},
                  "data": {"entity": lead, "name": "CH", "legal_status": "public",
                           "region": "84" if lead == foreign else "93", "source": "essai",
                           "sites": [{"site": lead, "name": "Site", "category": "355",
                                      "pmsi": lead}]}} for lead in leads]
        (self.folder / "leads.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
        self.serving.end()
        self.stop()
        probant("record", str(self.folder / "leads.jsonl"), store=self.store)
        self.serving = Service(self.store, self.config)

        def led_by(lead):
            return {**given, "lead_pmsi": lead, "perimeter": [{"site": lead, "pmsi": lead}]}

        sent = led_by(theirs)
        del sent["theme"]
        project = "aap:2026-9300"
        body = update("CVG-9300", 1, "DOSSIER_DEPOSE", project, sent, "2026-05-20T08:00:00Z")
        self.assertEqual(self.serving.post("msg_1", body)[0], 202)
        ars, ans = self.token("ars", "93"), self.token("ans", "")

        def applied(lead, token):
            order = {"resolution": "apply", "grounds": "Porteur corrigé", "payload": led_by(lead)}
            answer, content = self.serving.ask("POST", "/v1/inbox/msg_1/resolve", token, order)
            return answer.status, [one["code"] for one in json.loads(content)["reasons"]], content

        nowhere = finess(203)
        told = [applied(lead, ars) for lead in (foreign, nowhere)]
        for lead, (status, codes, content) in zip((foreign, nowhere), told):
            self.assertEqual((status, codes), (422, ["not_competent_ars"]), content)
            self.assertNotIn(lead, content)
            self.assertNotIn("84", json.loads(content)["detail"])
            self.assertIn("l'ANS ou un opérateur", content)
        for lead, token in ((theirs, ars), (neighbour, ars), (foreign, ans)):
            status, codes, content = applied(lead, token)
            self.assertEqual(status, 422, content)
            self.assertNotIn("not_competent_ars", codes)
            self.assertIn("candidacy_not_validated", codes)
        self.assertEqual(self.history(project), [])
        self.assertEqual(self.serving.end()[0], 0)
        data = self.folder / "data.json"
        data.write_text(json.dumps(led_by(foreign)))
        words = ["--by", "u-9", "--grounds", "Porteur corrigé", "--data", str(data), "--format",
                 "json"]
        for role, expected in (("ars", "not_competent_ars"), ("ans", "candidacy_not_validated")):
            own = ["--role", role, "--organisation", "93" if role == "ars" else ""]
            outcome = json.loads(probant("inbox", "apply", "msg_1", *words, *own,
                                         store=self.store, status=1))
            self.assertIn(expected, [one["code"] for one in outcome["reasons"]])
            self.assertEqual(role == "ars", len(outcome["reasons"]) == 1)


if __name__ == "__main__":
    serve_test.main(__doc__, __file__)
