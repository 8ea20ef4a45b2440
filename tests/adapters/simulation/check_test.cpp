#include "adapters/simulation/check.hpp"

#include <catch2/catch.hpp>

#include "adapters/simulation/summary.hpp"
#include "engine/kernel/replay.hpp"
#include "events/codec/json_out.hpp"
#include "tests/adapters/simulation/played.hpp"

namespace probant::simulation {
namespace {

auto const whole = test::instant("2029-06-30T00:00:00Z");

}  // namespace

TEST_CASE("check: everything holds after a simulation, whatever the seed", "[simulation]") {
  auto const list = test::some_establishments();
  auto const seed = GENERATE(1U, 2U, 3U);
  test::Played const played{list, {seed, whole, 1}};
  INFO("seed " << seed);
  for (auto const& violation : check(played.store, played.engine.world(), whole)) {
    FAIL_CHECK(violation.promise + " : " + violation.where + " : " + violation.what);
  }
  auto const& tally = played.tally;
  CHECK(tally.recorded + tally.refused == played.store.head().next);
}

TEST_CASE("check: a world that is not that of the log is found out", "[simulation]") {
  auto const list = test::some_establishments();
  test::Played const played{list, {1, test::instant("2026-07-31T00:00:00Z"), 1}};
  auto const until = test::instant("2026-06-20T00:00:00Z");
  auto const older = replay(played.store, Bounds{until, {}});
  auto const violations = check(played.store, older, until);
  REQUIRE_FALSE(violations.empty());
  CHECK(violations.front().promise == "Le rejeu redonne le même état");
}

TEST_CASE("check: an order beyond the entitlement is found out", "[simulation]") {
  test::Played played{test::some_establishments(), {1, test::instant("2026-12-31T00:00:00Z"), 1}};
  auto const& world = played.engine.world();
  DossierId paid;
  Version version = 0;
  for (auto const* dossier : world.dossiers()) {
    auto const* state = std::get_if<MieState>(&dossier->state);
    if (!state || state->payments.empty() || !state->payments.front().executed) continue;
    paid = dossier->id;
    version = dossier->version;
  }
  REQUIRE(version > 0);
  mie::PaymentOrdered order;
  order.year = 2026;
  order.order_reference = "hors du moteur";
  order.amount_cents = Money::cents(1'000'000'000);
  order.explanation.label = "Rien";
  NewEvent forged;
  forged.dossier = paid;
  forged.version = version + 1;
  forged.type = Event{order, {}}.type();
  forged.recorded_at = *played.store.head().recorded_at;
  forged.occurred_at = forged.recorded_at;
  forged.actor = test::actor("faussaire", Role::ans_authorising_officer);
  forged.proposal_id = "faux";
  forged.payload = Encoder{}.encode(Event{order, {}});
  AppendBatch batch;
  batch.events.push_back(std::move(forged));
  REQUIRE(played.store.append(batch) == AppendResult::appended);
  auto const violations =
      check(played.store, replay(played.store), test::instant("2026-12-31T00:00:00Z"));
  REQUIRE_FALSE(violations.empty());
  CHECK(violations.front().promise == "Rien n'est ordonnancé au-delà du droit acquis");
  CHECK(violations.front().where.starts_with(paid.text()));
}

TEST_CASE("summary: counts what the log holds, as JSON too", "[simulation]") {
  auto const until = test::instant("2026-04-30T00:00:00Z");
  test::Played const played{test::some_establishments(), {1, until, 1}};
  auto const summary = summarise(played.engine.world(), until, played.tally);
  std::int64_t candidacies = 0;
  for (auto const& [phase, count] : summary.dossiers.at(DossierKind::hospiconnect)) {
    CHECK_FALSE(count.label.empty());
    candidacies += count.dossiers;
  }
  CHECK(candidacies >= played.tally.by_type[*event_type("hospiconnect.candidacy_filed")]);
  auto const json = to_json(summary, {{"P", "W", "Q"}});
  CHECK(json.starts_with("{\"events\":" + std::to_string(played.tally.recorded)));
  CHECK(json.ends_with("\"violations\":[{\"promise\":\"P\",\"where\":\"W\",\"what\":\"Q\"}]}"));
}

}  // namespace probant::simulation
