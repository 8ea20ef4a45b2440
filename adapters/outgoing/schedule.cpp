#include "adapters/outgoing/schedule.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace probant::outgoing {
namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 24 * hour;
/// Before the second try, the third…
constexpr std::array<std::int64_t, max_attempts - 1> waits{
    5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, day};

std::int64_t asked_for(http::Response const& answer) {
  auto const text = answer.header("retry-after").value_or("");
  std::int64_t seconds = 0;
  auto const* end = text.data() + text.size();
  auto const [stop, error] = std::from_chars(text.data(), end, seconds);
  return error == std::errc{} && stop == end ? std::clamp<std::int64_t>(seconds, 0, day) : 0;
}

}  // namespace

Verdict verdict_of(int status) {
  if (status >= 200 && status < 300) return Verdict::delivered;
  return status == 410 ? Verdict::gone : Verdict::later;
}

std::optional<Instant> next_try(int attempt, Instant now, http::Response const& answer,
                                std::uint32_t chance) {
  if (attempt >= max_attempts) return std::nullopt;
  auto const wait = waits[static_cast<std::size_t>(std::max(attempt, 1) - 1)];
  auto const more = wait * static_cast<std::int64_t>(chance % 1000) / 10'000;
  return now.plus_seconds(std::max(wait + more, asked_for(answer)));
}

}  // namespace probant::outgoing
