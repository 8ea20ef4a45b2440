"""The two lines of an export that say an event: its leaf, and the CloudEvent that belongs to it."""

import json
import re

from signed_log import attributes, compact, instant, need, parse, sha256

ENVELOPE = {"actor", "causation", "correlation", "dossier", "occurred_at", "payload_commit",
            "position", "proposal", "recorded_at", "rulebook", "schema", "subjects", "type", "v",
            "version", "warnings_sha256"}
OPTIONAL = {"causation", "correlation", "warnings_sha256"}
NUMBERS = {"causation", "position", "schema", "v", "version"}


def of_its_types(e):
    """The fields of an envelope that are there: numbers from 0, texts, and one list of texts."""
    texts = [value for key, value in e.items() if key not in NUMBERS | {"actor", "subjects"}]
    return (all(type(e[key]) is int and 0 <= e[key] < 2**63 for key in NUMBERS & e.keys())
            and type(e["subjects"]) is list
            and all(type(text) is str for text in [*texts, *e["subjects"], *e["actor"].values()]))


def read_leaf(line):
    leaf = parse(line)
    envelope = parse(leaf["envelope"])
    blinding = leaf["blinding"]
    right = (line == compact({"blinding": blinding, "envelope": leaf["envelope"],
                              "position": leaf["position"]})
             and (blinding is None or re.fullmatch("[0-9a-f]{64}", blinding))
             and type(leaf["position"]) is int and leaf["position"] >= 0
             and envelope["position"] == leaf["position"] and envelope["v"] == 1
             and ENVELOPE - OPTIONAL <= envelope.keys() <= ENVELOPE
             and of_its_types(envelope)
             and envelope["actor"].keys() == {"id", "organisation", "role"}
             and leaf["envelope"] == json.dumps(envelope, ensure_ascii=False, sort_keys=True,
                                                separators=(",", ":"))
             and len(leaf["envelope"].encode()) <= 65535
             and re.fullmatch("[0-9a-f]{64}", envelope["payload_commit"])
             and re.fullmatch("[0-9a-f]{64}", envelope.get("warnings_sha256", "0" * 64))
             and instant(envelope["occurred_at"]) and instant(envelope["recorded_at"]))
    need(right, "pas une feuille", "leaves.jsonl")
    return leaf["envelope"], envelope, blinding


def read_event(line, e, origin):
    """The payload's text, None for an erased one; and whether the warnings are right."""
    event, expected = parse(line), attributes(e, origin)
    if "warnings_sha256" in e:
        expected["warnings"] = event["warnings"]
    if line == compact(expected | {"erased": True}):
        payload = None
    else:
        start = compact(expected)[:-1] + ',"data":'
        need(line.startswith(start) and line.endswith("}"), "pas l'enveloppe", "events.jsonl")
        payload = line[len(start):-1]
        parse(payload)
    warned = sha256(event.get("warnings", "").encode()).hex()
    return payload, "warnings_sha256" not in e or warned == e["warnings_sha256"]
