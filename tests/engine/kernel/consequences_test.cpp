// What a correction does to money that was ordered, paid or granted is told when it is recorded,
// and has its deadline in the dossier concerned.
#include "tests/engine/kernel/continued.hpp"

namespace probant::test {
namespace {

constexpr auto mie_dossier = "mie:010780054";
constexpr auto aap_dossier = "aap:2026-0417";
constexpr auto register_dossier = "register:010780054";

std::vector<Obligation> of_key(Continued& desk, std::string_view id, std::string_view key) {
  auto const& world = desk.engine().world();
  auto const* found = world.find(dossier(id));
  View const view{world, dossier(id), instant("2027-04-02T08:00:00Z")};
  std::vector<Obligation> all;
  std::visit([&](auto const& state) { add_obligations(state, view, all); }, found->state);
  std::erase_if(all, [&](Obligation const& one) { return one.key != key; });
  return all;
}

/// A recovery of 1 € against the funding, as far as the establishment's observations.
void hear(Continued& desk, std::string const& recovery,
          std::string const& cause = "non_compliance") {
  desk.given(
      "recovery.opened", recovery, "2027-03-01T09:00:00Z", "ans",
      R"({"against":"mie:010780054","cause":")" + cause + R"(","amount_cents":100,"grounds":"g"})");
  desk.given("recovery.formal_notice_served", recovery, "2027-03-02T09:00:00Z", "ans",
             R"({"notified_on":"2027-03-02","respond_within_days":15,"grounds":"g"})");
  desk.given("recovery.observations_received", recovery, "2027-03-03T09:00:00Z", "ans",
             R"({"text":"observations"})");
}

Outcome withdraw(Continued& desk, std::string recovery, int cents, std::string const& signed_on) {
  return desk.say("recovery.withdrawal_decided", std::move(recovery), "2027-03-04T09:00:00Z", "ans",
                  R"({"amount_cents":)" + std::to_string(cents) +
                      R"(,"grounds":"g","decision":{"author":{"first_name":"C","last_name":"M",)"
                      R"("quality":"D","service":"ANS"},"signed_on":")" +
                      signed_on + R"("}})");
}

}  // namespace

