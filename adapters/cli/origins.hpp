// The names of logs that restorations make: of one that goes on from a part of another's past, and
// of an exercise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace probant::cli {

/// The name of the first of such logs, and how often it went on: 0 for the first.
std::pair<std::string, std::uint64_t> rank_of(std::string const& origin);

/// Whether a log of that name may go on from that of `origin`.
bool goes_on_from(std::string const& origin, std::string const& name);

/// "a" → "a-r1-0f3c…" → "a-r2-9d41…": the name of a log that goes on from a part of its past.
/// `mark`: 8 hexadecimal digits at random, for no two restorations may give one name to two logs,
/// simulated ones either.
std::string next_origin(std::string const& origin, std::string const& mark);

/// "a" → "a-drill-0f3c…".
std::string drill_origin(std::string const& origin, std::string const& mark);

/// An exercise, and no other restoration, names the log after the one before so.
bool is_drill_of(std::string_view origin, std::string_view previous);

}  // namespace probant::cli
