#include "engine/mie/workforce.hpp"

#include "tests/support/funding.hpp"
#include "tests/support/rulebooks.hpp"

namespace probant::test {
namespace {

constexpr std::string_view entity_dossier = "register:010780054";
constexpr std::string_view january = "2026-01-31T09:00:00Z";
constexpr std::string_view site_1 = "010000024";
constexpr std::string_view site_2 = "010000032";
constexpr std::string_view site_3 = "010780062";

/// The three sites of the domain's vector.
Scenario<RegisterState> three_sites() {
  Scenario<RegisterState> scenario{entity_dossier};
  scenario.given(entity_recorded(beneficiary, {site_record(site_1, ""), site_record(site_2, ""),
                                               site_record(site_3, "")}),
                 "2026-01-10T09:00:00Z");
  auto const at = "2026-01-10T09:05:00Z";
  scenario.given(workforce(site_1, 2024, 100), at);
  scenario.given(workforce(site_1, 2023, 90), at);
  scenario.given(workforce(site_2, 2024, std::nullopt, std::nullopt), at);
  scenario.given(workforce(site_2, 2023, 50), at);
  scenario.given(workforce(site_3, 2022, 7), at);
  return scenario;
}

EntityWorkforce counted(Scenario<RegisterState> const& scenario) {
  return counted_workforce(scenario.state(), *builtin_rulebook(), scenario.view(january));
}
EntityWorkforce counted_with(Scenario<RegisterState> const& scenario, std::string_view key,
                             std::string_view value) {
  return counted_workforce(scenario.state(), support::builtin_with(key, value),
                           scenario.view(january));
}

}  // namespace

TEST_CASE("mie: each site falls back on its own latest declared year", "[mie]") {
  auto const workforce = counted(three_sites());
  CHECK(workforce.agents() == 157);
  REQUIRE(workforce.sites.size() == 3);
  CHECK(workforce.sites[0].year == 2024);
  CHECK(workforce.sites[1].year == 2023);
  CHECK(workforce.sites[2].year == 2022);
}

TEST_CASE("mie: under the other reading one year holds for the whole entity", "[mie]") {
  auto const workforce = counted_with(three_sites(), "mie.workforce.fallback", "\"per_entity\"");
  CHECK(workforce.agents() == 100);
  CHECK(workforce.sites.size() == 1);
}

TEST_CASE("mie: a declared zero is a value, a blank is not", "[mie]") {
  auto scenario = three_sites();
  scenario.given(workforce(site_2, 2024, 0, 0), "2026-01-11T09:00:00Z");
  CHECK(counted(scenario).agents() == 107);
  auto const zero_is_blank =
      counted_with(scenario, "mie.workforce.zero_counts_as_declared", "false");
  CHECK(zero_is_blank.agents() == 157);
}

TEST_CASE("mie: salaried and liberal add up, a missing half counting for zero", "[mie]") {
  auto scenario = three_sites();
  scenario.given(workforce(site_1, 2024, 100, 12), "2026-01-11T09:00:00Z");
  scenario.given(workforce(site_2, 2024, std::nullopt, 5), "2026-01-11T09:00:00Z");
  auto const workforce = counted(scenario);
  CHECK(workforce.agents() == 112 + 5 + 7);
  CHECK_FALSE(workforce.sites[0].is_partial());
  CHECK(workforce.sites[1].is_partial());
}

TEST_CASE("mie: other years and sites of other entities do not count", "[mie]") {
  auto scenario = three_sites();
  scenario.given(workforce(site_3, 2021, 900), "2026-01-11T09:00:00Z");
  scenario.given(workforce(site_3, 2025, 900), "2026-01-11T09:00:00Z");
  CHECK(counted(scenario).agents() == 157);
  scenario.given_in(
      "register:750712184",
      entity_recorded("750712184", {site_record(site_2, ""), site_record(site_3, "")}),
      "2026-01-11T09:00:00Z");
  scenario.given(entity_recorded(beneficiary, {site_record(site_1, "")}), "2026-01-12T09:00:00Z");
  CHECK(counted(scenario).agents() == 100);
}

TEST_CASE("mie: a site that the register leaves out was there in the years of reference", "[mie]") {
  auto scenario = three_sites();
  scenario.given(entity_recorded(beneficiary, {site_record(site_1, "")}), "2026-01-12T09:00:00Z");
  auto const workforce = counted(scenario);
  CHECK(workforce.agents() == 157);
  REQUIRE(workforce.sites.size() == 3);
  CHECK_FALSE(workforce.sites[0].left_out);
  CHECK(workforce.sites[1].left_out);
  CHECK(counted_with(scenario, "mie.workforce.fallback", "\"per_entity\"").agents() == 100);
  scenario.given(entity_recorded(beneficiary, {site_record(site_1, ""), site_record(site_2, ""),
                                               site_record(site_3, "")}),
                 "2026-01-13T09:00:00Z");
  CHECK(counted(scenario).agents() == 157);
  CHECK_FALSE(counted(scenario).sites[2].left_out);
}

TEST_CASE("mie: the years searched are the rulebook's, in its order", "[mie]") {
  auto const workforce = counted_with(three_sites(), "mie.workforce.years", "[2023]");
  CHECK(workforce.agents() == 140);
}

TEST_CASE("mie: nothing recorded counts for nothing", "[mie]") {
  CHECK(counted(Scenario<RegisterState>{entity_dossier}).sites.empty());
}

TEST_CASE("mie: a site that changes entity brings its workforce with it", "[mie]") {
  constexpr std::string_view absorbed = "750712184";
  Scenario<RegisterState> scenario{entity_dossier};
  auto const former = "register:" + std::string{absorbed};
  scenario.given_in(former, entity_recorded(absorbed, {site_record(site_2, "")}),
                    "2026-01-10T09:00:00Z");
  scenario.given_in(former, workforce(site_2, 2024, 900), "2026-01-10T09:05:00Z");
  scenario.given(entity_recorded(beneficiary, {site_record(site_1, "")}), "2026-01-10T09:00:00Z");
  scenario.given(workforce(site_1, 2024, 100), "2026-01-10T09:05:00Z");
  CHECK(counted(scenario).agents() == 100);
  scenario.given(entity_recorded(beneficiary, {site_record(site_1, ""), site_record(site_2, "")}),
                 "2026-01-20T09:00:00Z");
  CHECK(counted(scenario).agents() == 1000);
  scenario.given(workforce(site_2, 2024, 800), "2026-01-21T09:05:00Z");
  CHECK(counted(scenario).agents() == 900);
}

}  // namespace probant::test