TEST_CASE_METHOD(Continued, "correction: of a declaration behind a payment, the excess is told",
                 "[transverse][consequences]") {
  auto const declared = last_of(mie_dossier, "mie.declaration_transmitted");
  CHECK(of_key(*this, mie_dossier, "recovery.prescription").empty());
  auto const answer = correct(mie_dossier, declared, "costs[0].amount_cents", "2350000", "1350000");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK_THAT(answer.warnings, Catch::Contains("correction_overpays"));
  CHECK_THAT(answer.warnings,
             Catch::Contains(to_french(Money::euros(10'000))) && Catch::Contains("(avant :"));
  auto const open = of_key(*this, mie_dossier, "recovery.prescription");
  REQUIRE(open.size() == 1);
  CHECK(open.front().responsible == "ans");
  CHECK(open.front().due_on == day("2032-03-01"));
  CHECK_THAT(open.front().label, Catch::Contains(to_french(Money::euros(10'000))));
}

TEST_CASE_METHOD(Continued, "correction: none that follows moves the day an excess was known",
                 "[transverse][consequences]") {
  auto const declared = last_of(mie_dossier, "mie.declaration_transmitted");
  correct(mie_dossier, declared, "costs[0].amount_cents", "2350000", "1350000");
  auto const later = [&](std::string const& field, std::string const& was,
                         std::string const& becomes) {
    given("dossier.correction_recorded", mie_dossier, "2027-03-20T09:00:00Z", "ans",
          R"({"position":)" + std::to_string(declared) + R"(,"corrections":[{"field":")" + field +
              R"(","was":)" + was + R"(,"becomes":)" + becomes + R"(}],"grounds":"saisie"})");
  };
  later("costs[0].label", R"("Lecteurs sans contact, 400 postes")", R"("Lecteurs")");
  auto open = of_key(*this, mie_dossier, "recovery.prescription");
  REQUIRE(open.size() == 1);
  CHECK(open.front().due_on == day("2032-03-01"));
  later("costs[0].amount_cents", "1350000", "1250000");
  open = of_key(*this, mie_dossier, "recovery.prescription");
  REQUIRE(open.size() == 2);
  CHECK(open[0].due_on == day("2032-03-01"));
  CHECK(open[1].due_on == day("2032-03-20"));
  CHECK_THAT(open[1].label, Catch::Contains(to_french(Money::euros(1'000))));
  // Put right, and wrong again: it was known all the time.
  later("costs[0].amount_cents", "1250000", "2350000");
  CHECK(of_key(*this, mie_dossier, "recovery.prescription").empty());
  later("costs[0].amount_cents", "2350000", "1350000");
  open = of_key(*this, mie_dossier, "recovery.prescription");
  REQUIRE(open.size() == 1);
  CHECK(open[0].due_on == day("2032-03-01"));
  // Read anew, the log tells the same.
  auto const& live = engine().world().known_excess(dossier(mie_dossier));
  CHECK(replay(store).known_excess(dossier(mie_dossier)) == live);
}

TEST_CASE_METHOD(Continued, "correction: of objectives, once attainment is attested, is told",
                 "[transverse][consequences]") {
  auto const declared = last_of(mie_dossier, "mie.declaration_transmitted");
  auto const answer = correct(mie_dossier, declared, "objectives[0].achieved", "true", "false");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK_THAT(answer.warnings,
             Catch::Contains("objective_not_achieved") && Catch::Contains("mie.attainment.test"));
  auto const right = correct(mie_dossier, declared, "objectives[0].achieved", "false", "true");
  CHECK(right.warnings.empty());
}

TEST_CASE_METHOD(Continued, "correction: of proofs, once attainment is validated, is told",
                 "[transverse][consequences]") {
  clock = instant("2028-01-04T08:00:00Z");
  auto const author = std::string{R"({"author":{"first_name":"C","last_name":"M","quality":"D",)"} +
                      R"("service":"ARS"},"signed_on":"2027-06-20"})";
  given("aap.convention_signed", aap_dossier, "2026-07-02T09:00:00Z", "ars",
        R"({"signed_on":"2026-07-01","signatories":["ARS","CH"]})");
  given("aap.instalment_ordered", aap_dossier, "2026-12-01T09:00:00Z", "ars_authorising_officer",
        R"({"instalment":1,"order_reference":"O-1"})");
  given("aap.proofs_deposited", aap_dossier, "2027-06-01T09:00:00Z", "convergence",
        R"({"targets":[{"label":"Délai","achieved":true}]})");
  auto const proofs = last_of(aap_dossier, "aap.proofs_deposited");
  auto const correcting = [&](bool was) {
    auto const text = [](bool value) { return std::string{value ? "true" : "false"}; };
    return say("dossier.correction_recorded", aap_dossier, "2027-12-20T09:00:00Z", "ars",
               R"({"position":)" + std::to_string(proofs) +
                   R"(,"corrections":[{"field":"targets[0].achieved","was":)" + text(was) +
                   R"(,"becomes":)" + text(!was) + R"(}],"grounds":"saisie"})");
  };
  CHECK(correcting(true).warnings.empty());
  CHECK(correcting(false).warnings.empty());
  given("aap.attainment_validated", aap_dossier, "2027-06-20T09:00:00Z", "ars",
        R"({"decision":)" + author + "}");
  given("aap.instalment_ordered", aap_dossier, "2027-12-01T09:00:00Z", "ars_authorising_officer",
        R"({"instalment":2,"order_reference":"O-2"})");
  auto const answer = correcting(true);
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK_THAT(answer.warnings, Catch::Contains("target_not_achieved") &&
                                  Catch::Contains("aap.second_instalment.rule") &&
                                  Catch::Contains("est ordonnancée"));
  auto const paid =
      given("aap.instalment_paid", aap_dossier, "2027-12-22T09:00:00Z", "ars_accounting_officer",
            R"({"instalment":2,"payment_reference":"V-2","paid_on":"2027-12-22"})");
  CHECK_THAT(paid.warnings, Catch::Contains("target_not_achieved"));
}

TEST_CASE_METHOD(Continued, "correction: that costs nobody anything says nothing",
                 "[transverse][consequences]") {
  auto const declared = last_of(mie_dossier, "mie.declaration_transmitted");
  auto const answer = correct(mie_dossier, declared, "costs[0].label",
                              R"("Lecteurs sans contact, 400 postes")", R"("Lecteurs")");
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK(answer.warnings.empty());
}

TEST_CASE_METHOD(Continued, "correction: no order of cards comes to less than was cancelled of it",
                 "[transverse][consequences]") {
  say("mie.cards_ordered", mie_dossier, "2027-02-02T09:00:00Z", "ans",
      R"({"quantity":10,"order_reference":"C-9","ordered_on":"2027-02-02"})");
  auto const ordered = last_of(mie_dossier, "mie.cards_ordered");
  say("mie.cards_cancelled", mie_dossier, "2027-02-03T09:00:00Z", "ans",
      R"({"quantity":6,"order_reference":"C-9"})");
  auto const refused = correct(mie_dossier, ordered, "quantity", "10", "5");
  INFO(to_json(refused));
  REQUIRE(refused.kind == OutcomeKind::refused);
  CHECK_THAT(to_json(refused), Catch::Contains("plus de cartes seraient annulées"));
  CHECK(correct(mie_dossier, ordered, "quantity", "10", "6").kind == OutcomeKind::recorded);
}

TEST_CASE_METHOD(Continued, "correction: of a workforce, the fundings that rest on it are named",
                 "[transverse][consequences]") {
  auto const counted = last_of(register_dossier, "register.workforce_recorded");
  auto const answer = correct(register_dossier, counted, "salaried", "2100", "210");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK_THAT(answer.warnings, Catch::Contains("correction_overpays"));
  CHECK_THAT(answer.warnings, Catch::Contains(mie_dossier));
  CHECK(of_key(*this, mie_dossier, "recovery.prescription").size() == 1);
}

TEST_CASE_METHOD(Continued,
                 "register: a lower workforce after a payment is told, and undoes nothing",
                 "[transverse][consequences]") {
  auto const answer =
      say("register.workforce_recorded", register_dossier, "2027-03-01T09:00:00Z", "operator",
          R"({"site":"010000024","year":2024,"salaried":210,"liberal":12})");
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK_THAT(answer.warnings, Catch::Contains("ceiling_changed"));
  CHECK(of_key(*this, mie_dossier, "recovery.prescription").empty());
}

TEST_CASE_METHOD(Continued, "correction: of a control, what was withdrawn in excess is told",
                 "[transverse][consequences]") {
  given("mie.control_opened", mie_dossier, "2027-01-10T09:00:00Z", "ans",
        R"({"mode":"documents","initiator":"ans"})");
  auto const concluded = given("mie.control_concluded", mie_dossier, "2027-02-10T09:00:00Z", "ans",
                               R"({"recognised_costs_cents":1000000,"findings":"écart"})")
                             .position;
  hear(*this, "recovery:R-7", "overcompensation");
  REQUIRE(withdraw(*this, "recovery:R-7", 100, "2027-03-04").kind == OutcomeKind::recorded);
  auto const answer =
      correct(mie_dossier, concluded, "recognised_costs_cents", "1000000", "90000000");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK_THAT(answer.warnings, Catch::Contains("above_overcompensation") &&
                                  Catch::Contains(to_french(Money::cents(100))));
}

TEST_CASE_METHOD(Continued, "correction: what it adds to an ordered debt is ordered as well",
                 "[transverse][consequences]") {
  hear(*this, "recovery:R-6");
  REQUIRE(withdraw(*this, "recovery:R-6", 60, "2027-03-04").kind == OutcomeKind::recorded);
  auto const order = [&](std::string at) {
    return say("recovery.repayment_ordered", "recovery:R-6", std::move(at),
               "ans_authorising_officer", R"({"order_reference":"OR-1","due_on":"2027-06-30"})");
  };
  REQUIRE(order("2027-03-05T09:00:00Z").kind == OutcomeKind::recorded);
  CHECK(of_key(*this, "recovery:R-6", "recovery.order").front().met);
  auto const withdrawn = last_of("recovery:R-6", "recovery.withdrawal_decided");
  clock = instant("2027-04-03T08:00:00Z");
  auto const more =
      say("dossier.correction_recorded", "recovery:R-6", "2027-04-01T09:00:00Z", "ans",
          R"({"position":)" + std::to_string(withdrawn) +
              R"(,"corrections":[{"field":"amount_cents","was":60,"becomes":90}],)"
              R"("grounds":"saisie"})");
  INFO(to_json(more));
  REQUIRE(more.kind == OutcomeKind::recorded);
  CHECK_FALSE(of_key(*this, "recovery:R-6", "recovery.order").front().met);
  REQUIRE(order("2027-04-02T09:00:00Z").kind == OutcomeKind::recorded);
  CHECK(of_key(*this, "recovery:R-6", "recovery.order").front().met);
  auto const& state =
      std::get<RecoveryState>(engine().world().find(dossier("recovery:R-6"))->state);
  CHECK(state.due.size() == 1);
  CHECK(state.due.front().amount == Money::cents(90));
}

TEST_CASE_METHOD(Continued, "correction: a claim is not made less than what was withdrawn",
                 "[transverse][consequences]") {
  hear(*this, "recovery:R-8");
  REQUIRE(withdraw(*this, "recovery:R-8", 90, "2027-03-04").kind == OutcomeKind::recorded);
  auto const opened = last_of("recovery:R-8", "recovery.opened");
  auto const corrected = [&](std::string amount) {
    return correct("recovery:R-8", opened, "amount_cents", "100", std::move(amount));
  };
  auto const refused = corrected("89");
  CHECK(refused.kind == OutcomeKind::refused);
  CHECK_THAT(to_json(refused), Catch::Contains("data.corrections") && Catch::Contains("0,89"));
  CHECK(corrected("90").kind == OutcomeKind::recorded);
}

TEST_CASE_METHOD(Continued, "decision: signed before what it decides, it is told",
                 "[transverse][decision]") {
  hear(*this, "recovery:R-9");
  auto const early = withdraw(*this, "recovery:R-9", 100, "2027-03-01");
  REQUIRE(early.kind == OutcomeKind::recorded);
  CHECK_THAT(early.warnings, Catch::Contains("signed_before_matter") &&
                                 Catch::Contains("avant la mise en demeure, du 02/03/2027"));
}

TEST_CASE_METHOD(Continued, "cards ordered after a payment are no excess to recover",
                 "[transverse][consequences]") {
  given("mie.cards_ordered", mie_dossier, "2027-02-01T09:00:00Z", "ans",
        R"({"quantity":3000,"order_reference":"CPS-9","ordered_on":"2027-02-01"})");
  given("register.ceiling_published", register_dossier, "2027-03-01T09:00:00Z", "operator",
        R"({"entity":"010780054","amount_cents":90000000,"source":"liste"})");
  CHECK(of_key(*this, mie_dossier, "recovery.prescription").empty());
}

TEST_CASE_METHOD(Continued, "correction: of cards ordered after a payment, it tells of no recovery",
                 "[transverse][consequences]") {
  given("mie.cards_ordered", mie_dossier, "2027-02-01T09:00:00Z", "ans",
        R"({"quantity":1,"order_reference":"CPS-9","ordered_on":"2027-02-01"})");
  auto const answer =
      correct(mie_dossier, last_of(mie_dossier, "mie.cards_ordered"), "quantity", "1", "3000");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK_THAT(answer.warnings, Catch::Contains("cards_after_payment") &&
                                  !Catch::Contains("correction_overpays") &&
                                  !Catch::Contains("à recouvrer"));
  CHECK(of_key(*this, mie_dossier, "recovery.prescription").empty());
}

TEST_CASE_METHOD(Continued, "correction: of an activity, the category it changes is told",
                 "[transverse][consequences]") {
  given("aap.convention_signed", aap_dossier, "2026-07-02T09:00:00Z", "ars",
        R"({"signed_on":"2026-07-01","signatories":["ARS","CH"]})");
  given("aap.instalment_ordered", aap_dossier, "2026-12-01T09:00:00Z", "ars_authorising_officer",
        R"({"instalment":1,"order_reference":"O-1"})");
  given("aap.instalment_paid", aap_dossier, "2026-12-02T09:00:00Z", "ars_accounting_officer",
        R"({"instalment":1,"payment_reference":"V-1","paid_on":"2026-12-02"})");
  auto const counted = last_of(register_dossier, "register.activity_recorded");
  auto const answer = correct(register_dossier, counted, "combined_activity", "61250", "6125");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  CHECK_THAT(answer.warnings, Catch::Contains("category_changed"));
  CHECK_THAT(answer.warnings, Catch::Contains("A, " + to_french(Money::euros(35'000))));
  auto const open = of_key(*this, aap_dossier, "recovery.prescription");
  REQUIRE(open.size() == 1);
  CHECK(open.front().responsible == "ars");
  CHECK(open.front().due_on == day("2032-03-01"));
}

TEST_CASE_METHOD(Continued, "correction: of an activity, what is ordered then tells of it",
                 "[transverse][consequences]") {
  given("aap.convention_signed", aap_dossier, "2026-07-02T09:00:00Z", "ars",
        R"({"signed_on":"2026-07-01","signatories":["ARS","CH"]})");
  auto const counted = last_of(register_dossier, "register.activity_recorded");
  correct(register_dossier, counted, "combined_activity", "61250", "6125");
  auto const order =
      given("aap.instalment_ordered", aap_dossier, "2027-03-02T09:00:00Z",
            "ars_authorising_officer", R"({"instalment":1,"order_reference":"O-1"})");
  CHECK_THAT(order.warnings, Catch::Contains("category_changed"));
  CHECK_THAT(order.warnings, Catch::Contains("A, " + to_french(Money::euros(35'000))));
}

TEST_CASE_METHOD(Continued, "register: an activity recorded anew names the projects it concerns",
                 "[transverse][consequences][register]") {
  auto const counted = [&](int year, int activity) {
    return given("register.activity_recorded", register_dossier, "2027-03-01T09:00:00Z", "operator",
                 R"({"pmsi":"010780054","year":)" + std::to_string(year) +
                     R"(,"combined_activity":)" + std::to_string(activity) +
                     R"(,"source":"liste corrigée"})")
        .warnings;
  };
  CHECK(counted(2024, 61'300).empty());
  auto const warned = counted(2024, 6'125);
  CHECK_THAT(warned, Catch::Contains("category_changed") && Catch::Contains(aap_dossier));
  CHECK_THAT(warned, Catch::Contains("A, " + to_french(Money::euros(35'000))) &&
                         Catch::Contains("(avant : C, " + to_french(Money::euros(85'000))));
  CHECK_THAT(warned, Catch::Contains("dossier.correction_recorded"));
  CHECK(of_key(*this, aap_dossier, "recovery.prescription").empty());
  // As it was found then, or nearly: what is in between was told.
  CHECK(counted(2024, 61'300).empty());
  // A later year says nothing of what was found then.
  CHECK(counted(2025, 6'125).empty());
}

TEST_CASE_METHOD(Continued,
                 "aap: figures recorded since the filing are no excess, whatever else is corrected",
                 "[transverse][consequences]") {
  given("aap.convention_signed", aap_dossier, "2026-07-02T09:00:00Z", "ars",
        R"({"signed_on":"2026-07-01","signatories":["ARS","CH"]})");
  given("aap.instalment_ordered", aap_dossier, "2026-12-01T09:00:00Z", "ars_authorising_officer",
        R"({"instalment":1,"order_reference":"O-1"})");
  given("aap.instalment_paid", aap_dossier, "2026-12-02T09:00:00Z", "ars_accounting_officer",
        R"({"instalment":1,"payment_reference":"V-1","paid_on":"2026-12-02"})");
  for (auto const year : {"2024", "2025"}) {
    given("register.activity_recorded", register_dossier, "2027-02-01T09:00:00Z", "operator",
          R"({"pmsi":"010780054","year":)" + std::string{year} +
              R"(,"combined_activity":6125,"source":"liste"})");
  }
  auto const listed = last_of(register_dossier, "register.workforce_recorded");
  auto const other = correct(register_dossier, listed, "liberal", "12", "13");
  INFO(to_json(other));
  REQUIRE(other.kind == OutcomeKind::recorded);
  CHECK(of_key(*this, aap_dossier, "recovery.prescription").empty());
  // The filing, corrected, is measured by what was known when it was filed.
  auto const filed = last_of(aap_dossier, "aap.project_filed");
  auto const again =
      correct(aap_dossier, filed, "title", R"("Fluidifier l'aval des urgences")", R"("Le projet")");
  CHECK_THAT(again.warnings, !Catch::Contains("category_changed"));
}

TEST_CASE_METHOD(Continued, "correction: of a fact of the register, it says once what moves",
                 "[transverse][consequences][register]") {
  auto const listed = last_of(register_dossier, "register.workforce_recorded");
  auto const lower = correct(register_dossier, listed, "salaried", "2100", "210");
  CHECK_THAT(lower.warnings, Catch::Contains("correction_overpays"));
  CHECK_THAT(lower.warnings, !Catch::Contains("ceiling_changed"));
  auto const counted = last_of(register_dossier, "register.activity_recorded");
  auto const other = correct(register_dossier, counted, "combined_activity", "61250", "6125");
  CHECK_THAT(other.warnings, !Catch::Contains("Ainsi corrigé"));
}

TEST_CASE_METHOD(Continued, "correction: none takes effect before what it corrects",
                 "[transverse][consequences]") {
  auto const declared = last_of(mie_dossier, "mie.declaration_transmitted");
  auto const answer =
      say("dossier.correction_recorded", mie_dossier, "2026-06-29T09:00:00Z", "ans",
          R"({"position":)" + std::to_string(declared) +
              R"(,"corrections":[{"field":"year","was":2026,"becomes":2027}],"grounds":"saisie"})");
  INFO(to_json(answer));
  CHECK_THAT(codes(answer), Catch::VectorContains(std::string{"not_allowed_now"}));
  CHECK_THAT(to_json(answer), Catch::Contains("l'acte qu'elle corrige"));
}

}  // namespace probant::test
