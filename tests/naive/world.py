"""What has been recorded, as a plain list, and the plain questions every procedure asks of it.

Nothing is kept up to date: every answer is worked out again from the list. That is slow, and hard
to get wrong in the way an incremental fold can be wrong."""
import datetime as dt
from collections import namedtuple

import paris

Event = namedtuple("Event", "position type dossier at recorded actor data")
Window = namedtuple("Window", "opens closes opens_by_event extended")


def day(year, month, number):
    return dt.date(year, month, number)


WINDOWS = {
    "hospiconnect.window": (day(2026, 1, 20), day(2026, 2, 13)),
    "hospiconnect.milestone": (None, day(2026, 5, 29)),
    "aap.window": (None, day(2026, 5, 29)),
    "aap.proofs": (None, day(2027, 6, 30)),
    "mie.request": (None, day(2026, 6, 1)),
    "mie.convention": (None, day(2026, 6, 1)),
    "mie.declaration.2026": (day(2026, 6, 15), day(2026, 7, 15)),
    "mie.declaration.2027": (day(2027, 6, 15), day(2027, 7, 15)),
    "mie.declaration.2028": (day(2028, 6, 15), day(2028, 7, 17)),
    "mie.instruction.2026": (None, day(2026, 11, 15)),
    "mie.instruction.2027": (None, day(2027, 11, 15)),
    "mie.instruction.2028": (None, day(2028, 11, 15)),
}
OPENED_BY_EVENT = {"aap.window"}
T0 = day(2026, 1, 29)


def done(event):
    """When an act could be known: a payment on its own day, whenever that was booked."""
    key = {"_paid": "paid_on", "_executed": "paid_on", "_received": "received_on"}
    name = next((name for end, name in key.items() if event.type.endswith(end)), None)
    day_of = event.data.get(name) if name else None
    return min(event.at, paris.start(paris.date(day_of))) if day_of else event.at


def walk(steps, events, start="none"):
    """The phase a table of steps {(phase, what): next} leads to."""
    phase = start
    for what in events:
        phase = steps.get((phase, what), phase)
    return phase


