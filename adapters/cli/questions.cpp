#include "adapters/cli/questions.hpp"

#include "adapters/cli/exit.hpp"

namespace probant::cli {

Asked asked(SqliteEventStore const& store, std::optional<Instant> at,
            std::optional<Instant> known_at) {
  auto const now = present_of(wall_clock(), store.head().recorded_at, store.simulation());
  return asked(now, at, known_at);
}

Answering world_of(Common const& common, std::optional<Instant> at,
                   std::optional<Instant> known_at) {
  auto const store = open_to_ask(common);
  auto const question = asked(*store, at, known_at);
  return {question, replay(*store, question.bounds)};
}

std::string amount_text(std::optional<Money> amount) { return amount ? to_french(*amount) : "—"; }

std::string amount_text(std::optional<Money> amount, Figure figure) {
  bool const owed_back = figure == Figure::outstanding_cents && amount && *amount < Money{};
  return owed_back ? to_french(Money{} - *amount) + " à restituer" : amount_text(amount);
}

std::string date_text(std::optional<Date> date) { return date ? to_french(*date) : "—"; }

std::optional<Region> region_option(std::string const& text) {
  if (text.empty()) return std::nullopt;
  if (auto region = Region::parse(text)) return region;
  throw UsageError("--region : « " + text + " » n'est pas " + std::string{Region::expected} + ".");
}

}  // namespace probant::cli
