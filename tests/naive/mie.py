"""HospiConnect equipment funding: request, convention, yearly campaigns, payments, controls."""

import hospiconnect
import paris
import recovery
from world import T0, World, came_before, done, has_room, pairs, walk

REQUEST = {
    ("none", "funding_requested"): "requested",
    ("requested", "complement_requested"): "complement_awaited",
    ("complement_awaited", "complement_received"): "requested",
    ("requested", "request_validated"): "validated",
    ("requested", "request_rejected"): "rejected",
    ("complement_awaited", "request_rejected"): "rejected",
}
CAMPAIGN = {
    ("none", "declaration_transmitted"): "declared",
    ("declared", "complement_requested"): "awaited",
    ("awaited", "complement_received"): "declared",
    ("declared", "ars_opinion_given"): "opinion",
    ("awaited", "ars_opinion_given"): "awaited_after_opinion",
    ("opinion", "complement_requested"): "awaited_after_opinion",
    ("awaited_after_opinion", "complement_received"): "opinion",
    ("declared", "attainment_certified"): "certified",
    ("opinion", "attainment_certified"): "certified",
    ("declared", "attainment_denied"): "denied",
    ("awaited", "attainment_denied"): "denied",
    ("opinion", "attainment_denied"): "denied",
    ("awaited_after_opinion", "attainment_denied"): "denied",
}
YEARS = (2026, 2027, 2028)
DECISIONS = ("request_validated", "request_rejected")


def request(world, dossier):
    return walk(REQUEST, [e.type.split(".")[1] for e in world.of(dossier) if "year" not in e.data])


def campaign(world, dossier, year):
    return walk(CAMPAIGN, [e.type.split(".")[1] for e in world.of(dossier)
                           if e.data.get("year") == year])


def signed(world, dossier):
    return {e.data["party"] for e in world.of(dossier, "convention_signed")}


def convention_missing(world, dossier, at):
    """Not signed by both, or not yet on that day."""
    if signed(world, dossier) != {"beneficiary", "ans"}:
        return True
    last = max(e.data["signed_on"] for e in world.of(dossier, "convention_signed"))
    return paris.day_of(at) < paris.date(last)


def of_year(world, dossier, year, what):
    return [e for e in world.of(dossier, what) if e.data["year"] == year]


def entities(world, dossier):
    requested = world.of(dossier, "funding_requested")
    return requested[-1].data["entities"] if requested else []


# money
def gross(world, dossier, before=None):
    return sum(2000 * world.workforce(n, before) for n in entities(world, dossier))


def published(world, dossier, before=None):
    return world.published_ceiling(dossier.split(":")[1], before)


def ceiling(world, dossier, before=None):
    top = published(world, dossier, before)
    return gross(world, dossier, before) if top is None else top


def placed(world, dossier, e):
    """The day cards were ordered: of those cancelled, by the last order until then under the same
    reference, or by the first one."""
    if e.type == "mie.cards_ordered":
        return paris.date(e.data["ordered_on"])
    days = sorted(paris.date(o.data["ordered_on"]) for o in world.of(dossier, "cards_ordered")
                  if o.data["order_reference"] == e.data["order_reference"])
    return ([d for d in days if d <= paris.day_of(e.at)] or days[:1])[-1]


def deducted(world, dossier, before=None):
    """Cards that reduce the ceiling: ordered while cards are deducted, and not cancelled."""
    end = world.window("mie.declaration.2028", dossier, world.now).closes
    return max(0, sum(count(e) for e in world.of(dossier, "cards_ordered", "cards_cancelled")
                      if T0 <= placed(world, dossier, e) <= end
                      and (before is None or first(e, before))))


def count(e):
    return e.data["quantity"] * (1 if e.type == "mie.cards_ordered" else -1)


def cards(world, dossier, reference, at):
    """Ordered under a reference by an instant, less whatever was cancelled of it."""
    return sum(count(e) for e in world.of(dossier, "cards_ordered", "cards_cancelled")
               if e.data["order_reference"] == reference
               and (e.type == "mie.cards_cancelled" or e.at <= at))


