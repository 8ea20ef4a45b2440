#!/usr/bin/env python3
"""Checks the receipt of one event with nothing but Python and the openssl program.

usage: check_proof.py FILE.tlog-proof --key VKEY [--handover FILE]... [--envelope FILE]

A second opinion beside probant-verify proof. Prints one JSON object; exit status 0 verified, 1 not.
"""

import argparse
import hmac
import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from lineage import passage, terms  # noqa: E402
from signed_log import (Bad, b64, checkpoint, need, parse, root_by_path, sha256,  # noqa: E402
                        signed, simulation_key, vkey)


def keys_after(key, handovers):
    """The key, and those it handed over to, each by a checkpoint that names the next and that both
    have signed."""
    return terms(key, [(data, None, *passage(data)) for data in handovers])


def check(data, key, envelope=None, handovers=()):
    """The envelope and the payload, when the file shows that both are in the log of `key`."""
    head, _, signed_note = data.partition(b"\n\n")
    lines = head.decode().split("\n")
    need(lines.pop(0) == "c2sp.org/tlog-proof@v1", "format", "tlog-proof")
    extra = b64(lines.pop(0)[6:]).decode() if lines[0].startswith("extra ") else None
    label, number = lines.pop(0).split(" ")
    need(label == "index" and number == str(int(number)), "index", "tlog-proof")
    origin, size, root = checkpoint(signed_note)
    signers = [(signed(signed_note, one), until) for one, until in keys_after(key, handovers)
               if one[0] == origin]
    need(False not in [state for state, _ in signers]
         and any(state and (until is None or size <= until) for state, until in signers),
         "signature", "checkpoint")
    receipt = {"blinding": None, "envelope": envelope, "payload": None}
    if extra is not None:
        receipt = parse(extra)
        need(extra == json.dumps(receipt, ensure_ascii=False, sort_keys=True,
                                 separators=(",", ":"))
             and receipt.keys() == {"blinding", "envelope", "payload"}, "extra", "tlog-proof")
    need(receipt["envelope"] and envelope in (None, receipt["envelope"]), "enveloppe", "tlog-proof")
    leaf = sha256(b"\0" + receipt["envelope"].encode())
    need(0 <= int(number) < size
         and root_by_path(leaf, int(number), size, list(map(b64, lines))) == root, "chemin",
         "tlog-proof")
    said = parse(receipt["envelope"])
    need(said["position"] == int(number), "position", "tlog-proof")
    need((receipt["blinding"] is None) == (receipt["payload"] is None), "contenu", "tlog-proof")
    if receipt["payload"] is not None:
        need(re.fullmatch("[0-9a-f]{64}", receipt["blinding"]), "aveuglement", "tlog-proof")
        need(not re.search("[\x00-\x1f]", receipt["payload"]), "contenu", "tlog-proof")
        parse(receipt["payload"])
        need(hmac.new(bytes.fromhex(receipt["blinding"]), receipt["payload"].encode(),
                      "sha256").hexdigest() == said["payload_commit"], "contenu", "tlog-proof")
    return receipt["envelope"], receipt["payload"]


def report(data, key, envelope=None, handovers=()):
    try:
        found = check(data, vkey(key), envelope, handovers)
        origin = checkpoint(data.partition(b"\n\n")[2])[0]
        simulated = any(one in [key for key, _ in keys_after(simulation_key(name), handovers)]
                        for one, _ in keys_after(vkey(key), handovers)
                        for name in {origin, vkey(key)[0]})
        return {"verified": True, "simulation": simulated, "envelope": found[0],
                "payload": found[1]}
    except (Bad, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        return {"verified": False, "problem": str(error)}


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--key", required=True)
    parser.add_argument("--envelope")
    parser.add_argument("--handover", action="append", default=[])
    given = parser.parse_args(arguments)
    envelope = Path(given.envelope).read_text(encoding="utf-8") if given.envelope else None
    found = report(Path(given.file).read_bytes(), given.key, envelope,
                   [Path(file).read_bytes() for file in given.handover])
    print(json.dumps(found, ensure_ascii=False))
    return 0 if found["verified"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
