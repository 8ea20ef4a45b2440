#include "adapters/cli/questions.hpp"

#include "adapters/cli/exit.hpp"

namespace probant::cli {

Instant asked_at(std::optional<Instant> at, std::optional<Instant> known_at) {
  if (at) return *at;
  return known_at ? *known_at : wall_clock();
}

World world_of(Common const& common, Bounds const& bounds) {
  return replay(*open_to_read(common), bounds);
}

std::string amount_text(std::optional<Money> amount) { return amount ? to_french(*amount) : "—"; }

std::string date_text(std::optional<Date> date) { return date ? to_french(*date) : "—"; }

std::optional<Region> region_option(std::string const& text) {
  if (text.empty()) return std::nullopt;
  if (auto region = Region::parse(text)) return region;
  throw UsageError("--region : « " + text + " » n'est pas " + std::string{Region::expected} + ".");
}

}  // namespace probant::cli