def first(act, other):
    """Whether an act took effect before another, whenever they were written down."""
    return (act.at, act.position) < (other.at, other.position)


def net(world, dossier):
    """What the register says after an order takes nothing of what was ordered."""
    top, used = ceiling(world, dossier), 0
    if top < ordered(world, dossier) + 1200 * deducted(world, dossier):
        for e in sorted(world.of(dossier, "payment_ordered"), key=lambda e: (e.at, e.position)):
            used += e.data["amount_cents"]
            held = used + 1200 * deducted(world, dossier, e)
            top = max(top, min(ceiling(world, dossier, e.position), held))
    return max(0, top - 1200 * deducted(world, dossier))


def costs(world, dossier, eligible, years=YEARS):
    total = 0
    for e in world.of(dossier, "declaration_transmitted"):
        if e.data["year"] not in years:
            continue
        for line in e.data["costs"]:
            if not eligible:
                total += line["amount_cents"]
            elif T0 <= paris.date(line["incurred_on"]) <= paris.day_of(e.at):
                total += max(0, line["amount_cents"] - line.get("funded_elsewhere_cents", 0))
    return total


def recognised(world, dossier):
    last = conclusion(world, dossier)
    return last.data["recognised_costs_cents"] if last else None


def conclusion(world, dossier):
    """The control that concluded last, whenever that was written down."""
    return max(world.of(dossier, "control_concluded"), key=lambda e: (e.at, e.position),
               default=None)


def certified(world, dossier):
    return [y for y in YEARS if campaign(world, dossier, y) == "certified"]


def until(world, dossier, at, *types):
    """The world without a dossier's events of these types that took effect after an instant."""
    later = {e.position for e in world.of(dossier, *types) if done(e) > at}
    return World((e for e in world.log if e.position not in later), world.now)


def entitlement(world, dossier):
    """min(net ceiling, recognised costs if a control concluded, else eligible costs), over the
    certified years."""
    return min(net(world, dossier), due(world, dossier, recognised(world, dossier)))


def controlled(world, dossier):
    """The years the last control looked at: all that was declared before it."""
    end = conclusion(world, dossier)
    return [e.data["year"] for e in world.of(dossier, "declaration_transmitted")
            if first(e, end)]


def due(world, dossier, known, looked_at=None):
    """Costs that entitle: of the certified years a control covers, what it recognised and no more
    than was eligible; of certified years declared since, what was eligible."""
    years = certified(world, dossier)
    if known is None:
        return costs(world, dossier, True, years)
    looked_at = controlled(world, dossier) if looked_at is None else looked_at
    inside = costs(world, dossier, True, [y for y in years if y in looked_at])
    return min(known, inside) + costs(world, dossier, True,
                                      [y for y in years if y not in looked_at])


def unverified(world, dossier):
    """Paid on orders since the last control, as far as it goes beyond what that control found due:
    money goes to the controlled years first."""
    end = conclusion(world, dossier)
    if end is None:
        return paid(world, dossier)
    inside = [y for y in certified(world, dossier) if y in controlled(world, dossier)]
    found = min(net(world, dossier), recognised(world, dossier),
                costs(world, dossier, True, inside))
    since = executed(world, dossier, lambda order: not first(order, end))
    return min(since, max(0, paid(world, dossier) - found))


def ordered(world, dossier):
    return sum(e.data["amount_cents"] for e in world.of(dossier, "payment_ordered"))


def paid(world, dossier):
    return sum(e.data["amount_cents"] for e in world.of(dossier, "payment_executed"))


def pending(world, dossier, year):
    """The order of a year that awaits its execution."""
    open_order = None
    for e in world.of(dossier, "payment_ordered", "payment_executed"):
        if e.data["year"] == year:
            open_order = e if e.type == "mie.payment_ordered" else None
    return open_order


