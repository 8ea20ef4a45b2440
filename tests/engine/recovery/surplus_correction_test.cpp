// Since when a surplus is owed back, once what brought it is corrected.
#include "tests/engine/kernel/continued.hpp"

namespace probant::test {
namespace {

std::vector<Obligation> lines(Continued& desk, std::string_view key) {
  auto const id = dossier("recovery:R-9");
  auto const& world = desk.engine().world();
  View const view{world, id, instant("2027-04-02T08:00:00Z")};
  std::vector<Obligation> all;
  add_obligations(std::get<RecoveryState>(world.find(id)->state), view, all);
  std::erase_if(all, [&](Obligation const& one) { return one.key != key; });
  return all;
}

/// 1,00 € withdrawn, ordered and received on 06/03/2027, and 0,50 € more on the 7th.
struct PaidBeyond {
  explicit PaidBeyond(Continued& played) : desk{played} {
    auto const act = [&](std::string const& type, std::string const& on, std::string const& role,
                         std::string const& data) {
      desk.given("recovery." + type, "recovery:R-9", on + "T09:00:00Z", role, data);
    };
    act("opened", "2027-03-01", "ans",
        R"({"against":"mie:010780054","cause":"non_compliance","amount_cents":100,"grounds":"g"})");
    act("formal_notice_served", "2027-03-02", "ans",
        R"({"notified_on":"2027-03-02","respond_within_days":15,"grounds":"g"})");
    act("observations_received", "2027-03-03", "ans", R"({"text":"observations"})");
    act("withdrawal_decided", "2027-03-04", "ans",
        R"({"amount_cents":100,"grounds":"g","decision":{"author":{"first_name":"C",)"
        R"("last_name":"M","quality":"D","service":"ANS"},"signed_on":"2027-03-04"}})");
    act("repayment_ordered", "2027-03-05", "ans_authorising_officer",
        R"({"order_reference":"T-9","due_on":"2027-03-10"})");
    receive(100, "2027-03-06");
    receive(50, "2027-03-07");
    surplus = desk.last_of("recovery:R-9", "recovery.repayment_received");
  }

  void receive(int cents, std::string const& on) {
    desk.given("recovery.repayment_received", "recovery:R-9", on + "T09:00:00Z",
               "ans_accounting_officer",
               R"({"amount_cents":)" + std::to_string(cents) + R"(,"received_on":")" + on +
                   R"(","payment_reference":"V-)" + on + R"("})");
  }
  void give_back(std::string const& on) {
    desk.given("recovery.restitution_ordered", "recovery:R-9", on + "T09:00:00Z",
               "ans_authorising_officer", R"({"order_reference":"RE-)" + on + R"("})");
    desk.given("recovery.restitution_paid", "recovery:R-9", on + "T10:00:00Z",
               "ans_accounting_officer",
               R"({"payment_reference":"VR-)" + on + R"(","paid_on":")" + on + R"("})");
  }
  Position becomes(Position at, std::string const& field, std::string const& was,
                   std::string const& value, std::string const& on) {
    return desk
        .given("dossier.correction_recorded", "recovery:R-9", on + "T09:00:00Z", "ans",
               R"({"position":)" + std::to_string(at) + R"(,"corrections":[{"field":")" + field +
                   R"(","was":)" + was + R"(,"becomes":)" + value + R"(}],"grounds":"saisie"})")
        .position;
  }

  Continued& desk;
  Position surplus = 0;
};

std::vector<Obligation> restitutions(Continued& desk) {
  return lines(desk, "recovery.restitution");
}

TEST_CASE_METHOD(Continued, "correction: it moves the day of no surplus but what it shows",
                 "[transverse][recovery]") {
  PaidBeyond paid{*this};
  auto const becomes = [&](std::string const& field, std::string const& was,
                           std::string const& value, std::string const& on) {
    paid.becomes(paid.surplus, field, was, value, on);
    std::vector<std::string> days;
    for (auto const& one : restitutions(*this)) {
      days.push_back(one.due_on.text() + " " +
                     std::string{one.label.substr(one.label.find(": ") + 2, 4)});
    }
    return days;
  };
  using Days = std::vector<std::string>;
  // When what is corrected takes and gives nothing, then its day stays
  CHECK(becomes("payment_reference", R"("V-2027-03-07")", R"("V-9")", "2027-03-15") ==
        Days{"2027-05-07 0,50"});
  // When more turns out to have come, then that much counts from the correction
  CHECK(becomes("amount_cents", "50", "80", "2027-03-20") ==
        Days{"2027-05-07 0,50", "2027-05-20 0,30"});
  // And what was known once stays known
  CHECK(becomes("amount_cents", "80", "20", "2027-03-22") == Days{"2027-05-07 0,20"});
  CHECK(becomes("amount_cents", "20", "80", "2027-03-24") ==
        Days{"2027-05-07 0,50", "2027-05-20 0,30"});
}

