"""The next act on a dossier: mostly what its phase awaits, sometimes anything of its kind."""
import datetime as dt

import aap
import hospiconnect
import mie
import paris
import recovery

DOSSIER = ["dossier.extension_granted", "dossier.legal_hold_set", "dossier.legal_hold_lifted"]
HOSPICONNECT = sorted({"hospiconnect." + what for _, what in hospiconnect.STEPS} | {
    "hospiconnect.note_de_cadrage_deposited", "hospiconnect.maturity_indicators_completed"})
AAP = sorted({"aap." + what for _, what in aap.STEPS} | {"aap.instalment_ordered",
                                                         "aap.instalment_paid"})
MIE = sorted({"mie." + what for table in (mie.REQUEST, mie.CAMPAIGN) for _, what in table} | {
    "mie.convention_signed", "mie.cards_ordered", "mie.cards_cancelled", "mie.payment_ordered",
    "mie.payment_executed", "mie.control_opened", "mie.control_concluded"})
RECOVERY = sorted({"recovery." + what for _, what in recovery.STEPS} | {
    "recovery." + what for what in (
        "repayment_ordered", "instalments_granted", "repayment_received", "waived", "written_off",
        "appeal_filed", "appeal_decided", "restitution_ordered", "restitution_paid")})
KINDS = {"hospiconnect": HOSPICONNECT, "aap": AAP, "mie": MIE, "recovery": RECOVERY}
KEYS = {"hospiconnect": ["hospiconnect.window"], "aap": ["aap.window", "aap.proofs"],
        "mie": ["mie.request", "mie.convention", "mie.declaration.2026", "mie.declaration.2027",
                "mie.declaration.2028", "mie.instruction.2026"]}
AAP_NEXT = {
    "none": ["project_filed"], "filed": ["project_selected"] * 4 + [
        "complement_requested", "project_withdrawn", "project_not_selected"],
    "complement_awaited": ["complement_received"] * 3 + ["project_selected"],
    "selected": ["convention_signed"] * 3 + ["instalment_ordered"],
    "under_convention": ["instalment_ordered", "instalment_paid", "proofs_deposited"] * 2 + [
        "attainment_refused"],
    "proofs_deposited": ["attainment_validated"] * 4 + ["attainment_refused",
                                                        "complement_requested"],
    "proofs_complement_awaited": ["complement_received", "attainment_validated"],
    "attained": ["instalment_ordered", "instalment_paid"] * 4 + ["attainment_refused"],
    "not_attained": ["instalment_ordered", "instalment_paid", "attainment_validated"],
    "withdrawn": ["instalment_paid"],
}
RECOVERY_NEXT = {
    "none": ["opened"], "opened": ["formal_notice_served"] * 5 + ["withdrawal_decided"],
    "notice_served": ["withdrawal_decided"] * 3 + ["observations_received"] * 2 + [
        "breach_remedied", "formal_notice_served"],
    "observations_received": ["withdrawal_decided"] * 4 + ["breach_remedied"],
    "remedied": ["closed"],
    "withdrawal_decided": ["repayment_ordered"] * 3 + ["repayment_received"] * 5 + [
        "instalments_granted", "waived", "written_off", "closed", "closed", "appeal_filed",
        "appeal_decided", "withdrawal_decided", "restitution_ordered", "restitution_paid"],
    "closed": ["appeal_decided", "closed", "appeal_filed", "restitution_ordered",
               "restitution_paid", "repayment_received"],
}


def next_act(draw, at, dossier):
    """(type, data) or None when there is nothing to do yet."""
    rng, world, kind = draw.rng, draw.model.world, dossier.split(":")[0]
    if rng.random() < 0.03:
        what = rng.choice(DOSSIER)
        if what != DOSSIER[0] and rng.random() < 0.8:
            what = DOSSIER[2 if draw.model.held(dossier) else 1]
        if what == "dossier.extension_granted" and kind not in KEYS:
            return None
        return what, transverse(draw, what, at, kind)
    if rng.random() < 0.08:
        return build(draw, at, dossier, rng.choice(KINDS[kind]))
    chosen = CHOOSE[kind](draw, world, at, dossier)
    return build(draw, at, dossier, kind + "." + chosen) if chosen else None


