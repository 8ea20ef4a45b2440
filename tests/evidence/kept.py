"""What an export keeps of a log beside its newest checkpoint: time stamps (RFC 3161), and what is
known of the logs before it, read with nothing but Python and the openssl program."""

import re
import subprocess
from datetime import datetime, timedelta

from signed_log import checkpoint, content, instant, note, sha256, signed


def is_one_der(data):
    """One DER sequence and nothing after it: the openssl program reads on past what follows."""
    if len(data) < 2 or data[0] != 0x30:
        return False
    if data[1] < 0x80:
        return len(data) == 2 + data[1]
    digits = data[1] & 0x7f
    return len(data) == 2 + digits + int.from_bytes(data[2:2 + digits], "big")


class Kept:
    """Part of a check: `root`, `given`, `known`, `changes`, `blame`, `before`… are its own."""

    @staticmethod
    def named_by_size(name, data):
        try:
            return name == f"{checkpoint(data)[1]}.checkpoint"
        except (ValueError, TypeError, IndexError):
            return False

    def kept_of(self, folder, origin):
        """Of a log before this one: the newest checkpoint known, and what witnesses cosigned last.
        Those of what this log has of it must be its beginning."""
        old = []
        for path in [self.root / folder / "checkpoint",
                     *sorted(self.root.glob(folder + "/cosigned/*"))]:
            name = path.relative_to(self.root).as_posix()
            data = content(self.root, name)
            if data is None and not path.exists():
                continue
            kept = None if data is None else self.before(data)
            newest = path.name == "checkpoint"
            if kept is None or checkpoint(data)[0] != origin or not (
                    newest or self.named_by_size(path.name, data)):
                self.blame(None, name, "pas un point de contrôle de l'ancien journal")
                continue
            self.known.add(name)
            if checkpoint(data)[1] <= kept:
                old.append((data, name))
            elif self.retired_before(data):
                self.blame(None, name, "d'une clé retirée")
        return old

    def stamped(self):
        """Checkpoints with their tokens; the former must be beginnings of the log."""
        old = []
        for path in sorted(self.root.glob("timestamps/*.tsr")):
            if not path.with_suffix(".checkpoint").is_file():
                self.blame(None, f"timestamps/{path.stem}.checkpoint", "absent")
        for path in sorted(self.root.glob("timestamps/*.checkpoint")):
            token, name = path.with_suffix(".tsr"), f"timestamps/{path.name}"
            data = content(self.root, name)
            if data is None or not self.named_by_size(path.name, data):
                self.blame(None, name, "pas un point de contrôle nommé d'après sa taille")
                continue
            self.known |= {name, f"timestamps/{token.name}"}
            old.append((data, name))
            if not self.timestamp(path, token):
                self.blame(None, f"timestamps/{token.name}", "jeton d'horodatage")
            else:
                self.stamps.append((checkpoint(data)[1], self.time_of(token)))
        return old

    @staticmethod
    def time_of(token):
        """The whole second that its authority asserts."""
        text = subprocess.run(["openssl", "ts", "-reply", "-in", token, "-text"],
                              capture_output=True, text=True, check=False).stdout
        when = re.search(r"Time stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)? (\d+) GMT", text)
        return datetime.strptime(f"{when[1]} {when[2]} +0000", "%b %d %H:%M:%S %Y %z")

    def later(self, position, recorded):
        """The size of the earliest token that covers an event which says to be recorded more than
        a minute after it: two clocks may differ by as much."""
        covering = [(at, size) for size, at in self.stamps if size > position]
        if covering:
            at, size = min(covering)
            if recorded > instant((at + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")):
                self.report["recorded_later"].setdefault(size, position)

    def note_restoration(self, e, data):
        """(position, account, when; size, known size, erasures; root, when the backup was made)."""
        numbers = [data.get(key) for key in ("size", "known_size", "erasures_reapplied")]
        lost = data.get("stamps_lost", [])
        texts = [data.get(key) for key in ("root", "backup_made_at")]
        if (type(lost) is list
                and all(type(one) is int and 0 <= one < 2**63 for one in numbers + lost)
                and all(type(one) is str for one in texts)
                and re.fullmatch("[0-9a-f]{64}", texts[0])):
            self.restorations.append((e["position"], e["actor"]["id"], e["recorded_at"], *numbers,
                                      *texts))
            self.lost.update(one for one in lost if one < numbers[0])
        else:
            self.blame(e["position"], "events.jsonl", "de quoi")

    @staticmethod
    def certified_of(said):
        return (instant(said["restored_at"]), said["events"], said["lost"] or 0,
                said["erasures_reapplied"], said["root"], said["backup_made_at"])

    @staticmethod
    def told_of(restoration):
        """The same, as the event of the restoration says."""
        _, _, at, size, known, *rest = restoration
        return (instant(at), size, max(0, known - size), *rest)

    def restored(self):
        """Tokens that are missing were lost before a restoration that says so; and certificates say
        what the events do: what signed them may have been given up since."""
        if not self.complete:
            return
        for position, stamped in self.missing:
            if position not in self.lost:
                self.blame(position, f"timestamps/{stamped.get('size')}.tsr", "pas le jeton nommé")
        if not self.all:
            return
        for *_, name in self.forebears:
            said, old, new = self.certified[name]
            at = [at for at, key, to in self.changes if (key, to) == (old, new)]
            told = [one for one in self.restorations if at and one[0] == at[0] - 1]
            if not told or self.certified_of(said) != self.told_of(told[0]):
                self.blame(None, name + "/certificate", "pas ce que disent les événements")
            newest = content(self.root, name + "/checkpoint")
            if told and newest and self.before(newest) is not None and (
                    checkpoint(newest)[1] > told[0][4]):
                self.blame(None, name + "/checkpoint", "plus que la restauration n'en connaissait")
        for position, _, _, size, known, *_ in self.restorations:
            forks = any(at == position + 1 and key[0] != to[0] for at, key, to in self.changes)
            name = f"lost/{size}/certificate"
            if (known > size or forks) and content(self.root, name) is None:
                self.blame(position, name, "la restauration racontée manque")

    def timestamp(self, path, token):
        if not token.is_file() or token.is_symlink() or not is_one_der(token.read_bytes()):
            return False
        text = subprocess.run(["openssl", "ts", "-reply", "-in", token, "-text"],
                              capture_output=True, text=True, check=False).stdout
        if not self.given.tsa_ca:
            shown = "".join(re.findall(r"^    [0-9a-f]{4} - ([0-9a-f -]{48})", text, re.M))
            digest = re.sub("[^0-9a-f]", "", shown)
            return digest == sha256(path.read_bytes()).hex()
        if not re.search("Time stamp: ", text):
            return False
        at = str(int(self.time_of(token).timestamp()))
        return subprocess.run(["openssl", "ts", "-verify", "-in", token, "-data", path, "-CAfile",
                               self.given.tsa_ca, "-attime", at], capture_output=True,
                              check=False).returncode == 0