class World:
    def __init__(self, log=(), now=None):
        self.log = list(log)
        self.now = now  # the instant the world is asked about, for what no event dates
        self.by_dossier = {}
        for event in self.log:
            self.by_dossier.setdefault(event.dossier, []).append(event)

    def add(self, event):
        self.log.append(event)
        self.by_dossier.setdefault(event.dossier, []).append(event)

    def of(self, dossier, *types):
        """The events of a dossier, of these types when any is given (without the family)."""
        return [e for e in self.by_dossier.get(dossier, ())
                if not types or e.type.split(".", 1)[1] in types]

    def too_early(self, at, dossier, *types):
        """Whether an act at this instant precedes the last one of these, which it follows from."""
        found = self.of(dossier, *types)
        return bool(found) and at < found[-1].at

    def exchange(self, dossier, among=lambda e: True):
        """What was asked for and given of complements, among some."""
        return [e for e in self.of(dossier, "complement_requested", "complement_received")
                if among(e)]

    def dossiers(self, kind):
        return [d for d in self.by_dossier if d.split(":")[0] == kind]

    def cut(self, valid_at=None, known_at=None):
        return World(e for e in self.log if (valid_at is None or e.at <= valid_at)
                     and (known_at is None or e.recorded <= known_at))

    # the register
    def entity(self, number):
        found = [e.data for d in self.dossiers("register") for e in self.of(d, "entity_recorded")
                 if e.data["entity"] == number]
        return found[-1] if found else None

    def site(self, number):
        """(entity, site) of a site's number, unless its entity has it no more."""
        recorded = self.register("entity_recorded")
        had = [e for e in recorded if number in [s["site"] for s in e.data["sites"]]]
        if not had:
            return None
        owner = self.entity(max(had, key=lambda e: e.position).data["entity"])
        return next(((owner, s) for s in owner["sites"] if s["site"] == number), None)

    def holder(self, pmsi):
        """The entity one of whose sites is counted under a PMSI number."""
        for dossier in self.dossiers("register"):
            for e in self.of(dossier, "entity_recorded"):
                if any(s.get("pmsi") == pmsi for s in e.data["sites"]):
                    return e.data
        return None

    def register(self, *types):
        return [e for d in self.dossiers("register") for e in self.of(d, *types)]

    def activity(self, pmsi):
        found = [e.data for e in self.register("activity_recorded") if e.data["pmsi"] == pmsi]
        newest = max((f["year"] for f in found), default=None)
        return [f["combined_activity"] for f in found if f["year"] == newest][-1] if found else None

    def usage_paid(self, pmsi):
        return any(e.data["pmsi"] == pmsi and e.data["amount_cents"] > 0
                   for e in self.register("usage_payment_recorded"))

    def workforce(self, number, before=None):
        """Each site the entity ever had, unless another has it since, counts its newest declared
        year of 2024, 2023, 2022; of what was recorded before a position, when one is given."""
        recorded = self.register("entity_recorded")
        had = {s["site"] for e in recorded if e.data["entity"] == number
               for s in e.data["sites"]}
        total = 0
        for site in had:
            last = max((e for e in recorded if site in [s["site"] for s in e.data["sites"]]),
                       key=lambda e: e.position)
            if before is None and last.data["entity"] != number:
                continue
            for year in (2024, 2023, 2022):
                found = [e.data for e in self.register("workforce_recorded")
                         if e.data["site"] == site and e.data["year"] == year
                         and (before is None or e.position < before)]
                if found and ("salaried" in found[-1] or "liberal" in found[-1]):
                    total += found[-1].get("salaried", 0) + found[-1].get("liberal", 0)
                    break
        return total

    def published_ceiling(self, number, before=None):
        found = [e.data["amount_cents"] for e in self.register("ceiling_published")
                 if e.data["entity"] == number and (before is None or e.position < before)]
        return found[-1] if found else None

    # the calendar
    def window(self, key, dossier, at, before=None):
        """The window in force at an instant: programme's acts, then this dossier's extension;
        of those recorded before a position, when one is given."""
        def holds(e):
            return e.at <= at and e.data.get("key") == key and (
                before is None or e.position < before)

        opens, closes = WINDOWS[key]
        opened = key not in OPENED_BY_EVENT
        for dossier_of_programme in self.dossiers("programme"):
            for e in self.of(dossier_of_programme):
                if holds(e):
                    if e.type == "programme.window_opened":
                        opens, closes = paris.date(e.data["opens_on"]), paris.date(
                            e.data["closes_on"])
                        opened = True
                    elif e.type == "programme.date_set":
                        closes = paris.date(e.data["date"])
        granted = None
        for e in self.of(dossier, "extension_granted"):
            if holds(e):
                day = paris.date(e.data["new_date"])
                granted = day if granted is None else max(granted, day)
        extended = bool(granted and (closes is None or closes < granted))
        return Window(opens, granted if extended else closes, opened, extended)

    def window_of(self, key, dossier, now, met):
        """As it was for the act that met it, when there is one: later moves change nothing."""
        if met is None:
            return self.window(key, dossier, now)
        return self.window(key, dossier, met.at, met.position)

    def outside(self, key, dossier, at):
        """The reason an act at this instant is outside the window, as a set."""
        window, today = self.window(key, dossier, at), paris.day_of(at)
        if not window.opens_by_event or (window.opens and today < window.opens):
            return {"window_not_open"}
        return {"window_closed"} if today > window.closes else set()

    # who is concerned
    def region(self, dossier):
        kind, reference = dossier.split(":", 1)
        if kind in ("hospiconnect", "mie"):
            entity = self.entity(reference)
            return entity and entity["region"]
        if kind == "aap":
            filed = self.of(dossier, "project_filed")
            holder = filed and self.holder(filed[0].data["lead_pmsi"])
            return holder["region"] if holder else None
        if kind == "recovery":
            opened = self.of(dossier, "opened")
            return self.region(opened[0].data["against"]) if opened else None
        return None

    def holidays(self, dossier):
        """Whose public holidays the establishment has that a recovery is against."""
        opened = self.of(dossier, "opened")
        if not opened:
            return None
        against = opened[0].data["against"]
        number = against.split(":")[1]
        if against.startswith("aap:"):
            filed = self.of(against, "project_filed")
            number = filed[0].data["lead_pmsi"] if filed else ""
        region = self.region(dossier)
        if region == "44" and number[:2] in ("57", "67", "68"):
            return paris.ALSACE_MOSELLE
        return region

    def applicants(self, dossier):
        """The entities whose staff may act for a dossier."""
        kind, reference = dossier.split(":", 1)
        if kind == "aap":
            filed = self.of(dossier, "project_filed")
            holder = filed and self.holder(filed[0].data["lead_pmsi"])
            return self.with_support(holder["entity"]) if holder else set()
        if kind in ("hospiconnect", "mie"):
            return self.with_support(reference)
        return set()

    def with_support(self, number):
        entity = self.entity(number)
        if not entity or not entity.get("ght"):
            return {number}
        return {number} | {e.data["entity"] for e in self.register("entity_recorded")
                           if e.data.get("ght") == entity["ght"]
                           and e.data.get("ght_role") == "support"}

    def may_apply(self, candidate, entities):
        """Reasons why a candidate may not apply for entities (annexe 2, entités autorisées)."""
        reasons = set()
        known = [self.entity(n) for n in [candidate, *entities]]
        if None in known:
            reasons.add("unknown_entity")
        who = self.entity(candidate)
        if who and who["legal_status"] == "public" and who.get("ght"):
            if who.get("ght_role") != "support" or any(
                    not e or e.get("ght") != who["ght"] for e in known):
                reasons.add("candidate_not_authorised")
        elif who and any(n != candidate for n in entities):
            reasons.add("candidate_not_authorised")
        return reasons


def came_before(what, at, ended):
    """Asked for, or given, before what ended an examination and written down after it."""
    return what.startswith("complement_") and ended is not None and at < ended.at


def pairs(exchange):
    """[[request, answer or None]], whenever they were written down: an answer is to the last
    request by then that had none."""
    found = []
    for e in exchange:
        if e.type.endswith("requested"):
            found.append([e, None])
            continue
        asked = [p for p in found if p[1] is None and p[0].at <= e.at]
        if asked:  # seen from an instant before the request, a receipt answers nothing
            max(asked, key=lambda p: (p[0].at, p[0].position))[1] = e
    return found


def has_room(what, at, exchange):
    """One request at a time, answered before the next, in the order of their own days."""
    found = pairs(exchange)
    waiting = [asked for asked, got in found if got is None]
    if what.endswith("requested"):
        return not waiting and not any(asked.at <= at < got.at for asked, got in found)
    return bool(waiting) and waiting[0].at <= at and not any(
        (waiting[0].at, waiting[0].position) < (asked.at, asked.position) and asked.at < at
        for asked, _ in found)
