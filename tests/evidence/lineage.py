"""Which key of a log leads to which, and which logs one goes on from after a loss: what an export
holds of them, in rotations/ and lost/, read with nothing but Python and the openssl program."""

import re
from pathlib import Path

from signed_log import Bad, checkpoint, content, instant, need, note, parse, read, signed, vkey


def passage(data):
    """Of a checkpoint that names the key which signs from then on: (size, forks, that key)."""
    text = note(data)[0].split("\n")
    label, _, following = text[3].partition(" ")
    following, forks = vkey(following), label == "log-continues"
    need(label in ("key-rotation", "log-continues") and text[4:] == [""]
         and following[2][0] == 1 and signed(data, following) is True
         and forks == (following[0] != text[0]), "passage", label)
    return checkpoint(data)[1], forks, following


def leads_on(data, key, following):
    return (following != key and note(data)[0].split("\n")[0] == key[0]
            and signed(data, key) is True)


def terms(key, passages):
    """A trusted key, that which it has handed over to, if it has, and so on: within a log by size,
    and last of all to the log that goes on from it. Each with the size after which it had handed
    over within its log, if it has. `passages`: (data, name, size, forks, next key)."""
    keys, left = [(key, None)], sorted(passages, key=lambda one: (one[3], one[2]))
    going = True
    while going:
        going = False
        for one in list(left):
            data, _, size, forks, following = one
            last = keys[-1][0]
            if not leads_on(data, last, following):
                continue
            left.remove(one)
            keys[-1:] = [(last, None if forks else size), (following, None)]
            going = forks
            if forks:
                break
    return keys


def of_its_types(said):
    """Of a certificate, the numbers and texts that are compared; what was lost may be unknown."""
    numbers = [said[key] for key in ("events", "erasures_reapplied")]
    numbers += [] if said["lost"] is None else [said["lost"]]
    return (all(type(n) is int and 0 <= n < 2**63 for n in numbers)
            and type(said["backup_made_at"]) is str)