def transverse(draw, what, at, kind):
    if what != "dossier.extension_granted":
        return {"grounds": "Contentieux"}
    shift = draw.rng.choice([1, 5, 20, 40])
    return {"key": draw.rng.choice(KEYS[kind]), "decision": draw.decision(at), "grounds": "Motif",
            "new_date": (paris.day_of(at) + paris.DAY * shift).isoformat()}


def choose_hospiconnect(draw, world, at, dossier):
    now, rng = hospiconnect.phase(world, dossier), draw.rng
    items = ["note_de_cadrage_deposited", "maturity_indicators_completed"]
    if now in ("none", "withdrawn"):
        return "candidacy_filed" if paris.day_of(at) < dt.date(2026, 4, 1) else None
    if now == "filed":
        return rng.choice(["candidacy_validated"] * 8 + ["complement_requested",
                                                         "candidacy_rejected"] + items)
    if now == "complement_awaited":
        return rng.choice(["complement_received"] * 3 + ["candidacy_validated",
                                                         "candidacy_rejected"])
    ended = hospiconnect.examination(world, dossier)[0]
    if ended and at < ended.at:  # of its examination, written down after it
        return rng.choice(["complement_requested", "complement_received"])
    if len(world.of(dossier)) > 8 or rng.random() < 0.3:
        return None
    return rng.choice(items * 15 + ["candidacy_withdrawn"])


def choose_aap(draw, world, at, dossier):
    now = aap.phase(world, dossier)
    if now == "none" and not dt.date(2026, 4, 13) <= paris.day_of(at) <= dt.date(2026, 8, 1):
        return None
    ended = aap.examination(world, dossier, at)[0]
    if ended and at < ended.at:  # of its examination, written down after it
        return draw.rng.choice(["complement_requested", "complement_received"])
    return draw.rng.choice(AAP_NEXT[now]) if now in AAP_NEXT else None


def choose_mie(draw, world, at, dossier):
    rng, today, now = draw.rng, paris.day_of(at), mie.request(world, dossier)
    if now == "none":
        inside = dt.date(2026, 2, 20) <= today <= dt.date(2026, 6, 10)
        return "funding_requested" if inside else None
    if now == "requested":
        return rng.choice(["request_validated"] * 6 + ["complement_requested",
                                                       "request_rejected"])
    if now == "complement_awaited":
        return rng.choice(["complement_received"] * 3 + ["request_validated"])
    ended = next(iter(world.of(dossier, *mie.DECISIONS)), None)
    if ended and at < ended.at:  # of its examination, written down after it
        return rng.choice(["complement_requested", "complement_received"])
    if now == "rejected":
        return None
    if mie.signed(world, dossier) != {"beneficiary", "ans"} and rng.random() < 0.7:
        return "convention_signed"
    if mie.paid(world, dossier) and rng.random() < 0.3:
        opened, concluded = (world.of(dossier, "control_" + step)
                             for step in ("opened", "concluded"))
        return "control_concluded" if len(opened) > len(concluded) else "control_opened"
    year = campaign_year(today)
    phase = mie.campaign(world, dossier, year)
    window = (today.month, today.day) >= (6, 14) and (today.month, today.day) <= (7, 18)
    if window:
        return rng.choice(["declaration_transmitted"] * 3 + ["cards_ordered"])
    attested = mie.of_year(world, dossier, year, "attainment_certified")
    if attested and at < attested[0].at:  # of its examination, written down after it
        return rng.choice(["ars_opinion_given", "complement_requested", "complement_received"])
    if rng.random() < 0.5 and phase in CAMPAIGN_NEXT:
        return rng.choice(CAMPAIGN_NEXT[phase])
    if rng.random() < 0.6:
        return "payment_executed" if mie.pending(world, dossier, year) else "payment_ordered"
    return rng.choice(["cards_ordered", "cards_cancelled", "control_opened", "control_concluded"])


