#!/usr/bin/env python3
"""Kills `probant record` with SIGKILL in the middle of recording, again and again.

After each kill: every acknowledged proposal is in the store, groups that were written in one piece
are there whole or not at all, positions have no hole; `probant verify` agrees at intervals and at
the end. Prints its seed; the same seed sends the same proposals and draws the same delays.
"""
import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

GROUP = 8  # proposals per write; under PIPE_BUF together, so one write is read as one piece


def proposal(number):
    return json.dumps({
        "id": f"k{number:08d}", "type": "register.ceiling_published",
        "dossier": "register:010780054",
        "actor": {"id": "op", "role": "operator", "organisation": ""},
        "data": {"entity": "010780054", "amount_cents": number, "source": "essai"}})


def first_entity():
    return json.dumps({
        "id": "entity", "type": "register.entity_recorded", "dossier": "register:010780054",
        "actor": {"id": "op", "role": "operator", "organisation": ""},
        "data": {"entity": "010780054", "name": "CH", "legal_status": "public", "region": "84",
                 "sites": [], "source": "essai"}})


def group_text(number):
    text = "".join(proposal(number * GROUP + i) + "\n" for i in range(GROUP)).encode()
    assert len(text) < 4096
    return text


def run_round(program, store, next_group, delay, after_answer):
    """Feeds groups until killed, `delay` after the start or after the first answer; returns the
    acknowledged ids and the first group never sent."""
    process = subprocess.Popen([program, "record", "-", "--format", "json", "--store", store],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    acknowledged = []

    def read_answers():
        for line in process.stdout:
            if line.endswith(b"\n"):
                answer = json.loads(line)
                assert answer["outcome"] in ("recorded", "duplicate"), answer
                acknowledged.append(answer["id"])

    reader = threading.Thread(target=read_answers)
    reader.start()
    started = time.monotonic()
    deadline = None if after_answer else started + delay
    try:
        while deadline is None or time.monotonic() < deadline:
            if deadline is None and acknowledged:
                deadline = time.monotonic() + delay
            assert time.monotonic() < started + 60, "no answer within a minute"
            os.write(process.stdin.fileno(), group_text(next_group))
            next_group += 1
    except BrokenPipeError:
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    reader.join()
    process.stdin.close()
    return acknowledged, next_group


def stored_numbers(store):
    base = sqlite3.connect(f"file:{store}/log.sqlite?mode=ro", uri=True)
    rows = base.execute("select position, proposal_id from event order by position").fetchall()
    leaves = base.execute("select count(*) from leaf").fetchone()[0]
    base.close()
    assert [row[0] for row in rows] == list(range(len(rows))), "positions have a hole"
    assert leaves == len(rows), "an event without its leaf"
    return [int(row[1][1:]) for row in rows if row[1].startswith("k")]


def check(store, acknowledged):
    stored = stored_numbers(store)
    present = set(stored)
    assert len(present) == len(stored), "a proposal was applied twice"
    missing = [a for a in acknowledged if a.startswith("k") and int(a[1:]) not in present]
    assert not missing, f"acknowledged and lost: {missing[:5]}"
    groups = {}
    for number in stored:
        groups.setdefault(number // GROUP, set()).add(number)
    torn = [g for g, members in groups.items() if len(members) != GROUP]
    assert not torn, f"half a batch was kept: groups {torn[:5]}"
    return len(stored)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program")
    arguments.add_argument("store")
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=20260129)
    options = arguments.parse_args()
    print(f"seed {options.seed}")
    chance = random.Random(options.seed)
    subprocess.run(["rm", "-rf", options.store], check=True)
    subprocess.run([options.program, "init", "--store", options.store], check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run([options.program, "record", "-", "--store", options.store], check=True,
                   input=first_entity().encode(), stdout=subprocess.DEVNULL)
    acknowledged, next_group, events, killed_inside = [], 0, 0, 0
    for turn in range(options.rounds):
        answers, next_group = run_round(options.program, options.store, next_group,
                                        chance.uniform(0.0, 0.05), chance.random() < 0.8)
        acknowledged += answers
        events = check(options.store, acknowledged)
        killed_inside += bool(answers)
        if turn % 50 == 49 or turn + 1 == options.rounds:
            subprocess.run([options.program, "verify", "--store", options.store], check=True,
                           stdout=subprocess.DEVNULL)
    print(f"{options.rounds} kills ({killed_inside} after an answer), {len(acknowledged)} "
          f"acknowledged, {events} stored, none lost")
    if killed_inside < options.rounds // 4:
        sys.exit("too few kills fell into recording to prove anything")


if __name__ == "__main__":
    main()
