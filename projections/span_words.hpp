// How French counts events and names positions that follow each other.
#pragma once

#include <cstdint>
#include <string>

#include "engine/rules/counted.hpp"

namespace probant {

/// "1 événement", "12 événements".
inline std::string event_count(std::int64_t count) {
  return counted(count, "événement", "événements");
}

/// "son premier événement", "ses 12 premiers événements": of a log.
inline std::string first_events(std::string_view its_one, std::string_view its_many,
                                std::int64_t count) {
  if (count == 1) return std::string{its_one} + " premier événement";
  return std::string{its_many} + " " + std::to_string(count) + " premiers événements";
}

/// "position 5", "positions 2 à 4".
inline std::string span_words(std::int64_t first, std::int64_t count) {
  if (count == 1) return "position " + std::to_string(first);
  return "positions " + std::to_string(first) + " à " + std::to_string(first + count - 1);
}

}  // namespace probant
