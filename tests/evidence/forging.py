"""What somebody can write into the database of a store: rows as the program writes them. Without
the signing key they are not sealed (adapters/sqlite/FORMAT.md); with it, they are."""

import base64
import contextlib
import hmac
import json
import sqlite3

from make_export import canonical, sha256

TRIGGERS = "select name, sql from sqlite_master where type = 'trigger'"


@contextlib.contextmanager
def unguarded(store):
    """A connection past the triggers, which are put back as they were."""
    with contextlib.closing(sqlite3.connect(store / "log.sqlite", isolation_level=None)) as db:
        triggers = db.execute(TRIGGERS).fetchall()
        for name, _ in triggers:
            db.execute("drop trigger " + name)
        yield db
        for _, sql in triggers:
            db.execute(sql)


def peaks_with(peaks, size, envelope):
    """Those of the tree of `size` leaves, and one more."""
    hashes = [peaks[at:at + 32] for at in range(0, len(peaks), 32)]
    leaf = sha256(b"\0" + envelope)
    while size & 1:
        leaf, size = sha256(b"\1" + hashes.pop() + leaf), size >> 1
    return b"".join([*hashes, leaf])


def insert(store, like, data, actor, **links):
    """Appends an event as that at `like`, with other content. Returns its position."""
    with unguarded(store) as db:
        size, peaks = db.execute("select size, peaks from head").fetchone()
        row = list(db.execute("select * from event where position = ?", (like,)).fetchone())
        columns = [one[1] for one in db.execute("pragma table_info(event)")]
        envelope, latest = (json.loads(db.execute(
            "select envelope from leaf where position = ?", (at,)).fetchone()[0])
            for at in (like, size - 1))
        payload, blinding = canonical(data), b"\xab" * 32
        version = db.execute("select max(version) from event where dossier_key = ?",
                             (row[columns.index("dossier_key")],)).fetchone()[0] + 1
        envelope.pop("causation", None)
        envelope.pop("warnings_sha256", None)
        envelope |= links | {
            "actor": envelope["actor"] | {"id": actor}, "position": size, "version": version,
            "recorded_at": latest["recorded_at"], "occurred_at": latest["recorded_at"],
            "proposal": links.get("proposal", f"forged-{size}"),
            "payload_commit": hmac.new(blinding, payload.encode(), "sha256").hexdigest()}
        text = canonical(envelope).encode()
        person = (actor, envelope["actor"]["role"], envelope["actor"]["organisation"])
        db.execute("insert or ignore into actor select max(key) + 1, ?, ?, ? from actor", person)
        key = db.execute("select key from actor where (id, role, organisation) = (?, ?, ?)",
                         person).fetchone()[0]
        recorded = db.execute("select recorded_at from event where position = ?",
                              (size - 1,)).fetchone()[0]
        named = dict(zip(columns, row)) | {
            "position": size, "version": version, "payload": payload, "actor_key": key,
            "recorded_at": recorded, "occurred_at": recorded, "warnings": "",
            "proposal_id": envelope["proposal"]}
        db.execute(f"insert into event values ({','.join('?' * len(columns))})",
                   [named[one] for one in columns])
        db.execute("insert into leaf values (?, ?, ?)", (size, text, blinding))
        if envelope["proposal"]:
            sequence = db.execute("select max(sequence) + 1 from proposal").fetchone()[0]
            db.execute("insert into proposal values (?, ?, ?, 1, ?)",
                       (sequence, envelope["proposal"], b"\1" * 32, size))
        db.execute("update head set size = ?, peaks = ?",
                   (size + 1, peaks_with(peaks, size, text)))
        return size


def root(size, peaks):
    """Of the tree that has those peaks."""
    hashes = [peaks[at:at + 32] for at in range(0, len(peaks), 32)]
    while len(hashes) > 1:
        last = hashes.pop()
        hashes[-1] = sha256(b"\1" + hashes[-1] + last)
    return hashes[0] if size else sha256(b"")


def seal_of(store, key):
    """By that private key, a line as in evidence/signing-key."""
    origin, _, seed = key.removeprefix("PRIVATE+KEY+").strip().split("+", 2)
    with contextlib.closing(sqlite3.connect(store / "log.sqlite")) as db:
        size, peaks = db.execute("select size, peaks from head").fetchone()
    extracted = hmac.digest(b"\0" * 32, base64.b64decode(seed)[1:], "sha256")
    derived = hmac.digest(extracted, b"probant seal v1\1", "sha256")
    text = f"probant seal v1\n{origin}\n{size}\n{base64.b64encode(root(size, peaks)).decode()}\n"
    return hmac.digest(derived, text.encode(), "sha256")


def seal(store):
    """As who has the key would."""
    key = (store / "evidence/signing-key").read_text().splitlines()[0]
    with contextlib.closing(sqlite3.connect(store / "log.sqlite", isolation_level=None)) as db:
        db.execute("update head set seal = ?", (seal_of(store, key),))
