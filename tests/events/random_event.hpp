// Any event, filled at random through its own `serialize`: for properties that hold of all events.
#pragma once

#include <catch2/catch.hpp>
#include <random>

#include "events/event.hpp"

namespace probant::test {

/// Within every limit of the vocabulary; lists stay short, explanations shallow, amounts not
/// negative. The same seed gives the same event.
Event random_event(std::mt19937_64& random, EventType type);

/// Runs `check(event)` on several random events of each type; a failure names the seed.
template <class Check>
void for_random_events(Check const& check) {
  auto const seed = std::random_device{}();
  for (EventType type = 0; type < event_type_count; ++type) {
    std::mt19937_64 random{seed + type};
    for (int round = 0; round < 8; ++round) {
      INFO("seed " << seed << ", " << catalogue[type].name << ", round " << round);
      check(random_event(random, type));
    }
  }
}

}  // namespace probant::test
