"""Recovery: formal notice, contradictory procedure, withdrawal, collection."""
import aap
import mie
import paris
from world import World, done, walk

MONEY = ("repayment_received", "restitution_paid", "waived", "written_off")

STEPS = {
    ("none", "opened"): "opened",
    ("opened", "formal_notice_served"): "notice_served",
    ("notice_served", "formal_notice_served"): "notice_served",
    ("notice_served", "observations_received"): "observations_received",
    ("observations_received", "observations_received"): "observations_received",
    ("notice_served", "breach_remedied"): "remedied",
    ("observations_received", "breach_remedied"): "remedied",
    ("notice_served", "withdrawal_decided"): "withdrawal_decided",
    ("observations_received", "withdrawal_decided"): "withdrawal_decided",
    ("withdrawal_decided", "withdrawal_decided"): "withdrawal_decided",
    ("opened", "closed"): "closed",
    ("notice_served", "closed"): "closed",
    ("observations_received", "closed"): "closed",
    ("remedied", "closed"): "closed",
    ("withdrawal_decided", "closed"): "closed",
    ("closed", "appeal_decided"): "withdrawal_decided",
}


def phase(world, dossier):
    """A judgment reopens what was closed."""
    return walk(STEPS, [e.type.split(".")[1] for e in world.of(dossier)])


def total(world, dossier, *types):
    return sum(e.data["amount_cents"] for e in world.of(dossier, *types))


def decided(world, dossier):
    """What the last decision withdraws: a second one replaces the first."""
    found = world.of(dossier, "withdrawal_decided")
    return found[-1].data["amount_cents"] if found else 0


def withdrawn(world, dossier):
    """What is withdrawn, unless the last judgment annulled it: a higher court has the last word."""
    found = decided(world, dossier)
    return 0 if found and annulled(world, dossier) == "annulled" else found


def came(e):
    """When money came: on its own day, whenever that was booked."""
    on = e.data.get("received_on")
    if on and paris.date(on) < paris.day_of(e.at):
        return e._replace(at=paris.start(paris.date(on)))
    return e


def gave(world, dossier, e):
    """When money went back: on the day it was paid, after the order it was paid on."""
    if paris.date(e.data["paid_on"]) >= paris.day_of(e.at):
        return e
    order = [o for o in world.of(dossier, "restitution_ordered") if o.position < e.position][-1]
    return e._replace(at=max(paris.start(paris.date(e.data["paid_on"])), order.at))


def moved(world, dossier, e):
    return gave(world, dossier, e) if e.type.endswith("restitution_paid") else came(e)


def until(world, dossier, at):
    """The world without the money that moved since an instant, and without the judgments since."""
    gone = {e.position for e in world.of(dossier, *MONEY) if moved(world, dossier, e).at > at}
    gone |= {e.position for e in world.of(dossier, "appeal_decided") if e.at > at}
    return World((e for e in world.log if e.position not in gone), world.now)


def lost(world, dossier):
    """Written off, and not paid all the same: a debt written off remains one."""
    asked = withdrawn(world, dossier) - total(world, dossier, "waived")
    return min(total(world, dossier, "written_off"), max(0, asked - recovered(world, dossier)))


def undue(world, dossier):
    return max(0, withdrawn(world, dossier) - total(world, dossier, "waived")
               - lost(world, dossier))


def recovered(world, dossier):
    """Received, less what was given back because a judgment took the ground for it away."""
    return total(world, dossier, "repayment_received") - total(world, dossier, "restitution_paid")


def outstanding(world, dossier):
    return undue(world, dossier) - recovered(world, dossier)


def against(world, dossier):
    opened = world.of(dossier, "opened")
    return opened[0].data["against"] if opened else None


def as_overcompensation(world, target):
    """Withdrawn as overcompensation by all recoveries, and neither waived nor written off."""
    return sum(undue(world, d) for d in world.dossiers("recovery") if against(world, d) == target
               and world.of(d, "opened")[0].data["cause"] == "overcompensation")


def otherwise(world, target):
    """The same for any other cause."""
    return sum(undue(world, d) for d in world.dossiers("recovery") if against(world, d) == target
               and world.of(d, "opened")[0].data["cause"] != "overcompensation")


def taken_back(world, dossier):
    """Withdrawn as overcompensation; for another cause, as far as more was ordered than was due by
    the attestations that the last order paid."""
    own, other = as_overcompensation(world, dossier), otherwise(world, dossier)
    orders = world.of(dossier, "payment_ordered")
    if not other or not orders:
        return own
    since = {e.position for e in world.of(dossier, "attainment_certified")
             if mie.first(orders[-1], e)}
    then = World((e for e in world.log if e.position not in since), world.now)
    return own + min(other, max(0, mie.ordered(world, dossier) - mie.entitlement(then, dossier)
                                - own))


def recoverable(world, target, at):
    """Paid in a dossier by an instant, less what recoveries against it have already withdrawn."""
    gone = {e.position for e in world.of(target) if done(e) > at}
    by_then = World((e for e in world.log if e.position not in gone), world.now)
    paid = mie.paid(by_then, target) if target.startswith("mie:") else aap.paid(by_then, target)
    return paid - sum(withdrawn(world, d) for d in world.dossiers("recovery")
                      if against(world, d) == target)


