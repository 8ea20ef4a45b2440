"""The second opinion: what becomes of a proposal, by the words of the interface alone."""
import json
from collections import namedtuple

import aap
import hospiconnect
import mie
import paris
import recovery
from world import Event, World

PROCEDURES = {"hospiconnect": hospiconnect, "aap": aap, "mie": mie, "recovery": recovery}
STARTS = {"hospiconnect.candidacy_filed", "aap.project_filed", "mie.funding_requested",
          "recovery.opened", "dossier.extension_granted"}
APPLICANT = {"establishment", "convergence"}
ROLES = {
    "register": {"ans", "operator"}, "programme": {"ans", "operator"}, "dossier": {"ars", "ans"},
    "hospiconnect": APPLICANT, "aap": APPLICANT, "mie": {"ans"}, "recovery": {"ars", "ans"},
    "hospiconnect.complement_requested": {"ars"},
    "hospiconnect.candidacy_validated": {"ars", "convergence"},
    "hospiconnect.candidacy_rejected": {"ars", "convergence"},
    "aap.complement_requested": {"ars"},
    "aap.project_selected": {"ars", "convergence"},
    "aap.project_not_selected": {"ars", "convergence"},
    "aap.convention_signed": {"ars"},
    "aap.instalment_ordered": {"ars_authorising_officer"},
    "aap.instalment_paid": {"ars_accounting_officer"},
    "aap.attainment_validated": {"ars"}, "aap.attainment_refused": {"ars"},
    "mie.funding_requested": APPLICANT, "mie.complement_received": APPLICANT,
    "mie.declaration_transmitted": APPLICANT,
    "mie.complement_requested": {"ars", "ans"},
    "mie.request_validated": {"ars"}, "mie.request_rejected": {"ars"},
    "mie.ars_opinion_given": {"ars"},
    "mie.convention_signed": {"establishment", "ans", "convergence"},
    "mie.cards_ordered": {"ans", "operator"}, "mie.cards_cancelled": {"ans", "operator"},
    "mie.payment_ordered": {"ans_authorising_officer"},
    "mie.payment_executed": {"ans_accounting_officer"},
    "recovery.repayment_ordered": {"ans_authorising_officer", "ars_authorising_officer"},
    "recovery.repayment_received": {"ans_accounting_officer", "ars_accounting_officer"},
    "recovery.restitution_ordered": {"ans_authorising_officer", "ars_authorising_officer"},
    "recovery.restitution_paid": {"ans_accounting_officer", "ars_accounting_officer"},
}
COMPUTED = {
    "aap.project_filed": {"category", "ceiling_cents", "eligibility", "explanation"},
    "aap.instalment_ordered": {"amount_cents", "explanation"},
    "aap.instalment_paid": {"amount_cents"},
    "mie.payment_ordered": {"amount_cents", "explanation"},
    "mie.payment_executed": {"amount_cents"},
    "mie.control_concluded": {"overcompensation_cents", "explanation"},
    "recovery.formal_notice_served": {"respond_by"},
    "recovery.repayment_ordered": {"amount_cents"},
    "recovery.restitution_ordered": {"amount_cents"},
    "recovery.restitution_paid": {"amount_cents"},
    "recovery.closed": {"outcome"},
}
Answer = namedtuple("Answer", "outcome codes computed")


class Model:
    def __init__(self):
        self.world = World()
        self.answers = {}
        self.position = 1  # the rulebook is at 0
        self.last = 0

    def propose(self, proposal):
        """The predicted answer; recorded here when it is to be recorded."""
        if proposal["type"].endswith("_never_heard_of"):
            return Answer("invalid", {"unknown_type"}, {})
        given = proposal["data"].keys() & COMPUTED.get(proposal["type"], set())
        if given:
            return Answer("invalid", {"computed_field"}, {})
        text = json.dumps(proposal, sort_keys=True)
        if proposal["id"] in self.answers:
            before, answer = self.answers[proposal["id"]]
            if before == text:
                return Answer("duplicate", set(), answer.computed)
            self.position += 1
            return Answer("refused", {"idempotency_conflict"}, {})
        at = paris.instant(proposal["occurred_at"])
        self.last = max(self.last, at)
        reasons, computed = self.judge(proposal, at)
        if not reasons:
            event = Event(self.position, proposal["type"], proposal["dossier"], at, self.last,
                          proposal["actor"], {**proposal["data"], **computed})
            self.world.add(event)
            self.answers[proposal["id"]] = (text, Answer("recorded", set(), computed))
        self.position += 1
        return Answer("refused" if reasons else "recorded", reasons,
                      {} if reasons else computed)

    def judge(self, proposal, at):
        world, dossier, data = self.world, proposal["dossier"], proposal["data"]
        world.now = at
        family, what = proposal["type"].split(".", 1)
        missing = (family not in ("register", "programme") and not world.of(dossier)
                   and proposal["type"] not in STARTS)
        reasons, computed = self.entitled(proposal, missing), {}
        if "expected_version" in proposal and not missing and proposal["expected_version"] != len(
                world.of(dossier)):
            reasons.add("version_conflict")
        if "decision" in data and "author" not in data["decision"]:
            reasons.add("decision_author_missing")
        if family in ("register", "programme"):
            return reasons, computed
        if missing:
            return reasons | {"unknown_dossier"}, computed
        if family == "dossier":
            return reasons | self.transverse(dossier, what, data, at), computed
        more, computed = PROCEDURES[family].decide(world, dossier, what, data, at,
                                                   proposal["actor"])
        return reasons | more, computed

    def transverse(self, dossier, what, data, at):
        if what == "extension_granted":
            due = self.world.window(data["key"], dossier, at).closes
            return set() if paris.date(data["new_date"]) > due else {"invalid_field"}
        wrong = self.held(dossier) == (what == "legal_hold_set")
        return {"not_allowed_now"} if wrong else set()

    def held(self, dossier):
        sets = len(self.world.of(dossier, "legal_hold_set"))
        return sets > len(self.world.of(dossier, "legal_hold_lifted"))

    def entitled(self, proposal, missing):
        """Whether this actor may propose this, by role, region and establishment. What only the
        events of a missing dossier could tell is held against nobody."""
        kind, actor, world = proposal["type"], proposal["actor"], self.world
        family, dossier, data = kind.split(".")[0], proposal["dossier"], proposal["data"]
        role, reasons = actor["role"], set()
        if role not in ROLES.get(kind, ROLES[family]):
            return {"forbidden_role"}
        region, applicants = world.region(dossier), world.applicants(dossier)
        if kind == "aap.project_filed":
            holder = world.holder(data["lead_pmsi"])
            region = holder and holder["region"]
            applicants = world.with_support(holder["entity"]) if holder else set()
        about = dossier
        if family == "recovery":
            about = recovery.against(world, dossier) or data.get("against")
            region = world.region(about) if about and world.of(about) else None
            if about and ("ans" in role) != about.startswith("mie:"):
                reasons.add("forbidden_role")
        unfiled = (kind == "dossier.extension_granted" and data["key"] == "aap.window"
                   and not world.of(dossier, "project_filed"))  # nobody knows whose it will be
        if role.startswith("ars") and not unfiled and actor["organisation"] != region and (
                region or not missing):
            reasons.add("not_competent_ars")
        if role == "establishment":
            if "entity" in data:
                applicants = applicants | {data["entity"]}
            if actor["organisation"] not in applicants and (applicants or not missing):
                reasons.add("forbidden_role")
        if kind == "mie.convention_signed":
            if (data["party"] == "ans") != (role == "ans"):
                reasons.add("forbidden_role")
        return reasons
