"""A HOP'EN 2 project: filing, selection, two instalments, attainment."""
import hospiconnect
import paris
from world import came_before, has_room, walk

STEPS = {
    ("none", "project_filed"): "filed",
    ("filed", "complement_requested"): "complement_awaited",
    ("complement_awaited", "complement_received"): "filed",
    ("filed", "project_withdrawn"): "withdrawn",
    ("complement_awaited", "project_withdrawn"): "withdrawn",
    ("selected", "project_withdrawn"): "withdrawn",
    ("under_convention", "project_withdrawn"): "withdrawn",
    ("filed", "project_selected"): "selected",
    ("filed", "project_not_selected"): "not_selected",
    ("complement_awaited", "project_not_selected"): "not_selected",
    ("selected", "convention_signed"): "under_convention",
    ("under_convention", "proofs_deposited"): "proofs_deposited",
    ("proofs_deposited", "complement_requested"): "proofs_complement_awaited",
    ("proofs_complement_awaited", "complement_received"): "proofs_deposited",
    ("proofs_deposited", "attainment_validated"): "attained",
    ("under_convention", "attainment_refused"): "not_attained",
    ("proofs_deposited", "attainment_refused"): "not_attained",
    ("proofs_complement_awaited", "attainment_refused"): "not_attained",
}
ATTAINMENT = ("attainment_validated", "attainment_refused")
UNDER_CONVENTION = {"under_convention", "proofs_deposited", "proofs_complement_awaited", "attained",
                    "not_attained"}
CEILINGS = [(230000, "D", 20500000), (60000, "C", 8500000), (7000, "B", 5100000),
            (0, "A", 3500000)]


def phase(world, dossier):
    proofs = world.of(dossier, "proofs_deposited")

    def moves(e):
        late = proofs and e.position > proofs[0].position and not about_proofs(world, dossier, e.at)
        return not (late and e.type.startswith("aap.complement_"))
    return walk(STEPS, [e.type.split(".")[1] for e in world.of(dossier) if moves(e)])


def about_proofs(world, dossier, at):
    """Whether an act is of the examination of the proofs, or of that of the project."""
    proofs = world.of(dossier, "proofs_deposited")
    return bool(proofs) and at >= proofs[0].at


def examination(world, dossier, at):
    """What ended the examination of an instant, and what was exchanged in it."""
    ours = about_proofs(world, dossier, at)
    ends = (ATTAINMENT,) if ours else (("project_selected", "project_not_selected"),
                                       ("project_withdrawn",))
    ended = [e for types in ends for e in world.of(dossier, *types)]
    return (ended or [None])[0], world.exchange(
        dossier, lambda e: about_proofs(world, dossier, e.at) == ours)


def numbers(data):
    """The PMSI numbers that take part, as lead or in the perimeter."""
    return {data["lead_pmsi"]} | {p["pmsi"] for p in data["perimeter"]}


def category(world, data):
    """(category, ceiling), or None when an activity is missing."""
    known = [world.activity(n) for n in numbers(data)]
    if None in known:
        return None
    return next((letter, cents) for least, letter, cents in CEILINGS if sum(known) >= least)


def granted(world, dossier):
    selected = world.of(dossier, "project_selected")
    return selected[-1].data["granted_cents"] if selected else None


def instalment(world, dossier, number):
    first = granted(world, dossier) // 2
    return first if number == 1 else granted(world, dossier) - first


def ordered(world, dossier, number, what="instalment_ordered"):
    return [e for e in world.of(dossier, what) if e.data["instalment"] == number]


def paid(world, dossier):
    return sum(e.data["amount_cents"] for e in world.of(dossier, "instalment_paid"))


def eligibility(world, data, at):
    """What other dossiers must show, as it was when the project was filed."""
    world, reasons = world.cut(valid_at=at), set()
    entity = world.holder(data["lead_pmsi"])
    if data["theme"] == "maturity_catch_up":
        if any(world.usage_paid(n) for n in numbers(data)):
            reasons.add("usage_payment_received")
    elif entity:
        if not hospiconnect.covers(world, entity["entity"]):
            reasons.add("candidacy_not_validated")
        if not hospiconnect.deposited(world, "note_de_cadrage_deposited", entity["entity"]):
            reasons.add("note_de_cadrage_missing")
        if not hospiconnect.deposited(world, "maturity_indicators_completed", entity["entity"]):
            reasons.add("maturity_indicators_missing")
    return reasons


def freed(world, dossier, withdrawn):
    """A project withdrawn before its window closed gives its place back, later it does not."""
    closes = world.window("aap.window", dossier, withdrawn.at, withdrawn.position).closes
    return paris.day_of(withdrawn.at) <= closes


