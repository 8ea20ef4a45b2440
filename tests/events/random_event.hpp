// Any event, filled at random through its own `serialize`: for properties that hold of all events.
#pragma once

#include <random>

#include "events/event.hpp"

namespace probant::test {

/// Within every limit of the vocabulary; lists stay short, explanations shallow, amounts not
/// negative. The same seed gives the same event.
Event random_event(std::mt19937_64& random, EventType type);

}  // namespace probant::test
