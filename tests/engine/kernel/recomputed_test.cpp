// Corrections of events of which the engine had computed a part: it is computed again, or the
// correction is refused when money has moved on it.
#include "tests/engine/kernel/continued.hpp"

namespace probant::test {
namespace {

constexpr auto mie_dossier = "mie:010780054";
constexpr auto aap_dossier = "aap:2026-0417";
constexpr auto recovery_dossier = "recovery:R-1";

}  // namespace

TEST_CASE_METHOD(Continued, "correction: what was computed is computed again", "[transverse]") {
  given("mie.control_opened", mie_dossier, "2027-01-10T09:00:00Z", "ans",
        R"({"mode":"documents","initiator":"ans"})");
  auto const concluded = given("mie.control_concluded", mie_dossier, "2027-02-10T09:00:00Z", "ans",
                               R"({"recognised_costs_cents":1000000,"findings":"écart"})")
                             .position;
  auto const before = read<mie::ControlConcluded>(concluded).overcompensation_cents;
  auto const answer =
      correct(mie_dossier, concluded, "recognised_costs_cents", "1000000", "1100000");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  auto const after = read<mie::ControlConcluded>(concluded);
  CHECK(before.cents() - after.overcompensation_cents.cents() == 100'000);
  CHECK(std::get<std::int64_t>(after.explanation.value.value) ==
        after.overcompensation_cents.cents());
  auto const correction = read<transverse::CorrectionRecorded>(answer.position);
  REQUIRE(correction.recomputed);
  CHECK(correction.recomputed->front().path == Line{"overcompensation_cents"});

  SECTION("replay reads the same") {
    auto const world = replay(store);
    auto const& live = std::get<MieState>(engine().world().find(dossier(mie_dossier))->state);
    CHECK(std::get<MieState>(world.find(dossier(mie_dossier))->state) == live);
  }
  SECTION("a field that nothing is computed from leaves it alone") {
    auto const next = correct(mie_dossier, concluded, "findings", R"("écart")", R"("écart net")");
    REQUIRE(next.kind == OutcomeKind::recorded);
    CHECK_FALSE(read<transverse::CorrectionRecorded>(next.position).recomputed);
    CHECK(read<mie::ControlConcluded>(concluded).overcompensation_cents ==
          after.overcompensation_cents);
  }
}

TEST_CASE_METHOD(Continued, "correction: a notice's date moves the day to answer by",
                 "[transverse]") {
  given("recovery.opened", recovery_dossier, "2027-01-11T09:00:00Z", "ans",
        R"({"against":"mie:010780054","cause":"non_compliance","amount_cents":10000,)"
        R"("grounds":"m"})");
  auto const notice =
      given("recovery.formal_notice_served", recovery_dossier, "2027-01-15T09:00:00Z", "ans",
            R"({"notified_on":"2027-01-12","respond_within_days":30,"grounds":"m"})")
          .position;
  CHECK(read<recovery::FormalNoticeServed>(notice).respond_by == *Date::parse("2027-02-11"));
  auto const answer =
      correct(recovery_dossier, notice, "notified_on", R"("2027-01-12")", R"("2027-01-14")");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::recorded);
  auto const& state =
      std::get<RecoveryState>(engine().world().find(dossier(recovery_dossier))->state);
  CHECK(state.respond_by == Date::parse("2027-02-15"));
}

TEST_CASE_METHOD(Continued, "correction: of a notice, it tells that a withdrawal came too early",
                 "[transverse]") {
  given("recovery.opened", recovery_dossier, "2027-01-04T09:00:00Z", "ans",
        R"({"against":"mie:010780054","cause":"non_compliance","amount_cents":10000,)"
        R"("grounds":"m"})");
  auto const notice =
      given("recovery.formal_notice_served", recovery_dossier, "2027-01-05T09:00:00Z", "ans",
            R"({"notified_on":"2027-01-05","respond_within_days":15,"grounds":"m"})")
          .position;
  given("recovery.withdrawal_decided", recovery_dossier, "2027-01-25T09:00:00Z", "ans",
        R"({"amount_cents":100,"grounds":"g","decision":{"author":{"first_name":"C",)"
        R"("last_name":"M","quality":"D","service":"ANS"},"signed_on":"2027-01-25"}})");
  auto const within = [&](std::string was, std::string becomes) {
    auto const answer = correct(recovery_dossier, notice, "respond_within_days", std::move(was),
                                std::move(becomes));
    REQUIRE(answer.kind == OutcomeKind::recorded);
    return answer.warnings;
  };
  CHECK_THAT(within("15", "17"), !Catch::Contains("contradictory_procedure_pending"));
  CHECK_THAT(within("17", "18"),
             Catch::Contains("contradictory_procedure_pending") && Catch::Contains("25/01/2027"));
  // Told once
  CHECK_THAT(within("18", "30"), !Catch::Contains("contradictory_procedure_pending"));
}

TEST_CASE_METHOD(Continued, "correction: of a list of objects, the refusal says the way out",
                 "[transverse]") {
  auto const declared = last_of(mie_dossier, "mie.declaration_transmitted");
  auto const refused = correct(mie_dossier, declared, "costs[99].amount_cents", "null", "100");
  CHECK(codes(refused) == std::vector<std::string>{"invalid_field"});
  CHECK_THAT(refused.reasons[0].message, Catch::Contains("se déclare à la campagne suivante"));
}

TEST_CASE_METHOD(Continued, "correction: a grant that is being paid stays", "[transverse]") {
  auto const selected = last_of(aap_dossier, "aap.project_selected");
  REQUIRE(selected >= 0);
  auto const granted = std::to_string(read<aap::ProjectSelected>(selected).granted_cents.cents());
  auto const above = correct(aap_dossier, selected, "granted_cents", granted, "8500001");
  CHECK(codes(above) == std::vector<std::string>{"amount_above_ceiling"});
  CHECK(above.reasons[0].field == "data.corrections");
  auto const wrong = correct(aap_dossier, selected, "granted_cents", "1", "8400000");
  CHECK(codes(wrong) == std::vector<std::string>{"invalid_field"});
  CHECK(wrong.reasons[0].field == "data.corrections[0].was");

  given("aap.convention_signed", aap_dossier, "2026-07-02T09:00:00Z", "ars",
        R"({"signed_on":"2026-07-01","signatories":["ARS","CH"]})");
  given("aap.instalment_ordered", aap_dossier, "2026-12-01T09:00:00Z", "ars_authorising_officer",
        R"({"instalment":1,"order_reference":"O-1"})");
  auto const late = correct(aap_dossier, selected, "granted_cents", granted, "8400000");
  CHECK(codes(late) == std::vector<std::string>{"not_allowed_now"});
}

TEST_CASE_METHOD(Continued, "correction: a filing whose activity was corrected is measured anew",
                 "[transverse]") {
  auto const filed = last_of(aap_dossier, "aap.project_filed");
  auto const retitle = [&](std::string was, std::string becomes) {
    return correct(aap_dossier, filed, "title", std::move(was), std::move(becomes));
  };
  std::string const title = R"("Fluidifier l'aval des urgences")";
  REQUIRE(retitle(title, R"("Fluidifier")").kind == OutcomeKind::recorded);
  CHECK(read<aap::ProjectFiled>(filed).category == aap::Category::C);

  auto const activity = last_of("register:010780054", "register.activity_recorded");
  REQUIRE(correct("register:010780054", activity, "combined_activity", "61250", "59000").kind ==
          OutcomeKind::recorded);
  CHECK(read<aap::ProjectFiled>(filed).category == aap::Category::C);
  CHECK(codes(retitle(R"("Fluidifier")", R"("Aval")")) ==
        std::vector<std::string>{"amount_above_ceiling"});

  auto const selected = last_of(aap_dossier, "aap.project_selected");
  auto const granted = std::to_string(read<aap::ProjectSelected>(selected).granted_cents.cents());
  auto const regrant = correct(aap_dossier, selected, "granted_cents", granted, "5000000");
  REQUIRE(regrant.kind == OutcomeKind::recorded);
  REQUIRE(retitle(R"("Fluidifier")", R"("Aval")").kind == OutcomeKind::recorded);
  auto const measured = read<aap::ProjectFiled>(filed);
  CHECK(measured.category == aap::Category::B);
  CHECK(measured.ceiling_cents == Money::euros(51'000));
}

TEST_CASE_METHOD(Continued, "correction: a warning given before is not given again",
                 "[transverse]") {
  auto const ordered = last_of(mie_dossier, "mie.cards_ordered");
  auto const early =
      correct(mie_dossier, ordered, "ordered_on", R"("2026-06-03")", R"("2026-01-03")");
  INFO(to_json(early));
  REQUIRE(early.kind == OutcomeKind::recorded);
  CHECK_THAT(early.warnings, Catch::Contains("cards_before_period"));
  auto const again =
      correct(mie_dossier, ordered, "ordered_on", R"("2026-01-03")", R"("2026-01-04")");
  REQUIRE(again.kind == OutcomeKind::recorded);
  CHECK(again.warnings.empty());
}

}  // namespace probant::test
