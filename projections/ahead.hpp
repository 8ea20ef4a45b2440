// A log whose last event was recorded later than the clock shows, by a clock that was ahead once or
// is behind now. Instants of a log never go back: until the clock has caught up, what is recorded
// is of the log's and not of the clock's; what is asked without an instant is of the clock's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "events/values/instant.hpp"

namespace probant {

/// How far; 0 when it is not.
std::int64_t seconds_ahead(std::optional<Instant> last_recorded_at, Instant now);

/// What follows from it and the way out, in French; empty when it is less than a few minutes, which
/// no legal day turns on.
std::string ahead_words(std::optional<Instant> last_recorded_at, Instant now);

}  // namespace probant
