"""What `probant deadlines` is to show: (dossier, key, due day, state)."""
import datetime as dt

import aap
import hospiconnect
import mie
import paris
import prescription
import recovery
from world import World, pairs

RETENTION = dt.date(2038, 7, 15)
WAITING_AAP = {"selected", "under_convention"}


def state(now, due, met_at=None, opens=None, cancelled=False):
    end, today = paris.start(due + paris.DAY), paris.day_of(now)
    if met_at is not None:
        return "met" if met_at < end else "met_late"
    if cancelled:
        return "cancelled"
    if opens and today < opens:
        return "upcoming"
    if now >= end:
        return "overdue"
    return "due_soon" if (due - today).days <= 7 else "open"


def first(events):
    """The one that took effect first, whenever it was written down."""
    return min(events, key=lambda e: (e.at, e.position), default=None)


def when(event):
    return event.at if event else None


def complements(world, dossier, now, dead, of=lambda e: e.data.get("year")):
    found = world.exchange(dossier)
    return [("complement", paris.date(e.data["due_on"]),
             state(now, paris.date(e.data["due_on"]), when(got), cancelled=dead(e)))
            for year in sorted({of(e) for e in found}, key=str)
            for e, got in pairs([e for e in found if of(e) == year])]


def of_hospiconnect(world, dossier, now):
    filed = world.of(dossier, "candidacy_filed")
    dead = hospiconnect.phase(world, dossier) in ("rejected", "withdrawn")
    standing = filed[-1] if filed else None  # one withdrawn may be filed again
    window = world.window_of("hospiconnect.window", dossier, now, standing)
    out = [("hospiconnect.candidacy", window.closes,
            state(now, window.closes, when(standing), window.opens,
                  cancelled=not filed and paris.day_of(now) > window.closes))]
    if not filed:
        return out
    again = world.window("hospiconnect.window", dossier, now)
    if hospiconnect.phase(world, dossier) == "withdrawn" and again.extended \
            and again.closes > window.closes:
        out.append(("hospiconnect.candidacy_again", again.closes,
                    state(now, again.closes, None, again.opens)))
    for key, what in (("hospiconnect.note_de_cadrage", "note_de_cadrage_deposited"),
                      ("hospiconnect.maturity_indicators", "maturity_indicators_completed")):
        for entity in filed[-1].data["entities"]:
            met = first([e for e in world.of(dossier, what) if e.data["entity"] == entity])
            due = world.window_of("hospiconnect.milestone", dossier, now, met).closes
            out.append((key, due, state(now, due, when(met), cancelled=dead)))
    return out + complements(world, dossier, now,
                             lambda e: dead or e.position < standing.position
                             or hospiconnect.phase(world, dossier) == "validated")


def of_aap(world, dossier, now):
    filed, phase = world.of(dossier, "project_filed"), aap.phase(world, dossier)
    window = world.window_of("aap.window", dossier, now, first(filed))
    out = [("aap.filing", window.closes,
            state(now, window.closes, when(first(filed)), window.opens,
                  cancelled=not filed and paris.day_of(now) > window.closes))]
    if world.of(dossier, "project_selected"):
        out.append(("retention", RETENTION, state(now, RETENTION)))
    dead = phase in ("withdrawn", "not_selected", "not_attained")
    if world.of(dossier, "project_selected"):
        met = first(world.of(dossier, "proofs_deposited"))
        due = world.window_of("aap.proofs", dossier, now, met).closes
        out.append(("aap.proofs", due, state(now, due, when(met), cancelled=dead)))
    if phase == "withdrawn":
        out += to_recover(world, dossier, world.of(dossier, "project_withdrawn")[0], now)
    # of the project, nothing is awaited once it is decided on
    return out + complements(
        world, dossier, now,
        lambda e: dead or phase == "attained" or (
            phase not in ("filed", "complement_awaited") and not aap.about_proofs(
                world, dossier, e.at)),
        lambda e: aap.about_proofs(world, dossier, e.at))


def to_recover(world, dossier, shown, now):
    """What was paid beyond what is due is claimed, all of it, before prescription."""
    return [("recovery.prescription", due, state(now, due, claimed))
            for due, claimed in prescription.to_claim(world, dossier, shown)]


def missed(world, dossier, year, now):
    """Neither can the year be declared any more, nor would it still be examined."""
    return all(paris.day_of(now) > world.window(key % year, dossier, now).closes
               for key in ("mie.declaration.%d", "mie.instruction.%d"))


