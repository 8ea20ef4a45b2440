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

/// Up to `at`, else up to the bound on knowledge; without either everything recorded so far, on the
/// day of `now`.
Asked asked(Instant now, std::optional<Instant> at, std::optional<Instant> known_at);

/// What `now` is where nobody gives an instant: what the clock shows, also when the log is ahead of
/// it. The clock of a simulation is that of what it played: the last instant recorded, where that
/// is later.
Instant present_of(Instant now, std::optional<Instant> last_recorded_at, bool simulation);

/// RFC 3339, or a day, which means its end in Paris.
std::optional<Instant> parse_moment(std::string_view text);
inline constexpr std::string_view moment_expected =
    "un jour (2026-05-29) ou un instant (2026-05-29T21:59:59Z)";

}  // namespace probant
