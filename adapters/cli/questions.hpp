// What the query commands share: the world as of a moment, and how absent values look.
#pragma once

#include <optional>
#include <string>

#include "adapters/cli/session.hpp"
#include "engine/kernel/figures.hpp"
#include "projections/question.hpp"

namespace probant::cli {

/// As of now (projections/question.hpp).
Asked asked(SqliteEventStore const& store, std::optional<Instant> at,
            std::optional<Instant> known_at);

/// The store replayed within the bounds of a question.
struct Answering {
  Asked asked;
  World world;
};
Answering world_of(Common const& common, std::optional<Instant> at,
                   std::optional<Instant> known_at);

/// French for a figure that may be unknown: "—" when it is.
std::string amount_text(std::optional<Money> amount);
/// As a figure: what is outstanding and negative is "1 000,00 € à restituer".
std::string amount_text(std::optional<Money> amount, Figure figure);
std::string date_text(std::optional<Date> date);

/// Parses a region code; throws UsageError naming the option.
std::optional<Region> region_option(std::string const& text);

}  // namespace probant::cli