def of_mie(world, dossier, now):
    if not world.of(dossier, "funding_requested"):
        return []
    request = mie.request(world, dossier)
    dead = request == "rejected"
    out = [("retention", RETENTION, state(now, RETENTION))]
    if request in ("validated", "rejected"):
        sign = world.of(dossier, "convention_signed")
        met = max(e.at for e in sign) if len(sign) == 2 else None
        due = world.window("mie.convention", dossier, now).closes if met is None else world.window(
            "mie.convention", dossier, paris.start(paris.day_of(met) + paris.DAY),
            sign[-1].position).closes
        lost = all(missed(world, dossier, year, now) for year in mie.YEARS) and not world.of(
            dossier, "declaration_transmitted")
        out.append(("mie.convention", due, state(now, due, met, cancelled=dead or lost)))
    for year in mie.YEARS if request in ("validated", "rejected") else ():
        key = "mie.declaration.%d" % year
        met = first([e for e in world.of(dossier, "declaration_transmitted")
                     if e.data["year"] == year])
        window = world.window_of(key, dossier, now, met)
        out.append((key, window.closes, state(now, window.closes, when(met), window.opens,
                                              dead or missed(world, dossier, year, now))))
        if met is not None:
            key = "mie.instruction.%d" % year
            done = first([e for e in world.of(dossier, "attainment_certified",
                                              "attainment_denied") if e.data["year"] == year])
            due = world.window_of(key, dossier, now, done).closes
            out.append((key, due, state(now, due, when(done))))

    out += to_recover(world, dossier, mie.conclusion(world, dossier), now)

    def over(e):
        if "year" not in e.data:
            return request in ("validated", "rejected")
        return mie.campaign(world, dossier, e.data["year"]) in ("certified", "denied")
    return out + complements(world, dossier, now, over)


def order_to_give(world, dossier, known_until, now):
    """What was withdrawn is ordered before prescription: five years from when it was known, or
    from a judgment; again once money was given back and a judgment makes it due anew."""
    if not world.of(dossier, "withdrawal_decided"):
        return []
    orders, paid = world.of(dossier, "repayment_ordered"), world.of(dossier, "restitution_paid")
    order = orders[-1] if orders else None
    owed, due = recovery.outstanding(world, dossier) > 0, known_until
    if order and owed and paid and paid[-1].position > order.position:
        order = None
    judged = [e for e in recovery.judgments(world, dossier)
              if order is None or e.position < order.position]
    if judged and revived(world, dossier, judged[-1]):
        due = paris.years_later(recovery.judged_on(judged[-1]), 5)
    return [("recovery.order", due, state(now, due, when(order), cancelled=not owed))]


def revived(world, dossier, judgment):
    """Whether a judgment may make due again what a decision had made owed, and was given back."""
    for e in world.of(dossier, "restitution_paid"):
        seen = World([x for x in world.of(dossier) if x.position <= e.position])
        grounds = lots(seen, dossier)[1].get(e.position, [])
        if e.position < judgment.position and any("received_on" not in g.data for g in grounds):
            return True
    return False


def of_recovery(world, dossier, now):
    opened, phase = world.of(dossier, "opened"), recovery.phase(world, dossier)
    if not opened:
        return []
    due = prescription.of_recovery(world, opened[0])
    decided = when(first(world.of(dossier, "withdrawal_decided")))
    over = bool(world.of(dossier, "breach_remedied", "closed"))
    out = [("recovery.prescription", due, state(now, due, decided, cancelled=over)),
           ("retention", RETENTION, state(now, RETENTION))]
    out += order_to_give(world, dossier, due, now)
    for judgment, anew in recovery.annulled_in_part(world, dossier):
        due = paris.years_later(recovery.judged_on(judgment), 5)
        out.append(("recovery.withdrawal", due, state(now, due, when(anew))))
    notices = world.of(dossier, "formal_notice_served")
    if notices:
        due = max(paris.date(n.data["respond_by"]) for n in notices)
        out.append(("recovery.observations", due, state(
            now, due, when(first(world.of(dossier, "observations_received", "breach_remedied"))),
            cancelled=phase in ("remedied", "closed", "withdrawal_decided")
            or paris.day_of(now) > due)))
    out += restitutions(world, dossier, now)
    if world.of(dossier, "repayment_ordered"):
        void, wanted = recovery.annulled(world, dossier) == "annulled", 0
        for i, (due, amount) in enumerate(reduced(world, dossier, plan(world, dossier))):
            wanted += amount
            met = reached(world, dossier, wanted)
            # given back since, it waits for another order
            gone = void or amount == 0 or met is None and world.of(
                dossier, "repayment_ordered", "restitution_paid")[-1].type.endswith("paid")
            if gone or world.of(dossier, "restitution_paid"):  # met once, it stays so
                once = paid_while_due(world, dossier, i)
                met = once if gone or once is not None else met
            out.append(("recovery.repayment", due, state(
                now, due, met, cancelled=gone and met is None)))
    return out


