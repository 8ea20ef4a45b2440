// What cards ordered after a payment take from it: in the figure, and no indu by itself.
#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

constexpr std::string_view later = "2028-01-10T09:00:00Z";

/// Costs attested for 2026, of 1 000 agents: a ceiling of 20 000 €.
Funding ready(std::int64_t euros, std::int64_t cards = 0) {
  auto funding = under_convention(1000);
  if (cards > 0) funding.record(cards_ordered(cards, "2026-06-01"), "2026-06-01T09:00:00Z");
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(euros))});
  return funding;
}

/// 19 000 € of costs under a ceiling of 20 000 €, paid whole.
Funding paid_whole() {
  auto funding = ready(19'000);
  pay(funding, 2026);
  return funding;
}

void order_cards(Funding& funding, std::int64_t quantity = 200,
                 std::string_view at = "2026-12-01T09:00:00Z") {
  funding.record(cards_ordered(quantity, at.substr(0, 10)), at);
}
void control(Funding& funding, std::int64_t euros = 18'000) {
  funding.record(mie::ControlOpened{}, "2027-01-10T09:00:00Z", ans);
  funding.record(control_concluded(Money::euros(euros)), "2027-03-15T09:00:00Z", ans);
}

/// "1 000 until 2032-03-15", in euros, of each line.
std::vector<std::string> to_recover(Funding const& funding) {
  std::vector<std::string> all;
  for (auto const& one : funding.obligations(later)) {
    if (one.key != "recovery.prescription") continue;
    auto const text = one.label.substr(0, one.label.find(",00"));
    all.push_back(text.substr(std::string{"Trop-versé de "}.size()) + " until " +
                  one.due_on.text());
  }
  return all;
}
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("mie: what cards take from a payment is not to be recovered, whatever a control",
          "[mie]") {
  auto funding = paid_whole();
  SECTION("ordered before the control") {
    order_cards(funding);
    CHECK(to_recover(funding).empty());
    control(funding);
  }
  SECTION("ordered after it") {
    control(funding);
    order_cards(funding, 200, "2027-04-15T09:00:00Z");
  }
  // The figure is that of the interface; what is to be recovered, what the control found.
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'400));
  CHECK(to_recover(funding) == Lines{"1\u202f000 until 2032-03-15"});
}

TEST_CASE("mie: where cards alone take from a payment, nothing is to be recovered", "[mie]") {
  auto funding = paid_whole();
  order_cards(funding);
  funding.record(mie::ControlOpened{}, "2027-01-10T09:00:00Z", ans);
  auto const control =
      funding.record(control_concluded(Money::euros(19'000)), "2027-03-15T09:00:00Z", ans);
  control.warning("cards_after_payment").citing("mie.cards.after_payment");
  control.saying(", tiennent aux cartes");
  CHECK_THAT(control.as<mie::ControlConcluded>().explanation.label.value,
             Catch::Contains(to_french(Money::euros(1'400)) + " tiennent aux cartes"));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'400));
  CHECK(to_recover(funding).empty());
}

TEST_CASE("mie: cards ordered between an order and its payment are no indu either", "[mie]") {
  auto funding = ready(19'000);
  funding.record(payment_ordered(2026), "2026-10-12T09:00:00Z", authorising);
  order_cards(funding, 200, "2026-10-15T09:00:00Z");
  control(funding);
  funding.record(payment_executed(2026, "2027-04-01"), "2027-04-01T09:00:00Z", accounting);
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'400));
  CHECK(to_recover(funding) == Lines{"1\u202f000 until 2032-04-01"});
}

TEST_CASE("mie: cards ordered before a payment and written down after make it too much", "[mie]") {
  auto funding = paid_whole();
  auto const late = funding.record(cards_ordered(200, "2026-10-01"), "2026-10-01T09:00:00Z");
  late.warning("order_above_due").citing("mie.payable.rule");
  late.saying(to_french(Money::euros(1'400)) + " sont ordonnancés en trop");
  CHECK(late.verdict().warnings().size() == 1);
  control(funding, 19'000);
  CHECK(to_recover(funding) == Lines{"1\u202f400 until 2031-10-26"});
}

TEST_CASE("mie: cards are ordered on the day of their order form, whatever day it is written down",
          "[mie]") {
  auto funding = paid_whole();
  auto const late = funding.record(cards_ordered(200, "2026-10-01"), "2026-12-01T09:00:00Z");
  late.warning("order_above_due").saying(to_french(Money::euros(1'400)));
  control(funding, 19'000);
  CHECK(to_recover(funding) == Lines{"1\u202f400 until 2031-10-26"});
}

TEST_CASE("mie: cards ordered between two orders take from the second alone", "[mie]") {
  auto funding = paid_whole();
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(9'000))});
  CHECK(pay(funding, 2027) == Money::euros(1'000));
  auto const late = funding.record(cards_ordered(200, "2026-12-01"), "2026-12-01T09:00:00Z");
  late.warning("order_above_due").saying(to_french(Money::euros(1'000)));
  late.warning("cards_after_payment");
  funding.record(mie::ControlOpened{}, "2028-01-10T09:00:00Z", ans);
  funding.record(control_concluded(Money::euros(28'000)), "2028-03-15T09:00:00Z", ans);
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(2'400));
  CHECK(to_recover(funding) == Lines{"1\u202f000 until 2032-10-26"});
}

TEST_CASE("mie: cancelled after a payment, cards make nothing of it too much", "[mie]") {
  auto funding = ready(20'000, 100);
  pay(funding, 2026);
  funding.record(cards_cancelled(100), "2026-12-01T09:00:00Z");
  control(funding, 20'000);
  CHECK(to_recover(funding).empty());
}

}  // namespace probant::test
