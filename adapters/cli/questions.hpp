// What the query commands share: the world as of a moment, and how absent values look.
#pragma once

#include <optional>
#include <string>

#include "adapters/cli/session.hpp"
#include "engine/kernel/replay.hpp"

namespace probant::cli {

/// The instant a question is asked about: given, else the bound on knowledge, else now.
Instant asked_at(std::optional<Instant> at, std::optional<Instant> known_at);

/// The whole store replayed within the bounds.
World world_of(Common const& common, Bounds const& bounds);

/// French for a figure that may be unknown: "—" when it is.
std::string amount_text(std::optional<Money> amount);
std::string date_text(std::optional<Date> date);

/// Parses a region code; throws UsageError naming the option.
std::optional<Region> region_option(std::string const& text);

}  // namespace probant::cli