def paid_while_due(world, dossier, index):
    """When a part of the plan was paid as it was due then, whatever took it away since."""
    ordered = world.of(dossier, "repayment_ordered")[-1]
    back = [recovery.gave(world, dossier, e) for e in world.of(dossier, "restitution_paid")
            if e.position < ordered.position]
    for e, _ in cash(world, dossier):
        if back and (e.at, e.position) < (back[-1].at, back[-1].position):
            continue
        seen = recovery.until(world, dossier, e.at)
        parts = reduced(seen, dossier, plan(world, dossier))[:index + 1]
        if recovery.annulled(seen, dossier) == "annulled" or parts[index][1] == 0:
            continue
        met = reached(seen, dossier, sum(amount for _, amount in parts))
        if met is not None:
            return met
    return None


def reduced(world, dossier, parts):
    """The parts less what is no longer due, forgiven or annulled since: the last parts first."""
    gone = sum(amount for _, amount in parts) - recovery.undue(world, dossier)
    left = []
    for due, amount in reversed(parts):
        taken = max(0, min(amount, gone))
        left.insert(0, (due, amount - taken))
        gone -= taken
    return left


def cash(world, dossier):
    """(event, cents) of what came in and, below zero, of what was given back, in legal order."""
    moves = [(recovery.moved(world, dossier, e),
              e.data["amount_cents"] * (1 if e.type.endswith("received") else -1))
             for e in world.of(dossier, "repayment_received", "restitution_paid")]
    return sorted(moves, key=lambda move: (move[0].at, move[0].position))


def plan(world, dossier):
    """(due day, amount) of each part: what was paid of the former plan, then the new one."""
    parts = []
    for step in world.of(dossier, "repayment_ordered", "instalments_granted"):
        seen = World([e for e in world.of(dossier) if e.position < step.position])
        received, kept = recovery.recovered(seen, dossier), []
        if "schedule" in step.data:  # what came after it was granted goes to its own parts
            planned = sum(p["amount_cents"] for p in step.data["schedule"])
            due = recovery.undue(recovery.until(seen, dossier, step.at), dossier)
            received = min(received, max(0, due - planned))
        for due, amount in parts:
            if received > 0:
                kept.append((due, min(amount, received)))
                received -= amount
        parts = kept + [(paris.date(p["due_on"]), p["amount_cents"])
                        for p in step.data.get("schedule", [step.data])]
    return parts


def reached(world, dossier, amount):
    """When repayments came to this sum and stayed there."""
    total, met = 0, None
    for e, cents in cash(world, dossier):
        total += cents
        met = None if total < amount else e.at if met is None else met
    return met


def changes(world, dossier):
    """(event, cents) by which each act of the dossier raised or lowered what is due."""
    found, before = [], 0
    for e in world.of(dossier):
        now = recovery.undue(World([x for x in world.of(dossier) if x.position <= e.position]),
                             dossier)
        found, before = found + [(e, now - before)] * (now != before), now
    return found


def lots(world, dossier):
    """What is owed back, (cents, event that made it owed), and what each repayment of it paid."""
    acts = [(e, cents, False) for e, cents in cash(world, dossier)]
    acts += [(e, -cents, True) for e, cents in changes(world, dossier)]
    acts.sort(key=lambda act: (act[0].at, act[0].position, not act[2]))
    owed, balance, paid = [], 0, {}
    for e, cents, decided in acts:
        rise = max(0, balance + cents) - max(0, balance)
        balance += cents
        if rise > 0:
            owed.append([rise, e, decided])
        # due again: first what was decided to be owed, the latest first; paid: the oldest first
        order = sorted(reversed(owed), key=lambda lot: not lot[2]) if decided else list(owed)
        for lot in order if rise < 0 else ():
            taken = min(lot[0], -rise)
            lot[0], rise = lot[0] - taken, rise + taken
            if taken and not decided:
                paid.setdefault(e.position, []).append(lot[1])
        owed = [lot for lot in owed if lot[0]]
    return owed, paid


def restitutions(world, dossier, now):
    """What is owed back is paid two months after the act that made it owed: a judgment, the
    withdrawal that carries it out, or a receipt beyond what was due; each its own."""
    def row(ground, paid):
        due = paris.months_limit(paris.day_of(ground.at), 2, world.holidays(dossier))
        return ("recovery.restitution", due, state(now, due, paid))

    out = []
    for e in world.of(dossier, "restitution_paid"):
        seen = World([x for x in world.of(dossier) if x.position <= e.position])
        at = recovery.gave(world, dossier, e).at
        out += [row(ground, at) for ground in lots(seen, dossier)[1].get(e.position, [])]
    return out + [row(lot[1], None) for lot in lots(world, dossier)[0]]


def rows(world, now):
    """Sorted (dossier, key, due day, state)."""
    found = []
    for kind, of in (("hospiconnect", of_hospiconnect), ("aap", of_aap), ("mie", of_mie),
                     ("recovery", of_recovery)):
        for dossier in world.dossiers(kind):
            found += [(dossier, key, due.isoformat(), what) for key, due, what
                      in of(world, dossier, now)]
    return sorted(found)
