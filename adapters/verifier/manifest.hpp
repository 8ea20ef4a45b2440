// manifest.json: what an export says it is. Nothing in it is believed; each field is compared with
// what the log and the events give.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/verifier/json.hpp"

namespace probant::verifier {

struct Manifest {
  static constexpr std::size_t max_bytes = std::size_t{64} << 20U;

  std::vector<std::int64_t> erased;
  std::int64_t events = 0;
  std::string log_key;
  std::string origin;
  std::string scope;
  std::int64_t size = 0;

  bool whole_log() const { return scope == "all"; }

  /// Nothing unless `text` is a canonical manifest of format 1, byte for byte.
  static std::optional<Manifest> parse(JsonReader& reader, std::string_view text);
  std::string canonical() const;
};

}  // namespace probant::verifier
