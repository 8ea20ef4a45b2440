"""Since when what was paid too much is known, part by part, and until when it may be claimed."""
import aap
import mie
import paris
import recovery
from world import World, done


def given_up(world, dossier):
    closed = world.of(dossier, "closed")
    return bool(closed) and closed[-1].data.get("outcome") in ("no_action", "remedied")


def excess(world, dossier):
    if dossier.startswith("mie:"):
        return to_recover(world, dossier) if world.of(dossier, "payment_executed") else 0
    gone = aap.phase(world, dossier) == "withdrawn" and world.of(dossier, "project_selected")
    return aap.paid(world, dossier) if gone else 0


def by_instant(events):
    return sorted(events, key=lambda e: (e.at, e.position))


def cards_after(world, dossier, act):
    return [e for e in by_instant(world.of(dossier, "cards_ordered", "cards_cancelled"))
            if mie.first(act, e)]


def to_recover(world, dossier):
    """Paid too much, whatever cards were ordered after it was ordered: these are deducted from the
    payments that follow, which makes no excess of what was ordered by then."""
    least, used = mie.overcompensation(world, dossier), 0
    for order in by_instant(world.of(dossier, "payment_ordered")):
        used += order.data["amount_cents"]
        gone = {e.position for e in cards_after(world, dossier, order)}
        seen = World((e for e in world.log if e.position not in gone), world.now)
        since = mie.paid(world, dossier) - used
        least = min(least, max(mie.overcompensation(seen, dossier), since))
    return least


def cut(known, amount):
    """The parts that make up an amount, the oldest first."""
    left = []
    for cents, event in known:
        left.append((min(cents, amount), event))
        amount -= min(cents, amount)
    return [(cents, event) for cents, event in left if cents]


MONEY = ("payment_executed", "cards_ordered", "cards_cancelled", "control_concluded",
         "instalment_paid", "project_withdrawn")


def parts(world, dossier):
    """[(cents, event that showed them)]: a look after each event of the dossier. One written down
    late shows what it makes to have been known on each day: besides, what was known stays so."""
    known, past = [], []
    for event in world.of(dossier):
        seen = World([e for e in world.log if e.position <= event.position], event.recorded)
        later = [e for e in past if done(e) > done(event)]
        shown = event._replace(at=done(event))
        if later:
            before = World([e for e in seen.log if e is not event], event.recorded)
            known = besides(known, by_law(before, dossier), by_law(seen, dossier))
            shown = max((e._replace(at=done(e)) for e in later), key=order)
        more = excess(seen, dossier) - sum(cents for cents, _ in known)
        if more > 0:
            known.append((more, shown))
        if event.type.split(".", 1)[1] in MONEY:
            past.append(event)
    return known


def by_law(world, dossier):
    """The same with every event in its place, as the log stands."""
    known = []
    for act in sorted((e._replace(at=done(e)) for e in world.of(dossier, *MONEY)), key=order):
        then = World([e for e in world.log if e.dossier != dossier or done(e) <= act.at], world.now)
        more = excess(then, dossier) - sum(cents for cents, _ in known)
        if more > 0:
            known.append((more, act))
    return known


def besides(known, before, after):
    """What was known, and on each day what is so after and was not before."""
    def by(day, found):
        return sum(cents for cents, event in found if order(event) <= day)

    found = []
    for event in sorted((e for some in (known, before, after) for _, e in some), key=order):
        day = order(event)
        more = by(day, known) + max(0, by(day, after) - by(day, before)) - sum(
            cents for cents, _ in found)
        if more > 0:
            found.append((more, event))
    return found


def all_parts(world, dossier, shown):
    """As the log stands; what no event of the dossier showed is known by its control."""
    known, now = parts(world, dossier), excess(world, dossier)
    more = now - sum(cents for cents, _ in known)
    return known + [(more, shown)] if more > 0 else cut(known, now)


def judged(event):
    """When a court decided: at its judgment, or on the day of the court before it."""
    day = recovery.judged_on(event)
    return event._replace(at=min(event.at, paris.start(day))) if day < paris.day_of(
        event.at) else event


def order(event):
    return event.at, event.position


class Money:
    """Cents that became known together: who claims them, and the judgment that set them free."""

    def __init__(self, cents, shown, owner=None, freed=None):
        self.cents, self.shown, self.owner, self.freed = cents, shown, owner, freed

    def split(self, cents):
        rest = Money(self.cents - cents, self.shown, self.owner, self.freed)
        self.cents = cents
        return rest

    def since(self):
        """Nobody could claim it while a withdrawal stood that a court undid; who had claimed it
        before needed no judgment to."""
        by_judgment = self.freed and order(self.shown) < order(self.freed) and (
            self.owner is None or order(self.freed) < order(self.owner))
        return paris.day_of((self.freed if by_judgment else self.shown).at)


