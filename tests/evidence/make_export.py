#!/usr/bin/env python3
"""Writes a small export of format 1 with a key of its own: a third opinion on the format.

usage: make_export.py DIR [--scope all|<dossier>]

For tests. The log holds the adoption of a rulebook, two dossiers, an erasure by two people and
warnings.
"""

import argparse
import base64
import hashlib
import hmac
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ORIGIN = "probant.invalid/test"
RULES = 'name = "règles"\nversion = 1\n'
ERASED, NAMED = 1, "essai/1"
SEED = bytes(range(32))


def sha256(data):
    return hashlib.sha256(data).digest()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout


class Key:
    def __init__(self, name, seed=SEED, kind=1):
        self.name, self.kind = name, bytes([kind])
        self.private = bytes.fromhex("302e020100300506032b657004220420") + seed
        der = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", data=self.private)
        self.public = self.kind + der[-32:]
        self.number = sha256(name.encode() + b"\n" + self.public)[:4]

    def vkey(self):
        return f"{self.name}+{self.number.hex()}+{base64.b64encode(self.public).decode()}"

    def sign(self, text, before=b"", prefix=""):
        with tempfile.TemporaryDirectory() as folder:
            key, message = Path(folder) / "key", Path(folder) / "message"
            key.write_bytes(self.private)
            message.write_text(prefix + text)
            blob = self.number + before + openssl("pkeyutl", "-sign", "-keyform", "DER", "-inkey",
                                                  str(key), "-rawin", "-in", str(message))
        return f"— {self.name} {base64.b64encode(blob).decode()}\n"

    def cosign(self, text, seconds):
        return self.sign(text, seconds.to_bytes(8, "big"), f"cosignature/v1\ntime {seconds}\n")


def root_of(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    return sha256(b"\1" + root_of(leaves[:half]) + root_of(leaves[half:])) if leaves else sha256(
        b"")


def path_to(index, leaves):
    if len(leaves) == 1:
        return []
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    if index < half:
        return path_to(index, leaves[:half]) + [root_of(leaves[half:])]
    return path_to(index - half, leaves[half:]) + [root_of(leaves[:half])]


def event(position, dossier, version, kind, data, **more):
    blinding = sha256(b"blinding %d" % position)
    payload = canonical(data)
    envelope = {"actor": {"id": more.get("by", "u-7"), "organisation": "ANS", "role": "ans"},
                "dossier": dossier,
                "occurred_at": "2026-05-20T08:00:00Z", "position": position,
                "payload_commit": hmac.new(blinding, payload.encode(), "sha256").hexdigest(),
                "proposal": f"p-{position}", "recorded_at": f"2026-05-20T08:00:0{position}.25Z",
                "rulebook": NAMED if position else "", "schema": 1,
                "subjects": sorted({"dossier:" + dossier, "entity:010780054"}), "type": kind,
                "v": 1, "version": version} | more.get("links", {})
    if "warnings" in more:
        envelope["warnings_sha256"] = sha256(more["warnings"].encode()).hex()
    return {"envelope": canonical(envelope), "fields": envelope, "blinding": blinding.hex(),
            "payload": payload, "warnings": more.get("warnings")}


def by(account, role="ans", organisation="ANS"):
    return {"actor": {"id": account, "organisation": organisation, "role": role}}


def log():
    one, other = "hospiconnect:010780054", "aap:2026-0417"
    warnings = compact([{"code": "late", "message": "Signée « après »\tla date"}])
    events = [
        event(0, "programme:essai", 1, "programme.rulebook_adopted",
              {"name": "essai", "version": "1", "sha256": sha256(RULES.encode()).hex(),
               "content": RULES}),
        event(1, one, 1, "hospiconnect.candidacy_withdrawn", {"grounds": "Données de M. Untel"},
              warnings=warnings, links=by("u-118", "establishment", "010780054")),
        event(2, one, 2, "dossier.erasure_requested",
              {"legal_basis": "RGPD 17", "position": ERASED}, links=by("u-9")),
        event(3, other, 1, "aap.project_withdrawn",
              {"grounds": "Autre projet", "note": 'Dit : ,"data":{} \\ "entre guillemets"'},
              links={"causation": 1, "correlation": "fil « 1 »"}),
        event(4, one, 3, "dossier.payload_erased", {"legal_basis": "RGPD 17", "position": ERASED}),
    ]
    events[ERASED]["blinding"] = events[ERASED]["payload"] = None
    return events


def event_line(event):
    e = event["fields"]
    line = {"specversion": "1.0", "id": str(e["position"]), "source": ORIGIN, "type": e["type"],
            "subject": e["dossier"], "time": e["occurred_at"],
            "datacontenttype": "application/json", "position": e["position"],
            "dossierversion": e["version"], "schemaversion": e["schema"],
            "recordedat": e["recorded_at"], "actorid": e["actor"]["id"],
            "actorrole": e["actor"]["role"], "actororganisation": e["actor"]["organisation"],
            "rulebook": e["rulebook"], "proposal": e["proposal"]}
    line |= {key: e[key] for key in ("causation", "correlation") if key in e}
    if event["warnings"]:
        line["warnings"] = event["warnings"]
    if event["payload"] is None:
        return compact(line | {"erased": True})
    return compact(line)[:-1] + ',"data":' + event["payload"] + "}"


def signed_checkpoint(key, leaves, witnesses=()):
    text = f"{ORIGIN}\n{len(leaves)}\n{base64.b64encode(root_of(leaves)).decode()}\n"
    return text + "\n" + key.sign(text) + "".join(w.cosign(text, 1779264000) for w in witnesses)


def write(folder, scope="all", events=None, key=None, witnesses=()):
    """Writes `events` as they are, right or wrong."""
    events, key = events or log(), key or Key(ORIGIN)
    leaves = [sha256(b"\0" + e["envelope"].encode()) for e in events]
    chosen = [e for e in events if scope == "all" or e["fields"]["dossier"] == scope
              or e["fields"]["type"] == "programme.rulebook_adopted"]
    note = signed_checkpoint(key, leaves, witnesses)
    manifest = {"format": 1, "origin": ORIGIN, "scope": scope, "size": len(events),
                "events": len(chosen), "log_key": key.vkey(),
                "erased": [e["fields"]["position"] for e in chosen if e["payload"] is None]}
    files = {"manifest.json": canonical(manifest) + "\n", "checkpoint": note,
             "log.vkey": key.vkey() + "\n", "LISEZMOI.md": "Lire.\n",
             "rulebooks/essai-1.toml": RULES,
             "leaves.jsonl": "".join(compact({
                 "blinding": e["blinding"], "envelope": e["envelope"],
                 "position": e["fields"]["position"]}) + "\n" for e in chosen),
             "events.jsonl": "".join(event_line(e) + "\n" for e in chosen),
             f"tile/0/000.p/{len(events)}": b"".join(leaves)}
    entries = [e["envelope"].encode() for e in events]
    if scope == "all":
        files[f"tile/entries/000.p/{len(events)}"] = b"".join(
            len(entry).to_bytes(2, "big") + entry for entry in entries)
    else:
        for position in (e["fields"]["position"] for e in chosen):
            path = [base64.b64encode(h).decode() for h in path_to(position, leaves)]
            files[f"proofs/{position}.tlog-proof"] = "\n".join(
                ["c2sp.org/tlog-proof@v1", f"index {position}", *path]) + "\n\n" + note
    for name, content in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--scope", default="all")
    given = parser.parse_args(arguments)
    write(given.folder, given.scope)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
