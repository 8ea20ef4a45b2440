// How French names positions that follow each other.
#pragma once

#include <cstdint>
#include <string>

namespace probant {

/// "position 5", "positions 2 à 4".
inline std::string span_words(std::int64_t first, std::int64_t count) {
  if (count == 1) return "position " + std::to_string(first);
  return "positions " + std::to_string(first) + " à " + std::to_string(first + count - 1);
}

}  // namespace probant
