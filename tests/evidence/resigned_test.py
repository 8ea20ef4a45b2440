#!/usr/bin/env python3
"""Every file of an export signed anew by a key that was given up or never was in office, changed in
one field, or taken from elsewhere: both checkers must agree, and believe none.

usage: resigned_test.py PROBANT PROBANT_VERIFY
"""

import base64
import json
import shutil
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import fork_test  # noqa: E402
import kept  # noqa: E402
import make_export  # noqa: E402
import verifier_test  # noqa: E402
from authority import Authority  # noqa: E402
from receipt_test import entity, run  # noqa: E402

WITNESS = make_export.Key("witness.example/w1", b"w" * 32, kind=4)
# Of a certificate, what no event of the log tells.
UNTOLD = {"continued_by", "copies_beside", "erasures_cover", "erasures_known", "evidence_missing",
          "known_from", "milliseconds", "drill"}
# Each token is looked at by the openssl program: once.
LOOKED = {}


def looked_at(look):
    def once(self, path, token):
        data = tuple(one.read_bytes() if one.is_file() else None for one in (path, token))
        if (data, self.given.tsa_ca) not in LOOKED:
            LOOKED[data, self.given.tsa_ca] = look(self, path, token)
        return LOOKED[data, self.given.tsa_ca]
    return once


def private_key(file):
    [word] = [word for word in file.read_text().split() if word.startswith("PRIVATE+KEY+")]
    name, _, seed = word.removeprefix("PRIVATE+KEY+").split("+", 2)
    return make_export.Key(name, base64.b64decode(seed)[1:])


def signed_text(path):
    """What of it is signed; None: it is no note."""
    try:
        text, signatures = path.read_text().rsplit("\n\n", 1)
    except (ValueError, UnicodeDecodeError):
        return None
    return text + "\n" if signatures.startswith("— ") else None


