// What a question is about: the acts up to an instant, as far as was known. Every command and every
// route takes it from here, so that they agree.
#pragma once

#include <optional>
#include <string_view>

#include "engine/kernel/replay.hpp"

namespace probant {

struct Asked {
  Instant at;
  Bounds bounds;
};

/// Up to `at`, else up to the bound on knowledge, else up to now: everything recorded so far. Now
/// is the wall clock, or the last instant recorded where that is later (a simulation ahead of it).
Asked asked(Instant now, std::optional<Instant> last_recorded_at, std::optional<Instant> at,
            std::optional<Instant> known_at);

/// RFC 3339, or a day, which means its end in Paris.
std::optional<Instant> parse_moment(std::string_view text);
inline constexpr std::string_view moment_expected =
    "un jour (2026-05-29) ou un instant (2026-05-29T21:59:59Z)";

}  // namespace probant
