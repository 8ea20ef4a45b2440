"""What an export keeps of a log beside its newest checkpoint: time stamps (RFC 3161), and what is
known of the logs before it, read with nothing but Python and the openssl program."""

import re
import subprocess

from signed_log import checkpoint, content, sha256


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
        return old

    def timestamp(self, path, token):
        if not token.is_file() or token.is_symlink() or not is_one_der(token.read_bytes()):
            return False
        text = subprocess.run(["openssl", "ts", "-reply", "-in", token, "-text"],
                              capture_output=True, text=True, check=False).stdout
        if not self.given.tsa_ca:
            shown = "".join(re.findall(r"^    [0-9a-f]{4} - ([0-9a-f -]{48})", text, re.M))
            digest = re.sub("[^0-9a-f]", "", shown)
            return digest == sha256(path.read_bytes()).hex()
        when = re.search(r"Time stamp: (.*)", text)
        if not when:
            return False
        at = subprocess.run(["date", "-u", "+%s", "-d", when[1]], capture_output=True, text=True,
                            check=False).stdout.strip()
        return subprocess.run(["openssl", "ts", "-verify", "-in", token, "-data", path, "-CAfile",
                               self.given.tsa_ca, "-attime", at], capture_output=True,
                              check=False).returncode == 0
