#include "projections/question.hpp"

#include <algorithm>

namespace probant {

Asked asked(Instant now, std::optional<Instant> at, std::optional<Instant> known_at) {
  if (!at) at = known_at;
  return {at.value_or(now), {at, known_at}};
}

Instant present_of(Instant now, std::optional<Instant> last_recorded_at, bool simulation) {
  return simulation ? std::max(now, last_recorded_at.value_or(now)) : now;
}

std::optional<Instant> parse_moment(std::string_view text) {
  if (auto const day = Date::parse(text)) return end_of_paris_day(*day);
  return Instant::parse(text);
}

}  // namespace probant
