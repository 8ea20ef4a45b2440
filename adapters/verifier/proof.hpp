// A C2SP tlog-proof: that one entry is in the log of one checkpoint, in one text file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/verifier/bytes.hpp"

namespace probant::verifier {

struct Proof {
  std::optional<std::string> extra;  ///< what a receipt brings along, vouched for by nobody
  std::int64_t index = 0;
  std::vector<Digest> path;  ///< the leaf's sibling first
  std::string checkpoint;    ///< the signed note, verbatim

  static constexpr std::size_t max_bytes = std::size_t{24} << 20U;
  static constexpr std::size_t max_path = 63;
  /// Nothing for what is malformed.
  static std::optional<Proof> parse(std::string_view bytes);
};

}  // namespace probant::verifier
