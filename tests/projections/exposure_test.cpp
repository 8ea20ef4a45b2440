#include "projections/exposure.hpp"

#include <algorithm>

#include "projections/explanation.hpp"
#include "projections/sheet.hpp"
#include "tests/engine/aap/projects.hpp"
#include "tests/support/desk.hpp"
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
  auto const all = exposure(world, at);
  auto const same = std::ranges::find(all, one.front().dossier, &ExposureRow::dossier);
  REQUIRE(same != all.end());
  CHECK(to_json(one.front()) == to_json(*same));
  CHECK(exposure(world, at, {Region::parse("11"), dossier("mie:010780054")}).empty());
  CHECK(exposure(world, at, {{}, dossier("mie:999999999")}).empty());
  CHECK(exposure(world, at, {{}, dossier("register:010780054")}).empty());
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

TEST_CASE_METHOD(Played, "explain: a figure that is not there says of which dossiers it is",
                 "[explain]") {
  auto const at = *Instant::parse("2026-10-13T00:00:00Z");
  auto const world = replay(store, {at, std::nullopt});
  auto const why = [&](std::string_view id, std::string_view name) {
    return why_not_unfolded(world, dossier(id), name, at);
  };
  CHECK(why("aap:2026-0417", "payable") ==
        "« Montant à payer » n'est pas un montant de aap:2026-0417 ; ont ce montant les dossiers "
        "mie (financement d'équipement HospiConnect) ; sont connus pour lui : ceiling_gross, "
        "ceiling_net, entitlement, ordered, paid, unverified, overcompensation.");
  CHECK_THAT(why("register:010780054", "undue_cents"),
             Catch::Contains("mie (financement d'équipement HospiConnect), aap (projet HOP'EN 2), "
                             "recovery (recouvrement) ; aucun montant n'est connu pour lui."));
  CHECK_THAT(why("mie:010780054", "recognised_costs"),
             Catch::StartsWith("« Coûts reconnus » n'est pas connu pour mie:010780054 à cette "
                               "date ; sont connus pour lui : ceiling_gross, "));
  CHECK(why("aap:inconnu", "paid") == "Le dossier aap:inconnu n'est pas connu à cette date.");
}

TEST_CASE_METHOD(Played, "explain: every figure that a dossier has is one of its kind",
                 "[explain]") {
  auto const at = *Instant::parse("2026-11-01T00:00:00Z");
  auto const world = replay(store);
  for (auto const* dossier : world.dossiers()) {
    for (auto const& name : names_to_unfold()) {
      if (!unfold(world, *dossier, name, at)) continue;
      INFO(dossier->id.text() << " " << name);
      CHECK_THAT(why_not_unfolded(world, dossier->id, name, at),
                 !Catch::Contains("n'est pas un montant de"));
    }
  }
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

TEST_CASE("exposure: a project is its lead's legal entity's, whose site the PMSI number may be",
          "[exposure]") {
  auto const project = projects::filed();
  auto const all = exposure(project.world(), instant("2026-06-01T00:00:00Z"));
  REQUIRE(all.size() == 1);
  CHECK(all.front().beneficiary == projects::lead_entity_number);
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

/// Erases the content of the first event of that type.
void erase(EventStore& store, std::string_view type) {
  Position found = -1;
  store.scan(0, store.head().next, [&](StoredEvent const& event) {
    if (catalogue[event.type].name == type) found = event.position;
    return found < 0;
  });
  auto const now = instant("2027-01-10T08:00:00Z");
  Engine engine{store, desk_ports(now)};
  REQUIRE(engine.erase_again(found, Line{"art. 17"}, {"r", Role::operator_, ""}));
}

ExposureGroup whole(std::vector<ExposureRow> const& rows) {
  auto const groups = group(rows, ExposureBy::region);
  REQUIRE(groups.size() == 1);
  return groups.front();
}

TEST_CASE_METHOD(Played, "exposure: a sum tells how many dossiers it leaves out", "[exposure]") {
  auto const at = "2026-11-20T00:00:00Z";
  auto const json = [](ExposureGroup const& one) { return to_json(one, ExposureBy::region); };
  auto const left_out = [&](ExposureGroup const& one) {
    return text_of(sheet_of(std::vector{one}, ExposureBy::region).rows.front().back());
  };
  auto const before = whole(rows(at));
  CHECK_THAT(json(before), !Catch::Contains("unknown"));
  CHECK(left_out(before) == "");

  erase(store, "mie.declaration_transmitted");
  auto const erased = whole(rows(at));
  CHECK_THAT(json(erased), Catch::Contains(R"("unknown":{"declared_costs_cents":1,)"
                                           R"("eligible_costs_cents":1,"entitlement_cents":1,)"
                                           R"("overcompensation_cents":1})"));
  CHECK(erased.dossiers == 2);
  CHECK_THAT(left_out(erased), Catch::Contains("declared_costs_cents: 1, "));
  CHECK(left_out_words(1) == "hors 1 dossier dont ce montant n'est pas connu");
  CHECK(left_out_words(0) == "");
}

TEST_CASE_METHOD(Played, "exposure: a sum leaves out a funding of an entity that is not known",
                 "[exposure]") {
  erase(store, "register.entity_recorded");
  auto const all = rows("2026-11-20T00:00:00Z");
  auto const unknown = count_unknown(all);
  auto const left_out = [&](Figure figure) { return unknown[static_cast<std::size_t>(figure)]; };
  CHECK_FALSE(amount(all[1], Figure::ceiling_net_cents));
  CHECK(left_out(Figure::ceiling_net_cents) == 1);
  CHECK(left_out(Figure::entitlement_cents) == 1);
  // What has no meaning yet is not unknown.
  CHECK_FALSE(amount(all[1], Figure::undue_cents));
  CHECK(left_out(Figure::undue_cents) == 0);
  CHECK(left_out(Figure::recognised_costs_cents) == 0);
}

TEST_CASE("exposure: a figure is found with and without its unit", "[exposure]") {
  CHECK(figure_named("entitlement") == Figure::entitlement_cents);
  CHECK(figure_named("entitlement_cents") == Figure::entitlement_cents);
  CHECK_FALSE(figure_named("droit"));
}

}  // namespace
}  // namespace probant::test