TEST_CASE_METHOD(Continued, "correction: what was given back stays as it was met",
                 "[transverse][recovery]") {
  PaidBeyond paid{*this};
  paid.give_back("2027-03-12");
  auto const as_met = [&](std::int64_t cents) {
    auto const all = restitutions(*this);
    REQUIRE(all.size() == 1);
    CHECK_THAT(all[0].label, Catch::Contains(to_french(Money::cents(cents))));
    CHECK(all[0].due_on == day("2027-05-07"));
    REQUIRE(all[0].met);
    CHECK(all[0].met->day() == day("2027-03-12"));
    CHECK_THAT(all[0].source, Catch::Contains("l'encaissement au-delà du dû, le 07/03/2027") &&
                                  !Catch::Contains("jugement"));
  };
  as_met(50);
  // When less had come than was given back, then its line stays, and the rest is due again
  paid.becomes(paid.surplus, "amount_cents", "50", "20", "2027-03-20");
  as_met(50);
  CHECK_FALSE(lines(*this, "recovery.order").front().met);
}

TEST_CASE_METHOD(Continued, "correction: undone, it makes no line late that was met",
                 "[transverse][recovery]") {
  PaidBeyond paid{*this};
  paid.give_back("2027-03-12");
  auto const repayment = [&] {
    auto const all = lines(*this, "recovery.repayment");
    REQUIRE(all.size() == 1);
    CHECK_THAT(all[0].label, !Catch::Contains("restant"));
    return all[0].met.value().day();
  };
  // Given more that was said to have come, and was given back
  paid.becomes(paid.surplus, "amount_cents", "50", "80", "2027-03-20");
  paid.give_back("2027-03-21");
  CHECK(repayment() == day("2027-03-06"));
  paid.becomes(paid.surplus, "amount_cents", "80", "50", "2027-03-22");
  CHECK(repayment() == day("2027-03-06"));
  // When it comes again, after the day that the line was due
  paid.receive(30, "2027-03-25");
  CHECK(repayment() == day("2027-03-06"));
}

TEST_CASE_METHOD(Continued, "correction: a surplus says of which day it is, and what moved that",
                 "[transverse][recovery]") {
  PaidBeyond paid{*this};
  auto const at =
      paid.becomes(paid.surplus, "received_on", R"("2027-03-07")", R"("2027-03-06")", "2027-03-20");
  auto const moved = restitutions(*this);
  REQUIRE(moved.size() == 1);
  CHECK(moved[0].due_on == day("2027-05-07"));
  CHECK_THAT(moved[0].source, !Catch::Contains("la correction") &&
                                  Catch::Contains("l'encaissement au-delà du dû, le 07/03/2027") &&
                                  Catch::Contains("devenu le 06/03/2027 (corrigé à la position " +
                                                  std::to_string(at) + ")"));
  auto const more = paid.becomes(paid.surplus, "amount_cents", "50", "80", "2027-03-21");
  auto const all = restitutions(*this);
  REQUIRE(all.size() == 2);
  CHECK_THAT(all[1].source,
             Catch::Contains("la correction qui le montre (position " + std::to_string(more) +
                             ", qui corrige l'acte à la position " + std::to_string(paid.surplus) +
                             "), le 21/03/2027"));
}

TEST_CASE_METHOD(Continued, "correction: no decision was signed on a day to come",
                 "[transverse][correction]") {
  auto const certified = last_of("mie:010780054", "mie.attainment_certified");
  REQUIRE(certified >= 0);
  auto const signed_on = read<mie::AttainmentCertified>(certified).decision.signed_on.text();
  auto const answer = correct("mie:010780054", certified, "decision.signed_on",
                              "\"" + signed_on + "\"", R"("2030-04-30")");
  INFO(to_json(answer));
  REQUIRE(answer.kind == OutcomeKind::refused);
  REQUIRE(answer.reasons.size() == 1);
  CHECK(answer.reasons.front().code == ReasonCode::occurred_in_future);
  CHECK(answer.reasons.front().field == "data.corrections[0].becomes");
  CHECK(correct("mie:010780054", certified, "decision.signed_on", "\"" + signed_on + "\"",
                R"("2026-01-02")")
            .warnings.find("signed_before_matter") != std::string::npos);
}

}  // namespace
}  // namespace probant::test
