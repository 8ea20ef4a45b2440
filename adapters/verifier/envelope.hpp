// The envelope of an event, version 1: the canonical JSON that is hashed into the log and names
// everything about an event but its payload, of which it holds only a commitment. And the line of
// events.jsonl that must belong to it (CloudEvents 1.0, JSON format).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/verifier/json.hpp"

namespace probant::verifier {

inline constexpr std::size_t max_envelope_bytes = 65'535;

struct Envelope {
  std::string actor_id;
  std::string actor_organisation;
  std::string actor_role;
  std::optional<std::int64_t> causation;
  std::optional<std::string> correlation;
  std::string dossier;
  std::string occurred_at;
  std::string payload_commit;
  std::int64_t position = 0;
  std::string proposal;
  std::string recorded_at;
  std::string rulebook;
  std::int64_t schema = 0;
  std::vector<std::string> subjects;
  std::string type;
  std::int64_t version = 0;
  std::optional<std::string> warnings_sha256;

  /// Nothing unless `text` is a canonical envelope, byte for byte.
  static std::optional<Envelope> parse(JsonReader& reader, std::string_view text);
  std::string canonical() const;
};

/// A text that sorts as the instant does; nothing unless `text` is RFC 3339 in UTC, as it is
/// written here: "2026-05-20T08:00:00Z", with one to nine decimals when they are needed.
std::optional<std::string> instant_order(std::string_view text);

/// What a line of events.jsonl holds beyond its envelope. No payload: it was erased.
struct EventLine {
  std::string warnings;
  std::optional<std::string_view> payload;
};

/// Nothing unless `line` is exactly what the envelope and the origin of its log make of it.
std::optional<EventLine> read_event_line(JsonReader& reader, std::string_view line,
                                         Envelope const& envelope, std::string_view origin);

}  // namespace probant::verifier
