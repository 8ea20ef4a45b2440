#include "projections/exposure.hpp"

#include <algorithm>

#include "projections/explanation.hpp"
#include "tests/support/example_store.hpp"
#include "tests/support/examples.hpp"
#include "tests/support/explanations.hpp"

namespace probant::test {
namespace {

struct Played {
  Played() { play_example(store); }
  std::vector<ExposureRow> rows(std::string_view at) {
    auto const when = *Instant::parse(at);
    return exposure(replay(store, {when, std::nullopt}), when);
  }
  MemoryEventStore store;
};

std::optional<Money> amount(ExposureRow const& row, Figure figure) {
  return row.amounts[static_cast<std::size_t>(figure)];
}

TEST_CASE_METHOD(Played, "exposure: what is not known is absent, never zero", "[exposure]") {
  auto const all = rows("2026-11-01T00:00:00Z");
  REQUIRE(all.size() == 2);
  auto const& aap = all[0];
  auto const& mie = all[1];
  CHECK_FALSE(amount(aap, Figure::declared_costs_cents));
  CHECK_FALSE(amount(mie, Figure::recognised_costs_cents));
  CHECK_FALSE(amount(mie, Figure::undue_cents));
  CHECK(amount(mie, Figure::overcompensation_cents) == Money{});
  CHECK(to_json(mie).find("\"recognised_costs_cents\":null") != std::string::npos);
}

TEST_CASE_METHOD(Played, "exposure: a past instant sees only what had happened", "[exposure]") {
  auto const then = rows("2026-06-30T00:00:00Z");
  CHECK_FALSE(amount(then[1], Figure::declared_costs_cents));
  CHECK(amount(then[1], Figure::ceiling_net_cents) == Money::cents(4'044'000));
}

TEST_CASE_METHOD(Played, "exposure: one region, one dossier", "[exposure]") {
  auto const at = *Instant::parse("2026-11-01T00:00:00Z");
  auto const world = replay(store, {at, std::nullopt});
  CHECK(exposure(world, at, {Region::parse("84"), {}}).size() == 2);
  CHECK(exposure(world, at, {Region::parse("11"), {}}).empty());
  auto const one = exposure(world, at, {{}, dossier("mie:010780054")});
  REQUIRE(one.size() == 1);
  CHECK(one.front().dossier == dossier("mie:010780054"));
}

TEST_CASE_METHOD(Played, "explain: what is payable unfolds to the order given", "[explain]") {
  auto const payable = [&](std::string_view dossier_text, std::string_view at) {
    auto const when = instant(at);
    auto const world = replay(store, {when, std::nullopt});
    return unfold(world, *world.find(dossier(dossier_text)), "payable", when);
  };
  auto const before = payable("mie:010780054", "2026-10-10T00:00:00Z");
  REQUIRE(before);
  CHECK(support::figure_of(*before) == 3'160'050);
  CHECK(support::holds(*before));
  CHECK(support::figure_of(payable("mie:010780054", "2026-10-13T00:00:00Z").value()) == 0);
  CHECK_FALSE(payable("aap:2026-0417", "2026-10-13T00:00:00Z"));
  for (auto const& name : names_to_unfold()) CHECK(label_to_unfold(name));
  CHECK(label_to_unfold("payable_cents") == "Montant à payer");
  CHECK_FALSE(label_to_unfold("droit"));
}

TEST_CASE_METHOD(Played, "exposure: groups add up to the total", "[exposure]") {
  auto const all = rows("2026-11-01T00:00:00Z");
  auto const sum = total(all);
  for (auto const by : {ExposureBy::region, ExposureBy::programme, ExposureBy::beneficiary}) {
    Amounts added;
    std::int64_t dossiers = 0;
    for (auto const& one : group(all, by)) {
      dossiers += one.dossiers;
      for (std::size_t i = 0; i < figure_count; ++i) {
        if (one.amounts[i]) added[i] = added[i].value_or(Money{}) + one.amounts[i].value();
      }
    }
    CHECK(added == sum);
    CHECK(dossiers == 2);
  }
}

TEST_CASE_METHOD(Played, "exposure: each figure is what its own tree gives", "[exposure]") {
  auto const at = *Instant::parse("2026-11-01T00:00:00Z");
  auto const world = replay(store);
  int explained = 0;
  for (auto const* dossier : world.dossiers()) {
    auto const plain = figures_of(world, *dossier, at, Tracing::off);
    auto const traced = figures_of(world, *dossier, at, Tracing::on);
    if (!plain) continue;
    for (std::size_t i = 0; i < figure_count; ++i) {
      REQUIRE((*plain)[i].has_value() == (*traced)[i].has_value());
      if (!(*plain)[i]) continue;
      CHECK((*plain)[i]->value == (*traced)[i]->value);
      CHECK_FALSE((*plain)[i]->tree);
      REQUIRE((*traced)[i]->tree);
      CHECK(support::holds(*(*traced)[i]->tree));
      ++explained;
    }
  }
  CHECK(explained > 10);
}

TEST_CASE("exposure: a figure is found with and without its unit", "[exposure]") {
  CHECK(figure_named("entitlement") == Figure::entitlement_cents);
  CHECK(figure_named("entitlement_cents") == Figure::entitlement_cents);
  CHECK_FALSE(figure_named("droit"));
}

}  // namespace
}  // namespace probant::test
