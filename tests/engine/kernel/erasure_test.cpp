// Erasure by two people: what goes, what stays, and that nothing else changes by it.
#include "engine/kernel/lawful_erasure.hpp"
#include "engine/log/check.hpp"
#include "engine/log/erasures.hpp"
#include "engine/transverse/unknown.hpp"
#include "projections/history.hpp"
#include "tests/engine/kernel/erasing.hpp"

namespace probant::test {
namespace {

using namespace erasing;

/// What is wrong with the log; of its erasures too.
std::string judged(EventStore const& store) {
  auto log = check_log(store);
  judge_erasures(store, log);
  return log.why;
}

TEST_CASE("erasure: one person asks, another confirms, the payload is gone", "[erasure]") {
  Desk desk;
  given_entity(desk);
  desk.given(ask("e1", 0, "u-7"));
  CHECK(payload_at(desk.store, 0) != "erased");
  CHECK(codes(desk.say(confirm("e2", 0, "u-7"))) == Codes{"segregation_of_duties"});
  auto const done = desk.say(confirm("e3", 0, "u-12"));
  CHECK(done.kind == OutcomeKind::recorded);
  CHECK(payload_at(desk.store, 0) == "erased");

  auto const check = check_log(desk.store);
  CHECK(judged(desk.store) == "");
  CHECK(check.erased == 1);
  auto const listed = erasures_of(desk.store);
  REQUIRE(listed.size() == 1);
  CHECK(listed.front().ordered_by == done.position);
  CHECK(parse_erasures(erasures_text(listed)) == listed);
  CHECK(answers(desk.engine.world()) == answers(replay(desk.store)));
}

TEST_CASE("erasure: refused without request, twice, for another reason, under hold", "[erasure]") {
  Desk desk;
  given_entity(desk);
  CHECK(codes(desk.say(confirm("a", 0, "u-12"))) == Codes{"not_allowed_now"});
  desk.given(ask("b", 0, "u-7"));
  CHECK(codes(desk.say(ask("c", 0, "u-8"))) == Codes{"not_allowed_now"});
  CHECK(codes(desk.say(confirm("d", 0, "u-12", registered, "autre"))) == Codes{"invalid_field"});
  desk.given(act("h1", "legal_hold_set", "u-1", R"({"grounds":"contentieux"})"));
  CHECK(codes(desk.say(confirm("e", 0, "u-12"))) == Codes{"legal_hold"});
  CHECK(codes(desk.say(ask("f", 0, "u-9"))) == Codes{"legal_hold", "not_allowed_now"});
  desk.given(act("h2", "legal_hold_lifted", "u-1", R"({"grounds":"fin"})"));
  desk.given(confirm("g", 0, "u-12"));
  CHECK(codes(desk.say(ask("h", 0, "u-7"))) == Codes{"not_allowed_now"});
  CHECK(codes(desk.say(confirm("i", 0, "u-12"))) == Codes{"not_allowed_now"});
}

TEST_CASE("erasure: what is never erased, and what is not of the dossier", "[erasure]") {
  Example desk;
  desk.given(act("h1", "legal_hold_set", "u-1", R"({"grounds":"contentieux"})", mie_dossier));
  auto const management = desk.store.head().next - 1;
  desk.given(act("h2", "legal_hold_lifted", "u-1", R"({"grounds":"fin"})", mie_dossier));
  CHECK(codes(desk.say(ask("a", management, "u-7", mie_dossier))) == Codes{"not_allowed_now"});
  CHECK(codes(desk.say(ask("b", 0, "u-7", mie_dossier))) == Codes{"invalid_field"});
  CHECK(codes(desk.say(ask("c", 100'000, "u-7", mie_dossier))) == Codes{"invalid_field"});
  CHECK(codes(desk.say(R"({"id":"d","type":"dossier.erasure_requested","dossier":"mie:010780054",
    "actor":{"id":"x","role":"ars","organisation":"93"},"data":)" +
                       erasure(desk.position_of("mie.funding_requested"), "art. 17") + "}")) ==
        Codes{"not_competent_ars"});
}

TEST_CASE("erasure: corrections of the event go with it, each by an order of its own",
          "[erasure]") {
  Desk desk;
  given_entity(desk);
  desk.given(act("c1", "correction_recorded", "u-1",
                 R"({"position":0,"corrections":[{"field":"name","was":"CH","becomes":"SECRET"}],)"
                 R"("grounds":"saisie"})"));
  auto const correction = desk.store.head().next - 1;
  auto const asked = desk.say(ask("e1", 0, "u-7"));
  CHECK_THAT(asked.warnings, Catch::Contains("corrections_erased_too") &&
                                 Catch::Contains("position(s) " + std::to_string(correction)));
  desk.given(confirm("e2", 0, "u-12"));
  CHECK(payload_at(desk.store, 0) == "erased");
  CHECK(payload_at(desk.store, correction) == "erased");
  CHECK(erasures_of(desk.store).size() == 2);
  CHECK(judged(desk.store) == "");
  CHECK(answers(desk.engine.world()) == answers(replay(desk.store)));
}

TEST_CASE("erasure: refusals that quote what goes are named, and no others", "[erasure]") {
  Desk desk;
  given_entity(desk);
  auto const correction = [](std::string const& id, std::string const& was) {
    return act(id, "correction_recorded", "u-1",
               R"({"position":0,"corrections":[{"field":"name","was":")" + was +
                   R"(","becomes":"CH DURAND"}],"grounds":"saisie"})");
  };
  auto const refused = [&](std::string const& line) {
    auto const outcome = desk.say(line);
    REQUIRE(outcome.kind == OutcomeKind::refused);
    return outcome.position;
  };
  auto const quotes_it = refused(correction("r1", "AUTRE"));
  refused(confirm("r2", 0, "u-12"));
  desk.given(correction("c1", "CH"));
  auto const quotes_correction = refused(correction("r3", "TIERS"));
  auto const again = refused(correction("r4", "TIERS"));
  auto const named = [](std::initializer_list<Position> positions) {
    std::string list = positions.size() > 1 ? " : positions " : " : position ";
    for (auto const one : positions) {
      list += (one == *positions.begin() ? "" : ", ") + std::to_string(one);
    }
    return Catch::Contains("refusals:register:010780054" + list + ". ");
  };

