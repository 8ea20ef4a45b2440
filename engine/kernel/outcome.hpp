// The answer to a proposal, and its JSON: one line per proposal, in order, the same for the command
// line, REST and the webhook.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/kernel/reason.hpp"
#include "events/envelope.hpp"

namespace probant {

enum class OutcomeKind : std::uint8_t { recorded, duplicate, refused, invalid };
template <>
struct Names<OutcomeKind> {
  static constexpr std::array<std::string_view, 4> values{"recorded", "duplicate", "refused",
                                                          "invalid"};
};

/// `position`, `version`, `recorded_at`, `data` and `warnings` are those of the event recorded.
/// A duplicate repeats the first answer: with `reasons` when that one was a refusal.
struct Outcome {
  OutcomeKind kind = OutcomeKind::refused;
  std::string id;
  std::string dossier;
  std::string type;
  std::optional<std::int64_t> line;  ///< of the input, for invalid ones
  Position position = -1;
  Version version = 0;
  Instant recorded_at;
  std::string data;      ///< canonical JSON of the event's data
  std::string warnings;  ///< canonical JSON array, or empty
  Reasons reasons;
  bool erased = false;  ///< the content was lawfully erased since: there is no `data`

  /// The answer is "no": refused or invalid, now or the first time.
  bool is_no() const { return !reasons.empty(); }
};

/// Canonical JSON array of warnings: `[{"code":…,"message":…,"rule"?,"source"?}]`.
std::string to_json(Warnings const& warnings);
std::string to_json(Reasons const& reasons);
/// Back from the stored array; none from an empty text. Throws CodecError when it is damaged.
Warnings read_warnings(std::string_view json);
/// One line of JSON, without line feed, keys in the order of interface.md.
std::string to_json(Outcome const& outcome);

}  // namespace probant
