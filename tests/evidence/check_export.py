#!/usr/bin/env python3
"""Checks an export of the journal, format 1, with nothing but Python and the openssl program.

usage: check_export.py DIR [--key VKEY|FILE] [--checkpoint FILE]... [--witness VKEY|FILE]...
                       [--tsa-ca FILE]

A second opinion: written from the format's description, it shares nothing with probant-verify and
must agree with it. Prints one JSON object; exit status 0 verified, 1 not verified.
"""

import argparse
import hmac
import json
import re
import sys
import urllib.parse
from pathlib import Path

sys.dont_write_bytecode = True

try:
    from erasures import Erasures
    from kept import Kept
except ModuleNotFoundError:
    sys.exit("check_export.py ne va pas seul : gardez à côté de lui erasures.py, kept.py, "
             "leaves.py, lineage.py et signed_log.py, du même dossier des sources")
from leaves import read_event, read_leaf  # noqa: E402
from lineage import Lineage  # noqa: E402
from signed_log import (Bad, b64, checkpoint, compact, content, instant,  # noqa: E402
                        key_of, need, note, parse, read, root_by_path, root_of, sha256, signed,
                        simulation_key, tile_name, tiles, vkey)

OURS = "(tile|proofs|rulebooks|timestamps|rotations|cosigned|lost)/"