  auto const asked = desk.say(ask("e1", 0, "u-7"));
  CHECK(asked.kind == OutcomeKind::recorded);
  CHECK_THAT(asked.warnings, named({quotes_it, quotes_correction, again}));
  CHECK_THAT(asked.warnings, Catch::Contains("refusals_may_repeat") &&
                                 Catch::Contains("probant erase " + std::to_string(quotes_it)));
  CHECK_THAT(desk.say(confirm("e2", 0, "u-12")).warnings,
             named({quotes_it, quotes_correction, again}));
  CHECK(payload_at(desk.store, quotes_it) != "erased");

  // Of refusals in the same words that quote somebody, each names the others.
  auto const refusals = std::string{"refusals:"} + registered;
  CHECK_THAT(desk.say(ask("e3", quotes_correction, "u-7", refusals)).warnings, named({again}));
  auto const unquoted = refused(correction("r5", "TIERS"));
  refused(correction("r6", "TIERS"));
  CHECK(desk.say(ask("e4", quotes_it, "u-7", refusals)).warnings == "");
  CHECK(desk.say(ask("e5", unquoted, "u-7", refusals)).warnings == "");
}

TEST_CASE("erasure: its proposal is answered as a repetition, without data", "[erasure]") {
  Desk desk;
  given_entity(desk);
  auto const line =
      R"({"id":"w1","type":"register.workforce_recorded","dossier":"register:010780054",
    "actor":{"id":"op","role":"operator","organisation":""},
    "data":{"site":"010000024","year":2024,"salaried":2100}})";
  desk.given(line);
  auto const position = desk.store.head().next - 1;
  CHECK(desk.say(line).kind == OutcomeKind::duplicate);
  desk.given(ask("e1", position, "u-7"));
  desk.given(confirm("e2", position, "u-12"));
  auto const again = desk.say(line);
  CHECK(again.kind == OutcomeKind::duplicate);
  CHECK(again.erased);
  CHECK(again.data.empty());
  CHECK_THAT(to_json(again), Catch::Contains(R"("erased":true)"));
  CHECK_THAT(to_json(again), !Catch::Contains(R"("data")"));
}

