// Since when a surplus is owed back, once what brought it is corrected.
#include "tests/engine/kernel/continued.hpp"

namespace probant::test {
namespace {

std::vector<Obligation> restitutions(Continued& desk) {
  auto const id = dossier("recovery:R-9");
  auto const& world = desk.engine().world();
  View const view{world, id, instant("2027-04-02T08:00:00Z")};
  std::vector<Obligation> all;
  add_obligations(std::get<RecoveryState>(world.find(id)->state), view, all);
  std::erase_if(all, [](Obligation const& one) { return one.key != "recovery.restitution"; });
  return all;
}

TEST_CASE_METHOD(Continued, "correction: it moves the day of no surplus but what it shows",
                 "[transverse][recovery]") {
  // Given 1,00 € withdrawn, ordered and received, and 0,50 € more
  given("recovery.opened", "recovery:R-9", "2027-03-01T09:00:00Z", "ans",
        R"({"against":"mie:010780054","cause":"non_compliance","amount_cents":100,"grounds":"g"})");
  given("recovery.formal_notice_served", "recovery:R-9", "2027-03-02T09:00:00Z", "ans",
        R"({"notified_on":"2027-03-02","respond_within_days":15,"grounds":"g"})");
  given("recovery.observations_received", "recovery:R-9", "2027-03-03T09:00:00Z", "ans",
        R"({"text":"observations"})");
  given("recovery.withdrawal_decided", "recovery:R-9", "2027-03-04T09:00:00Z", "ans",
        R"({"amount_cents":100,"grounds":"g","decision":{"author":{"first_name":"C",)"
        R"("last_name":"M","quality":"D","service":"ANS"},"signed_on":"2027-03-04"}})");
  given("recovery.repayment_ordered", "recovery:R-9", "2027-03-05T09:00:00Z",
        "ans_authorising_officer", R"({"order_reference":"T-9","due_on":"2027-04-10"})");
  auto const receive = [&](int cents, std::string const& on) {
    given("recovery.repayment_received", "recovery:R-9", on + "T09:00:00Z",
          "ans_accounting_officer",
          R"({"amount_cents":)" + std::to_string(cents) + R"(,"received_on":")" + on +
              R"(","payment_reference":"V-)" + on + R"("})");
  };
  receive(100, "2027-03-06");
  receive(50, "2027-03-07");
  auto const surplus = last_of("recovery:R-9", "recovery.repayment_received");
  auto const becomes = [&](std::string const& field, std::string const& was,
                           std::string const& value, std::string const& on) {
    given("dossier.correction_recorded", "recovery:R-9", on + "T09:00:00Z", "ans",
          R"({"position":)" + std::to_string(surplus) + R"(,"corrections":[{"field":")" + field +
              R"(","was":)" + was + R"(,"becomes":)" + value + R"(}],"grounds":"saisie"})");
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