def twice(world, dossier, target, data, claims):
    """Whether an overcompensation would be taken back, or claimed, by others as well."""
    if data["cause"] != "overcompensation" or not target.startswith("mie:"):
        return False
    if mie.request(world, target) not in ("requested", "complement_awaited", "validated"):
        return False
    taken = 0
    for other in world.dossiers("recovery"):
        opened = world.of(other, "opened")
        if other == dossier or not opened or opened[0].data["against"] != target:
            continue
        if opened[0].data["cause"] == "overcompensation":
            live = not world.of(other, "withdrawal_decided", "closed")
            taken += opened[0].data["amount_cents"] if live and claims else withdrawn(world, other)
    return taken > 0 and data["amount_cents"] + taken > mie.overcompensation(world, target)


def appeal_pending(world, dossier):
    return (len(world.of(dossier, "appeal_filed")) > len(world.of(dossier, "appeal_decided")))


def annulled(world, dossier):
    """What the last judgment did to the last withdrawal: an outcome, or None without one. An
    appeal withdrawn leaves the judgment before it."""
    steps = [e for e in world.of(dossier, "withdrawal_decided", "appeal_decided")
             if e.data.get("outcome") != "withdrawn"]
    return steps[-1].data.get("outcome")


def judgments(world, dossier):
    """In their order; an appeal withdrawn adds none to those before it."""
    judged = world.of(dossier, "appeal_decided")
    return [e for i, e in enumerate(judged) if i == 0 or e.data["outcome"] != "withdrawn"]


def judgment(world, dossier):
    """The one that stands."""
    return next(reversed(judgments(world, dossier)), None)


def judged_on(event):
    """Since when what a judgment annulled may be claimed again."""
    return min(paris.date(event.data["decided_on"]), paris.day_of(event.at))


def annulled_in_part(world, dossier):
    """[(judgment, the withdrawal that carried it out or None)]: what another judgment overtook
    before it was carried out never is."""
    judged, found = judgments(world, dossier), []
    for e, after in zip(judged, judged[1:] + [None]):
        anew = [w for w in world.of(dossier, "withdrawal_decided") if w.position > e.position
                and (after is None or w.position < after.position)]
        if e.data["outcome"] == "partly_annulled" and (anew or after is None):
            found.append((e, next(iter(anew), None)))
    return found


def restitution(world, dossier, what, data, at, actor):
    """What is owed back is ordered by one officer and paid by another."""
    bad, owed = {"not_allowed_now"}, -outstanding(world, dossier)
    orders = world.of(dossier, "restitution_ordered", "restitution_paid")
    order = orders[-1] if orders and orders[-1].type.endswith("ordered") else None
    if not world.of(dossier, "withdrawal_decided") or (what.endswith("paid") and not order):
        return bad, {}
    judged = judgment(world, dossier)
    early = any(world.too_early(at, dossier, step) for step in (
        "withdrawal_decided", "repayment_received")) or (judged and at < judged.at)
    reasons = set(bad) if early else set()
    if owed <= 0:
        reasons.add("nothing_payable")
    if what == "restitution_ordered":
        if owed > 0 and order and order.data["amount_cents"] == owed:
            reasons |= bad
        return reasons, {"amount_cents": max(0, owed)}
    if order.actor["id"] == actor["id"]:
        reasons.add("segregation_of_duties")
    if at < order.at:
        reasons |= bad
    if paris.date(data["paid_on"]) < paris.day_of(order.at):
        reasons.add("invalid_field")
    if 0 < owed < order.data["amount_cents"]:
        reasons.add("amount_above_ceiling")
    return reasons, {"amount_cents": order.data["amount_cents"]}


def order_awaited(world, dossier):
    """None was given, or what it brought in has been given back since and something is due."""
    steps = world.of(dossier, "repayment_ordered", "restitution_paid")
    return not steps or (steps[-1].type.endswith("restitution_paid")
                         and outstanding(world, dossier) > 0)


def outcome(world, dossier):
    if phase(world, dossier) == "remedied":
        return "remedied"
    if not world.of(dossier, "withdrawal_decided"):
        return "no_action"
    if annulled(world, dossier) == "annulled":
        return "annulled"
    last = world.of(dossier, "repayment_received", "waived", "written_off")
    settled = last[-1].type.split(".")[1] if last else "repayment_received"
    return "recovered" if settled == "repayment_received" else settled


def withdrawal(world, dossier, at, now):
    if now == "withdrawal_decided" and annulled(world, dossier) != "partly_annulled":
        return {"not_allowed_now"}
    if now == "opened":
        return {"contradictory_procedure_pending"}
    notices = world.of(dossier, "formal_notice_served")
    heard = world.of(dossier, "observations_received")
    if (now, "withdrawal_decided") in STEPS and notices:
        last = max(n.data["respond_by"] for n in notices)
        unheard = heard and at < heard[0].at and paris.day_of(at) <= paris.date(last)
        if at < notices[-1].at or unheard:
            return {"contradictory_procedure_pending"}
    if now == "notice_served":
        notices = world.of(dossier, "formal_notice_served")
        last = max(n.data["respond_by"] for n in notices)  # a new notice takes no time away
        if paris.day_of(at) <= paris.date(last):
            return {"contradictory_procedure_pending"}
    return set() if (now, "withdrawal_decided") in STEPS else {"not_allowed_now"}


