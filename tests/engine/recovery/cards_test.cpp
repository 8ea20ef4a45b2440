// What cards ordered after a payment take from it, claimed by a recovery.
#include "tests/engine/recovery/recovery_examples.hpp"

namespace probant::test {
namespace {

/// The funding paid 1 000 € has a ceiling as high; a control recognised 900 €, and cards of 300 €
/// were ordered since.
RecoveryScenario with_cards() {
  auto scenario = paid();
  scenario.given_in("register:010780054",
                    reference::CeilingPublished{entity("010780054"), Money::euros(1'000), "liste"},
                    "2026-01-06T08:00:00Z");
  scenario.given_in(mie_dossier, mie::ControlOpened{}, "2026-11-01T08:00:00Z");
  scenario.given_in(mie_dossier, mie::ControlConcluded{Money::euros(900), "constats", {}, {}},
                    "2026-12-01T08:00:00Z");
  scenario.given_in(mie_dossier, mie::CardsOrdered{25, "CPS-1", day("2027-02-01")},
                    "2027-02-01T08:00:00Z");
  return scenario;
}

TEST_CASE("recovery: what cards take from a payment is claimed by a decision of the payer alone",
          "[recovery]") {
  auto scenario = with_cards();
  auto const open = [&](std::int64_t cents) {
    return scenario.when(opened(mie_dossier, cents), "2027-03-01T08:00:00Z", ans());
  };
  open(10'000).accepted().without_warning();
  auto const more = open(30'000);
  more.accepted().warning("cards_after_payment").citing("mie.cards.after_payment");
  more.saying(to_french(Money::euros(200)) + " de la surcompensation");
  // What the control found is claimed since then; what the cards take, since they were ordered.
  auto whole = scenario;
  whole.record(opened(mie_dossier, 30'000), "2027-03-01T08:00:00Z", ans());
  CHECK(whole.obligation("recovery.prescription", "2027-04-01T08:00:00Z").due_on ==
        day("2031-12-01"));
  scenario.given_in("recovery:R-0", opened(mie_dossier, 10'000), "2027-02-15T08:00:00Z");
  scenario.record(opened(mie_dossier, 20'000), "2027-03-01T08:00:00Z", ans());
  CHECK(scenario.obligation("recovery.prescription", "2027-04-01T08:00:00Z").due_on ==
        day("2032-02-01"));
  // Given up, it leaves nothing that has a deadline.
  scenario.record(recovery::Closed{}, "2027-03-05T08:00:00Z", ans());
}

}  // namespace
}  // namespace probant::test