def overcompensation(world, dossier, concluding=None, at=None):
    """max(0, paid - min(net ceiling, recognised)) of the last control, or of one that is being
    concluded at an instant; before any, max(0, paid - entitlement). Years declared since add what
    is due for them. What is withdrawn stays an excess, and was one when the control found it."""
    known = recognised(world, dossier) if concluding is None else concluding
    if known is None:
        return max(0, paid(world, dossier) - entitlement(world, dossier))

    def before(e):
        return e.at <= at if concluding is not None else first(e, conclusion(world, dossier))

    looked_at = [e.data["year"] for e in world.of(dossier, "declaration_transmitted") if before(e)]
    top, years = net(world, dossier), certified(world, dossier)
    excess = max(0, paid(world, dossier) - min(top, due(world, dossier, known, looked_at)))
    if set(years) <= set(looked_at):
        return excess
    found = executed(world, dossier, before) - min(
        top, known, costs(world, dossier, True, [y for y in years if y in looked_at]))
    return max(excess, min(recovery.taken_back(world, dossier), found))


def executed(world, dossier, before):
    """Paid on those orders for which `before` holds."""
    total, order = 0, {}
    for e in world.of(dossier, "payment_ordered", "payment_executed"):
        if e.type == "mie.payment_ordered":
            order[e.data["year"]] = e
        elif before(order[e.data["year"]]):
            total += e.data["amount_cents"]
    return total


# decisions
def covered(world, listed, at):
    """Whether each entity was covered by a validated candidacy at this instant."""
    world = world.cut(valid_at=at)
    return all(hospiconnect.covers(world, n) for n in listed)


def card_order(world, dossier, what, data, at):
    reasons = set()
    if request(world, dossier) in ("none", "rejected"):
        reasons.add("not_allowed_now")
    if what == "cards_cancelled" and data["quantity"] > cards(
            world, dossier, data["order_reference"], at):
        reasons.add("invalid_field")
    return reasons


def requested(world, dossier, data, at):
    reasons = world.outside("mie.request", dossier, at)
    reasons |= world.may_apply(data["beneficiary"], data["entities"])
    if request(world, dossier) != "none":
        reasons.add("not_allowed_now")
    if not covered(world, data["entities"], at):
        reasons.add("candidacy_not_validated")
    return reasons, {}


def declared(world, dossier, data, at):
    year, reasons = data["year"], world.outside("mie.declaration.%d" % data["year"], dossier, at)
    if convention_missing(world, dossier, at):
        reasons.add("convention_missing")
    if not data["costs"]:
        reasons.add("invalid_field")
    if request(world, dossier) != "validated":
        reasons.add("not_allowed_now")
    now = campaign(world, dossier, year)
    if now == "denied":
        reasons.add("attainment_final")
    elif now != "none":
        reasons.add("declaration_already_transmitted")
    if any(paris.date(c["incurred_on"]) > paris.day_of(at) for c in data["costs"]):
        reasons.add("cost_outside_eligibility_period")
    return reasons, {}


def order(world, dossier, data, at):
    reasons = set()
    if convention_missing(world, dossier, at):
        reasons.add("convention_missing")
    if campaign(world, dossier, data["year"]) != "certified" or any(
            at < e.at for e in world.of(dossier, "attainment_certified")):
        reasons.add("attainment_not_certified")
    if pending(world, dossier, data["year"]):
        reasons.add("not_allowed_now")
    if reasons:
        return reasons, {}
    # cards of later days were not known to who signed; what is paid back is ordered no more
    then = until(world, dossier, at, "cards_ordered", "cards_cancelled")
    amount = entitlement(then, dossier) - (
        ordered(world, dossier) - recovery.taken_back(then, dossier))
    return ({"nothing_payable"} if amount <= 0 else set()), {"amount_cents": amount}


def execute(world, dossier, data, at, actor):
    waiting = pending(world, dossier, data["year"])
    if not waiting:
        return {"not_allowed_now"}, {}
    reasons = {"segregation_of_duties"} if waiting.actor["id"] == actor["id"] else set()
    if at < waiting.at:
        reasons.add("not_allowed_now")
    if paris.date(data["paid_on"]) < paris.day_of(waiting.at):
        reasons.add("invalid_field")
    return reasons, {"amount_cents": waiting.data["amount_cents"]}


