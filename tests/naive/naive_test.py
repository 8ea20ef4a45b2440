#!/usr/bin/env python3
"""Random lifecycles, answered by the program and by the naive model of this folder.

The model is written from the interface and the texts, not from the engine. Every outcome, computed
amount, exposure figure and deadline is compared. A difference prints its seed, the fewest
proposals found that still show it, and both answers.

    naive_test.py PROGRAM STORE [--runs N] [--seed S]"""
import argparse
import collections
import json
import random
import shutil
import subprocess
import sys

import deadlines
import exposure
import paris
from lifecycles import Lifecycles, lines
from model import Model

FIRST, LAST = paris.instant("2026-02-01T00:00:00Z"), paris.instant("2029-03-02T00:00:00Z")
Difference = collections.namedtuple("Difference", "kind where model engine")


class Comparison:
    def __init__(self, program, store):
        self.program, self.store = program, store
        self.types, self.codes = collections.Counter(), collections.Counter()
        self.count, self.model = False, None

    def run(self, *words, text=None, accepted=(0,)):
        done = subprocess.run([self.program, *words, "--store", self.store], input=text,
                              capture_output=True, text=True, check=False)
        if done.returncode not in accepted:
            raise AssertionError(f"{words}: status {done.returncode}\n{done.stderr[-2000:]}")
        return done.stdout

    def rows(self, *words):
        return json.loads(self.run(*words, "--format", "json"))

    def first_difference(self, proposals, seed):
        """The first difference between both answers to these proposals, or None."""
        shutil.rmtree(self.store, ignore_errors=True)
        self.run("init", "--simulation")
        answers = [json.loads(line) for line in self.run(
            "record", "-", "--clock", "proposals", "--format", "json", text=lines(proposals),
            accepted=(0, 1, 2)).splitlines()]
        self.model = Model()
        if len(answers) != len(proposals):
            return Difference(("lines",), None, len(proposals), len(answers))
        for proposal, theirs in zip(proposals, answers):
            mine = self.model.propose(proposal)
            found = self.outcome(proposal, mine, theirs)
            if found:
                return found
        return self.questions(self.model.world, random.Random(seed))

    def outcome(self, proposal, mine, theirs):
        got = (theirs["outcome"], tuple(sorted({r["code"] for r in theirs.get("reasons", [])})))
        want = (mine.outcome, tuple(sorted(mine.codes)))
        if self.count:
            self.types[proposal["type"], got[0]] += 1
            self.codes.update(got[1])
        if got != want:
            return Difference(("outcome", proposal["type"], want, got), proposal["id"], want,
                              theirs)
        known = theirs.get("data", {})
        for field, value in mine.computed.items():
            if known.get(field) != value:
                return Difference(("computed", proposal["type"], field), proposal["id"],
                                  mine.computed, theirs)
        return None

    def questions(self, world, rng):
        """The same questions at the end, and at random past instants."""
        for at, known_at in ((LAST, None), (rng.randrange(FIRST, LAST), None),
                             (LAST, rng.randrange(FIRST, LAST)),
                             (rng.randrange(FIRST, LAST), rng.randrange(FIRST, LAST))):
            when = ["--at", paris.rfc3339(at)]
            if known_at is not None:
                when += ["--known-at", paris.rfc3339(known_at)]
            cut = world.cut(valid_at=at, known_at=known_at)
            cut.now = at
            found = self.exposure(cut, when) or self.deadlines(cut, when, at)
            if found:
                return found
        return None

    def exposure(self, world, when):
        want = exposure.rows(world)
        got = {r["dossier"]: r for r in self.rows("exposure", "--by", "dossier", *when)}
        if want.keys() != got.keys():
            return Difference(("exposure rows",), when, sorted(want), sorted(got))
        for dossier, row in want.items():
            for field, value in row.items():
                theirs = got[dossier][field]
                if theirs != value:
                    return Difference(("exposure", dossier.split(":")[0], field),
                                      (dossier, when), row, got[dossier])
        return None

    def deadlines(self, world, when, at):
        want = collections.Counter(deadlines.rows(world, at))
        got = collections.Counter((r["dossier"], r["key"], r["due_on"], r["state"])
                                  for r in self.rows("deadlines", *when))
        if want == got:
            return None
        mine, theirs = sorted(want - got), sorted(got - want)
        return Difference(("deadline", (mine + theirs)[0][1]), when, mine, theirs)

    def shrink(self, proposals, seed, kind):
        """Fewer proposals with a difference of the same kind: dossiers first, then single acts."""
        def still(kept):
            found = self.first_difference(kept, seed)
            return found is not None and found.kind == kind
        self.count = False
        for dossier in sorted({p["dossier"] for p in proposals}):
            kept = [p for p in proposals if p["dossier"] != dossier]
            if still(kept):
                proposals = kept
        size = max(1, len(proposals) // 2)
        while size:
            start = 0
            while start < len(proposals):
                kept = proposals[:start] + proposals[start + size:]
                if still(kept):
                    proposals = kept
                else:
                    start += size
            size //= 2
        return proposals


def report(seed, proposals, found):
    print(f"seed {seed}: {found.kind} at {found.where}\nto reproduce:\n{lines(proposals)}"
          f"model:  {found.model}\nengine: {json.dumps(found.engine, ensure_ascii=False)}",
          file=sys.stderr)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("store")
    options.add_argument("--runs", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--verbose", action="store_true", help="tells what was covered")
    given = options.parse_args()
    comparison, failed, dossiers = Comparison(given.program, given.store), 0, 0
    print(f"seeds {given.seed} to {given.seed + given.runs - 1}")
    for seed in range(given.seed, given.seed + given.runs):
        drawn = Lifecycles(random.Random(seed)).run()
        dossiers += len(drawn.agents)
        comparison.count = True
        found = comparison.first_difference(drawn.proposals, seed)
        if found:
            failed += 1
            fewest = comparison.shrink(drawn.proposals, seed, found.kind)
            report(seed, fewest, comparison.first_difference(fewest, seed))
    print(f"{dossiers} lifecycles, {sum(comparison.types.values())} proposals, "
          f"{len(comparison.codes)} reason codes, {failed} runs with a difference")
    if given.verbose:
        print(dict(comparison.codes.most_common()))
        for (kind, outcome), times in sorted(comparison.types.items()):
            print(f"{times:7} {kind} {outcome}")
    shutil.rmtree(given.store, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
