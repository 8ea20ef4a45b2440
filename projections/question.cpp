#include "projections/question.hpp"

#include <algorithm>

namespace probant {

Asked asked(Instant now, std::optional<Instant> last_recorded_at, std::optional<Instant> at,
            std::optional<Instant> known_at) {
  if (!at) at = known_at;
  if (!at) at = std::max(now, last_recorded_at.value_or(now));
  return {*at, {at, known_at}};
}

std::optional<Instant> parse_moment(std::string_view text) {
  if (auto const day = Date::parse(text)) return end_of_paris_day(*day);
  return Instant::parse(text);
}

}  // namespace probant
