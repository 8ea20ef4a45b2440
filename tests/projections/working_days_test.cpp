// A day that an act sets lasts until the next working day where the establishment is; a day that
// the texts fix stays.
#include <algorithm>

#include "projections/deadlines.hpp"
#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

template <class State>
Deadline deadline(Scenario<State> const& scenario, std::string_view dossier_text,
                  std::string_view key, std::string_view at = "2028-01-03T09:00:00Z") {
  auto const& world = scenario.world();
  auto const all = deadlines_of(world, *world.find(dossier(dossier_text)), instant(at));
  auto const found = std::ranges::find(all, key, &Deadline::key);
  REQUIRE(found != all.end());
  return *found;
}

}  // namespace

TEST_CASE("deadlines: a complement due on a holiday is in time on the next working day",
          "[deadlines]") {
  auto funding = requested();
  // 1 November 2026 is a Sunday and All Saints' Day.
  funding.record(complement_requested("2026-11-01"), "2026-10-01T09:00:00Z");
  auto const awaited = deadline(funding, funding_dossier, "complement", "2026-11-02T12:00:00Z");
  CHECK(awaited.due_on == day("2026-11-02"));
  CHECK(awaited.extended_from == day("2026-11-01"));
  CHECK(awaited.state == DeadlineState::due_soon);
  CHECK(awaited.days_left == 0);
  CHECK_THAT(awaited.source, Catch::Contains("CPC, art. 642"));
  SECTION("the last second of Monday") {
    funding.record(complement_received(), "2026-11-02T22:59:59Z");
    CHECK(deadline(funding, funding_dossier, "complement").state == DeadlineState::met);
  }
  SECTION("Tuesday") {
    funding.record(complement_received(), "2026-11-02T23:00:00Z");
    CHECK(deadline(funding, funding_dossier, "complement").state == DeadlineState::met_late);
  }
}

TEST_CASE("deadlines: a complement due on a working day stays", "[deadlines]") {
  auto funding = requested();
  funding.record(complement_requested("2026-10-30"), "2026-10-01T09:00:00Z");
  auto const awaited = deadline(funding, funding_dossier, "complement");
  CHECK(awaited.due_on == day("2026-10-30"));
  CHECK_FALSE(awaited.extended_from);
}

TEST_CASE("deadlines: a repayment due on a Sunday is in time on Monday", "[deadlines]") {
  Scenario<RecoveryState> scenario{"recovery:R-1"};
  auto const owed = Money::euros(1'000);
  scenario.given(
      recovery::Opened{dossier(funding_dossier), recovery::Cause::non_compliance, owed, "contrôle"},
      "2026-06-15T08:00:00Z");
  scenario.given(recovery::WithdrawalDecided{decision(), owed, "motifs"}, "2026-07-20T08:00:00Z");
  scenario.given(recovery::RepaymentOrdered{"OR-1", owed, day("2026-11-01")},
                 "2026-08-01T08:00:00Z");
  scenario.given(recovery::RepaymentReceived{owed, day("2026-11-02"), "VIR-1"},
                 "2026-11-02T09:00:00Z");
  auto const paid = deadline(scenario, "recovery:R-1", "recovery.repayment");
  CHECK(paid.due_on == day("2026-11-02"));
  CHECK(paid.state == DeadlineState::met);
}

TEST_CASE("deadlines: the holidays are those where the establishment is", "[deadlines]") {
  // 26 December 2028, a Tuesday, is a holiday in Alsace-Moselle alone.
  constexpr std::string_view number = "670780055";
  auto const asked = [&](std::string_view region_code) {
    Scenario<HospiconnectState> scenario{"hospiconnect:" + std::string{number}};
    auto record = entity_recorded(number, {});
    record.region = region(region_code);
    scenario.given_in("register:" + std::string{number}, record, "2026-01-10T09:00:00Z");
    scenario.given(candidacy_filed(number), "2026-02-03T14:12:00Z");
    scenario.given(hospiconnect::ComplementRequested{{Line{"pièce"}}, day("2028-12-26")},
                   "2026-02-10T09:00:00Z");
    return deadline(scenario, "hospiconnect:670780055", "complement").due_on;
  };
  CHECK(asked("44") == day("2028-12-27"));
  CHECK(asked("84") == day("2028-12-26"));
}

TEST_CASE("deadlines: a day fixed by the texts stays, be it a Sunday", "[deadlines]") {
  auto const funding = requested();
  auto const world = funding.world();
  for (auto const& one : deadlines_of(world, *world.find(dossier(funding_dossier)),
                                      instant("2026-06-01T00:00:00Z"))) {
    CHECK_FALSE(one.extended_from);
  }
}

}  // namespace probant::test
