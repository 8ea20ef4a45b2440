#include "projections/deadlines.hpp"
#include "projections/exposure.hpp"
#include "projections/json_object.hpp"
#include "tests/support/example_store.hpp"

namespace probant::test {
namespace {

/// Everything the world answers, as text: equal worlds answer equally.
std::string answers(World const& world, Instant at) {
  return json_array(deadlines(world, at), [](auto const& d) { return to_json(d); }) +
         json_array(exposure(world, at), [](auto const& row) { return to_json(row); });
}

TEST_CASE("replay: equals live after every step", "[replay]") {
  auto const at = *Instant::parse("2026-12-01T00:00:00Z");
  MemoryEventStore store;
  Instant const unused;
  Engine engine{store, desk_ports(unused), ClockMode::proposals};
  std::ifstream lines{std::string{PROBANT_TEST_DATA} + "/data/example/example-proposals.jsonl"};
  int steps = 0;
  for (std::string line; std::getline(lines, line); ++steps) {
    auto const one = proposal(line);
    engine.record({&one, 1});
    REQUIRE(answers(engine.world(), at) == answers(replay(store), at));
  }
  CHECK(steps == 21);
}

TEST_CASE("replay: the same log gives the same root and the same answers", "[replay]") {
  auto const at = *Instant::parse("2026-12-01T00:00:00Z");
  MemoryEventStore one;
  MemoryEventStore other;
  play_example(one);
  play_example(other);
  CHECK(one.head().root == other.head().root);
  CHECK(answers(replay(one), at) == answers(replay(other), at));
}

}  // namespace
}  // namespace probant::test