bool is_money(std::string_view type) {
  for (auto const* one :
       {"aap.project_selected", "aap.instalment_ordered", "aap.instalment_paid",
        "mie.payment_ordered", "mie.payment_executed", "recovery.repayment_ordered",
        "recovery.repayment_received", "recovery.waived", "recovery.written_off"}) {
    if (type == one) return true;
  }
  return false;
}

TEST_CASE("erasure: the pieces of the accounts stay", "[erasure]") {
  Example desk;
  int tried = 0;
  std::vector<std::pair<Position, std::string>> pieces;
  desk.store.scan(0, desk.store.head().next, [&](StoredEvent const& event) {
    if (is_money(catalogue[event.type].name)) {
      pieces.emplace_back(event.position, event.dossier.text());
    }
    return true;
  });
  for (auto const& [position, dossier] : pieces) {
    INFO(position << " " << payload_at(desk.store, position));
    auto const refused = desk.say(ask("p" + std::to_string(++tried), position, "u-7", dossier));
    CHECK(codes(refused) == Codes{"not_allowed_now"});
    CHECK_THAT(to_json(refused), Catch::Contains("les comptes reposent"));
  }
  CHECK(tried >= 2);
}

TEST_CASE("erasure: what a payment was computed from stays with it", "[erasure]") {
  Example desk;
  auto const refused =
      desk.say(ask("d1", desk.position_of("mie.declaration_transmitted"), "u-7", mie_dossier));
  CHECK(codes(refused) == Codes{"not_allowed_now"});
  CHECK_THAT(to_json(refused), Catch::Contains("un paiement ordonnancé repose sur les montants"));
}

TEST_CASE("erasure: the cards of a funding stay once a payment was ordered", "[erasure]") {
  Example desk;
  desk.given(R"({"id":"c1","type":"mie.cards_cancelled","dossier":"mie:010780054",
    "actor":{"id":"ans-1","role":"ans","organisation":"ans"},
    "data":{"quantity":10,"order_reference":"CPS-7781"}})");
  for (auto const* type : {"mie.cards_ordered", "mie.cards_cancelled"}) {
    INFO(type);
    auto const refused =
        desk.say(ask(std::string{"d-"} + type, desk.position_of(type), "u-7", mie_dossier));
    CHECK(codes(refused) == Codes{"not_allowed_now"});
    CHECK_THAT(to_json(refused), Catch::Contains("un paiement ordonnancé repose"));
  }
}

TEST_CASE("erasure: what dossiers rest on stays in the register and in the calendar", "[erasure]") {
  Desk desk;
  desk.given_candidacy();
  auto const refused = desk.say(ask("e1", 0, "u-7"));
  CHECK(codes(refused) == Codes{"not_allowed_now"});
  CHECK_THAT(to_json(refused), Catch::Contains("hospiconnect:010780054 repose sur lui"));
  desk.given(
      act("h1", "legal_hold_set", "u-1", R"({"grounds":"contentieux"})", "hospiconnect:010780054"));
  CHECK(codes(desk.say(ask("e2", 0, "u-7"))) == Codes{"legal_hold"});
  CHECK(payload_at(desk.store, 0) != "erased");

  Example example;
  auto const date = example.position_of("programme.window_opened");
  CHECK(codes(example.say(ask("e3", date, "u-7", "programme:hopen2-2026"))) ==
        Codes{"not_allowed_now"});
}

TEST_CASE("erasure: two accounts that differ by their case are one person", "[erasure]") {
  Desk desk;
  given_entity(desk);
  desk.given(ask("e1", 0, "martin"));
  CHECK(codes(desk.say(confirm("e2", 0, "MARTIN"))) == Codes{"segregation_of_duties"});
  CHECK(codes(desk.say(confirm("e3", 0, "Mar tin"))) == Codes{"segregation_of_duties"});
  desk.given(confirm("e4", 0, "durand"));
}

TEST_CASE("erasure: the account that filed the act does not confirm its erasure", "[erasure]") {
  Desk desk;
  given_entity(desk);
  desk.given(ask("e1", 0, "u-7"));
  CHECK(codes(desk.say(confirm("e2", 0, "op"))) == Codes{"segregation_of_duties"});
  CHECK(codes(desk.say(confirm("e3", 0, "Op"))) == Codes{"segregation_of_duties"});
  desk.given(confirm("e4", 0, "u-12"));
}

