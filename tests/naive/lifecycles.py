"""Draws random lifecycles: a small register, then acts on a dozen dossiers in the order of time.

Most acts are what the dossier awaits next; a good share is wrong in one respect."""
import copy
import json

import paris
import recovery
from acts import next_act
from model import COMPUTED, ROLES, Model
from world import WINDOWS

KINDS = ["mie", "aap", "aap", "recovery", "mie", "aap", "recovery"]
REGIONS = ["84", "11", "53", "01", "04", "44"]
CEILINGS = [0, 1000000, 4999999, 20000000]
ACTIVITIES = [0, 6999, 7000, 59999, 60000, 229999, 230000, 3499, 3500, 3501]
# When dossiers are worked on: first and last day, and how many acts per dossier.
SEASONS = [("2026-01-18", "2026-02-16", 3), ("2026-02-17", "2026-04-14", 4),
           ("2026-04-14", "2026-05-31", 6), ("2026-06-01", "2026-06-14", 2),
           ("2026-06-15", "2026-07-17", 3), ("2026-07-18", "2026-11-20", 7),
           ("2026-11-21", "2027-06-14", 4), ("2027-06-15", "2027-07-17", 3),
           ("2027-07-18", "2028-06-13", 6), ("2028-06-14", "2028-07-19", 3),
           ("2028-07-20", "2029-03-01", 5)]
EDGES = ["2026-01-20", "2026-02-14", "2026-04-15", "2026-05-30", "2026-06-02", "2026-06-15",
         "2026-07-16", "2027-06-15", "2027-07-01", "2027-07-16", "2028-07-18"]