def claims(world, dossier, before=None):
    """Openings against a dossier that were not given up, each with what it claimed at first and
    with what judgments took of that: [(judgment, cents)]."""
    found = []
    for one in world.dossiers("recovery"):
        for e in world.of(one, "opened"):
            if e.data["against"] != dossier or given_up(world, one) or (
                    before is not None and e.position >= before):
                continue
            decided = world.of(one, "withdrawal_decided")
            amount = decided[0].data["amount_cents"] if decided else e.data["amount_cents"]
            found.append((e, amount, undone(world, one) if decided else []))
    return sorted(found, key=lambda claim: claim[0].position)


def undone(world, one):
    """What judgments took from a withdrawal: of one in part, what the next decision leaves out."""
    taken, decided = [], world.of(one, "withdrawal_decided")
    for judgment, anew in recovery.annulled_in_part(world, one):
        if anew:
            former = decided[decided.index(anew) - 1]
            taken.append((judged(judgment),
                          former.data["amount_cents"] - anew.data["amount_cents"]))
    if recovery.annulled(world, one) == "annulled":
        taken.append((judged(recovery.judgment(world, one)), decided[-1].data["amount_cents"]))
    return taken


def taken(pieces, opened, amount):
    """The oldest money that none claims is claimed first; what was not to be had is returned."""
    for i, piece in enumerate(pieces):
        if piece.owner is None and amount:
            if piece.cents > amount:
                pieces.insert(i + 1, piece.split(amount))
            piece.owner = opened
            amount -= piece.cents
    return amount


def claimed(known, found, end=None):
    """What became of the money known, after these claims and the judgments until `end`."""
    pieces = [Money(cents, event) for cents, event in known]
    wanting = {}  # position of an opening: what it claims beyond what there was
    acts = [(e.position, "opened", e, None, amount) for e, amount, _ in found]
    for opened, _, judgments in found:
        for judgment, cents in judgments:
            if end is not None and order(judgment) > order(end):
                continue
            # before the first opening, in the log, that it came before
            later = [e.position for e, _, _ in found
                     if e.position > opened.position and order(judgment) < order(e)]
            place = later[0] - 0.5 if later else float("inf")
            acts.append((place, order(judgment), opened, judgment, cents))
    for _, what, opened, judgment, cents in sorted(acts, key=lambda act: (act[0], act[1:2])):
        if what == "opened":
            wanting[opened.position] = taken(pieces, opened, cents)
            continue
        set_free(pieces, wanting, opened, judgment, cents)
        for e, _, _ in found:
            if wanting.get(e.position):
                wanting[e.position] = taken(pieces, e, wanting[e.position])
    return pieces


def set_free(pieces, wanting, opened, judgment, cents):
    """What it claims beyond what there was goes first, then what became known last."""
    beyond = min(cents, wanting.get(opened.position, 0))
    wanting[opened.position] = wanting.get(opened.position, 0) - beyond
    cents -= beyond
    for i in reversed(range(len(pieces))):
        if pieces[i].owner is not opened or not cents:
            continue
        if pieces[i].cents > cents:
            pieces.insert(i + 1, pieces[i].split(pieces[i].cents - cents))
            i += 1
        pieces[i].owner, pieces[i].freed = None, judgment
        cents -= pieces[i].cents


def to_claim(world, dossier, shown):
    """[(due day, when it was claimed)] of what became known on each day, as far as it counts from
    one day."""
    out = {}
    for piece in claimed(all_parts(world, dossier, shown), claims(world, dossier)):
        out.setdefault((paris.day_of(piece.shown.at), piece.since()), []).append(piece.owner)
    return [(paris.years_later(since, 5),
             None if None in owners else max(owners, key=lambda e: e.position).at)
            for (_, since), owners in out.items()]


def of_recovery(world, opened):
    """The last day for a recovery to decide what it withdraws."""
    known, target = paris.day_of(opened.at), opened.data["against"]
    pieces = claimed(cut(parts(world, target), excess(world, target)),
                     claims(world, target, opened.position), opened)
    taken(pieces, opened, opened.data["amount_cents"])
    mine = [piece.since() for piece in pieces if piece.owner is opened]
    if mine:
        known = min([known] + mine)
    elif opened.data["cause"] == "overcompensation" and mie.conclusion(world, target):
        # more than is to be recovered: by the control, or by cards ordered after what was paid
        orders = by_instant(world.of(target, "payment_ordered"))
        later = [e for e in cards_after(world, target, orders[-1])
                 if e.type.endswith("ordered")] if orders else []
        known = min(known, paris.day_of(max(
            [mie.conclusion(world, target)] + later[:1], key=order).at))
    return paris.years_later(known, 5)