TEST_CASE("erasure: of every event of the example in turn, no phase and no due date changes",
          "[erasure]") {
  Example desk;
  auto const at = *Instant::parse("2026-12-01T00:00:00Z");
  auto const end = desk.store.head().next;
  std::vector<std::pair<Position, DossierId>> targets;
  desk.store.scan(0, end, [&](StoredEvent const& event) {
    auto const& about = catalogue[event.type];
    bool const of_procedure =
        about.kind != DossierKind::register_ && about.kind != DossierKind::programme;
    if (of_procedure && !about.in_any_dossier && !is_money(about.name))
      targets.emplace_back(event.position, event.dossier);
    return true;
  });
  REQUIRE(targets.size() > 10);
  for (auto const& [position, dossier] : targets) {
    INFO(position << " " << payload_at(desk.store, position));
    auto const look = [&, id = dossier] {
      auto const view = view_of(desk.engine.world(), id, at);
      auto text = view.phase.phase;
      for (auto const& track : view.phase.tracks) text += " " + track.track + "=" + track.phase;
      for (auto const& deadline : view.deadlines) text += "\n" + to_json(deadline);
      return text;
    };
    auto const before = look();
    desk.erase_unasked(position);
    CHECK(look() == before);
    CHECK(answers(desk.engine.world()) == answers(replay(desk.store)));
  }
  CHECK(check_log(desk.store).why == "");
}

TEST_CASE("erasure: a figure that rested on the content is unknown, and decides nothing",
          "[erasure]") {
  Example desk;
  auto const at = *Instant::parse("2026-12-01T00:00:00Z");
  auto const row = [&] {
    for (auto const& one : exposure(desk.engine.world(), at)) {
      if (one.dossier.text() == mie_dossier) return one.amounts;
    }
    return Amounts{};
  };
  auto const figure = [&](Figure which) { return row()[static_cast<std::size_t>(which)]; };
  REQUIRE(figure(Figure::declared_costs_cents));
  desk.erase_unasked(desk.position_of("mie.declaration_transmitted"));
  CHECK_FALSE(figure(Figure::declared_costs_cents));
  CHECK_FALSE(figure(Figure::entitlement_cents));
  CHECK(figure(Figure::paid_cents) == Money::cents(3160050));
  CHECK(figure(Figure::ceiling_net_cents));
  auto const order = desk.say(
      R"({"id":"p2","type":"mie.payment_ordered","dossier":"mie:010780054",
      "actor":{"id":"o","role":"ans_authorising_officer","organisation":""},
      "data":{"year":2026,"order_reference":"O-2"}})");
  REQUIRE(order.kind == OutcomeKind::refused);
  CHECK_THAT(order.reasons.front().message, Catch::Contains("effacé"));
}

TEST_CASE("erasure: a project whose filing is gone is not selected, and only for that",
          "[erasure]") {
  // Given a project whose filing is erased before it is decided on
  Example desk{"2026-06-22T09:00:00Z", "ex-15"};
  auto const id = *DossierId::parse("aap:2026-0417");
  auto const next = [&] {
    std::set<std::string_view> names;
    for (auto const type : view_of(desk.engine.world(), id, desk.clock).allowed_next) {
      names.insert(catalogue[type].name);
    }
    return names;
  };
  CHECK(next().contains("aap.project_selected"));
  desk.erase(desk.position_of("aap.project_filed"), id.text());
  // When it is selected, for more than any ceiling
  auto const refused = desk.say(
      R"({"id":"s1","type":"aap.project_selected","dossier":"aap:2026-0417",
      "actor":{"id":"a","role":"ars","organisation":"84"},"data":{"granted_cents":20500001,
      "decision":{"author":{"first_name":"C","last_name":"M","quality":"D","service":"ARS"},
      "signed_on":"2026-06-20","remedies":"TA"},
      "criteria":[{"name":"Robustesse","assessment":"oui"}]}})");
  // Then nothing is said of the ceiling, which nobody knows; nor is it told as possible
  INFO(to_json(refused));
  CHECK(codes(refused) == Codes{"not_allowed_now"});
  CHECK(refused.warnings.empty());
  CHECK_FALSE(next().contains("aap.project_selected"));
  CHECK(next().contains("aap.project_not_selected"));
}