class Export(Lineage, Kept):
    def __init__(self, root, given):
        self.root, self.given, self.problems, self.known = Path(root), given, [], set()
        self.rotations, self.forebears, self.stamps = [], [], []
        self.certified, self.changes, self.restorations, self.missing = {}, [], [], []
        self.lost = set()
        self.by, self.complete = {}, False
        self.report = {"origin": "", "size": 0, "events": 0, "erased": [], "key_pinned": False,
                       "simulation": False, "cosigned": [], "recorded_later": {}, "unled": [],
                       "unchecked": []}

    def blame(self, position, file, message):
        self.problems.append((position, file, message))

    def run(self):
        steps = [self.head, self.tree, self.rows, self.offices, self.restored, self.unled,
                 self.strangers]
        for step in steps:
            try:
                step()
            except Bad as bad:
                message, file, position = bad.args
                self.blame(position, file, message)
                if step == self.head:
                    break
        places = [position for position, *_ in self.problems if position is not None]
        return {"verified": not self.problems, **self.report,
                "first_bad_position": min(places, default=None), "problems": self.problems}

    def head(self):
        file = "manifest.json"
        try:
            data = read(self.root, file)
            self.manifest = m = parse(data.decode())
            fields = dict.fromkeys(("events", "format", "size"), int) | dict.fromkeys(
                ("log_key", "origin", "scope"), str) | {"erased": list}
            need({key: type(value) for key, value in m.items()} == fields and m["format"] == 1
                 and data.decode() == json.dumps(m, ensure_ascii=False, sort_keys=True,
                                                 separators=(",", ":")) + "\n", "format", file)
            key, file = vkey(m["log_key"]), "log.vkey"
            self.keys = [vkey(line) for line in read(self.root, file).decode().split("\n")[:-1]]
            need(self.keys.count(key) == 1 and read(self.root, file).endswith(b"\n"), "clé", file)
            file, self.note = "checkpoint", read(self.root, "checkpoint")
            origin, size, self.checkpoint_root = checkpoint(self.note)
        except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            raise Bad(str(error), file, None) from error
        self.all, self.size = m["scope"] == "all", size
        self.report |= {"origin": origin, "size": size}
        self.known |= {"manifest.json", "log.vkey", "checkpoint", "leaves.jsonl", "events.jsonl"}
        self.handovers()
        key = self.signer(vkey(self.given.key) if self.given.key else key)
        signers = [one for one in [*self.keys, key, *map(vkey, filter(None, [self.given.key]))]
                   if signed(self.note, one) is True]
        right = signed(self.note, key) is True and not all(
            self.retired(one, size) for one in signers)
        first = {note(data)[0].split("\n")[0] for data, *_ in self.rotations} | {origin}
        self.report["simulation"] = any(key in self.successors(simulation_key(name))
                                        for name in first)
        self.lineage(key if right else vkey(m["log_key"]))
        self.named_keys(right)
        self.report["key_pinned"] = bool(self.given.key) and right
        if not m["origin"] == key[0] == origin:
            self.blame(None, "checkpoint", "autre origine")
        self.witnesses()
        self.keys.append(key)
        need(size == m["size"], "taille", "manifest.json")

    def witnesses(self):
        """What each witness asked for saw last: the newest checkpoint or one in cosigned/."""
        self.cosigned, found = [], []
        for path in self.root.glob("cosigned/*"):
            name = path.relative_to(self.root).as_posix()
            try:
                data = content(self.root, name) or b""
                need(path.name == f"{checkpoint(data)[1]}.checkpoint", "nom", name)
            except (ValueError, TypeError, IndexError, Bad):
                self.blame(None, name, "pas un point de contrôle")
                continue
            self.known.add(name)
            self.cosigned.append((data, name))
        for witness in map(vkey, self.given.witness):
            states = [(checkpoint(data)[1], signed(data, witness), name)
                      for data, name in [*self.cosigned, (self.note, "checkpoint")]]
            for name in [name for _, state, name in states if state is False]:
                self.blame(None, name, "contresignature fausse")
            seen = [size for size, state, _ in states if state]
            if not seen:
                self.blame(None, "checkpoint", "pas contresigné")
            else:
                found.append({"witness": witness[0], "size": max(seen)})
        self.report["cosigned"] = found

    def tree(self):
        self.leaves, self.kept = [], [(self.note, "checkpoint")]
        self.leaves = tiles(self.root, self.size, self.known, self.problems)
        if root_of(self.leaves) != self.checkpoint_root:
            self.blame(None, "checkpoint", "la racine n'est pas celle des tuiles")
        old = [(Path(file).read_bytes(), file) for file in self.given.checkpoint]
        old = [one for one in old if not self.lost_passage(one[0])]
        old += self.cosigned
        for data, name, size, *_ in self.rotations:
            kept = self.before(data) if name.startswith("lost/") else None
            old += [] if kept is not None and size > kept else [(data, name)]
        for origin, size, root, _, name in self.forebears:
            if size > self.size or root_of(self.leaves[:size]) != root:
                self.blame(None, name + "/certificate", "pas le début de ce journal")
            old += self.kept_of(name, origin)
        old += self.stamped()
        for data, file in old:
            try:
                states = [signed(data, key) for key in self.keys]
                origin, size, root = checkpoint(data)
                kept = self.before(data)
                ours = (True in states and False not in states
                        and origin == self.report["origin"]
                        and not all(self.retired(key, size) for key, state
                                    in zip(self.keys, states) if state))
                kept_from = kept is not None and size <= kept and not self.retired_before(data)
                right = ((ours or kept_from) and size <= self.size
                         and root_of(self.leaves[:size]) == root)
            except (ValueError, TypeError):
                right = False
            if not right:
                self.blame(None, file, "point de contrôle que ce journal ne prolonge pas")
            else:
                self.kept.append((data, file))

    def rows(self):
        self.last, self.recorded, self.versions, self.bundle = -1, "", {}, []
        self.erased, self.orders, self.adopted, self.named, self.positions = [], {}, {}, {}, set()
        self.erasures = Erasures()
        texts = [read(self.root, name, 0 if self.all else None) for name in
                 ("leaves.jsonl", "events.jsonl")]
        texts = [text.decode(errors="surrogateescape").split("\n") for text in texts]
        ends = [lines.pop() for lines in texts]
        for row in range(max(map(len, texts))):
            place = row if self.all else None
            need(row < min(map(len, texts)), "ligne absente", "leaves.jsonl", place)
            try:
                text, envelope, blinding = read_leaf(texts[0][row])
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Bad) as error:
                raise Bad(str(error), f"leaves.jsonl:{row + 1}", place) from error
            self.row(row, text, envelope, blinding, texts[1][row])
        need(not any(ends), "ligne tronquée", "leaves.jsonl", len(texts[0]) if self.all else None)
        self.end(len(texts[0]))

    def row(self, row, text, e, blinding, line):
        position, file = e["position"], f"leaves.jsonl:{row + 1}"
        need(not self.all or position == row, "ligne déplacée", file, row)
        need(self.last < position < self.size, "ligne déplacée", file, position)
        self.last = position
        self.positions.add(position)
        leaf = sha256(b"\0" + text.encode())
        if position >= len(self.leaves) or self.leaves[position] != leaf:
            self.blame(position, file, "pas dans l'arbre")
        payload = self.event(row, e, blinding, line)
        self.erasures.note(e, None if payload is None else parse(payload))
        if instant(e["recorded_at"]) < self.recorded:
            self.blame(position, file, "l'heure recule")
        self.recorded = instant(e["recorded_at"])
        self.later(position, self.recorded)
        if self.all or e["dossier"] == self.manifest["scope"]:
            if e["version"] != self.versions.get(e["dossier"], 0) + 1:
                self.blame(position, file, "version")
            self.versions[e["dossier"]] = e["version"]
        elif e["type"] != "programme.rulebook_adopted":
            self.blame(position, file, "autre dossier")
        if payload is not None or e["type"] in ("dossier.payload_erased", "journal.key_rotated",
                                                "journal.restored"):
            self.meaning(e, payload)
        if e["rulebook"]:
            self.named.setdefault(e["rulebook"], position)
        if not self.all:
            return self.proof(position, leaf)
        self.bundle.append(text.encode())
        if len(self.bundle) == 256:
            self.check_bundle(row + 1)
        return None

    def event(self, row, e, blinding, line):
        file, position = f"events.jsonl:{row + 1}", e["position"]
        try:
            payload, warned = read_event(line, e, self.manifest["origin"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Bad) as error:
            self.blame(position, file, str(error))
            return None
        if payload is None:
            self.erased.append(position)
        if (payload is None) != (blinding is None) or not warned:
            self.blame(position, file, "contenu, clé ou avertissements")
        elif payload is not None and hmac.new(bytes.fromhex(blinding), payload.encode(),
                                              "sha256").hexdigest() != e["payload_commit"]:
            self.blame(position, file, "pas le contenu engagé")
        return payload

    def meaning(self, e, payload):
        data = {} if payload is None else parse(payload)
        if e["type"] == "dossier.payload_erased":
            target = data.get("position")
            if type(target) is int and 0 <= target < e["position"]:
                self.orders[target] = e["position"]
            else:
                self.blame(e["position"], "events.jsonl", "ordre d'effacement")
        elif e["type"] == "programme.rulebook_adopted":
            try:
                digest = sha256(data["content"].encode()).hex()
                need(digest == data["sha256"], "empreinte", "events.jsonl")
                self.adopted[data["name"] + "/" + data["version"]] = e["position"], digest
            except (KeyError, AttributeError, TypeError, Bad):
                self.blame(e["position"], "events.jsonl", "jeu de règles")
        elif e["type"] == "journal.checkpoint_timestamped":
            name = f"timestamps/{data.get('size')}.tsr"
            token = content(self.root, name)
            if token is None:
                self.missing.append((e["position"], data))
            elif sha256(token).hex() != data.get("token_sha256"):
                self.blame(e["position"], name, "pas le jeton nommé")
        elif e["type"] == "journal.key_rotated":
            try:
                self.changes.append((e["position"], vkey(data["previous_key"]), vkey(data["key"])))
                self.by[e["position"]] = e["actor"]["id"]
            except (KeyError, ValueError, AttributeError, IndexError):
                self.blame(e["position"], "events.jsonl", "quelles clés")
        elif e["type"] == "journal.restored":
            self.note_restoration(e, data)

    def proof(self, position, leaf):
        name = f"proofs/{position}.tlog-proof"
        self.known.add(name)
        try:
            head, _, rest = read(self.root, name).partition(b"\n\n")
            lines = head.decode().split("\n")
            right = (lines[:2] == ["c2sp.org/tlog-proof@v1", f"index {position}"]
                     and rest == self.note and all(len(b64(line)) == 32 for line in lines[2:])
                     and root_by_path(leaf, position, self.size, list(map(b64, lines[2:])))
                     == self.checkpoint_root)
        except (ValueError, Bad):
            right = False
        if not right:
            self.blame(position, name, "la preuve ne tient pas")

    def check_bundle(self, end):
        first, bundle = end - len(self.bundle), self.bundle
        self.bundle = []
        name = tile_name("entries", first // 256, min(256, self.size - first))
        self.known.add(name)
        data = content(self.root, name) or b""
        at = 0
        for offset, entry in enumerate(bundle):
            part = len(entry).to_bytes(2, "big") + entry
            if data[at:at + len(part)] != part:
                return self.blame(first + offset, name, "pas le lot de ces enveloppes")
            at += len(part)
        if at != len(data):
            self.blame(min(end, self.size - 1), name, "pas le lot de ces enveloppes")
        return None

    def end(self, rows):
        self.report["events"] = rows
        if self.bundle:
            self.check_bundle(rows)
        if self.all and rows != self.size:
            return self.blame(rows, "leaves.jsonl", "il manque des événements à la fin")
        self.complete = True
        if rows != self.manifest["events"] or self.erased != self.manifest["erased"]:
            self.blame(None, "manifest.json", "nombres")
        for position in set(self.erased) ^ set(self.orders):
            here = self.all or position in self.positions
            self.blame(position if here else self.orders[position], "events.jsonl", "effacement")
        for position, why, unknown in self.erasures.check(self.all):
            if unknown:
                self.report["unchecked"].append(position)
            else:
                self.blame(position, "events.jsonl", why)
        self.report["erased"] = self.erased
        for rulebook, position in self.named.items():
            name = "rulebooks/" + urllib.parse.quote(rulebook.replace("/", "-"), safe="") + ".toml"
            self.known.add(name)
            if rulebook not in self.adopted:
                self.blame(position, name, "adoption absente")
                continue
            position, digest = self.adopted[rulebook]
            if sha256(content(self.root, name) or b"").hex() != digest:
                self.blame(position, name, "pas le jeu de règles adopté")
        return None

    def strangers(self):
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if any(ord(c) < 0x20 or 0xdc80 <= ord(c) <= 0xdcff for c in name):
                self.blame(None, ascii(name), "nom")
            elif path.is_symlink() or not (path.is_file() or path.is_dir()):
                self.blame(None, name, "lien ou fichier spécial")
            elif (path.is_dir() and not any(path.iterdir()) and re.match(OURS, name + "/")
                  and not re.match(OURS, path.name + "/")):
                self.blame(None, name + "/", "dossier vide")
            elif path.is_file() and name not in self.known and not self.problems and re.match(
                    OURS, name):
                self.blame(None, name, "fichier étranger")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--key")
    for option in ("--checkpoint", "--witness"):
        parser.add_argument(option, action="append", default=[])
    parser.add_argument("--tsa-ca")
    given = parser.parse_args(arguments)
    try:
        given.key = given.key and key_of(given.key)
        given.witness = [key_of(one) for one in given.witness]
    except (ValueError, OSError):
        parser.error("une clé publique est attendue, nom+empreinte+base64, ou un fichier qui "
                     "commence par elle")
    report = Export(given.folder, given).run()
    print(json.dumps(report, ensure_ascii=False))
    return 0 if report["verified"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