def finess(prefix):
    """The number whose ninth digit makes Luhn's sum a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(prefix)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return prefix + str(-total % 10)


def cents(rng):
    return rng.choice([0, 1, 99, 5000, 5001, 100001, 2350000, rng.randrange(1, 6000000)])


class Lifecycles:
    def __init__(self, rng, dossiers=18):
        self.rng, self.model = rng, Model()
        self.proposals, self.answers = [], []
        self.entities, self.sites = [], []
        self.serial = 0
        self.register()
        self.agents = [self.agent(n) for n in range(dossiers)]

    # the register
    def register(self):
        rng, self.number = self.rng, rng_numbers(self.rng)
        at = paris.instant("2026-01-05T08:00:00Z")
        groups = [("ght-1", "84", "support"), ("ght-1", "84", "member"),
                  ("ght-1", "53", "member"), ("ght-2", "01", "support")]
        for index in range(rng.randrange(6, 10)):
            ght, region, role = groups[index] if index < 4 else (None, rng.choice(REGIONS), None)
            status = "public" if ght else rng.choice(
                ["public", "private_nonprofit", "private_forprofit"])
            self.establishment(at, status, region, ght, role)
        self.say("programme.window_opened", "programme:hopen2-2026",
                 {"key": "aap.window", "opens_on": "2026-04-15", "closes_on": "2026-05-29",
                  "reason": "Ouverture", "source": "Convergence"}, at, self.staff("ans"))

    def establishment(self, at, status, region, ght, role):
        rng, number = self.rng, self.numbered(region)
        sites = []
        for _ in range(rng.randrange(1, 4)):
            site = self.numbered(region)
            sites.append({"site": site, "name": "Site", "category": "355",
                          "pmsi": number if status == "public" else site})
        data = {"entity": number, "name": "Établissement", "legal_status": status,
                "region": region, "sites": sites, "source": "essai"}
        if ght:
            data.update(ght=ght, ght_role=role)
        self.entities.append(data)
        self.sites += sites
        home, op = "register:" + number, self.staff("operator")
        self.say("register.entity_recorded", home, data, at, op)
        for site in sites:
            for year in (2022, 2023, 2024, 2025):
                if rng.random() < 0.7:
                    known = {"site": site["site"], "year": year}
                    for part in ("salaried", "liberal"):
                        if rng.random() < 0.7:
                            known[part] = rng.choice([0, 1, 40, rng.randrange(2000)])
                    self.say("register.workforce_recorded", home, known, at, op)
        for pmsi in sorted({s["pmsi"] for s in sites}):
            if rng.random() < 0.9:
                self.say("register.activity_recorded", home, {
                    "pmsi": pmsi, "year": 2024, "combined_activity": rng.choice(ACTIVITIES),
                    "source": "essai"}, at, op)
            if rng.random() < 0.3:
                self.say("register.usage_payment_recorded", home, {
                    "pmsi": pmsi, "programme": rng.choice(["sun_es", "hopen2_phase1"]),
                    "amount_cents": rng.choice([0, 1, 500000]), "paid_on": "2024-05-02"}, at, op)
        if rng.random() < 0.3:
            self.say("register.ceiling_published", home, {
                "entity": number, "amount_cents": rng.choice(CEILINGS), "source": "ANS"}, at, op)

    def numbered(self, region):
        """In Grand Est half of them are in Alsace-Moselle."""
        number = next(self.number)
        alsatian = region == "44" and self.rng.random() < 0.5
        return finess("67" + number[2:8]) if alsatian else number

    # actors
    def staff(self, role, region=None):
        organisation = {"ans": "ans", "operator": "exploitant"}.get(role, "ans")
        if role.startswith("ars"):
            organisation = region or "84"
        number = self.rng.randrange(1, 4)
        person = "agent-%d" % number if "officer" in role else "%s-%d" % (role, number)
        return {"id": person, "role": role, "organisation": organisation}

    def actor(self, kind, dossier, data):
        role = self.rng.choice(sorted(ROLES.get(kind, ROLES[kind.split(".")[0]])))
        world = self.model.world
        about = dossier
        if kind.startswith("recovery."):
            about = data.get("against") or recovery.against(world, dossier) or "mie:"
            payer = "ans" if about.startswith("mie:") else "ars"
            role = payer + role[3:]
        if kind == "mie.convention_signed":
            role = "ans" if data["party"] == "ans" else "establishment"
        if kind == "dossier.extension_granted" or kind.startswith("dossier."):
            role = self.rng.choice(["ars", "ans"])
        region = world.region(about)
        if kind == "aap.project_filed":
            region = world.holder(data["lead_pmsi"])["region"]
        if role == "establishment":
            reference = dossier.split(":")[1]
            if dossier.startswith("aap:"):
                filed = world.of(dossier, "project_filed")
                lead = data if kind == "aap.project_filed" else filed[0].data if filed else None
                reference = world.holder(lead["lead_pmsi"])["entity"] if lead else "010780054"
            return {"id": "u-" + reference, "role": role, "organisation": reference}
        if role == "convergence":
            return {"id": "convergence", "role": role, "organisation": "convergence"}
        return self.staff(role, region)

    # proposals
    def say(self, kind, dossier, data, at, actor, **more):
        self.serial += 1
        self.put({"id": "p-%d" % self.serial, "type": kind, "dossier": dossier,
                  "occurred_at": paris.rfc3339(at), "actor": actor, "data": data, **more})

    def put(self, proposal):
        self.proposals.append(proposal)
        self.answers.append(self.model.propose(copy.deepcopy(proposal)))

    def decision(self, at):
        return {"author": {"first_name": "Claire", "last_name": "Martin", "quality": "Directrice",
                           "service": "Offre de soins"},
                "signed_on": paris.day_of(at).isoformat()}

    def agent(self, index):
        """What a dossier is called and, for projects and recoveries, what it is about."""
        candidates = [e["entity"] for e in self.entities if e.get("ght_role") != "member"
                      or self.rng.random() < 0.05]
        if index < len(candidates):
            return "hospiconnect:" + candidates[index]
        kind = KINDS[index % len(KINDS)]
        if kind == "mie":
            return "mie:" + self.rng.choice(candidates)
        return "%s:2026-%d" % (kind, index)

    def run(self):
        slots = []
        for first, last, count in SEASONS:
            begin, end = paris.start(paris.date(first)), paris.start(paris.date(last))
            for agent in self.agents:
                for _ in range(count):
                    slots.append((self.rng.randrange(begin, end), agent))
        for edge in self.rng.sample(EDGES, 5):
            for shift in (-1, 0):
                slots.append((paris.start(paris.date(edge)) + shift, self.rng.choice(self.agents)))
        for at, dossier in sorted(slots):
            if self.rng.random() < 0.6:
                self.step(at, dossier)
        return self

    def step(self, at, dossier):
        if self.rng.random() < 0.006:
            self.move_calendar(at)
            return
        if self.rng.random() < 0.02:
            self.change_register(at)
            return
        if self.rng.random() < 0.03:  # a paper act, recorded after it took effect
            at -= self.rng.randrange(1, 20 * 86400)
        act = next_act(self, at, dossier)
        if act is None:
            return
        kind, data = act
        actor, more = self.actor(kind, dossier, data), {}
        if self.rng.random() < 0.12:
            kind, data, actor, more, dossier, at = self.spoil(kind, data, actor, dossier, at)
        self.say(kind, dossier, data, at, actor, **more)
        if self.rng.random() < 0.02:
            again = copy.deepcopy(self.rng.choice(self.proposals))
            if again["id"] in self.model.answers:
                if self.rng.random() < 0.5:
                    again["data"]["note"] = "autre contenu"
                self.put(again)

    def change_register(self, at):
        """What is imported again: a workforce, a ceiling, an extract that leaves out a site."""
        rng, op = self.rng, self.staff("operator")
        known = self.model.world.entity(rng.choice(self.entities)["entity"])
        number, home = known["entity"], "register:" + known["entity"]
        what = rng.choice(["workforce", "workforce", "ceiling", "sites"])
        if what == "ceiling":
            self.say("register.ceiling_published", home, {
                "entity": number, "amount_cents": rng.choice(CEILINGS), "source": "ANS"}, at, op)
        elif what == "workforce":
            self.say("register.workforce_recorded", home, {
                "site": rng.choice(known["sites"])["site"], "year": rng.choice([2022, 2023, 2024]),
                "salaried": rng.choice([0, 1, 40, rng.randrange(2000)])}, at, op)
        elif at > paris.instant("2026-10-01T00:00:00Z"):
            first = next(e for e in self.entities if e["entity"] == number)
            left = [s for s in first["sites"][1:] if rng.random() < 0.5]
            self.say("register.entity_recorded", home,
                     {**known, "sites": [first["sites"][0], *left]}, at, op)

    def move_calendar(self, at):
        """A window or a date moved for all dossiers."""
        rng, today = self.rng, paris.day_of(at)
        key = rng.choice(sorted(WINDOWS)[:-4] + ["mie.declaration.2026", "mie.declaration.2027"])
        closes = max(WINDOWS[key][1] + paris.DAY * rng.choice([-3, 1, 10, 30]), today)
        data = {"key": key, "reason": "Décision", "source": "essai"}
        if WINDOWS[key][0] and rng.random() < 0.5:
            data.update(opens_on=(WINDOWS[key][0] + paris.DAY * rng.choice([-2, 0, 2])).isoformat(),
                        closes_on=closes.isoformat())
            kind = "programme.window_opened"
        else:
            data["date"], kind = closes.isoformat(), "programme.date_set"
        self.say(kind, "programme:hopen2-2026", data, at, self.staff("ans"))

    def spoil(self, kind, data, actor, dossier, at):
        """The same act, wrong in one respect."""
        rng, actor, more = self.rng, dict(actor), {}
        wrong = rng.randrange(8)
        if wrong == 0:
            actor = self.staff(rng.choice(
                ["auditor", "operator", "ans", "ars", "ars_authorising_officer",
                 "ans_accounting_officer"]), self.model.world.region(dossier))
        elif wrong == 1 and actor["role"].startswith("ars"):
            actor["organisation"] = "32"
        elif wrong == 2 and actor["role"] == "establishment":
            actor["organisation"] = finess("99078001")
        elif wrong == 3:
            more["expected_version"] = rng.choice(
                [0, 1, len(self.model.world.of(dossier)), len(self.model.world.of(dossier)) + 1])
        elif wrong == 4 and "decision" in data:
            data["decision"].pop("author")
        elif wrong == 5 and COMPUTED.get(kind):
            field = sorted(COMPUTED[kind])[0]
            data[field] = {"respond_by": "2026-07-01", "outcome": "recovered",
                           "category": "A"}.get(field, 1)
        elif wrong == 7 and rng.random() < 0.2:
            kind += "_never_heard_of"
        elif wrong == 6:
            dossier = {"aap": "aap:inconnu", "recovery": "recovery:inconnu"}.get(
                dossier.split(":")[0], dossier)
        return kind, data, actor, more, dossier, at


def rng_numbers(rng):
    """FINESS numbers with a right key, each once."""
    for number in rng.sample(range(10000, 99999), 200):
        yield finess("690%05d" % number)


def lines(proposals):
    return "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in proposals)
