#!/usr/bin/env python3
"""The Convergence webhook under load: a store of its own with many candidacies, the service, and a
sender that compares every answer with the one that is due. Prints rates, latencies and the memory
of the service, then verifies the whole log.

usage: webhook_soak.py PROGRAM SENDER [--updates 2000000] [--connections 64] [--entities 5000]
"""
import argparse
import base64
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
OPERATOR = {"id": "op", "role": "operator", "organisation": ""}


def acts(entity):
    yield {"id": f"e-{entity}", "type": "register.entity_recorded",
           "dossier": f"register:{entity}", "occurred_at": "2026-01-05T08:00:00Z",
           "actor": OPERATOR,
           "data": {"entity": entity, "name": "CH", "legal_status": "public", "region": "11",
                    "sites": [], "source": "essai"}}


def filings(entity):
    yield {"id": f"c-{entity}", "type": "hospiconnect.candidacy_filed",
           "dossier": f"hospiconnect:{entity}", "occurred_at": "2026-02-03T08:00:00Z",
           "actor": {"id": "u", "role": "establishment", "organisation": entity},
           "data": {"candidate": entity, "entities": [entity]}}


def resident_mib(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


class Loaded:
    """A service over a store of its own, with as many candidacies as there are entities."""

    def __init__(self, program, entities):
        self.program = program
        self.folder = Path(tempfile.mkdtemp())
        self.store = str(self.folder / "store")
        numbers = [f"75{number:07d}" for number in range(entities)]
        self.entities = self.folder / "entities"
        self.entities.write_text("\n".join(numbers) + "\n")
        (self.folder / "probant.toml").write_text(
            f'[convergence]\nsecrets = ["{SECRET}"]\n[convergence.statuses]\n'
            'NOTE_DEPOSEE = "hospiconnect.note_de_cadrage_deposited"\n')
        (self.folder / "probant.toml").chmod(0o600)
        with open(self.folder / "acts.jsonl", "w", encoding="utf-8") as file:
            for made in (acts, filings):
                for entity in numbers:
                    file.writelines(json.dumps(act) + "\n" for act in made(entity))
        quiet = {"stdout": subprocess.DEVNULL, "check": True}
        subprocess.run([program, "init", "--simulation", "--store", self.store], **quiet)
        subprocess.run([program, "record", str(self.folder / "acts.jsonl"), "--clock",
                        "proposals", "--store", self.store], **quiet)
        self.service = subprocess.Popen(
            [program, "serve", "--store", self.store, "--listen", "127.0.0.1:0", "--format",
             "json", "--token-rate", "0", "--config", str(self.folder / "probant.toml")],
            stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.service.stdout.readline())["listen"].rsplit(":", 1)[1]

    def resident_mib(self):
        return resident_mib(self.service.pid)

    def end(self):
        """Stops it and verifies its log; true when both went well."""
        self.service.send_signal(signal.SIGTERM)
        status = self.service.wait(timeout=60)
        verified = subprocess.run([self.program, "verify", "--store", self.store],
                                  check=False).returncode
        size = sum(file.stat().st_size for file in Path(self.store).rglob("*") if file.is_file())
        print(f"service ended with {status}, verify with {verified}, {size >> 20} MiB on disk")
        shutil.rmtree(self.folder)
        return not status and not verified


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("sender")
    parser.add_argument("--updates", type=int, default=2_000_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--entities", type=int, default=5_000)
    asked = parser.parse_args()
    loaded = Loaded(asked.program, asked.entities)
    failed = False
    try:
        rounds, done, first = 8, 0, 1
        for turn in range(rounds):
            part = asked.updates // rounds
            print(f"part {turn + 1} of {rounds}, {loaded.resident_mib()} MiB", flush=True)
            sent = subprocess.run([asked.sender, loaded.port, SECRET, str(part),
                                   str(asked.connections), str(loaded.entities), str(first)],
                                  check=False)
            failed = failed or sent.returncode != 0
            done += part
            first += part // asked.entities + 2
        print(f"{done} updates sent, {loaded.resident_mib()} MiB", flush=True)
    finally:
        well = loaded.end()
    return 1 if failed or not well else 0


if __name__ == "__main__":
    sys.exit(main())
