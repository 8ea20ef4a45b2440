#!/usr/bin/env python3
"""The Convergence webhook under load: a store of its own with many candidacies, the service, and a
sender that compares every answer with the one that is due. Prints rates, latencies and the memory
of the service, then verifies the whole log.

usage: webhook_soak.py PROGRAM SENDER [--updates 2000000] [--connections 64] [--entities 5000]
"""
import argparse
import base64
import json
import os
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("sender")
    parser.add_argument("--updates", type=int, default=2_000_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--entities", type=int, default=5_000)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    store = str(folder / "store")
    entities = [f"75{number:07d}" for number in range(asked.entities)]
    (folder / "entities").write_text("\n".join(entities) + "\n")
    (folder / "probant.toml").write_text(
        f'[convergence]\nsecrets = ["{SECRET}"]\n[convergence.statuses]\n'
        'NOTE_DEPOSEE = "hospiconnect.note_de_cadrage_deposited"\n')
    with open(folder / "acts.jsonl", "w", encoding="utf-8") as file:
        for made in (acts, filings):
            for entity in entities:
                file.writelines(json.dumps(act) + "\n" for act in made(entity))
    quiet = {"stdout": subprocess.DEVNULL, "check": True}
    subprocess.run([asked.program, "init", "--simulation", "--store", store], **quiet)
    subprocess.run([asked.program, "record", str(folder / "acts.jsonl"), "--clock", "proposals",
                    "--store", store], **quiet)
    service = subprocess.Popen(
        [asked.program, "serve", "--store", store, "--listen", "127.0.0.1:0", "--format", "json",
         "--config", str(folder / "probant.toml")], stdout=subprocess.PIPE, text=True)
    port = json.loads(service.stdout.readline())["listen"].rsplit(":", 1)[1]
    failed = False
    try:
        rounds, done, first = 8, 0, 1
        for turn in range(rounds):
            part = asked.updates // rounds
            print(f"part {turn + 1} of {rounds}, {resident_mib(service.pid)} MiB", flush=True)
            sent = subprocess.run([asked.sender, port, SECRET, str(part), str(asked.connections),
                                   str(folder / "entities"), str(first)], check=False)
            failed = failed or sent.returncode != 0
            done += part
            first += part // asked.entities + 2
        print(f"{done} updates sent, {resident_mib(service.pid)} MiB", flush=True)
    finally:
        service.send_signal(signal.SIGTERM)
        status = service.wait(timeout=60)
    verified = subprocess.run([asked.program, "verify", "--store", store], check=False).returncode
    size = sum(os.path.getsize(file) for file in Path(store).rglob("*") if file.is_file())
    print(f"service ended with {status}, verify with {verified}, {size >> 20} MiB on disk")
    shutil.rmtree(folder)
    return 1 if failed or status or verified else 0


if __name__ == "__main__":
    sys.exit(main())
