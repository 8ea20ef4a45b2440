"""The candidacy to HospiConnect and the milestone of 2026."""
from world import walk

STEPS = {
    ("none", "candidacy_filed"): "filed",
    ("withdrawn", "candidacy_filed"): "filed",
    ("filed", "complement_requested"): "complement_awaited",
    ("complement_awaited", "complement_received"): "filed",
    ("filed", "candidacy_validated"): "validated",
    ("filed", "candidacy_rejected"): "rejected",
    ("complement_awaited", "candidacy_rejected"): "rejected",
    ("filed", "candidacy_withdrawn"): "withdrawn",
    ("complement_awaited", "candidacy_withdrawn"): "withdrawn",
    ("validated", "candidacy_withdrawn"): "withdrawn",
}


def phase(world, dossier):
    return walk(STEPS, [e.type.split(".")[1] for e in world.of(dossier)])


def filing(world, dossier):
    return world.of(dossier, "candidacy_filed")[-1]


def covers(world, entity):
    """The dossier whose validated candidacy lists an entity."""
    for dossier in world.dossiers("hospiconnect"):
        if phase(world, dossier) == "validated" and entity in filing(world, dossier).data[
                "entities"]:
            return dossier
    return None


def deposited(world, what, entity):
    return any(e.data["entity"] == entity for d in world.dossiers("hospiconnect")
               for e in world.of(d, what))


def decide(world, dossier, what, data, at, actor):
    del actor
    reasons = set()
    if what in ("note_de_cadrage_deposited", "maturity_indicators_completed"):
        if phase(world, dossier) in ("none", "rejected", "withdrawn"):
            return {"not_allowed_now"}, {}
        if data["entity"] not in filing(world, dossier).data["entities"]:
            reasons.add("candidate_not_authorised")
        return reasons, {}
    if (phase(world, dossier), what) not in STEPS:
        reasons.add("not_allowed_now")
    if world.too_early(at, dossier, *{step for _, step in STEPS}):
        reasons.add("not_allowed_now")
    if what == "candidacy_filed":
        reasons |= world.outside("hospiconnect.window", dossier, at)
        reasons |= world.may_apply(data["candidate"], data["entities"])
    return reasons, {}