CAMPAIGN_NEXT = {
    "declared": ["attainment_certified"] * 5 + ["attainment_denied", "ars_opinion_given",
                                                "complement_requested"],
    "awaited": ["complement_received"] * 4 + ["attainment_certified", "attainment_denied"],
    "opinion": ["attainment_certified"] * 4 + ["attainment_denied", "complement_requested"],
    "awaited_after_opinion": ["complement_received"] * 3 + ["attainment_certified"],
}


def campaign_year(today):
    """The campaign under way: the one declared last."""
    year = today.year if (today.month, today.day) >= (6, 14) else today.year - 1
    return min(2028, max(2026, year))


def payments(world):
    """The dossiers in which something was paid."""
    return [d for d in world.dossiers("mie") if mie.paid(world, d)] + [
        d for d in world.dossiers("aap") if world.of(d, "instalment_paid")]


def choose_recovery(draw, world, at, dossier):
    if not world.of(dossier) and not payments(world) and draw.rng.random() < 0.97:
        return None
    rng, owed = draw.rng, recovery.outstanding(world, dossier)
    if owed < 0 and rng.random() < 0.5:
        return rng.choice(["restitution_ordered", "restitution_paid"])
    phase = recovery.phase(world, dossier)
    decided = world.of(dossier, "withdrawal_decided")
    if decided and at < decided[0].at and rng.random() < 0.5:
        return "observations_received"
    if phase == "withdrawal_decided" and owed > 0 and rng.random() < 0.6:
        return "repayment_received" if world.of(dossier, "repayment_ordered") else (
            "repayment_ordered")
    if recovery.appeal_pending(world, dossier) and rng.random() < 0.4:
        return "appeal_decided"
    if owed <= 0 and world.of(dossier, "repayment_received") and rng.random() < 0.7:
        return "appeal_filed"  # after all was repaid: a judgment makes it owed back
    return rng.choice(RECOVERY_NEXT[phase])


CHOOSE = {"hospiconnect": choose_hospiconnect, "aap": choose_aap, "mie": choose_mie,
          "recovery": choose_recovery}


def build(draw, at, dossier, kind):
    """An act of this type with plausible content."""
    family, what = kind.split(".")
    rng, today = draw.rng, paris.day_of(at)
    data = {}
    if what in DECIDED:
        data["decision"] = draw.decision(at)
    if what in GROUNDED:
        data["grounds"] = "Motif"
    if what.startswith("complement_"):
        data["items"] = ["Pièce"]
        if what == "complement_requested":
            data["due_on"] = (today + paris.DAY * rng.choice([3, 15, 30])).isoformat()
    more = BUILD[family](draw, at, dossier, what)
    if more is None:
        return None
    return kind, {**data, **more}


DECIDED = {"candidacy_validated", "candidacy_rejected", "project_selected", "project_not_selected",
           "attainment_validated", "attainment_refused", "request_validated", "request_rejected",
           "ars_opinion_given", "attainment_certified", "attainment_denied", "withdrawal_decided",
           "waived", "written_off"}
GROUNDED = {"candidacy_rejected", "candidacy_withdrawn", "project_withdrawn",
            "project_not_selected", "attainment_refused", "request_rejected", "attainment_denied",
            "opened", "formal_notice_served", "breach_remedied", "withdrawal_decided", "waived",
            "written_off"}


def family_of(draw, entity):
    """The entities a candidate would list."""
    known = next(e for e in draw.entities if e["entity"] == entity)
    listed = [entity]
    if known.get("ght_role") == "support":
        listed = [e["entity"] for e in draw.entities if e.get("ght") == known["ght"]]
    if draw.rng.random() < 0.04:
        listed = listed + [draw.rng.choice(draw.entities)["entity"]]
    if draw.rng.random() < 0.01:
        listed = listed + ["690000004"]
    return list(dict.fromkeys(listed))


def build_hospiconnect(draw, at, dossier, what):
    entity = dossier.split(":")[1]
    if what == "candidacy_filed":
        return {"candidate": entity, "entities": family_of(draw, entity)}
    if what in ("note_de_cadrage_deposited", "maturity_indicators_completed"):
        filed = draw.model.world.of(dossier, "candidacy_filed")
        listed = filed[-1].data["entities"] if filed else [entity]
        return {"entity": draw.rng.choice(listed)}
    return {}


