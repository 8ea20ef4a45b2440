// A world that follows the log by position is the world that replay makes.
#include "tests/support/example_store.hpp"
#include "tests/support/same_world.hpp"

namespace probant::test {
namespace {

constexpr auto dossier = "mie:010780054";

std::string act(std::string const& id, std::string const& type, std::string const& by,
                std::string const& data) {
  return R"({"id":")" + id + R"(","type":"dossier.)" + type + R"(","dossier":")" + dossier +
         R"(","actor":{"id":")" + by + R"(","role":"ans"},"data":)" + data + "}";
}

TEST_CASE("catch_up: event by event, the world is that of a replay", "[replay]") {
  MemoryEventStore store;
  Instant const unused;
  Engine engine{store, desk_ports(unused), ClockMode::proposals};
  World world;
  std::ifstream lines{std::string{PROBANT_TEST_DATA} + "/data/example/example-proposals.jsonl"};
  for (std::string line; std::getline(lines, line);) {
    auto const one = proposal(line);
    engine.record({&one, 1});
    catch_up(world, store);
    CHECK(difference(world, replay(store)).empty());
  }
  CHECK(world.next_position() == store.head().next);
}

TEST_CASE("catch_up: corrections and erasures reach what was folded long ago", "[replay]") {
  MemoryEventStore store;
  play_example(store);
  auto const clock = *Instant::parse("2027-01-10T08:00:00Z");
  Engine engine{store, desk_ports(clock)};
  auto world = replay(store);
  Position request = -1;
  store.scan_dossier(*DossierId::parse(dossier), [&](StoredEvent const& event) {
    request = event.position;
    return false;
  });
  auto const at = R"({"position":)" + std::to_string(request);
  auto const hold = act("h", "legal_hold_set", "u-1", R"({"grounds":"essai"})");
  auto const release = act("l", "legal_hold_lifted", "u-1", R"({"grounds":"essai"})");
  auto const ask = act("a", "erasure_requested", "u-1", at + R"(,"legal_basis":"art. 17"})");
  auto const confirm = act("c", "payload_erased", "u-2", at + R"(,"legal_basis":"art. 17"})");
  for (auto const& line : {hold, release, ask, confirm}) {
    auto const one = proposal(line);
    auto const outcome = engine.record({&one, 1}).front();
    INFO(to_json(outcome));
    REQUIRE(outcome.kind == OutcomeKind::recorded);
    catch_up(world, store);
    CHECK(difference(world, replay(store)).empty());
    CHECK(difference(world, engine.world()).empty());
  }
}

TEST_CASE("replay: positions from `before` on do not show, nor the corrections among them",
          "[replay]") {
  MemoryEventStore store;
  play_example(store);
  Bounds bounds;
  bounds.before = 13;
  auto const world = replay(store, bounds);
  CHECK(world.next_position() == 13);
  CHECK(world.find(*DossierId::parse("aap:2026-0417"))->version == 1);
  bounds.before = 0;
  CHECK(replay(store, bounds).dossiers().empty());
}

}  // namespace
}  // namespace probant::test
