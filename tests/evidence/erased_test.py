#!/usr/bin/env python3
"""Erasures that nobody else asked for, written into the database or signed as they are, before the
program and both checkers; and the lawful ones beside them.

usage: erased_test.py PROBANT PROBANT_VERIFY
"""

import json
import shutil
import sys
import unittest

sys.dont_write_bytecode = True

import forging  # noqa: E402
import make_export  # noqa: E402
import verifier_test  # noqa: E402
from receipt_test import entity, run  # noqa: E402

PROGRAM = VERIFY = ""
ONE, OTHER, JOURNAL = "hospiconnect:010780054", "aap:2026-0417", "journal:main"
REQUESTED, ERASED = "dossier.erasure_requested", "dossier.payload_erased"
UNASKED = "effacement sans demande d'une autre personne"
RESTORER = make_export.by("probant restore", "operator", "")


class Log:
    """Events in order, each by its kind; `gone` are without payload."""

    def __init__(self):
        self.events, self.versions = [], {}

    def add(self, dossier, kind, data=None, by="u-7", gone=False, **links):
        position = len(self.events)
        self.versions[dossier] = self.versions.get(dossier, 0) + 1
        by = make_export.by(by) if isinstance(by, str) else by
        time = {"recorded_at": f"2026-05-20T08:00:{position:02}Z"}
        event = make_export.event(position, dossier, self.versions[dossier], kind, data or {},
                                  links=by | time | links)
        if gone:
            event["payload"] = event["blinding"] = None
        self.events.append(event)
        return position

    def started(self):
        rules = make_export.log()[0]
        self.events, self.versions = [rules], {"programme:essai": 1}
        return self

    def filed(self, dossier=ONE, kind="hospiconnect.candidacy_withdrawn", by="u-118", **more):
        return self.add(dossier, kind, {"grounds": "x"}, by, gone=True, **more)

    def ask(self, position, by="u-9", dossier=ONE, basis="RGPD 17"):
        return self.add(dossier, REQUESTED, {"legal_basis": basis, "position": position}, by)

    def order(self, position, by="u-7", dossier=ONE, basis="RGPD 17", **links):
        return self.add(dossier, ERASED, {"legal_basis": basis, "position": position}, by, **links)


class Signed(verifier_test.Exports):
    """Well signed, whoever wrote them: what the events say is looked at."""

    @staticmethod
    def doubts(report):
        return [one for one in report["notices"] if one.startswith("effacement de la position")]

    def judged(self, log, bad=None, scopes=("all", ONE), notices=0, words=None):
        for scope in scopes:
            folder = self.export(scope, events=log.events)
            report = self.bad(folder, bad, "events.jsonl") if bad is not None else self.good(folder)
            if words:
                self.assertIn(words, report["problems"][0]["message"])
            self.assertEqual(len(self.doubts(report)), notices, report)
            told = verifier_test.by_script(folder)["unchecked"]
            self.assertEqual(len(told), notices)

    def test_two_people(self):
        log = Log().started()
        one = log.filed()
        log.ask(one)
        log.order(one)
        self.judged(log)

    def test_no_request_or_not_of_another_person_or_not_of_this(self):
        for given in ((), ({"by": "U- 7"},), ({"by": "Ú-７"},), ({"basis": "autre"},),
                      ({"dossier": OTHER},), ({"at": 0},), ({"after": True},)):
            with self.subTest(given):
                log = Log().started()
                one = log.filed()
                asked = dict(given[0]) if given else None
                after = asked.pop("after", False) if asked else False
                if asked is not None and not after:
                    log.ask(asked.pop("at", one), **asked)
                log.order(one)
                if after:
                    log.ask(one)
                self.judged(log, one, words=UNASKED, scopes=("all",))

    def test_a_request_is_answered_once(self):
        log = Log().started()
        one = log.filed()
        log.ask(one)
        log.order(one)
        log.order(one, by="u-13")
        self.judged(log, one, words=UNASKED)

    def test_in_another_dossier(self):
        log = Log().started()
        log.add(OTHER, "aap.project_withdrawn")
        one = log.filed()
        log.ask(one, dossier=OTHER)
        log.order(one, dossier=OTHER)
        self.judged(log, one, words=UNASKED, scopes=("all",))

    def test_by_who_recorded_it_or_under_a_hold(self):
        log = Log().started()
        one = log.filed(by="u-7")
        log.ask(one)
        log.order(one)
        self.judged(log, one)
        for lifted in (False, True):
            log = Log().started()
            one = log.filed()
            log.ask(one)
            log.add(ONE, "dossier.legal_hold_set")
            if lifted:
                log.add(ONE, "dossier.legal_hold_lifted")
            log.order(one)
            self.judged(log, None if lifted else one, words=None if lifted else "gel juridique")

    def test_what_is_never_erased(self):
        for kind in ("mie.payment_executed", "recovery.waived", "dossier.legal_hold_lifted",
                     "dossier.correction_recorded"):
            with self.subTest(kind):
                log = Log().started()
                one = log.filed(kind=kind)
                log.ask(one)
                log.order(one)
                self.judged(log, one, words="ne s'efface pas")
        log = Log().started()
        one = log.filed(kind="dossier.proposal_refused", dossier="refusals:" + ONE)
        log.ask(one, dossier="refusals:" + ONE)
        log.order(one, dossier="refusals:" + ONE)
        self.judged(log, scopes=("all",))

    def test_corrections_go_along(self):
        for by, at_once, again in (("u-7", True, False), ("u-8", True, False),
                                   ("u-7", False, False), ("u-7", True, True)):
            with self.subTest((by, at_once, again)):
                log = Log().started()
                one = log.filed()
                two = log.filed(kind="dossier.correction_recorded", by="u-7")
                log.ask(one)
                cause = log.order(one)
                if not at_once:
                    log.add(OTHER, "aap.project_withdrawn")
                log.order(two, by=by, causation=cause, proposal="p" if again else "")
                good = by == "u-7" and at_once and not again
                self.judged(log, None if good else two, scopes=("all",),
                            words=None if good else UNASKED)

    def test_nothing_else_goes_along(self):
        log = Log().started()
        one, two = log.filed(), log.filed()
        log.ask(one)
        cause = log.order(one)
        log.order(two, causation=cause, proposal="")
        self.judged(log, two, words=UNASKED)

    def test_an_order_along_with_an_unlawful_one_is_none(self):
        log = Log().started()
        one = log.filed()
        two = log.filed(kind="dossier.correction_recorded")
        cause = log.order(one)
        log.order(two, causation=cause, proposal="")
        self.judged(log, one, words=UNASKED)

    def test_what_convergence_brought_goes_along(self):
        log = Log().started()
        number = "convergence:CVG-1"
        receipt = log.filed(number, "convergence.update_received")
        act = log.filed()
        log.ask(act)
        cause = log.order(act)
        log.order(receipt, dossier=number, causation=cause, proposal="")
        self.judged(log, scopes=("all", ONE))
        self.judged(log, scopes=(number,), notices=1)
        self.assertIn("d'un autre dossier",
                      self.doubts(self.agreed(self.export(number, events=log.events)))[0])

    def test_again_at_a_restoration(self):
        for by, size, good in ((RESTORER, 2, True), ("u-7", 2, False), (RESTORER, 1, False)):
            with self.subTest((by, size)):
                log = Log().started()
                one = log.filed()
                log.order(one, by=by, proposal="", basis="appliqué de nouveau")
                log.add(JOURNAL, "journal.restored", {
                    "backup_made_at": "2026-05-20T08:00:00Z", "erasures_reapplied": 1,
                    "known_root": "0" * 64, "known_size": size, "root": "0" * 64, "size": size},
                    RESTORER)
                self.judged(log, None if good else one, scopes=("all",),
                            words=None if good else UNASKED)
                self.judged(log, scopes=(ONE,), notices=1)

    def test_a_request_without_content_is_no_lawful_silence(self):
        log = Log().started()
        one = log.filed()
        asked = log.add(ONE, REQUESTED, gone=True, by="u-9")
        log.order(one)
        self.judged(log, asked, notices=1)


