"""Where the engine is known to be wrong: each defect by name, until it is repaired.

A difference named here is counted and shown at the end of the run, never passed over in silence;
`--strict` makes each of them a failure."""
import paris

NAMES = {
    "hidden_nothing_payable":
        "mie.payment_ordered: nothing_payable is left out when another reason is given",
    "deposit_again_is_late":
        "hospiconnect.note_de_cadrage and .maturity_indicators: met in time, then deposited again "
        "after the due day, become met_late",
}


def of_outcome(proposal, want, got):
    """The name of the known defect that explains two sets of codes, or None."""
    if proposal["type"] == "mie.payment_ordered" and want[0] == got[0] == "refused":
        if set(want[1]) - set(got[1]) == {"nothing_payable"} and set(got[1]) < set(want[1]):
            return "hidden_nothing_payable"
    return None


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