def control(world, dossier, what, data, at):
    count = len(world.of(dossier, "control_opened")) - len(world.of(dossier, "control_concluded"))
    reasons = set() if count == (what == "control_concluded") else {"not_allowed_now"}
    if what == "control_opened":
        if request(world, dossier) != "validated" or world.too_early(
                at, dossier, "request_validated"):
            reasons.add("not_allowed_now")
        return reasons, {}
    if world.too_early(at, dossier, "control_opened"):
        reasons.add("not_allowed_now")
    then = until(world, dossier, at, "cards_ordered", "cards_cancelled", "payment_ordered",
                 "payment_executed", "declaration_transmitted", "attainment_certified")
    return reasons, {"overcompensation_cents": overcompensation(
        then, dossier, data["recognised_costs_cents"], at)}


def decide(world, dossier, what, data, at, actor):
    if what == "funding_requested":
        return requested(world, dossier, data, at)
    if what == "declaration_transmitted":
        return declared(world, dossier, data, at)
    if what == "payment_ordered":
        return order(world, dossier, data, at)
    if what == "payment_executed":
        return execute(world, dossier, data, at, actor)
    if what.startswith("control_"):
        return control(world, dossier, what, data, at)
    bad = {"not_allowed_now"}
    if what.startswith("cards_"):
        return card_order(world, dossier, what, data, at), {}
    if what == "convention_signed":
        twice = data["party"] in signed(world, dossier)
        return (bad if request(world, dossier) != "validated" or twice else set()), {}
    if "year" not in data:
        reasons = set() if (request(world, dossier), what) in REQUEST else bad
        steps = [e for e in world.of(dossier, *{step for _, step in REQUEST})
                 if "year" not in e.data]
        ended = next(iter(world.of(dossier, *DECISIONS)), None)
        exchange = world.exchange(dossier, lambda e: "year" not in e.data)
        if what.startswith("complement_"):
            asked = [e for e in steps if e.type.endswith("funding_requested")]
            ready = not reasons or came_before(what, at, ended)
            early = any(at < e.at for e in asked) or not has_room(what, at, exchange)
            return (set() if ready and not early else bad), {}
        if any(at < e.at for e in steps):
            reasons = reasons | bad
        ready = what == "request_validated" and (request(world, dossier), what) in REQUEST
        if ready and not covered(world, entities(world, dossier), at):
            reasons = reasons | {"candidacy_not_validated"}
        return reasons, {}
    now = campaign(world, dossier, data["year"])
    if what.startswith("attainment_") and now in ("certified", "denied"):
        return {"attainment_final"}, {}
    return examined(world, dossier, what, data["year"], at), {}


def examined(world, dossier, what, year, at):
    """An opinion follows the declaration, and no complement is awaited then; a complement has its
    place among the others; an attestation follows all of it. What came before an attestation may be
    written down after it."""
    def found(*types):
        return [e for e in world.of(dossier, *types) if e.data.get("year") == year]

    bad, opinions = {"not_allowed_now"}, found("ars_opinion_given")
    declared = found("declaration_transmitted")
    exchange = found("complement_requested", "complement_received")
    follows = declared + exchange + opinions if what.startswith("attainment_") else declared
    if any(at < e.at for e in follows):
        return bad
    if what == "ars_opinion_given" and any(
            asked.at <= at and (got is None or at < got.at) for asked, got in pairs(exchange)):
        return bad
    if what.startswith("complement_") and not has_room(what, at, exchange):
        return bad
    attested = found("attainment_certified", "attainment_denied")
    if not attested:
        return set() if (campaign(world, dossier, year), what) in CAMPAIGN else bad
    room = what.startswith("complement_") or what == "ars_opinion_given" and not opinions
    return set() if room and at < attested[0].at else bad