class Lineage:
    """Part of a check: `root`, `given`, `known`, `kept`, `changes`, `report`… are its own."""

    def handovers(self):
        """How keys followed each other: (data, name, size, forks, next key), well formed ones; of
        the checkpoints that the reader gave, those that are such too."""
        files = sorted([*self.root.glob("rotations/*"), *self.root.glob("lost/*/rotations/*"),
                        *self.root.glob("lost/*/handover")], key=lambda p: (len(p.name), p.name))
        for path in files:
            name = path.relative_to(self.root).as_posix()
            try:
                size, forks, following = passage(content(self.root, name) or b"")
                need(path.name == ("handover" if forks else f"{size}.checkpoint"), "passage", name)
            except (ValueError, TypeError, IndexError, Bad):
                self.blame(None, name, "pas un passage de clé")
                continue
            self.known.add(name)
            self.rotations.append((read(self.root, name), name, size, forks, following))
        self.passages = list(self.rotations)
        for file in self.given.checkpoint:
            data = Path(file).read_bytes()
            try:
                self.passages.append((data, str(file), *passage(data)))
            except (ValueError, TypeError, IndexError, Bad):
                pass  # one like any other

    def named_keys(self, right):
        """Who takes the first key listed, or that of the manifest, has the one that signs; `right`:
        the one expected did."""
        if not right:
            return self.blame(None, "checkpoint", "pas signé par la clé")
        if signed(self.note, vkey(self.manifest["log_key"])) is not True:
            self.blame(None, "manifest.json", "log_key n'a pas signé")
        for data, _, _, forks, following in self.passages:
            if forks or following not in self.keys:
                continue
            if any(leads_on(data, key, following)
                   for key in self.keys[:self.keys.index(following)]):
                self.blame(None, "log.vkey", "la plus récente ne vient pas d'abord")

    def terms(self, key, passages=None):
        return terms(key, self.passages if passages is None else passages)

    def one_passage_each(self, terms):
        """Whoever got hold of a key that was given up could hand over by it once more."""
        for (key, _), (after, _) in zip(terms, terms[1:]):
            for data, name, _, forks, following in self.passages if key[0] == after[0] else []:
                if not forks and following != after and leads_on(data, key, following):
                    self.blame(None, name, "une clé a passé la main deux fois")

    def successors(self, key, size=-1):
        """By passages; and, in a log of that size, by what certificates say of logs before it: of
        their last passages some may be lost."""
        found = [one for one, _ in self.terms(key)]
        for origin, kept, _, keys, _ in sorted(self.forebears, key=lambda one: one[1]):
            if size >= kept and origin in [one[0] for one in found]:
                found += [one for one, _ in self.terms(keys[0])]
        return found

    def signer(self, key):
        """The key that signed while it was in office, of those that the trusted one leads to: by
        what the export holds, or else by what was given too; if none did, the last."""
        origin, size, _ = checkpoint(self.note)
        for passages in (self.rotations, self.passages):
            terms = self.terms(key, passages)
            at = next((at for at, (one, until) in enumerate(terms)
                       if one[0] == origin and (until is None or size <= until)
                       and signed(self.note, one) is True), None)
            if at is not None:
                break
        at = len(terms) - 1 if at is None else at
        self.one_passage_each(terms[:at + 1])
        return terms[at][0]

    def followed(self):
        """Only the key in office names the next, none comes back, and passages say the same."""
        given_up, office = [], None
        for position, key, to in self.changes:
            if key in given_up or to in given_up + [key] or (
                    office and key not in self.successors(office, position)):
                return self.blame(position, "events.jsonl", "pas de la clé en vigueur")
            given_up, office = given_up + [key], to
            for data, name, _, forks, following in self.passages:
                if following != to and leads_on(data, key, following) and (
                        forks or key[0] == to[0]):
                    self.blame(None, name, "un événement en dit une autre")
        return None

    def none_back(self):
        """Nobody hands over to a key that had itself handed over in its log."""
        seen = {}
        for data, file in [(data, file) for data, file, *_ in self.passages] + self.kept + [
                (self.note, "checkpoint")]:
            try:
                seen.setdefault(file, (data, *passage(data)))
            except (ValueError, TypeError, IndexError, Bad):
                pass  # a checkpoint like any other
        for file, (_, size, _, back) in seen.items():
            if any(key == back and key[0] == to[0] and position < size
                   for position, key, to in self.changes) or any(
                    not forks and at < size and leads_on(data, back, following)
                    for data, at, forks, following in seen.values()):
                self.blame(None, file, "une clé retirée revient")

    def abandoned(self):
        """Changes that never took effect are none: the key that named another named one more. If
        the first signed anything it had taken over."""
        kept = []
        for one, after in zip(self.changes, self.changes[1:] + [None]):
            position, key, to = one
            if (not after or self.by[position] == "probant-restore" or key[0] != to[0]
                    or key == to or after[1] != key or after[2] in (key, to)):
                kept.append(one)
                continue
            for data, file in self.kept:
                if (after[2][0] == key[0] or checkpoint(data)[1] < after[0]) and signed(
                        data, to) is True:
                    self.blame(None, file, "signé par une clé dite abandonnée")
        self.changes = kept

    def offices(self):
        """Of more events than the one that says which key takes over, that key signs or one that
        it leads to, or the one before it, as far as a passage by it goes."""
        self.abandoned()
        self.followed()
        self.none_back()
        for data, file in self.kept:
            size = checkpoint(data)[1]
            named = [one for one in self.changes if one[0] + 1 < size][-1:]
            right = not named or any(signed(data, key) is True
                                     for _, _, to in named + [one for one in self.changes
                                                              if one[0] + 1 == size]
                                     for key in self.successors(to, size))
            if not right and not (signed(data, named[0][1]) is True and any(
                    leads_on(passage, named[0][1], to) and size <= until
                    for passage, _, until, _, to in self.passages)):
                self.blame(None, file, "pas signé par la clé en vigueur")

    def retired(self, key, size):
        """Whether that key of this log handed over to another before it had `size` events."""
        until = [at for data, _, at, forks, following in self.passages
                 if not forks and leads_on(data, key, following)]
        return bool(until) and size > max(until)

    def retired_before(self, data):
        """Whether of the log before this one that signed it, only keys did that had handed over."""
        origin, size, _ = checkpoint(data)
        keys = [key for name, *_, keys, _ in self.forebears for key in keys
                if name == origin and signed(data, key) is True]
        return all(self.retired(key, size) for key in keys)

    def lineage(self, key):
        """The logs before this one, as certificates say whose keys lead to its own, or to that
        which a certificate of a later restoration says to go on from."""
        files = [path.relative_to(self.root).parts for path in self.root.glob("lost/*/**/*")
                 if path.is_file()]
        vouched = [key]
        for folder in sorted({self.root / parts[0] / parts[1] for parts in files},
                             key=lambda path: (len(path.name), path.name), reverse=True):
            name = folder.relative_to(self.root).as_posix()
            try:
                data = read(self.root, name + "/certificate")
                text = note(data)[0]
                title, line, end = text.split("\n")
                said = parse(line)
                old, new = vkey(said["previous_key"]), vkey(said["key"])
                instant(said["restored_at"])
                need(title == "probant restore certificate v1" and not end
                     and str(said["events"]) == folder.name and signed(data, new) is True
                     and old[0] == said["previous_origin"] != said["origin"] == new[0]
                     and of_its_types(said) and said["forked"] is True
                     and (not said["lost"] or (said["lost_from"], said["lost_to"])
                          == (said["events"], said["events"] + said["lost"] - 1))
                     and (said.get("drill") is True) == bool(re.fullmatch(
                         re.escape(old[0]) + "-drill-[0-9a-f]{8}", new[0], re.ASCII))
                     and any(one in vouched for one in self.successors(new)),
                     "certificat", name)
                *lines, end = read(self.root, name + "/log.vkey").decode().split("\n")
                keys = [one for one in map(vkey, lines) if one[0] == old[0]]
                need(keys.count(old) == 1 and not end, "clés", name)
                keys = [old, *(one for one in keys if one != old)]
                word = [one for one in self.rotations if one[1] == name + "/handover"]
                for data, *_, following in word:
                    need(checkpoint(data) == (old[0], said["events"], bytes.fromhex(said["root"]))
                         and signed(data, old) is True and following == new, "passage", name)
                need(bool(word) == (said.get("handover") is True), "passage", name)
            except (ValueError, KeyError, TypeError, IndexError, AttributeError, Bad):
                self.blame(None, name + "/certificate", "pas un certificat de restauration")
                continue
            self.known |= {f"{name}/{file}" for file in ("certificate", "log.vkey")}
            vouched.append(old)
            self.certified[name] = said, old, new
            self.forebears.append((old[0], said["events"], bytes.fromhex(said["root"]), keys, name))

    def unled(self):
        """Logs before this one whose last key nothing but what followed says was theirs: of the
        passages that led to it, one is not here."""
        for origin, _, _, keys, _ in self.forebears:
            named = [to for _, _, to in self.changes if to[0] == origin]
            if keys[0] not in [one for one, _ in self.terms((named or keys)[-1])]:
                self.report["unled"].append(origin)

    def lost_passage(self, data):
        """Whether a passage between keys is of what was lost of a log before this one: it leads
        on, and says nothing that this one should have."""
        try:
            forks = passage(data)[1]
        except (ValueError, TypeError, IndexError, Bad):
            return False
        said, size, _ = checkpoint(data)
        known = self.keys + [key for *_, keys, _ in self.forebears for key in keys]
        return not forks and not any(signed(data, key) is False for key in known) and any(
            origin == said and size > kept and signed(data, key) is True
            and (until is None or size <= until)
            for origin, kept, _, keys, _ in self.forebears
            for key, until in self.terms(keys[0]))

    def before(self, data):
        """Of the log before this one that signed it: what this one has of it, or None."""
        for origin, size, _, keys, _ in self.forebears:
            try:
                states = [signed(data, key) for key in keys]
                if checkpoint(data)[0] == origin and True in states and False not in states:
                    return size
            except (ValueError, TypeError):
                return None
        return None