def other(value):
    """Something else of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str) and value:
        last = {"0": "1", "Z": "1Z"}.get(value[-1], "0")
        return value[:-1] + last
    return "autre" if value is None or value == "" else [*value, "autre"]


def changed_texts(text):
    """(which, text) with one field of a certificate, or one line, other than it was."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if line.startswith("{"):
            said = json.loads(line)
            for key, value in said.items():
                for new in {json.dumps(one): one for one in (other(value), None)}.values():
                    yield f"{key}={new}", "\n".join(
                        [*lines[:at], make_export.canonical(said | {key: new}), *lines[at + 1:],
                         ""])
                yield f"no {key}", "\n".join([*lines[:at], make_export.canonical(
                    {k: v for k, v in said.items() if k != key}), *lines[at + 1:], ""])
        else:
            new = str(int(line) + 1) if line.isdigit() else other(line)
            yield f"line {at}", "\n".join([*lines[:at], new, *lines[at + 1:], ""])


class Resigned(fork_test.Restored):
    """A log whose key changed, that was restored with a loss and without a token, and whose key
    changed again."""

    @classmethod
    def setUpClass(cls):
        if not hasattr(kept.Kept.timestamp, "once"):
            kept.Kept.timestamp = looked_at(kept.Kept.timestamp)
            kept.Kept.timestamp.once = True

    def story(self, name, origin):
        """Gives the last store, keys by name, and exports: of before the restoration, between, and
        the last."""
        first, new, backup = (self.root / f"{name}-{one}" for one in ("first", "new", "backup"))
        keys, exports = {}, {}

        def grow(store, number):
            self.probant("record", "-", store=store, text=entity(number))

        def export(store, which):
            exports[which] = self.exported(store, name=f"{name}-{which}")
            if which == "last":
                exports[which + " one"] = self.exported(store, "register:010780054",
                                                        f"{name}-{which}-one")

        def cosign(store):
            note = store / "evidence/checkpoint"
            text = signed_text(note)
            place = store / "evidence/cosigned" / f"{text.split()[1]}.checkpoint"
            place.parent.mkdir(exist_ok=True)
            place.write_text(note.read_text() + WITNESS.cosign(text, 1779264000))

        def stamp(store):
            self.probant("timestamp", "--tsa", self.url, "--ca", self.authority.ca, store=store)

        def rotate(store):
            self.probant("rotate-key", "--by", "u-7", "--grounds", "essai", store=store)

        def keep_key(store, which):
            keys[which] = private_key(store / "evidence/signing-key")

        self.probant("init", "--origin", origin, store=first)
        grow(first, 1)
        keep_key(first, "K1")
        rotate(first)
        keep_key(first, "K2")
        stamp(first)
        grow(first, 2)
        cosign(first)
        for by, more in (("u-7", ["--basis", "RGPD"]), ("u-9", ["--confirm"])):
            self.probant("erase", 1, "--by", by, *more, store=first)
        stamp(first)
        self.probant("backup", backup, store=first)
        gone, _ = sorted((backup / "evidence/timestamps").glob("*.tsr"), key=lambda p: int(p.stem))
        gone.unlink()
        grow(first, 3)
        export(first, "before")
        made = self.probant("restore", backup, "--checkpoint", first / "evidence/checkpoint",
                            "--accept-loss", "--key", first / "evidence/signing-key", store=new)
        self.assertEqual(made["lost"], 1)
        keep_key(new, "N1")
        grow(new, 4)
        export(new, "between")
        rotate(new)
        keep_key(new, "N2")
        stamp(new)
        grow(new, 5)
        cosign(new)
        export(new, "last")
        return keys, exports

    def setUp(self):
        super().setUp()
        self.authority = Authority(self.root / "authority")
        self.url = self.authority.serve(self)

    def ways(self, path, name, keys, exports):
        """(what, how) for each way in which that file could be another's."""
        text = signed_text(path)
        signers = {k: v for k, v in keys.items() if k != "N2"}
        if text is not None:
            for who, key in signers.items():
                yield f"signed by {who}", lambda key=key: path.write_text(
                    text + "\n" + key.sign(text))
            for what, new in changed_texts(text):
                yield what, lambda new=new: path.write_text(
                    new + "\n" + path.read_text().rsplit("\n\n", 1)[1])
                who = "N1" if " certificate v1\n" in text or "timestamp v1\n" in text else "K2"
                yield f"{what}, signed by {who}", lambda new=new, who=who: path.write_text(
                    new + "\n" + keys[who].sign(new))
        yield "missing", path.unlink
        for folder in exports.values():
            for source in self.alike(folder, name):
                yield f"from {source.relative_to(self.root)}", lambda source=source: (
                    shutil.copy(source, path))
        yield "twice", lambda: self.doubled(path)

    @staticmethod
    def alike(folder, name):
        """Files there that have the same part, of whatever size."""
        parts = ["*" if part.split(".")[0].isdigit() else part for part in name.split("/")]
        ending = Path(name).suffix
        return [one for one in sorted(folder.glob("/".join(parts)))
                if one.is_file() and (one.suffix == ending or "*" not in parts)]

    @staticmethod
    def doubled(path):
        """Beside itself under another size; a folder of a log before whole."""
        place = path.parent if path.parent.name.isdigit() else path
        twin = place.with_name(place.name.replace(place.name.split(".")[0], "3"))
        if place.is_dir():
            shutil.copytree(place, twin)
        else:
            shutil.copy(place, twin if twin != path else path.with_name("again-" + path.name))

    def believed(self, folder, keys, exports, trusted):
        """Of all ways of all files, those that both checkers accept, with what they tell then; they
        must agree on each."""
        whole = self.root / "whole"
        shutil.rmtree(whole, ignore_errors=True)
        shutil.copytree(folder, whole)
        tried = 0
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = path.relative_to(folder).as_posix()
            if name in ("LISEZMOI.md", "rapport.html"):
                continue
            was = path.read_bytes()
            for what, change in self.ways(path, name, keys, exports):
                change()
                if what == "twice" or not path.exists() or path.read_bytes() != was:
                    report = self.agreed(folder, key=trusted)
                    tried += 1
                    if report["verified"]:
                        yield name, what, report
                    shutil.rmtree(folder)
                    shutil.copytree(whole, folder)
        print(f"{tried} files taken or signed anew", file=sys.stderr)

    def harmless(self, name, what):
        """What may be so without a word of the log being in doubt."""
        kept = name.startswith(("cosigned/", "lost/8/cosigned/", "lost/8/rotations/"))
        return ((what == "twice" and "/" not in name)  # beside the format: not proven, and told
                or (what == "missing" and (kept or name == "lost/8/checkpoint"))
                # Without the other signature it is no more than if it were missing.
                or (what == "signed by K2" and kept)
                # The log does not tell of these, and no checker tells them.
                or (name == "lost/8/certificate" and what.endswith("signed by N1")
                    and what.split("=")[0].split(",")[0].removeprefix("no ") in UNTOLD))

    def check(self, exports, which, keys, elsewhere):
        folder = exports[which]
        others = {**exports, **{f"other {k}": v for k, v in elsewhere.items()}}
        same = [v for k, v in others.items() if k.endswith("one") == which.endswith("one")
                and v != folder]
        good = {}
        for key in ("K1", "K2", "N1", "N2"):
            good[key] = self.good(folder, key=keys[key].vkey())["continues"]
        self.assertEqual([one["lost"] for one in good["N2"]], [1])
        for name, what, report in self.believed(folder, keys, dict(enumerate(same)),
                                                keys["N2"].vkey()):
            with self.subTest(file=name, what=what):
                self.assertTrue(self.harmless(name, what), (name, what, report))
                self.assertEqual(report["continues"], good["N2"])

    def test_beside_the_log_a_certificate_is_believed_for_what_the_events_say(self):
        new, made = self.with_key()
        thief = private_key(new / "evidence/signing-key")
        self.probant("rotate-key", "--by", "u-7", "--grounds", "volée", store=new)
        stranger = make_export.Key("probant.example.org/journal", b"9" * 32)
        for name in ("lost/2/certificate", "restore-certificate"):
            file = new / "evidence" / name
            whole = file.read_text()
            title, line, _ = signed_text(file).split("\n")
            for change in ({"lost": None}, {"restored_at": "2020-01-01T00:00:00Z"},
                           {"drill": True}, {"lost": 2}, {"previous_key": stranger.vkey()},
                           {"erasures_reapplied": 3}, {"backup_made_at": "hier"}):
                text = f"{title}\n{make_export.canonical(json.loads(line) | change)}\n"
                file.write_text(text + "\n" + thief.sign(text))
                told = self.probant("verify", store=new, status=1)
                self.assertIn(str(file), told["reason"], change)
                run(fork_test.PROGRAM, "export", "all", "--to", self.root / "no", "--store", new,
                    status=0 if name.startswith("restore") else 3)
                shutil.rmtree(self.root / "no", ignore_errors=True)
            file.write_text(whole)
            self.assertTrue(self.probant("verify", store=new)["verified"])

    def test_a_lost_stamp_is_one_that_a_restoration_tells_of_and_no_key(self):
        first = self.root / "first"
        self.probant("init", "--origin", "probant.example.org/autre", store=first)
        before = private_key(first / "evidence/signing-key")
        self.probant("rotate-key", "--by", "u-7", "--grounds", "essai", store=first)
        self.probant("timestamp", "--tsa", self.url, "--ca", self.authority.ca, store=first)
        [token] = (first / "evidence/timestamps").glob("*.tsr")
        digest = make_export.sha256(token.read_bytes()).hex()
        token.unlink()
        for key in (before, private_key(first / "evidence/signing-key")):
            said = f"probant lost timestamp v1\n{token.stem}\n{digest}\n2026-05-20T08:00:00Z\n"
            token.with_suffix(".lost").write_text(said + "\n" + key.sign(said))
            told = self.probant("verify", store=first, status=1)
            self.assertIn("le jeton ou son point de contrôle manque", json.dumps(
                told["problems"], ensure_ascii=False))

    def test_no_file_of_an_export_can_be_another(self):
        keys, exports = self.story("one", "probant.example.org/journal")
        _, elsewhere = self.story("two", "probant.example.org/autre")
        keys["X"] = make_export.Key(keys["N2"].name, b"x" * 32)
        self.check(exports, "last", keys, elsewhere)
        one = exports["last one"]
        told = self.good(one, key=keys["N2"].vkey())
        self.assertIn("la clé qui l'a signé a été remplacée depuis", "".join(told["notices"]))


if __name__ == "__main__":
    fork_test.PROGRAM, fork_test.VERIFY = sys.argv.pop(1), sys.argv.pop(1)
    verifier_test.PROGRAM = fork_test.VERIFY
    unittest.main()
