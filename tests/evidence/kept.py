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
    """Part of a check: `root`, `given`, `known`, `blame` and `before` are its own."""

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

    def said_lost(self, stamped):
        """Whether a key of the log has signed that it was restored without that token."""
        try:
            data = content(self.root, f"timestamps/{stamped['size']}.lost") or b""
            title, size, digest, at, end = note(data)[0].split("\n")
            return (title == "probant lost timestamp v1" and size == str(stamped["size"])
                    and digest == stamped["token_sha256"] and not end and bool(instant(at))
                    and any(signed(data, key) is True for key in [
                        *self.keys, *(key for *_, keys, _ in self.forebears for key in keys)]))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return False

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
