// What was paid too much is known since the act that made it so, in whatever order the acts were
// written down.
#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

using Lines = std::vector<std::string>;

/// 10 000 € ordered on 12/10/2026, for costs attested; nothing paid yet.
Funding ready_to_pay() {
  auto funding = under_convention(1000);
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(10'000))});
  funding.record(payment_ordered(2026), "2026-10-12T09:00:00Z", authorising);
  return funding;
}

void execute(Funding& funding, std::string_view paid_on, std::string_view at) {
  funding.record(payment_executed(2026, paid_on), at, accounting);
}

Answer conclude(Funding& funding, std::int64_t euros, std::string_view opened,
                std::string_view at) {
  funding.record(mie::ControlOpened{}, opened);
  return funding.record(control_concluded(Money::euros(euros)), at);
}

/// "1 000 until 2031-12-01" of each line of prescription.
Lines known(Funding const& funding) {
  Lines all;
  for (auto const& one : funding.obligations("2033-06-01T09:00:00Z")) {
    if (one.key != "recovery.prescription") continue;
    auto const label = one.label.substr(0, one.label.find(",00"));
    all.push_back(label.substr(std::string{"Trop-versé de "}.size()) + " until " +
                  one.due_on.text());
  }
  return all;
}

}  // namespace

TEST_CASE("mie: a control written down after a later one is known since its own day",
          "[mie][order]") {
  for (bool const late : {false, true}) {
    auto funding = ready_to_pay();
    execute(funding, "2026-10-26", "2026-10-26T09:00:00Z");
    auto const first = [&] {
      conclude(funding, 9'000, "2026-11-10T09:00:00Z", "2026-12-01T09:00:00Z");
    };
    if (!late) first();
    conclude(funding, 8'900, "2028-11-10T09:00:00Z", "2028-12-01T09:00:00Z");
    if (late) first();
    CHECK(known(funding) == Lines{"1\u202f000 until 2031-12-01", "100 until 2033-12-01"});
  }
}

TEST_CASE("mie: a payment booked after two controls is known since the first that made it too much",
          "[mie][order]") {
  for (bool const late : {false, true}) {
    auto funding = ready_to_pay();
    if (!late) execute(funding, "2026-10-26", "2026-10-26T09:00:00Z");
    conclude(funding, 9'000, "2026-11-10T09:00:00Z", "2026-12-01T09:00:00Z");
    conclude(funding, 9'000, "2027-11-10T09:00:00Z", "2027-12-01T09:00:00Z");
    if (late) execute(funding, "2026-10-26", "2027-12-10T09:00:00Z");
    CHECK(known(funding) == Lines{"1\u202f000 until 2031-12-01"});
  }
}

TEST_CASE("mie: nothing was paid too much before it was paid", "[mie][order]") {
  for (bool const late : {false, true}) {
    auto funding = ready_to_pay();
    if (!late) conclude(funding, 9'000, "2026-10-13T09:00:00Z", "2026-10-20T09:00:00Z");
    execute(funding, "2026-12-20", "2026-12-20T09:00:00Z");
    if (late) {
      auto const told = conclude(funding, 9'000, "2026-10-13T09:00:00Z", "2026-10-20T09:00:00Z");
      told.accepted().warning("order_above_due").saying(to_french(Money::euros(1'000)));
      CHECK(told.as<mie::ControlConcluded>().overcompensation_cents == Money{});
    }
    CHECK(known(funding) == Lines{"1\u202f000 until 2031-12-20"});
  }
}

TEST_CASE("mie: cards of before an order, written down once it was paid, are known since that",
          "[mie][order]") {
  auto funding = ready_to_pay();
  execute(funding, "2026-10-26", "2026-10-26T09:00:00Z");
  funding.record(cards_ordered(1'000, "2026-10-01"), "2026-11-02T09:00:00Z", ans);
  CHECK(known(funding) == Lines{"2\u202f000 until 2031-10-26"});
  // A control that finds nothing else moves no day.
  conclude(funding, 10'000, "2026-11-10T09:00:00Z", "2026-12-01T09:00:00Z");
  CHECK(known(funding) == Lines{"2\u202f000 until 2031-10-26"});
}

TEST_CASE("mie: what was known stays so when something of before takes from it", "[mie][order]") {
  auto funding = ready_to_pay();
  execute(funding, "2026-10-26", "2026-10-26T09:00:00Z");
  conclude(funding, 9'000, "2026-11-10T09:00:00Z", "2026-12-01T09:00:00Z");
  // Opened and concluded before, it has no last word.
  conclude(funding, 10'000, "2026-11-01T09:00:00Z", "2026-11-08T09:00:00Z");
  CHECK(known(funding) == Lines{"1\u202f000 until 2031-12-01"});
}

}  // namespace probant::test