def decide(world, dossier, what, data, at, actor):
    now, bad = phase(world, dossier), {"not_allowed_now"}
    if what == "opened":
        reasons = set() if now == "none" else {"not_allowed_now"}
        if not reasons and not world.of(data["against"]):
            reasons.add("unknown_dossier")
        elif not reasons and (data["amount_cents"] > recoverable(world, data["against"], at)
                              or twice(world, dossier, data["against"], data, True)):
            reasons.add("amount_above_ceiling")
        return reasons, {}
    if what == "formal_notice_served":
        last = paris.limit(paris.date(data["notified_on"]), data["respond_within_days"],
                           world.holidays(dossier))
        ready = (now, what) in STEPS and not world.too_early(at, dossier, "opened")
        return (set() if ready else bad), {"respond_by": last.isoformat()}
    if what == "withdrawal_decided":
        reasons = withdrawal(world, dossier, at, now)
        opened = world.of(dossier, "opened")
        if "not_allowed_now" in reasons:
            return reasons, {}
        if data["amount_cents"] == 0:
            reasons = reasons | {"invalid_field"}
        most = [opened[0].data["amount_cents"], recoverable(world, against(world, dossier), at)]
        before = world.of(dossier, "withdrawal_decided")
        if before:  # annulled in part: the new decision cannot take more
            most[1:] = [before[-1].data["amount_cents"]]
        claim = {**data, "cause": opened[0].data["cause"]} if opened else data
        if data["amount_cents"] > min(most) or (
                opened and twice(world, dossier, against(world, dossier), claim, False)):
            reasons = reasons | {"amount_above_ceiling"}
        return reasons, {}
    orders = world.of(dossier, "repayment_ordered")
    early = world.too_early(at, dossier, "withdrawal_decided")
    if what == "repayment_ordered":
        ready = now == "withdrawal_decided" and order_awaited(world, dossier)
        reasons = set() if ready else bad
        if not reasons and outstanding(world, dossier) <= 0:
            reasons = {"nothing_payable"}
        if early:
            reasons = reasons | bad
        return reasons, {"amount_cents": outstanding(world, dossier)}
    if what.startswith("restitution_"):
        return restitution(world, dossier, what, data, at, actor)
    if what == "repayment_received":
        if not orders:
            return bad, {}
        same = orders[-1].actor["id"] == actor["id"]
        reasons = {"segregation_of_duties"} if same else set()
        withdrawals = world.of(dossier, "withdrawal_decided")
        judged = judgment(world, dossier)
        late = (judged and at < judged.at) or at < withdrawals[-1].at
        if at < withdrawals[0].at or (not late and at < orders[-1].at):
            reasons |= bad
        return reasons, {}
    if what == "instalments_granted":
        if not orders or (now == "closed" and outstanding(world, dossier) <= 0):
            return bad, {}
        owed = outstanding(until(world, dossier, at), dossier)
        reasons = set(bad) if early else set()
        if owed <= 0:
            reasons.add("nothing_payable")
        if sum(part["amount_cents"] for part in data["schedule"]) != max(0, owed):
            reasons.add("invalid_field")
        return reasons, {}
    if what in ("waived", "written_off"):
        reasons = set() if now == "withdrawal_decided" else bad
        then = until(world, dossier, at)  # some of it may have been paid since
        if not reasons and data["amount_cents"] > outstanding(then, dossier):
            reasons = {"amount_above_ceiling"}
        if early:
            reasons = reasons | bad
        return reasons, {}
    if what == "appeal_filed":
        ready = (world.of(dossier, "withdrawal_decided") and not appeal_pending(world, dossier)
                 and not early)
        return (set() if ready else bad), {}
    if what == "appeal_decided":
        ready = appeal_pending(world, dossier) and not world.too_early(at, dossier, "appeal_filed")
        return (set() if ready else bad), {}
    if what == "closed":
        # what a court annulled in part is decided anew before
        ready = ((now, what) in STEPS and outstanding(world, dossier) <= 0
                 and (now != "withdrawal_decided"
                      or annulled(world, dossier) != "partly_annulled"))
        late = any(world.too_early(at, dossier, step) for step in (
            "opened", "formal_notice_served", "breach_remedied", "withdrawal_decided",
            "repayment_received", "waived", "written_off"))
        return (set() if ready and not late else bad), {"outcome": outcome(world, dossier)}
    withdrawals = world.of(dossier, "withdrawal_decided")
    heard = what == "observations_received" and withdrawals and at < withdrawals[0].at
    ready = ((now, what) in STEPS or heard) and not world.too_early(
        at, dossier, "formal_notice_served")
    return (set() if ready else bad), {}
