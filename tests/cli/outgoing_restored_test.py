#!/usr/bin/env python3
"""What the service tells others after its log was restored, with its own files as they were."""
import json
import shutil
from pathlib import Path

import outgoing_test
import serve_test
from outgoing_test import Subscriber
from serve_test import ENTITY, probant


class Restored(outgoing_test.Told):
    def test_in_a_restored_log_nothing_is_left_out_and_no_id_used_twice(self):
        # Given a backup, and an act after it that was told and is lost
        key, backup = Path(self.store) / "evidence/signing-key", Path(self.store).parent / "backup"
        subscriber, serving = Subscriber(), self.serve()
        subscription = self.subscribe(serving, subscriber)
        probant("backup", str(backup), store=self.store)
        size = subscription["next"]
        serving.ask("POST", "/v1/events", self.token, ENTITY, If_Match='"0"',
                    Idempotency_Key='"k-1"')
        subscriber.wait_for(1)
        self.assertEqual(serving.end()[0], 0)
        # When the log goes on from the backup, with the service's files as they were
        lost, self.store = self.store, str(backup.parent / "restored")
        probant("restore", str(backup), "--key", str(key), "--accept-loss", store=self.store)
        shutil.copytree(Path(lost) / "service", Path(self.store) / "service")
        serving = self.serve()
        # Then it waits, whatever is recorded, until its owner says from where
        shown = self.state(serving, subscription)
        self.assertEqual((shown["state"], shown["owed_exact"]), ("paused", False))
        self.assertIn("suivait le journal", shown["why"])
        self.assertIn(f"précède la position {size}", shown["why"])
        answer, _ = serving.ask("POST", "/v1/events", self.token, ENTITY, If_Match='"0"',
                                Idempotency_Key='"k-2"')
        self.assertEqual(answer.status, 201)
        path = f"/v1/subscriptions/{subscription['id']}/resume"
        answer, body = serving.ask("POST", path, self.token)
        self.assertEqual((answer.status, json.loads(body)["field"]), (400, "from"))
        self.assertEqual(serving.ask("POST", f"{path}?from=1000000", self.token)[0].status, 400)
        answer, body = serving.ask("POST", f"{path}?from={size}", self.token)
        self.assertEqual((answer.status, json.loads(body)["state"]), (200, "active"), body)
        end = self.size(serving)
        subscriber.wait_for(1 + end - size)
        self.assertEqual(subscriber.positions(), [size, *range(size, end)])
        names = [headers["webhook-id"] for _, headers, _ in subscriber.told]
        self.assertEqual(len(names), len(set(names)), names)
        self.assertEqual(serving.ask("POST", f"{path}?from=0", self.token)[0].status, 400)
        self.assertEqual(serving.ask("POST", path, self.token)[0].status, 200)
        self.assertEqual(serving.end()[0], 0)
        # And without the service's files, a subscription made anew has no id of the one before
        shutil.rmtree(Path(self.store) / "service")
        self.token = self.new_token("u-1", "ans")
        serving = self.serve()
        self.subscribe(serving, subscriber, **{"from": size})
        subscriber.wait_for(1 + 2 * (end - size))
        names = [headers["webhook-id"] for _, headers, _ in subscriber.told]
        self.assertEqual(len(names), len(set(names)), names)
        self.assertEqual(serving.end()[0], 0)
        subscriber.end()

    def test_in_a_log_restored_whole_subscriptions_go_on(self):
        # Given a backup after which nothing came, restored with the service's files as they were
        key, backup = Path(self.store) / "evidence/signing-key", Path(self.store).parent / "backup"
        subscriber, serving = Subscriber(), self.serve()
        subscription = self.subscribe(serving, subscriber, **{"from": 0})
        subscriber.wait_for(self.size(serving))
        serving.end()
        probant("backup", str(backup), store=self.store)
        lost, self.store = self.store, str(backup.parent / "restored")
        probant("restore", str(backup), "--key", str(key), "--assume-complete", store=self.store)
        shutil.copytree(Path(lost) / "service", Path(self.store) / "service")
        serving = self.serve()
        # Then it goes on where it was, with what the restoration recorded, and no gap is told
        serving.ask("POST", "/v1/events", self.token, ENTITY, If_Match='"0"',
                    Idempotency_Key='"k-2"')
        end = self.size(serving)
        subscriber.wait_for(end)
        self.assertEqual(subscriber.positions(), list(range(end)))
        self.assertEqual(self.state(serving, subscription)["state"], "active")
        self.assertEqual((subscriber.end(), serving.end()[0]), (None, 0))

    def test_a_log_restored_in_an_earlier_state_that_has_grown_past_is_no_silence(self):
        # Given a backup, and two acts after it that were told and are lost
        key, backup = Path(self.store) / "evidence/signing-key", Path(self.store).parent / "backup"
        subscriber, serving = Subscriber(), self.serve()
        subscription = self.subscribe(serving, subscriber)
        size = subscription["next"]
        probant("backup", str(backup), store=self.store)

        def record(number):
            answer, body = serving.ask("POST", "/v1/events", self.token, ENTITY,
                                       If_Match=f'"{number}"', Idempotency_Key=f'"k-{number}"')
            self.assertEqual(answer.status, 201, body)

        record(0)
        record(1)
        subscriber.wait_for(2)
        told = subscriber.positions()
        self.assertEqual(serving.end()[0], 0)
        lost, self.store = self.store, str(backup.parent / "restored")
        probant("restore", str(backup), "--key", str(key), "--assume-complete", store=self.store)
        # When more is recorded than had been told, before the service has its files back
        self.token = self.new_token("u-1", "ans")
        serving = self.serve()
        for number in range(3):
            record(number)
        end = self.size(serving)
        self.assertGreater(end, told[-1] + 1)
        self.assertEqual(serving.end()[0], 0)
        shutil.rmtree(Path(self.store) / "service")
        shutil.copytree(Path(lost) / "service", Path(self.store) / "service")
        self.token = self.new_token("u-1", "ans")
        # Then it waits, at each start, until its owner says from where
        for _ in range(2):
            serving = self.serve()
            shown = self.state(serving, subscription)
            self.assertEqual((shown["state"], shown["owed_exact"]), ("paused", False))
            self.assertIn(f"de la position {told[-1]}, ", shown["why"])
            self.assertIn("resume?from=", shown["why"])
            self.assertEqual(subscriber.positions(), told)
            if _ == 0:
                self.assertEqual(serving.end()[0], 0)
        path = f"/v1/subscriptions/{subscription['id']}/resume"
        self.assertEqual(serving.ask("POST", path, self.token)[0].status, 400)
        self.assertEqual(serving.ask("POST", f"{path}?from={size}", self.token)[0].status, 200)
        subscriber.wait_for(len(told) + end - size)
        self.assertEqual(subscriber.positions(), [*told, *range(size, end)])
        self.assertEqual(serving.end()[0], 0)
        # And follows this log from then on
        serving = self.serve()
        self.assertEqual(self.state(serving, subscription)["state"], "active")
        self.assertEqual((subscriber.end(), serving.end()[0]), (None, 0))


if __name__ == "__main__":
    serve_test.main(__doc__, __file__)
