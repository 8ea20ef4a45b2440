// The clock of a simulation, which follows its acts: forward, but never out of reach. And a wall
// clock that was ahead once.
#include "tests/support/desk.hpp"

namespace probant::test {
namespace {

using Codes = std::vector<std::string>;

/// A log whose clock is that of its proposals, begun on 1 January 2026.
struct Simulation {
  Simulation() {
    auto const outcome = say("first", "2026-01-01T00:00:00Z");
    REQUIRE(outcome.kind == OutcomeKind::recorded);
  }
  Outcome say(std::string_view id, std::string_view at, std::string_view entity = "010780054") {
    auto const one = proposal(
        R"({"id":")" + std::string{id} + R"(","type":"register.entity_recorded","occurred_at":")" +
        std::string{at} + R"(","dossier":"register:010780054","actor":{"id":"op","role":)" +
        R"("operator","organisation":""},"data":{"entity":")" + std::string{entity} +
        R"(","name":"CH","legal_status":"public","region":"84","sites":[],"source":"essai"}})");
    return engine.record({&one, 1}).front();
  }

  MemoryEventStore store;
  Instant wall;
  Engine engine{store, desk_ports(wall), ClockMode::proposals};
};

TEST_CASE("engine: a simulation's clock follows its acts for ten years at most", "[engine]") {
  Simulation simulation;
  // 315 576 000 seconds.
  auto const outcome = simulation.say("far", "2036-01-01T12:00:01Z");
  CHECK(codes(outcome) == Codes{"invalid_field"});
  REQUIRE(outcome.reasons.size() == 1);
  CHECK(outcome.reasons[0].field == "occurred_at");
  CHECK(outcome.reasons[0].rule == "log.clock");
  CHECK(simulation.engine.world().last_recorded_at() == *Instant::parse("2026-01-01T00:00:00Z"));
  CHECK(simulation.say("edge", "2036-01-01T12:00:00Z").kind == OutcomeKind::recorded);
  CHECK(simulation.engine.world().last_recorded_at() == *Instant::parse("2036-01-01T12:00:00Z"));
}

TEST_CASE("engine: a refusal dated far off leaves the clock where it was", "[engine]") {
  Simulation simulation;
  simulation.say("far", "2190-01-01T00:00:00Z", "750712184");
  CHECK(simulation.store.head().recorded_at == *Instant::parse("2026-01-01T00:00:00Z"));
  auto const next = simulation.say("next", "2026-02-01T00:00:00Z");
  CHECK(next.recorded_at == *Instant::parse("2026-02-01T00:00:00Z"));
  // Its id is free for the right date.
  CHECK(simulation.say("far", "2026-03-01T00:00:00Z").kind == OutcomeKind::recorded);
}

/// A log that a clock one month ahead has written to, in one dossier.
struct OnceAhead {
  OnceAhead() {
    wall = *Instant::parse("2026-06-10T08:00:00Z");
    say("ahead", "010780054", "Un");
    wall = *Instant::parse("2026-05-10T08:00:00Z");
  }
  Instant say(std::string_view id, std::string_view entity, std::string_view name) {
    auto const one = proposal(
        R"({"id":")" + std::string{id} + R"(","type":"register.entity_recorded","dossier":)" +
        R"("register:)" + std::string{entity} + R"(","actor":{"id":"op","role":"operator",)" +
        R"("organisation":""},"data":{"entity":")" + std::string{entity} + R"(","name":")" +
        std::string{name} + R"(","legal_status":"public","region":"84","sites":[],)" +
        R"("source":"essai"}})");
    REQUIRE(engine.record({&one, 1}).front().kind == OutcomeKind::recorded);
    Instant occurred_at;
    store.scan(store.head().next - 1, store.head().next, [&](StoredEvent const& event) {
      occurred_at = event.occurred_at;
      return true;
    });
    return occurred_at;
  }

  MemoryEventStore store;
  Instant wall;
  Engine engine{store, desk_ports(wall)};
};

TEST_CASE("engine: a clock that was ahead once does not date what comes after it is right",
          "[engine]") {
  OnceAhead log;
  auto const right = log.wall;
  CHECK(log.say("other", "750712184", "Un") == right);
  CHECK(log.store.head().recorded_at == *Instant::parse("2026-06-10T08:00:00Z"));
  log.wall = right.plus_seconds(60);
  CHECK(log.say("again", "750712184", "Deux") == right.plus_seconds(60));
  // But no dossier goes back on what it has.
  CHECK(log.say("same", "010780054", "Deux") == *Instant::parse("2026-06-10T08:00:00Z"));
  log.wall = *Instant::parse("2026-06-11T08:00:00Z");
  CHECK(log.say("later", "010780054", "Trois") == log.wall);
}

}  // namespace
}  // namespace probant::test
