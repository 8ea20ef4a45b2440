"""Since when what was paid too much is known, part by part, and until when it may be claimed."""
import aap
import mie
import paris
import recovery
from world import World


def given_up(world, dossier):
    closed = world.of(dossier, "closed")
    return bool(closed) and closed[-1].data.get("outcome") in ("no_action", "remedied")


def excess(world, dossier):
    if dossier.startswith("mie:"):
        seen = world.of(dossier, "control_concluded") and mie.request(world, dossier) != "rejected"
        return mie.overcompensation(world, dossier) if seen else 0
    gone = aap.phase(world, dossier) == "withdrawn" and world.of(dossier, "project_selected")
    return aap.paid(world, dossier) if gone else 0


def cut(known, amount):
    """The parts that make up an amount, the oldest first."""
    left = []
    for cents, event in known:
        left.append((min(cents, amount), event))
        amount -= min(cents, amount)
    return [(cents, event) for cents, event in left if cents]


def parts(world, dossier):
    """[(cents, event that showed them)]: a look at the whole log after each event of the dossier
    since its control, or its withdrawal."""
    shows = "control_concluded" if dossier.startswith("mie:") else "project_withdrawn"
    showing = world.of(dossier, shows)
    known = []
    for event in world.of(dossier) if showing else ():
        if event.position < showing[0].position:
            continue
        seen = World([e for e in world.log if e.position <= event.position], event.recorded)
        found = excess(seen, dossier)
        more = found - sum(cents for cents, _ in known)
        if more > 0:
            known.append((more, event._replace(at=max(done(event), since(seen, dossier).at))))
    return known


def done(event):
    """When an act could be known: a payment on its own day, whenever that was booked."""
    day = event.data.get("paid_on") if event.type.endswith(("_paid", "_executed")) else None
    return min(event.at, paris.start(paris.date(day))) if day else event.at


def since(world, dossier):
    """What made what was paid too much: the control that concluded last, or the withdrawal."""
    return (mie.conclusion(world, dossier) if dossier.startswith("mie:")
            else world.of(dossier, "project_withdrawn")[-1])


def all_parts(world, dossier, shown):
    """As the log stands; what no event of the dossier showed is known by its control."""
    known, now = parts(world, dossier), excess(world, dossier)
    more = now - sum(cents for cents, _ in known)
    return known + [(more, shown)] if more > 0 else cut(known, now)


class Claims:
    """What recoveries claim of a dossier, and what a judgment made to be claimed again."""

    def __init__(self, world, dossier, before=None):
        opened = [e for r in world.dossiers("recovery") for e in world.of(r, "opened")
                  if e.data["against"] == dossier and not given_up(world, r)
                  and (before is None or e.position < before)]
        self.claims, self.annulled, self.judged = [], 0, None
        for e in sorted(opened, key=lambda e: e.position):
            decided = world.of(e.dossier, "withdrawal_decided")
            claim = (recovery.withdrawn(world, e.dossier) if decided
                     else e.data["amount_cents"])
            self.claims.append((claim, e))
            if decided and recovery.annulled(world, e.dossier) == "annulled":
                self.annulled += recovery.decided(world, e.dossier)
                judged = recovery.judgment(world, e.dossier)
                if self.judged is None or (judged.at, judged.position) > (
                        self.judged.at, self.judged.position):
                    self.judged = judged
        self.total = sum(claim for claim, _ in self.claims)

    def reached(self, amount):
        total = 0
        for claim, event in self.claims:
            total += claim
            if total >= amount:
                return event.at
        return None

    def since(self, event):
        """Nobody could claim it while a withdrawal stood that was annulled."""
        judged = self.judged
        if judged and (judged.at, judged.position) > (event.at, event.position):
            return recovery.judged_on(judged)
        return paris.day_of(event.at)


def to_claim(world, dossier, shown):
    """[(due day, when it was claimed)] of each part."""
    claims, below, out = Claims(world, dossier), 0, []
    edge, whole = claims.total + claims.annulled, []
    for cents, event in all_parts(world, dossier, shown):
        inside = min(cents, max(0, edge - below)) if claims.judged else cents
        whole += [(part, event) for part in (inside, cents - inside) if part]
        below += cents
    below = 0
    for cents, event in whole:
        below += cents
        claimed = claims.reached(below)
        again = claimed is None and below <= claims.total + claims.annulled
        known = claims.since(event) if again else paris.day_of(event.at)
        out.append((paris.years_later(known, 5), claimed))
    return out


def of_recovery(world, opened):
    """The last day for a recovery to decide what it withdraws."""
    known, target = paris.day_of(opened.at), opened.data["against"]
    claims, below = Claims(world, target, opened.position), 0
    found = [(below, event) for cents, event in cut(parts(world, target), excess(world, target))
             if (below := below + cents) > claims.total]
    if found:
        above, event = found[0]
        again = above <= claims.total + claims.annulled
        known = min(known, claims.since(event) if again else paris.day_of(event.at))
    elif opened.data["cause"] == "overcompensation" and mie.conclusion(world, target):
        known = min(known, paris.day_of(mie.conclusion(world, target).at))
    return paris.years_later(known, 5)
