// What an erasure leaves of an event: enough for phases and due dates to stay what they were, and
// nothing else. Pure and total.
#pragma once

#include "events/event.hpp"

namespace probant::transverse {

/// What is to be kept of an event about to be erased.
KeptFacts kept_of(EventBody const& body);

/// The data of an erased event: that of its type, empty but for what was kept.
EventBody emptied_body(EventType type, KeptFacts const& kept);

}  // namespace probant::transverse
