"""Where the engine is known to be wrong: each defect by name, until it is repaired.

A difference named here is counted and shown at the end of the run, never passed over in silence;
`--strict` makes each of them a failure."""
import hospiconnect
import paris

NAMES = {
    "hidden_nothing_payable":
        "mie.payment_ordered: nothing_payable is left out when another reason is given",
    "deposit_again_is_late":
        "hospiconnect.note_de_cadrage and .maturity_indicators: met in time, then deposited again "
        "after the due day, become met_late; and a project filed between both deposits and "
        "recorded later is refused for want of them",
    "withdrawn_later_counts_before":
        "an act recorded late is refused because a candidacy, validated at its instant, was "
        "withdrawn after that instant",
}
MISSING = {"note_de_cadrage_missing": "note_de_cadrage_deposited",
           "maturity_indicators_missing": "maturity_indicators_completed"}


def of_outcome(world, proposal, want, got):
    """The name of the known defect that explains two sets of codes, or None."""
    if proposal["type"] == "mie.payment_ordered" and want[0] == got[0] == "refused":
        if set(want[1]) - set(got[1]) == {"nothing_payable"} and set(got[1]) < set(want[1]):
            return "hidden_nothing_payable"
    if proposal["type"] in ("aap.project_filed", "mie.funding_requested") and got[0] == "refused":
        more = set(got[1]) - set(want[1])
        if more and set(want[1]) < set(got[1]):
            names = [of_code(world, code, proposal) for code in sorted(more)]
            return None if None in names else names[0]
    return None


def of_code(world, code, proposal):
    data = proposal["data"]
    if "lead_pmsi" in data and world.holder(data["lead_pmsi"]) is None:
        return None
    if code in MISSING and again(world, MISSING[code], proposal):
        return "deposit_again_is_late"
    listed = data.get("entities") or [world.holder(data["lead_pmsi"])["entity"]]
    if code == "candidacy_not_validated" and not all(
            hospiconnect.covers(world, n) for n in listed):
        return "withdrawn_later_counts_before"
    return None


def again(world, what, proposal):
    """Deposited before this filing took effect, and again after it."""
    lead = world.holder(proposal["data"]["lead_pmsi"])["entity"]
    times = [e.at for d in world.dossiers("hospiconnect") for e in world.of(d, what)
             if e.data["entity"] == lead]
    return times and min(times) <= paris.instant(proposal["occurred_at"]) < times[-1]


def of_deadline(world, row, mine):
    """The same for a deadline: mine tells that the row is the model's."""
    dossier, key, due, state = row
    what = {"hospiconnect.note_de_cadrage": "note_de_cadrage_deposited",
            "hospiconnect.maturity_indicators": "maturity_indicators_completed"}.get(key)
    if what is None or state != ("met" if mine else "met_late"):
        return None
    end, by_entity = paris.start(paris.date(due) + paris.DAY), {}
    for e in world.of(dossier, what):
        by_entity.setdefault(e.data["entity"], []).append(e.at < end)
    if any(times[0] and not times[-1] for times in by_entity.values()):
        return "deposit_again_is_late"
    return None