def build_aap(draw, at, dossier, what):
    rng, today = draw.rng, paris.day_of(at)
    if what == "project_filed":
        sites = rng.sample(draw.sites, min(len(draw.sites), rng.choice([1, 1, 2, 3])))
        lead = sites[0]["pmsi"] if rng.random() < 0.95 else rng.choice(draw.sites)["pmsi"]
        sites = [dict(s) for s in sites]
        if rng.random() < 0.02:
            sites[0]["site"] = "690000004"
        return {"lead_pmsi": lead, "title": "Projet",
                "theme": rng.choice(["maturity_catch_up", "emergency_flow"]),
                "objectives": ["1"], "team": [{"role": "chef", "profession": "ingénieur"}],
                "perimeter": [{"site": s["site"], "pmsi": s["pmsi"]} for s in sites],
                "lead_person": "Responsable", "business_stakes": "Enjeux", "it_works": ["SI"],
                "targets": [{"label": "Cible", "kind": "qualitative"}],
                "forecast": [{"year": year, "amount_cents": 3500000}
                             for year in ((2026, 2027) if rng.random() < 0.97 else (2026,))],
                "requested_cents": 3500000, "ght_validated": rng.random() < 0.85}
    if what == "project_selected":
        filed = draw.model.world.of(dossier, "project_filed")
        top = filed[0].data["ceiling_cents"] if filed else 3500000
        return {"granted_cents": rng.choice([top, top, top - 1, top + 1, 5000000, 3400001, 1, 0]),
                "criteria": [{"name": "robustesse", "assessment": "favorable"}]}
    if what == "convention_signed":
        return {"signed_on": today.isoformat(), "signatories": ["ARS"]}
    if what == "instalment_ordered":
        return {"instalment": rng.choice([1, 1, 2]), "order_reference": "OP"}
    if what == "instalment_paid":
        paid_on = today - paris.DAY * rng.choice((0, 0, 0, 15))
        return {"instalment": rng.choice([1, 1, 2]), "payment_reference": "V",
                "paid_on": paid_on.isoformat()}
    if what == "proofs_deposited":
        return {"targets": [{"label": "Cible", "achieved": rng.random() < 0.9}]}
    return {}


def costs(draw, at):
    rng, out = draw.rng, []
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        shift = rng.choice([-600, -90, -30, -3, -1, 0, 0]) if rng.random() < 0.97 else 1
        line = {"label": "Ligne", "category": "equipment",
                "incurred_on": (paris.day_of(at) + paris.DAY * shift).isoformat(),
                "amount_cents": rng.choice([1, 99999, 2350000, rng.randrange(9000000)])}
        if rng.random() < 0.05:
            line["incurred_on"] = rng.choice(["2026-01-28", "2026-01-29"])
        if rng.random() < 0.3:
            line["funded_elsewhere_cents"] = rng.randrange(line["amount_cents"] + 1)
        out.append(line)
    return out


