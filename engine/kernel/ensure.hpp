// What cannot happen: a broken promise between parts of the program, never a user's mistake.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace probant {

/// Always on, in every build. Throws std::logic_error naming the place.
inline void ensure(bool holds, char const* promise,
                   std::source_location where = std::source_location::current()) {
  if (holds) return;
  throw std::logic_error(std::string{where.file_name()} + ":" + std::to_string(where.line()) +
                         ": broken promise: " + promise);
}

}  // namespace probant
