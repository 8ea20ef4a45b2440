#!/usr/bin/env python3
"""Who is told what: what a subscription asks for, as far as its owner reads it, and all of that."""
import json
import time
from pathlib import Path

import outgoing_test
import serve_test
from outgoing_test import Subscriber
from serve_test import ENTITY, probant


class Readers(outgoing_test.Told):
    def test_a_letter_comes_after_however_much_that_is_another_s(self):
        def line(number, kind, dossier, data):
            return json.dumps({"id": f"m-{number}", "type": kind, "dossier": dossier, "data": data,
                               "occurred_at": "2026-02-01T09:00:00Z",
                               "actor": {"id": "op-1", "role": "operator", "organisation": ""}})

        moved = line(0, "programme.date_set", "programme:hopen2-2026",
                     {"key": "mie.request", "date": "2026-06-15", "reason": "Report",
                      "source": "essai"})
        others = [line(i, "register.workforce_recorded", "register:010780054",
                       {"site": "010000024", "year": 2024, "salaried": i}) for i in range(1, 1301)]
        file = Path(self.store).parent / "many.jsonl"
        file.write_text("\n".join([*others, moved]) + "\n", encoding="utf-8")
        probant("record", str(file), store=self.store)
        subscriber, serving = Subscriber(), self.serve()
        self.subscribe(serving, subscriber, types=["programme.date_set"], **{"from": 0})
        subscriber.wait_for(1)
        self.assertEqual(subscriber.positions(), [self.size(serving) - 1])
        subscriber.end()
        self.assertEqual(serving.end()[0], 0)

    def test_only_what_was_asked_for_and_may_be_read(self):
        serving = self.serve()
        kinds, types, foreign = Subscriber(), Subscriber(), Subscriber()
        self.subscribe(serving, kinds, kinds=["register"], **{"from": 0})
        self.subscribe(serving, types, types=["aap.project_filed"], **{"from": 0})
        self.token = self.new_token("u-2", "ars", "--organisation", "53")
        self.subscribe(serving, foreign, kinds=["aap", "mie", "hospiconnect"], **{"from": 0})
        kinds.wait_for(1)
        types.wait_for(1)
        time.sleep(1)
        self.assertTrue(all(json.loads(body)["subject"].startswith("register:")
                            for _, _, body in kinds.told))
        self.assertEqual({json.loads(body)["type"] for _, _, body in types.told},
                         {"aap.project_filed"})
        self.assertEqual(foreign.told, [])
        self.assertEqual(serving.end()[0], 0)
        for subscriber in (kinds, types, foreign):
            subscriber.end()

    def test_a_refused_first_filing_is_told_to_those_who_read_it(self):
        serving, told = self.serve(), {}
        tokens = {"ars": self.new_token("u-3", "ars", "--organisation", "84"),
                  "establishment": self.new_token("u-4", "establishment", "--organisation",
                                                  "010780054"),
                  "foreign": self.new_token("u-5", "ars", "--organisation", "11")}
        for reader, token in tokens.items():
            told[reader], self.token = Subscriber(), token
            self.subscribe(serving, told[reader])
        filing = json.loads(next(line for line in (serve_test.DATA /
            "example-proposals.jsonl").read_text(encoding="utf-8").splitlines()
            if '"aap.project_filed"' in line))
        late = {"id": "late-1", "type": filing["type"], "dossier": "aap:2026-0999",
                "data": filing["data"]}
        answer, body = serving.ask("POST", "/v1/events", tokens["establishment"], late,
                                   If_Match='"0"')
        self.assertEqual(answer.status, 422, body)
        for reader in ("ars", "establishment"):
            told[reader].wait_for(1)
            event = json.loads(told[reader].told[0][2])
            self.assertEqual((event["subject"], event["proposal"]),
                             ("refusals:aap:2026-0999", "late-1"))
        self.assertEqual(told["foreign"].told, [])
        self.assertEqual(serving.end()[0], 0)
        for subscriber in told.values():
            subscriber.end()

    def test_an_extension_before_the_filing_is_told_to_the_region_that_granted_it(self):
        serving, told = self.serve(), {}
        tokens = {region: self.new_token(f"u-{region}", "ars", "--organisation", region)
                  for region in ("84", "11")}
        for region, token in tokens.items():
            told[region], self.token = Subscriber(), token
            self.subscribe(serving, told[region], regions=[region])
        author = {"first_name": "A", "last_name": "B", "quality": "DG", "service": "ARS"}
        answer, body = serving.ask("POST", "/v1/events", tokens["84"], {
            "id": "x-1", "type": "dossier.extension_granted", "dossier": "aap:2026-7777",
            "data": {"key": "aap.window", "new_date": "2027-01-31", "grounds": "panne",
                     "decision": {"author": author, "signed_on": "2026-06-01"}}}, If_Match='"0"')
        self.assertEqual(answer.status, 201, body)
        told["84"].wait_for(1)
        self.assertEqual(json.loads(told["84"].told[0][2])["subject"], "aap:2026-7777")
        time.sleep(0.5)
        self.assertEqual(told["11"].told, [])
        self.assertEqual(serving.end()[0], 0)
        for subscriber in told.values():
            subscriber.end()

    def test_a_hospital_that_comes_into_the_region_is_told_of_from_then_on(self):
        serving, subscriber = self.serve(), Subscriber()
        operator, ars = self.new_token("u-2", "operator"), self.new_token("u-3", "ars",
                                                                         "--organisation", "84")

        def propose(version, **changed):
            entity = {**ENTITY, "data": {**ENTITY["data"], **changed}}
            answer, body = serving.ask("POST", "/v1/events", operator, entity,
                                       If_Match=f'"{version}"', Idempotency_Key=f'"m-{version}"')
            self.assertEqual(answer.status, 201, body)
            return json.loads(body)["position"]

        self.token = ars
        subscription = self.subscribe(serving, subscriber, kinds=["register"])
        for version in range(4):
            propose(version, name=f"CH {version}")
        for _ in range(100):
            if self.state(serving, subscription)["next"] == self.size(serving):
                break
            time.sleep(0.05)
        self.assertEqual(serving.end()[0], 0)
        serving = self.serve()
        positions = [propose(4, region="84"), propose(5, region="84", name="CH 5")]
        subscriber.wait_for(2)
        time.sleep(0.3)
        self.assertEqual(subscriber.positions(), positions)
        self.assertEqual(serving.end()[0], 0)
        subscriber.end()

    def test_a_region_that_is_not_read_cannot_be_subscribed_to(self):
        serving, subscriber = self.serve(), Subscriber()
        self.token = self.new_token("u-84", "ars", "--organisation", "84")
        request = {"url": f"http://127.0.0.1:{subscriber.port}/hook", "regions": ["84", "11"]}
        answer, body = serving.ask("POST", "/v1/subscriptions", self.token, request)
        self.assertEqual(answer.status, 403, body)
        problem = json.loads(body)
        self.assertTrue(problem["type"].endswith("not_competent_ars"), body)
        self.assertEqual(problem["field"], "regions")
        self.assertIn("« 11 »", problem["detail"])
        self.assertEqual(json.loads(serving.ask("GET", "/v1/subscriptions", self.token)[1]), [])
        self.subscribe(serving, subscriber, regions=["84"])
        self.token = self.new_token("u-ans", "ans")  # reads every region
        self.subscribe(serving, subscriber, regions=["84", "11"])
        self.assertEqual(serving.end()[0], 0)
        subscriber.end()


if __name__ == "__main__":
    serve_test.main(__doc__, __file__)
