// A point in time, UTC, to the nanosecond, and its link to legal days, which are Paris days.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/values/date.hpp"

namespace probant {

/// Instants from 2000 to 2199. Text is RFC 3339: any offset is read, `Z` is written, with a
/// fraction only when there is one (1 to 9 digits, no trailing zero).
class Instant {
 public:
  static constexpr std::string_view pattern =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{"
      "2})$";
  static constexpr std::string_view expected =
      "un instant RFC 3339 de 2000 à 2199, par exemple 2026-05-20T08:00:00Z";

  constexpr Instant() = default;
  static constexpr Instant from_unix_ns(std::int64_t ns) { return Instant{ns}; }
  static constexpr Instant from_unix_seconds(std::int64_t s) { return Instant{s * 1'000'000'000}; }

  static std::optional<Instant> parse(std::string_view text);
  std::string text() const;

  constexpr std::int64_t unix_ns() const { return ns_; }
  constexpr std::int64_t unix_seconds() const {
    return (ns_ - (ns_ < 0 ? 999'999'999 : 0)) / 1'000'000'000;
  }
  constexpr Instant plus_seconds(std::int64_t seconds) const {
    return Instant{ns_ + seconds * 1'000'000'000};
  }

  bool operator==(Instant const&) const = default;
  auto operator<=>(Instant const&) const = default;

 private:
  explicit constexpr Instant(std::int64_t ns) : ns_(ns) {}
  std::int64_t ns_ = 0;
};

/// The Paris day an instant falls in. Rule of directive 2000/84/EC: summer time (UTC+2) from the
/// last Sunday of March to the last Sunday of October, 01:00 UTC; else UTC+1.
Date paris_day(Instant instant);
/// Paris midnight at which `day` begins.
Instant start_of_paris_day(Date day);
/// The last nanosecond of `day` in Paris: "24:00", the end of a time limit (CPC 642).
Instant end_of_paris_day(Date day);

/// French notation in Paris time for readers: "20/05/2026 10:00:00".
std::string to_french(Instant instant);

}  // namespace probant
