// JSON Schema (2020-12) of an event's data, generated from the same `serialize` as the codec.
#pragma once

#include <string>

#include "events/event.hpp"

namespace probant {

/// Canonical JSON text. Computed fields are `readOnly` and not required, so that a proposal and the
/// recorded event both validate. Lengths are counted in characters there and in bytes here, so a
/// schema can let through a text that the engine finds too long, never the reverse.
std::string json_schema(EventType type);

}  // namespace probant