def build_mie(draw, at, dossier, what):
    rng, world, today = draw.rng, draw.model.world, paris.day_of(at)
    entity = dossier.split(":")[1]
    # the campaign under way: the one declared last
    year = campaign_year(today) if rng.random() < 0.95 else rng.choice(mie.YEARS)
    if what == "funding_requested":
        return {"beneficiary": entity, "entities": family_of(draw, entity)}
    if what.startswith("complement_"):
        ended = next(iter(world.of(dossier, *mie.DECISIONS)), None)
        late = ended is not None and at < ended.at
        return {} if late or mie.request(world, dossier) != "validated" else {"year": year}
    if what == "convention_signed":
        return {"party": rng.choice(["beneficiary", "ans"]), "signed_on": today.isoformat()}
    if what.startswith("cards_"):
        extra = {"ordered_on": today.isoformat()} if what == "cards_ordered" else {}
        held = mie.cards(world, dossier, "CPS-1", at)
        quantity = rng.choice([1, 10, 50, 200, 20000]) if extra else rng.choice(
            [1, max(1, held), max(1, held // 2)])
        return {"quantity": quantity, "order_reference": "CPS-1", **extra}
    if what == "declaration_transmitted":
        return {"year": year, "costs": costs(draw, at),
                "objectives": [{"code": "a-fournir", "achieved": True}]}
    if what == "ars_opinion_given":
        return {"year": year, "favourable": rng.random() < 0.8}
    if what in ("attainment_certified", "attainment_denied"):
        return {"year": year}
    if what == "payment_ordered":
        return {"year": year, "order_reference": "OP"}
    if what == "payment_executed":
        day = today - paris.DAY * rng.choice([0, 0, 3])
        return {"year": year, "payment_reference": "V", "paid_on": day.isoformat()}
    if what == "control_opened":
        return {"mode": "documents", "initiator": "ans"}
    if what == "control_concluded":
        known = mie.costs(world, dossier, True)
        return {"findings": "Constats", "recognised_costs_cents": rng.choice(
            [known, max(0, known - 1), known // 2, 0, mie.costs(world, dossier, False), known + 1])}
    return {}


def build_recovery(draw, at, dossier, what):
    rng, world, today = draw.rng, draw.model.world, paris.day_of(at)
    owed = recovery.outstanding(world, dossier)
    if what == "opened":
        paid = payments(world)
        if not paid or rng.random() < 0.03:
            paid = ["mie:" + draw.entities[0]["entity"], "aap:inconnu"]
        target = rng.choice(paid)
        most = recovery.recoverable(world, target, at)
        cause = rng.choice(["non_compliance", "false_declaration", "objectives_not_met",
                            "overcompensation", "overcompensation"])
        if cause == "overcompensation" and target.startswith("mie:") and rng.random() < 0.7:
            most = mie.overcompensation(world, target)
        return {"against": target, "cause": cause,
                "amount_cents": max(1, rng.choice([most, most, most // 2, 5000, most + 1]))}
    if what == "formal_notice_served":
        return {"notified_on": (today - paris.DAY * rng.choice([0, 1, 5])).isoformat(),
                "respond_within_days": rng.choice([1, 14, 15, 30, 60, rng.randrange(1, 400)])}
    if what == "observations_received":
        return {"text": "Observations"}
    if what == "withdrawal_decided":
        opened = world.of(dossier, "opened")
        top = opened[0].data["amount_cents"] if opened else 100
        return {"amount_cents": rng.choice([top, top, top // 2, 5000])}
    if what == "repayment_ordered":
        return {"order_reference": "OR", "due_on": (today + paris.DAY * 30).isoformat()}
    if what == "instalments_granted":
        owed = recovery.outstanding(recovery.until(world, dossier, at), dossier)
        half = owed // 2
        return {"schedule": [
            {"due_on": (today + paris.DAY * 30).isoformat(), "amount_cents": half},
            {"due_on": (today + paris.DAY * 60).isoformat(), "amount_cents": owed - half}]
            } if owed > 1 else None
    if what == "repayment_received":
        amount = rng.choice([owed, owed, owed // 2, 1, owed + 1]) if owed > 0 else 1
        return {"amount_cents": max(1, amount), "received_on": today.isoformat(),
                "payment_reference": "E"}
    if what == "restitution_ordered":
        return {"order_reference": "RE"}
    if what == "restitution_paid":
        paid_on = today - paris.DAY * rng.choice((0, 0, 1, 5))
        return {"payment_reference": "VR", "paid_on": paid_on.isoformat()}
    if what in ("waived", "written_off"):
        return {"amount_cents": max(1, rng.choice([owed, owed // 3, 5000, owed + 1]))}
    if what == "appeal_filed":
        return {"court": "TA", "filed_on": today.isoformat()}
    if what == "appeal_decided":
        outcomes = ["dismissed", "partly_annulled", "annulled", "withdrawn"]
        if recovery.recovered(world, dossier) > 0:  # something to give back
            outcomes += ["annulled"] * 4
        judged = today - paris.DAY * rng.choice((0, 0, 12))
        return {"outcome": rng.choice(outcomes), "decided_on": judged.isoformat()}
    return {}


BUILD = {"hospiconnect": build_hospiconnect, "aap": build_aap, "mie": build_mie,
         "recovery": build_recovery}
