// How messages count and list, as French has it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace probant {

/// "1 carte", "2 cartes": 0 and 1 take the singular.
inline std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string{count < 2 && count > -2 ? one : many};
}

/// One more of "« a », « b »".
inline void add_quoted(std::string& list, std::string_view word) {
  list += (list.empty() ? "« " : ", « ") + std::string{word} + " »";
}

}  // namespace probant
