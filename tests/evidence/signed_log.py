"""What a signed log is made of, read from its bytes with Python and the openssl program alone:
strict JSON, keys, notes and checkpoints (C2SP), the tree of RFC 6962 and its tiles."""

import base64
import functools
import hashlib
import json
import math
import re
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path


INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{0,8}[1-9]))?Z", re.ASCII)
MAX_DEPTH = 63


class Bad(Exception):
    """Something is not what it must be: (message, file, position)."""


def need(holds, message, file, position=None):
    if not holds:
        raise Bad(message, file, position)


def sha256(data):
    return hashlib.sha256(data).digest()


def unique(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key comes twice")
    return dict(pairs)


def refused(text):
    raise ValueError(f"{text} is no number that every reader reads alike")


def whole(text):
    return int(text) if -2**63 <= int(text) < 2**64 else refused(text)


def fraction(text):
    return float(text) if math.isfinite(float(text)) else refused(text)


def depth_of(value):
    """Of arrays and objects within each other, those that hold nothing left out."""
    inside = value.values() if isinstance(value, dict) else value
    return (1 + max(map(depth_of, inside)) if isinstance(value, (dict, list)) and value else 0)


def parse(text):
    text.encode()  # refuses what was no UTF-8
    value = json.loads(text, object_pairs_hook=unique, parse_constant=refused, parse_int=whole,
                       parse_float=fraction)
    if not isinstance(value, dict) or depth_of(value) > MAX_DEPTH:
        raise ValueError("no object, or too deep")
    compact(value).encode()  # refuses half a character
    return value


def instant(text):
    """A text that sorts as the instant does."""
    match = INSTANT.fullmatch(text)
    datetime.fromisoformat(match[1])  # refuses what is in no calendar
    return match[1] + (match[2] or "").ljust(9, "0")


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def b64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not the canonical base64")
    return data


def content(root, name):
    """The bytes of a regular file, or None."""
    path = root / name
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def read(root, name, position=None):
    data = content(root, name)
    need(data is not None, "absent", name, position)
    return data


# Keys, notes, checkpoints

def key_of(text):
    """The key in so many words, or at the beginning of a file."""
    if Path(text).is_file():
        text = Path(text).read_text(encoding="utf-8")
    vkey(text.split("\n")[0])
    return text.split("\n")[0]


def vkey(text):
    name, number, key = text.split("+", 2)
    key = b64(key)
    if (not re.fullmatch(r"[^\s\x00-\x20+\x7f]+", name) or len(key) != 33 or key[0] not in (1, 4)
            or sha256(name.encode() + b"\n" + key)[:4].hex() != number):
        raise ValueError("not a key")
    return name, bytes.fromhex(number), key


@functools.lru_cache(maxsize=100_000)
def ed25519(public, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in {"m": message, "s": signature,
                           "k": bytes.fromhex("302a300506032b6570032100") + public}.items():
            (Path(folder) / name).write_bytes(data)
        return subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "k", "-rawin",
             "-in", "m", "-sigfile", "s"], cwd=folder, capture_output=True, check=False
        ).returncode == 0


def note(data):
    text, signatures = data.decode().rsplit("\n\n", 1)
    if re.search(r"[\x00-\x09\x0b-\x1f]", text) or not re.fullmatch(
            r"(— [^\s+]+ [A-Za-z0-9+/=]+\n){1,100}", signatures):
        raise ValueError("not a note")
    lines = [line.split(" ")[1:] for line in signatures.splitlines()]
    return text + "\n", [(name, b64(blob)[:4], b64(blob)[4:]) for name, blob in lines]


def signed(data, key):
    """None: not at all; else whether every signature in that key's name is its own."""
    text, lines = note(data)
    name, number, key = key
    found = [blob for owner, which, blob in lines if (owner, which) == (name, number)]
    message, skip = text.encode(), 0
    if key[0] == 4 and found and len(found[0]) == 72:
        seconds, skip = int.from_bytes(found[0][:8], "big"), 8
        message = f"cosignature/v1\ntime {seconds}\n".encode() + message
    return all(len(blob) == 64 + skip and ed25519(key[1:], message, blob[skip:])
               for blob in found) if found else None


def checkpoint(data):
    match = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*",
                         note(data)[0])
    return match[1], int(match[2]), b64(match[3])


# The CloudEvent that an envelope makes

def attributes(e, origin):
    event = {"specversion": "1.0", "id": str(e["position"]), "source": origin, "type": e["type"],
             "subject": e["dossier"], "time": e["occurred_at"],
             "datacontenttype": "application/json", "position": e["position"],
             "dossierversion": e["version"], "schemaversion": e["schema"],
             "recordedat": e["recorded_at"], "actorid": e["actor"]["id"],
             "actorrole": e["actor"]["role"], "actororganisation": e["actor"]["organisation"],
             "rulebook": e["rulebook"], "proposal": e["proposal"]}
    return event | {key: e[key] for key in ("causation", "correlation") if key in e}


# Of trial stores: the private half of their first key is no secret.
SIMULATION = bytes.fromhex("0ca5a3a94c391832e22878b8618824fe740681940aeb596ca8f4d2c7b571d5b2")


def simulation_key(origin):
    key = b"\1" + SIMULATION
    return origin, sha256(origin.encode() + b"\n" + key)[:4], key


# Tree and tiles

def node(left, right):
    return sha256(b"\1" + left + right)


def root_of(hashes):
    if not hashes:
        return sha256(b"")
    while len(hashes) > 1:
        hashes = [node(*hashes[i:i + 2]) if i + 1 < len(hashes) else hashes[i]
                  for i in range(0, len(hashes), 2)]
    return hashes[0]


def tile_name(kind, n, width):
    digits = f"{n:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[i:i + 3] for i in range(0, len(digits), 3)]
    return f"tile/{kind}/" + "/".join(["x" + p for p in parts[:-1]] + parts[-1:]) + (
        f".p/{width}" if width < 256 else "")


def tiles(root, size, known, problems):
    """The leaf hashes as the tiles have them; each level is compared with the one below."""
    leaves, level, below = [], 0, None
    while (count := size >> (8 * level)) > 0:
        found = []
        for n in range(-(-count // 256)):
            name = tile_name(level, n, min(256, count - 256 * n))
            known.add(name)
            data = read(root, name)
            need(len(data) == 32 * min(256, count - 256 * n), "tuile tronquée", name)
            hashes = [data[i:i + 32] for i in range(0, len(data), 32)]
            if below is not None and hashes != below[256 * n:256 * n + len(hashes)]:
                problems.append((None, name, "ne découle pas du niveau inférieur"))
            found += hashes
        leaves = leaves or found
        base = below or found
        below = [root_of(base[i:i + 256]) for i in range(0, len(base) // 256 * 256, 256)]
        level += 1
    return leaves


def root_by_path(leaf, index, size, path):
    last = size - 1
    for sibling in path:
        need(last > 0, "preuve trop longue", "proofs")
        if index & 1 or index == last:
            leaf = node(sibling, leaf)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = node(leaf, sibling)
        index, last = index >> 1, last >> 1
    return leaf if last == 0 else None
