// When a letter that did not arrive is tried again: the schedule of Standard Webhooks 1.0.0, with
// up to a tenth more by chance, so that a subscriber that was down is not called by all at once.
// Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/http/message.hpp"
#include "events/values/instant.hpp"

namespace probant::outgoing {

inline constexpr int max_attempts = 10;

enum class Verdict : std::uint8_t {
  delivered,
  gone,  ///< 410: never again
  later,
};

/// Anything but 2xx and 410 is tried again: a redirection is not followed, since it would lead
/// where nobody subscribed. `status` 0: no answer.
Verdict verdict_of(int status);

/// After `attempt` tries in vain (from 1); nothing after the last. `chance` from 0 to 999.
/// `Retry-After` in seconds is honoured up to a day, never to come sooner.
std::optional<Instant> next_try(int attempt, Instant now, http::Response const& answer,
                                std::uint32_t chance);

}  // namespace probant::outgoing
