"""What `probant exposure` is to show, dossier by dossier."""
import aap
import mie
import recovery

FIELDS = ["ceiling_gross_cents", "cards_deduction_cents", "ceiling_net_cents",
          "ceiling_published_cents", "declared_costs_cents", "eligible_costs_cents",
          "recognised_costs_cents", "entitlement_cents", "ordered_cents", "paid_cents",
          "unverified_cents", "overcompensation_cents", "undue_cents", "recovered_cents",
          "outstanding_cents"]


def of_mie(world, dossier):
    if mie.request(world, dossier) not in ("requested", "complement_awaited", "validated"):
        return {}
    paid = mie.paid(world, dossier)
    known = mie.recognised(world, dossier)
    declared = world.of(dossier, "declaration_transmitted")
    return {
        "ceiling_gross_cents": mie.gross(world, dossier),
        "cards_deduction_cents": 1200 * mie.deducted(world, dossier),
        "ceiling_net_cents": mie.net(world, dossier),
        "ceiling_published_cents": mie.published(world, dossier),
        "declared_costs_cents": mie.costs(world, dossier, False) if declared else None,
        "eligible_costs_cents": mie.costs(world, dossier, True) if declared else None,
        "recognised_costs_cents": known,
        "entitlement_cents": mie.entitlement(world, dossier),
        "ordered_cents": mie.ordered(world, dossier),
        "paid_cents": paid,
        "unverified_cents": mie.unverified(world, dossier),
        "overcompensation_cents": mie.overcompensation(world, dossier),
    }


def of_aap(world, dossier):
    if not world.of(dossier, "project_filed"):
        return {}
    filed, now = world.of(dossier, "project_filed")[0].data, aap.phase(world, dossier)
    granted = aap.granted(world, dossier)
    entitlement = None
    if granted is not None:
        entitlement = granted if now == "attained" else granted // 2
        entitlement = 0 if now == "withdrawn" else entitlement
    paid = aap.paid(world, dossier)
    return {
        "ceiling_gross_cents": filed["ceiling_cents"],
        "ceiling_net_cents": filed["ceiling_cents"],
        "entitlement_cents": entitlement,
        "ordered_cents": sum(e.data["amount_cents"]
                             for e in world.of(dossier, "instalment_ordered")),
        "paid_cents": paid,
        "unverified_cents": paid if now not in ("attained", "not_attained") else 0,
        "overcompensation_cents": None if entitlement is None else max(0, paid - entitlement),
    }


def rows(world):
    """{dossier: {field: cents or None}}"""
    found = {}
    for kind, figures in (("mie", of_mie), ("aap", of_aap)):
        for dossier in world.dossiers(kind):
            against = [r for r in world.dossiers("recovery")
                       if recovery.against(world, r) == dossier]
            row = dict.fromkeys(FIELDS)
            row.update(figures(world, dossier))
            if against:
                row["undue_cents"] = sum(recovery.undue(world, r) for r in against)
                row["recovered_cents"] = sum(recovery.recovered(world, r) for r in against)
                row["outstanding_cents"] = row["undue_cents"] - row["recovered_cents"]
            found[dossier] = row
    return found
