#!/usr/bin/env python3
"""Checks the receipt of one event with nothing but Python and the openssl program.

usage: check_proof.py FILE.tlog-proof --key VKEY [--envelope FILE]

A second opinion beside probant-verify proof. Prints one JSON object; exit status 0 verified, 1 not.
"""

import argparse
import hmac
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from signed_log import (Bad, b64, checkpoint, need, parse, root_by_path, sha256,  # noqa: E402
                        signed, vkey)


def check(data, key, envelope=None):
    """The envelope and the payload, when the file shows that both are in the log of `key`."""
    head, _, note = data.partition(b"\n\n")
    lines = head.decode().split("\n")
    need(lines.pop(0) == "c2sp.org/tlog-proof@v1", "format", "tlog-proof")
    extra = b64(lines.pop(0)[6:]).decode() if lines[0].startswith("extra ") else None
    label, number = lines.pop(0).split(" ")
    need(label == "index" and number == str(int(number)), "index", "tlog-proof")
    origin, size, root = checkpoint(note)
    need(signed(note, key) is True and key[0] == origin, "signature", "checkpoint")
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
        need(hmac.new(bytes.fromhex(receipt["blinding"]), receipt["payload"].encode(),
                      "sha256").hexdigest() == said["payload_commit"], "contenu", "tlog-proof")
    return receipt["envelope"], receipt["payload"]


def report(data, key, envelope=None):
    try:
        found = check(data, vkey(key), envelope)
        return {"verified": True, "envelope": found[0], "payload": found[1]}
    except (Bad, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        return {"verified": False, "problem": str(error)}


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--key", required=True)
    parser.add_argument("--envelope")
    given = parser.parse_args(arguments)
    envelope = Path(given.envelope).read_text(encoding="utf-8") if given.envelope else None
    found = report(Path(given.file).read_bytes(), given.key, envelope)
    print(json.dumps(found, ensure_ascii=False))
    return 0 if found["verified"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
