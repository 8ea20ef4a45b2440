"""The candidacy to HospiConnect and the milestone of 2026."""
from world import came_before, has_room, walk

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


def examination(world, dossier):
    """What ended the examination of the candidacy filed last, and what was exchanged in it."""
    if not world.of(dossier, "candidacy_filed"):
        return None, []
    since = filing(world, dossier).position
    ends = [e for e in world.of(dossier, "candidacy_validated", "candidacy_rejected",
                                "candidacy_withdrawn") if e.position > since]
    return (ends or [None])[0], world.exchange(dossier, lambda e: e.position > since)


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
    ended, exchange = examination(world, dossier)
    late = came_before(what, at, ended)
    if not late and (phase(world, dossier), what) not in STEPS:
        reasons.add("not_allowed_now")
    if what.startswith("complement_"):
        filed = world.of(dossier, "candidacy_filed")[-1:]
        if any(at < e.at for e in filed) or not has_room(what, at, exchange):
            reasons.add("not_allowed_now")
        return reasons, {}
    if any(at < e.at for e in world.of(dossier, *{step for _, step in STEPS})):
        reasons.add("not_allowed_now")
    if what == "candidacy_filed":
        reasons |= world.outside("hospiconnect.window", dossier, at)
        reasons |= world.may_apply(data["candidate"], data["entities"])
    return reasons, {}