class Inserted(verifier_test.Exports):
    """With the file: rows as the program writes them; without the key its next act refuses them,
    with it they are signed."""

    def setUp(self):
        super().setUp()
        self.store = self.root / "store"
        run(PROGRAM, "init", "--store", self.store, "--origin", "probant.example.org/journal")
        for number in range(3):
            run(PROGRAM, "record", "-", "--store", self.store, text=entity(number))
        words = ("erase", 1, "--store", self.store, "--by")
        run(PROGRAM, *words, "u-7", "--basis", "RGPD art. 17")
        run(PROGRAM, *words, "u-12", "--confirm")
        run(PROGRAM, "verify", "--store", self.store)

    def insert(self, like, data, actor, **links):
        return forging.insert(self.store, like, data, actor, **links)

    def erase(self, position, actor, **links):
        at = self.insert(5, {"kept": {"entities": [], "numbers": []}, "legal_basis": "RGPD art. 17",
                             "position": position}, actor, **links)
        with forging.unguarded(self.store) as db:
            db.execute("update event set payload = null where position = ?", (position,))
            db.execute("update leaf set blinding = null where position = ?", (position,))
        return at

    def seen(self, position, at, words=UNASKED):
        for more in (False, True):
            if more:  # once who has the key went on
                run(PROGRAM, "record", "-", "--store", self.store, text=entity(9), status=3)
                forging.seal(self.store)
                run(PROGRAM, "record", "-", "--store", self.store, text=entity(9))
            told = json.loads(run(PROGRAM, "verify", "--store", self.store, "--format", "json",
                                  status=1).stdout)
            self.assertEqual(told["first_bad_position"], position)
            # No list is to have it, nor is anybody told to put it into one.
            self.assertNotIn("n'y figure pas", " ".join(told["problems"]))
            self.assertIn(f"{words} (acte à la position {at})", told["reason"])
            items = json.loads(run(PROGRAM, "history", "register:010780054", "--store", self.store,
                                   "--format", "json").stdout)
            notes = {one["position"]: one["erasure"].get("unlawful") for one in items
                     if "erasure" in one}
            self.assertEqual(notes, {1: None, position: words})
            said = run(PROGRAM, "history", "register:010780054", "--store", self.store).stdout
            self.assertIn(f"contenu absent : {words} (acte à la position {at})", said)
            run(PROGRAM, "backup", self.root / "backup", "--store", self.store, status=3)
        run(PROGRAM, "export", "all", "--to", self.root / "out", "--store", self.store, status=3)

    def test_without_any_request(self):
        self.seen(2, self.erase(2, "u-99"))

    def test_asked_for_by_the_same_person(self):
        self.insert(4, {"legal_basis": "RGPD art. 17", "position": 2}, "martin")
        self.seen(2, self.erase(2, "Mártin "))

    def test_as_if_it_went_along_with_a_lawful_one(self):
        self.seen(2, self.erase(2, "u-12", causation=5, proposal=""))

    def test_as_if_a_restoration_had_done_it(self):
        self.seen(2, self.erase(2, "probant restore", proposal=""))


if __name__ == "__main__":
    PROGRAM, VERIFY = sys.argv.pop(1), sys.argv.pop(1)
    verifier_test.PROGRAM = VERIFY
    unittest.main()
