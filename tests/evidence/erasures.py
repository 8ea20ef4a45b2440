"""Whether what is erased was erased lawfully, as the events of an export alone tell: by two people,
or along with something else, or again at a restoration."""

import unicodedata

NEVER = {"aap.project_selected", "aap.instalment_ordered", "aap.instalment_paid",
         "mie.payment_ordered", "mie.payment_executed", "recovery.opened",
         "recovery.withdrawal_decided", "recovery.repayment_ordered",
         "recovery.repayment_received", "recovery.waived", "recovery.written_off",
         "recovery.restitution_ordered", "recovery.restitution_paid"}
CORRECTION, RECEIVED = "dossier.correction_recorded", "convergence.update_received"
UNASKED = "effacement sans demande d'une autre personne"
# Latin letters that are no others with an accent.
LETTERS = dict(zip("æøðþßđħıĸłŋœŧſ", ["ae", "o", "d", "t", "ss", "d", "h", "i", "k", "l", "n", "oe",
                                     "t", "s"])) | {"ĳ": "ij", "ŉ": "n", "ŀ": "l"}
UNSEEN = [(0, 0x20), (0x7f, 0xa0), (0xad, 0xad), (0x300, 0x36f), (0x1680, 0x1680),
          (0x2000, 0x200f), (0x2028, 0x202f), (0x205f, 0x206f), (0x3000, 0x3000),
          (0xfe00, 0xfe0f), (0xfeff, 0xfeff)]


def letter(char):
    code = ord(char)
    if any(first <= code <= last for first, last in UNSEEN):
        return ""
    if 0xff01 <= code <= 0xff5e:
        char = chr(code - 0xfee0)
    if not (ord(char) < 0x80 or 0xc0 <= ord(char) < 0x180):
        return char
    plain = unicodedata.normalize("NFD", char)[0].lower()
    return LETTERS.get(plain, plain)


def same_person(one, other):
    one, other = ["".join(map(letter, name)) for name in (one, other)]
    return one != "" and one == other


def never_erased(dossier, kind):
    return (dossier.startswith(("journal:", "programme:")) or kind in NEVER
            or (kind.startswith("dossier.") and kind != "dossier.proposal_refused"))


def alone(e):
    """Not proposed by anybody: the program's own."""
    return e["proposal"] == ""


class Erasures:
    """Events are noted in order; then each order is judged."""

    def __init__(self):
        self.gone, self.orders, self.asked, self.unread = {}, {}, {}, set()
        self.restored, self.held, self.before = [], set(), (-1, "")

    def note(self, e, data):
        """`data`: what the payload says, None where it is missing."""
        kind, position, dossier = e["type"], e["position"], e["dossier"]
        if data is None:
            brought = self.before == (position - 1, "convergence.update_resolved")
            self.gone[position] = e | {"brought": brought}
        if kind == "dossier.legal_hold_set":
            self.held.add(dossier)
        elif kind == "dossier.legal_hold_lifted":
            self.held.discard(dossier)
        elif kind == "dossier.erasure_requested":
            if data is None:
                self.unread.add(dossier)
            else:
                self.asked[dossier, data.get("position")] = e["actor"]["id"], data.get(
                    "legal_basis")
        elif kind == "dossier.payload_erased" and data is not None:
            target = data.get("position")
            self.orders[position] = e | {
                "target": target, "basis": data.get("legal_basis"),
                "asked": self.asked.pop((dossier, target), None), "unread": dossier in self.unread,
                "held": not self.held.isdisjoint({dossier, dossier.removeprefix("refusals:")})}
        elif kind == "journal.restored" and data is not None:
            self.restored.append((position, data.get("size"), e["actor"]))
        self.before = position, kind

    def check(self, whole):
        """Of each that is not lawful: position erased, why, and whether that is only unknown."""
        for position, order in self.orders.items():
            if order["target"] in self.gone:
                why, unknown = self.judge(position, order, whole)
                if why:
                    yield order["target"], f"{why} (acte à la position {position})", unknown

    def judge(self, position, order, whole):
        gone = self.gone[order["target"]]
        never = never_erased(gone["dossier"], gone["type"])
        kept = never and gone["type"] != CORRECTION
        if gone["dossier"] != order["dossier"]:
            return UNASKED, False
        if "causation" in order:
            return self.along(position, order, whole, kept)
        again = alone(order) and any(
            size <= position < at and order["target"] < size and actor == order["actor"]
            for at, size, actor in self.restored if type(size) is int)
        if again or (alone(order) and not whole):
            return ("ne s'efface pas", False) if kept else ("" if again else "restauration ?", True)
        if order["asked"] is None and order["unread"]:
            return "demande illisible", True
        by, basis = order["asked"] or ("", None)
        me = order["actor"]["id"]
        if order["asked"] is None or basis != order["basis"] or same_person(by, me):
            return UNASKED, False
        if same_person(gone["actor"]["id"], me):
            return "confirmé par qui avait enregistré l'acte", False
        if never:
            return "ne s'efface pas", False
        return ("gel juridique" if order["held"] else ""), False

    def along(self, position, order, whole, kept):
        """Corrections of what was erased, and what repeats it: right after, by the same person."""
        cause = self.orders.get(order["causation"])
        gone = self.gone[order["target"]]
        if (cause is None and not whole and alone(order) and gone["type"] != CORRECTION
                and not kept):
            return "entraîné par un acte d'un autre dossier", True
        if (cause is None or not alone(order) or cause["position"] >= position
                or cause["actor"] != order["actor"] or cause["target"] not in self.gone):
            return UNASKED, False
        first = self.gone[cause["target"]]
        at_once = all("causation" in self.orders.get(at, {})
                      for at in range(cause["position"] + 1, position))
        if gone["type"] == CORRECTION:
            goes = order["dossier"] == cause["dossier"] and order["target"] > cause["target"]
        else:
            goes = gone["type"] == RECEIVED or (first["type"] == RECEIVED and (
                order["target"] == cause["target"] + 1 or gone["brought"]))
        if not goes or (whole and not at_once):
            return UNASKED, False
        if kept or order["held"]:
            return ("ne s'efface pas" if kept else "gel juridique"), False
        return self.judge(cause["position"], cause, whole)