TEST_CASE("erasure: an order whose content is gone is not carried out", "[erasure]") {
  Example desk;
  auto const act = [&](std::string const& id, std::string const& type, std::string const& role,
                       std::string const& data) {
    return desk.say(R"({"id":")" + id + R"(","type":"aap.)" + type +
                    R"(","dossier":"aap:2026-0417","actor":{"id":")" + role + R"(","role":")" +
                    role + R"(","organisation":"84"},"data":)" + data + "}");
  };
  act("a1", "convention_signed", "ars", R"({"signed_on":"2026-07-01","signatories":["ARS","CH"]})");
  auto const ordered = act("a2", "instalment_ordered", "ars_authorising_officer",
                           R"({"instalment":1,"order_reference":"O-1"})");
  REQUIRE(ordered.kind == OutcomeKind::recorded);
  desk.erase_unasked(ordered.position);
  auto const paid = act("a3", "instalment_paid", "ars_accounting_officer",
                        R"({"instalment":1,"payment_reference":"V-1","paid_on":"2027-01-10"})");
  INFO(to_json(paid));
  REQUIRE(paid.kind == OutcomeKind::refused);
  CHECK_THAT(paid.reasons.front().message, Catch::Contains("effacé"));
}

TEST_CASE("erasure: the past before it shows that the content is gone, and why", "[erasure]") {
  Example desk;
  auto const position = desk.position_of("mie.declaration_transmitted");
  desk.erase_unasked(position);
  auto const then = *Instant::parse("2026-10-01T00:00:00Z");
  auto const items = history(desk.store, *DossierId::parse(mie_dossier), {std::nullopt, then});
  auto const found = std::ranges::find(items, position, &HistoryItem::position);
  REQUIRE(found != items.end());
  CHECK(found->erased);
  REQUIRE(found->erasure);
  CHECK(found->erasure->legal_basis == "art. 17");
  CHECK(found->phase_before != "");
  CHECK_THAT(to_json(*found), Catch::Contains(R"("data":null)"));
}

TEST_CASE("erasure: a look that began before it finds what was kept all the same", "[erasure]") {
  Example desk;
  Bounds const begun{.valid_at = {}, .known_at = {}, .before = desk.store.head().next};
  desk.erase(desk.position_of("mie.convention_signed", 2), mie_dossier);
  auto const phases = [](World const& world) {
    auto const at = *Instant::parse("2026-12-01T00:00:00Z");
    auto const view = view_of(world, *DossierId::parse(mie_dossier), at);
    auto text = view.phase.phase;
    for (auto const& track : view.phase.tracks) text += " " + track.track + "=" + track.phase;
    return text;
  };
  CHECK(phases(replay(desk.store, begun)) == phases(replay(desk.store)));
}

TEST_CASE("erasure list: anything but its lines is refused", "[erasure]") {
  std::string const leaf(64, 'a');
  CHECK(parse_erasures("").value().empty());
  CHECK(parse_erasures("1 " + leaf + " 2\n").value().size() == 1);
  auto const told = "1 " + leaf + " 2 2026-05-20T08:00:00Z RGPD art. 17, demande du 8 mars\n";
  auto const one = parse_erasures(told).value();
  CHECK(one.front().legal_basis == "RGPD art. 17, demande du 8 mars");
  CHECK(erasures_text(one) == told);
  auto const both = merged(parse_erasures("1 " + leaf + " 2\n").value(), one);
  CHECK(erasures_text(both) == told);
  for (auto const& bad :
       {"1 " + leaf + " 2", "1 " + leaf + " 2 hier RGPD\n",
        "1 " + leaf + " 2 2026-05-20T08:00:00Z\n", "01 " + leaf + " 2\n", "1 " + leaf + "\n",
        "1  " + leaf + " 2\n", "1 " + leaf + " 2 \n", "-1 " + leaf + " 2\n", std::string{"\n"},
        "1 " + leaf.substr(1) + " 2\n"}) {
    INFO(bad);
    CHECK_FALSE(parse_erasures(bad));
  }
}

}  // namespace
}  // namespace probant::test