def filed(world, dossier, data, at):
    reasons = world.outside("aap.window", dossier, at) | eligibility(
        world, data, at)
    granted = [e for e in world.of(dossier, "extension_granted")
               if e.data["key"] == "aap.window" and e.at <= at]
    by = granted[-1].actor if granted else None
    if by and by["role"] == "ars" and not reasons & {"window_closed"}:
        lead = world.holder(data["lead_pmsi"])
        late = paris.day_of(at) > world.window("aap.window", "", at).closes
        if lead and late and lead["region"] != by["organisation"]:
            reasons.add("not_competent_ars")
    holders = [world.holder(n) for n in numbers(data)]
    if any(world.site(p["site"]) is None for p in data["perimeter"]):
        reasons.add("unknown_site")
    if {f["year"] for f in data["forecast"]} != {2026, 2027}:
        reasons.add("invalid_field")
    if data["lead_pmsi"] not in {p["pmsi"] for p in data["perimeter"]}:
        reasons.add("invalid_field")
    if any(h and h["legal_status"] == "public" and h.get("ght") for h in holders) and not data[
            "ght_validated"]:
        reasons.add("ght_validation_missing")
    others = [d for d in world.dossiers("aap") if d != dossier and world.of(d, "project_filed")
              and not any(freed(world, d, e) for e in world.of(d, "project_withdrawn")
                          if e.at <= at)]
    for number in numbers(data):
        if sum(number in numbers(world.of(d, "project_filed")[0].data) for d in others) >= 2:
            reasons.add("project_limit_reached")
    found = category(world, data)
    if found is None:
        return reasons | {"combined_activity_missing"}, {}
    return reasons, {"category": found[0], "ceiling_cents": found[1]}


def order(world, dossier, data, at, now):
    number, reasons = data["instalment"], set()
    if now != "selected" and now not in UNDER_CONVENTION:
        return {"not_allowed_now"}, {}
    if now == "selected" or world.too_early(at, dossier, "convention_signed"):
        reasons.add("convention_missing")
    if number == 2 and (now != "attained" or world.too_early(at, dossier, *ATTAINMENT)):
        reasons.add("attainment_not_certified")
    first_due = number == 2 and instalment(world, dossier, 1) and not ordered(world, dossier, 1)
    early = number == 2 and any(at < e.at for e in ordered(world, dossier, 1))
    if ordered(world, dossier, number) or first_due or early:
        reasons.add("not_allowed_now")
    amount = instalment(world, dossier, number)
    if amount == 0:
        reasons.add("nothing_payable")
    return reasons, {"amount_cents": amount}


def pay(world, dossier, data, at, actor):
    orders = ordered(world, dossier, data["instalment"])
    if not orders:
        return {"not_allowed_now"}, {}
    gone, reasons = world.of(dossier, "project_withdrawn"), set()
    paid_on = paris.date(data["paid_on"])
    if phase(world, dossier) == "withdrawn" and paid_on > paris.day_of(gone[0].at):
        reasons = {"not_allowed_now"}  # what was paid before it was given up was paid
    reasons |= {"segregation_of_duties"} if orders[-1].actor["id"] == actor["id"] else set()
    if ordered(world, dossier, data["instalment"], "instalment_paid") or at < orders[-1].at:
        reasons.add("not_allowed_now")
    if paid_on < paris.day_of(orders[-1].at):
        reasons.add("invalid_field")
    return reasons, {"amount_cents": instalment(world, dossier, data["instalment"])}


def decide(world, dossier, what, data, at, actor):
    now = phase(world, dossier)
    if what == "instalment_ordered":
        return order(world, dossier, data, at, now)
    if what == "instalment_paid":
        return pay(world, dossier, data, at, actor)
    ended, exchange = examination(world, dossier, at)
    if what.startswith("complement_"):
        late = came_before(what, at, ended)
        steps = ("project_filed",) if late else {
            step for _, step in STEPS if not step.startswith("complement_")}
        ready = (late or (now, what) in STEPS) and has_room(what, at, exchange)
        early = any(at < e.at for e in world.of(dossier, *steps))
        return (set() if ready and not early else {"not_allowed_now"}), {}
    reasons = set() if (now, what) in STEPS else {"not_allowed_now"}
    if what in ATTAINMENT and now in ("attained", "not_attained"):
        reasons = {"attainment_final"}
    elif what not in ("project_filed", "proofs_deposited") and any(
            at < e.at for e in world.of(dossier, *{step for _, step in STEPS})):
        reasons.add("not_allowed_now")
    if what == "project_filed":
        more, computed = filed(world, dossier, data, at)
        return reasons | more, computed
    if what == "project_selected":
        known = world.of(dossier, "project_filed")
        if known and data["granted_cents"] > known[0].data["ceiling_cents"]:
            reasons.add("amount_above_ceiling")
        if known and data["granted_cents"] == 0:
            reasons.add("nothing_payable")
    if what == "attainment_refused" and now == "under_convention" and not world.outside(
            "aap.proofs", dossier, at):
        reasons.add("not_allowed_now")
    if what == "proofs_deposited":
        if now == "selected" or world.too_early(at, dossier, "convention_signed"):
            reasons.add("convention_missing")
        reasons |= world.outside("aap.proofs", dossier, at)
    return reasons, {}
