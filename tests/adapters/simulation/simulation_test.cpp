#include <catch2/catch.hpp>

#include "tests/adapters/simulation/played.hpp"

namespace probant::simulation {
namespace {

Plan plan(std::uint64_t seed, std::string_view until = "2026-07-31T22:00:00Z") {
  return {seed, test::instant(until), 1};
}

}  // namespace

TEST_CASE("simulation: the same seed gives the same log, to the byte", "[simulation]") {
  auto const list = test::some_establishments();
  test::Played const one{list, plan(42)};
  test::Played const again{list, plan(42)};
  CHECK(one.store.head().next > 400);
  CHECK(one.store.head().root.text() == again.store.head().root.text());
}

TEST_CASE("simulation: another seed gives another log", "[simulation]") {
  auto const list = test::some_establishments();
  auto const until = "2026-03-01T00:00:00Z";
  test::Played const one{list, plan(42, until)};
  test::Played const other{list, plan(43, until)};
  CHECK(one.store.head().root.text() != other.store.head().root.text());
}

TEST_CASE("simulation: nothing happens after the instant asked for", "[simulation]") {
  auto const list = test::some_establishments();
  auto const until = test::instant("2026-02-10T11:00:00Z");
  test::Played const early{list, {42, until, 1}};
  test::Played const late{list, plan(42, "2026-03-01T00:00:00Z")};
  auto const count = early.store.head().next;
  REQUIRE(early.store.head().recorded_at <= until);
  REQUIRE(late.store.head().next > count);

  // The earlier log is the beginning of the later one.
  std::vector<std::string> envelopes;
  auto const keep = [&](StoredLeaf const& leaf) {
    envelopes.emplace_back(leaf.envelope);
    return true;
  };
  early.store.scan_leaves(0, count, keep);
  auto const first = envelopes;
  envelopes.clear();
  late.store.scan_leaves(0, count, keep);
  CHECK(first == envelopes);
}

TEST_CASE("simulation: events come in order of time", "[simulation]") {
  test::Played const played{test::some_establishments(), plan(7)};
  Instant last;
  bool in_order = true;
  played.store.scan(0, played.store.head().next, [&](StoredEvent const& event) {
    in_order = in_order && event.occurred_at >= last && event.recorded_at == event.occurred_at;
    last = event.occurred_at;
    return true;
  });
  CHECK(in_order);
}

}  // namespace probant::simulation
