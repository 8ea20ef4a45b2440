// The example of the interface, played into a desk of its own: one establishment through both
// programmes, from tests/data/example.
#pragma once

#include <fstream>

#include "tests/support/desk.hpp"

namespace probant::test {

/// Every line of the example recorded, each at its own instant; refusals included. Up to the
/// proposal `until`, when one is given.
inline void play_example(MemoryEventStore& store, std::string_view until = {}) {
  Instant const unused;
  Engine engine{store, desk_ports(unused), ClockMode::proposals};
  std::ifstream lines{std::string{PROBANT_TEST_DATA} + "/data/example/example-proposals.jsonl"};
  REQUIRE(lines);
  for (std::string line; std::getline(lines, line);) {
    auto const one = proposal(line);
    if (one.id == until) return;
    engine.record({&one, 1});
  }
}

}  // namespace probant::test
